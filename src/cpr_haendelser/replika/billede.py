"""A person's image: the record lines as delivered, in one canonical document.

The document holds each line without trailing blanks, sorted, joined by LF: two deliveries of the same records give the
same bytes whatever the file's physical form and order. 099, 910 and 997 are not part of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from cpr_haendelser.cpr.layouts import CHARSET, posttyper
from cpr_haendelser.cpr.personnummer import LAENGDE


def to_dokument(linjer: Iterable[bytes]) -> bytes:
    """The canonical document of a person's record lines."""
    return b"\n".join(sorted(linje.rstrip(b" ") for linje in linjer))


def to_linjer(dokument: bytes) -> list[bytes]:
    """The record lines of a document, in canonical order."""
    return dokument.split(b"\n") if dokument else []


def to_tekster(dokument: bytes) -> list[str]:
    """The record lines of a document as text, in canonical order."""
    return dokument.decode(CHARSET).split("\n") if dokument else []


class Linjeforskel(NamedTuple):
    """A person's record lines (text, canonical order) before and after a delivery."""

    gamle: list[str] | None
    """None: the person was never seen before."""
    nye: list[str]
    vaek: list[str]
    """Those that only stood before."""
    kommet: list[str]
    """Those that only stand after."""


def compare_dokumenter(foer: bytes | None, efter: bytes) -> Linjeforskel:
    """What differs between two documents; `foer` None for a person never seen."""
    nye = to_tekster(efter)
    if foer is None:
        return Linjeforskel(None, nye, [], nye)
    if foer == efter:
        return Linjeforskel(nye, nye, [], [])
    gamle = to_tekster(foer)
    kendte, findes = set(gamle), set(nye)
    return Linjeforskel(
        gamle,
        nye,
        [linje for linje in gamle if linje not in findes],
        [linje for linje in nye if linje not in kendte],
    )


class Nummerslaegt(NamedTuple):
    """One relation from a person to another by personnummer."""

    art: int
    pnr: int


RELATIONSARTER = {
    1: "aegtefaelle",
    2: "barn",
    3: "mor",
    4: "far",
    5: "foraeldremyndighed",
    6: "vaerge",
    7: "tidligere_pnr",
    8: "gaeldende_pnr",
}
_RELATIONSFELTER: tuple[tuple[str, str, int], ...] = (
    ("001", "PNRGAELD", 8),
    ("012", "AEGTEPNR", 1),
    ("014", "PNRBARN", 2),
    ("015", "PNRMOR", 3),
    ("015", "PNRFAR", 4),
    ("016", "RELPNR", 5),
    ("017", "RELPNR", 6),
    ("022", "PNRGAMMEL", 7),
    ("052", "RELPNR", 6),
)


_INGEN = "0" * LAENGDE


@cache
def _relation_slices() -> dict[str, tuple[tuple[slice, int], ...]]:
    found: dict[str, tuple[tuple[slice, int], ...]] = {}
    for posttype, felt, art in _RELATIONSFELTER:
        found[posttype] = (*found.get(posttype, ()), (posttyper()[posttype].field(felt).slice, art))
    return found


def read_relationer(linjer: Iterable[str]) -> set[tuple[int, int]]:
    """The relations (art, personnummer as a whole number) that record lines name. Arts: RELATIONSARTER."""
    slices = _relation_slices()
    found = set()
    for linje in linjer:
        for felt, art in slices.get(linje[:3], ()):
            value = linje[felt]
            if value.isdecimal() and len(value) == LAENGDE and value != _INGEN:
                found.add((art, int(value)))
    return found


class Opslag(NamedTuple):
    """The columns by which persons are looked up."""

    status: int
    kommunekode: str
    vejkode: str
    husnr: str
    etage: str
    sidedoer: str


def read_opslag(dokument: bytes) -> Opslag:
    """The lookup columns of a person's document: status (001 STATUS) and current address (002), which stand first."""
    person, *resten = dokument.split(b"\n", 2)
    status = person[23:25] if person.startswith(b"001") else b""
    adresse = resten[0][13:31].decode(CHARSET) if resten and resten[0].startswith(b"002") else ""
    return Opslag(
        int(status) if status.isdigit() else 0,
        adresse[:4].strip(),
        adresse[4:8].strip(),
        adresse[8:12].strip(),
        adresse[12:14].strip(),
        adresse[14:18].strip(),
    )
