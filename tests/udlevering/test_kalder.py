"""The operator, or one active it-system by its UUID or name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cpr_haendelser.adgang import model as adgang
from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.maa import may
from cpr_haendelser.adgang.model import OPERATOER as OPERATOEREN
from cpr_haendelser.adgang.model import Bruger, Rolle, as_bruger, as_system
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.storage.hukommelse import HukommelseLager
from cpr_haendelser.storage.hukommelse_postrum import HukommelsePostrum
from cpr_haendelser.udlevering.kalder import OPERATOER, Kalder, find_kalder, owns, to_kalder
from tests.udlevering.opsat import A, B, C, D, set_up, system

if TYPE_CHECKING:
    from cpr_haendelser.storage.postrum import Postrum


@pytest.fixture
def postrum() -> Postrum:
    postrum = HukommelsePostrum()
    set_up(postrum)
    return postrum


def find(postrum: Postrum, som: str) -> Kalder:
    return find_kalder(Bord(HukommelseLager(), postrum, lambda: "2026-11-25"), som)


def test_nobody_named_is_the_operator(postrum: Postrum) -> None:
    assert find(postrum, "") == OPERATOER
    assert OPERATOER.er_operatoer
    assert not Kalder(A).er_operatoer


@pytest.mark.parametrize("som", [A, A.upper(), "Anders", "ANDERS"])
def test_a_system_is_named_by_uuid_or_name(postrum: Postrum, som: str) -> None:
    assert find(postrum, som) == Kalder(A, aktoer=adgang.OPERATOER)


@pytest.mark.parametrize(("som", "siger"), [("Dagmar", "lukket"), (D, "lukket"), ("Nogen", "intet"), ("0f", "intet")])
def test_a_system_that_is_closed_or_unknown_is_refused(postrum: Postrum, som: str, siger: str) -> None:
    with pytest.raises(Brugsfejl, match=f"UDL-002: .*{siger}"):
        find(postrum, som)


def test_a_name_that_two_systems_have_is_refused_and_a_closed_one_does_not_count(postrum: Postrum) -> None:
    postrum.gem(systemer=[system(B, "anders", noegle="")], tidspunkt="", hvem="")
    with pytest.raises(Brugsfejl, match=f"UDL-003: 2 it-systemer hedder det; brug UUID: {A}, {B}"):
        find(postrum, "Anders")
    postrum.gem(systemer=[system(B, "anders", aktiv=False), system(C, "Dagmar")], tidspunkt="", hvem="")
    assert find(postrum, "Anders") == Kalder(A, aktoer=adgang.OPERATOER)
    assert find(postrum, "Dagmar") == Kalder(C, aktoer=adgang.OPERATOER)


LEVERANDOER, ANDEN = "22222222", "33333333"
LIS = Bruger("7f0d8a7e-2d0a-4c4e-9d6c-0f4f6c6a0001", "lis", "Lis Lund", "lis@example.dk", LEVERANDOER, frozenset())


def let_in(handling: Handling, *roller: Rolle) -> Kalder:
    aktoer = as_bruger(LIS._replace(roller=frozenset(roller)))
    return to_kalder(aktoer, may(aktoer, handling, miljoe=Miljoe.EXTTEST))


def test_a_user_sees_as_far_as_the_role_reaches(postrum: Postrum) -> None:
    gaeldende = Bord(HukommelseLager(), postrum, lambda: "2026-11-25").gaeldende()
    egen = let_in(Handling.DUESLAG_LAES, Rolle.LEVERANDOERADMINISTRATOR)
    alle = let_in(Handling.DUESLAG_LAES, Rolle.LEVERANDOERADMINISTRATOR, Rolle.REVISOR)
    assert (egen.er_operatoer, alle.er_operatoer) == (False, True)
    assert (owns(egen, gaeldende, A.upper()), owns(alle, gaeldende, A)) == (True, True)
    assert not owns(egen._replace(organisation=ANDEN), gaeldende, A)
    assert not owns(egen, gaeldende, "0f")
    assert let_in(Handling.REVISION_LAES, Rolle.REVISOR).maskeret
    assert not alle.maskeret


def test_a_system_sees_its_own_however_many_its_organisation_has(postrum: Postrum) -> None:
    gaeldende = Bord(HukommelseLager(), postrum, lambda: "2026-11-25").gaeldende()
    aktoer = as_system(A, "Anders", LEVERANDOER)
    kalder = to_kalder(aktoer, may(aktoer, Handling.DUESLAG_LAES, miljoe=Miljoe.PRODUKTION))
    assert (owns(kalder, gaeldende, A), owns(kalder, gaeldende, B)) == (True, False)


def test_whoever_did_something_is_named() -> None:
    lis = let_in(Handling.DUESLAG_RET, Rolle.LEVERANDOERADMINISTRATOR)
    assert lis.hvem == f"bruger:{LIS.uuid}"
    assert Kalder(A).hvem == f"system:{A}"
    operatoer = to_kalder(OPERATOEREN, may(OPERATOEREN, Handling.DUESLAG_RET, miljoe=Miljoe.EXTTEST))
    assert (operatoer.hvem, OPERATOER.hvem) == ("operatoer", "operatoer")
    assert operatoer.er_operatoer
