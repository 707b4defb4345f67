"""A session is over after idleness, after a day's work, and after any change of what it rests on."""

from __future__ import annotations

import pytest

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.model import Rolle, as_bruger
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.konti.organisationer import Organisationer
from cpr_haendelser.konti.sessioner import HOEJST, Maade
from tests.konti.conftest import BEDRE, GOD, LIS, Hus


def test_the_mark_is_kept_nowhere(hus: Hus) -> None:
    bruger = hus.settle()
    maerke = hus.log_in()
    [session] = [each for each in hus.sessioner.list_all(bruger.uuid) if each.hash][-1:]
    assert maerke.encode() not in session.hash
    assert len(maerke) >= 43
    assert hus.sessioner.find(maerke[:-1]) is None
    assert hus.sessioner.find("") is None


def test_it_ends_when_it_is_not_used(hus: Hus) -> None:
    hus.settle()
    maerke = hus.log_in()
    for _ in range(5):
        hus.wait(minutes=29)
        assert hus.sessioner.find(maerke) is not None
    hus.wait(minutes=31)
    assert hus.sessioner.find(maerke) is None


def test_it_ends_after_a_days_work_however_much_it_is_used(hus: Hus) -> None:
    hus.settle()
    maerke = hus.log_in()
    for _ in range(47):
        hus.wait(minutes=15)
        assert hus.sessioner.find(maerke) is not None
    hus.wait(minutes=15)
    assert hus.sessioner.find(maerke) is None


@pytest.mark.parametrize("hvad", ["adgangskode", "nulstilling", "roller", "lukning", "ud", "alle ud"])
def test_it_ends_at_once(hus: Hus, hvad: str) -> None:
    bruger = hus.settle()
    maerke = hus.log_in()
    fundet = hus.sessioner.find(maerke)
    assert fundet is not None
    match hvad:
        case "adgangskode":
            hus.portner.change_password(bruger, GOD, BEDRE)
        case "nulstilling":
            hus.brugere.reset("lis.lund", "operatoer")
        case "roller":
            hus.brugere.change("lis.lund", "operatoer", roller=[Rolle.REVISOR])
        case "lukning":
            hus.brugere.change("lis.lund", "operatoer", aktiv=False)
        case "ud":
            hus.sessioner.end(fundet.session.hash)
        case _:
            hus.sessioner.end_all(bruger.uuid)
    assert hus.sessioner.find(maerke) is None


def test_it_ends_by_its_stamp_alone_where_a_process_died_before_it_was_removed(hus: Hus) -> None:
    bruger = hus.settle()
    maerke = hus.log_in()
    hus.postrum.gem(brugere=[bruger._replace(roller=frozenset({Rolle.REVISOR}))], tidspunkt="", hvem="")
    assert hus.sessioner.list_all(bruger.uuid)
    assert hus.sessioner.find(maerke) is None


def test_another_name_or_mail_ends_nothing(hus: Hus) -> None:
    hus.settle()
    maerke = hus.log_in()
    hus.brugere.change("lis.lund", "operatoer", fulde_navn="Lis Holm", mail="")
    fundet = hus.sessioner.find(maerke)
    assert fundet is not None
    assert fundet.bruger.navn == "Lis Holm"


def test_one_that_was_vouched_for_outlives_a_change_of_the_local_password(hus: Hus) -> None:
    bruger = hus.settle()
    maerke, _ = hus.sessioner.begin(bruger, Maade.OIDC)
    login = hus.postrum.login(bruger.uuid)
    assert login is not None
    hus.postrum.skift_login(login, login._replace(adgangskode="andet"), hvem="operatoer", nu="2026-11-25T00:00:00Z")
    assert hus.sessioner.find(maerke) is not None
    hus.brugere.change("lis.lund", "operatoer", roller=[])
    assert hus.sessioner.find(maerke) is None


def test_a_user_has_so_many_and_no_more(hus: Hus) -> None:
    bruger = hus.settle()
    maerker = []
    for _ in range(HOEJST + 2):
        hus.wait(seconds=1)
        maerker.append(hus.log_in())
    assert [hus.sessioner.find(each) is not None for each in maerker] == [False] * 2 + [True] * HOEJST
    assert len(hus.sessioner.list_all(bruger.uuid)) == HOEJST


def test_what_is_over_is_removed_when_somebody_logs_in(hus: Hus) -> None:
    bo = hus.settle(LIS._replace(brugernavn="bo"))
    hus.log_in(navn="bo")
    hus.settle()
    hus.wait(hours=1)
    hus.log_in()
    assert hus.postrum.sessioner(bo.uuid) == []


def test_nobody_of_a_closed_organisation_is_logged_in_or_comes_in(hus: Hus) -> None:
    bruger = hus.settle()
    maerke = hus.log_in()
    noegle, _ = hus.noegler.create(as_bruger(bruger), "Rapport", {Handling.STATUS_LAES}, 30, "x")
    organisationer = Organisationer(hus.postrum, hus.bord, Miljoe.EXTTEST, hus.nu)
    organisationer.change(bruger.cvr, "operatoer", aktiv=False)
    assert (hus.sessioner.find(maerke), hus.noegler.find(noegle)) == (None, None)
    with pytest.raises(Brugsfejl) as error:
        hus.log_in()
    assert error.value.kode == "KTO-002"
    organisationer.change(bruger.cvr, "operatoer", aktiv=True)
    assert hus.noegler.find(noegle) is not None
    assert hus.sessioner.find(hus.log_in()) is not None
