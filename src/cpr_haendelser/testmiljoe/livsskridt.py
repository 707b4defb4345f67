"""What may be ordered coherently: each handling as a step of the life model, with the 099 lines that tell of it.

A step is handed the persons, whom it is about, and what was wished; it changes persons and writes 099 lines, as CPR
does. The pure steps (move, die, widow …) are those of the population, whose facit proves them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.population.forloeb import die, move, widow
from cpr_haendelser.population.person import Person
from cpr_haendelser.population.steder import bolig
from cpr_haendelser.testmiljoe.familie import Familie


class Oensket(NamedTuple):
    """What was wished of a step: times as CPR has them (YYYYMMDDHHMM), and the fields of the line."""

    virkning: str
    registreret: str
    felter: Mapping[str, str]

    def take(self, navn: str) -> str:
        """A field; empty where it was not given."""
        return self.felter.get(navn, "")


Livsskridt = Callable[[Familie, Person, Oensket], None]


def flytning(familie: Familie, person: Person, oensket: Oensket) -> None:
    """A move: 034 and 035, or 036 and 037."""
    _after(oensket.virkning, person.ophold.start if person.ophold else "", "bopælens start")
    til = bolig(*(oensket.take(felt) for felt in ("kommunekode", "vejkode", "husnr", "etage", "sidedoer", "bnr")))
    move(person, til, oensket.virkning, conavn=oensket.take("conavn"))
    familie.linje(person, "A01", oensket.registreret)


def doedsfald(familie: Familie, person: Person, oensket: Oensket) -> None:
    """A death: 005 to 008 by the status before; the spouse's civil status is derived."""
    if person.ophold is None:
        raise Brugsfejl("TST-003", "personen er allerede død eller har et udgået nummer.")
    _after(oensket.virkning, person.ophold.start, "bopælens start")
    par = person.aegtefaelle if person.civil.civst in {"G", "P"} else None
    maerke = "ÆG" if person.civil.civst == "G" else "PA"
    die(person, oensket.virkning)
    familie.linje(person, "A21", oensket.registreret)
    if par is not None:
        widow(par, oensket.virkning)
        familie.linje(par, "A21", oensket.registreret, maerke)


def beskyttelse(familie: Familie, person: Person, oensket: Oensket) -> None:
    """Name and address protection begins: the catch-all with that group."""
    if any(row[:2] == ("004", "0001") for row in person.oevrige):
        raise Brugsfejl("TST-004", "personen har allerede navne- og adressebeskyttelse.")
    dag = f"{oensket.virkning[:4]}-{oensket.virkning[4:6]}-{oensket.virkning[6:8]}"
    person.oevrige.append(("004", "0001", dag, ""))
    familie.linje(person, "A33", oensket.registreret)


LIVSSKRIDT: Mapping[str, Livsskridt] = {
    "flytning": flytning,
    "doedsfald": doedsfald,
    "samle:beskyttelse": beskyttelse,
}
"""By handling (data/handlinger.csv)."""


def _after(virkning: str, start: str, hvad: str) -> None:
    """TST-002 where the step would begin before what it follows upon."""
    if virkning <= start:
        raise Brugsfejl("TST-002", f"virkningstidspunktet skal ligge efter {hvad}.")


__all__ = ["LIVSSKRIDT", "Livsskridt", "Oensket"]
