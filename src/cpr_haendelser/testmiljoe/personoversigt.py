"""Test persons as people know them: name, age, where they live, and what they are an example of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from cpr_haendelser.storage.lager import Billede
from cpr_haendelser.storage.ordre import Personslags, Testperson
from cpr_haendelser.testmiljoe.basis.oversigt import to_row


class Kendt(NamedTuple):
    """A test person, and what its records say; empty where it is not in the replica yet."""

    person: Testperson
    navn: str = ""
    koen: str = ""
    foedt: str = ""
    """YYYY-MM-DD."""
    kommune: str = ""
    status: str = ""
    eksempel: str = ""
    """What it is an example of, or the family it was made with."""

    @property
    def pnr(self) -> str:
        """Ten digits."""
        return f"{self.person.pnr:010d}"

    @property
    def i_replika(self) -> bool:
        """Whether it is there yet."""
        return bool(self.foedt)

    def age(self, dag: date) -> int:
        """Whole years on a day."""
        foedt = date.fromisoformat(self.foedt)
        return dag.year - foedt.year - ((dag.month, dag.day) < (foedt.month, foedt.day))

    def fits(self, soeg: str) -> bool:
        """Whether every word is somewhere in it; hyphens mean nothing, for numbers, days and names are written so."""
        alt = " ".join((self.pnr, *self[1:])).casefold().replace("-", "")
        return all(each in alt for each in soeg.casefold().replace("-", "").split())


def describe_persons(personer: Sequence[Testperson], billeder: Mapping[int, Billede]) -> list[Kendt]:
    """The persons with what their images say."""
    return [_describe(each, billeder.get(each.pnr)) for each in personer]


def _describe(person: Testperson, billede: Billede | None) -> Kendt:
    if billede is None:
        return Kendt(person)
    row = to_row(person, billede.dokument)
    eksempel = "" if person.slags is Personslags.EGEN else row.eksempel
    return Kendt(person, row.navn, row.koen, row.foedt, row.kommune, row.status, eksempel)
