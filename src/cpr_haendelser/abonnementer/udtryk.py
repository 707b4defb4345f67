"""The filter language: a filter's tree, its canonical text, and where the paths of the kuvert are checked.

The dotted paths, `=` and the quoted literal are as the Fælleskommunal Beskedfordeler has them; the rest is our own
choice, for it is not public (docs/filtre.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cpr_haendelser.cpr.personnummer import MASKE
from cpr_haendelser.fejl import Brugsfejl

NUMMER = re.compile(r"(?<=['\s:])[0-9]{6}[- ]?[0-9]{4}(?=\s*')")
"""A value that is, or ends with, a personnummer; no UUID ends so."""


class Filterfejl(Brugsfejl):
    """A filter that cannot be understood, with its place (from 1); it never quotes a value."""

    def __init__(self, kode: str, tekst: str, *, linje: int, tegn: int) -> None:
        super().__init__(kode, f"filterets linje {linje}, tegn {tegn}: {tekst}")
        self.linje, self.tegn, self.hvad = linje, tegn, tekst


@dataclass(frozen=True, slots=True)
class Lig:
    """path = 'value': an occurrence is the value."""

    sti: str
    vaerdi: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ulig:
    """path <> 'value': an occurrence is another value."""

    sti: str
    vaerdi: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Blandt:
    """path IN ('a', 'b'): an occurrence is one of the values."""

    sti: str
    vaerdier: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class IListe:
    """path IN VÆRDILISTE('uuid'): an occurrence is in the value list."""

    sti: str
    liste: str


@dataclass(frozen=True, slots=True)
class Ikke:
    """NOT x."""

    led: Udtryk


@dataclass(frozen=True, slots=True)
class Og:
    """x AND y AND …, two or more."""

    led: tuple[Udtryk, ...]


@dataclass(frozen=True, slots=True)
class Eller:
    """x OR y OR …, two or more."""

    led: tuple[Udtryk, ...]


Sammenligning = Lig | Ulig | Blandt | IListe
Udtryk = Sammenligning | Ikke | Og | Eller


def to_text(udtryk: Udtryk) -> str:
    """The canonical text; `parse` of it gives the same tree."""
    match udtryk:
        case Ikke(led):
            return f"NOT {_within(led)}"
        case Og(led):
            return " AND ".join(map(_within, led))
        case Eller(led):
            return " OR ".join(_within(x) if isinstance(x, Eller) else to_text(x) for x in led)
        case _:
            return f"{udtryk.sti} {_comparison_text(udtryk)}"


def _comparison_text(udtryk: Sammenligning) -> str:
    match udtryk:
        case Lig(_, vaerdi):
            return f"= {_quote(vaerdi)}"
        case Ulig(_, vaerdi):
            return f"<> {_quote(vaerdi)}"
        case Blandt(_, vaerdier):
            return f"IN ({', '.join(map(_quote, vaerdier))})"
        case IListe(_, liste):
            return f"IN VÆRDILISTE({_quote(liste)})"


def _within(udtryk: Udtryk) -> str:
    return f"({to_text(udtryk)})" if isinstance(udtryk, Og | Eller) else to_text(udtryk)


def _quote(vaerdi: str) -> str:
    return "'" + vaerdi.replace("'", "''") + "'"


def mask_numbers(tekst: str) -> str:
    """A filter's text as it may be shown to whoever may not see its personnumre."""
    return NUMMER.sub(MASKE, tekst)


def parts(udtryk: Udtryk) -> tuple[Udtryk, ...]:
    """What an expression is made of; none for a comparison."""
    match udtryk:
        case Ikke(led):
            return (led,)
        case Og(led) | Eller(led):
            return led
        case _:
            return ()


def walk(udtryk: Udtryk) -> Iterator[tuple[Udtryk, int]]:
    """The expression and all that it is made of, each with its depth from 1."""
    rest = [(udtryk, 1)]
    while rest:
        her, dybde = rest.pop()
        yield her, dybde
        rest += [(led, dybde + 1) for led in parts(her)]


def comparisons(udtryk: Udtryk) -> Iterator[Sammenligning]:
    """Every comparison."""
    return (her for her, _ in walk(udtryk) if isinstance(her, Lig | Ulig | Blandt | IListe))


def lists_in(udtryk: Udtryk) -> frozenset[str]:
    """The ids of the value lists that an expression refers to."""
    return frozenset(her.liste for her in comparisons(udtryk) if isinstance(her, IListe))
