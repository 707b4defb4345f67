"""What is wished of a step, and what must hold before it: refused in words (TST-002 to TST-009), nothing changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from cpr_haendelser.cpr.koder import koder
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.population.forloeb import previous, start_of
from cpr_haendelser.population.person import NUL10, Adresse, Person
from cpr_haendelser.population.steder import Bolig, bolig
from cpr_haendelser.testmiljoe.familie import Familie


class Oensket(NamedTuple):
    """What was wished of a step: times as CPR has them (YYYYMMDDHHMM), and the fields of the line."""

    virkning: str
    registreret: str
    felter: Mapping[str, str]

    def take(self, navn: str, ellers: str = "") -> str:
        """A field; `ellers` where it was not given."""
        return self.felter.get(navn) or ellers

    @property
    def dag(self) -> str:
        """The day of effect as records of days have it: YYYY-MM-DD."""
        return to_dag(self.virkning)

    def bolig(self) -> Bolig:
        """The dwelling of the address fields."""
        return bolig(*(self.take(felt) for felt in ("kommunekode", "vejkode", "husnr", "etage", "sidedoer", "bnr")))


Livsskridt = Callable[[Familie, Person, Oensket], None]
"""Changes persons as CPR would, and writes the 099 lines that tell of it."""


def to_dag(tid: str) -> str:
    """YYYY-MM-DD of a CPR time."""
    return f"{tid[:4]}-{tid[4:6]}-{tid[6:8]}"


class Fortidligt(Brugsfejl):
    """A step that would not come after what it follows upon."""

    def __init__(self, start: str, hvad: str) -> None:
        super().__init__("TST-002", f"virkningstidspunktet skal ligge efter {hvad}.")
        self.start = start

    @property
    def foerst(self) -> str:
        """The first time that would do: the next minute, or the next day where it is days that count."""
        cifre = "".join(filter(str.isdigit, self.start))
        # An unknown month or day is written as noughts; the first of them that can be is the first.
        cifre = f"{cifre[:4]}{max(cifre[4:6], '01')}{max(cifre[6:8], '01')}{cifre[8:]}"
        if len(cifre) == len("YYYYMMDD"):
            return f"{datetime.strptime(cifre, '%Y%m%d') + timedelta(days=1):%Y%m%d}1200"  # noqa: DTZ007 - wall time
        return f"{datetime.strptime(cifre[:12], '%Y%m%d%H%M') + timedelta(minutes=1):%Y%m%d%H%M}"  # noqa: DTZ007 - same


def begun(start: str) -> str:
    """A time of CPR's; empty where it is all noughts: none is known."""
    return start if start.strip("0") else ""


def check_after(virkning: str, start: str, hvad: str) -> None:
    """Fortidligt (TST-002) where the step would not come after what it follows upon."""
    if virkning.replace("-", "") <= start.replace("-", ""):
        raise Fortidligt(start, hvad)


def check_after_earlier(person: Person, typer: tuple[str, ...], slut: str, virkning: str, hvad: str) -> None:
    """Fortidligt (TST-002) where what lasted until `slut` in the person's history would end before it began."""
    foer = previous(person, typer, slut)
    if foer >= 0:
        check_after(virkning, start_of(person.historik[foer]), hvad)


def check(holder: bool, tekst: str) -> None:  # noqa: FBT001 - what must hold
    """TST-003 where the person's state does not allow the step."""
    if not holder:
        raise Brugsfejl("TST-003", tekst)


def check_born(foedt: str, oensket: Oensket) -> None:
    """TST-003 where somebody would be born (YYYY-MM-DD) after it is registered."""
    check(not oensket.registreret or foedt <= to_dag(oensket.registreret), "ingen kan være født i fremtiden.")


def read_code(oensket: Oensket, tabel: str, ellers: str = "") -> str:
    """The field `kode`, which must stand in one of CPR's code tables; TST-004 where it does not."""
    kode = oensket.take("kode", ellers)
    for kendt in (kode, kode.upper(), kode.zfill(4)):
        if kendt in koder(tabel):
            return kendt
    raise Brugsfejl("TST-004", f"den kode har CPR ikke; kode er en af {', '.join(koder(tabel))}.")


def check_resident(person: Person) -> Adresse:
    """The address of one who lives somewhere in the country."""
    if not isinstance(person.ophold, Adresse):
        raise Brugsfejl("TST-003", "personen har ingen bopæl i landet lige nu.")
    return person.ophold


def spouse(person: Person) -> Person | None:
    """The spouse or partner in the replica; None where there is none, or none known here."""
    gift = person.civil.civst in {"G", "P"} and person.civil.pnr not in {"", NUL10}
    return person.aegtefaelle if gift else None


def both(person: Person) -> list[tuple[Person, str]]:
    """The person, and the spouse with the derived mark that tells so."""
    maerke = "PA" if person.civil.civst == "P" else "ÆG"
    par = spouse(person)
    return [(person, ""), *([(par, maerke)] if par is not None else [])]
