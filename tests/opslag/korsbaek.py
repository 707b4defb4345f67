"""A small made-up municipality that has received its first load and three days, for tests at the doors."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from cpr_haendelser.app import Installation
from cpr_haendelser.modtagelse.modtag import Oenske
from cpr_haendelser.population import write_population
from cpr_haendelser.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

START = date(2026, 11, 23)
OPGAVE = "900001"


def write_filer(folder: Path) -> list[Path]:
    """The files: the first load, then three days."""
    oversigt = write_population(folder, seed=7, persons=3000, days=3, start=START, task=OPGAVE)
    return [folder / fil.fil for fil in oversigt.filer]


def settings_in(folder: Path) -> Settings:
    """Settings of an installation that keeps everything in the folder."""
    return Settings(database_url=f"sqlite:///{(folder / 'h.db').as_posix()}", spool_folder=folder / "spool")


@contextmanager
def opened(folder: Path) -> Iterator[Installation]:
    """The installation, filled."""
    filer = write_filer(folder / "filer")
    installation = Installation.open(settings_in(folder))
    try:
        for number, fil in enumerate(filer):
            installation.receive(Oenske(fil, (OPGAVE,), etablering=number == 0))
        yield installation
    finally:
        installation.close()
