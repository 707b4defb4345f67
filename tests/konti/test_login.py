"""Who logs in, who waits, and nobody who keeps somebody else out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest
from argon2 import PasswordHasher

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.konti.adgangskode import Koder
from cpr_haendelser.konti.login import PR_ADRESSE, PR_KONTO, Forsoeg, Portner, Vent
from cpr_haendelser.konti.sessioner import Mangler
from tests.konti.conftest import BEDRE, GOD, HJEMME, LIS, NAVNERUM, UDE, Hus
from tests.konti.test_adgangskode import BILLIG


def kode_of(hvad: pytest.ExceptionInfo[Brugsfejl]) -> str:
    return hvad.value.kode


def test_a_first_password_is_good_for_choosing_another_and_nothing_else(hus: Hus) -> None:
    bruger, kode, _, _ = hus.brugere.create(LIS, "operatoer")
    fundet = hus.sessioner.find(hus.log_in(kode))
    assert fundet is not None
    assert fundet.mangler is Mangler.ADGANGSKODE
    maerke, ny = hus.portner.change_password(bruger, kode, GOD)
    assert ny.mangler is Mangler.INTET
    assert hus.sessioner.find(maerke) is not None
    with pytest.raises(Brugsfejl) as error:
        hus.log_in(kode)
    assert kode_of(error) == "KTO-002"
    assert hus.log_in(GOD).startswith("hs_")


def test_a_first_password_runs_out(hus: Hus) -> None:
    kode = hus.brugere.create(LIS, "operatoer").foerstegangskode
    hus.wait(days=7)
    with pytest.raises(Brugsfejl) as error:
        hus.log_in(kode)
    assert kode_of(error) == "KTO-004"
    assert hus.log_in(hus.brugere.reset("lis.lund", "operatoer").foerstegangskode)


@pytest.mark.parametrize(
    ("navn", "adgangskode"),
    [("lis.lund", BEDRE), ("bo", GOD), ("", GOD), ("lis.lund", ""), ("lis.lund", GOD * 100), ("lis.lund\x00", GOD)],
)
def test_a_wrong_name_and_a_wrong_password_are_told_alike(hus: Hus, navn: str, adgangskode: str) -> None:
    hus.settle()
    with pytest.raises(Brugsfejl) as error:
        hus.log_in(adgangskode, navn=navn)
    assert (kode_of(error), error.value.tekst) == ("KTO-002", "brugernavn eller adgangskode er forkert.")


def test_who_is_closed_is_nobody(hus: Hus) -> None:
    hus.settle()
    maerke = hus.log_in()
    hus.brugere.change("lis.lund", "operatoer", aktiv=False)
    assert hus.sessioner.find(maerke) is None
    with pytest.raises(Brugsfejl) as error:
        hus.log_in()
    assert kode_of(error) == "KTO-002"
    hus.brugere.change("lis.lund", "operatoer", aktiv=True)
    assert hus.log_in()


def test_many_wrong_attempts_on_an_account_wait(hus: Hus) -> None:
    hus.settle()
    for nummer in range(PR_KONTO):
        with pytest.raises(Brugsfejl) as error:
            hus.log_in("forkert adgangskode", adresse=f"203.0.113.{nummer}")
        assert kode_of(error) == "KTO-002"
    with pytest.raises(Vent) as vent:
        hus.log_in(GOD, adresse="203.0.113.200")
    assert 0 < vent.value.sekunder <= 91
    hus.wait(seconds=vent.value.sekunder)
    assert hus.log_in(GOD, adresse="203.0.113.200")


def test_who_guesses_from_elsewhere_does_not_keep_the_user_out(hus: Hus) -> None:
    hus.settle()
    hus.log_in(adresse=HJEMME)
    for nummer in range(5 * PR_KONTO):
        with pytest.raises(Brugsfejl):
            hus.log_in("forkert adgangskode", adresse=f"203.0.113.{nummer}")
    assert hus.log_in(adresse=HJEMME)
    hus.portner = hus.new_portner()
    assert hus.log_in(adresse=HJEMME)


def test_many_wrong_attempts_from_an_address_wait_whatever_the_names(hus: Hus) -> None:
    hus.settle()
    hus.log_in(adresse=HJEMME)
    for nummer in range(PR_ADRESSE):
        with pytest.raises(Brugsfejl):
            hus.log_in("forkert adgangskode", adresse=UDE, navn=f"navn-{nummer}")
    with pytest.raises(Vent):
        hus.log_in(adresse=UDE)
    assert hus.log_in(adresse=HJEMME)


@pytest.mark.parametrize(
    ("en", "anden", "samme"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("testclient", "testclient", True),
    ],
)
def test_a_household_is_one_address(hus: Hus, en: str, anden: str, *, samme: bool) -> None:
    for nummer in range(PR_ADRESSE):
        with pytest.raises(Brugsfejl):
            hus.log_in(adresse=en, navn=f"navn-{nummer}")
    with pytest.raises(Brugsfejl) as error:
        hus.log_in(adresse=anden, navn="navn")
    assert (kode_of(error) == "KTO-001") is samme


def test_right_attempts_never_wait(hus: Hus) -> None:
    hus.settle()
    for _ in range(2 * PR_ADRESSE):
        assert hus.log_in()


def test_other_parameters_of_the_hash_are_taken_up_at_login(hus: Hus) -> None:
    bruger = hus.settle()
    login = hus.postrum.login(bruger.uuid)
    assert login is not None
    gammel = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(GOD)
    hus.postrum.skift_login(login, login._replace(adgangskode=gammel), hvem="operatoer", nu="2026-11-25T00:00:00Z")
    assert hus.sessioner.find(hus.log_in()) is not None
    ny = hus.postrum.login(bruger.uuid)
    assert ny is not None
    assert "m=8,t=1,p=1" in ny.adgangskode


def test_an_authenticator_app_is_asked_for_from_then_on_and_its_codes_count_once(hus: Hus) -> None:
    bruger = hus.settle()
    foer = hus.log_in()
    hemmelighed = hus.portner.new_totp(bruger)
    app = pyotp.TOTP(hemmelighed)
    for adgangskode, kode, fejl in ((BEDRE, app.at(hus.tid), "KTO-005"), (GOD, "000000", "KTO-008")):
        with pytest.raises(Brugsfejl) as error:
            hus.portner.confirm_totp(bruger, adgangskode, hemmelighed, kode)
        assert kode_of(error) == fejl
    hus.portner.confirm_totp(bruger, GOD, hemmelighed, app.at(hus.tid))
    assert hus.sessioner.find(foer) is None
    for kode in ("", "000000", app.at(hus.tid)):
        with pytest.raises(Brugsfejl) as error:
            hus.log_in(kode=kode)
        assert kode_of(error) == "KTO-003"
    hus.wait(seconds=30)
    assert hus.log_in(kode=app.at(hus.tid))
    with pytest.raises(Brugsfejl):
        hus.log_in(kode=app.at(hus.tid))
    with pytest.raises(Brugsfejl) as error:
        hus.portner.new_totp(bruger)
    assert kode_of(error) == "KTO-007"
    hus.brugere.remove_totp("lis.lund", "operatoer")
    assert hus.log_in()


def test_one_code_lets_one_in_however_many_come_at_once(hus: Hus) -> None:
    bruger = hus.settle()
    hemmelighed = hus.portner.new_totp(bruger)
    hus.portner.confirm_totp(bruger, GOD, hemmelighed, pyotp.TOTP(hemmelighed).at(hus.tid))
    hus.wait(seconds=30)
    forsoeg = Forsoeg("lis.lund", GOD, pyotp.TOTP(hemmelighed).at(hus.tid), HJEMME)

    def attempt(_: int) -> bool:
        try:
            hus.portner.log_in(forsoeg)
        except Brugsfejl:
            return False
        return True

    with ThreadPoolExecutor(8) as traade:
        assert sum(traade.map(attempt, range(8))) == 1


def test_where_it_is_demanded_nothing_else_is_done_before_there_is_an_app(strengt: Hus) -> None:
    bruger = strengt.settle()
    fundet = strengt.sessioner.find(strengt.log_in())
    assert fundet is not None
    assert fundet.mangler is Mangler.TOFAKTOR
    hemmelighed = strengt.portner.new_totp(bruger)
    app = pyotp.TOTP(hemmelighed)
    assert strengt.portner.confirm_totp(bruger, GOD, hemmelighed, app.at(strengt.tid))[1].mangler is Mangler.INTET


@pytest.mark.parametrize(
    ("gammel", "ny", "fejl"),
    [
        (BEDRE, GOD, "KTO-005"),
        (GOD, GOD, "KTO-006"),
        (GOD, "kort", "KTO-010"),
        (GOD, "lis.lund1234", "KTO-012"),
    ],
)
def test_a_password_is_changed_by_who_knows_it_to_one_that_may_be(hus: Hus, gammel: str, ny: str, fejl: str) -> None:
    bruger = hus.settle()
    with pytest.raises(Brugsfejl) as error:
        hus.portner.change_password(bruger, gammel, ny)
    assert kode_of(error) == fejl
    assert hus.log_in(GOD)


def test_who_was_given_a_new_first_password_meanwhile_does_not_go_on_with_the_old_one(hus: Hus) -> None:
    bruger = hus.settle()

    class Langsom(Koder):
        """While it computes, the operator gives a new first password."""

        def hash(self, kode: str) -> str:
            hus.brugere.reset("lis.lund", "operatoer")
            return super().hash(kode)

    hus.portner = Portner(hus.postrum, hus.bord, Langsom(BILLIG), hus.sessioner, NAVNERUM, hus.nu)
    with pytest.raises(Brugsfejl) as error:
        hus.portner.change_password(bruger, GOD, BEDRE)
    assert kode_of(error) == "KTO-009"
    with pytest.raises(Brugsfejl) as error:
        hus.log_in(BEDRE)
    assert kode_of(error) == "KTO-002"


def test_guessing_the_former_password_with_somebodys_session_is_dampened_too(hus: Hus) -> None:
    bruger = hus.settle()
    koder = []
    for _ in range(PR_KONTO + 1):
        with pytest.raises(Brugsfejl) as error:
            hus.portner.change_password(bruger, "gætter mig frem", BEDRE)
        koder.append(kode_of(error))
    assert set(koder[:-1]) == {"KTO-005"}
    assert koder[-1] == "KTO-001"


def test_nothing_of_an_attempt_is_in_the_log_or_the_error(hus: Hus, caplog: pytest.LogCaptureFixture) -> None:
    hus.settle()
    with pytest.raises(Brugsfejl) as error:
        hus.log_in("min hemmelige kode 77", navn="lis.lund", adresse=UDE)
    alt = caplog.text + str(error.value)
    assert "afvist" in alt
    assert not {each for each in ("hemmelige", "lis", UDE) if each in alt}
