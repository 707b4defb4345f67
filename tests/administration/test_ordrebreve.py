"""Orders: the orderer is told what the operator does, and the operator what waits for it or is said to it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from cpr_haendelser.administration.breve import Brev, from_json
from cpr_haendelser.administration.ordrebreve import HER, Kontor, write, write_order_letters
from cpr_haendelser.aftaler.model import ItSystem, Organisation
from cpr_haendelser.app import Installation, testmiljoe
from cpr_haendelser.app.ordrebreve import collect_order_letters
from cpr_haendelser.cpr.fritekst import holds_number
from cpr_haendelser.settings import Exttestindstillinger, Mailindstillinger, Settings
from cpr_haendelser.storage.ordre import Indlaeg, Ordreart, Ordrenyt, Ordretilstand, Side
from cpr_haendelser.testmiljoe.bestilling import Bestilling
from cpr_haendelser.udlevering.kalder import OPERATOER, Kalder
from tests.administration.huset import KORSBAEK, OPERATOER_MAIL, SYSTEM
from tests.udlevering.opsat import aftale

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BESTILLER_MAIL = "drift@korsbaek.example"
SKABELON = b'[{"handling": "opret_familie", "personer": "ny:familie", "kommunekode": "0998", "boern": "1"}]'


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    settings = Settings(
        database_url=f"sqlite:///{(tmp_path / 'h.db').as_posix()}",
        spool_folder=tmp_path / "spool",
        mail=Mailindstillinger(til=(OPERATOER_MAIL,)),
        exttest=Exttestindstillinger(automatisk_godkendelse=False),
    )
    installation = Installation.open(settings)
    installation.postrum.gem(
        organisationer=[Organisation(KORSBAEK, "Korsbæk Kommune", KORSBAEK, myndighed=True, leverandoer=True)],
        aftaler=[aftale("a", SYSTEM, KORSBAEK)],
        systemer=[ItSystem(SYSTEM, "Fagsystem", KORSBAEK, BESTILLER_MAIL, (), "", "", ())],
        tidspunkt="2026-11-30T12:00:00.000+00:00",
        hvem="operatoer",
    )
    yield installation
    installation.close()


def letters(installation: Installation) -> list[Brev]:
    collect_order_letters(installation)
    poster = installation.postrum.tag_alarmpost(99, nu="3", igen="9")
    for post in poster:
        installation.postrum.slet_alarmpost(post.nr)
    return [from_json(post.indhold) for post in poster]


def submitted(installation: Installation, titel: str = "En familie") -> tuple[testmiljoe.Testmiljoe, str]:
    miljoe, system = testmiljoe.Testmiljoe(installation), Kalder(SYSTEM)
    miljoe.bestiller.accept_terms(system)
    ordre = miljoe.bestiller.create(system, Bestilling(Ordreart.REPLIKA, titel, SKABELON))
    assert letters(installation) == []
    miljoe.bestiller.take(system, ordre.uuid, "submit")
    return miljoe, ordre.uuid


def test_each_side_is_told_what_the_other_does_with_an_order(installation: Installation) -> None:
    miljoe, uuid = submitted(installation)
    [brev] = letters(installation)
    assert (brev.til, brev.emne) == (
        (OPERATOER_MAIL,),
        "[cpr-haendelser exttest] Fagsystem har taget et skridt med ordre 1, der nu er indsendt",
    )
    system = Kalder(SYSTEM)
    miljoe.bestiller.say(OPERATOER, uuid, "Hvad skal I bruge den til?")
    miljoe.bestiller.say(system, uuid, "En prøve.")
    miljoe.bestiller.take(OPERATOER, uuid, "refuse", "Brug de fælles.")
    assert [(each.til, each.tekst.splitlines()[2]) for each in letters(installation)] == [
        ((BESTILLER_MAIL,), "Hvad skal I bruge den til?"),
        ((OPERATOER_MAIL,), "En prøve."),
        ((BESTILLER_MAIL,), "Brug de fælles."),
    ]


def test_the_number_of_a_test_person_leaves_by_no_letter(installation: Installation) -> None:
    miljoe, uuid = submitted(installation, "Flyt 61 01 90 12-34")
    miljoe.bestiller.say(OPERATOER, uuid, "610190 1234 bor der ikke.")
    breve = letters(installation)
    assert len(breve) == 2
    assert [each.tekst for each in breve if holds_number(each.tekst)] == []
    assert all(HER in each.tekst for each in breve)


def test_the_orderer_is_told_when_the_program_itself_has_ended_an_order(installation: Installation) -> None:
    miljoe, uuid = submitted(installation)
    miljoe.bestiller.take(OPERATOER, uuid, "approve")
    miljoe.bestiller.take(OPERATOER, uuid, "begin")
    letters(installation)
    testmiljoe.carry_out_due(miljoe)
    [brev] = letters(installation)
    assert (brev.til, brev.emne) == ((BESTILLER_MAIL,), "[cpr-haendelser exttest] Ordre 1 er nu udført")


@pytest.mark.parametrize("til", [Ordretilstand.MISLYKKET, Ordretilstand.DELVIST_UDFOERT, Ordretilstand.STOPPET])
def test_what_goes_wrong_by_itself_is_told_also_where_nobody_approves(
    installation: Installation, til: Ordretilstand
) -> None:
    miljoe, uuid = submitted(installation)
    kontor = Kontor("exttest", "", (OPERATOER_MAIL,), automatisk=True)
    opsat = installation.bord.opsaetning()

    def told(side: Side, tilstand: Ordretilstand, tekst: str = "") -> tuple[str, ...] | None:
        indlaeg = Indlaeg("2026-11-30T12:00:00.000+00:00", "systemet", tekst)
        brev = write(Ordrenyt(1, miljoe.ekspedition.find(uuid), tilstand, side, indlaeg), opsat, kontor)
        return (*brev.til, *brev.tekst.splitlines()[:3]) if brev else None

    assert told(Side.PROGRAMMET, til, "2 af 4 blev udført.") == (
        BESTILLER_MAIL,
        f"Ordre 1 er nu {til.vist}.",
        "",
        "2 af 4 blev udført.",
    )
    for side, tilstand in (
        (Side.BESTILLER, Ordretilstand.INDSENDT),
        (Side.PROGRAMMET, Ordretilstand.GODKENDT),
        (Side.PROGRAMMET, Ordretilstand.UDFOERT),
        (Side.BESTILLER, til),
    ):
        assert told(side, tilstand) is None


class Doed(Exception):
    """The program ends."""


class Doedelig:
    """Post room and ordrelager as letters know them, of a program that ends before or after any one thing it does."""

    def __init__(self, installation: Installation, doer_ved: int) -> None:
        self._rum = (installation.postrum, installation.ordrelager)
        self._tilbage = doer_ved

    def __getattr__(self, navn: str) -> Any:
        rum = next(each for each in self._rum if hasattr(each, navn))

        def do(*args: Any, **kwargs: Any) -> Any:
            self._step()
            svar = getattr(rum, navn)(*args, **kwargs)
            self._step()
            return svar

        return do

    def _step(self) -> None:
        self._tilbage -= 1
        if self._tilbage == 0:
            raise Doed


def test_wherever_the_program_ends_each_letter_is_written_once(installation: Installation) -> None:
    miljoe, uuid = submitted(installation)
    for nr in range(5):
        miljoe.bestiller.say(OPERATOER, uuid, f"ord {nr}")
    kontor = Kontor("exttest", "", (OPERATOER_MAIL,), automatisk=False)
    for doer_ved in range(1, 40):
        miljoe.bestiller.say(Kalder(SYSTEM), uuid, f"svar {doer_ved}")
        doedelig = Doedelig(installation, doer_ved)
        with suppress(Doed):
            write_order_letters(doedelig, doedelig, installation.bord.opsaetning, kontor)
    breve = letters(installation)
    skrevet = [each.tekst.splitlines()[2] for each in breve[1:]]
    assert skrevet == [*(f"ord {nr}" for nr in range(5)), *(f"svar {nr}" for nr in range(1, 40))]
    assert len({each.id for each in breve}) == len(breve)
    assert installation.ordrelager.nyt(efter=0) == []


def test_of_two_that_write_the_letters_at_once_one_does(installation: Installation) -> None:
    miljoe, uuid = submitted(installation)
    for nr in range(300):
        miljoe.bestiller.say(OPERATOER, uuid, f"ord {nr}")
    with ThreadPoolExecutor(4) as folk:
        antal = sum(folk.map(lambda _: collect_order_letters(installation), range(4)))
    assert antal == installation.postrum.ordrenyt_til() == 301
