"""The record layouts of U12170-P and P12180 as data, and the reader and writer derived from them.

Positions and lengths come from the CPR Office's layouts P12170-000 to P12170-999 and P12180-031 to P12180-033. They
stand in `data/layouts.csv`, one line a field (start is 1-based, lengths in characters; one character is one byte of
ISO-8859-1), and in `data/posttyper.csv`, one line a record type.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

CHARSET = "iso-8859-1"
KEY_LENGTH = 13
"""Record type and personnummer: what every record has."""

START, SLUT, HAENDELSE, FEJL, KVITTERING = "000", "999", "099", "910", "997"


class Felt(NamedTuple):
    """One field of a record type; `navn` is the CPR Office's name, `felt` the same made unique in the record."""

    felt: str
    navn: str
    start: int
    laengde: int
    art: str
    """posttype, fast, pnr, tid (YYYYMMDDHHMM), dato (YYYY-MM-DD), dato8 (YYYYMMDD), maerke, kode, tal or tekst."""

    @property
    def slice(self) -> slice:
        """Where the field lies in a line, zero-based."""
        return slice(self.start - 1, self.start - 1 + self.laengde)


@dataclass(frozen=True, slots=True)
class Posttype:
    """One record type: its fields, its length and what it is."""

    nummer: str
    layout: str
    navn: str
    laengde: int
    art: str
    """styring (start, end, error, receipt), aktuel, historik or haendelse."""
    historik_af: str
    annkor: bool
    gruppe: str
    felter: tuple[Felt, ...]

    def field(self, felt: str) -> Felt:
        """The field of that name; KeyError where the record type has none."""
        for candidate in self.felter:
            if candidate.felt == felt:
                return candidate
        raise KeyError(f"{self.nummer} has no field {felt}")


@cache
def posttyper() -> dict[str, Posttype]:
    """All record types by their three digits."""
    data = files(__package__) / "data"
    felter: dict[str, list[Felt]] = {}
    with (data / "layouts.csv").open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            felt = Felt(row["felt"], row["navn"], int(row["start"]), int(row["laengde"]), row["art"])
            felter.setdefault(row["posttype"], []).append(felt)
    with (data / "posttyper.csv").open(encoding="utf-8") as table:
        return {
            row["posttype"]: Posttype(
                nummer=row["posttype"],
                layout=row["layout"],
                navn=row["navn"],
                laengde=int(row["laengde"]),
                art=row["art"],
                historik_af=row["historik_af"],
                annkor=bool(row["annkor"]),
                gruppe=row["gruppe"],
                felter=tuple(felter[row["posttype"]]),
            )
            for row in csv.DictReader(table)
        }


class Post(NamedTuple):
    """One record: its type, its fields without trailing blanks, and what the line holds beyond the layout."""

    posttype: str
    felter: dict[str, str]
    rest: str = ""

    @property
    def pnr(self) -> str:
        """The ten digits the record belongs to."""
        return self.felter["PNR"]


def read_post(line: bytes) -> Post:
    """The record of one line (bytes of ISO-8859-1, without line end).

    Fields keep leading blanks and lose trailing ones; fields after the line's end are empty. KeyError on an unknown
    record type.
    """
    text = line.decode(CHARSET)
    posttype = posttyper()[text[:3]]
    return Post(
        posttype.nummer,
        {felt.felt: text[felt.slice].rstrip(" ") for felt in posttype.felter},
        text[posttype.laengde :],
    )


def write_post(post: Post, *, padded: bool = False) -> bytes:
    """The line of one record: its trailing blanks trimmed, or `padded` to the layout's length.

    Fields that `post` does not name are blank. ValueError where a value is longer than its field.
    """
    posttype = posttyper()[post.posttype]
    pieces = []
    for felt in posttype.felter:
        value = post.felter.get(felt.felt, post.posttype if felt.art == "posttype" else "")
        if len(value) > felt.laengde:
            raise ValueError(f"{post.posttype} {felt.felt}: {len(value)} characters where {felt.laengde} fit")
        pieces.append(value.ljust(felt.laengde))
    line = "".join(pieces) + post.rest
    return (line if padded else line.rstrip(" ")).encode(CHARSET)
