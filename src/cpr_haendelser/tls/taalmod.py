"""HTTP/1.1 that does not wait for ever: uvicorn itself has no limit on how slowly a request may come.

Its keep-alive limit counts only between requests, and a byte ends it; so whoever sends a byte now and then would hold
a connection, and with enough of them all there are.
"""

from __future__ import annotations

import asyncio
from typing import NamedTuple

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


class Taalmod(NamedTuple):
    """How long is waited; seconds."""

    hoved: float = 20.0
    """From the connection, or the first byte of a request, until its headers are there."""
    stilhed: float = 30.0
    """Between two pieces of a body."""
    krop: float = 600.0
    """From the headers until the whole body is there."""


class TaalmodigProtocol(H11Protocol):
    """Closes the connection of a request that does not come; an answer under way is never cut."""

    taalmod = Taalmod()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The headers of the first request are waited for from now on."""
        super().connection_made(transport)
        self._venter_paa = ""
        self._frist: asyncio.TimerHandle | None = None
        self._stilhed: asyncio.TimerHandle | None = None
        self._wait_for("hoved")

    def data_received(self, data: bytes) -> None:
        """Waits for what is still missing."""
        super().data_received(data)
        self._wait_for(self._missing())

    def on_response_complete(self) -> None:
        """What of the next request has come already, its rest is waited for."""
        super().on_response_complete()
        if not self.transport.is_closing():
            self._wait_for(self._missing())

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits for nothing more."""
        self._wait_for("")
        super().connection_lost(exc)

    def _missing(self) -> str:
        if self.conn.their_state is h11.SEND_BODY:
            return "krop"
        begun = self.conn.their_state is h11.IDLE and bool(self.conn.trailing_data[0])
        return "hoved" if begun else ""

    def _wait_for(self, del_: str) -> None:
        """A new limit for a new part; for the same part only that on silence begins anew."""
        if self._stilhed is not None:
            self._stilhed.cancel()
            self._stilhed = None
        if del_ == "krop":
            self._stilhed = self.loop.call_later(self.taalmod.stilhed, self._let_go)
        if del_ == self._venter_paa:
            return
        if self._frist is not None:
            self._frist.cancel()
        self._venter_paa = del_
        self._frist = self.loop.call_later(getattr(self.taalmod, del_), self._let_go) if del_ else None

    def _let_go(self) -> None:
        self.transport.abort()
