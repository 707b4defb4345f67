"""A person's image: the record lines as delivered, in one canonical document.

The document holds each line without trailing blanks, sorted, joined by LF: two deliveries of the same records give the
same bytes whatever the file's physical form and order. 099, 910 and 997 are not part of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from cpr_haendelser.cpr.layouts import CHARSET, posttyper

Linjer = tuple[bytes, ...]


def to_dokument(linjer: Iterable[bytes]) -> bytes:
    """The canonical document of a person's record lines."""
    return b"\n".join(sorted(linje.rstrip(b" ") for linje in linjer))


def to_linjer(dokument: bytes) -> list[bytes]:
    """The record lines of a document, in canonical order."""
    return dokument.split(b"\n") if dokument else []


def to_tekster(dokument: bytes) -> list[str]:
    """The record lines of a document as text, in canonical order."""
    return dokument.decode(CHARSET).split("\n") if dokument else []


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


@cache
def _relation_slices() -> dict[bytes, tuple[tuple[slice, int], ...]]:
    found: dict[bytes, tuple[tuple[slice, int], ...]] = {}
    for posttype, felt, art in _RELATIONSFELTER:
        key = posttype.encode()
        found[key] = (*found.get(key, ()), (posttyper()[posttype].field(felt).slice, art))
    return found


def read_relationer(linjer: Iterable[bytes]) -> set[tuple[int, int]]:
    """The relations (art, personnummer as a whole number) that a person's records name. Arts: RELATIONSARTER."""
    slices = _relation_slices()
    found = set()
    for linje in linjer:
        for felt, art in slices.get(linje[:3], ()):
            value = linje[felt]
            if value.isdigit() and len(value) == felt.stop - felt.start and value != b"0000000000":
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


_INGEN_OPSLAG = Opslag(0, "", "", "", "", "")


def read_opslag(linjer: Iterable[bytes]) -> Opslag:
    """The lookup columns of a person's records: status (001 STATUS) and current address (002)."""
    status, adresse = 0, None
    for linje in linjer:
        posttype = linje[:3]
        if posttype == b"001":
            value = linje[23:25]
            status = int(value) if value.isdigit() else 0
        elif posttype == b"002":
            adresse = linje[13:31].decode(CHARSET)
            break
    if adresse is None:
        return _INGEN_OPSLAG._replace(status=status)
    return Opslag(
        status,
        adresse[:4].strip(),
        adresse[4:8].strip(),
        adresse[8:12].strip(),
        adresse[12:14].strip(),
        adresse[14:18].strip(),
    )
