"""The brake on guessing secrets: per address and name, so that one who guesses does not shut others out."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

FORSOEG, SEKUNDER = 10, 60.0
"""So many wrong ones may come at once, and so many more each minute."""
HUSKET = 4096
"""Remembered at most; those tried longest ago are forgotten first."""


class Bremse:
    """Counts wrong attempts, and lets go of them with time. Of one thread."""

    def __init__(self, ur: Callable[[], float]) -> None:
        """`ur` gives seconds."""
        self._ur = ur
        self._fejl: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()
        """What is left of the wrong attempts, and when it was counted."""

    def is_on(self, hvem: Hashable) -> bool:
        """Whether nothing more is tried for a moment."""
        return self._left(hvem) > FORSOEG - 1

    def add(self, hvem: Hashable) -> None:
        """One was wrong."""
        self._fejl[hvem] = (self._left(hvem) + 1, self._ur())
        self._fejl.move_to_end(hvem)
        if len(self._fejl) > HUSKET:
            self._fejl.popitem(last=False)

    def release(self, hvem: Hashable) -> None:
        """One was right."""
        self._fejl.pop(hvem, None)

    def _left(self, hvem: Hashable) -> float:
        fejl, hvornaar = self._fejl.get(hvem, (0.0, 0.0))
        return max(0.0, fejl - (self._ur() - hvornaar) * FORSOEG / SEKUNDER)
