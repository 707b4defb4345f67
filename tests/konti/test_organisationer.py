"""Organisations are made, changed and loaded."""

from __future__ import annotations

from typing import Any

import pytest

from cpr_haendelser.aftaler.model import Organisation
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.konti.organisationer import Organisationer, is_real_cvr
from cpr_haendelser.storage.postrum import Opsaetning
from tests.konti.conftest import ANDEN, EGEN, Hus

KORSBAEK = Organisation(
    "11111111", "Korsbæk Kommune", "1e03cedd-6f04-493a-89b0-62e3e7fd008d", myndighed=True, leverandoer=False
)


@pytest.fixture
def organisationer(hus: Hus) -> Organisationer:
    return Organisationer(hus.postrum, hus.bord, Miljoe.EXTTEST, hus.nu)


def test_the_municipalities_and_christiansoe_are_loaded_once(organisationer: Organisationer) -> None:
    assert organisationer.load_kommuner("operatoer") == (99, 0)
    assert organisationer.load_kommuner("operatoer") == (0, 99)
    viborg = organisationer.find("29189846")
    assert (viborg.navn, viborg.uuid, viborg.myndighed) == (
        "Viborg Kommune",
        "f79ea045-08ae-4d3a-86b6-10d29a001ba2",
        True,
    )
    assert any("Christiansø" in each.navn for each in organisationer.list_all())
    assert len({each.uuid for each in organisationer.list_all()}) == len(organisationer.list_all()) == 99 + 2


def test_loading_leaves_what_is_there_as_it_is(organisationer: Organisationer) -> None:
    organisationer.create(Organisation("29189846", "Viborg (prøve)", "", myndighed=True, leverandoer=True), "x")
    assert organisationer.load_kommuner("operatoer") == (98, 1)
    assert organisationer.find("29189846").navn == "Viborg (prøve)"


def test_one_that_is_made_while_they_are_loaded_is_left_as_it_is(
    hus: Hus, organisationer: Organisationer, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = hus.postrum.opsaetning

    def and_another_makes_one() -> Opsaetning:
        opsat = read()
        monkeypatch.undo()
        organisationer.create(Organisation("29189846", "Viborg (prøve)", "", myndighed=True, leverandoer=True), "x")
        return opsat

    monkeypatch.setattr(hus.postrum, "opsaetning", and_another_makes_one)
    assert organisationer.load_kommuner("operatoer") == (98, 1)
    assert organisationer.find("29189846").navn == "Viborg (prøve)"


def test_every_loaded_cvr_has_its_check_digit(organisationer: Organisationer) -> None:
    organisationer.load_kommuner("operatoer")
    opdigtede = {EGEN, ANDEN}
    assert [
        each.cvr for each in organisationer.list_all() if not is_real_cvr(each.cvr) and each.cvr not in opdigtede
    ] == []


def test_a_made_up_cvr_is_for_the_test_environment_alone(hus: Hus, organisationer: Organisationer) -> None:
    assert not is_real_cvr(KORSBAEK.cvr)
    i_drift = Organisationer(hus.postrum, hus.bord, Miljoe.PRODUKTION, hus.nu)
    with pytest.raises(Brugsfejl) as error:
        i_drift.create(KORSBAEK, "x")
    assert error.value.kode == "KTO-032"
    assert organisationer.create(KORSBAEK, "x") == KORSBAEK
    assert organisationer.find(KORSBAEK.uuid.upper()) == KORSBAEK


@pytest.mark.parametrize(
    ("felter", "fejl"),
    [
        ({"cvr": "1234567"}, "KTO-031"),
        ({"cvr": "１１１１１１１１"}, "KTO-031"),
        ({"navn": ""}, "KTO-033"),
        ({"myndighed": False}, "KTO-034"),
        ({"cvr": EGEN}, "KTO-035"),
        ({"uuid": f"0C000000-0000-4000-8000-0000{EGEN}"}, "KTO-035"),
        ({"uuid": "nix"}, "KTO-036"),
        ({"navn": "Firma 610190-1234"}, "KTO-013"),
    ],
)
def test_one_that_cannot_be_is_not_made(organisationer: Organisationer, felter: dict[str, Any], fejl: str) -> None:
    foer = organisationer.list_all()
    with pytest.raises(Brugsfejl) as error:
        organisationer.create(KORSBAEK._replace(**felter), "x")
    assert error.value.kode == fejl
    assert organisationer.list_all() == foer


def test_it_is_changed_and_closed_but_is_who_it_is(organisationer: Organisationer) -> None:
    begge = organisationer.change(EGEN, "x", navn="Firma ApS", myndighed=True)
    assert (begge.navn, begge.myndighed, begge.leverandoer) == ("Firma ApS", True, True)
    assert organisationer.change(EGEN, "x", aktiv=False) == begge._replace(aktiv=False)
    assert organisationer.list_all("aps") == [begge._replace(aktiv=False)]
    with pytest.raises(Brugsfejl) as error:
        organisationer.change("44444444", "x", navn="Nix")
    assert error.value.kode == "KTO-030"
