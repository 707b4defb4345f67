"""Counting what each part of a filter comes to over many messages: where they are lost is then seen at a glance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from cpr_haendelser.abonnementer.udtryk import Eller, Ikke, Og, Udtryk, parts, to_text
from cpr_haendelser.abonnementer.vurdering import Medlem, Sandhed, combine, vurder
from cpr_haendelser.beskeder.kuvertfelter import Felter

_ORD = {Ikke: "NOT", Og: "AND", Eller: "OR"}


@dataclass(slots=True)
class Led:
    """A part of a filter, how deep it lies (0: the whole), and how many messages it came to what for."""

    udtryk: Udtryk = field(repr=False)
    dybde: int
    antal: Counter[Sandhed] = field(default_factory=Counter)

    @property
    def tekst(self) -> str:
        """The comparison, or the word that joins the parts below."""
        return _ORD.get(type(self.udtryk)) or to_text(self.udtryk)


class Optaelling:
    """Holds a filter against one message after the other and counts."""

    def __init__(self, udtryk: Udtryk) -> None:
        self.led = list(_flatten(udtryk, 0))
        """The whole, then its parts, each before its own."""

    def add(self, felter: Felter, medlem: Medlem) -> tuple[Sandhed, Led]:
        """What the filter comes to for a message (as `vurder`), and the part that decides: the first that does."""
        rest = iter(self.led)
        return _count(next(rest), rest, felter, medlem)


def _count(mit: Led, rest: Iterator[Led], felter: Felter, medlem: Medlem) -> tuple[Sandhed, Led]:
    udtryk = mit.udtryk
    if isinstance(udtryk, Ikke | Og | Eller):
        dele = [_count(next(rest), rest, felter, medlem) for _ in parts(udtryk)]
        fundet = combine(udtryk, [sandhed for sandhed, _ in dele])
        # Of OR that is not true every part is to blame; of the others the first that is as the whole.
        skyldig = mit if isinstance(udtryk, Ikke) or _all_to_blame(udtryk, fundet) else _first(dele, fundet)
    else:
        fundet, skyldig = vurder(udtryk, felter, medlem), mit
    mit.antal[fundet] += 1
    return fundet, skyldig


def _all_to_blame(udtryk: Og | Eller, fundet: Sandhed) -> bool:
    return fundet is (Sandhed.SAND if isinstance(udtryk, Og) else Sandhed.FALSK)


def _first(dele: list[tuple[Sandhed, Led]], fundet: Sandhed) -> Led:
    return next(led for sandhed, led in dele if sandhed is fundet)


def _flatten(udtryk: Udtryk, dybde: int) -> Iterator[Led]:
    yield Led(udtryk, dybde)
    for led in parts(udtryk):
        yield from _flatten(led, dybde + 1)
