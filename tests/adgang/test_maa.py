"""Who may do what to whose things."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.maa import UFAERDIG, Hvorfor, Svar, is_grund, may
from cpr_haendelser.adgang.matrix import Omfang, rettigheder
from cpr_haendelser.adgang.model import BRUGERROLLER, OPERATOER, Aktoer, Bruger, Rolle, as_bruger, as_system
from cpr_haendelser.cpr.vagt import Miljoe

EGEN, ANDEN = "11111111", "22222222"
EXTTEST, PRODUKTION = Miljoe.EXTTEST, Miljoe.PRODUKTION
BRUGER = Bruger("7f0d8a7e-2d0a-4c4e-9d6c-0f4f6c6a0001", "lis", "Lis Lund", "lis@example.dk", EGEN, frozenset())
SYSTEM = as_system("7f0d8a7e-2d0a-4c4e-9d6c-0f4f6c6a0002", "Journal", EGEN)
roller = st.frozensets(st.sampled_from(BRUGERROLLER))
handlinger = st.sampled_from(Handling)
miljoeer = st.sampled_from(Miljoe)


def person(*roller: Rolle, omfang: frozenset[Handling] | None = None) -> Aktoer:
    return as_bruger(BRUGER._replace(roller=frozenset(roller)), omfang)


@given(roller, roller, handlinger, miljoeer, st.sampled_from(((), (EGEN,), (ANDEN,), (EGEN, ANDEN))))
def test_more_roles_never_allow_less(
    nogle: frozenset[Rolle], flere: frozenset[Rolle], handling: Handling, miljoe: Miljoe, ejere: tuple[str, ...]
) -> None:
    faa, mange = person(*nogle), person(*nogle, *flere)
    if may(faa, handling, *ejere, miljoe=miljoe, grund="der skal fejlsøges").tilladt:
        assert may(mange, handling, *ejere, miljoe=miljoe, grund="der skal fejlsøges").tilladt


@given(roller, handlinger, miljoeer, st.frozensets(handlinger))
def test_a_key_never_allows_more_than_its_user_may_and_never_beyond_its_scope(
    nogle: frozenset[Rolle], handling: Handling, miljoe: Miljoe, omfang: frozenset[Handling]
) -> None:
    med_noegle = may(person(*nogle, omfang=omfang), handling, EGEN, miljoe=miljoe, grund="der skal fejlsøges")
    selv = may(person(*nogle), handling, EGEN, miljoe=miljoe, grund="der skal fejlsøges")
    assert med_noegle.tilladt == (selv.tilladt and handling in omfang)


@given(roller, handlinger, miljoeer)
def test_the_door_lets_in_whoever_may_do_it_to_anything(
    nogle: frozenset[Rolle], handling: Handling, miljoe: Miljoe
) -> None:
    ved_doeren = may(person(*nogle), handling, miljoe=miljoe, grund="der skal fejlsøges")
    assert ved_doeren == may(person(*nogle), handling, EGEN, miljoe=miljoe, grund="der skal fejlsøges")


@given(handlinger, miljoeer)
def test_who_is_closed_may_nothing(handling: Handling, miljoe: Miljoe) -> None:
    lukket = as_bruger(BRUGER._replace(roller=frozenset(BRUGERROLLER), aktiv=False))
    assert may(lukket, handling, miljoe=miljoe) == Svar(tilladt=False, hvorfor=Hvorfor.ROLLE)


@given(handlinger)
def test_the_operator_may_what_the_matrix_gives_a_driftsoperatoer(handling: Handling) -> None:
    omfang = rettigheder()[handling].omfang[Rolle.DRIFTSOPERATOER, EXTTEST]
    assert may(OPERATOER, handling, miljoe=EXTTEST).omfang is omfang


def test_own_is_what_the_own_organisation_has_part_in() -> None:
    leverandoer = person(Rolle.LEVERANDOERADMINISTRATOR)
    assert may(leverandoer, Handling.AFTALE_LAES, ANDEN, EGEN, miljoe=PRODUKTION).omfang is Omfang.EGEN
    assert may(leverandoer, Handling.AFTALE_LAES, ANDEN, miljoe=PRODUKTION).hvorfor is Hvorfor.ORGANISATION
    hjemloes = leverandoer._replace(organisation="")
    assert may(hjemloes, Handling.AFTALE_LAES, "", miljoe=PRODUKTION).hvorfor is Hvorfor.ORGANISATION


BLANKE = [
    *(tegn * 6 for tegn in "\u2800\u3164\u034f\ufe0f\u200b\0.a "),
    "\u115f\u1160\u3164\uffa0" * 3, "aAaAaA", "ababab", "sag 1", "a b c d\u034f",
    "sag 12:\nborgeren", "sag 12:\tborgeren",
    "sag 12\u202e borgeren", "sag\0 12 borgeren", "sag 12 \u200b borgeren", "sag 12 borgeren" * 40,
]  # fmt: skip
"""What says nothing, or does not show."""


@pytest.mark.parametrize("grund", ["", "    ", "x", " abc ", *BLANKE])
def test_in_produktion_nobody_opens_a_person_without_a_written_reason(grund: str) -> None:
    assert may(OPERATOER, Handling.PERSON_AABN, miljoe=PRODUKTION, grund=grund).hvorfor is Hvorfor.GRUND
    assert may(OPERATOER, Handling.PERSON_AABN, miljoe=EXTTEST, grund=grund).tilladt
    assert not is_grund(grund)


@pytest.mark.parametrize("grund", ["sag 12", "Ærø 34", "  fejlsøgning  ", "Ældre borger, café", "12345"])
def test_a_reason_of_a_few_letters_and_digits_is_one(grund: str) -> None:
    assert is_grund(grund)


def test_with_a_reason_only_the_driftsoperatoer_and_systems_by_their_agreements_do() -> None:
    grund = "sag 12: borgeren får ingen breve"
    for rolle in BRUGERROLLER:
        svar = may(person(rolle), Handling.PERSON_AABN, EGEN, miljoe=PRODUKTION, grund=grund)
        assert svar.tilladt is (rolle is Rolle.DRIFTSOPERATOER)
    assert may(SYSTEM, Handling.PERSON_AABN, miljoe=PRODUKTION).omfang is Omfang.EGEN


def test_a_login_that_is_not_finished_is_told_so() -> None:
    halv = person(Rolle.DRIFTSOPERATOER, omfang=UFAERDIG)
    assert may(halv, Handling.STATUS_LAES, miljoe=EXTTEST).hvorfor is Hvorfor.UFAERDIG
    assert may(halv, Handling.KONTO_RET, miljoe=EXTTEST).hvorfor is Hvorfor.UFAERDIG
    assert may(halv, Handling.KONTO_LOGIN, miljoe=EXTTEST).tilladt
    noegle = person(Rolle.DRIFTSOPERATOER, omfang=frozenset({Handling.FIL_LAES}))
    assert may(noegle, Handling.STATUS_LAES, miljoe=EXTTEST).hvorfor is Hvorfor.NOEGLE


def test_what_a_revisor_reads_is_masked_and_asks_no_reason() -> None:
    svar = may(person(Rolle.REVISOR), Handling.REVISION_LAES, miljoe=PRODUKTION)
    assert (svar.tilladt, svar.maskeret) == (True, True)
    assert not may(OPERATOER, Handling.REVISION_LAES, miljoe=EXTTEST).maskeret


def test_whoever_acts_has_a_name_in_the_audit() -> None:
    assert (OPERATOER.hvem, SYSTEM.hvem) == ("operatoer", f"system:{SYSTEM.id}")
    assert person(Rolle.REVISOR).hvem == f"bruger:{BRUGER.uuid}"
