"""The matrix: which role may do which action, to its own organisation's things or everybody's, in which environment.

`data/rettigheder.csv`. A cell is one word for both environments, or two with a slash between: ExtTest's and
Produktion's. docs/roller.md prints it.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.cpr.vagt import Miljoe


class Omfang(StrEnum):
    """How far a right reaches, the wider the later; MASKERET is everybody's with personnumre masked."""

    INTET = "-"
    EGEN = "egen"
    MASKERET = "maskeret"
    ALLE = "alle"


class Rettighed(NamedTuple):
    """One action, and who may do it."""

    handling: Handling
    navn: str
    """What it is, in Danish words."""
    omfang: Mapping[tuple[Rolle, Miljoe], Omfang]
    grund: frozenset[Miljoe]
    """Where it must be said why, in writing."""
    forklaring: str

    def reach(self, roller: frozenset[Rolle], miljoe: Miljoe) -> Omfang:
        """The widest that any of some roles gives."""
        fundne = {self.omfang[rolle, miljoe] for rolle in roller}
        return next((each for each in reversed(Omfang) if each in fundne), Omfang.INTET)


@cache
def rettigheder() -> Mapping[Handling, Rettighed]:
    """The matrix, in the order of its table."""
    tekst = (files(__package__) / "data" / "rettigheder.csv").read_text("utf-8")
    rows = csv.DictReader(tekst.splitlines(), delimiter=";", quoting=csv.QUOTE_NONE)
    return MappingProxyType({ret.handling: ret for ret in map(_to_rettighed, rows)})


def _to_rettighed(row: dict[str, str]) -> Rettighed:
    return Rettighed(
        Handling(row["handling"]),
        row["navn"],
        MappingProxyType({
            (rolle, miljoe): omfang for rolle in Rolle for miljoe, omfang in _read_cell(row[rolle]).items()
        }),
        frozenset(Miljoe(ord_) for ord_ in row["grund"].split()),
        row["forklaring"],
    )  # fmt: skip


def _read_cell(celle: str) -> dict[Miljoe, Omfang]:
    exttest, _, produktion = celle.partition("/")
    return {Miljoe.EXTTEST: Omfang(exttest), Miljoe.PRODUKTION: Omfang(produktion or exttest)}
