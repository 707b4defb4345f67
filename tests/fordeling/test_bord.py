"""The set-up of the moment, and what the post room asks it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from cpr_haendelser.abonnementer.model import Leveringsmaade
from cpr_haendelser.aftaler.hemmeligheder import hash_secret
from cpr_haendelser.aftaler.model import ALLE, Aftaletilstand, Organisation
from cpr_haendelser.aftaler.ret import INGEN
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.amqp.adgang import UKENDT
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.fordeling.tilsyn import enforce
from cpr_haendelser.opslag.log import Udsnit, iterate
from cpr_haendelser.storage.forsendelse import Forsendelse, Forsendelsestilstand, Videregivelse
from cpr_haendelser.storage.forsendelsesbog import Ny
from cpr_haendelser.storage.hukommelse_postrum import HukommelsePostrum
from tests.opslag.korsbaek import opened
from tests.udlevering.opsat import (
    DUESLAG_A,
    DUESLAG_B,
    KORSBAEK,
    NY_KORSBAEK,
    A,
    B,
    C,
    D,
    aftale,
    dueslag,
    set_up,
    system,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cpr_haendelser.haendelser.model import Haendelse
    from cpr_haendelser.storage.lager import Lager

CALLBACK = "https://modtager.example/besked"


@pytest.fixture(scope="module")
def lager(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lager]:
    with opened(tmp_path_factory.mktemp("korsbaek")) as installation:
        yield installation.lager


class Sted:
    """A post room of its own over the log, and the day that it is."""

    def __init__(self, lager: Lager) -> None:
        self.postrum, self.dag = HukommelsePostrum(), "2026-11-25"
        set_up(self.postrum)
        self.bord = Bord(lager, self.postrum, lambda: self.dag)
        self.log = list(iterate(lager, Udsnit()))

    def gem(self, **ting: Any) -> None:
        alle: dict[str, Any] = {slags: [en] for slags, en in ting.items()}
        self.postrum.gem(**alle, tidspunkt="", hvem="")

    def first(self, cvr: str) -> Haendelse:
        return next(haendelse for haendelse in self.log if haendelse.modtager_cvr == cvr)


@pytest.fixture
def sted(lager: Lager) -> Sted:
    return Sted(lager)


def forsendelse(haendelse: Haendelse, uuid: str = DUESLAG_A) -> Forsendelse:
    return Forsendelse(
        dueslag=uuid,
        loebenummer=haendelse.loebenummer,
        pnr=int(haendelse.beslutning.pnr),
        myndighed=haendelse.modtager_cvr,
        tilstand=Forsendelsestilstand.UDE,
        forsoeg=1,
        tabt=0,
        naeste="",
        grund="",
        uden_for_raekkefoelge=False,
        transaktion="",
        modtaget="",
    )


def test_a_batch_is_matched_by_agreements_and_says_with_which_versions(sted: Sted) -> None:
    fundne, versioner, _ = sted.bord.match(sted.log)
    assert fundne == [
        Ny(uuid, h.loebenummer, int(h.beslutning.pnr), h.modtager_cvr)
        for h in sted.log
        for uuid, maa in (
            (DUESLAG_A, h.modtager_cvr == KORSBAEK),
            (DUESLAG_B, h.modtager_cvr == NY_KORSBAEK and h.beslutning.kode in {"034", "035"}),
        )
        if maa
    ]
    assert json.loads(versioner) == {"opsaetning": 1, "dag": "2026-11-25", "lister": 0}


def test_a_change_of_the_set_up_and_a_new_day_count_from_the_next_question(sted: Sted) -> None:
    haendelse = sted.first(KORSBAEK)
    assert sted.bord.noegle() == (1, "2026-11-25")
    assert sted.bord.may_leave(forsendelse(haendelse), "hent") == Videregivelse(A, "a", "hent")
    sted.gem(aftaler=aftale("a", A, KORSBAEK, gyldig_til="2026-11-25"))
    assert sted.bord.may_leave(forsendelse(haendelse), "hent") is not None
    sted.dag = "2026-11-26"
    assert sted.bord.noegle() == (2, "2026-11-26")
    assert sted.bord.may_leave(forsendelse(haendelse), "hent") is None
    sted.gem(aftaler=aftale("a2", A, KORSBAEK, gyldig_fra="2026-11-26"))
    assert sted.bord.may_leave(forsendelse(haendelse), "push") == Videregivelse(A, "a2", "push")


@pytest.mark.parametrize(
    "aendring",
    [
        {"aftaler": aftale("a", A, KORSBAEK, tilstand=Aftaletilstand.OPSAGT)},
        {"aftaler": aftale("a", A, KORSBAEK, koder=frozenset({"999"}))},
        {"systemer": system(A, "Anders", aktiv=False)},
        {"dueslag": dueslag(DUESLAG_A, A, aktiv=False)},
    ],
)
def test_nothing_leaves_when_agreement_system_or_dueslag_is_ended(sted: Sted, aendring: dict[str, Any]) -> None:
    sted.gem(**aendring)
    assert sted.bord.may_leave(forsendelse(sted.first(KORSBAEK)), "hent") is None


def test_nothing_leaves_to_a_dueslag_that_is_not_there(sted: Sted) -> None:
    assert sted.bord.may_leave(forsendelse(sted.first(KORSBAEK), "0f"), "hent") is None


def test_a_match_and_what_does_not_match_are_explained(sted: Sted) -> None:
    nummer = sted.first(KORSBAEK).loebenummer
    assert sted.bord.explain(nummer, DUESLAG_A.upper()).matcher
    assert sted.bord.explain(nummer, DUESLAG_B).stoppet_ved == "aftale"
    with pytest.raises(Brugsfejl, match="FOR-002"):
        sted.bord.explain(nummer, "0f")
    with pytest.raises(Brugsfejl, match="FOR-001"):
        sted.bord.explain(10**6, DUESLAG_A)


def test_an_address_is_pushed_to_only_while_its_system_has_it_registered(sted: Sted) -> None:
    tilsend = dueslag(DUESLAG_B, B, leveringsmaade=Leveringsmaade.TILSEND, callback=CALLBACK)
    sted.gem(dueslag=tilsend)
    assert sted.bord.ruter() == {}
    sted.gem(systemer=system(B, "Bodil", callbacks=(CALLBACK,)))
    assert sted.bord.ruter() == {DUESLAG_B: CALLBACK}
    sted.gem(systemer=system(B, "Bodil", callbacks=(CALLBACK,), aktiv=False))
    assert sted.bord.ruter() == {}
    sted.gem(systemer=system(B, "Bodil", callbacks=(CALLBACK,)), dueslag=tilsend._replace(aktiv=False))
    assert sted.bord.ruter() == {}


def test_a_system_comes_in_by_certificate_or_secret_while_it_is_active(sted: Sted) -> None:
    felter: dict[str, Any] = {"fingeraftryk": ("ab" * 32,), "hemmelighed": hash_secret("kodeord")}
    sted.gem(systemer=system(A, "Anders", **felter))
    assert sted.bord.system_af_hemmelighed("anders", "forkert") == sted.bord.system_af_certifikat("cd" * 32) == ""
    assert sted.bord.kommet == frozenset(), "who was not let in has not been here"
    assert (sted.bord.system_af_certifikat("ab" * 32), sted.bord.system_af_certifikat("cd" * 32)) == (A, "")
    for navn in (A, A.upper(), "anders"):
        assert sted.bord.system_af_hemmelighed(navn, "kodeord") == A
        assert sted.bord.system_af_hemmelighed(navn, "forkert") == ""
    assert sted.bord.system_af_hemmelighed("Bodil", "") == ""
    assert sted.bord.kommet == {A.lower()}
    sted.gem(systemer=system(A, "Anders", aktiv=False, **felter))
    assert sted.bord.system_af_certifikat("ab" * 32) == sted.bord.system_af_hemmelighed(A, "kodeord") == ""


def test_an_it_system_of_a_closed_organisation_is_closed_on_every_way_until_it_is_opened_again(sted: Sted) -> None:
    def ways() -> list[bool]:
        bord, haendelse = sted.bord, sted.first(KORSBAEK)
        return [
            bord.system_af_certifikat("ab" * 32) == A,
            bord.system_af_hemmelighed("Anders", "kodeord") == A,
            bord.system_af_navn(A) == A,
            bord.kan_hente(A, DUESLAG_A) == "",
            bord.may_leave(forsendelse(haendelse), "hent") is not None,
            DUESLAG_A in {ny.dueslag for ny in bord.match(sted.log).nye},
            bord.explain(haendelse.loebenummer, DUESLAG_A).matcher,
            bord.gaeldende().ret(A) != INGEN,
            bord.gaeldende().ret_of_organisation("22222222") != INGEN,
            bord.gaeldende_pr(sted.postrum.version(), sted.dag).ret(A) != INGEN,
        ]

    firma = Organisation("22222222", "Firma", C, myndighed=False, leverandoer=True)
    sted.gem(systemer=system(A, "Anders", fingeraftryk=("ab" * 32,), hemmelighed=hash_secret("kodeord")))
    sted.gem(organisationer=firma)
    assert ways() == [True] * 10
    sted.gem(organisationer=firma._replace(aktiv=False))
    assert ways() == [False] * 10
    assert "lukket" in sted.bord.kan_hente(A, DUESLAG_A)
    assert [each.aktiv for each in sted.postrum.opsaetning().systemer][:3] == [True] * 3
    sted.gem(organisationer=firma)
    assert ways() == [True] * 10


def test_the_agreements_of_a_closed_authority_let_nothing_through_until_it_is_opened_again(sted: Sted) -> None:
    haendelse = sted.first(KORSBAEK)
    nye = [ny for ny in sted.bord.match(sted.log).nye if ny.dueslag == DUESLAG_A]
    assert sted.postrum.indhent([DUESLAG_A], nye, fra=0, til=nye[-1].loebenummer, tidspunkt="", versioner="{}")

    def ways() -> list[bool]:
        bord = sted.bord
        return [
            bord.kan_hente(A, DUESLAG_A) == "",
            bord.may_leave(forsendelse(haendelse), "hent") is not None,
            bord.may_leave(forsendelse(haendelse), "tilsend") is not None,
            DUESLAG_A in {ny.dueslag for ny in bord.match(sted.log).nye},
            bord.explain(haendelse.loebenummer, DUESLAG_A).matcher,
            KORSBAEK in bord.gaeldende().ret(A).myndigheder,
            KORSBAEK in bord.gaeldende_pr(sted.postrum.version(), sted.dag).ret(A).myndigheder,
        ]

    def withheld() -> set[str]:
        enforce(sted.postrum, sted.bord.opsaetning(), dag=sted.dag, nu="")
        hos_a = sted.postrum.forsendelser(DUESLAG_A)
        return {each.grund for each in hos_a if each.tilstand is Forsendelsestilstand.TILBAGEHOLDT}

    foer = sted.postrum.opsaetning().aftaler
    kommune = Organisation(KORSBAEK, "Korsbæk Kommune", C, myndighed=True, leverandoer=False)
    sted.gem(organisationer=kommune)
    assert (ways(), withheld()) == ([True] * 7, set())
    sted.gem(organisationer=kommune._replace(aktiv=False))
    assert (ways(), withheld()) == ([False] * 7, {"lukket"})
    assert sted.postrum.opsaetning().aftaler == foer
    sted.gem(organisationer=kommune)
    assert (ways(), withheld()) == ([True] * 7, set())


@pytest.mark.parametrize(
    ("aendring", "uuid", "svar"),
    [
        ({}, DUESLAG_A, ""),
        ({}, DUESLAG_A.upper(), ""),
        ({}, DUESLAG_B, UKENDT),
        ({}, "0f", UKENDT),
        ({"dueslag": dueslag(DUESLAG_A, A, aktiv=False)}, DUESLAG_A, "lukket"),
        ({"dueslag": dueslag(DUESLAG_A, A, leveringsmaade=Leveringsmaade.TILSEND)}, DUESLAG_A, "BeskedFåTilsendt"),
        ({"aftaler": aftale("a", A, KORSBAEK, gyldig_fra="2026-11-26")}, DUESLAG_A, "ingen godkendt serviceaftale"),
    ],
)
def test_who_may_fetch_from_a_dueslag(sted: Sted, aendring: dict[str, Any], uuid: str, svar: str) -> None:
    if aendring:
        sted.gem(**aendring)
    givet = sted.bord.kan_hente(A, uuid)
    assert givet == svar if svar in {"", UKENDT} else svar in givet


def test_what_a_system_may_have_is_that_of_its_agreements_while_it_is_active(sted: Sted) -> None:
    gaeldende = sted.bord.gaeldende()
    assert gaeldende.ret(B.upper()).myndigheder == (NY_KORSBAEK,)
    assert gaeldende.ret(B).koder == frozenset({"034", "035"})
    assert gaeldende.ret(D) == gaeldende.ret("0f") == INGEN
    assert gaeldende.ret(A).allows(sted.bord.besked(sted.first(KORSBAEK)))
    assert not gaeldende.ret(A).allows(sted.bord.besked(sted.first(NY_KORSBAEK)))


def test_a_set_up_with_a_filter_that_cannot_be_read_still_says_who_may(sted: Sted) -> None:
    sted.gem(dueslag=dueslag(DUESLAG_A, A, filter="x"))
    assert sted.bord.gaeldende().ret(A).myndigheder == (KORSBAEK,)
    assert sted.bord.match(sted.log).ulaeselige == {DUESLAG_A}
    assert DUESLAG_A not in {ny.dueslag for ny in sted.bord.match(sted.log).nye}
    assert ALLE not in sted.bord.gaeldende().ret(A).myndigheder
