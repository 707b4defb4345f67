"""A form as a page shows it: what was written in it, and a refusal at the field that it is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, NamedTuple

from cpr_haendelser.fejl import Fejl

if TYPE_CHECKING:
    from cpr_haendelser.konsol.side import Besoeg

JA = "ja"
"""What a box that was ticked sends."""


class Skema(NamedTuple):
    """What a template asks about its form."""

    felter: Mapping[str, str]
    """What was written; empty where it is drawn for the first time."""
    fejl: Fejl | None = None
    steder: Mapping[str, str] = {}
    """The field that each refusal is about, by its code."""

    def vaerdi(self, navn: str, ellers: str = "") -> str:
        """What stands in a field: what was written, or (drawn for the first time) something else."""
        return self.felter.get(navn, "" if self.felter else ellers)

    def fejl_ved(self, navn: str) -> str:
        """The refusal that is about a field; empty: none is. Some begin with the field's name themselves."""
        if self.fejl is None:
            return ""
        tekst = self.fejl.tekst
        if tekst.startswith((f"{navn}: ", f"{navn} ")):
            return tekst.removeprefix(navn).lstrip(": ")
        return tekst if navn in {self.steder.get(self.fejl.kode), self.sted} else ""

    @property
    def sted(self) -> str:
        """The field of the form that the refusal is about; empty: it is about none of those that were sent."""
        if self.fejl is None:
            return ""
        foran, sted = self.fejl.tekst.partition(" ")[0].removesuffix(":"), self.steder.get(self.fejl.kode, "")
        naevnt = (navn for navn in self.felter if foran in {navn, f"{navn}et", f"{navn}en"})
        return sted if sted in self.felter else next(naevnt, "")

    def er_sat(self, navn: str, *, ellers: bool = False) -> bool:
        """Whether a box is ticked."""
        return self.felter.get(navn) == JA if self.felter else ellers

    def valgte(self, foran: str) -> list[str]:
        """What of a group of boxes is ticked: the names behind their common beginning."""
        return ticked(self.felter, foran)


TOM = Skema({})
"""One that nobody has written in."""


def proposed(oensket: Mapping[str, str], navne: Collection[str], foran: str = "") -> Skema:
    """A form with what an address proposes for its fields: those of these names, and boxes of a group.

    Nothing is taken as said before the reader sends the form.
    """
    kendte = {navn: vaerdi for navn, vaerdi in oensket.items() if navn in navne or (foran and navn.startswith(foran))}
    return Skema(kendte) if kendte else TOM


def again(besoeg: Besoeg, steder: Mapping[str, str], ellers: Skema) -> Skema:
    """The form that was refused, with its refusal; where none was, another."""
    return Skema(besoeg.felter, besoeg.fejl, steder) if besoeg.fejl is not None else ellers


def ticked(felter: Mapping[str, str], foran: str) -> list[str]:
    """The names, behind their common beginning, of the boxes that were ticked."""
    return [navn.removeprefix(foran) for navn, vaerdi in felter.items() if navn.startswith(foran) and vaerdi == JA]
