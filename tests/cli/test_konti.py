"""Organisations, users and keys by hand; and acting as somebody else, which is never more than the operator may."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from cpr_haendelser.app import Installation
from cpr_haendelser.konti.login import Forsoeg
from cpr_haendelser.settings import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Svar

    Haendelser = Callable[..., Svar]

KORSBAEK = "11111111"


@pytest.fixture
def opsat(haendelser: Haendelser) -> Haendelser:
    """An installation with an authority, a supplier, and a user of each role."""
    assert haendelser("organisation", "create", KORSBAEK, "Korsbæk Kommune", "--myndighed").status == 0
    assert haendelser("organisation", "create", "22222222", "Firma", "--leverandoer").status == 0
    for brugernavn, cvr, rolle in (
        ("adam", KORSBAEK, "aftaleadministrator"),
        ("lis", "22222222", "leverandoeradministrator"),
        ("rosa", KORSBAEK, "revisor"),
        ("dan", KORSBAEK, "driftsoperatoer"),
    ):
        svar = haendelser("bruger", "create", brugernavn, brugernavn.title(), "--cvr", cvr, "--rolle", rolle)
        assert re.search(r"Førstegangskode: (\w{4}-){4}\w{4} \(gælder til 20\d\d-\d\d-\d\d\)", svar.ud), svar
    return haendelser


def test_one_command_leads_from_nothing_to_an_operator_who_can_log_in(haendelser: Haendelser) -> None:
    svar = haendelser("begin", "12345674", "Min organisation")
    assert svar.ud.startswith("Min organisation: CVR 12345674, leverandør\ndrift (Driftsoperatør, CVR 12345674)")
    kode = re.search(r"Førstegangskode: (\S+)", svar.ud)
    assert "Log ind som drift på http://127.0.0.1:8320/konsol" in svar.ud
    installation = Installation.open_existing(load())
    try:
        assert kode
        assert installation.konti.portner.log_in(Forsoeg("drift", kode[1], "", "127.0.0.1"))
        assert installation.konti.is_begun
    finally:
        installation.close()


def test_an_installation_begins_once(haendelser: Haendelser) -> None:
    assert haendelser("begin", "11111111", "Korsbæk Kommune", "--myndighed", "--bruger", "Lis").status == 0
    svar = haendelser("begin", "22222222", "Firma")
    assert svar.fejl.startswith("KTO-028")
    assert "haendelser bruger reset lis" in svar.fejl
    assert "22222222" not in haendelser("organisation").ud


def test_what_was_there_already_is_begun_upon(haendelser: Haendelser) -> None:
    haendelser("organisation", "create", KORSBAEK, "Korsbæk Kommune", "--myndighed")
    assert haendelser("begin", KORSBAEK, "Et andet navn").ud.startswith("Korsbæk Kommune: CVR 11111111, myndighed\n")


def test_a_closed_organisation_is_not_begun_upon(haendelser: Haendelser) -> None:
    haendelser("organisation", "create", KORSBAEK, "Korsbæk Kommune", "--myndighed")
    haendelser("organisation", "change", KORSBAEK, "--luk")
    assert haendelser("begin", KORSBAEK, "Korsbæk Kommune").fejl.startswith("KTO-029")
    assert "drift" not in haendelser("bruger").ud


def test_the_municipalities_are_loaded(haendelser: Haendelser) -> None:
    assert haendelser("organisation", "kommuner").ud == "99 kommuner er oprettet; 0 var der i forvejen.\n"
    assert "29189846  Viborg Kommune  myndighed" in haendelser("organisation", "--soeg", "VIBORG").ud


def test_organisations_are_changed_and_closed(opsat: Haendelser) -> None:
    svar = opsat("organisation", "change", KORSBAEK, "--leverandoer", "--luk")
    assert svar.ud == "Korsbæk Kommune: CVR 11111111, myndighed, leverandør, lukket\n"


def test_users_are_changed_and_closed(opsat: Haendelser) -> None:
    assert opsat("bruger", "change", "lis", "--ingen-roller").ud == "lis (Lis, CVR 22222222): ingen roller\n"
    svar = opsat("bruger", "change", "lis", "--rolle", "revisor", "--rolle", "testansvarlig", "--luk")
    assert svar.ud == "lis (Lis, CVR 22222222): revisor, testansvarlig, lukket\n"
    assert opsat("--som", "lis", "bruger").fejl.startswith("KTO-027")
    assert re.search(r"lis +Lis +22222222 +revisor, testansvarlig +nej +lukket", opsat("bruger").ud)
    assert opsat("bruger", "change", "lis", "--ingen-roller", "--rolle", "revisor").status == 2
    assert "Førstegangskode" in opsat("bruger", "reset", "lis").ud
    assert opsat("bruger", "reset", "lis", "--app").ud == "Brugeren har ingen godkendelsesapp; intet er ændret.\n"


def test_a_key_is_shown_once(opsat: Haendelser) -> None:
    noegle = opsat("noegle", "create", "Rapport", "--bruger", "rosa", "--handling", "status.laes").ud.strip()
    assert noegle.startswith("hn_")
    liste = opsat("noegle").ud
    assert noegle not in liste
    [id_] = re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", liste)
    assert opsat("noegle", "close", id_).ud == "Nøglen er lukket.\n"
    assert opsat("noegle", "close", id_).fejl.startswith("KTO-044")
    assert "lukket" in opsat("noegle").ud
    assert opsat("noegle", "create", "x", "--handling", "status.laes").status == 2


def test_as_somebody_one_sees_ones_own(opsat: Haendelser) -> None:
    assert "lis" in opsat("--som", "lis", "bruger").ud
    assert "adam" not in opsat("--som", "lis", "bruger").ud
    assert "adam" in opsat("--som", "rosa", "bruger").ud
    assert opsat("--som", "lis", "bruger", "create", "bo", "Bo", "--cvr", KORSBAEK).fejl.startswith("ADG-001")
    opsat("noegle", "create", "Rapport", "--bruger", "rosa", "--handling", "status.laes")
    [id_] = re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", opsat("noegle").ud)
    assert opsat("--som", "lis", "noegle", "close", id_).fejl.startswith("ADG-002")
    assert opsat("--som", "lis", "noegle", "create", "x", "--bruger", "rosa", "--handling", "status.laes").status == 1


@pytest.mark.parametrize("hvem", ["adam", "lis", "rosa"])
def test_as_somebody_one_may_no_more_than_that_one(opsat: Haendelser, hvem: str) -> None:
    for kommando in (["feed"], ["receive", __file__], ["setup", "--export"], ["files"], ["status"], ["alarmtest"]):
        svar = opsat("--som", hvem, *kommando)
        if not (hvem == "rosa" and kommando == ["files"]):
            assert (svar.status, svar.ud, svar.fejl[:7]) == (1, "", "ADG-001"), kommando


def test_the_reason_holds_no_personnummer(haendelser: Haendelser) -> None:
    svar = haendelser("--grund", "om 610190-1234", "feed")
    assert (svar.status, svar.fejl[:7], "610190" in svar.fejl) == (1, "KTO-013", False)


def test_in_produktion_the_operator_approves_for_nobody_whoever_it_acts_as(
    opsat: Haendelser, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("HAENDELSER_ENVIRONMENT", "produktion")
    monkeypatch.setenv("HAENDELSER_DATABASE_URL", f"sqlite:///{tmp_path}/drift.db")
    assert opsat("organisation", "kommuner").status == 0
    assert opsat("bruger", "create", "vibe", "Vibe", "--cvr", "29189846", "--rolle", "aftaleadministrator").status == 0
    svar = opsat("--som", "vibe", "aftale", "approve", "x")
    assert (svar.status, svar.fejl[:7]) == (1, "ADG-005")


def test_a_key_that_somebody_has_damaged_is_said_to_be_so_and_found_by_the_check(
    opsat: Haendelser, tmp_path: Path
) -> None:
    opsat("noegle", "create", "Rapport", "--bruger", "rosa", "--handling", "status.laes")
    with closing(sqlite3.connect(tmp_path / "h.post.db")) as forbindelse:
        forbindelse.executescript("UPDATE apinoegle SET omfang = 'alt'")
    svar = opsat("noegle")
    assert (svar.status, svar.fejl[:8]) == (1, "LAG-018:")
    svar = opsat("check")
    assert svar.status == 3
    assert "adgang: postrum: 1 API-nøgler kan ikke læses" in svar.fejl
