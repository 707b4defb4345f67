"""Holding a filter against a message, three-valued: a missing element makes a comparison unknown; only true matches.

The specification is the table of cases in data/tilfaelde.csv, printed in docs/filtre.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from cpr_haendelser.abonnementer.udtryk import (
    Blandt,
    Eller,
    Ikke,
    IListe,
    Lig,
    Og,
    Sammenligning,
    Udtryk,
    Ulig,
    parts,
    to_text,
)
from cpr_haendelser.beskeder.kuvertfelter import ADRESSE, Felter

Vaerdi = int | str
"""A value as value lists hold it: a personnummer as a whole number, anything else as normalised text."""
Medlem = Callable[[str, Vaerdi], bool]
"""Whether a value is in a value list (by its id)."""


class Sandhed(StrEnum):
    """What a filter, or a part of it, comes to."""

    SAND = "sand"
    FALSK = "falsk"
    UKENDT = "ukendt"


_SAND, _FALSK, _UKENDT = Sandhed.SAND, Sandhed.FALSK, Sandhed.UKENDT
_MODSAT = {_SAND: _FALSK, _FALSK: _SAND, _UKENDT: _UKENDT}

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_URN = re.compile(r"(urn:oio:(?:cvr-nr|cvr|cpr-nr|cpr:personhaendelse|kle):)(.*)", re.IGNORECASE | re.DOTALL)
_ADRESSE = re.compile(r"[0-9]{4}:[0-9A-Za-z]{4}(:.*)?", re.DOTALL)
_PNR = re.compile(r"(?:urn:[a-z:-]+:)?([0-9]{10})", re.IGNORECASE)


@lru_cache(maxsize=1 << 16)
def normalise(vaerdi: str) -> str:
    """A value as it is compared: UUIDs and known URN prefixes in lower case, `urn:oio:cvr:` as `urn:oio:cvr-nr:`."""
    if _UUID.fullmatch(vaerdi):
        return vaerdi.lower()
    urn = _URN.fullmatch(vaerdi)
    return urn[1].lower().replace("urn:oio:cvr:", "urn:oio:cvr-nr:") + urn[2] if urn else vaerdi


def to_listevaerdi(vaerdi: str) -> Vaerdi:
    """A value as value lists hold it. Which form a personnummer has in a list is not public: bare and URN are one."""
    pnr = _PNR.fullmatch(vaerdi)
    if pnr:
        return int(pnr[1])
    return vaerdi.casefold() if _ADRESSE.fullmatch(vaerdi) else normalise(vaerdi)


def vurder(udtryk: Udtryk, felter: Felter, medlem: Medlem) -> Sandhed:
    """What a filter comes to for a message's values; `medlem` answers for the value lists."""
    if isinstance(udtryk, Ikke | Og | Eller):
        return combine(udtryk, [vurder(led, felter, medlem) for led in parts(udtryk)])
    return _compare(udtryk, felter, medlem)


def combine(udtryk: Ikke | Og | Eller, dele: list[Sandhed]) -> Sandhed:
    """What an expression comes to by what its parts come to."""
    match udtryk:
        case Ikke():
            return _MODSAT[dele[0]]
        case Og():
            return _first((_FALSK, _UKENDT), dele, _SAND)
        case Eller():
            return _first((_SAND, _UKENDT), dele, _FALSK)


def _first(afgoer: tuple[Sandhed, ...], fundne: list[Sandhed], ellers: Sandhed) -> Sandhed:
    return next((sandhed for sandhed in afgoer if sandhed in fundne), ellers)


def _compare(udtryk: Sammenligning, felter: Felter, medlem: Medlem) -> Sandhed:
    moedt = felter.get(udtryk.sti, ())
    if not moedt:
        return _UKENDT
    return _SAND if any(_holds(udtryk, vaerdi, medlem) for vaerdi in moedt) else _FALSK


def _holds(udtryk: Sammenligning, vaerdi: str, medlem: Medlem) -> bool:
    """Whether a comparison is true of one occurrence."""
    match udtryk:
        case Lig(sti, ventet):
            return _same(sti, vaerdi) == _same(sti, ventet)
        case Ulig(sti, ventet):
            return _same(sti, vaerdi) != _same(sti, ventet)
        case Blandt(sti, ventede):
            return _same(sti, vaerdi) in {_same(sti, ventet) for ventet in ventede}
        case IListe(_, liste):
            return medlem(liste, to_listevaerdi(vaerdi))


def _same(sti: str, vaerdi: str) -> str:
    return vaerdi.casefold() if sti == ADRESSE else normalise(vaerdi)


def ask(udtryk: Udtryk, felter: Felter) -> set[tuple[str, Vaerdi]]:
    """Every membership that an evaluation may ask for, so that they can be asked for together."""
    spurgt: set[tuple[str, Vaerdi]] = set()

    def remember(liste: str, vaerdi: Vaerdi) -> bool:
        spurgt.add((liste, vaerdi))
        return False

    vurder(udtryk, felter, remember)
    return spurgt


@dataclass(frozen=True, slots=True)
class Forklaring:
    """A part of a filter, what it came to, and the values that it met."""

    tekst: str = field(repr=False)
    sandhed: Sandhed
    moedt: tuple[str, ...] = field(default=(), repr=False)
    """Of a comparison; empty: the message does not have the element."""
    led: tuple[Forklaring, ...] = ()


def forklar(udtryk: Udtryk, felter: Felter, medlem: Medlem) -> Forklaring:
    """The filter's tree with what each part came to. It holds personnumre: for whoever may see the message."""
    sandhed = vurder(udtryk, felter, medlem)
    match udtryk:
        case Ikke(led):
            return Forklaring("NOT", sandhed, led=(forklar(led, felter, medlem),))
        case Og(led) | Eller(led):
            ord_ = "AND" if isinstance(udtryk, Og) else "OR"
            return Forklaring(ord_, sandhed, led=tuple(forklar(x, felter, medlem) for x in led))
        case _:
            return Forklaring(to_text(udtryk), sandhed, moedt=felter.get(udtryk.sti, ()))
