"""What is chosen while the program runs counts at once, wherever it is asked for."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cpr_haendelser.abonnementer.model import Dueslag, Leveringsmaade
from cpr_haendelser.adgang.model import OPERATOER
from cpr_haendelser.administration.anmodning import Anmodning
from cpr_haendelser.aftaler.model import Aftaletilstand, ItSystem, Organisation
from cpr_haendelser.app import Installation
from cpr_haendelser.app.alarmer import make_vagt
from cpr_haendelser.app.installation import read_gaeldende
from cpr_haendelser.app.oprydning import Oprydning
from cpr_haendelser.app.status import read_status
from cpr_haendelser.app.testmiljoe import Testmiljoe as Miljoe
from cpr_haendelser.app.testmiljoe import carry_out_due
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.haendelser.model import Art
from cpr_haendelser.logning import set_level
from cpr_haendelser.settings import Hentindstillinger, Mailindstillinger, Settings
from cpr_haendelser.storage.forsendelsesbog import Ny
from cpr_haendelser.storage.ordre import Kreds, Ordreart, Ordrelinje, Ordretilstand, Trin
from cpr_haendelser.testmiljoe.ekspedition import Udkast
from cpr_haendelser.testmiljoe.forudsaetninger import VILKAAR

HUSET, KORSBAEK = "22222222", "11111111"
SYSTEM, DUESLAG = "0a000000-0000-4000-8000-00000000000a", "0d000000-0000-4000-8000-00000000000a"


def settings_in(folder: Path) -> Settings:
    return Settings(
        database_url=f"sqlite:///{(folder / 'h.db').as_posix()}",
        spool_folder=folder / "spool",
        hent=Hentindstillinger(port=0),
        mail=Mailindstillinger(fra="cpr@korsbaek.example", sikkerhed="ingen"),
    )


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An organisation that is both, its it-system and a dueslag with a message that has waited for two hours."""
    denne = Installation.open(settings_in(tmp_path))
    foer = (datetime.now(UTC) - timedelta(hours=2)).isoformat(timespec="milliseconds")
    denne.postrum.gem(
        organisationer=[Organisation(KORSBAEK, "Korsbæk", SYSTEM, myndighed=True, leverandoer=True)],
        systemer=[ItSystem(SYSTEM, "Fagsystem", KORSBAEK, "", (), "", "", ())],
        dueslag=[Dueslag(DUESLAG, "Alt", SYSTEM, denne.settings.beskeder.beskedtype, Leveringsmaade.HENT, "", "", 0)],
        tidspunkt=foer,
        hvem="test",
    )
    Fordeler(denne.lager, denne.postrum, denne.bord.match, lambda: foer).step()
    denne.postrum.fordel([Ny(DUESLAG, 1, 6101900001, KORSBAEK)], til=1, tidspunkt=foer, versioner="{}")
    yield denne
    denne.close()


@pytest.fixture
def _level() -> Iterator[None]:
    foer = logging.getLogger().level
    yield
    logging.getLogger().setLevel(foer)


@pytest.mark.usefixtures("_level")
def test_how_much_is_logged_follows_at_once_here_and_at_the_next_look_in_another_process(
    installation: Installation,
) -> None:
    installation.valgkontor.choose_text("log_level", "debug", "test")
    assert logging.getLogger().level == logging.DEBUG
    set_level("info")
    anden = Installation.open_existing(installation.settings)
    anden.follow_choices()
    assert logging.getLogger().level == logging.DEBUG
    anden.valgkontor.undo("log_level", "test")
    assert logging.getLogger().level == logging.INFO
    anden.close()


def test_an_alarm_stands_and_ends_as_its_threshold_is_chosen(installation: Installation) -> None:
    vagt = make_vagt(installation, "proces-1")

    def standing() -> set[str]:
        vagt.look()
        status = {each.slags for each in read_status(installation).opmaerksomhed}
        assert status == {each.slags for each in installation.postrum.alarmer()}
        return status

    assert standing() == {"aeldste"}
    installation.valgkontor.choose_text("alarmer.aeldste_timer", "5, 24", "test")
    assert standing() == set()
    installation.valgkontor.undo("alarmer.aeldste_timer", "test")
    assert standing() == {"aeldste"}


def test_who_gets_alarms_by_mail_is_asked_when_there_is_one_to_tell(installation: Installation) -> None:
    vagt = make_vagt(installation, "proces-1")
    vagt.look()
    assert installation.postrum.antal_alarmposter() == 0, "nobody gets them yet"
    installation.valgkontor.choose_text("mail.til", "vagt@korsbaek.example", "test")
    installation.valgkontor.choose_text("alarmer.aeldste_timer", "5", "test")
    vagt.look()
    assert installation.postrum.antal_alarmposter() == 1
    assert read_gaeldende(installation.settings).mail.til == ("vagt@korsbaek.example",)


def request(installation: Installation) -> Aftaletilstand:
    """What becomes of an agreement that is asked for."""
    anmodning = Anmodning(
        SYSTEM, (KORSBAEK,), "Flyttehjælp", "Serviceloven § 85", (installation.settings.beskeder.beskedtype,),
        (installation.settings.beskeder.sikkerhedsklassificering,),
    )  # fmt: skip
    return installation.aftalekontor.request(OPERATOER, anmodning)[0].tilstand


def test_agreements_are_approved_by_themselves_from_when_it_is_chosen(installation: Installation) -> None:
    kontor = installation.aftalekontor
    assert request(installation) is Aftaletilstand.ANMODET
    installation.valgkontor.choose("exttest.automatisk_aftale", vaerdi=True, hvem="test")
    assert request(installation) is Aftaletilstand.GODKENDT
    assert installation.aftalekontor is kontor, "the doors keep the desk that they have"


def order(miljoe: Miljoe) -> Ordretilstand:
    """What becomes of an order of a family that is submitted."""
    trin = Trin("opret_familie", Art.NY, (("kommunekode", "0998"), ("boern", "1")))
    udkast = Udkast(Ordreart.REPLIKA, "", KORSBAEK, SYSTEM, KORSBAEK, Kreds.EGNE)
    ordre = miljoe.ekspedition.create(udkast, [Ordrelinje(1, ("ny:familie",), (trin,))])
    miljoe.ekspedition.submit(ordre, hvem="test")
    carry_out_due(miljoe)
    return miljoe.ekspedition.find(ordre.uuid).tilstand


def test_orders_wait_for_the_operator_and_are_kept_as_long_as_is_chosen(installation: Installation) -> None:
    installation.valgkontor.choose("exttest.automatisk_aftale", vaerdi=True, hvem="test")
    request(installation)
    miljoe = Miljoe(installation)
    miljoe.ordrelager.accepter(KORSBAEK, VILKAAR, hvem="test", tidspunkt="2026-11-26")
    assert order(miljoe) is Ordretilstand.UDFOERT
    installation.valgkontor.choose_text("exttest.automatisk_godkendelse", "false", "test")
    assert order(miljoe) is Ordretilstand.INDSENDT
    om_lidt = datetime.now(UTC) + timedelta(days=3)
    assert Oprydning(installation, [], om_lidt).count().get("ordrer", 0) == 0
    installation.valgkontor.choose_text("opbevaring.ordrer", "2", "test")
    assert Oprydning(installation, [], om_lidt).count()["ordrer"] == 1
