"""A receiver that messages are pushed to by BeskedFåTilsendt: an HTTPS server that demands our client certificate.

It shows what a receiver has to do, with the standard library alone.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from lxml import etree

_BESKED = "{urn:oio:besked:kuvert:1.0}Haendelsesbesked"
_SVAR = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<ModtagBeskedOutput xmlns="urn:oio:sts:1.0.0"><StandardRetur xmlns="urn:oio:sagdok:3.0.0">'
    "<StatusKode>{kode}</StatusKode><FejlbeskedTekst>{tekst}</FejlbeskedTekst></StandardRetur></ModtagBeskedOutput>"
)


class Tilsendmodtager:
    """Listens until `stop`; answers StatusKode 20 when `gem` has returned."""

    def __init__(self, tls: ssl.SSLContext, gem: Callable[[bytes], None]) -> None:
        self._server = _Server(gem)
        self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.url = f"https://localhost:{self._server.server_port}/modtag"
        self._traad = Thread(target=self._server.serve_forever, name="tilsendmodtager", daemon=True)
        self._traad.start()

    def stop(self) -> None:
        """Listens no more."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, gem: Callable[[bytes], None]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.gem = gem

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that hangs up, or shows no certificate, is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        """ModtagBesked: one Haendelsesbesked in, a StandardRetur out."""
        indpakket = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        besked = etree.fromstring(indpakket, etree.XMLParser(resolve_entities=False, no_network=True)).find(_BESKED)
        if besked is None:
            self._answer(41, "Der er ingen Haendelsesbesked.")
            return
        self.server.gem(etree.tostring(besked))
        self._answer(20, "")

    def _answer(self, kode: int, tekst: str) -> None:
        svar = _SVAR.format(kode=kode, tekst=tekst).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(svar)))
        self.end_headers()
        self.wfile.write(svar)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Says nothing."""
