"""An order's file: the task it takes, how it is dated, and the file itself, as the CPR Office writes one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.population.filer import Kuvert, write_leverance
from cpr_haendelser.storage.lager import Lager


class Plads(NamedTuple):
    """A task and date that an order's file can have, and the date of the task's file before it."""

    opgave: str
    proddto: str
    forrige: str


class Ordrefil(NamedTuple):
    """A file written."""

    sti: Path
    sha256: str


def choose_plads(lager: Lager, opgaver: Iterable[int], pnrs: Iterable[int], idag: str) -> Plads:
    """The first task of the range without a file on the day or later.

    The day is today (YYYYMMDD), or that of the newest image among the persons where that is later. Brugsfejl TST-010
    where every task is taken.
    """
    billeder = lager.billeder(list(pnrs))
    dag = max((idag, *(billede.proddto for billede in billeder.values())))
    for nummer in opgaver:
        opgave = f"{nummer:06d}"
        seneste = lager.seneste_leverance(opgave)
        if seneste is None or seneste.proddto < dag:
            return Plads(opgave, dag, seneste.proddto if seneste else "00000000")
    raise Brugsfejl(
        "TST-010",
        "alle ordreopgaver har allerede en fil den dag; vent til i morgen. Hvor mange der er, siger indstillingen"
        " exttest.ordreopgaver, når databasen oprettes.",
    )


def write_ordrefil(mappe: Path, plads: Plads, blokke: Iterable[bytes]) -> Ordrefil:
    """Writes the file, named as files from the CPR Office are."""
    sti = mappe / f"D{plads.proddto[2:]}.L{plads.opgave}"
    skrevet = write_leverance(sti, Kuvert(plads.opgave, plads.proddto, plads.forrige), blokke)
    return Ordrefil(sti, skrevet.sha256)
