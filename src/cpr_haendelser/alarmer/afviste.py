"""How many logins and handshakes this process has refused within an hour, from its own count of log lines."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping

LINJER = ("hent.login-afvist", "tls.haandtryk-afvist", "web.certifikat-afvist", "web.noegle-afvist")
"""The lines that tell of one."""
_TIME = 3600.0


class Afviste:
    """Asked now and then, it remembers an hour's answers."""

    def __init__(self, counts: Callable[[], Mapping[str, int]], ur: Callable[[], float]) -> None:
        """`counts`: how often each log line was written (logning.counts). `ur`: seconds from anywhere."""
        self._counts, self._ur = counts, ur
        self._set: deque[tuple[float, int]] = deque([(ur(), self._total())])

    def __call__(self) -> int:
        """How many since the newest answer that is at least an hour old, or since the beginning."""
        nu, total = self._ur(), self._total()
        self._set.append((nu, total))
        while len(self._set) > 1 and self._set[1][0] <= nu - _TIME:
            self._set.popleft()
        return total - self._set[0][1]

    def _total(self) -> int:
        counts = self._counts()
        return sum(counts.get(kode, 0) for kode in LINJER)
