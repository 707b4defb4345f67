"""The short way: the operator alone, from an empty ExtTest to a hændelse that a key reads, by the guide's buttons."""

from __future__ import annotations

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.aftaler.model import Organisation
from cpr_haendelser.app import Installation
from cpr_haendelser.app.installation import stamp_now
from cpr_haendelser.app.testmiljoe import Testmiljoe as Miljoe
from cpr_haendelser.app.testmiljoe import carry_out_due
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.konsol import ROD
from cpr_haendelser.vejledning.kort import MYNDIGHED
from cpr_haendelser.web.doer import create_app
from tests.konsol.conftest import Browser, logged_in, make_user

EGEN = "12345674"
GUIDE = f"{ROD}/kom-godt-i-gang"
KORT = f"{GUIDE}/kort"
FELT = re.compile(r"<(input|textarea|select|button)\b([^>]*)>(?:(.*?)</\1>)?", re.DOTALL)


def attribute(tag: str, navn: str) -> str:
    fundet = re.search(rf'\b{navn}="([^"]*)"', tag)
    return unescape(fundet[1]) if fundet else ""


def filled(side: str, knap: str) -> tuple[str, dict[str, str]]:
    """Where the form with a button goes, and what a browser would send by pressing it as the form stands."""
    [form] = [each for each in re.findall(r"<form\b.*?</form>", side, re.DOTALL) if f">{knap}</button>" in each]
    felter: dict[str, str] = {}
    for slags, tag, indhold in FELT.findall(form):
        navn, vaerdi = attribute(tag, "name"), attribute(tag, "value")
        if slags == "button":
            if navn and indhold.strip() == knap:
                felter[navn] = vaerdi
        elif slags == "textarea":
            felter[navn] = unescape(indhold)
        elif slags == "select":
            valg = re.findall(r"<option([^>]*)>", indhold)
            felter[navn] = attribute(next((each for each in valg if " selected" in each), valg[0]), "value")
        elif attribute(tag, "type") not in {"checkbox", "radio"} or " checked" in tag:
            felter[navn] = vaerdi
    return attribute(form[: form.index(">")], "action"), felter


def go_on(drift: Browser) -> str:
    """The page that the guide points at."""
    side = drift.get(GUIDE)
    assert side.url.path == KORT, "whoever is on the short way comes back to it"
    [sti] = re.findall(r'<li class="naeste-skridt">.*?<a class="knap" href="([^"]+)"', side.text, re.DOTALL)[:1]
    return drift.get(unescape(sti)).text


def press(drift: Browser, side: str, knap: str, **mere: str) -> str:
    action, felter = filled(side, knap)
    svar = drift.post(action, data={**felter, **mere})
    assert svar.status_code == 200
    assert 'class="fejl"' not in svar.text, svar.text
    return svar.text


@pytest.fixture
def drift(tom: Installation) -> Browser:
    ny = Organisation(EGEN, "Min organisation", "", myndighed=False, leverandoer=True)
    tom.konti.organisationer.create(ny, "operatoer")
    make_user(tom, "drift", Rolle.DRIFTSOPERATOER, cvr=EGEN)
    return logged_in(tom, "drift")


def test_the_operator_alone_comes_to_a_haendelse_by_the_buttons_of_the_guide(tom: Installation, drift: Browser) -> None:
    assert f'class="knap" href="{KORT}"' in drift.get(ROD).text, "the first button of an empty installation"
    [foerste] = re.findall(
        r'<li class="naeste-skridt">.*?<a class="knap" href="([^"]+)"', drift.get(KORT).text, re.DOTALL
    )
    press(drift, drift.get(unescape(foerste)).text, "Opret organisationen")
    skema = go_on(drift)
    assert "Korsbæk" not in skema, "a system of the municipality's would not be the one that the guide goes on with"
    press(drift, skema, "Opret it-systemet")
    press(drift, go_on(drift), "Send anmodningen")
    press(drift, go_on(drift), "Godkend aftalen")
    press(drift, go_on(drift), "Opret dueslaget")
    ordre = press(drift, go_on(drift), "Bestil familien", vilkaar="ja")
    carry_out_due(Miljoe(tom))
    [sti] = re.findall(r'data-levende="([^"]+)/fremdrift"', ordre)
    assert f'class="knap" href="{KORT}#naeste"' in drift.get(f"{sti}?vej=kort").text
    visning = press(drift, go_on(drift), "Se efter, og indsend")
    [kladden] = re.findall(r'href="(/konsol/ordrer/[0-9a-f-]+\?vej=kort)"', visning)
    assert "?raekke=1&amp;vej=kort" in drift.get(kladden).text, "the way is known in the form of a line, too"
    # Whoever leaves it here comes back to it.
    ordre = press(drift, go_on(drift), "Indsend ordren")
    assert "Hent beskederne" not in ordre, "the guide fetches them, and the examples take more than has been made"
    carry_out_due(Miljoe(tom))
    Fordeler(tom.lager, tom.postrum, tom.bord.match, stamp_now).drain()
    vist = press(drift, go_on(drift), "Lav nøglen")
    [linje] = [
        each for each in map(unescape, re.findall(r"<pre[^>]*>(.*?)</pre>", vist, re.DOTALL)) if "/haendelser" in each
    ]
    fundet = re.search(r'"Authorization: (.+?)" "https?://[^/]+(.+)"', linje)
    assert fundet
    with TestClient(create_app(tom, "")) as maskine:
        svar = maskine.get(fundet[2], headers={"Authorization": fundet[1]}).json()
    assert {each["kode"] for each in svar["haendelser"]} & {"036", "037"}
    side = drift.get(KORT).text
    assert "Du har hentet din første hændelse." in side
    assert f'href="{ROD}/haendelser/{svar["haendelser"][0]["loebenummer"]}">Se hændelsen' in side
    assert "naeste-skridt" not in side


def test_the_short_way_is_not_there_where_persons_are_real(produktion: Installation) -> None:
    drift = logged_in(produktion, Rolle.DRIFTSOPERATOER)
    assert drift.get(KORT).status_code == 404
    assert KORT not in drift.get(GUIDE).text
    assert KORT not in drift.get(ROD).text


def test_whoever_is_not_alone_goes_the_operators_way(tom: Installation, drift: Browser) -> None:
    ny = Organisation(MYNDIGHED, "Korsbæk Kommune", "", myndighed=True, leverandoer=False)
    tom.konti.organisationer.create(ny, "operatoer")
    assert drift.get(GUIDE).url.path == KORT
    make_user(tom, "lis", Rolle.LEVERANDOERADMINISTRATOR, cvr=EGEN)
    assert drift.get(GUIDE).url.path == f"{GUIDE}/drift"
