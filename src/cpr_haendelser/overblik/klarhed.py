"""Whether the program can be given work: yes or no, and nothing more."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

_FRISK = 1.0
"""Seconds that an answer is good for."""


class Klarhed:
    """Asks everybody who has something to say; one that fails says no. Threads may share it."""

    def __init__(self, *spoergsmaal: Callable[[], bool]) -> None:
        self._spoergsmaal = list(spoergsmaal)
        self._laas = Lock()
        self._svar, self._god_til = False, 0.0

    def add(self, spoergsmaal: Callable[[], bool]) -> None:
        """Is asked too from now on."""
        self._spoergsmaal.append(spoergsmaal)
        self._god_til = 0.0

    def remove(self, spoergsmaal: Callable[[], bool]) -> None:
        """Is not asked any more."""
        self._spoergsmaal.remove(spoergsmaal)
        self._god_til = 0.0

    def __call__(self) -> bool:
        """The answer; the former one while somebody else is asking."""
        if time.monotonic() >= self._god_til and self._laas.acquire(blocking=False):
            try:
                self._svar = self._ask()
                self._god_til = time.monotonic() + _FRISK
            finally:
                self._laas.release()
        return self._svar

    def _ask(self) -> bool:
        try:
            return all(spoergsmaal() for spoergsmaal in list(self._spoergsmaal))
        except Exception:  # noqa: BLE001 - whatever it is, the answer is no; what it is stands in the log of who met it
            return False
