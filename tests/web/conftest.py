"""The feed over a small municipality, asked with the key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from cpr_haendelser.web.doer import create_app
from tests.opslag.korsbaek import opened
from tests.udlevering.opsat import NOEGLER, A, B, set_up

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cpr_haendelser.app import Installation

NOEGLE = "kun-til-afproevning"


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with opened(tmp_path_factory.mktemp("korsbaek")) as installation:
        set_up(installation.postrum)
        yield installation


@pytest.fixture
def udefra(installation: Installation) -> TestClient:
    """Someone without the key."""
    return TestClient(create_app(installation, NOEGLE), raise_server_exceptions=False)


@pytest.fixture
def anders(installation: Installation) -> TestClient:
    """An it-system that may see what is to Korsbæk."""
    return _with_key(installation, NOEGLER[A])


@pytest.fixture
def bodil(installation: Installation) -> TestClient:
    """An it-system that may see moves to and from Ny Korsbæk."""
    return _with_key(installation, NOEGLER[B])


def _with_key(installation: Installation, noegle: str) -> TestClient:
    app = create_app(installation, NOEGLE)
    return TestClient(app, raise_server_exceptions=False, headers={"Authorization": f"Bearer {noegle}"})


@pytest.fixture
def klient(udefra: TestClient) -> TestClient:
    """The operator."""
    udefra.headers["Authorization"] = f"Bearer {NOEGLE}"
    return udefra
