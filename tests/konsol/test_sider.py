"""Every page: who may see it, in which words, and what it carries."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.matrix import Omfang, rettigheder
from cpr_haendelser.adgang.model import BRUGERROLLER, Rolle
from cpr_haendelser.app import Installation
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.samling import pages
from cpr_haendelser.konsol.side import MENU, Adgang
from cpr_haendelser.konsol.sprog import SPROG
from tests.konsol.adressen import ADMINISTRATION
from tests.konsol.conftest import LISTE, Browser, browser, logged_in, make_organisation, make_user
from tests.udlevering.opsat import DUESLAG_A

STIER = (
    "",
    "/filer",
    "/filer/2",
    "/filer/2/linjer",
    "/filer/mappe",
    "/filer/store",
    "/haendelser",
    "/haendelser/1",
    "/personer",
    "/dueslag",
    "/ordrer",
    "/ordrer/ny",
    "/ordrer/ny/handling?ordreart=replika",
    "/ordrer/ny/handling?ordreart=haendelse&q=flyt",
    "/ordrer/ny/linje?ordreart=haendelse&handling=flytning",
    "/ordrer/ny/linje?ordreart=replika&handling=kopier",
    "/ordrer/ny/linje?ordreart=sammenhaengende&handling=samle:beskyttelse",
    "/ordrer/skabelon/haendelse",
    "/ordrer/regneark/haendelse",
    "/ordrer/vilkaar",
    "/testpersoner",
    "/testpersoner/familie",
    "/testpersoner/enkelt",
    "/testpersoner/greb",
    "/gemte",
    "/priser",
    "/afregning",
    "/afregning/csv",
    f"/dueslag/{DUESLAG_A}",
    "/dueslag/nyt",
    f"/dueslag/{DUESLAG_A}/ret",
    f"/dueslag/{DUESLAG_A}/afspil",
    f"/dueslag/{DUESLAG_A}/forklar?nr=1",
    "/vaerdilister",
    f"/vaerdilister/{LISTE}",
    f"/vaerdilister/{LISTE}/vaerdier",
    "/ydelse",
    "/ord",
    "/kom-godt-i-gang",
    "/kom-godt-i-gang/kort",
    "/kom-godt-i-gang/drift",
    "/kom-godt-i-gang/leverandoer",
    "/kom-godt-i-gang/myndighed",
    "/kom-godt-i-gang/certifikater",
    "/kom-godt-i-gang/eksempler",
    "/kom-godt-i-gang/eksempler/hent.py",
    "/kom-godt-i-gang/afvisninger",
    "/adgangskode",
    *ADMINISTRATION,
)
"""An address of each page that is got."""


def test_there_is_an_address_of_each_page_here(installation: Installation) -> None:
    andetsteds = {"/login", "/sprog/{valgt}", "/ordrer/{uuid}", "/ordrer/{uuid}/visning", "/ordrer/{uuid}/sendt"}
    andetsteds |= {f"/ordrer/{{uuid}}/{hvad}" for hvad in ("fremdrift", "regneark", "handling", "linje")}
    andetsteds |= {"/kom-godt-i-gang/certifikater/{rolle}.pem"}
    andetsteds |= {"/brugere/{uuid}", "/gendannelse", "/arbejde/{id}", "/arbejde/{id}/fremdrift"}
    hentes = {side.sti for side in pages(installation) if side.metode == "GET"} - andetsteds
    skabeloner = {re.sub(r"\{\w+\}", r"[\\w.-]+", sti) for sti in hentes}
    assert [each for each in skabeloner if not any(re.fullmatch(each, sti.partition("?")[0]) for sti in STIER)] == []
    assert {punkt.sti for punkt in MENU} <= set(STIER)


@pytest.mark.parametrize("rolle", BRUGERROLLER)
def test_a_page_is_shown_to_the_roles_of_the_matrix_alone(installation: Installation, rolle: Rolle) -> None:
    denne = logged_in(installation, rolle)
    for side in pages(installation):
        if side.metode != "GET" or not isinstance(side.adgang, Handling):
            continue
        omfang = rettigheder()[side.adgang].reach(frozenset({rolle}), Miljoe.EXTTEST)
        uuid = LISTE if "vaerdi" in side.sti else DUESLAG_A
        svar = denne.get(ROD + re.sub(r"\{\w+\}", "2", side.sti.replace("{uuid}", uuid)))
        assert (svar.status_code == 403) is (omfang is Omfang.INTET), side.sti
        assert svar.status_code in {200, 403, 404}
        assert ("ADG-001" in svar.text) is (omfang is Omfang.INTET)


def test_who_is_not_logged_in_comes_to_the_login_whatever_is_asked_for(installation: Installation) -> None:
    udefra = browser(installation)
    for sti in (*STIER, "/findes-ikke", "/filer/999999"):
        svar = udefra.get(ROD + sti, follow_redirects=False)
        if sti == "/ydelse":
            assert svar.status_code == 200
        else:
            assert svar.status_code == 303
            assert svar.headers["location"].startswith(f"{ROD}/login?til=")


def test_an_address_that_is_no_page_says_so(drift: Browser) -> None:
    svar = drift.get(f"{ROD}/findes-ikke")
    assert svar.status_code == 404
    assert "WEB-404" in svar.text


@pytest.mark.parametrize(
    "sti", ["", "/haendelser/1", "/ordrer/ny/linje?ordreart=haendelse&handling=doedsfald", "/filer?q=a+b%20%C3%A6"]
)
def test_another_language_leads_to_the_page_that_one_is_on(drift: Browser, sti: str) -> None:
    drift.get(f"{ROD}/sprog/da")
    fundet = re.search(rf'href="({ROD}/sprog/en\?til=[^"]+)"', drift.get(ROD + sti).text)
    assert fundet
    svar = drift.get(unescape(fundet[1]))
    assert '<html lang="en"' in svar.text
    ventet = urlsplit(ROD + sti)
    assert (svar.url.path, parse_qs(svar.url.query.decode())) == (ventet.path, parse_qs(ventet.query))
    drift.get(f"{ROD}/sprog/da")


@pytest.mark.parametrize("sprog", SPROG)
def test_every_page_is_drawn_in_each_language_and_says_the_environment(drift: Browser, sprog: str) -> None:
    drift.get(f"{ROD}/sprog/{sprog}")
    for sti in STIER:
        svar = drift.get(ROD + sti)
        assert svar.status_code == 200, sti
        if not svar.headers["content-type"].startswith("text/html"):
            continue
        assert f'<html lang="{sprog}" data-miljoe="exttest">' in svar.text
        assert ("Log ud" if sprog == "da" else "Log out") in svar.text
        assert "ExtTest" in svar.text
        assert len(re.findall(r"<h1>", svar.text)) == 1


def test_an_empty_installation_says_what_to_do_first(tom: Installation) -> None:
    make_organisation(tom)
    make_user(tom, "drift", Rolle.DRIFTSOPERATOER)
    drift = logged_in(tom, "drift")
    for sti in ("", "/filer", "/dueslag"):
        assert "<pre>haendelser" in drift.get(ROD + sti).text, sti
    assert "Loggen er tom" in drift.get(f"{ROD}/haendelser").text


def test_every_answer_forbids_what_no_page_of_ours_does(installation: Installation, drift: Browser) -> None:
    for svar in (
        drift.get(ROD),
        drift.get(f"{ROD}/findes-ikke"),
        drift.get(f"{ROD}/statisk/konsol.css"),
        drift.get(f"{ROD}/statisk/../samling.py"),
        browser(installation).get(ROD, follow_redirects=False),
    ):
        assert "default-src 'none'" in svar.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in svar.headers["content-security-policy"]
        assert svar.headers["x-content-type-options"] == "nosniff"
        assert "unsafe" not in svar.headers["content-security-policy"]
    assert drift.get(ROD).headers["cache-control"] == "no-store"


def test_only_what_is_asked_for_by_its_mark_is_kept_by_a_browser(drift: Browser) -> None:
    side = drift.get(ROD).text
    [stil] = re.findall(r"/konsol/statisk/konsol[.]css[?]v=[0-9a-f]{8}", side)
    assert "max-age" in drift.get(stil).headers["cache-control"]
    for navn in ("konsol.css", "levende.js"):
        assert drift.get(f"{ROD}/statisk/{navn}").headers["cache-control"] == "no-cache"
    skema = drift.get(f"{ROD}/dueslag/nyt").text
    assert re.search(r"/statisk/filter[.]js[?]v=[0-9a-f]{8}", skema)


def test_a_page_carries_no_script_and_no_style_of_its_own(drift: Browser) -> None:
    for sti in STIER:
        tekst = drift.get(ROD + sti).text.partition("<pre")[0].replace('<script src="/konsol/statisk/', "")
        assert not re.search(r"<script|\sstyle=|\son\w+=|https?://(?!www\.w3)", tekst), sti


def test_a_haendelse_shows_its_kuvert_beside_its_beskeddata(installation: Installation, drift: Browser) -> None:
    haendelse = installation.lager.haendelser(antal=1)[0]
    tekst = drift.get(f"{ROD}/haendelser/{haendelse.loebenummer}").text
    kuvert, _, beskeddata = tekst.partition('id="data"')
    assert str(haendelse.besked_id) in kuvert
    assert "PersonLookupResponse" not in kuvert
    assert "PersonLookupResponse" in beskeddata


def test_what_is_shown_of_a_person_stands_in_the_audit(installation: Installation, drift: Browser) -> None:
    foer = installation.postrum.revisionshoved().nr
    drift.get(f"{ROD}/haendelser/1")
    assert installation.postrum.revisionshoved().nr == foer + 1
    drift.get(f"{ROD}/dueslag")
    assert installation.postrum.revisionshoved().nr == foer + 1


def test_pages_that_show_nothing_of_anybody_are_few(installation: Installation) -> None:
    aabne = {side.sti for side in pages(installation) if side.adgang is Adgang.AABEN}
    assert aabne == {"/login", "/sprog/{valgt}", "/ydelse"}
