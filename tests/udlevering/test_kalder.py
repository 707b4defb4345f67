"""The operator, or one active it-system by its UUID or name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.storage.hukommelse import HukommelseLager
from cpr_haendelser.storage.hukommelse_postrum import HukommelsePostrum
from cpr_haendelser.udlevering.kalder import OPERATOER, Kalder, find_kalder
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
    assert find(postrum, som) == Kalder(A)


@pytest.mark.parametrize(("som", "siger"), [("Dagmar", "lukket"), (D, "lukket"), ("Nogen", "intet"), ("0f", "intet")])
def test_a_system_that_is_closed_or_unknown_is_refused(postrum: Postrum, som: str, siger: str) -> None:
    with pytest.raises(Brugsfejl, match=f"UDL-002: .*{siger}"):
        find(postrum, som)


def test_a_name_that_two_systems_have_is_refused_and_a_closed_one_does_not_count(postrum: Postrum) -> None:
    postrum.gem(systemer=[system(B, "anders", noegle="")], tidspunkt="", hvem="")
    with pytest.raises(Brugsfejl, match=f"UDL-003: 2 it-systemer hedder det; brug UUID: {A}, {B}"):
        find(postrum, "Anders")
    postrum.gem(systemer=[system(B, "anders", aktiv=False), system(C, "Dagmar")], tidspunkt="", hvem="")
    assert find(postrum, "Anders") == Kalder(A)
    assert find(postrum, "Dagmar") == Kalder(C)
