"""Files with so many hændelser that an operator says first whether they shall leave.

What is received is received: persons, log and feed are as always. Its forsendelser are made, and await the operator's
word, but for births and deaths. Order is kept: what is later about a person who has one that awaits waits with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from cpr_haendelser.fordeling.grunde import STOR_FIL
from cpr_haendelser.haendelser.model import Haendelse
from cpr_haendelser.haendelser.regler import DOEDSFALD_ANNULLERET, DOEDSKODER, FOEDSEL
from cpr_haendelser.storage.lager import Lager

STRAKS = frozenset({FOEDSEL.kode, *DOEDSKODER, DOEDSFALD_ANNULLERET.kode})
"""Codes of hændelser that never await: births, deaths, and deaths that were none."""
ALDRIG = 0
"""As the limit: no file is large."""


def never() -> int:
    """The limit where no file is large."""
    return ALDRIG


class Storfiler:
    """Knows which files are large."""

    def __init__(self, lager: Lager, graense: Callable[[], int]) -> None:
        """`graense`: so many hændelser a file may have, asked for each batch; ALDRIG: any number."""
        self._lager, self._graense = lager, graense
        self._antal: dict[int, int] = {}
        """Hændelser of each file."""

    def choose(self, haendelser: Iterable[Haendelse]) -> Mapping[int, str]:
        """Of some hændelser the løbenumre of those that await the operator, and why (a code of fordeling.grunde)."""
        graense = self._graense()
        if graense == ALDRIG:
            return {}
        return {
            each.loebenummer: f"{STOR_FIL}{each.fil}"
            for each in haendelser
            if not each.ordre and each.beslutning.kode not in STRAKS and self._count(each.fil) > graense
        }

    def _count(self, fil: int) -> int:
        if fil not in self._antal:
            leverance = self._lager.leverance(fil)
            self._antal[fil] = leverance.haendelser if leverance is not None else 0
        return self._antal[fil]
