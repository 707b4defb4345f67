"""Certificates good and bad, made once, and a TLS server of the standard library that anybody may try."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cpr_haendelser.tls.ca import Brug, Oenske, Udstedt, init, issue

NU = datetime.now(UTC)
HER = ("localhost", "127.0.0.1")


class Certifikater:
    """Two CAs; the other one's files have `anden_` before them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ca = init(folder / "ca", nu=NU)
        self.anden_ca = init(folder / "anden", nu=NU)
        dag = timedelta(days=1)
        self.server = self.make("ca", Oenske(Brug.SERVER, "server", "12345678", HER))
        self.udloebet = self.make("ca", Oenske(Brug.SERVER, "udloebet", "12345678", HER, NU - 9 * dag, NU - dag))
        self.ikke_endnu = self.make("ca", Oenske(Brug.SERVER, "ikke-endnu", "12345678", HER, NU + dag, NU + 9 * dag))
        self.andet_navn = self.make("ca", Oenske(Brug.SERVER, "andet-navn", "12345678", ("andet.example",)))
        self.klient = self.make("ca", Oenske(Brug.KLIENT, "klient", "12345678"))
        self.gammel_klient = self.make("ca", Oenske(Brug.KLIENT, "gammel", "12345678", (), NU - 9 * dag, NU - dag))
        self.anden_klient = self.make("anden", Oenske(Brug.KLIENT, "klient", "12345678"))

    def make(self, ca: str, oenske: Oenske) -> Udstedt:
        """Issues a certificate."""
        return issue(self.folder / ca, oenske, nu=NU, adgangskode="hemmelig")


@pytest.fixture(scope="session")
def certifikater(tmp_path_factory: pytest.TempPathFactory) -> Certifikater:
    return Certifikater(tmp_path_factory.mktemp("tls"))


@contextmanager
def listening(kontekst: ssl.SSLContext | None) -> Iterator[int]:
    """A server that shakes hands and listens until the caller is done; without a context it greets in clear text."""
    with socket.create_server(("127.0.0.1", 0)) as lytter:

        def serve() -> None:
            try:
                raa, _ = lytter.accept()
                raa.settimeout(5)
                if kontekst is None:
                    raa.sendall(b"220 velkommen til en helt anden tjeneste\r\n")
                    raa.recv(1000)
                    raa.close()
                    return
                with kontekst.wrap_socket(raa, server_side=True) as forbindelse:
                    forbindelse.recv(1)
            except OSError:
                return

        traad = threading.Thread(target=serve)
        traad.start()
        try:
            yield lytter.getsockname()[1]
        finally:
            traad.join(10)
