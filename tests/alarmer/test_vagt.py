"""The watch over a real post room: each alarm is told once, whoever fails on the way, and delivery never waits."""

from __future__ import annotations

import socket
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import pytest

from cpr_haendelser.abonnementer.model import Dueslag, Leveringsmaade
from cpr_haendelser.aftaler.model import ItSystem
from cpr_haendelser.alarmer.fil import Fil
from cpr_haendelser.alarmer.kanal import Kanal, Kanalfejl
from cpr_haendelser.alarmer.melding import Afsender, Melding
from cpr_haendelser.alarmer.slags import Graenser
from cpr_haendelser.alarmer.udpost import PAUSER
from cpr_haendelser.alarmer.vagt import POSTER_HOEJST, Alarmvagt, Vilkaar
from cpr_haendelser.alarmer.webhook import Modtager, Webhook
from cpr_haendelser.app import Installation
from cpr_haendelser.app.levering import delivering
from cpr_haendelser.logning import counts, log_line
from cpr_haendelser.settings import Alarmindstillinger, Hentindstillinger, Settings
from cpr_haendelser.storage.forsendelsesbog import Ny
from tests.alarmer.conftest import webhookserver
from tests.alarmer.eksempler import ET, TO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.alarmer.conftest import Tillid

SYSTEM = "5f0a4a1e-52d7-4a37-8f8e-3a9c56e7b001"
VILKAAR = Vilkaar(Afsender("", "exttest"), "proces-1", Graenser, 0.05)
FRIST = 20.0


class Samler:
    """Keeps what is told, and fails as often as it is to."""

    navn = "mail"

    def __init__(self, fejl: int = 0) -> None:
        self.faaet: list[Melding] = []
        self.fejl = fejl

    def send(self, melding: Melding) -> None:
        if self.fejl:
            self.fejl -= 1
            raise Kanalfejl("nede")
        self.faaet.append(melding)

    @property
    def fortalt(self) -> list[tuple[str, str, str]]:
        return [(melding.art, melding.slags, melding.emne) for melding in self.faaet]


class Ur:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.nu = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.nu

    def go(self, seconds: float) -> None:
        self.nu += timedelta(seconds=seconds)


class Hus(NamedTuple):
    """An installation with two dueslag, and the clock of its watch."""

    installation: Installation
    ur: Ur

    def watch(self, *kanaler: Kanal, vilkaar: Vilkaar = VILKAAR) -> Alarmvagt:
        return Alarmvagt(self.installation.udkig, self.installation.postrum, lambda: kanaler, vilkaar, self.ur)

    def stop(self, dueslag: str, grund: str = "statuskode-51") -> None:
        """Stops a dueslag, or lets it go on."""
        self.installation.postrum.stop(dueslag, grund, nu=self.ur.nu.isoformat())


def settings(folder: Path, **alarmer: object) -> Settings:
    return Settings(
        database_url=f"sqlite:///{(folder / 'h.db').as_posix()}",
        spool_folder=folder / "spool",
        hent=Hentindstillinger(port=0),
        alarmer=Alarmindstillinger.model_validate(alarmer),
    )


def set_up(installation: Installation) -> None:
    beskedtype = installation.settings.beskeder.beskedtype
    installation.postrum.gem(
        systemer=[ItSystem(SYSTEM, "ØDIS", "11111111", "", (), "", "", ())],
        dueslag=[
            Dueslag(uuid, navn, SYSTEM, beskedtype, Leveringsmaade.HENT, "", "", 0)
            for uuid, navn in ((ET, "Flytninger"), (TO, "Dødsfald"))
        ],
        tidspunkt=datetime.now(UTC).isoformat(),
        hvem="test",
    )
    nu = datetime.now(UTC).isoformat(timespec="milliseconds")
    nye = [Ny(uuid, nr, 6101900000 + nr, "11111111") for nr in (1, 2) for uuid in (ET, TO)]
    installation.postrum.fordel(nye, til=2, tidspunkt=nu, versioner="{}")


@pytest.fixture
def hus(tmp_path: Path) -> Iterator[Hus]:
    installation = Installation.open(settings(tmp_path))
    set_up(installation)
    yield Hus(installation, Ur())
    installation.close()


def test_a_stopped_dueslag_is_told_once_and_once_more_when_it_goes_on(hus: Hus) -> None:
    samler = Samler()
    vagt = hus.watch(samler)
    for grund in ("", "statuskode-51", "statuskode-51", "", ""):
        hus.stop(ET, grund)
        for _ in range(2):
            vagt.look()
            vagt.tell()
    assert samler.fortalt == [("rejst", "dueslag-stoppet", ET), ("ophoert", "dueslag-stoppet", ET)]
    assert samler.faaet[0].tekst.startswith("Dueslaget »Flytninger« er stoppet")


def test_the_next_process_knows_what_was_told(hus: Hus) -> None:
    foerste, naeste = Samler(), Samler()
    hus.stop(ET)
    vagt = hus.watch(foerste)
    vagt.look()
    vagt.tell()
    efter = hus.watch(naeste)
    efter.look()
    efter.tell()
    assert len(foerste.faaet) == 1
    assert naeste.faaet == []
    hus.stop(ET, "")
    efter.look()
    efter.tell()
    assert naeste.fortalt == [("ophoert", "dueslag-stoppet", ET)]


def test_two_processes_that_look_at_once_tell_once(hus: Hus) -> None:
    samler = Samler()
    en, anden = hus.watch(samler), hus.watch(samler)
    hus.stop(ET)
    for vagt in (en, anden, en, anden):
        vagt.look()
    en.tell()
    anden.tell()
    assert samler.fortalt == [("rejst", "dueslag-stoppet", ET)]


def test_what_was_not_told_before_the_program_ended_is_told_by_the_next(hus: Hus) -> None:
    hus.stop(ET)
    hus.watch(Samler()).look()
    samler = Samler()
    hus.watch(samler).tell()
    assert samler.fortalt == [("rejst", "dueslag-stoppet", ET)]


def test_what_could_not_be_told_is_tried_again_with_growing_pauses_and_logged(hus: Hus) -> None:
    samler = Samler(fejl=len(PAUSER) + 1)
    vagt = hus.watch(samler)
    hus.stop(ET)
    vagt.look()
    before = counts().get("alarm.ikke-sendt", 0)
    for pause in (*PAUSER, PAUSER[-1]):
        vagt.tell()
        hus.ur.go(pause - 1)
        vagt.tell()  # not yet
        hus.ur.go(1)
    assert counts()["alarm.ikke-sendt"] == before + len(PAUSER) + 1
    assert samler.faaet == []
    vagt.tell()
    vagt.tell()
    assert len(samler.faaet) == 1


def test_one_way_that_is_down_does_not_hold_back_the_other(hus: Hus, tmp_path: Path) -> None:
    nede = Samler(fejl=1_000)
    vagt = hus.watch(nede, Fil(tmp_path / "alarmer.txt"))
    for dueslag in (ET, TO):
        hus.stop(dueslag)
    vagt.look()
    before = counts().get("alarm.ikke-sendt", 0)
    vagt.tell()
    told = (tmp_path / "alarmer.txt").read_text(encoding="utf-8")
    assert told.count("er stoppet") == 4  # headline and text of both
    assert counts()["alarm.ikke-sendt"] == before + 1  # the second is not even tried


def test_what_waits_for_a_way_that_is_no_more_is_given_up(hus: Hus) -> None:
    hus.stop(ET)
    hus.watch(Samler(fejl=1)).look()
    before = counts().get("alarm.opgivet", 0)
    hus.watch().tell()
    assert counts()["alarm.opgivet"] == before + 1
    assert hus.installation.postrum.antal_alarmposter() == 0


def test_what_waits_is_bounded_and_the_alarm_stands_all_the_same(hus: Hus) -> None:
    samler = Samler()
    vagt = hus.watch(samler)
    fyld = [("mail", "{}")] * POSTER_HOEJST
    hus.stop(ET)
    vagt.look()
    (alarm,) = hus.installation.postrum.alarmer()
    hus.installation.postrum.skift_alarm(alarm, alarm, fyld)
    hus.stop(TO)
    before = counts().get("alarm.fuldt", 0)
    vagt.look()
    assert counts()["alarm.fuldt"] == before + 1
    assert len(hus.installation.postrum.alarmer()) == 2
    assert hus.installation.postrum.antal_alarmposter() == POSTER_HOEJST + 1


def test_many_refused_logins_since_it_began_are_told_of(hus: Hus) -> None:
    samler = Samler()
    vagt = hus.watch(samler, vilkaar=VILKAAR._replace(graenser=lambda: Graenser(afviste=3)))
    log_line("hent.login-afvist", mekanisme="PLAIN", adresse="127.0.0.1", forklaring="it-systemet er ukendt")
    vagt.look()
    assert hus.installation.postrum.alarmer() == []
    for _ in range(2):
        log_line("tls.haandtryk-afvist", forklaring="unknown ca")
    vagt.look()
    vagt.tell()
    assert [melding.tekst for melding in samler.faaet] == ["3 logins og TLS-håndtryk er afvist den sidste time."]


def until(holds: Callable[[], bool]) -> None:
    frist = time.monotonic() + FRIST
    while not holds():
        assert time.monotonic() < frist, "it never came to hold"
        time.sleep(0.01)


def test_delivery_does_not_wait_though_the_other_end_never_answers(hus: Hus, tillid: Tillid) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stum:
        url = f"http://127.0.0.1:{stum.getsockname()[1]}/"
        vagt = hus.watch(Webhook(Modtager(url), tillid.client))
        hus.stop(ET)
        vagt.start()
        stum.settimeout(FRIST)
        peer, _ = stum.accept()  # it is telling now
        begyndt = time.monotonic()
        for nummer in range(100):
            vagt.alarm(ET, nummer, "nack")
        brugt = time.monotonic() - begyndt
        peer.close()
        vagt.stop()
    assert brugt < 1.0


def test_the_program_ends_though_the_other_end_never_answers(
    hus: Hus, tillid: Tillid, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cpr_haendelser.alarmer.vagt._FARVEL", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as stum:
        vagt = hus.watch(Webhook(Modtager(f"http://127.0.0.1:{stum.getsockname()[1]}/"), tillid.client))
        hus.stop(ET)
        vagt.start()
        stum.settimeout(FRIST)
        peer, _ = stum.accept()
        begyndt = time.monotonic()
        vagt.stop()
        brugt = time.monotonic() - begyndt
        peer.close()
    vagt._traad.join(FRIST)  # noqa: SLF001 - it ends by itself when the other end goes
    assert brugt < 2.0


def test_called_by_delivery_it_looks_at_once(hus: Hus) -> None:
    samler = Samler()
    vagt = hus.watch(samler, vilkaar=VILKAAR._replace(kig=600.0))
    before = counts().get("levering.dueslag-stoppet", 0)
    vagt.start()
    hus.stop(ET)
    vagt.alarm(ET, 1, "statuskode-51")
    until(lambda: bool(samler.faaet))
    vagt.stop()
    assert counts()["levering.dueslag-stoppet"] == before + 1


def test_a_watch_that_cannot_look_says_so_and_goes_on(hus: Hus, monkeypatch: pytest.MonkeyPatch) -> None:
    before = counts().get("alarm.mislykket", 0)
    samler = Samler()
    hus.stop(ET)
    vagt = hus.watch(samler)
    with monkeypatch.context() as brudt:
        brudt.setattr(hus.installation.lager, "sidste_loebenummer", lambda: 1 / 0)
        vagt.start()
        until(lambda: counts().get("alarm.mislykket", 0) > before)
    until(lambda: bool(samler.faaet))
    vagt.stop()


def test_an_installation_at_work_tells_by_the_ways_that_its_settings_name(tmp_path: Path) -> None:
    with webhookserver() as (url, modtager):
        told = tmp_path / "alarmer.txt"
        valgt = settings(tmp_path, fil=told, kig_sekunder=1, navn="Korsbæk")
        valgt = Settings.model_validate({**valgt.model_dump(), "webhook": {"url": url}})
        installation = Installation.open(valgt)
        try:
            set_up(installation)
            installation.postrum.stop(ET, "http-410", nu=datetime.now(UTC).isoformat())
            with delivering(installation):
                until(lambda: bool(modtager.faaet) and told.exists())
        finally:
            installation.close()
    assert told.read_text(encoding="utf-8").startswith(
        "[cpr-haendelser Korsbæk, exttest] Alarm: Dueslaget »Flytninger«"
    )
