"""What people may write in a name, a contact, a reason or a letter: signs that show, and none that move the others.

A control sign ends a line of a log or a header of a mail, and one that turns the direction of writing shows something
else than what is kept. One rule for all doors; the room of each thing asks it, and no door has another. Pure.
"""

from __future__ import annotations

import unicodedata

from cpr_haendelser.fejl import Brugsfejl

KODE = "TEGN-001"
"""The refusal of a sign."""
FYLD = frozenset("\u115f\u1160\u3164\uffa0")
"""Letters by Unicode that show nothing: the fillers of Hangul."""
LINJESKIFT = "\n"
"""All that a text of several lines may have beside what a line has; a browser's CR LF is one."""
_VENDER = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SKIFTER = frozenset("\n\r\x0b\x0c\x85\u2028\u2029")


def find_in_line(tekst: str) -> str | None:
    """What is wrong with one line, in words (Danish): which sign, and where. None: nothing is.

    Letters, digits, marks, and blanks of any width may stand there.
    """
    for plads, tegn in enumerate(tekst, 1):
        if not tegn.isprintable() and unicodedata.category(tegn) != "Zs":
            return f"tegn {plads} er {_name(tegn)} (U+{ord(tegn):04X}), som ikke må stå der"
        if tegn in FYLD:
            return f"tegn {plads} ses ikke (U+{ord(tegn):04X}) og må ikke stå der"
    return None


def find_in_lines(tekst: str) -> str | None:
    """The same of a text of several lines, as `several_lines` gives it; counted in its line."""
    linjer = several_lines(tekst).split(LINJESKIFT)
    fundne = ((nr, find_in_line(linje)) for nr, linje in enumerate(linjer, 1))
    return next((f"linje {nr}, {fundet}" for nr, fundet in fundne if fundet), None)


def several_lines(tekst: str) -> str:
    """A text of several lines as it is kept: a line ends by one sign, whoever wrote it."""
    return tekst.replace("\r\n", LINJESKIFT)


def with_all_seen(tekst: str) -> str:
    """A line that others wrote, such as a name in a certificate, to be shown: U+FFFD for each sign that no line may."""
    return "".join(tegn if find_in_line(tegn) is None else "\ufffd" for tegn in tekst)


def check_line(hvad: str, *linjer: str) -> None:
    """Brugsfejl TEGN-001 where one line of those has what a line may not; `hvad` says what it is."""
    _refuse(hvad, next(filter(None, map(find_in_line, linjer)), None))


def check_lines(hvad: str, tekst: str) -> str:
    """The text of several lines as it is kept; Brugsfejl TEGN-001 where it has what it may not."""
    _refuse(hvad, find_in_lines(tekst))
    return several_lines(tekst)


def _refuse(hvad: str, fundet: str | None) -> None:
    if fundet is not None:
        raise Brugsfejl("TEGN-001", f"{hvad}: {fundet}. Skriv det uden; intet er gemt.")


def _name(tegn: str) -> str:
    if tegn in _SKIFTER:
        return "et linjeskift"
    if tegn == "\t":
        return "en tabulator"
    if tegn in _VENDER:
        return "et tegn, der vender skriveretningen"
    return "et styretegn" if unicodedata.category(tegn) == "Cc" else "et tegn, der ikke ses"
