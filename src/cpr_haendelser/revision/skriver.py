"""Writing into the audit what is no delivery and no change of the post room: on the disk before the answer is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock

from cpr_haendelser.revision.bog import Revisionsbog
from cpr_haendelser.revision.post import Revisionspost


class Revision:
    """Appends posts; safe to share between threads.

    Those who come while another's posts are being made durable go together into the next transaction.
    """

    def __init__(self, bog: Revisionsbog, nu: Callable[[], str]) -> None:
        """`nu` gives the time as the post room compares it."""
        self._bog, self._nu = bog, nu
        self._koe: list[_Indlevering] = []
        self._koelaas, self._skrivelaas = Lock(), Lock()

    def skriv(self, poster: Sequence[Revisionspost]) -> None:
        """Durable when it returns. Raises what hindered it, and then nothing may be shown."""
        if not poster:
            return
        egen = _Indlevering(poster)
        with self._koelaas:
            self._koe.append(egen)
        with self._skrivelaas:
            if not egen.skrevet:
                self._write_all()
        if egen.fejl is not None:
            raise egen.fejl

    def _write_all(self) -> None:
        with self._koelaas:
            alle, self._koe = self._koe, []
        fejl: Exception | None = None
        try:
            self._bog.skriv_revision([post for en in alle for post in en.poster], nu=self._nu())
        except Exception as error:  # noqa: BLE001 - each that waits is told
            fejl = error
        for en in alle:
            en.skrevet, en.fejl = True, fejl


class _Indlevering:
    """What one caller hands in."""

    def __init__(self, poster: Sequence[Revisionspost]) -> None:
        self.poster = poster
        self.skrevet = False
        self.fejl: Exception | None = None
