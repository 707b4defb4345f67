"""A stranger's receiver of BeskedFåTilsendt, written from the description of it: standard library, none of our code.

POST of `ModtagBeskedInput` over mutual TLS, answered with HTTP 200 and `ModtagBeskedOutput/StandardRetur`. How it
behaves with a message is said by whoever holds it: it can answer anything, break off, or never come to an end.
"""

from __future__ import annotations

import socket
import ssl
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple, Self, cast
from xml.etree import ElementTree as ET

from tests.levering.besked import SD, STS, Besked, read

_LAENGST = 30.0
"""Seconds after which who never answers gives up."""


class Maade(Enum):
    """How the answer comes."""

    HELT = "helt"
    AFBRYD = "afbryd"
    """The connection is broken off without a word."""
    ALDRIG = "aldrig"
    """Nothing comes."""
    DRYP = "dryp"
    """A byte a second."""


class Svar(NamedTuple):
    """An answer; `krop` instead of a ModtagBeskedOutput with the StatusKode."""

    statuskode: int = 20
    http: int = 200
    krop: bytes | None = None
    maade: Maade = Maade.HELT
    retry_after: str = ""

    @property
    def gemt(self) -> bool:
        """Whether the receiver has kept the message, whatever becomes of its answer."""
        return (self.statuskode, self.http, self.krop) == (20, 200, None) and self.maade is not Maade.ALDRIG

    @property
    def kvitteret(self) -> bool:
        """Whether its answer says so, and is sent."""
        return self.gemt and self.maade is Maade.HELT


MODTAGET = Svar()
Modtag = Callable[[Besked], Svar]


def output(statuskode: int, tekst: str = "") -> bytes:
    """A ModtagBeskedOutput (AnvendersystemOperationer.xsd)."""
    rod = ET.Element(f"{STS}ModtagBeskedOutput")
    retur = ET.SubElement(rod, f"{SD}StandardRetur")
    ET.SubElement(retur, f"{SD}StatusKode").text = str(statuskode)
    ET.SubElement(retur, f"{SD}FejlbeskedTekst").text = tekst
    return bytes(ET.tostring(rod, encoding="UTF-8", xml_declaration=True))


class Pushmodtager(ThreadingHTTPServer):
    """Listens on loopback while it is open; `modtag` is called with every message, in the order they come."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, modtag: Modtag, *, certifikat: Path, noegle: Path, tillid: Path, port: int = 0) -> None:
        self.modtag = modtag
        self.laas = threading.Lock()
        self.lukker = threading.Event()
        self.klienter: set[str] = set()
        """Who has called: the common names of the certificates that were shown."""
        self.forbindelser = 0
        self.fejl: list[BaseException] = []
        self._aabne: set[socket.socket] = set()
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(certifikat, noegle)
        self._tls.load_verify_locations(tillid)
        self._tls.verify_mode = ssl.CERT_REQUIRED
        super().__init__(("127.0.0.1", port), _Kald)
        self.port = self.server_port
        self._traad = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def url(self) -> str:
        """The callback."""
        return f"https://localhost:{self.port}/modtag"

    def __enter__(self) -> Self:
        self._traad.start()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        """Goes down: the port is closed, and open connections are broken off. What went wrong in it is raised."""
        self.lukker.set()
        self.shutdown()
        self._traad.join()
        for aaben in list(self._aabne):
            with suppress(OSError):
                aaben.shutdown(socket.SHUT_RDWR)
        self.server_close()
        if self.fejl and kind is None:
            raise self.fejl[0]

    @property
    def i_tale(self) -> bool:
        """Whether anybody is connected."""
        return bool(self._aabne)

    def get_request(self) -> tuple[socket.socket, object]:
        """A connection whose handshake is left to its own thread."""
        raa, adresse = super().get_request()
        raa.settimeout(_LAENGST)
        tls = self._tls.wrap_socket(raa, server_side=True, do_handshake_on_connect=False)
        self._aabne.add(tls)
        self.forbindelser += 1
        return tls, adresse

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        """Closes a connection."""
        if isinstance(request, socket.socket):
            self._aabne.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        """A connection that breaks is daily life; anything else is kept."""
        del request, client_address
        fejl = sys.exception()
        if fejl is not None and not isinstance(fejl, OSError):
            self.fejl.append(fejl)


class _Kald(BaseHTTPRequestHandler):
    server: Pushmodtager
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Somebody looks whether it is there."""
        self._send(Svar(krop=b""))

    do_HEAD = do_GET  # noqa: N815

    def do_POST(self) -> None:
        """One message."""
        krop = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get_content_type() not in {"application/xml", "text/xml"}:
            self._send(Svar(http=415, krop=b""))
            return
        try:
            besked = read(krop)
        except (ET.ParseError, ValueError):
            self._send(Svar(41))
            return
        with self.server.laas:
            self.server.klienter.add(_common_name(self.connection))
            svar = self.server.modtag(besked)
        self._send(svar)

    def _send(self, svar: Svar) -> None:
        krop = output(svar.statuskode) if svar.krop is None else svar.krop
        if svar.maade is Maade.AFBRYD:
            self.close_connection = True
        elif svar.maade is Maade.ALDRIG:
            self.server.lukker.wait(_LAENGST)
            self.close_connection = True
        else:
            self.send_response(svar.http)
            self.send_header("Content-Type", "application/xml")
            self.send_header("Content-Length", str(len(krop)))
            if svar.retry_after:
                self.send_header("Retry-After", svar.retry_after)
            self.end_headers()
            self._write(krop, dryp=svar.maade is Maade.DRYP)

    def _write(self, krop: bytes, *, dryp: bool) -> None:
        if not dryp:
            self.wfile.write(krop)
            return
        for byte in krop:
            if self.server.lukker.wait(1.0):
                return
            self.wfile.write(bytes((byte,)))

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def _common_name(forbindelse: object) -> str:
    peer = forbindelse.getpeercert() if isinstance(forbindelse, ssl.SSLSocket) else None
    subject = cast("tuple[tuple[tuple[str, str], ...], ...]", (peer or {}).get("subject", ()))
    return next((vaerdi for led in subject for navn, vaerdi in led if navn == "commonName"), "")
