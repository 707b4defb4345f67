"""Logging in by the pages, and forms that are not our own."""

from __future__ import annotations

import re
from html import unescape

import pytest
from jinja2 import DictLoader

from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.app import Installation
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.noedside import MILJOEORD, last_resort
from cpr_haendelser.konsol.samling import create_konsol, pages
from cpr_haendelser.konsol.side import MILJOEER, Adgang
from cpr_haendelser.konsol.sprog import SPROG, katalog
from cpr_haendelser.konsol.vogter import HOVEDER, back_to
from cpr_haendelser.konti.brugere import NyBruger
from tests.konsol.conftest import KODE, Browser, browser, logged_in, make_organisation, make_user
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


def test_the_page_of_login_says_what_to_type_while_nobody_can_log_in(tom: Installation) -> None:
    assert "haendelser begin" in browser(tom).get(f"{ROD}/login").text
    make_organisation(tom)
    make_user(tom, "drift", Rolle.DRIFTSOPERATOER)
    side = browser(tom).get(f"{ROD}/login").text
    assert "haendelser begin" not in side
    assert "haendelser bruger reset" in side


def test_a_login_leads_to_where_one_was_going(installation: Installation) -> None:
    data = {"brugernavn": "driftsoperatoer", "adgangskode": KODE, "til": f"{ROD}/filer"}
    assert browser(installation).post(f"{ROD}/login", data=data).url.path == f"{ROD}/filer"


@pytest.mark.parametrize(
    "adresse",
    [
        "/haendelser?til=3&uden=ja",
        "/filer?q=a%26b%2Bc+d%20%C3%A6",
        "/organisationer/%C3%A6%3F?x=1",
        "?adgangskode=valgt",
    ],
)
def test_who_was_logged_out_meanwhile_comes_back_to_the_very_address(installation: Installation, adresse: str) -> None:
    udefra = browser(installation)
    til = re.search(r'name="til" value="([^"]+)"', udefra.get(ROD + adresse).text)
    assert til
    data = {"brugernavn": "driftsoperatoer", "adgangskode": KODE, "til": unescape(til[1])}
    svar = udefra.post(f"{ROD}/login", data=data, follow_redirects=False)
    assert (svar.status_code, svar.headers["location"]) == (303, ROD + adresse)


@pytest.mark.parametrize(
    "til",
    [
        "",
        "https://ond.example/",
        "//ond.example",
        f"{ROD}/../haendelser",
        f"{ROD}/\\ond",
        "/haendelser",
        f"{ROD}x",
        f"{ROD}/%2e%2e/ond",
        f"{ROD}/%5Cond",
        f"{ROD}/a%0d%0aSet-Cookie:x",
        f"{ROD}/filer?q=6101901234",
        f"{ROD}/filer?q=610190%2D1234",
        "//[",
    ],
)
def test_a_login_leads_nowhere_else(til: str) -> None:
    assert back_to(til) == ROD


def test_a_page_that_says_it_was_come_to_from_no_address_is_refused_as_ever(drift: Browser) -> None:
    svar = drift.get(f"{ROD}/filer/x", headers={"Referer": "http://["})
    assert (svar.status_code, "WEB-404" in svar.text) == (404, True)


def test_logged_out_is_out(drift: Browser) -> None:
    assert drift.fill_in(f"{ROD}/logout")
    assert drift.get(ROD).url.path == f"{ROD}/login"


@pytest.mark.parametrize(
    ("felter", "hoveder"),
    [
        ({}, {}),
        ({"modtegn": "0" * 64}, {}),
        ({"modtegn": "æøå"}, {}),
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


def test_a_login_form_left_in_another_tab_leads_to_the_console_and_changes_nobody(drift: Browser) -> None:
    data = {"brugernavn": "revisor", "adgangskode": KODE, "til": f"{ROD}/filer"}
    svar = drift.post(f"{ROD}/login", data=data, follow_redirects=False)
    assert (svar.status_code, svar.headers["location"]) == (303, f"{ROD}/filer")
    assert "set-cookie" not in svar.headers
    fremmed = drift.post(f"{ROD}/login", data=data, headers={"origin": "https://ond.example"})
    assert "KON-001" in fremmed.text


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


NUMMER = "6101901234"
"""Of a test person: the day has 60 added."""


@pytest.mark.parametrize(
    "adresse",
    [
        f"/organisationer?soeg={NUMMER}",
        "/organisationer?soeg=610190-1234",
        "/organisationer?soeg=610190+1234",
        "/organisationer?soeg=610190%201234",
        f"/organisationer?{NUMMER}=x",
        f"/{NUMMER}",
        f"/haendelser/{NUMMER}",
        "/610190-1234/mere",
        f"/login?til=/konsol/{NUMMER}",
        "/login?til=%2Fkonsol%2F%2536101901234",
        f"/sprog/en?til=/konsol/{NUMMER}",
    ],
)
@pytest.mark.parametrize("inde", [True, False])
def test_a_personnummer_in_an_address_is_refused_and_neither_repeated_nor_carried_on(
    installation: Installation, adresse: str, *, inde: bool
) -> None:
    denne = logged_in(installation, Rolle.DRIFTSOPERATOER) if inde else browser(installation)
    svar = denne.get(ROD + adresse, follow_redirects=False)
    assert (svar.status_code, "KON-009" in svar.text) == (400, True)
    alt = svar.text + str(dict(svar.headers))
    assert not any(each in alt for each in (NUMMER, "610190-1234", "610190 1234", "610190+1234"))
    assert HOVEDER.items() <= {navn.title(): vaerdi for navn, vaerdi in svar.headers.items()}.items()


@pytest.mark.parametrize(
    "adresse", ["/organisationer?soeg=29189420", "/dueslag/ab123456-1234-4000-8000-a0123456789b", "/haendelser/12"]
)
def test_what_only_holds_many_digits_is_an_address_like_others(drift: Browser, adresse: str) -> None:
    assert "KON-009" not in drift.get(ROD + adresse).text


def test_a_login_form_leads_to_no_address_with_a_personnummer() -> None:
    assert back_to(f"{ROD}/{NUMMER}") == ROD


def test_every_error_of_the_console_has_its_headers_also_the_one_that_nobody_expected(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    denne = Browser(create_konsol(installation), base_url="http://127.0.0.1", raise_server_exceptions=False)

    def break_down(*_: object) -> None:
        raise RuntimeError(NUMMER)

    svarene = [denne.put(f"{ROD}/filer"), denne.get(f"{ROD}/statisk/intet"), denne.post(f"{ROD}/filer/1/x")]
    monkeypatch.setattr("cpr_haendelser.konsol.vogter._check_origin", break_down)
    svarene.append(denne.post(f"{ROD}/login", data={"brugernavn": "x"}))
    assert [svar.status_code for svar in svarene] == [405, 404, 401, 500]
    assert "WEB-500" in svarene[-1].text
    assert NUMMER not in svarene[-1].text
    for svar in svarene:
        assert HOVEDER.items() <= {navn.title(): vaerdi for navn, vaerdi in svar.headers.items()}.items()


@pytest.mark.parametrize("sprog", SPROG)
def test_where_nothing_can_be_drawn_the_last_resort_says_what_and_where_in_both_languages(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, sprog: str
) -> None:
    denne = Browser(create_konsol(installation), base_url="http://127.0.0.1", raise_server_exceptions=False)
    monkeypatch.setattr(MILJOEER[sprog], "loader", DictLoader({}))
    monkeypatch.setattr(MILJOEER[sprog], "cache", {})
    svar = denne.get(f"{ROD}/login", headers={"accept-language": sprog})
    assert svar.status_code == 500
    assert HOVEDER.items() <= {navn.title(): vaerdi for navn, vaerdi in svar.headers.items()}.items()
    assert svar.text.count("WEB-500") == svar.text.count("ExtTest") == 2
    assert "An error happened" in svar.text
    assert not re.search(r"<script|\sstyle=|\son\w+=|https?:|«", svar.text)


def test_the_last_resort_says_the_environment_as_the_pages_do() -> None:
    for miljoe, (dansk, engelsk) in MILJOEORD.items():
        assert katalog()[dansk] == engelsk
        assert dansk.encode() in last_resort(miljoe).body
