"""The feed over a small municipality, asked with the key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from cpr_haendelser.web.feed import create_app
from tests.opslag.korsbaek import opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cpr_haendelser.app import Installation

NOEGLE = "kun-til-afproevning"


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with opened(tmp_path_factory.mktemp("korsbaek")) as installation:
        yield installation


@pytest.fixture
def udefra(installation: Installation) -> TestClient:
    """Someone without the key."""
    return TestClient(create_app(installation, NOEGLE), raise_server_exceptions=False)


@pytest.fixture
def klient(udefra: TestClient) -> TestClient:
    """Someone with the key."""
    udefra.headers["Authorization"] = f"Bearer {NOEGLE}"
    return udefra
