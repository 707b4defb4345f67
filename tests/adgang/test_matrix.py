"""The matrix is whole, and says what the house has promised of it."""

from __future__ import annotations

from importlib.resources import files

import pytest

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.matrix import Omfang, rettigheder
from cpr_haendelser.adgang.model import BRUGERROLLER, Rolle
from cpr_haendelser.cpr.vagt import Miljoe

INDHOLD = (
    Handling.LOG_LAES,
    Handling.PERSON_AABN,
    Handling.SNAPSHOT_LAES,
    Handling.DUESLAG_FORKLAR,
    Handling.VAERDILISTE_INDHOLD,
    Handling.FIL_LINJER,
)
"""What shows persons."""
LAESENDE = {"laes", "kontroller", "eksporter", "brug"}


def test_every_action_has_its_row_in_the_same_order() -> None:
    assert list(rettigheder()) == list(Handling)


def test_every_row_has_every_cell_and_a_name() -> None:
    tabel = (files("cpr_haendelser.adgang") / "data" / "rettigheder.csv").read_text("utf-8").splitlines()
    assert {linje.count(";") for linje in tabel} == {tabel[0].count(";")}
    assert len(tabel) - 1 == len(Handling)
    assert [ret.handling for ret in rettigheder().values() if not ret.navn] == []
    assert {len(ret.omfang) for ret in rettigheder().values()} == {len(Rolle) * len(Miljoe)}


@pytest.mark.parametrize("handling", INDHOLD)
def test_in_produktion_only_the_driftsoperatoer_among_people_sees_persons_and_says_why(handling: Handling) -> None:
    ret = rettigheder()[handling]
    ser = [rolle for rolle in BRUGERROLLER if ret.omfang[rolle, Miljoe.PRODUKTION] is not Omfang.INTET]
    assert ser == [Rolle.DRIFTSOPERATOER]
    assert ret.grund == {Miljoe.PRODUKTION}


@pytest.mark.parametrize("handling", INDHOLD)
@pytest.mark.parametrize("rolle", [Rolle.LEVERANDOERADMINISTRATOR, Rolle.AFTALEADMINISTRATOR, Rolle.REVISOR])
def test_those_who_administer_and_audit_see_no_persons_anywhere(handling: Handling, rolle: Rolle) -> None:
    assert {rettigheder()[handling].omfang[rolle, miljoe] for miljoe in Miljoe} == {Omfang.INTET}


def test_a_revisor_changes_nothing_but_the_own_account() -> None:
    maa = {
        ret.handling
        for ret in rettigheder().values()
        if any(ret.omfang[Rolle.REVISOR, miljoe] is not Omfang.INTET for miljoe in Miljoe)
    }
    assert {each for each in maa if each.split(".")[1] not in LAESENDE} == {Handling.KONTO_LOGIN, Handling.KONTO_RET}


def test_a_revisor_sees_masked_numbers_and_nobody_else_does() -> None:
    maskerede = {
        (ret.handling, rolle) for ret in rettigheder().values() for (rolle, _), omfang in ret.omfang.items()
        if omfang is Omfang.MASKERET
    }  # fmt: skip
    assert maskerede == {(Handling.REVISION_LAES, Rolle.REVISOR), (Handling.REVISION_EKSPORTER, Rolle.REVISOR)}


def test_nobody_but_the_authority_approves_in_produktion() -> None:
    ret = rettigheder()[Handling.AFTALE_GODKEND]
    assert {rolle: ret.omfang[rolle, Miljoe.PRODUKTION] for rolle in Rolle} == {
        rolle: Omfang.EGEN if rolle is Rolle.AFTALEADMINISTRATOR else Omfang.INTET for rolle in Rolle
    }


def test_only_the_driftsoperatoer_gives_roles() -> None:
    ret = rettigheder()[Handling.BRUGER_RET]
    assert {rolle for (rolle, _), omfang in ret.omfang.items() if omfang is not Omfang.INTET} == {Rolle.DRIFTSOPERATOER}


def test_what_is_of_the_test_environment_is_nobodys_in_produktion() -> None:
    grupper = {"ordre", "pris", "testperson", "vilkaar", "faelles", "gennemsyn", "ca"}
    assert {
        (ret.handling, rolle)
        for ret in rettigheder().values()
        for rolle in Rolle
        if ret.handling.split(".")[0] in grupper and ret.omfang[rolle, Miljoe.PRODUKTION] is not Omfang.INTET
    } == set()


def test_no_role_but_the_driftsoperatoer_reaches_everybodys_persons_or_changes_everybodys_things() -> None:
    for ret in rettigheder().values():
        alle = {rolle for (rolle, _), omfang in ret.omfang.items() if omfang is Omfang.ALLE}
        if ret.handling.split(".")[1] not in LAESENDE:
            assert alle <= {Rolle.DRIFTSOPERATOER}, ret.handling
