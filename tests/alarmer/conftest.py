"""A mail server and a receiver of webhooks on this machine, neither of them ours."""

from __future__ import annotations

import asyncio
import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from cpr_haendelser.tls.ca import Brug, Oenske, Udstedt, init, issue
from cpr_haendelser.tls.kontekster import Filer, client_context

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BRUGER, KODE = "alarm", "lang og hemmelig"


class Tillid(NamedTuple):
    """A CA and a server certificate from it for this machine, and for another name."""

    ca: Path
    server: Udstedt
    andet_navn: Udstedt

    def client(self) -> ssl.SSLContext:
        return client_context(Filer(tillid=self.ca))

    @staticmethod
    def listening(udstedt: Udstedt) -> ssl.SSLContext:
        kontekst = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        kontekst.load_cert_chain(udstedt.certifikat, udstedt.noegle)
        return kontekst


@pytest.fixture(scope="session")
def tillid(tmp_path_factory: pytest.TempPathFactory) -> Tillid:
    folder, nu = tmp_path_factory.mktemp("ca"), datetime.now(UTC)
    ca = init(folder, nu=nu)
    server, andet = (
        issue(folder, Oenske(Brug.SERVER, navn, "12345678", (vaert,)), nu=nu, adgangskode="hemmelig")
        for navn, vaert in (("server", "127.0.0.1"), ("andet", "andet.example"))
    )
    return Tillid(ca.certifikat, server, andet)


class Postkasse:
    """What an SMTP server takes in; some addresses it does not know."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []
        self.ukendte: set[str] = set()

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.ukendte:
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - the same
        self.mails.append(envelope)
        return "250 OK"


class Mailserver(NamedTuple):
    """A server and what it has taken in."""

    port: int
    postkasse: Postkasse


class Lokal(Controller):
    """On a port that is free: the one it got is known when it listens."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


def _known(_server: SMTP, _session: Session, _envelope: Envelope, _way: str, data: object) -> AuthResult:
    assert isinstance(data, LoginPassword)
    known = (data.login, data.password) == (BRUGER.encode(), KODE.encode())
    return AuthResult(success=known, handled=False)


@contextmanager
def mailserver(
    tls: ssl.SSLContext | None, *, fra_begyndelsen: bool = False, login: bool = False
) -> Iterator[Mailserver]:
    postkasse = Postkasse()
    controller = Lokal(
        postkasse,
        hostname="127.0.0.1",
        port=0,
        ssl_context=tls if fra_begyndelsen else None,
        tls_context=None if fra_begyndelsen else tls,
        require_starttls=tls is not None and not fra_begyndelsen,
        auth_required=login,
        authenticator=_known if login else None,
        auth_require_tls=not fra_begyndelsen,
    )
    controller.start()
    try:
        yield Mailserver(controller.port, postkasse)
    finally:
        controller.stop()


class Modtager(BaseHTTPRequestHandler):
    """Keeps every POST and answers as the server says."""

    protocol_version = "HTTP/1.1"
    faaet: ClassVar[list[tuple[str, dict[str, str], bytes]]]
    svar: ClassVar[tuple[int, dict[str, str]]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).faaet.append((self.path, dict(self.headers), body))
        status, headers = type(self).svar
        self.send_response(status)
        for name, value in {**headers, "Content-Length": "0"}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def webhookserver(tls: ssl.SSLContext | None = None) -> Iterator[tuple[str, type[Modtager]]]:
    """The address, and the receiver behind it."""
    modtager = type("En", (Modtager,), {"faaet": [], "svar": (204, {})})
    server = ThreadingHTTPServer(("127.0.0.1", 0), modtager)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http{'s' if tls else ''}://127.0.0.1:{server.server_address[1]}/alarm?vagt=1", modtager
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
