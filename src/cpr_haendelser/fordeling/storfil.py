"""Files with so many hændelser that an operator says first whether they shall leave.

What is received is received: persons, log and feed are as always. Its forsendelser are made, and await the operator's
word, but for births and deaths. Order is kept: what is later about a person who has one that awaits waits with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cpr_haendelser.fordeling.grunde import STOR_FIL
from cpr_haendelser.haendelser.model import Haendelse
from cpr_haendelser.haendelser.regler import DOEDSFALD_ANNULLERET, DOEDSKODER, FOEDSEL
from cpr_haendelser.storage.lager import Lager

STRAKS = frozenset({FOEDSEL.kode, *DOEDSKODER, DOEDSFALD_ANNULLERET.kode})
"""Codes of hændelser that never await: births, deaths, and deaths that were none."""
ALDRIG = 0
"""As the limit: no file is large."""


class Storfiler:
    """Knows which files are large."""

    def __init__(self, lager: Lager, graense: int) -> None:
        """`graense`: so many hændelser a file may have; ALDRIG: any number."""
        self._lager, self._graense = lager, graense
        self._store: dict[int, bool] = {}

    def choose(self, haendelser: Iterable[Haendelse]) -> Mapping[int, str]:
        """Of some hændelser the løbenumre of those that await the operator, and why (a code of fordeling.grunde)."""
        if self._graense == ALDRIG:
            return {}
        return {
            each.loebenummer: f"{STOR_FIL}{each.fil}"
            for each in haendelser
            if not each.ordre and each.beslutning.kode not in STRAKS and self._is_large(each.fil)
        }

    def _is_large(self, fil: int) -> bool:
        if fil not in self._store:
            leverance = self._lager.leverance(fil)
            self._store[fil] = leverance is not None and leverance.haendelser > self._graense
        return self._store[fil]
