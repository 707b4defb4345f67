"""The personnummer: what its ten digits say, and finding and masking it in text.

`DDMMYYSSSS`: day, month, year, serial. The seventh digit and the year give the century (the CPR Office, cpr.dk,
"Personnummerets opbygning"). A replacement number (erstatningspersonnummer) has 60 added to the day; the CPR Office
never gives one. The modulus 11 check holds for most numbers, not for all since 1 October 2007: it is information,
never a reason to refuse.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Literal, Self

from cpr_haendelser.fejl import Fejl

if TYPE_CHECKING:
    from collections.abc import Iterator

MASKE = "XXXXXX-XXXX"
"""What stands for every personnummer in texts, logs and errors."""

LAENGDE = 10
ERSTATNING = 60
"""What a replacement number adds to the day."""

DATOER_UDEN_MODULUS11 = frozenset(
    date(year, 1, 1)
    for year in (1960, 1962, 1964, 1965, 1966, 1967, 1969, 1970, 1974, 1975, 1978, *range(1980, 1993), 1994, 1995)
)
"""Birth dates for which numbers without the check digit were given (cpr.dk on modulus 11, as of 2023-05-10)."""

_VAEGTE = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_AARHUNDREDER = {
    "0123": ((99, 1900),),
    "49": ((36, 2000), (99, 1900)),
    "5678": ((57, 2000), (99, 1800)),
}
"""Seventh digits, and for them the last year (YY) of each century, the first that fits counts."""

_MOENSTER = re.compile("(?<![0-9])([0-9]{6})[- \u00a0]?([0-9]{4})(?![0-9])")
_MASKERES = re.compile(f"{_MOENSTER.pattern}|[0-9]{{13,}}")
_CIFFER = re.compile("[0-9]")


class Personnummerfejl(Fejl, ValueError):
    """A text that is no personnummer (CPR-001); the text itself is never told."""


class Bogstavnummer(Personnummerfejl):
    """A number with letters, made by a local system, which the CPR Office does not know (CPR-002)."""


@dataclass(frozen=True, slots=True, order=True)
class Personnummer:
    """A personnummer of ten digits, whether or not a birth date can be read from it.

    Personnummerfejl where `ciffre` is not ten digits; Bogstavnummer where it is ten characters with letters among
    them. Ordered as text. It shows itself masked: only `ciffre` holds the digits.
    """

    ciffre: str = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.ciffre) == LAENGDE and self.ciffre.isascii() and self.ciffre.isdigit():
            return
        if len(self.ciffre) == LAENGDE and self.ciffre.isalnum() and any(map(str.isalpha, self.ciffre)):
            raise Bogstavnummer(
                "CPR-002",
                "Et personnummer indeholder bogstaver; forventet ti cifre. Brug det nummer, som CPR har tildelt.",
            )
        raise Personnummerfejl(
            "CPR-001",
            f"Et personnummer er {len(self.ciffre)} tegn; forventet ti cifre. Ret nummeret, og prøv igen.",
        )

    @classmethod
    def parse(cls, text: str) -> Self:
        """The personnummer of a typed text: ten digits, or six and four with one hyphen or blank between.

        Blanks around it are left out. Personnummerfejl as for the type itself.
        """
        stripped = text.strip()
        if len(stripped) == LAENGDE + 1 and stripped[6] in "- \u00a0":
            stripped = stripped[:6] + stripped[7:]
        return cls(stripped)

    @property
    def foedselsdato(self) -> date | None:
        """The birth date that the digits show (of a replacement number: with 60 taken from the day), else None."""
        return _birth_date(self.ciffre[:7])

    @property
    def koen(self) -> Literal["M", "K"]:
        """M when the last digit is odd, K when it is even."""
        return "M" if int(self.ciffre[-1]) % 2 else "K"

    @property
    def erstatning(self) -> bool:
        """Whether it is a replacement number (day 61 to 91)."""
        return is_erstatning(self.ciffre)

    @property
    def ordinaert(self) -> bool:
        """Whether it has the shape of a number that the CPR Office gives: day 01 to 31 of an existing date."""
        return is_ordinary(self.ciffre)

    @property
    def modulus11(self) -> bool:
        """Whether the weighted sum of the digits can be divided by 11."""
        return sum(vaegt * int(ciffer) for vaegt, ciffer in zip(_VAEGTE, self.ciffre, strict=True)) % 11 == 0

    @property
    def undtaget_modulus11(self) -> bool:
        """Whether numbers without the check digit are known to have been given for the birth date."""
        return self.foedselsdato in DATOER_UDEN_MODULUS11

    def __repr__(self) -> str:
        return f"Personnummer({MASKE})"

    def __str__(self) -> str:
        return MASKE


@dataclass(frozen=True, slots=True)
class Fund:
    """Something that looks like a personnummer in a text: where it begins and ends (zero-based, end excluded)."""

    start: int
    slut: int
    ciffre: str = field(repr=False)


def is_ordinary(digits: bytes | str) -> bool:
    """Whether ten digits are a personnummer of ordinary shape: day 01 to 31 of a date that exists by the century rule.

    Anything but ten digits is not.
    """
    return len(digits) == LAENGDE and digits.isdigit() and digits.isascii() and digits[6] in _seventh_digits(digits[:6])


def is_erstatning(digits: bytes | str) -> bool:
    """Whether ten digits are a replacement number: day 61 to 91, whatever month and year say."""
    return (
        len(digits) == LAENGDE
        and digits.isdigit()
        and digits.isascii()
        and ERSTATNING < int(digits[:2]) <= ERSTATNING + 31
    )


def find_numbers(text: str | bytes) -> Iterator[Fund]:
    """Every place in `text` (bytes: ISO-8859-1) that looks like a personnummer, from the left.

    Ten digits, or six and four with one hyphen or blank between; not touching other digits.
    """
    if isinstance(text, bytes):
        text = text.decode("iso-8859-1")
    for match in _MOENSTER.finditer(text):
        yield Fund(match.start(), match.end(), match[1] + match[2])


def mask(text: str) -> str:
    """The text with an X for each digit of what `find_numbers` finds in it, and of runs of 13 digits or more.

    The long runs are the keys of whole record lines: record type and personnummer.
    """
    return _MASKERES.sub(lambda match: _CIFFER.sub("X", match[0]), text)


@cache
def _seventh_digits(ddmmyy: bytes | str) -> frozenset[int | str]:
    """The seventh digits (of bytes: their byte values) with which day, month and year are an ordinary date.

    The cache holds a key for each date met (36,525 are dates), and few different values.
    """
    text = ddmmyy if isinstance(ddmmyy, str) else ddmmyy.decode("ascii")
    digits = "" if int(text[:2]) > ERSTATNING else "".join(c for c in "0123456789" if _birth_date(text + c))
    return _members(digits if isinstance(ddmmyy, str) else digits.encode("ascii"))


@cache
def _members(digits: bytes | str) -> frozenset[int | str]:
    return frozenset(digits)


def _birth_date(seven: str) -> date | None:
    """The date of the first seven digits, the day with or without the 60 of a replacement number."""
    day, month, year = int(seven[:2]), int(seven[2:4]), int(seven[4:6])
    try:
        return date(_century(seven[6], year) + year, month, day - ERSTATNING if day > ERSTATNING else day)
    except ValueError:
        return None


def _century(ciffer: str, year: int) -> int:
    """The century of a seventh digit and a two-digit year."""
    spans = next(spans for cifre, spans in _AARHUNDREDER.items() if ciffer in cifre)
    return next(century for last, century in spans if year <= last)
