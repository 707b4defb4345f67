"""The line test against real TLS servers: each thing that can be wrong is told as what it is."""

from __future__ import annotations

import asyncio
import socket
import ssl

import pytest

from cpr_haendelser.tls.kontekster import Filer, Klientcertifikat, server_context
from cpr_haendelser.tls.linjetest import FUND, Linjesvar, try_line
from tests.tls.conftest import Certifikater, listening


def found(certifikater: Certifikater, server: str, klient: str = "", *, tls12: bool = False, tillid: str = "ca") -> str:
    """What is found where the server has one certificate and demands one if a client's is named ("-": shows none)."""
    egen = getattr(certifikater, server)
    filer = Filer(egen.certifikat, egen.noegle, certifikater.ca.certifikat)
    kontekst = server_context(filer, Klientcertifikat.PAAKRAEVET if klient else Klientcertifikat.INTET)
    if tls12:
        kontekst.maximum_version = ssl.TLSVersion.TLSv1_2
    vist = getattr(certifikater, klient) if klient.strip("-") else None
    mine = Filer(vist and vist.certifikat, vist and vist.noegle, getattr(certifikater, tillid).certifikat)
    with listening(kontekst) as port:
        return try_line("localhost", port, mine).kode


@pytest.mark.parametrize("tls12", [False, True])
@pytest.mark.parametrize(
    ("server", "klient", "tillid", "kode"),
    [
        ("server", "", "ca", "i-orden"),
        ("server", "klient", "ca", "i-orden"),
        ("udloebet", "", "ca", "server-udloebet"),
        ("ikke_endnu", "", "ca", "server-ikke-endnu"),
        ("andet_navn", "", "ca", "server-navn"),
        ("server", "", "anden_ca", "server-ukendt"),
        ("server", "-", "ca", "klient-mangler"),
        ("server", "anden_klient", "ca", "klient-ukendt"),
        ("server", "gammel_klient", "ca", "klient-udloebet"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_told_as_what_it_is(  # noqa: PLR0913 - the columns of the table
    certifikater: Certifikater, server: str, klient: str, tillid: str, kode: str, *, tls12: bool
) -> None:
    assert found(certifikater, server, klient, tls12=tls12, tillid=tillid) == kode


def test_a_port_in_clear_text_a_closed_port_and_an_unknown_host_are_told(certifikater: Certifikater) -> None:
    filer = Filer(tillid=certifikater.ca.certifikat)
    with listening(None) as port:
        assert try_line("localhost", port, filer).kode == "ikke-tls"
    with socket.create_server(("127.0.0.1", 0)) as lytter:
        lukket = lytter.getsockname()[1]
    assert try_line("127.0.0.1", lukket, filer).kode == "port-lukket"
    assert try_line("findes.invalid", 443, filer).kode == "navn"


def test_who_never_answers_is_told(certifikater: Certifikater) -> None:
    with socket.create_server(("127.0.0.1", 0)) as lytter:
        svar = try_line("127.0.0.1", lytter.getsockname()[1], Filer(tillid=certifikater.ca.certifikat), vent=0.3)
    assert svar.kode == "intet-svar"


@pytest.mark.parametrize("klient", ["", "anden_klient"])
def test_a_door_that_hangs_up_on_our_certificate_without_a_word_is_not_taken_for_a_line_in_order(
    certifikater: Certifikater, klient: str
) -> None:
    egen, vist = certifikater.server, getattr(certifikater, klient) if klient else None
    kontekst = server_context(
        Filer(egen.certifikat, egen.noegle, certifikater.ca.certifikat), Klientcertifikat.PAAKRAEVET
    )
    mine = Filer(vist and vist.certifikat, vist and vist.noegle, certifikater.ca.certifikat)

    async def find() -> str:
        """asyncio, as our own doors have it, sends no alert where the handshake fails."""
        doer = await asyncio.start_server(lambda _, __: None, "127.0.0.1", 0, ssl=kontekst)
        async with doer:
            return (await asyncio.to_thread(try_line, "localhost", doer.sockets[0].getsockname()[1], mine)).kode

    assert asyncio.run(find()) in {"lagt-paa", "afbrudt"}


@pytest.mark.parametrize("kode", FUND)
def test_every_finding_has_its_words(kode: str) -> None:
    assert Linjesvar(kode).tekst.endswith((".", "?"))
