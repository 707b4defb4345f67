"""The real program in a folder of its own: its commands, `haendelser serve`, and two receivers that are strangers."""

from __future__ import annotations

import json
import os
import re
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pika

from tests.porte import free_port

KOMMUNE, BESKEDTYPE = "11111111", "248ce14c-a863-4fb5-9e6f-7df9ea850809"
HENT, TILSEND = "0d000000-0000-4000-8000-00000000000a", "0d000000-0000-4000-8000-00000000000b"
OPERATOER, SYSTEMNOEGLE = "operatoerens-egen-noegle", "systemets-egen-lange-noegle"
NAVN = "Fagsystem"
BESKED_ID = re.compile(rb"<ns2:BeskedId><UUIDIdentifikator>([0-9a-f-]{36})<")
FRIST = 60.0
FORBIDDEN = 403
OPSAETNING = """
[[organisation]]
cvr = "11111111"
navn = "Korsbæk Kommune"
uuid = "0a000000-0000-4000-8000-000000000001"
myndighed = true
leverandoer = true

[[system]]
uuid = "{system}"
navn = "Fagsystem"
cvr = "11111111"
kontakt = "drift@korsbaek.example"
certifikater = ["{certifikat}"]
noegle = "env:FAGSYSTEMETS_NOEGLE"
callbacks = ["{callback}"]

[[dueslag]]
uuid = "{hent}"
navn = "Hentes"
system = "{system}"
beskedtype = "{beskedtype}"
fra = 0

[[dueslag]]
uuid = "{tilsend}"
navn = "Tilsendes"
system = "{system}"
beskedtype = "{beskedtype}"
leveringsmaade = "tilsend"
callback = "{callback}"
fra = 0
"""


def wait_for(true: Callable[[], bool], hvad: str, seconds: float = FRIST) -> None:
    """Waits until something is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"{hvad} did not come"
        time.sleep(0.05)


class Installation:
    """Everything in one folder; commands are run as an operator runs them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.amqp = folder, free_port(), free_port()
        ca = folder / "ca"
        self.miljoe = os.environ | {
            "HAENDELSER_ENVIRONMENT": "exttest",
            "HAENDELSER_DATABASE_URL": f"sqlite:///{(folder / 'h.db').as_posix()}",
            "HAENDELSER_PORT": str(self.port),
            "HAENDELSER_HENT__PORT": str(self.amqp),
            "HAENDELSER_MASKINDOER__AKTIV": "false",
            "HAENDELSER_API_KEY": OPERATOER,
            "HAENDELSER_TILSEND__PRIVATE_ADRESSER": "true",
            "HAENDELSER_TLS__CERTIFIKAT": str(ca / "server.pem"),
            "HAENDELSER_TLS__NOEGLE": str(ca / "server.key"),
            "HAENDELSER_TLS__TILLID": str(ca / "ca.pem"),
            "HAENDELSER_TLS__KLIENT_CERTIFIKAT": str(ca / "udgang.pem"),
            "HAENDELSER_TLS__KLIENT_NOEGLE": str(ca / "udgang.key"),
            "HAENDELSER_TLS__KLIENT_TILLID": str(ca / "ca.pem"),
            "FAGSYSTEMETS_NOEGLE": SYSTEMNOEGLE,
            "PYTHONUTF8": "1",
        }
        self._server: subprocess.Popen[bytes] | None = None

    def run(self, *ord_: str, ind: str = "") -> str:
        """A command that succeeds; what it wrote."""
        svar = self.attempt(*ord_, ind=ind)
        assert svar.returncode == 0, svar.stderr
        return svar.stdout

    def attempt(self, *ord_: str, ind: str = "") -> subprocess.CompletedProcess[str]:
        """A command, however it ends."""
        return subprocess.run(  # noqa: S603 - the project's own program
            [sys.executable, "-m", "cpr_haendelser", *ord_],
            cwd=self.folder, env=self.miljoe, input=ind, capture_output=True, encoding="utf-8", check=False,
            timeout=FRIST,
        )  # fmt: skip

    def serve(self) -> None:
        """Starts the server, and waits until it is ready."""
        with (self.folder / "log.txt").open("wb") as log:
            self._server = subprocess.Popen(
                [sys.executable, "-m", "cpr_haendelser", "serve"],
                cwd=self.folder, env=self.miljoe, stdout=subprocess.DEVNULL, stderr=log,
            )  # fmt: skip
        wait_for(self._is_ready, "the server")

    def stop(self) -> None:
        """Ends the server."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait(30)

    def _is_ready(self) -> bool:
        assert self._server is not None
        assert self._server.poll() is None, (self.folder / "log.txt").read_text("utf-8")
        with suppress(OSError):
            return bool(self.ask("/klar", noegle="")[0] == 200)
        return False

    def ask(self, sti: str, krop: Any = None, *, noegle: str = SYSTEMNOEGLE) -> tuple[int, bytes]:
        """A call over HTTP as the it-system, or by another key; its status and body."""
        data = None if krop is None else json.dumps(krop).encode()
        hoveder = {"Authorization": f"Bearer {noegle}", "Content-Type": "application/json"}
        kald = urllib.request.Request(f"http://127.0.0.1:{self.port}{sti}", data, hoveder)
        try:
            with urllib.request.urlopen(kald, timeout=30) as svar:  # noqa: S310 - the same
                return svar.status, svar.read()
        except urllib.error.HTTPError as fejl:
            return fejl.code, fejl.read()

    def ask_json(self, sti: str, krop: Any = None) -> Any:
        """The same; the answer's JSON, of status 200."""
        status, svar = self.ask(sti, krop)
        assert status == 200, svar
        return json.loads(svar)

    def counts(self, navn: str) -> dict[str, int]:
        """How many forsendelser of a dueslag are where, as the operator is told."""
        status = json.loads(self.ask("/status", noegle=OPERATOER)[1])
        return next(each for each in status["dueslag"] if each["navn"] == navn)


class Port:
    """A gate that lets some messages pass, and then holds what comes until it is opened."""

    def __init__(self, tilladt: int) -> None:
        self._skift, self._tilladt = threading.Condition(), tilladt
        self.fik: list[str] = []
        """BeskedId of what was acknowledged, in its order."""
        self.holdt = 0

    def open(self) -> None:
        """Everything passes from now on."""
        with self._skift:
            self._tilladt = sys.maxsize
            self._skift.notify_all()

    def take(self, krop: bytes) -> None:
        """Returns when the message may be acknowledged."""
        fundet = BESKED_ID.search(krop)
        assert fundet is not None
        with self._skift:
            self.holdt += 1
            assert self._skift.wait_for(lambda: self._tilladt > 0, FRIST * 3)
            self._tilladt -= 1
            self.holdt -= 1
            self.fik.append(fundet[1].decode())


class Henter:
    """A consumer that stays connected: pika, one message at a time; it asks again where it is refused or cancelled."""

    def __init__(self, port: int, tls: ssl.SSLContext, gate: Port) -> None:
        self._gate, self._slut = gate, False
        self.afvist = self.afmeldt = 0
        """How often it was refused (403), and how often it was told that no more comes (basic.cancel)."""
        self.forbruger = False
        login = pika.credentials.ExternalCredentials()
        self._forbindelse = pika.BlockingConnection(
            pika.ConnectionParameters(
                "localhost", port, "BF", login, ssl_options=pika.SSLOptions(tls, "localhost"), heartbeat=0
            )
        )
        self.fejl: BaseException | None = None
        self._traad = threading.Thread(target=self._run, daemon=True)
        self._traad.start()

    @property
    def is_connected(self) -> bool:
        """Whether the first connection is still there."""
        return self._traad.is_alive() and bool(self._forbindelse.is_open)

    def stop(self) -> None:
        self._slut = True
        self._forbindelse.add_callback_threadsafe(self._kanal.stop_consuming)
        self._traad.join(10)

    def _run(self) -> None:
        try:
            while not self._slut:
                self._consume()
                self._forbindelse.sleep(0.2)
        except BaseException as fejl:  # noqa: BLE001 - it is told when it is asked for
            self.fejl = fejl
        finally:
            with suppress(pika.exceptions.AMQPError):
                self._forbindelse.close()

    def _consume(self) -> None:
        self._kanal = self._forbindelse.channel()
        try:
            self._kanal.basic_qos(prefetch_count=1)
            self._kanal.basic_consume(HENT, self._take)
        except pika.exceptions.ChannelClosedByBroker as fejl:
            if fejl.reply_code != FORBIDDEN:
                raise
            self.afvist += 1
            return
        self.forbruger = True
        self._kanal.start_consuming()
        self.forbruger = False
        self.afmeldt += not self._slut
        self._kanal.close()

    def _take(self, kanal: Any, metode: Any, _: Any, krop: bytes) -> None:
        self._gate.take(krop)
        kanal.basic_ack(metode.delivery_tag)


class Modtager(ThreadingHTTPServer):
    """A receiver of BeskedFåTilsendt."""

    daemon_threads = True

    def __init__(self, gate: Port) -> None:
        super().__init__(("127.0.0.1", 0), _Svarer)
        self.gate = gate
        self.url = f"https://localhost:{self.server_port}/modtag"
        self._traad = threading.Thread(target=self.serve_forever, daemon=True)

    def secure(self, ca: Path) -> None:
        """Listens with a certificate from the CA, and demands one."""
        kontekst = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(ca / "ca.pem"))
        kontekst.verify_mode = ssl.CERT_REQUIRED
        kontekst.load_cert_chain(ca / "modtager.pem", ca / "modtager.key")
        self.socket = kontekst.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self._traad.start()

    def stop(self) -> None:
        """Listens no more, if it did."""
        if self._traad.is_alive():
            self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up is no news."""


class _Svarer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Modtager

    def do_POST(self) -> None:
        self.server.gate.take(self.rfile.read(int(self.headers["Content-Length"])))
        svar = (
            b'<?xml version="1.0" encoding="UTF-8"?><ModtagBeskedOutput xmlns="urn:oio:sts:1.0.0"><StandardRetur'
            b' xmlns="urn:oio:sagdok:3.0.0"><StatusKode>20</StatusKode><FejlbeskedTekst/></StandardRetur>'
            b"</ModtagBeskedOutput>"
        )
        self.send_response(200)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(svar)))
        self.end_headers()
        self.wfile.write(svar)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Says nothing."""
