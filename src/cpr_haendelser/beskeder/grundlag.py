"""What a message is composed from, beside the hændelse itself and the settings; gathered by the caller."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from cpr_haendelser.beskeder.tegn import mask
from cpr_haendelser.cpr.layouts import posttyper


class Aarsag(NamedTuple):
    """One 099 line that caused the hændelse."""

    linje: int
    kode: str
    maerke: str
    tid: str


class Grundlag(NamedTuple):
    """The replica as of the hændelse's file: what a message shows of the person.

    `boern` holds the documents of the person's children by personnummer (`boern_i` says which are wanted); a child that
    the replica does not know is left out of it. `aarsager` are the 099 lines that the hændelse names.
    """

    dokument: bytes
    boern: Mapping[int, bytes] = MappingProxyType({})
    aarsager: tuple[Aarsag, ...] = ()


def boern_i(dokument: bytes) -> list[int]:
    """The personnumre (whole numbers) of the children that a person's document names (record 014)."""
    felt = posttyper()["014"].field("PNRBARN").slice
    numre = [linje[felt] for linje in dokument.split(b"\n") if linje.startswith(b"014")]
    return [int(nummer) for nummer in numre if len(nummer) == felt.stop - felt.start and nummer.isdigit()]


class Person(NamedTuple):
    """A person made ready for writing: masked record lines by record type, and what is counted."""

    poster: dict[str, list[str]]
    maskeret: bool
    proddto: str
    boern: Mapping[int, bytes]

    def foerste(self, posttype: str) -> str:
        """The first line of a record type, empty where the person has none."""
        linjer = self.poster.get(posttype)
        return linjer[0] if linjer else ""


def to_person(dokument: bytes, boern: Mapping[int, bytes], proddto: str) -> Person:
    """The person of a document, seen on a production date (YYYYMMDD)."""
    tekst, maskeret = mask(dokument)
    poster: dict[str, list[str]] = {}
    for linje in tekst.split("\n"):
        poster.setdefault(linje[:3], []).append(linje)
    return Person(poster, maskeret, proddto, boern)
