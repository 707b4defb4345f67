"""Certificates for everybody, and the official schemas where they lie beside the project."""

from __future__ import annotations

import pytest

from tests.conftest import SHARED
from tests.levering import certifikater as her
from tests.levering.skema import Godkend, read_skema


@pytest.fixture(scope="session")
def certifikater(tmp_path_factory: pytest.TempPathFactory) -> her.Certifikater:
    return her.make(tmp_path_factory.mktemp("certifikater"))


@pytest.fixture(scope="session")
def godkend() -> Godkend:
    """Holds a message against the official schemas where they are; the test that must have them says so by itself."""
    return read_skema(SHARED / "contracts") if SHARED.is_dir() else lambda _: None
