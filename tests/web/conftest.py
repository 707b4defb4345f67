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

    from fastapi import FastAPI

    from cpr_haendelser.app import Installation

NOEGLE = "kun-til-afproevning"


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with opened(tmp_path_factory.mktemp("korsbaek")) as installation:
        set_up(installation.postrum)
        yield installation


@pytest.fixture(scope="session")
def app(installation: Installation) -> FastAPI:
    """The door, shared by those who are known at it."""
    return create_app(installation, NOEGLE)


@pytest.fixture
def udefra(installation: Installation) -> TestClient:
    """Someone without the key, at a door where nobody has tried wrong ones before."""
    return TestClient(create_app(installation, NOEGLE), raise_server_exceptions=False)


@pytest.fixture
def anders(app: FastAPI) -> TestClient:
    """An it-system that may see what is to Korsbæk."""
    return _with_key(app, NOEGLER[A])


@pytest.fixture
def bodil(app: FastAPI) -> TestClient:
    """An it-system that may see moves to and from Ny Korsbæk."""
    return _with_key(app, NOEGLER[B])


def _with_key(app: FastAPI, noegle: str) -> TestClient:
    return TestClient(app, raise_server_exceptions=False, headers={"Authorization": f"Bearer {noegle}"})


@pytest.fixture
def klient(app: FastAPI) -> TestClient:
    """The operator."""
    return _with_key(app, NOEGLE)
