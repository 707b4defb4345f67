"""Certificates for everybody, and the official schemas where they lie beside the project."""

from __future__ import annotations

import pytest

from tests.levering import certifikater as her
from tests.levering.skema import Godkend, find_skema


@pytest.fixture(scope="session")
def certifikater(tmp_path_factory: pytest.TempPathFactory) -> her.Certifikater:
    return her.make(tmp_path_factory.mktemp("certifikater"))


@pytest.fixture(scope="session")
def godkend() -> Godkend | None:
    """The official schemas where they are; the test that must have them says so by itself."""
    return find_skema()
