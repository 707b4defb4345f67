"""While a restoring stands hardly anybody may anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.adgang.afvisning import refuse
from cpr_haendelser.adgang.gendannet import EFTERSYN, while_restored
from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.maa import UFAERDIG, Hvorfor, may
from cpr_haendelser.adgang.model import BRUGERROLLER, OPERATOER, Aktoer, Rolle
from cpr_haendelser.cpr.vagt import Miljoe
from tests.adgang.test_maa import SYSTEM, person

GRUND = "der skal fejlsøges"
AENDRER_ELLER_VISER = (".ret", ".godkend", ".opsig", ".aabn", ".tag", ".gendan", ".slet", ".eksporter", ".indhold")


def allowed(aktoer: Aktoer) -> set[Handling]:
    return {each for each in Handling if may(aktoer, each, miljoe=Miljoe.PRODUKTION, grund=GRUND).tilladt}


def test_the_driftsoperatoer_and_the_operator_see_what_is_open_and_change_nothing() -> None:
    for aktoer in (OPERATOER, person(Rolle.DRIFTSOPERATOER)):
        maa = allowed(while_restored(aktoer))
        assert maa == allowed(aktoer) & EFTERSYN
        assert not [each for each in maa if each.value.endswith(AENDRER_ELLER_VISER)]
        assert {Handling.BRUGER_LAES, Handling.NOEGLE_LAES, Handling.AFTALE_LAES} <= maa


@pytest.mark.parametrize("rolle", [rolle for rolle in BRUGERROLLER if rolle is not Rolle.DRIFTSOPERATOER])
def test_no_other_role_may_anything(rolle: Rolle) -> None:
    assert allowed(while_restored(person(rolle))) == set()


def test_no_system_and_no_key_may_anything() -> None:
    assert allowed(while_restored(SYSTEM)) == set()
    assert allowed(while_restored(SYSTEM._replace(omfang=frozenset({Handling.STATUS_LAES})))) == set()
    noegle = person(Rolle.DRIFTSOPERATOER, omfang=frozenset({Handling.STATUS_LAES, Handling.BRUGER_LAES}))
    assert allowed(noegle)
    assert allowed(while_restored(noegle)) == set()


def test_a_login_that_is_not_finished_can_be_finished_and_nothing_else() -> None:
    assert allowed(while_restored(person(Rolle.DRIFTSOPERATOER, omfang=UFAERDIG))) == UFAERDIG


@given(
    st.frozensets(st.sampled_from(BRUGERROLLER)),
    st.none() | st.frozensets(st.sampled_from(Handling)),
    st.sampled_from(Handling),
    st.sampled_from(Miljoe),
)
def test_it_never_allows_what_was_not_allowed_before(
    roller: frozenset[Rolle], omfang: frozenset[Handling] | None, handling: Handling, miljoe: Miljoe
) -> None:
    foer = person(*roller, omfang=omfang)
    if may(while_restored(foer), handling, miljoe=miljoe, grund=GRUND).tilladt:
        assert may(foer, handling, miljoe=miljoe, grund=GRUND).tilladt


def test_it_is_said_that_the_installation_is_restored_and_what_to_do() -> None:
    hvorfor = may(while_restored(SYSTEM), Handling.LOG_LAES, miljoe=Miljoe.EXTTEST).hvorfor
    assert hvorfor is Hvorfor.GENDANNET
    fejl = refuse(Handling.LOG_LAES, hvorfor)
    assert fejl.kode == "ADG-008"
    assert "haendelser gendannelse" in fejl.tekst
