"""Who may: one message held against one agreement, and against many."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.abonnementer.noegler import besked_of
from cpr_haendelser.aftaler.hold import TRIN, Aftaleindeks, bare_cvr, check, find, steps
from cpr_haendelser.aftaler.model import (
    ALLE,
    BESKEDMODTAG,
    Aftaletilstand,
    Besked,
    ItSystem,
    Serviceaftale,
)
from cpr_haendelser.beskeder.saet import Saet
from tests.beskeder.eksempler import HAENDELSE, changed

SYSTEM = "0a000000-0000-4000-8000-00000000000a"
TYPE = "0a000000-0000-4000-8000-00000000000b"
FOELSOM = "0a000000-0000-4000-8000-00000000000c"
DAG = "2026-11-24"
ALT = frozenset({ALLE})
AFTALE = Serviceaftale(
    id="aftale-1",
    system=SYSTEM,
    myndighed="11111111",
    service=BESKEDMODTAG,
    version="2.0",
    beskedtyper=frozenset({TYPE}),
    koder=frozenset({"034", "035"}),
    foelsomhed=frozenset({FOELSOM}),
    forvaltningsomraader=ALT,
    afsendere=frozenset({"11111111"}),
    gyldig_fra="2026-01-01",
    gyldig_til="2026-12-31",
    tilstand=Aftaletilstand.GODKENDT,
)
BESKED = Besked("11111111", TYPE, "034", FOELSOM, "", "11111111")
KLE = "urn:oio:kle:32.01.01"


def system(*, aktiv: bool = True) -> ItSystem:
    return ItSystem(SYSTEM, "Prøve", "22222222", "", (), "", "", (), aktiv)


def test_an_agreement_that_fits_lets_the_message_through() -> None:
    assert check(AFTALE, BESKED, DAG).tilladt
    assert all(trin.holder for trin in steps(AFTALE, BESKED, DAG))


STOPPET: tuple[tuple[str, dict[str, Any], dict[str, Any]], ...] = (
    ("tilstand", {"tilstand": Aftaletilstand.ANMODET}, {}),
    ("tilstand", {"tilstand": Aftaletilstand.OPSAGT}, {}),
    ("myndigheden er åben", {"lukket": True}, {}),
    ("gyldig fra", {"gyldig_fra": "2026-11-25"}, {}),
    ("gyldig til", {"gyldig_til": "2026-11-23"}, {}),
    ("service", {"service": "BeskedAfsend"}, {}),
    ("myndighed", {}, {"myndighed": "33333333"}),
    ("myndighed", {"myndighed": ALLE}, {}),
    ("myndighed", {"myndighed": ""}, {"myndighed": ""}),
    ("beskedtype", {}, {"beskedtype": FOELSOM}),
    ("kode", {}, {"kode": "005"}),
    ("kode", {"koder": frozenset()}, {}),
    ("følsomhed", {}, {"foelsomhed": TYPE}),
    ("følsomhed", {}, {"foelsomhed": ""}),
    ("forvaltningsområde", {"forvaltningsomraader": frozenset({KLE})}, {}),
    ("forvaltningsområde", {"forvaltningsomraader": frozenset({KLE})}, {"emne": "urn:oio:kle:27.00.00"}),
    ("afsender", {}, {"afsender": "33333333"}),
)


@pytest.mark.parametrize(("trin", "aftale", "besked"), STOPPET)
def test_each_step_stops_what_does_not_fit_and_says_which_step_it_was(
    trin: str, aftale: dict[str, Any], besked: dict[str, Any]
) -> None:
    assert check(AFTALE._replace(**aftale), BESKED._replace(**besked), DAG) == (False, trin)


def test_every_step_is_seen_to_stop_something() -> None:
    assert {trin for trin, *_ in STOPPET} == set(TRIN)


@pytest.mark.parametrize(
    ("aftale", "besked"),
    [
        ({"gyldig_fra": DAG, "gyldig_til": DAG}, {}),
        ({"gyldig_fra": "", "gyldig_til": ""}, {}),
        ({"beskedtyper": frozenset({TYPE.upper()})}, {}),
        ({}, {"beskedtype": TYPE.upper(), "foelsomhed": FOELSOM.upper()}),
        ({}, {"myndighed": "urn:oio:cvr:11111111", "afsender": "urn:oio:cvr-nr:11111111"}),
        ({"myndighed": "urn:oio:cvr-nr:11111111"}, {"myndighed": "URN:OIO:CVR:11111111"}),
        ({"koder": ALT, "foelsomhed": ALT, "beskedtyper": ALT, "afsendere": ALT}, {"afsender": "33333333"}),
        ({"forvaltningsomraader": frozenset({KLE})}, {"emne": KLE}),
    ],
)
def test_what_is_the_same_written_otherwise_fits(aftale: dict[str, Any], besked: dict[str, Any]) -> None:
    assert check(AFTALE._replace(**aftale), BESKED._replace(**besked), DAG).tilladt


def test_the_match_keys_of_a_message_are_those_of_its_kuvert() -> None:
    besked = besked_of(HAENDELSE, Saet(opgaveemne=KLE))
    assert besked == Besked("11111111", Saet().beskedtype, "034", Saet().sikkerhedsklassificering, KLE, "11111111")
    assert besked_of(changed(kode="samle"), Saet(samlekode="099")).kode == "099"
    assert besked_of(HAENDELSE._replace(kreds=("22222222",)), Saet()).kreds == ("22222222",)


@st.composite
def agreements(draw: st.DrawFn) -> Serviceaftale:
    en = st.sampled_from
    return AFTALE._replace(
        system=draw(en((SYSTEM, SYSTEM.upper(), TYPE))),
        myndighed=draw(en(("11111111", "33333333", "urn:oio:cvr:11111111"))),
        beskedtyper=draw(en((ALT, frozenset({TYPE}), frozenset({TYPE.upper(), FOELSOM}), frozenset()))),
        koder=draw(en((ALT, frozenset({"034"}), frozenset({"005"})))),
        tilstand=draw(en(Aftaletilstand)),
    )


@given(st.lists(agreements(), max_size=6), st.sampled_from(("11111111", "33333333", "urn:oio:cvr:11111111", "")))
def test_the_index_finds_what_looking_through_all_finds(aftaler: list[Serviceaftale], myndighed: str) -> None:
    besked = BESKED._replace(myndighed=myndighed)
    indeks = Aftaleindeks(aftaler)
    for each in (SYSTEM, TYPE):
        assert (indeks.find(each, besked, DAG) is None) == (find(aftaler, each, besked, DAG) is None)
        assert (each in indeks.systemer(besked, DAG)) == (find(aftaler, each, besked, DAG) is not None)


def test_a_system_that_is_closed_may_receive_nothing() -> None:
    assert Aftaleindeks([AFTALE], [system()]).find(SYSTEM, BESKED, DAG) == AFTALE
    assert Aftaleindeks([AFTALE], [system(aktiv=False)]).find(SYSTEM, BESKED, DAG) is None


@pytest.mark.parametrize(
    ("kreds", "maa"),
    [((), True), (("22222222",), True), (("11111111", "22222222"), True), (("11111111",), False), (("",), False)],
)
def test_what_is_for_some_organisations_alone_only_their_systems_may_receive(
    kreds: tuple[str, ...],
    maa: bool,  # noqa: FBT001 - what is expected
) -> None:
    indeks, besked = Aftaleindeks([AFTALE], [system()]), BESKED._replace(kreds=kreds)
    assert (indeks.find(SYSTEM.upper(), besked, DAG) is not None) == maa
    assert (SYSTEM in indeks.systemer(besked, DAG)) == maa
    assert Aftaleindeks([AFTALE], [system()._replace(cvr="urn:oio:cvr:22222222")]).systemer(besked, DAG) == (
        indeks.systemer(besked, DAG)
    )
    assert bool(Aftaleindeks([AFTALE]).systemer(besked, DAG)) == (not kreds), "nobody knows whose system it is"


def test_the_receivers_of_a_message_are_cut_to_those_that_agreements_hold_for() -> None:
    beskeder = [BESKED._replace(myndighed=cvr) for cvr in ("urn:oio:cvr:11111111", "33333333")]
    assert Aftaleindeks([AFTALE]).tilladte(SYSTEM, beskeder, DAG) == {"11111111"}
    assert Aftaleindeks([]).tilladte(SYSTEM, beskeder, DAG) == frozenset()


def test_a_bare_number_is_left_as_it_is() -> None:
    assert bare_cvr("11111111") == "11111111"
