"""Value lists for the bench: many overlapping sets of one large population of personnumre, without randomness."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bench.befolkning import to_person
from bench.levering.opstilling import uuid
from cpr_haendelser.abonnementer.model import Vaerdiliste
from cpr_haendelser.storage.postrum import Postrum

_PR_NUMMER = 6.83
"""How many lists a number is in."""


class Lister(NamedTuple):
    """How many, and how large."""

    antal: int
    hver: int

    @property
    def numre(self) -> int:
        """Numbers in all."""
        return self.antal * self.hver

    def fill(self, postrum: Postrum) -> None:
        """Makes them in the post room as anybody does."""
        befolkning = _population(int(self.numre / _PR_NUMMER) | 1)
        for nummer in range(self.antal):
            liste = uuid("liste", nummer)
            postrum.opret_vaerdiliste(Vaerdiliste(liste, f"Liste {nummer}", uuid("system", 0), 0, 0))
            postrum.ret_vaerdiliste(liste, til=_members(nummer, self.hver, befolkning))


def _population(antal: int) -> list[int]:
    """Personnumre; those of every smaller population are among them."""
    return [int(to_person(nr, antal).pnr) for nr in range(antal)]


def _members(nummer: int, antal: int, befolkning: list[int]) -> Iterator[int]:
    """Spread over the population, of every list other ones; all different, for the step is odd and there are fewer."""
    step, begin, alle = nummer * 15838 + 24691, nummer * 104729, len(befolkning)
    return (befolkning[(step * n + begin) % alle] for n in range(antal))
