"""Hændelser for each day and code of late: the log is counted once, some at a time, then only what has come since."""

from __future__ import annotations

from collections import Counter
from threading import Lock
from typing import NamedTuple

from cpr_haendelser.storage.lager import Lager

VINDUE = 300_000
"""So many of the newest numbers are counted."""
AD_GANGEN = 25_000
"""Numbers that one look reads at most: it takes some hundredths of a second."""


class Dagstal(NamedTuple):
    """What has been counted."""

    antal: dict[tuple[str, str], int]
    """By day (YYYYMMDD) and code."""
    faerdig: bool
    """False: there is more of the window to be counted; the next look goes on."""


class Dagstaelling:
    """Counts; threads may share it."""

    def __init__(self, lager: Lager) -> None:
        self._lager, self._laas = lager, Lock()
        self._antal: Counter[tuple[str, str]] = Counter()
        self._fra = self._til = -1
        """The numbers above `_fra` and up to `_til` are counted; -1: none yet."""

    def look(self) -> Dagstal:
        """What is counted by now: first what is new, then further back. Nobody waits for another's counting."""
        if self._laas.acquire(blocking=False):
            try:
                self._go_on(self._lager.sidste_loebenummer())
            finally:
                self._laas.release()
        return Dagstal(dict(self._antal), self._fra <= self._begynd() and self._fra >= 0)

    def _begynd(self) -> int:
        return max(0, self._til - VINDUE)

    def _go_on(self, sidste: int) -> None:
        if self._til < 0 or sidste - self._til > VINDUE:
            self._antal, self._fra, self._til = Counter(), sidste, sidste
        rest = AD_GANGEN
        if sidste > self._til:
            til = min(sidste, self._til + rest)
            rest -= til - self._til
            self._add(self._til, til)
            self._til = til
        fra = max(self._begynd(), self._fra - rest)
        if fra < self._fra:
            self._add(fra, self._fra)
            self._fra = fra

    def _add(self, efter: int, til: int) -> None:
        nyt = self._antal.copy()
        for dag, kode, antal in self._lager.taelling(efter=efter, til=til):
            nyt[dag, kode] += antal
        self._antal = nyt
