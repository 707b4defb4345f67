"""Municipality codes: names, receivers (CVR) and what became of those that ended.

`data/kommuner.csv`, its sources and its doubts explained in `data/kilder.md`. Settings may give a code another CVR
number or another successor.
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

LAENGDE = 4
"""A municipality code has four digits; lookups fill up shorter ones with zeros in front."""


@dataclass(frozen=True, slots=True)
class Kommune:
    """One municipality code."""

    kode: str
    navn: str
    art: str
    """nuvaerende, ophoert, groenland, fiktiv, statslig or opdigtet."""
    cvr: str
    """Eight digits, or empty."""
    fk_uuid: str
    """The organisation's UUID in FK Organisation, or empty."""
    efterfoelger: str
    """The code that took over (of a divided municipality: most inhabitants), or empty."""
    delt: bool
    """Whether it was divided between several."""
    sikkerhed: str
    """fakta, slutning, usikker or opdigtet."""
    kilde: str
    kildedato: str


@cache
def kommuner() -> Mapping[str, Kommune]:
    """All municipality codes of the packaged table."""
    with (files(__package__) / "data" / "kommuner.csv").open(encoding="utf-8") as table:
        return MappingProxyType({row["kode"]: _kommune(row) for row in csv.DictReader(table)})


@dataclass(frozen=True, slots=True)
class Kommunetabel:
    """The packaged municipalities with what the settings say instead.

    `cvr_numre` gives codes their CVR number and `efterfoelgere` their successor; both go before the table, and both
    may name codes that the table does not have.
    """

    cvr_numre: Mapping[str, str] = field(default_factory=dict)
    efterfoelgere: Mapping[str, str] = field(default_factory=dict)

    def current(self, kode: str) -> str:
        """The code that `kode` is today: its last successor, itself where it has none or is not known.

        Where successors lead in a circle, the last code before it closes.
        """
        seen = {kode := _four_digits(kode)}
        while (successor := self._successor(kode)) and successor not in seen:
            seen.add(kode := successor)
        return kode

    def cvr(self, kode: str) -> str | None:
        """The CVR number of what `kode` is today; None where none is known.

        A number in `cvr_numre` for an ended code itself goes before its successor's.
        """
        kode = _four_digits(kode)
        current = self.current(kode)
        known = kommuner().get(current)
        return self.cvr_numre.get(kode) or self.cvr_numre.get(current) or (known.cvr if known else "") or None

    def codes(self, cvr: str) -> frozenset[str]:
        """Every code, ended ones too, that is today the municipality of a CVR number."""
        kendte = {*kommuner(), *map(_four_digits, self.cvr_numre), *map(_four_digits, self.efterfoelgere)}
        return frozenset(kode for kode in kendte if self.cvr(kode) == cvr)

    def name(self, kode: str) -> str | None:
        """The name of the code itself, also of an ended one; None where the code is not known."""
        known = kommuner().get(_four_digits(kode))
        return known.navn if known else None

    def knows(self, kode: str) -> bool:
        """Whether the table or the settings have the code."""
        kode = _four_digits(kode)
        egne = (*self.cvr_numre, *self.efterfoelgere)
        return kode in kommuner() or any(kode == _four_digits(egen) for egen in egne)

    def _successor(self, kode: str) -> str:
        known = kommuner().get(kode)
        return _four_digits(self.efterfoelgere.get(kode, known.efterfoelger if known else ""))


def _four_digits(kode: str) -> str:
    return kode.strip() and kode.strip().zfill(LAENGDE)


def _kommune(row: dict[str, str]) -> Kommune:
    return Kommune(**{name: value for name, value in row.items() if name != "delt"}, delt=row["delt"] == "ja")
