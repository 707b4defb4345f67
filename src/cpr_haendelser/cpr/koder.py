"""The CPR Office's code tables, as data: `data/koder_<tabel>.csv`, their sources explained in `data/kilder.md`.

A code that a table does not have is data, never an error: the CPR Office may add one any day.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_COLUMNS = ("kode", "dansk", "engelsk", "sikkerhed", "kilde", "kildedato")


@dataclass(frozen=True, slots=True)
class Kode:
    """One code and what it means; `dansk` and `engelsk` are empty where only the code is known."""

    tabel: str
    kode: str
    dansk: str
    engelsk: str
    sikkerhed: str
    """fakta (a source says it), slutning (read from data or programs) or ukendt (the meaning is not public)."""
    kilde: str
    """Short names, explained in `data/kilder.md`."""
    kildedato: str
    """The date that the source bears, or the month in which it was read."""
    andet: Mapping[str, str] = field(hash=False)
    """What the table has beside: aktiv (status), iso2, iso3, isonum, slut (land), grad (haendelse099), note."""


@cache
def tabeller() -> tuple[str, ...]:
    """The names of all code tables, sorted."""
    names = (entry.name for entry in (files(__package__) / "data").iterdir())
    return tuple(
        sorted(
            name.removeprefix("koder_").removesuffix(".csv")
            for name in names
            if name.startswith("koder_") and name.endswith(".csv")
        )
    )


@cache
def koder(tabel: str) -> Mapping[str, Kode]:
    """All codes of a table, in its order; KeyError where there is no such table."""
    if tabel not in tabeller():
        raise KeyError(f"no code table {tabel}, only {', '.join(tabeller())}")
    with (files(__package__) / "data" / f"koder_{tabel}.csv").open(encoding="utf-8") as table:
        return MappingProxyType({row["kode"]: _kode(tabel, row) for row in csv.DictReader(table)})


def lookup(tabel: str, kode: str) -> Kode | None:
    """What a code means (blanks around it do not count), or None where the table does not have it.

    KeyError where there is no such table.
    """
    return koder(tabel).get(kode.strip())


def _kode(tabel: str, row: dict[str, str]) -> Kode:
    andet = MappingProxyType({name: value for name, value in row.items() if name not in _COLUMNS and value})
    return Kode(tabel=tabel, **{name: row[name] for name in _COLUMNS}, andet=andet)
