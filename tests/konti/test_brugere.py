"""Users are made, changed and closed, and what is wrong with one is told before anything is made."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from cpr_haendelser.adgang.model import Bruger, Rolle
from cpr_haendelser.fejl import Brugsfejl
from tests.konti.conftest import ANDEN, LIS, Hus

LIS_EFTER = Bruger("", "lis.lund", "Lis Holm", "ny@example.dk", LIS.cvr, frozenset(), aktiv=False)


@pytest.mark.parametrize(
    ("felter", "fejl"),
    [
        ({"brugernavn": "Lis"}, "KTO-021"),
        ({"brugernavn": ""}, "KTO-021"),
        ({"brugernavn": "lis lund"}, "KTO-021"),
        ({"brugernavn": "-lis"}, "KTO-021"),
        ({"brugernavn": "l" * 64}, "KTO-021"),
        ({"navn": " "}, "KTO-022"),
        ({"navn": "l" * 101}, "KTO-022"),
        ({"mail": "lis"}, "KTO-023"),
        ({"mail": "lis@example.dk\nBcc: x@y.dk"}, "TEGN-001"),
        ({"cvr": "99999999"}, "KTO-024"),
        ({"roller": frozenset({Rolle.IT_SYSTEM})}, "KTO-026"),
        ({"navn": "Lis 610190-1234"}, "KTO-013"),
        ({"brugernavn": "6101901234"}, "KTO-013"),
    ],
)
def test_a_user_that_cannot_be_is_not_made(hus: Hus, felter: dict[str, Any], fejl: str) -> None:
    with pytest.raises(Brugsfejl) as error:
        hus.brugere.create(LIS._replace(**felter), "operatoer")
    assert error.value.kode == fejl
    assert hus.brugere.list_all() == []


def test_a_brugernavn_is_given_once_and_for_good(hus: Hus) -> None:
    bruger = hus.brugere.create(LIS, "operatoer").bruger
    hus.brugere.change("lis.lund", "operatoer", aktiv=False)
    with pytest.raises(Brugsfejl) as error:
        hus.brugere.create(LIS._replace(cvr=ANDEN), "operatoer")
    assert error.value.kode == "KTO-025"
    assert hus.brugere.list_all() == [bruger._replace(aktiv=False)]


def test_of_two_who_make_the_same_user_at_once_one_does(hus: Hus) -> None:
    def create(nummer: int) -> str:
        try:
            hus.brugere.create(LIS._replace(navn=f"Lis {nummer}"), "operatoer")
        except Brugsfejl as fejl:
            return fejl.kode
        return ""

    with ThreadPoolExecutor(6) as traade:
        svar = sorted(traade.map(create, range(6)))
    assert svar == ["", *["KTO-025"] * 5]


def test_a_user_is_found_by_brugernavn_or_uuid_and_in_its_organisation(hus: Hus) -> None:
    bruger = hus.brugere.create(LIS, "operatoer").bruger
    bo = hus.brugere.create(LIS._replace(brugernavn="bo", cvr=ANDEN), "operatoer").bruger
    assert hus.brugere.find("LIS.lund") == hus.brugere.find(bruger.uuid.upper()) == bruger
    assert hus.brugere.list_all() == [bo, bruger]
    assert hus.brugere.list_all(ANDEN) == [bo]
    for navn, cvr in (("nix", ""), ("lis.lund", ANDEN)):
        with pytest.raises(Brugsfejl) as error:
            hus.brugere.find(navn, cvr)
        assert error.value.kode == "KTO-020"


def test_every_change_is_dated_and_by_somebody(hus: Hus) -> None:
    foer = hus.postrum.version()
    hus.brugere.create(LIS, "bruger:1")
    hus.brugere.change("lis.lund", "bruger:2", roller=[Rolle.REVISOR])
    hus.brugere.change("lis.lund", "bruger:2", roller=[Rolle.REVISOR])
    assert hus.postrum.version() == foer + 2
    assert [each.roller for each in hus.postrum.opsaetning_pr(foer + 1).brugere] == [LIS.roller]


def test_two_who_change_the_same_user_at_once_undo_nothing_of_each_other(hus: Hus) -> None:
    hus.brugere.create(LIS, "operatoer")
    aendringer: list[dict[str, Any]] = [{"roller": []}, {"mail": "ny@example.dk"}, {"fulde_navn": "Lis Holm"}]
    aktiv: list[dict[str, Any]] = [{"aktiv": False}] * 3
    with ThreadPoolExecutor(6) as traade:
        list(traade.map(lambda each: hus.brugere.change("lis.lund", "operatoer", **each), [*aendringer, *aktiv]))
    [efter] = hus.brugere.list_all()
    assert efter == LIS_EFTER._replace(uuid=efter.uuid)
