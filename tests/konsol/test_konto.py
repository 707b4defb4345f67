"""Logging in by the pages, and forms that are not our own."""

from __future__ import annotations

import re

import pytest

from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.app import Installation
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.samling import pages
from cpr_haendelser.konsol.side import Adgang
from cpr_haendelser.konsol.vogter import back_to
from cpr_haendelser.konti.brugere import NyBruger
from tests.konsol.conftest import KODE, Browser, browser
from tests.udlevering.opsat import KORSBAEK


def test_a_first_password_leads_to_choosing_another_and_then_in(installation: Installation) -> None:
    ny = NyBruger("ny", "Ny Bruger", "ny@korsbaek.example", KORSBAEK, frozenset({Rolle.DRIFTSOPERATOER}))
    kode = installation.konti.brugere.create(ny, "operatoer").foerstegangskode
    denne = browser(installation)
    svar = denne.post(f"{ROD}/login", data={"brugernavn": "ny", "adgangskode": kode, "til": f"{ROD}/filer"})
    assert svar.url.path == f"{ROD}/adgangskode"
    assert denne.get(f"{ROD}/haendelser").url.path == f"{ROD}/adgangskode"
    assert "KON-003" in denne.fill_in(f"{ROD}/adgangskode", gammel=kode, ny=KODE, igen="noget andet")
    assert "Overblik" in denne.fill_in(f"{ROD}/adgangskode", gammel=kode, ny=KODE, igen=KODE)


def test_a_login_that_is_not_finished_sees_and_sends_nothing_but_what_finishes_or_ends_it(
    installation: Installation,
) -> None:
    ny = NyBruger("halv", "Halv Vejs", "halv@korsbaek.example", KORSBAEK, frozenset({Rolle.DRIFTSOPERATOER}))
    kode = installation.konti.brugere.create(ny, "operatoer").foerstegangskode
    denne = browser(installation)
    denne.post(f"{ROD}/login", data={"brugernavn": "halv", "adgangskode": kode})
    [modtegn] = set(re.findall(r'name="modtegn" value="([0-9a-f]+)"', denne.get(f"{ROD}/adgangskode").text))
    foer = installation.postrum.revisionshoved().nr
    lukkede = [side for side in pages(installation) if side.adgang not in {Adgang.AABEN, Adgang.UFAERDIG}]
    for side in lukkede:
        sti = ROD + re.sub(r"\{\w+\}", "1", side.sti)
        krop = {"data": {"modtegn": modtegn, "grund": "der skal fejlsøges"}} if side.metode == "POST" else {}
        svar = denne.request(side.metode, sti, follow_redirects=False, **krop)  # type: ignore[arg-type]
        assert (svar.status_code, svar.headers.get("location")) == (303, f"{ROD}/adgangskode"), (side.metode, sti)
    assert {("GET", "/konto"), ("POST", "/konto/noegler/ny"), ("POST", "/konto/sessioner")} < {
        (side.metode, side.sti) for side in lukkede
    }
    assert installation.postrum.revisionshoved().nr == foer


def test_a_wrong_password_is_told_and_the_name_stays_in_the_form(installation: Installation) -> None:
    svar = browser(installation).post(f"{ROD}/login", data={"brugernavn": "revisor", "adgangskode": "forkert"})
    assert svar.status_code == 401
    assert "KTO-002" in svar.text
    assert 'value="revisor"' in svar.text


def test_a_login_leads_to_where_one_was_going(installation: Installation) -> None:
    data = {"brugernavn": "driftsoperatoer", "adgangskode": KODE, "til": f"{ROD}/filer"}
    assert browser(installation).post(f"{ROD}/login", data=data).url.path == f"{ROD}/filer"


@pytest.mark.parametrize(
    "til",
    ["", "https://ond.example/", "//ond.example", f"{ROD}/../haendelser", f"{ROD}/\\ond", "/haendelser", f"{ROD}x"],
)
def test_a_login_leads_nowhere_else(til: str) -> None:
    assert back_to(til) == ROD


def test_logged_out_is_out(drift: Browser) -> None:
    assert drift.fill_in(f"{ROD}/logout")
    assert drift.get(ROD).url.path == f"{ROD}/login"


@pytest.mark.parametrize(
    ("felter", "hoveder"),
    [
        ({}, {}),
        ({"modtegn": "0" * 64}, {}),
        ({"modtegn": ""}, {"origin": "http://127.0.0.1"}),
    ],
)
def test_a_form_without_its_mark_is_refused(drift: Browser, felter: dict[str, str], hoveder: dict[str, str]) -> None:
    svar = drift.post(f"{ROD}/logout", data=felter, headers=hoveder)
    assert svar.status_code == 403
    assert "KON-001" in svar.text
    assert drift.get(ROD).url.path == ROD


@pytest.mark.parametrize(
    "hoveder", [{"origin": "https://ond.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}]
)
def test_another_page_can_send_nobody_a_login(installation: Installation, hoveder: dict[str, str]) -> None:
    data = {"brugernavn": "driftsoperatoer", "adgangskode": KODE}
    svar = browser(installation).post(f"{ROD}/login", data=data, headers=hoveder)
    assert svar.status_code == 403
    assert "set-cookie" not in svar.headers


def test_a_form_that_is_too_long_is_not_read(installation: Installation) -> None:
    svar = browser(installation).post(f"{ROD}/login", content=b"x" * (64 * 1024 + 1))
    assert svar.status_code == 413


def test_the_session_is_a_cookie_that_no_script_reads(installation: Installation) -> None:
    data = {"brugernavn": "driftsoperatoer", "adgangskode": KODE}
    svar = browser(installation).post(f"{ROD}/login", data=data, follow_redirects=False)
    kage = svar.headers["set-cookie"].lower()
    assert "httponly" in kage
    assert "samesite=lax" in kage
    assert "path=/konsol" in kage
