"""Receiving a made-up population and reading its log beside its facit."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cpr_haendelser.app import Installation
from cpr_haendelser.modtagelse.modtag import Oenske
from cpr_haendelser.population import write_population
from cpr_haendelser.population.facit import read_facit, read_uden_virkning
from cpr_haendelser.population.uden_099 import strip_099
from cpr_haendelser.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cpr_haendelser.haendelser.model import Haendelse
    from cpr_haendelser.storage.lager import Linje099

START = date(2026, 3, 2)
OPGAVE = "900001"


@dataclass(frozen=True)
class Koersel:
    """What the life model made happen, and what the log says of it."""

    facit: list[dict[str, Any]]
    uden_virkning: list[dict[str, Any]]
    log: list[Haendelse]
    linjer: list[Linje099]
    dage: dict[int, str]


@contextmanager
def received(folder: Path, *, seed: int, klarskrift_for_sig: bool = False, uden_099: bool = False) -> Iterator[Koersel]:
    """A population of 2,500 persons and 30 days, received file by file."""
    made = folder / "filer"
    oversigt = write_population(
        made, seed=seed, persons=2500, days=30, start=START, task=OPGAVE, klarskrift_for_sig=klarskrift_for_sig
    )
    source = made
    if uden_099:
        source = folder / "uden"
        strip_099(made, source)
    installation = Installation.open(
        Settings(database_url=f"sqlite:///{(folder / 'h.db').as_posix()}", spool_folder=folder / "spool")
    )
    try:
        for number, fil in enumerate(oversigt.filer):
            installation.receive(Oenske(source / fil.fil, (OPGAVE,), etablering=number == 0))
        yield _read(installation, made)
    finally:
        installation.close()


def _read(installation: Installation, made: Path) -> Koersel:
    lager = installation.lager
    log: list[Haendelse] = []
    while side := lager.haendelser(efter=log[-1].loebenummer if log else 0):
        log += side
    filer = lager.leverancer()
    linjer: list[Linje099] = []
    for fil in filer:
        efter = 0
        while fundne := lager.linjer099(fil.fil, efter=efter):
            linjer += fundne
            efter = fundne[-1].linje
    return Koersel(
        list(read_facit(made)), list(read_uden_virkning(made)), log, linjer, {fil.fil: fil.proddto for fil in filer}
    )


def to_plain(haendelse: Haendelse) -> dict[str, Any]:
    """A logged hændelse as the facit has it."""
    b = haendelse.beslutning
    return {
        "dag": haendelse.proddto,
        "pnr": b.pnr,
        "kode": b.kode,
        "art": b.art.value,
        "kommune": b.kommune,
        "gyldig_fra": b.gyldig_fra,
        "grupper": list(b.grupper),
        "retter": {"gyldig_fra": b.retter.gyldig_fra} if b.retter else None,
    }
