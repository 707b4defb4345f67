"""Whether distribution stands still."""

from __future__ import annotations

from collections.abc import Callable


class Fremskridt:
    """Told again and again how far it is, says how long it has not moved though there is more."""

    def __init__(self, ur: Callable[[], float]) -> None:
        """`ur`: seconds from anywhere."""
        self._ur = ur
        self._position, self._siden = -1, ur()

    def stille(self, sidste: int, position: int) -> float:
        """Seconds; 0 where everything is distributed, or the position is another than last time."""
        nu = self._ur()
        if position >= sidste or position != self._position:
            self._position, self._siden = position, nu
        return nu - self._siden
