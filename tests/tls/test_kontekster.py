"""Contexts that follow their files, refused handshakes noted, and the caller's fingerprint in the application."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI, Request

from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.tls.asgi import caller_fingerprint, config
from cpr_haendelser.tls.ca import Brug, Oenske
from cpr_haendelser.tls.kontekster import (
    Filer,
    Klientcertifikat,
    Klientkontekst,
    Serverkontekst,
    client_context,
    fingerprint,
)
from cpr_haendelser.tls.linjetest import try_line
from tests.tls.conftest import Certifikater


def copied(certifikater: Certifikater, navn: str, folder: Path) -> Filer:
    """Files of our own that can be changed."""
    egen = getattr(certifikater, navn)
    filer = Filer(folder / "a.pem", folder / "a.key", certifikater.ca.certifikat)
    shutil.copy(egen.certifikat, folder / "a.pem")
    shutil.copy(egen.noegle, folder / "a.key")
    return filer


def der(path: Path) -> bytes:
    return ssl.PEM_cert_to_DER_cert(path.read_text("ascii"))


async def hang_up(_: asyncio.StreamReader, skriv: asyncio.StreamWriter) -> None:
    skriv.close()


async def shown(port: int, klient: ssl.SSLContext) -> bytes:
    """The certificate that a server shows."""
    laes, skriv = await asyncio.open_connection("127.0.0.1", port, ssl=klient, server_hostname="localhost")
    vist: bytes = skriv.get_extra_info("ssl_object").getpeercert(binary_form=True)
    skriv.close()
    await laes.read()
    return vist


def test_a_server_shows_its_new_certificate_without_restart_and_keeps_the_old_while_files_do_not_fit(
    certifikater: Certifikater, tmp_path: Path
) -> None:
    filer = copied(certifikater, "server", tmp_path)
    server = Serverkontekst(filer, Klientcertifikat.INTET)
    ny = certifikater.make("ca", Oenske(Brug.SERVER, "ny-server", "12345678", ("localhost",)))

    async def scenario() -> list[bytes]:
        async with await asyncio.start_server(hang_up, "127.0.0.1", 0, ssl=server.kontekst) as lytter:
            port = lytter.sockets[0].getsockname()[1]
            klient = client_context(Filer(tillid=certifikater.ca.certifikat))
            viste = [await shown(port, klient)]
            assert not server.refresh()
            (tmp_path / "a.pem").write_text("i stykker", "utf-8")
            with pytest.raises(Opsaetningsfejl, match="TLS-010"):
                server.refresh()
            viste.append(await shown(port, klient))
            shutil.copy(ny.certifikat, tmp_path / "a.pem")
            shutil.copy(ny.noegle, tmp_path / "a.key")
            assert server.refresh()
            viste.append(await shown(port, klient))
            return viste

    gammel = der(certifikater.server.certifikat)
    assert asyncio.run(scenario()) == [gammel, gammel, der(ny.certifikat)]


def test_a_client_context_follows_its_files_and_outlives_bad_ones(certifikater: Certifikater, tmp_path: Path) -> None:
    kontekst = Klientkontekst(copied(certifikater, "klient", tmp_path))
    foerste = kontekst()
    assert kontekst() is foerste
    (tmp_path / "a.pem").write_text("i stykker", "utf-8")
    assert kontekst() is foerste
    copied(certifikater, "gammel_klient", tmp_path)
    assert kontekst() is not foerste


@pytest.mark.parametrize(
    ("klient", "grund"),
    [
        ("", "peer did not return a certificate"),
        ("anden_klient", "certificate verify failed: unable to get local issuer certificate"),
        ("gammel_klient", "certificate verify failed: certificate has expired"),
    ],
)
def test_a_refused_handshake_is_noted_with_its_reason(certifikater: Certifikater, klient: str, grund: str) -> None:
    noter: list[str] = []
    egen = certifikater.server
    filer = Filer(egen.certifikat, egen.noegle, certifikater.ca.certifikat)
    server = Serverkontekst(filer, Klientcertifikat.PAAKRAEVET, noter.append)
    vist = getattr(certifikater, klient) if klient else None

    async def scenario() -> None:
        async with await asyncio.start_server(hang_up, "127.0.0.1", 0, ssl=server.kontekst) as lytter:
            mine = Filer(vist and vist.certifikat, vist and vist.noegle, certifikater.ca.certifikat)
            await asyncio.to_thread(try_line, "localhost", lytter.sockets[0].getsockname()[1], mine)

    asyncio.run(scenario())
    assert noter == [grund]


@pytest.mark.parametrize("med", [True, False])
def test_an_application_sees_the_callers_fingerprint(certifikater: Certifikater, *, med: bool) -> None:
    app = FastAPI()

    @app.get("/hvem")
    def hvem(request: Request) -> str:
        return caller_fingerprint(request.scope)

    egen, klient = certifikater.server, certifikater.klient
    filer = Filer(egen.certifikat, egen.noegle, certifikater.ca.certifikat)
    server = uvicorn.Server(config(app, Serverkontekst(filer, Klientcertifikat.VALGFRIT).kontekst))
    mine = Filer(klient.certifikat, klient.noegle) if med else Filer()

    async def scenario(sock: socket.socket) -> bytes:
        task = asyncio.create_task(server.serve(sockets=[sock]))
        laes, skriv = await asyncio.open_connection(
            *sock.getsockname(),
            ssl=client_context(mine._replace(tillid=certifikater.ca.certifikat)),
            server_hostname="localhost",
        )
        skriv.write(b"GET /hvem HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        svar = await laes.read()
        skriv.close()
        server.should_exit = True
        await task
        return svar.rpartition(b"\r\n\r\n")[2]

    with socket.create_server(("127.0.0.1", 0)) as sock:
        svar = asyncio.run(asyncio.wait_for(scenario(sock), 10))
    assert svar.decode() == f'"{fingerprint(der(klient.certifikat)) if med else ""}"'
