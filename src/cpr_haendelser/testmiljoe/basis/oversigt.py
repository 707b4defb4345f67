"""The shared population as a table that can be searched: everybody's persons, and what each is an example of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from cpr_haendelser.cpr.koder import lookup
from cpr_haendelser.cpr.kommuner import kommuner
from cpr_haendelser.population.laesning import read_person
from cpr_haendelser.population.person import Adresse
from cpr_haendelser.replika.billede import to_tekster
from cpr_haendelser.storage.lager import Lager
from cpr_haendelser.storage.ordre import Personslags, Testperson
from cpr_haendelser.storage.ordrelager import Ordrelager
from cpr_haendelser.testmiljoe.basis.arketyper import read_arketyper
from cpr_haendelser.testmiljoe.basis.raadhus import ROD as BASIS

_SLAGS = (Personslags.BASIS, Personslags.ARKETYPE, Personslags.LEVENDE)
_FAMILIER = {"grønland": "Familien i Grønland", "døde": "Familien, hvor alle er døde"}
_SIDE = 1000


class Faellesperson(NamedTuple):
    """One row."""

    pnr: str
    gruppe: str
    eksempel: str
    navn: str
    koen: str
    foedt: str
    """YYYY-MM-DD."""
    kommune: str
    """Its name; empty where the person lives in none."""
    status: str
    """In words."""

    def fits(self, gruppe: str, soeg: str) -> bool:
        """Whether the group begins so, and the row has the text somewhere."""
        return self.gruppe.casefold().startswith(gruppe.casefold()) and soeg.casefold() in "\n".join(self).casefold()


def iterate_faelles(lager: Lager, ordrelager: Ordrelager, gruppe: str = "", soeg: str = "") -> Iterator[Faellesperson]:
    """Everybody's persons that are in the replica: basis, archetypes, the living register; each kind by number."""
    for slags in _SLAGS:
        efter = 0
        while side := ordrelager.find_personer(slags=slags, efter=efter, antal=_SIDE):
            efter = side[-1].pnr
            billeder = lager.billeder([person.pnr for person in side])
            rows = (to_row(person, billeder[person.pnr].dokument) for person in side if person.pnr in billeder)
            yield from (row for row in rows if row.fits(gruppe, soeg))


def to_row(testperson: Testperson, dokument: bytes) -> Faellesperson:
    """The row of a person, by its records."""
    person = read_person(to_tekster(dokument))
    gruppe, eksempel = describe(testperson.slags, testperson.gruppe)
    kommune = kommuner().get(person.ophold.bolig.kommune) if isinstance(person.ophold, Adresse) else None
    status = lookup("status", person.status)
    return Faellesperson(
        person.pnr,
        gruppe,
        eksempel,
        person.navn.adressenavn,
        person.koen,
        date.fromordinal(person.foedt).isoformat(),
        kommune.navn if kommune else "",
        status.dansk if status else person.status,
    )


def describe(slags: Personslags, gruppe: str) -> tuple[str, str]:
    """The group in words, and what a person of it is an example of."""
    if slags is Personslags.BASIS:
        kode = gruppe.removeprefix(BASIS).strip("/")
        kommune = kommuner().get(kode)
        return "basis", f"Familien på rådhuset i {kommune.navn}" if kommune else _FAMILIER.get(kode, kode)
    if slags is Personslags.ARKETYPE:
        return next(
            ((row.gruppe, row.eksempel) for row in read_arketyper() if row.noegle == gruppe), ("arketype", gruppe)
        )
    return "levende", ""
