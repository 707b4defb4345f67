"""A small made-up municipality that has received its first load and three days, for tests at the doors."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from cpr_haendelser.app import Installation
from cpr_haendelser.demo import write_filer
from cpr_haendelser.modtagelse.modtag import Fremdrift, Oenske
from cpr_haendelser.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OPGAVE = "900001"


def write_korsbaek(folder: Path) -> list[Path]:
    """The files: the first load, then three days."""
    return write_filer(folder, personer=3000, seed=7, fremdrift=Fremdrift())


def settings_in(folder: Path) -> Settings:
    """Settings of an installation that keeps everything in the folder."""
    return Settings(database_url=f"sqlite:///{(folder / 'h.db').as_posix()}", spool_folder=folder / "spool")


@contextmanager
def opened(folder: Path) -> Iterator[Installation]:
    """The installation, filled."""
    filer = write_korsbaek(folder / "filer")
    installation = Installation.open(settings_in(folder))
    try:
        for number, fil in enumerate(filer):
            installation.receive(Oenske(fil, (OPGAVE,), etablering=number == 0))
        yield installation
    finally:
        installation.close()
