"""Personnumre in free text, however people write them: the hunter of names, letters, titles, reasons and file names.

Ten digits are one number, whatever stands between them but letters: blanks, dashes, dots, slashes, one or several, of
any script and width, seen or not. They are told of when a birth date can be read from them. What is surely something
else (ANDET) is set aside first. Nine digits are one that a spreadsheet has taken the zero in front of.

Files of the CPR Office have layouts and are not searched by this (cpr.vagt).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from cpr_haendelser.cpr.personnummer import LAENGDE, Personnummer, is_erstatning, is_ordinary
from cpr_haendelser.skrift import FYLD

_USETE = ("Cf", "Mn", "Me")
"""Categories of what has no place of its own: format signs, and marks upon the sign before."""
_SAERLIGE = re.compile("[^\\x00-\\x7fÀ-ÖØ-öø-ÿ]")
"""What is not read as it stands; the letters of Danish and its neighbours are."""

_DAG = "(?:0?[1-9]|[12][0-9]|3[01])"
_MAANED = "(?:0?[1-9]|1[0-2])"
_AAR = "(?:19|20)[0-9]{2}"
_ALENE, _SLUT = r"(?<![0-9])(?<![0-9][^\w\s])", r"(?![^\w\s]?[0-9])"
"""Nothing hangs on to digits from the left, or from the right, by no sign or one."""
_KLOKKEN = r"(?:,?\s*(?:kl\.?\s*)?[0-2]?[0-9][:.][0-5][0-9](?:[:.][0-5][0-9])?(?![0-9]))?"
_DANSK = rf"{_DAG}(?:-{_MAANED}-|\.{_MAANED}\.|/{_MAANED}/){_AAR}"
_ISO = (
    rf"{_AAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    r"(?:[T ][0-2][0-9]:[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_KLE = r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}"
_TELEFON = "[0-9]{2}(?: [0-9]{2}){3}"
# Up to a billiard kroner: without an end, a long row of threes would be read anew from each of them.
_BELOEB = r"[1-9][0-9]{0,2}(?:[. ][0-9]{3}){1,5}(?:,[0-9]{2})?"


class Andet(NamedTuple):
    """Something that has digits and is surely no personnummer."""

    hvad: str
    """In words (Danish)."""
    eksempel: str
    """One that has ten digits which would be a personnummer if they stood alone."""
    moenster: str
    """In the text as `plain` gives it."""


ANDET = (
    Andet(
        "UUID",
        "ab610190-1234-4000-8000-000000000001",
        r"(?<!\w)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?!\w)",
    ),
    Andet("fingeraftryk og andre hash i hex", f"ab6101901234{'ab' * 10}", r"(?<!\w)[0-9a-f]{32,}(?!\w)"),
    Andet(
        "fingeraftryk med kolon",
        ":".join(["61", "01", "90", "12", "34", *["ab"] * 27]),
        r"(?<!\w)[0-9a-f]{2}(?::[0-9a-f]{2}){15,}(?!\w)",
    ),
    Andet("dato og klokkeslæt efter ISO 8601", "2012-12-05 10:12:30", _ALENE + _ISO + _SLUT),
    Andet(
        "dansk dato med firecifret år, eller en periode af to, og et klokkeslæt",
        "05.12.2026 kl. 10.15, 30-11-2026 12:15",
        rf"{_ALENE}{_DANSK}(?:\s?[-/–]\s?{_DANSK})?{_KLOKKEN}{_SLUT}",
    ),
    Andet("periode i år", "2010-2012, 14 kommuner", rf"{_ALENE}{_AAR}\s?[-/–]\s?{_AAR}{_SLUT}"),
    Andet("KLE-emner på stribe", "27.12.16, 27.24.33", rf"{_ALENE}{_KLE}(?:[^\w.]+{_KLE})+{_SLUT}"),
    Andet(
        "telefonnumre på stribe",
        "31 12 34 56 / 78 90 12 34",
        rf"{_ALENE}{_TELEFON}(?:\s*[,;/\n]\s*{_TELEFON})+(?!\W?[0-9])",
    ),
    Andet(
        "beløb med valuta",
        "10.123.456,78 kr.",
        rf"(?:(?:kr\.?|DKK|EUR|€)\s?{_BELOEB}{_SLUT}|{_ALENE}{_BELOEB}(?=\s?(?:kr\b|kroner|DKK|EUR|€|mio|,-)))",
    ),
)
"""What is set aside, in this order. A test holds each to its example."""

_ANDET = re.compile("|".join(f"(?:{each.moenster})" for each in ANDET), re.IGNORECASE)
_KAEDE = re.compile(rf"[0-9](?:[\W_]*[0-9]){{{LAENGDE - 2},}}")
"""Digits with no letter between them, so many that they may be a number."""
_NI = re.compile("(?<![0-9])([0-9]{5})[- \u00a0]?([0-9]{4})(?![0-9])")
_LED = re.compile("[0-9]+")


def find_in_text(text: str) -> Iterator[Personnummer]:
    """Every personnummer that can be read in a text, from the left; one may be read in several ways.

    Ten digits together, or six and four with one blank or hyphen between, are told of where the CPR Office could have
    given them or a replacement number has that day; in any other writing where the digits have a birth date.
    """
    klar = plain(text)
    if may_hold(klar):
        yield from read_chains(set_aside(klar))


def read_chains(klar: str) -> Iterator[Personnummer]:
    """The same of a text as `plain` gives it, whatever else it may be."""
    for kaede in _KAEDE.finditer(klar):
        yield from _read(kaede[0])


def set_aside(klar: str) -> str:
    """A text as `plain` gives it with a letter in the place of what is surely something else."""
    return _ANDET.sub("x", klar)


def holds_number(*texts: str) -> bool:
    """Whether a personnummer can be read in any of the texts."""
    return any(next(find_in_text(text), None) is not None for text in texts)


def may_hold(text: str) -> bool:
    """Whether there are digits enough without a letter between: too often yes, never no where `find_in_text` finds."""
    return _KAEDE.search(plain(text)) is not None


def plain(text: str) -> str:
    """The text with every digit as one of 0 to 9, signs of compatibility as the plain ones, and without the unseen."""
    return text if text.isascii() else _SAERLIGE.sub(_to_plain, text)


def _to_plain(fundet: re.Match[str]) -> str:
    return _plain(fundet[0])


@lru_cache(maxsize=4096)
def _plain(tegn: str) -> str:
    return "".join(map(_as_digit, unicodedata.normalize("NFKC", tegn)))


def _as_digit(tegn: str) -> str:
    if tegn in FYLD or unicodedata.category(tegn) in _USETE:
        return ""
    ciffer = unicodedata.digit(tegn, None)
    return tegn if ciffer is None else str(ciffer)


def _read(kaede: str) -> Iterator[Personnummer]:
    """The numbers of a chain: any neighbouring groups of it that have ten digits together; or nine, in one piece."""
    led = list(_LED.finditer(kaede))
    for foerste, begyndelse in enumerate(led):
        ciffre = ""
        for sidste in led[foerste : foerste + LAENGDE]:
            ciffre += sidste[0]
            if len(ciffre) >= LAENGDE:
                break
        if len(ciffre) == LAENGDE and _is_number(ciffre, kaede[begyndelse.start() : sidste.end()]):
            yield Personnummer(ciffre)
    for ni in _NI.finditer(kaede):
        if is_ordinary(ciffre := f"0{ni[1]}{ni[2]}"):
            yield Personnummer(ciffre)


def _is_number(ciffre: str, skrevet: str) -> bool:
    """Whether ten digits can be a personnummer, by how they are written."""
    if len(skrevet) - LAENGDE <= 1 and (len(skrevet) == LAENGDE or skrevet[6] in "- "):
        return is_ordinary(ciffre) or is_erstatning(ciffre)
    return Personnummer(ciffre).foedselsdato is not None
