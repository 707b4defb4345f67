"""The HTTP client of the pushes: connections kept open, mutual TLS, no redirects, limits on time and size."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from datetime import datetime
from typing import NamedTuple, Self
from weakref import WeakSet

import aiohttp

from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.fordeling.push.adresse import Addrinfo, Adresseforbudt, Regler, socket_factory
from cpr_haendelser.fordeling.push.indpakning import INDHOLDSTYPE
from cpr_haendelser.fordeling.push.svar import STOERSTE, Laest, read_svar
from cpr_haendelser.storage.forsendelse import Udfald

_FARVEL = 1.0
"""Seconds to let go of connections at the end."""
_FRISK = 1.0
"""Seconds that a TLS context is used before it is asked for again."""
_NYE: ContextVar[list[socket.socket]] = ContextVar("nye")
"""The connections made for one attempt: none, where a kept one was used."""
_HEADERS = {
    "Content-Type": INDHOLDSTYPE,
    "Accept": INDHOLDSTYPE,
    "Accept-Encoding": "identity",
    "User-Agent": "cpr-haendelser",
}


class Klientindstillinger(NamedTuple):
    """What an installation may set. Times are seconds."""

    forbind: float = 10.0
    """To connect and to shake hands."""
    svar: float = 30.0
    """From the first byte sent to the last byte read: also who answers a byte a second is cut off."""
    hold_aaben: float = 30.0
    """An idle connection is kept so long."""
    ulaeseligt: Udfald = Udfald.BESKEDFEJL
    """What a 200 means whose body is no ModtagBeskedOutput: BESKEDFEJL or MODTAGERFEJL; never LEVERET."""
    regler: Regler = Regler()


class Klient:
    """Pushes one body to one address, and says what the answer means; an async context manager.

    `kontekst` gives the TLS context of the moment, so that new certificates count from the next connection on.
    """

    def __init__(
        self, kontekst: Callable[[], ssl.SSLContext], indstillinger: Klientindstillinger, nu: Callable[[], datetime]
    ) -> None:
        if indstillinger.ulaeseligt is Udfald.LEVERET:
            raise Opsaetningsfejl("PSH-010", "et svar, der ikke kan læses, kan ikke gælde som leveret.")
        self._kontekst, self._indstillinger, self._nu = kontekst, indstillinger, nu
        self._sessions: dict[bool, aiohttp.ClientSession] = {}
        self._sockets: WeakSet[socket.socket] = WeakSet()
        self._tls: ssl.SSLContext | None = None
        self._tls_til = 0.0

    async def __aenter__(self) -> Self:
        """Opens no connection yet."""
        self._sessions = {klar_tekst: self._session(klar_tekst=klar_tekst) for klar_tekst in (False, True)}
        return self

    async def __aexit__(self, *_: object) -> None:
        """Closes the connections, at once."""
        for session in self._sessions.values():
            await session.close()
        await self._let_go()

    async def _let_go(self) -> None:
        """Does not wait for the goodbye of a peer that has been cut off: the loop sees the end, and lets go."""
        aabne = [sock for sock in self._sockets if sock.fileno() >= 0]
        for sock in aabne:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        with suppress(TimeoutError):
            async with asyncio.timeout(_FARVEL):
                while any(sock.fileno() >= 0 for sock in aabne):  # noqa: ASYNC110 - nothing tells
                    await asyncio.sleep(0)

    def _session(self, *, klar_tekst: bool) -> aiohttp.ClientSession:
        ind = self._indstillinger
        make = socket_factory(regler=ind.regler, klar_tekst=klar_tekst)

        def noted(addrinfo: Addrinfo) -> socket.socket:
            made = make(addrinfo)
            self._sockets.add(made)
            _NYE.get().append(made)
            return made

        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0,
                keepalive_timeout=ind.hold_aaben,
                socket_factory=noted,
            ),
            timeout=aiohttp.ClientTimeout(total=ind.svar, connect=ind.forbind),
            headers=_HEADERS,
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def push(self, url: str, body: bytes) -> Laest:
        """What came of one attempt. A kept connection that the receiver had closed meanwhile is tried anew, once."""
        nye: list[socket.socket] = []
        _NYE.set(nye)
        try:
            try:
                return await self._post(url, body)
            except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as error:
                if nye or isinstance(error, aiohttp.ClientConnectorError):
                    raise
                return await self._post(url, body)
        except (aiohttp.ClientError, TimeoutError, OSError, ssl.SSLError, ValueError) as error:
            return Laest(Udfald.MODTAGERFEJL, _reason(error))

    async def _post(self, url: str, body: bytes) -> Laest:
        klar_tekst = url.startswith("http:")
        async with self._sessions[klar_tekst].post(
            url,
            data=body,
            allow_redirects=False,
            ssl=True if klar_tekst else self._context(),
        ) as svar:
            read = await _read(svar)
            return read_svar(svar.status, svar.headers, read, nu=self._nu, ulaeseligt=self._indstillinger.ulaeseligt)

    def _context(self) -> ssl.SSLContext:
        """The TLS context of the moment; it looks at its files, so it is asked for no more than once a second."""
        nu = time.monotonic()
        if self._tls is None or nu >= self._tls_til:
            self._tls, self._tls_til = _checked(self._kontekst()), nu + _FRISK
        return self._tls


async def _read(svar: aiohttp.ClientResponse) -> bytes:
    """The body; where it is larger than an answer may be, that much and one byte, and the connection is given up."""
    dele: list[bytes] = []
    laest = 0
    async for del_ in svar.content.iter_any():
        dele.append(del_)
        laest += len(del_)
        if laest > STOERSTE:
            svar.close()
            break
    return b"".join(dele)[: STOERSTE + 1]


def _checked(kontekst: ssl.SSLContext) -> ssl.SSLContext:
    if kontekst.verify_mode is not ssl.CERT_REQUIRED or not kontekst.check_hostname:
        raise Opsaetningsfejl("PSH-011", "TLS-konteksten til udsendelse skal kontrollere certifikat og navn.")
    return kontekst


_INDRE: tuple[tuple[type[BaseException], str], ...] = (
    (Adresseforbudt, "adresse-afvist"),
    (ssl.SSLCertVerificationError, "certifikat"),
    (ssl.SSLError, "tls"),
)
"""What lies behind aiohttp's error, where it says more than that does."""
_YDRE: tuple[tuple[type[BaseException], str], ...] = (
    (aiohttp.ClientConnectorDNSError, "dns"),
    (aiohttp.ClientSSLError, "tls"),
    (aiohttp.ConnectionTimeoutError, "ingen-forbindelse"),
    (TimeoutError, "intet-svar"),
    (aiohttp.ClientConnectorError, "ingen-forbindelse"),
    (aiohttp.ServerDisconnectedError, "forbindelse-afbrudt"),
    (aiohttp.ClientPayloadError, "forbindelse-afbrudt"),
    (aiohttp.ClientOSError, "forbindelse-afbrudt"),
    (OSError, "ingen-forbindelse"),
)
"""The first that fits: the later are wider."""


def _reason(error: BaseException) -> str:
    behind = (getattr(error, "os_error", None), error.__cause__, error)
    found = (grund for kind, grund in _INDRE for candidate in behind if isinstance(candidate, kind))
    return next(found, None) or next((grund for kind, grund in _YDRE if isinstance(error, kind)), "svar-ugyldigt")
