"""The HTTP client of the pushes: connections kept open, mutual TLS, no redirects, limits on time and size.

It is libcurl: what a push costs is spent outside the interpreter, which is then free to take, write and keep.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from ipaddress import ip_address
from socket import socket
from typing import Any, NamedTuple, Self

import pycurl

from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.fordeling.push.adresse import Regler, may_connect
from cpr_haendelser.fordeling.push.indpakning import INDHOLDSTYPE
from cpr_haendelser.fordeling.push.svar import STOERSTE, Laest, read_svar
from cpr_haendelser.storage.forsendelse import Udfald
from cpr_haendelser.tls.kontekster import Papirer

_AABNE = 1000
"""So many connections are kept open at most, over all receivers."""
_FRISK = 1.0
"""Seconds that papers are used before they are asked for again."""
_HEADERS = [
    f"Content-Type: {INDHOLDSTYPE}",
    f"Accept: {INDHOLDSTYPE}",
    "Accept-Encoding: identity",
    "Expect:",  # the body is sent at once
]
_RETRY_AFTER = b"retry-after:"


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

    `papirer` gives certificate and trust of the moment, so that new ones count from the next push on.
    """

    def __init__(
        self, papirer: Callable[[], Papirer], indstillinger: Klientindstillinger, nu: Callable[[], datetime]
    ) -> None:
        if indstillinger.ulaeseligt is Udfald.LEVERET:
            raise Opsaetningsfejl("PSH-010", "et svar, der ikke kan læses, kan ikke gælde som leveret.")
        self._papirer, self._indstillinger, self._nu = papirer, indstillinger, nu
        self._multi: pycurl.AsyncCurlMulti | None = None
        self._ledige: list[_Overfoersel] = []
        self._viste = papirer()
        self._viste_til = 0.0

    async def __aenter__(self) -> Self:
        """Opens no connection yet."""
        self._multi = pycurl.AsyncCurlMulti(close_handles=True)
        self._multi.setopt(pycurl.M_MAXCONNECTS, _AABNE)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Closes the connections, at once."""
        if self._multi is not None:
            await self._multi.aclose()
        for each in self._ledige:
            each.close()
        self._ledige.clear()

    async def push(self, url: str, body: bytes) -> Laest:
        """What came of one attempt. A kept connection that the receiver had closed meanwhile is tried anew, once."""
        if self._multi is None:
            raise AssertionError("the client is used as a context manager")
        overfoersel = self._ledige.pop() if self._ledige else _Overfoersel(self._indstillinger)
        try:
            overfoersel.prepare(url, body, self._papers())
            await self._multi.perform(overfoersel.curl)
        except pycurl.error as error:
            laest = overfoersel.failed(error.args[0], self._read)
        else:
            laest = self._read(overfoersel)
        self._ledige.append(overfoersel)  # one that was cut short by a cancellation is not used again
        return laest

    def _papers(self) -> Papirer:
        """Those of the moment; they look at their files, so they are asked for no more than once a second."""
        if (nu := time.monotonic()) >= self._viste_til:
            self._viste, self._viste_til = self._papirer(), nu + _FRISK
        return self._viste

    def _read(self, overfoersel: _Overfoersel) -> Laest:
        return read_svar(
            overfoersel.curl.getinfo(pycurl.RESPONSE_CODE),
            {"Retry-After": overfoersel.beder} if overfoersel.beder else {},
            overfoersel.krop,
            nu=self._nu,
            ulaeseligt=self._indstillinger.ulaeseligt,
        )


class _Overfoersel:
    """One push at a time: libcurl's handle, and what came of the last."""

    def __init__(self, ind: Klientindstillinger) -> None:
        self._regler = ind.regler
        self._url = ""
        self._papirer: Papirer | None = None
        self._dele: list[bytes] = []
        self._laest = 0
        self._afvist = False
        self._aabnet: socket | None = None
        self.beder = ""
        """Retry-After, as it was sent."""
        self.curl = pycurl.Curl()
        for option, value in _options(ind):
            self.curl.setopt(option, value)
        self.curl.setopt(pycurl.WRITEFUNCTION, self._take)
        self.curl.setopt(pycurl.HEADERFUNCTION, self._take_header)
        self.curl.setopt(pycurl.OPENSOCKETFUNCTION, self._open)
        self.curl.setopt(pycurl.SOCKOPTFUNCTION, self._opened)

    @property
    def krop(self) -> bytes:
        """The body; where it is larger than an answer may be, that much and one byte."""
        return b"".join(self._dele)[: STOERSTE + 1]

    def prepare(self, url: str, body: bytes, papirer: Papirer) -> None:
        """Ready to push a body to an address."""
        self._dele, self._laest, self._afvist, self.beder = [], 0, False, ""
        if url != self._url:
            self.curl.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTP if _is_clear(url) else pycurl.PROTO_HTTPS)
            self.curl.setopt(pycurl.URL, _ascii(url))
            self._url = url
        if papirer is not self._papirer:
            for option in (pycurl.CAINFO, pycurl.CAPATH):  # libcurl was built with trust of its own
                self.curl.unsetopt(option)
            for option, pem in _trusting(papirer):
                self.curl.setopt(option, pem)
            self._papirer = papirer
        self.curl.setopt(pycurl.POSTFIELDSIZE, len(body))
        self.curl.setopt(pycurl.POSTFIELDS, body)

    def failed(self, kode: int, read: Callable[[_Overfoersel], Laest]) -> Laest:
        """What it means that libcurl gave up with a code; `read` where the answer was cut off for its length."""
        if kode == pycurl.E_WRITE_ERROR and self._laest > STOERSTE:
            return read(self)
        return Laest(Udfald.MODTAGERFEJL, self._reason(kode))

    def close(self) -> None:
        """Lets go of it."""
        self.curl.close()

    def _reason(self, kode: int) -> str:
        """A code of fordeling.grunde."""
        if self._afvist:
            return "adresse-afvist"
        if kode == pycurl.E_OPERATION_TIMEDOUT:
            return "intet-svar" if self.curl.getinfo(pycurl.PRETRANSFER_TIME) else "ingen-forbindelse"
        if kode in _AFBRUDT and "alert" in self.curl.errstr():
            return "tls"  # a TLS 1.3 server says so only when it is read from
        return _GRUNDE.get(kode, "forbindelse-afbrudt" if kode in _AFBRUDT else "svar-ugyldigt")

    # --- what libcurl calls -------------------------------------------------------------------------------------------

    def _take(self, del_: bytes) -> int:
        """Any other number than that of the bytes ends it, and the connection."""
        self._dele.append(del_)
        self._laest += len(del_)
        return len(del_) if self._laest <= STOERSTE else 0

    def _take_header(self, linje: bytes) -> None:
        if linje[: len(_RETRY_AFTER)].lower() == _RETRY_AFTER:
            self.beder = linje[len(_RETRY_AFTER) :].strip().decode("latin-1")
        elif linje.startswith(b"HTTP/"):
            self.beder = ""

    def _open(self, _formaal: int, adresse: tuple[int, int, int, tuple[Any, ...]]) -> socket | int:
        """A socket for the very address that is connected to, where it may be a target."""
        family, kind, proto, sockaddr = adresse
        maal = sockaddr[0].decode() if isinstance(sockaddr[0], bytes) else str(sockaddr[0])
        ip = ip_address(maal.split("%", maxsplit=1)[0])
        if not may_connect(ip, regler=self._regler, klar_tekst=_is_clear(self._url)):
            self._afvist = True
            return int(pycurl.SOCKET_BAD)
        self._aabnet = socket(family, kind, proto)
        return self._aabnet

    def _opened(self, _fd: int, _formaal: int) -> int:
        """Libcurl has a copy of the socket; ours is let go of."""
        if self._aabnet is not None:
            self._aabnet.close()
            self._aabnet = None
        return int(pycurl.SOCKOPT_OK)


def _options(ind: Klientindstillinger) -> tuple[tuple[int, Any], ...]:
    """What is the same for every push."""
    return (
        (pycurl.POST, True),
        (pycurl.HTTPHEADER, _HEADERS),
        (pycurl.USERAGENT, "cpr-haendelser"),
        (pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1),
        (pycurl.FOLLOWLOCATION, False),
        (pycurl.PATH_AS_IS, True),
        (pycurl.PROXY, ""),  # whatever the environment says
        (pycurl.SSLVERSION, pycurl.SSLVERSION_TLSv1_2),
        (pycurl.SSL_VERIFYPEER, True),
        (pycurl.SSL_VERIFYHOST, 2),
        (pycurl.CONNECTTIMEOUT_MS, int(ind.forbind * 1000)),
        (pycurl.TIMEOUT_MS, int(ind.svar * 1000)),
        (pycurl.MAXAGE_CONN, max(1, int(ind.hold_aaben))),
        (pycurl.NOSIGNAL, True),
    )


def _trusting(papirer: Papirer) -> list[tuple[int, Any]]:
    """What is shown and trusted; without trust of its own, the machine's, as Python finds it."""
    fundet = ssl.get_default_verify_paths()
    egne: list[tuple[int, Any]] = [
        (pycurl.SSLCERT_BLOB, papirer.certifikat),
        (pycurl.SSLKEY_BLOB, papirer.noegle or papirer.certifikat),
        (pycurl.CAINFO_BLOB, papirer.tillid),
        (pycurl.CAINFO, fundet.cafile if papirer.tillid is None else None),
        (pycurl.CAPATH, fundet.capath if papirer.tillid is None else None),
    ]
    if papirer.tillid is None and not (fundet.cafile or fundet.capath):
        egne.append((pycurl.SSL_OPTIONS, pycurl.SSLOPT_NATIVE_CA))
    return [(option, pem) for option, pem in egne if pem is not None]


def _is_clear(url: str) -> bool:
    return url.startswith("http:")


@lru_cache(maxsize=1024)
def _ascii(url: str) -> str:
    """The address with its host as the net knows it (IDNA); as it is where that cannot be."""
    if url.isascii():
        return url
    skema, _, rest = url.partition("://")
    vaert, skraa, sti = rest.partition("/")
    try:
        return f"{skema}://{vaert.encode('idna').decode()}{skraa}{sti}"
    except UnicodeError:
        return url


_AFBRUDT = frozenset(
    {pycurl.E_GOT_NOTHING, pycurl.E_RECV_ERROR, pycurl.E_SEND_ERROR, pycurl.E_PARTIAL_FILE, pycurl.E_WRITE_ERROR}
)
"""The connection ended before the answer did."""
_GRUNDE = {
    pycurl.E_COULDNT_RESOLVE_HOST: "dns",
    pycurl.E_COULDNT_CONNECT: "ingen-forbindelse",
    pycurl.E_PEER_FAILED_VERIFICATION: "certifikat",
    pycurl.E_SSL_CONNECT_ERROR: "tls",
    pycurl.E_SSL_CERTPROBLEM: "tls",
    pycurl.E_SSL_CIPHER: "tls",
    pycurl.E_SSL_CACERT_BADFILE: "tls",
}
"""Codes of fordeling.grunde."""
