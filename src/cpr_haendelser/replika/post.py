"""One record as typed values: every field by the name that the layout gives it.

What kind of value a field holds comes from the layout (`cpr/data/layouts.csv`): a time with the mark beside it, a
personnummer, or text (codes, marks and numbers are text too).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from cpr_haendelser.cpr.layouts import Posttype, posttyper
from cpr_haendelser.cpr.personnummer import Personnummer, Personnummerfejl
from cpr_haendelser.cpr.tider import CprTid, read_tid

if TYPE_CHECKING:
    from collections.abc import Iterator

Vaerdi = str | CprTid | Personnummer | None
"""What a field may hold; None is a personnummer that is not there, or none."""

_TIDER = frozenset({"tid", "dato", "dato8"})
_INGEN = "0000000000"


class Plads(NamedTuple):
    """Where a field lies, what it holds, and where the mark of a time lies."""

    felt: slice
    art: str
    maerke: slice


@cache
def pladser(posttype: str) -> dict[str, Plads]:
    """The fields of a record type by name. The mark of a time is the field that follows it, where that is a mark."""
    felter = posttyper()[posttype].felter
    return {
        felt.felt: Plads(felt.slice, felt.art, naeste.slice if naeste and naeste.art == "maerke" else slice(0, 0))
        for felt, naeste in zip(felter, [*felter[1:], None], strict=True)
    }


@dataclass(frozen=True, slots=True, repr=False)
class Postvisning:
    """One record line (text without trailing blanks), read field by field as it is asked. Shows nothing of itself."""

    linje: str

    @property
    def posttype(self) -> str:
        """The three digits."""
        return self.linje[:3]

    @property
    def layout(self) -> Posttype:
        """The record type: name, group, whether it is current or history."""
        return posttyper()[self.posttype]

    @property
    def annkor(self) -> str:
        """The mark of a history record: A annulled, K corrected, Æ technical, empty for valid and current ones."""
        return self.tekst("ANNKOR") if self.layout.annkor else ""

    def tekst(self, felt: str) -> str:
        """A field's text without blanks around it. KeyError where the record type has no such field."""
        return self.linje[self._plads(felt).felt].strip(" ")

    def tid(self, felt: str) -> CprTid:
        """A time or date with the mark beside it. KeyError where the record type has no such field."""
        plads = self._plads(felt)
        return read_tid(self.linje[plads.felt].rstrip(" "), self.linje[plads.maerke])

    def personnummer(self, felt: str) -> Personnummer | None:
        """A personnummer; None where the field is blank or zeros, or holds none. KeyError as above."""
        tekst = self.tekst(felt)
        if not tekst or tekst == _INGEN:
            return None
        try:
            return Personnummer(tekst)
        except Personnummerfejl:
            return None

    def vaerdi(self, felt: str) -> Vaerdi:
        """A field's value, typed by the layout. KeyError where the record type has no such field."""
        art = self._plads(felt).art
        if art in _TIDER:
            return self.tid(felt)
        return self.personnummer(felt) if art == "pnr" else self.tekst(felt)

    def vaerdier(self) -> Iterator[tuple[str, Vaerdi]]:
        """Every field and its value, in the order of the layout."""
        return ((felt, self.vaerdi(felt)) for felt in pladser(self.posttype))

    @property
    def rest(self) -> str:
        """What the record holds beyond its layout."""
        return self.linje[self.layout.laengde :]

    def _plads(self, felt: str) -> Plads:
        found = pladser(self.posttype).get(felt)
        if found is None:
            raise KeyError(f"{self.posttype} has no field {felt}")
        return found
