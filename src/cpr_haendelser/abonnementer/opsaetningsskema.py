"""What may stand in a set-up file (data/opsaetning.csv): the file is read by it, docs/opsaetning.md printed from it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

KRAEVES: Final = object()
"""There is no standard: the key must be there."""
OMGIVELSER: Final = object()
"""The standard is found from what surrounds the file; `ellers` says how."""


class Noegle(NamedTuple):
    """A key of a table."""

    navn: str
    form: str
    """A name in opsaetningsformer.FORMER: what the value looks like."""
    standard: Any
    """As TOML has it; KRAEVES or OMGIVELSER."""
    ellers: str
    """What the standard means, in words (Danish); empty: what it says."""
    tekst: str
    """What the key says (Danish)."""


class Tabel(NamedTuple):
    """A kind of table; a file may have any number of each."""

    tekst: str
    noegler: tuple[Noegle, ...]


@cache
def tabeller() -> Mapping[str, Tabel]:
    """The tables by name, in the order that they are written."""
    raekker = list(_rows())
    return {
        navn: Tabel(tekst, tuple(_noegle(raekke) for raekke in raekker if raekke["tabel"] == navn and raekke["noegle"]))
        for navn, tekst in ((each["tabel"], each["tekst"]) for each in raekker if not each["noegle"])
    }


def _rows() -> Iterator[dict[str, str]]:
    """The text is the rest of the line, semicolons and all."""
    tekst = (files("cpr_haendelser.abonnementer") / "data" / "opsaetning.csv").read_text("utf-8")
    hoved, *linjer = tekst.splitlines()
    navne = hoved.split(";")
    return (dict(zip(navne, linje.split(";", len(navne) - 1), strict=True)) for linje in linjer)


def _noegle(raekke: dict[str, str]) -> Noegle:
    standard = {"": KRAEVES, "?": OMGIVELSER}.get(raekke["standard"]) or json.loads(raekke["standard"])
    return Noegle(raekke["noegle"], raekke["form"], standard, raekke["ellers"], raekke["tekst"])
