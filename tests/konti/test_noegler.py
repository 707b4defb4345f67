"""API keys: shown once, scoped, expiring, closed at once."""

from __future__ import annotations

import pytest

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.model import Rolle, as_bruger, as_system
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.konti.noegler import FLEST, IKKE_MED_NOEGLE
from tests.konti.conftest import ANDEN, BEDRE, EGEN, GOD, LIS, Hus
from tests.udlevering.opsat import A, D

SYSTEM = as_system(A, "Anders", EGEN)


def test_a_key_acts_as_its_user_within_its_scope(hus: Hus) -> None:
    bruger = hus.settle()
    tekst, noegle = hus.noegler.create(as_bruger(bruger), "Rapport", {Handling.STATUS_LAES}, 30, "operatoer")
    assert hus.noegler.find(tekst) == as_bruger(bruger, frozenset({Handling.STATUS_LAES}))
    assert (tekst.startswith("hn_"), len(tekst) >= 43) == (True, True)
    assert tekst.encode() not in noegle.hash
    for forkert in ("", tekst[:-1], tekst + "x", "hn_"):
        assert hus.noegler.find(forkert) is None


def test_it_has_the_roles_that_its_user_has_now(hus: Hus) -> None:
    bruger = hus.settle()
    tekst, _ = hus.noegler.create(as_bruger(bruger), "Rapport", {Handling.SYSTEM_RET}, 30, "x")
    hus.brugere.change("lis.lund", "x", roller=[Rolle.REVISOR])
    aktoer = hus.noegler.find(tekst)
    assert aktoer is not None
    assert aktoer.roller == {Rolle.REVISOR}
    hus.brugere.change("lis.lund", "x", aktiv=False)
    assert hus.noegler.find(tekst) is None


def test_a_system_has_keys_too(hus: Hus) -> None:
    tekst, noegle = hus.noegler.create(SYSTEM, "Feed", {Handling.LOG_LAES}, 30, "x")
    assert hus.noegler.find(tekst) == as_system(A, "Anders", EGEN, frozenset({Handling.LOG_LAES}))
    assert hus.noegler.cvr_of(noegle) == EGEN
    lukket, _ = hus.noegler.create(SYSTEM._replace(id=D), "Feed", {Handling.LOG_LAES}, 30, "x")
    assert hus.noegler.find(lukket) is None


def test_the_keys_of_a_system_are_dead_while_its_organisation_is_closed(
    hus: Hus, caplog: pytest.LogCaptureFixture
) -> None:
    tekst, _ = hus.noegler.create(SYSTEM, "Feed", {Handling.LOG_LAES}, 30, "x")
    hus.close_organisation(EGEN)
    assert hus.noegler.find(tekst) is None
    assert [(each.kode, each.felter) for each in caplog.records] == [("system.lukket", {"system": A})]  # type: ignore[attr-defined]
    hus.close_organisation(EGEN, aktiv=True)
    assert hus.noegler.find(tekst) is not None


def test_it_runs_out_and_is_closed_for_good(hus: Hus) -> None:
    kort, _ = hus.noegler.create(SYSTEM, "Kort", {Handling.LOG_LAES}, 1, "x")
    lang, noegle = hus.noegler.create(SYSTEM, "Lang", {Handling.LOG_LAES}, 365, "x")
    hus.wait(days=1)
    assert (hus.noegler.find(kort), hus.noegler.find(lang) is not None) == (None, True)
    hus.noegler.close(noegle.id.upper(), "operatoer")
    assert hus.noegler.find(lang) is None
    for id_ in (noegle.id, "nix"):
        with pytest.raises(Brugsfejl) as error:
            hus.noegler.close(id_, "operatoer")
        assert error.value.kode == "KTO-044"


def test_the_day_of_its_last_use_is_kept(hus: Hus) -> None:
    tekst, noegle = hus.noegler.create(SYSTEM, "Feed", {Handling.LOG_LAES}, 30, "x")
    assert hus.noegler.by_id(noegle.id).sidst_brugt == ""
    hus.noegler.find(tekst)
    assert hus.noegler.by_id(noegle.id).sidst_brugt == "2026-11-30"
    hus.wait(days=2)
    hus.noegler.find(tekst)
    assert hus.noegler.by_id(noegle.id).sidst_brugt == "2026-12-02"


@pytest.mark.parametrize("handling", sorted(IKKE_MED_NOEGLE))
def test_no_key_makes_keys_users_or_passwords(hus: Hus, handling: Handling) -> None:
    bruger = hus.settle()
    operatoer = as_bruger(bruger)._replace(roller=frozenset({Rolle.DRIFTSOPERATOER}))
    with pytest.raises(Brugsfejl) as error:
        hus.noegler.create(operatoer, "Alt", {handling}, 30, "x")
    assert error.value.kode == "KTO-042"


@pytest.mark.parametrize(
    ("navn", "omfang", "dage", "fejl"),
    [
        ("", {Handling.LOG_LAES}, 30, "KTO-040"),
        ("x" * 101, {Handling.LOG_LAES}, 30, "KTO-040"),
        ("Feed", {Handling.LOG_LAES}, 0, "KTO-041"),
        ("Feed", {Handling.LOG_LAES}, 366, "KTO-041"),
        ("Feed", set[Handling](), 30, "KTO-042"),
        ("Feed", {Handling.LOG_LAES, Handling.BACKUP_TAG}, 30, "KTO-042"),
        ("Feed om 610190-1234", {Handling.LOG_LAES}, 30, "KTO-013"),
    ],
)
def test_a_key_that_cannot_be_is_not_made(hus: Hus, navn: str, omfang: set[Handling], dage: int, fejl: str) -> None:
    with pytest.raises(Brugsfejl) as error:
        hus.noegler.create(SYSTEM, navn, omfang, dage, "x")
    assert error.value.kode == fejl
    assert hus.noegler.list_all() == []


def test_the_same_form_sent_once_more_makes_no_second_key(hus: Hus) -> None:
    maerke = "0b3f2f0e-8d43-4a6b-9a0c-6f0f1a2b3c4d"
    tekst, noegle = hus.noegler.create(SYSTEM, "Feed", {Handling.LOG_LAES}, 30, "x", engang=maerke)
    assert noegle.id == maerke
    for _ in range(2):
        with pytest.raises(Brugsfejl, match="allerede lavet") as error:
            hus.noegler.create(SYSTEM, "Feed", {Handling.LOG_LAES}, 30, "x", engang=maerke)
        assert error.value.kode == "KTO-045"
    assert hus.noegler.list_all() == [noegle]
    assert hus.noegler.find(tekst) is not None


def test_an_owner_has_so_many_open_ones_and_no_more(hus: Hus) -> None:
    for nummer in range(FLEST):
        hus.noegler.create(SYSTEM, f"Nr. {nummer}", {Handling.LOG_LAES}, 30, "x")
    with pytest.raises(Brugsfejl) as error:
        hus.noegler.create(SYSTEM, "En til", {Handling.LOG_LAES}, 30, "x")
    assert error.value.kode == "KTO-043"
    hus.noegler.close(hus.noegler.list_all()[0].id, "operatoer")
    hus.noegler.create(SYSTEM, "En til", {Handling.LOG_LAES}, 30, "x")


def test_keys_are_listed_by_organisation_and_owner(hus: Hus) -> None:
    bruger = hus.settle()
    hus.noegler.create(SYSTEM, "System", {Handling.LOG_LAES}, 30, "x")
    hus.noegler.create(as_bruger(bruger), "Bruger", {Handling.STATUS_LAES}, 30, "x")
    assert {each.navn for each in hus.noegler.list_all(EGEN)} == {"System", "Bruger"}
    assert [each.navn for each in hus.noegler.list_all(ejer=bruger.uuid)] == ["Bruger"]
    assert hus.noegler.list_all(ANDEN) == []


def test_a_new_first_password_closes_the_users_keys_and_nobody_elses_and_the_audit_says_so(hus: Hus) -> None:
    bruger = hus.settle()
    egen, _ = hus.noegler.create(as_bruger(bruger), "Egen", {Handling.STATUS_LAES}, 30, as_bruger(bruger).hvem)
    givet, _ = hus.noegler.create(as_bruger(bruger), "Givet", {Handling.STATUS_LAES}, 30, "operatoer")
    systemets, _ = hus.noegler.create(SYSTEM, "Feed", {Handling.LOG_LAES}, 30, "operatoer")
    foer = hus.postrum.revisionshoved().nr
    assert hus.brugere.reset(bruger.brugernavn, "operatoer").lukkede_noegler == 2
    assert (hus.noegler.find(egen), hus.noegler.find(givet)) == (None, None)
    assert hus.noegler.find(systemets) is not None
    assert hus.postrum.revisionshoved().nr == foer + 3
    assert hus.brugere.reset(bruger.brugernavn, "operatoer").lukkede_noegler == 0


def test_choosing_a_password_closes_what_the_first_one_was_used_to_make_and_no_key_that_was_given(hus: Hus) -> None:
    bruger, kode, _, _ = hus.brugere.create(LIS, "operatoer")
    bagdoer, _ = hus.noegler.create(as_bruger(bruger), "Bagdør", {Handling.STATUS_LAES}, 30, as_bruger(bruger).hvem)
    givet, _ = hus.noegler.create(as_bruger(bruger), "Givet", {Handling.STATUS_LAES}, 30, "operatoer")
    hus.portner.change_password(bruger, kode, GOD)
    assert hus.noegler.find(bagdoer) is None
    assert hus.noegler.find(givet) is not None
    senere, _ = hus.noegler.create(as_bruger(bruger), "Senere", {Handling.STATUS_LAES}, 30, as_bruger(bruger).hvem)
    hus.portner.change_password(bruger, GOD, BEDRE)
    assert hus.noegler.find(senere) is not None
