"""The 099 codes: which groups of records each is about, and what kind of news (`data/koder099.csv`).

What the codes mean stands in the CPR Office's list of hændelser; which groups they touch is read from samples and stays
data. A code that is not in the table is data, never an error.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Kode099(NamedTuple):
    """One 099 code."""

    kode: str
    grupper: tuple[str, ...]
    """The likeliest first."""
    art: str
    """ny, korrektion, annullering, historik or ingen (the customer asked; nothing happened)."""
    forloeb: str
    """The timeline it ends or lengthens when it stands on the main person; empty: none."""


class Linje(NamedTuple):
    """One 099 line of a delivery; `nr` is its line number in the file."""

    nr: int
    kode: str
    maerke: str
    tid: str


@cache
def koder099() -> dict[str, Kode099]:
    """The table by code."""
    with (files(__package__) / "data" / "koder099.csv").open(encoding="utf-8") as table:
        return {
            row["kode"]: Kode099(row["kode"], tuple(row["grupper"].split()), row["art"], row["forloeb"])
            for row in csv.DictReader(table)
        }


def read_linje(nr: int, linje: str) -> Linje:
    """A 099 line (layout P12170-099): code, derived mark, registration time."""
    tid = linje[13:25].strip()
    return Linje(nr, linje[25:28].strip(), linje[28:30].strip(), tid if tid.strip("0") else "")
