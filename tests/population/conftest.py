"""A small population, written once, for every test that only reads it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cpr_haendelser.population import Oversigt, write_population

START = date(2026, 11, 2)


def write(folder: Path, seed: int = 7, persons: int = 2_000, days: int = 30) -> Oversigt:
    """A population as most tests want it."""
    return write_population(folder, seed=seed, persons=persons, days=days, start=START)


@pytest.fixture(scope="session")
def oversigt(tmp_path_factory: pytest.TempPathFactory) -> Oversigt:
    return write(tmp_path_factory.mktemp("befolkning"))
