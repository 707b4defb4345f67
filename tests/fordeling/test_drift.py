"""Delivery of a whole installation: from the log to a real receiver, and what agreements, stops and deaths do to it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pika
import pytest
from filelock import FileLock

from cpr_haendelser.abonnementer.model import Dueslag, Leveringsmaade
from cpr_haendelser.aftaler.hemmeligheder import hash_secret
from cpr_haendelser.aftaler.model import ALLE, BESKEDMODTAG, Aftaletilstand, ItSystem, Organisation, Serviceaftale
from cpr_haendelser.app import Installation
from cpr_haendelser.app.levering import Levering, delivering
from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.fordeling.proces import Proces
from cpr_haendelser.logning import counts
from cpr_haendelser.modtagelse.modtag import Oenske
from cpr_haendelser.porte import bind
from cpr_haendelser.settings import Hentindstillinger, Settings
from cpr_haendelser.storage.forsendelse import Forsendelsestilstand
from cpr_haendelser.storage.forsendelsesbog import Dueslagstilstand
from cpr_haendelser.storage.gendannelsesbog import Gendannelse
from tests.opslag.korsbaek import OPGAVE, write_korsbaek

CVR, SYSTEM, DUESLAG = "11111111", "5f0a4a1e-52d7-4a37-8f8e-3a9c56e7b001", "0b4d4c43-7b24-4b0c-9c5e-0d4d1c2f9a01"
HEMMELIGHED = "lang og hemmelig"
FRIST = 20.0
TILBAGEHOLDT = Forsendelsestilstand.TILBAGEHOLDT
EN = frozenset({ALLE})
AFTALE = Serviceaftale(
    id="a1", system=SYSTEM, myndighed=CVR, service=BESKEDMODTAG, version="2.0", beskedtyper=EN, koder=EN,
    foelsomhed=EN, forvaltningsomraader=EN, afsendere=EN, gyldig_fra="2020-01-01", gyldig_til="",
    tilstand=Aftaletilstand.GODKENDT,
)  # fmt: skip


class Hus(NamedTuple):
    """An installation whose receiver has one dueslag, and the files still to come."""

    installation: Installation
    filer: list[Path]

    def set_up(self, tilstand: Aftaletilstand = Aftaletilstand.GODKENDT) -> None:
        self.installation.postrum.gem(
            organisationer=[Organisation(CVR, "Korsbæk Kommune", SYSTEM, myndighed=True, leverandoer=True)],
            systemer=[ItSystem(SYSTEM, "ØDIS", CVR, "", (), hash_secret(HEMMELIGHED), "", ())],
            aftaler=[AFTALE._replace(tilstand=tilstand)],
            dueslag=[Dueslag(DUESLAG, "alt", SYSTEM, self.beskedtype, Leveringsmaade.HENT, "", "", 0)],
            tidspunkt=datetime.now(UTC).isoformat(),
            hvem="test",
        )

    @property
    def beskedtype(self) -> str:
        return self.installation.settings.beskeder.beskedtype

    def receive(self) -> int:
        """Receives the next file; how many hændelser it gave the dueslag's authority."""
        fil = self.filer.pop(0)
        foer = self.installation.lager.sidste_loebenummer()
        self.installation.receive(Oenske(fil, (OPGAVE,), etablering="D261120" in fil.name))
        return len(self.installation.lager.haendelser(efter=foer, cvr=[CVR], antal=10_000))

    def state(self) -> Dueslagstilstand:
        return next(each for each in self.installation.postrum.tilstande() if each.dueslag == DUESLAG)


@pytest.fixture(scope="module")
def filer(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_korsbaek(tmp_path_factory.mktemp("filer"))


@pytest.fixture
def hus(filer: list[Path], tmp_path: Path) -> Iterator[Hus]:
    installation = Installation.open(
        Settings(
            database_url=f"sqlite:///{(tmp_path / 'h.db').as_posix()}",
            spool_folder=tmp_path / "spool",
            hent=Hentindstillinger(port=0),
        )
    )
    try:
        dette = Hus(installation, list(filer))
        dette.set_up()
        dette.receive()
        yield dette
    finally:
        installation.close()


@contextmanager
def channel(levering: Levering) -> Iterator[pika.adapters.blocking_connection.BlockingChannel]:
    assert levering.lytter is not None
    login = pika.PlainCredentials("ØDIS", HEMMELIGHED)
    connection = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", levering.lytter.port, "BF", login))
    try:
        kanal = connection.channel()
        kanal.basic_qos(prefetch_count=100)
        yield kanal
    finally:
        if connection.is_open:
            connection.close()


def until(holds: Callable[[], bool]) -> None:
    frist = time.monotonic() + FRIST
    while not holds():
        assert time.monotonic() < frist, "it never came to hold"
        time.sleep(0.01)


def fetch(kanal: pika.adapters.blocking_connection.BlockingChannel, antal: int) -> list[bytes]:
    """That many messages, acknowledged."""
    fundne: list[bytes] = []
    for metode, _, besked in kanal.consume(DUESLAG, inactivity_timeout=FRIST):
        assert metode is not None, f"{len(fundne)} of {antal} came"
        fundne.append(besked)
        kanal.basic_ack(metode.delivery_tag)
        if len(fundne) == antal:
            break
    return fundne


def test_a_received_file_is_at_the_waiting_receiver_at_once(hus: Hus) -> None:
    with delivering(hus.installation) as levering, channel(levering) as kanal:
        for _ in range(2):
            antal = hus.receive()
            assert antal
            assert len(set(fetch(kanal, antal))) == antal
        until(lambda: hus.state().leveret == hus.installation.postrum.position() - _unaddressed(hus))


def _unaddressed(hus: Hus) -> int:
    """Hændelser that are for somebody else, or for nobody known."""
    alle = hus.installation.lager.haendelser(antal=10_000)
    return sum(haendelse.modtager_cvr != CVR for haendelse in alle)


def test_an_agreement_ended_in_the_middle_withholds_the_rest_until_it_is_approved_again(hus: Hus) -> None:
    with delivering(hus.installation) as levering:
        antal = hus.receive()
        until(lambda: hus.state().venter == antal)
        with channel(levering) as kanal:
            hentet = fetch(kanal, 5)
            kanal.cancel()
            until(lambda: hus.state().leveret == 5)
            foer = counts().get("fordeling.tilbageholdt", 0)
            hus.set_up(Aftaletilstand.OPSAGT)
            until(lambda: hus.state().tilbageholdt == antal - 5)
            until(lambda: counts().get("fordeling.tilbageholdt", 0) == foer + 1)
            with pytest.raises(pika.exceptions.ChannelClosedByBroker, match="403"):
                kanal.basic_get(DUESLAG)
        hus.set_up()
        until(lambda: hus.state().venter == antal - 5)
        with channel(levering) as kanal:
            hentet += fetch(kanal, antal - 5)
        assert len(set(hentet)) == antal
        handlinger = [each.handling for each in hus.installation.postrum.indgreb()]
        assert handlinger == ["tilbagehold", "genoptag"]


def test_an_organisation_closed_in_the_middle_cuts_its_systems_off_and_loses_nothing(hus: Hus) -> None:
    postrum = hus.installation.postrum
    [organisation] = postrum.opsaetning().organisationer

    def close(*, aktiv: bool) -> None:
        postrum.gem(organisationer=[organisation._replace(aktiv=aktiv)], tidspunkt=_nu(), hvem="test")

    with delivering(hus.installation) as levering:
        antal = hus.receive()
        until(lambda: hus.state().venter == antal)
        with channel(levering) as kanal:
            hentet = fetch(kanal, 5)
            kanal.cancel()
            until(lambda: hus.state().leveret == 5)
            foer = counts().get("hent.login-ophoert", 0)
            close(aktiv=False)
            until(lambda: hus.state().tilbageholdt == antal - 5)
            assert {each.grund for each in postrum.forsendelser(DUESLAG, tilstand=TILBAGEHOLDT)} == {"lukket"}
            until(lambda: counts().get("hent.login-ophoert", 0) == foer + 1)
            with pytest.raises(pika.exceptions.AMQPError):
                kanal.basic_get(DUESLAG)
        foer = counts().get("system.lukket", 0)
        with pytest.raises(pika.exceptions.AMQPError), channel(levering):
            pass
        assert counts()["system.lukket"] > foer
        close(aktiv=True)
        until(lambda: hus.state().venter == antal - 5)
        with channel(levering) as kanal:
            hentet += fetch(kanal, antal - 5)
        assert len(set(hentet)) == antal


def test_what_was_withheld_as_it_left_comes_when_the_agreement_holds_again(hus: Hus) -> None:
    """Withheld by a message's own limits, after the set-up was looked at: the next look lets it go."""
    with delivering(hus.installation) as levering:
        antal = hus.receive()
        until(lambda: hus.state().venter == antal)
        postrum = hus.installation.postrum
        assert postrum.saet_tilbageholdt(DUESLAG, CVR, tilbageholdt=True, grund="aftale", nu=_nu()) == antal
        with channel(levering) as kanal:
            assert len(fetch(kanal, antal)) == antal


def _nu() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def test_what_a_killed_program_had_out_is_given_back_by_the_next(hus: Hus) -> None:
    antal = hus.receive()
    postrum = hus.installation.postrum
    with delivering(hus.installation):
        until(lambda: hus.state().venter == antal)
    taget = postrum.tag(DUESLAG, 3, nu=_nu(), hvem="proces-1/9")
    assert len(taget) == hus.state().ude == 3
    with delivering(hus.installation) as levering, channel(levering) as kanal:
        assert len(fetch(kanal, antal)) == antal


def test_a_program_beside_gives_back_what_a_dead_one_had_and_leaves_the_living_alone(hus: Hus, tmp_path: Path) -> None:
    antal = hus.receive()
    postrum = hus.installation.postrum
    with delivering(hus.installation):
        until(lambda: hus.state().venter == antal)
        levende = FileLock(tmp_path / "spool/processer/.proces-7.lock")
        with levende:
            postrum.tag(DUESLAG, 1, nu=_nu(), hvem="proces-7/1")
            postrum.tag(DUESLAG, 1, nu=_nu(), hvem="proces-8/1")
            foerste = Proces(tmp_path / "spool/processer")
            try:
                assert foerste.navn == "proces-2"
                assert foerste.give_back(postrum, nu=_nu()) == 1
                assert postrum.ude_hos() == {"proces-7/1": 1}
            finally:
                foerste.close()


def test_a_taken_port_is_refused_in_words_before_anything_begins(hus: Hus) -> None:
    with bind("127.0.0.1", 0) as taget:
        port = taget.getsockname()[1]
        settings = hus.installation.settings.model_copy(update={"hent": Hentindstillinger(port=port)})
        with pytest.raises(Opsaetningsfejl, match=rf"port {port} er optaget. Vælg en anden i indstillingen hent\.port"):
            Levering(Installation(settings, hus.installation.lager))


def test_without_certificate_it_listens_on_this_machine_alone(hus: Hus) -> None:
    settings = hus.installation.settings.model_copy(update={"hent": Hentindstillinger(host="0.0.0.0", port=0)})  # noqa: S104
    levering = Levering(Installation(settings, hus.installation.lager))
    with pytest.raises(Opsaetningsfejl, match="HENT-001"):
        levering.start()


def test_restored_and_not_looked_through_nobody_comes_in_and_nothing_is_distributed_before_it_is_released(
    hus: Hus,
) -> None:
    hus.installation.postrum.saet_gendannelse(Gendannelse("2026-11-29T01:30:00+01:00", "2026-11-30T08:00:00.000+00:00"))
    antal = hus.receive()
    assert antal, "receiving goes on"
    with delivering(hus.installation) as levering:
        levering.wake()
        with pytest.raises(pika.exceptions.AMQPError), channel(levering):
            pytest.fail("nobody comes in")
        assert counts()["program.gendannet"] >= 1
        assert hus.installation.postrum.position() == 0
        assert hus.installation.postrum.frigiv_gendannelse({}, nu="2026-11-30T09:00:00.000+00:00", hvem="operatoer")
        with channel(levering) as kanal:
            assert len(set(fetch(kanal, antal))) == antal


def wait_for_ever(kanal: pika.adapters.blocking_connection.BlockingChannel) -> None:
    while True:
        kanal.connection.process_data_events(time_limit=FRIST)


def test_a_receiver_that_is_connected_when_it_comes_to_stand_is_let_go(hus: Hus) -> None:
    with delivering(hus.installation) as levering, channel(levering) as kanal:
        antal = hus.receive()
        assert len(fetch(kanal, antal)) == antal
        hus.installation.postrum.saet_gendannelse(
            Gendannelse("2026-11-29T01:30:00+01:00", "2026-11-30T08:00:00.000+00:00")
        )
        with pytest.raises(pika.exceptions.ConnectionClosedByBroker, match="installationen er gendannet"):
            wait_for_ever(kanal)
