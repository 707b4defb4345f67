"""The machine door of a running program: it knows its callers by certificate, and says why it knows them not."""

from __future__ import annotations

import os
import re
import signal
import ssl
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import pytest

from cpr_haendelser.storage.aabning import open_postrum
from cpr_haendelser.tls.ca import Brug, Oenske, Udstedt, init, issue
from tests.opslag.korsbaek import opened, settings_in
from tests.udlevering.opsat import KORSBAEK, NOEGLER, A, B, D, set_up, system
from tests.web.tjener import VAERT, ask

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOEGLE = "kun-til-afproevning"
KLIENTER = {"anders": A, "dagmar": D}


class Sted(NamedTuple):
    """A program that serves, and the certificates around it."""

    mappe: Path
    proces: subprocess.Popen[str]
    adresser: dict[str, int]
    """Ports by what the program calls its doors."""
    udstedt: dict[str, Udstedt]

    def tls(self, klient: str) -> ssl.SSLContext:
        """As a client that trusts the test CA and shows a certificate, or none (empty)."""
        kontekst = ssl.create_default_context(cafile=self.mappe / "ca" / "ca.pem")
        if klient:
            kontekst.load_cert_chain(self.udstedt[klient].certifikat, self.udstedt[klient].noegle)
        return kontekst


def make_certificates(mappe: Path) -> dict[str, Udstedt]:
    nu = datetime.now(UTC)
    for ca in ("ca", "anden"):
        init(mappe / ca, nu=nu)

    def make(ca: str, brug: Brug, navn: str) -> Udstedt:
        vaerter = (VAERT,) if brug is Brug.SERVER else ()
        return issue(mappe / ca, Oenske(brug, navn, "12345678", vaerter), nu=nu, adgangskode="hemmelig")

    klienter = {navn: make("ca", Brug.KLIENT, navn) for navn in (*KLIENTER, "ukendt")}
    foer = nu - timedelta(days=3650)
    klienter["udloebet"] = issue(
        mappe / "ca", Oenske(Brug.KLIENT, "udloebet", "12345678", ()), nu=foer, adgangskode="hemmelig"
    )
    return {"server": make("ca", Brug.SERVER, "server"), "fremmed": make("anden", Brug.KLIENT, "fremmed"), **klienter}


def fingerprint(udstedt: Udstedt) -> str:
    from hashlib import sha256

    return sha256(ssl.PEM_cert_to_DER_cert(udstedt.certifikat.read_text())).hexdigest()


@pytest.fixture(scope="module")
def sted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sted]:
    mappe = tmp_path_factory.mktemp("maskindoer")
    udstedt = make_certificates(mappe)
    with opened(mappe):
        pass
    with closing(open_postrum(settings_in(mappe).database_url)) as postrum:
        set_up(postrum)
        kendte = [system(A, "Anders"), system(D, "Dagmar", aktiv=False)]
        fundet = {KLIENTER[navn]: [fingerprint(udstedt[navn])] for navn in KLIENTER}
        fundet[A].append(fingerprint(udstedt["udloebet"]))
        med = [each._replace(fingeraftryk=tuple(fundet[each.uuid])) for each in kendte]
        postrum.gem(systemer=med, tidspunkt="", hvem="")
    with running(mappe, udstedt) as sted:
        yield sted


@contextmanager
def running(mappe: Path, udstedt: dict[str, Udstedt]) -> Iterator[Sted]:
    miljoe = {
        "DATABASE_URL": settings_in(mappe).database_url,
        "API_KEY": NOEGLE,
        "PORT": "0",
        "HENT__AKTIV": "false",
        "MASKINDOER__PORT": "0",
        "TLS__CERTIFIKAT": str(udstedt["server"].certifikat),
        "TLS__NOEGLE": str(udstedt["server"].noegle),
        "TLS__TILLID": str(mappe / "ca" / "ca.pem"),
    }
    with (mappe / "ud").open("w+") as ud:
        proces = subprocess.Popen(
            [sys.executable, "-m", "cpr_haendelser", "serve"],
            cwd=mappe,
            env={**os.environ, **{f"HAENDELSER_{navn}": vaerdi for navn, vaerdi in miljoe.items()}},
            stdout=ud,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield Sted(mappe, proces, ports(mappe, proces), udstedt)
        finally:
            proces.kill()
            proces.wait()


def ports(mappe: Path, proces: subprocess.Popen[str]) -> dict[str, int]:
    """Where the program says that its doors are, when they answer."""
    until(lambda: "Stop med Ctrl-C" in said(mappe) or proces.poll() is not None)
    fundne = re.findall(r"(https?)://127\.0\.0\.1:(\d+)", said(mappe))
    adresser = {skema: int(port) for skema, port in fundne}
    assert adresser.keys() == {"http", "https"}, said(mappe)
    return adresser


def said(mappe: Path) -> str:
    return (mappe / "ud").read_text()


def until(sandt: object) -> None:
    assert callable(sandt)
    frist = time.monotonic() + 20
    while not sandt():
        assert time.monotonic() < frist
        time.sleep(0.02)


def test_a_system_is_known_by_its_certificate_and_sees_its_own(sted: Sted) -> None:
    status, _, side = ask(sted.adresser["https"], "/haendelser?antal=1000", tls=sted.tls("anders"))
    assert status == 200
    assert {h["modtager"]["cvr"] for h in side["haendelser"]} == {KORSBAEK}


@pytest.mark.parametrize(
    ("klient", "noegle", "status"),
    [
        ("anders", NOEGLER[A], 200),
        ("anders", NOEGLER[B], 401),
        ("anders", NOEGLE, 401),
        ("anders", "forkert", 401),
        ("ukendt", "", 401),
        ("ukendt", NOEGLER[A], 401),
        ("dagmar", "", 401),
    ],
)
def test_a_key_beside_a_certificate_must_be_the_same_systems(sted: Sted, klient: str, noegle: str, status: int) -> None:
    svar = ask(sted.adresser["https"], "/status", noegle, tls=sted.tls(klient))
    assert svar[0] == status
    if status == 401:
        assert svar[2]["kode"] == "WEB-401"


def test_a_certificate_that_is_taken_away_opens_nothing_from_then_on(sted: Sted) -> None:
    tls = sted.tls("anders")
    assert ask(sted.adresser["https"], "/status", tls=tls)[0] == 200
    with closing(open_postrum(settings_in(sted.mappe).database_url)) as postrum:
        [foer] = [each for each in postrum.opsaetning().systemer if each.uuid == A]
        postrum.gem(systemer=[foer._replace(fingeraftryk=())], tidspunkt="", hvem="")
        try:
            assert ask(sted.adresser["https"], "/status", tls=tls)[0] == 401
        finally:
            postrum.gem(systemer=[foer], tidspunkt="", hvem="")
    assert ask(sted.adresser["https"], "/status", tls=tls)[0] == 200


def test_the_door_in_clear_text_knows_no_certificates(sted: Sted) -> None:
    assert ask(sted.adresser["http"], "/status", NOEGLE)[0] == 200
    assert ask(sted.adresser["http"], "/status")[0] == 401


@pytest.mark.parametrize(
    ("klient", "grund"),
    [
        ("", "peer did not return a certificate"),
        ("fremmed", "certificate verify failed"),
        ("udloebet", "certificate verify failed"),
    ],
)
def test_a_refused_handshake_is_written_with_its_reason(sted: Sted, klient: str, grund: str) -> None:
    with pytest.raises(OSError, match=r"(?i)alert|reset|closed|eof"):
        ask(sted.adresser["https"], "/status", tls=sted.tls(klient))
    until(lambda: f"maskindøren: {grund}" in said(sted.mappe))


def test_it_ends_at_once_also_when_somebody_waits(sted: Sted) -> None:
    with ThreadPoolExecutor() as pulje, running(sted.mappe, sted.udstedt) as program:
        slut = ask(program.adresser["http"], "/status", NOEGLE)[2]["sidste_loebenummer"]
        adresse = f"/haendelser?efter={slut}&vent=60"
        ventende = [
            pulje.submit(ask, program.adresser["https"], adresse, tls=program.tls("anders")),
            pulje.submit(ask, program.adresser["http"], adresse, NOEGLE),
        ]
        time.sleep(0.5)
        program.proces.send_signal(signal.SIGINT)
        for svar in ventende:
            assert svar.result(10)[2]["haendelser"] == []
        assert program.proces.wait(10) == 0
        assert "Stoppet." in said(sted.mappe)
