"""Personnumre of made-up persons: always replacement numbers (day of birth + 60), never the same twice.

The digits after the date follow the century rule: 0-4 for 1900-1999 (0-3 before 1937), 4-9 for 2000-2036, 5-8 for
2037-2057; the last digit is odd for men.
"""

from __future__ import annotations

from datetime import date

from cpr_haendelser.fejl import Brugsfejl

_SPRING = 1237
_BASE = 6_000_000_000
_LOEBENUMRE = ((1900, 0, 2000), (1937, 0, 2500), (2000, 4000, 3000), (2037, 5000, 2000))
"""(from year, lowest serial, how many of each sex)"""
_SIDSTE_AAR = 2057


class Numre:
    """Hands out the next free number of a birth date and sex, in an order that looks accidental."""

    def __init__(self) -> None:
        self._brugt: dict[int, int] = {}

    def next_for(self, foedt: int, koen: str) -> str:
        """A new number for one born on that day (proleptic ordinal), koen K or M; Brugsfejl when they are used up."""
        mand = koen == "M"
        noegle = foedt * 2 + mand
        nummer = self._brugt.get(noegle, 0)
        dag = date.fromordinal(foedt)
        laveste, antal = serial_range(dag.year)
        if nummer >= antal:
            raise Brugsfejl("POP-003", "For mange personer: der er ikke flere numre på en fødselsdato.")
        self._brugt[noegle] = nummer + 1
        loebe = laveste + 2 * ((nummer * _SPRING + foedt) % antal) + mand
        return f"{dag.day + 60:02d}{dag.month:02d}{dag.year % 100:02d}{loebe:04d}"


def serial_range(year: int) -> tuple[int, int]:
    """The lowest serial of one born in that year, and how many there are of each sex; Brugsfejl POP-004."""
    found = None
    for fra, laveste, antal in _LOEBENUMRE:
        if year >= fra:
            found = (laveste, antal)
    if found is None or year > _SIDSTE_AAR:
        raise Brugsfejl("POP-004", "Fødselsåret ligger uden for det, et personnummer kan rumme.")
    return found


def pack(pnr: str) -> int:
    """A replacement number as a whole number of 32 bits."""
    return int(pnr) - _BASE


def unpack(packed: int) -> str:
    """The replacement number of a packed one."""
    return str(packed + _BASE)
