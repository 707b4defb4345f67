"""The matrix of rights at every form of the console, and what else must stop one: login, session, mark, owner."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.matrix import Omfang, rettigheder
from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.samling import pages
from cpr_haendelser.konsol.side import Adgang, Side
from tests.konsol.conftest import KODE, browser
from tests.konsol.skranken import FOLK, LEVERANDOER, MYNDIGHED, Skranke

UUID = "0a000000-0000-4000-8000-0000000000ff"
EN_AF_HVER = {"drift", "lone", "anna", "tove", "reva"}


@pytest.fixture(scope="module", params=["exttest", "produktion"])
def skranke(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Skranke]:
    denne = Skranke(tmp_path_factory.mktemp("skranke"), request.param)
    yield denne
    denne.installation.close()


def forms(skranke: Skranke) -> list[Side]:
    return [side for side in pages(skranke.installation) if side.metode == "POST"]


def address(side: Side) -> str:
    return ROD + re.sub(r"\{\w+\}", UUID, side.sti)


def state(skranke: Skranke) -> tuple[int, int]:
    """What any change or disclosure would move."""
    postrum = skranke.installation.postrum
    return postrum.opsaetning().version, postrum.revisionshoved().nr


def test_every_form_refuses_the_roles_that_the_matrix_does_before_anything_is_read_or_changed(
    skranke: Skranke,
) -> None:
    miljoe = Miljoe(skranke.installation.settings.environment)
    set_ = 0
    for brugernavn in EN_AF_HVER:
        rolle = FOLK[brugernavn][0]
        denne = skranke.browser(brugernavn)
        denne.get(ROD)
        foer = state(skranke)
        for side in forms(skranke):
            if not isinstance(side.adgang, Handling):
                continue
            if rettigheder()[side.adgang].reach(frozenset({rolle}), miljoe) is not Omfang.INTET:
                continue
            svar = denne.submit(side.sti.replace("{", "").replace("}", ""))
            assert svar.status_code == 403, (rolle, side.sti)
            assert re.search("ADG-00[15]", svar.text), (rolle, side.sti)
            set_ += 1
        assert state(skranke) == foer
    assert set_ > 50


def test_no_form_is_taken_from_who_is_not_logged_in(skranke: Skranke) -> None:
    foer = state(skranke)
    for side in forms(skranke):
        if side.adgang is Adgang.AABEN:
            continue
        svar = browser(skranke.installation).post(address(side), follow_redirects=False)
        assert svar.status_code == 401, side.sti
        assert "KON-002" in svar.text
    assert state(skranke) == foer


def test_who_was_logged_out_logs_in_there_and_comes_back_to_the_form(skranke: Skranke) -> None:
    denne = browser(skranke.installation)
    side = f"{ROD}/aftaler/ny?system={skranke.system}"
    svar = denne.post(f"{ROD}/aftaler/ny", data={"formaal": "x"}, headers={"referer": f"http://127.0.0.1{side}"})
    assert svar.status_code == 401
    assert f'name="til" value="{side}"' in svar.text
    felter = {"brugernavn": "lone", "adgangskode": KODE, "til": side}
    ind = denne.post(f"{ROD}/login", data=felter, follow_redirects=False)
    assert (ind.status_code, ind.headers["location"]) == (303, side)


@pytest.mark.parametrize(
    "fra",
    [
        "https://ond.example/konsol/aftaler/ny",
        "http://127.0.0.1.ond.example/konsol",
        "http://127.0.0.1/andet",
        "http://127.0.0.1//ond.example",
        "http://127.0.0.1/konsol/../ond",
        "http://127.0.0.1/konsol/%2e%2e/ond",
        "http://127.0.0.1/konsol/\\ond.example",
        "",
    ],
)
def test_a_login_after_a_logout_leads_to_no_page_of_anybody_elses(skranke: Skranke, fra: str) -> None:
    svar = browser(skranke.installation).post(f"{ROD}/aftaler/ny", headers={"referer": fra})
    assert svar.status_code == 401
    assert 'name="til" value=""' in svar.text


def test_a_long_form_of_somebody_who_was_logged_out_is_refused_for_that(skranke: Skranke) -> None:
    svar = browser(skranke.installation).post(f"{ROD}/ordrer/ny", data={"skabelon": "x" * 200_000})
    assert svar.status_code == 401
    assert "KON-002" in svar.text


def test_no_form_is_taken_without_the_mark_of_the_session(skranke: Skranke) -> None:
    denne = skranke.browser("drift")
    foer = state(skranke)
    for side in forms(skranke):
        for modtegn in ("", "0" * 64):
            svar = denne.post(address(side), data={"modtegn": modtegn}, follow_redirects=False)
            if (
                side.adgang is Adgang.AABEN
            ):  # drawn before somebody logged in: it leads to the console, and does nothing
                assert (svar.status_code, svar.headers["location"]) == (303, ROD), side.sti
                assert "set-cookie" not in svar.headers
            else:
                assert svar.status_code == 403, side.sti
                assert "KON-001" in svar.text
    assert state(skranke) == foer


def test_no_form_is_taken_from_a_session_that_is_over(skranke: Skranke) -> None:
    denne = skranke.browser("drift")
    modtegn = re.search(r'name="modtegn" value="([0-9a-f]+)"', denne.get(f"{ROD}/adgangskode").text)
    assert modtegn
    skranke.installation.konti.sessioner.end_all(skranke.installation.konti.brugere.find("drift").uuid)
    foer = state(skranke)
    for side in forms(skranke):
        if side.adgang is not Adgang.AABEN:
            svar = denne.post(address(side), data={"modtegn": modtegn[1]}, follow_redirects=False)
            assert svar.status_code == 401, side.sti
    assert state(skranke) == foer


def test_what_is_another_organisations_is_told_as_what_is_not_there(skranke: Skranke) -> None:
    aftale = skranke.request()
    fremmed = skranke.browser("lars")
    for sti, ukendt in (
        (f"/systemer/{skranke.system}", f"/systemer/{UUID}"),
        (f"/systemer/{skranke.system}/ret", f"/systemer/{UUID}/ret"),
        (f"/systemer/{skranke.system}/certifikater", f"/systemer/{UUID}/certifikater"),
        (f"/systemer/{skranke.system}/noegler/ny", f"/systemer/{UUID}/noegler/ny"),
        (f"/aftaler/{aftale}", f"/aftaler/{UUID}"),
        (f"/aftaler/{aftale}/eksempel", f"/aftaler/{UUID}/eksempel"),
        (f"/aftaler/ny?erstatter={aftale}", f"/aftaler/ny?erstatter={UUID}"),
    ):
        svar, andet = fremmed.get(ROD + sti), fremmed.get(ROD + ukendt)
        assert svar.status_code == andet.status_code == 404, sti
        assert re.findall("[A-Z]{3}-[0-9]{3}", svar.text) == re.findall("[A-Z]{3}-[0-9]{3}", andet.text)
        assert "Fagsystem" not in svar.text
    for sti in ("/systemer", "/aftaler?vis=alle", "/noegler"):
        assert "Fagsystem" not in fremmed.get(ROD + sti).text


@pytest.mark.parametrize(
    ("brugernavn", "sti", "felter", "status"),
    [
        ("lars", "/systemer/{system}/ret", {"navn": "Mit nu"}, 404),
        ("lars", "/systemer/{system}/luk", {}, 404),
        ("lars", "/systemer/{system}/certifikater", {"certifikat": "x"}, 404),
        ("lars", "/systemer/{system}/certifikater/fjern", {"fingeraftryk": "0" * 64}, 404),
        ("lars", "/systemer/{system}/noegler/ny", {"navn": "x", "dage": "1", "omfang.status.laes": "ja"}, 404),
        ("lars", "/systemer/ny", {"navn": "Dit", "cvr": LEVERANDOER}, 403),
        ("lars", "/aftaler/ny", {"system": "{system}", f"myndighed.{MYNDIGHED}": "ja"}, 403),
        ("lars", "/aftaler/{aftale}/traek", {}, 404),
        ("lars", "/aftaler/{aftale}/traad", {"tekst": "Hej"}, 404),
        ("arne", "/aftaler/{aftale}/godkend", {}, 404),
        ("arne", "/aftaler/{aftale}/afvis", {"hvorfor": "Nej"}, 404),
        ("lone", "/aftaler/{aftale}/godkend", {}, 403),
        ("anna", "/aftaler/{aftale}/traek", {}, 403),
    ],
)
def test_nobody_does_anything_with_what_is_another_organisations(
    skranke: Skranke, brugernavn: str, sti: str, felter: dict[str, str], status: int
) -> None:
    ord_ = {"system": skranke.system, "aftale": skranke.request()}
    foer = state(skranke)[0]
    svar = skranke.browser(brugernavn).submit(
        sti.format_map(ord_), **{navn: vaerdi.format_map(ord_) for navn, vaerdi in felter.items()}
    )
    assert svar.status_code == status, svar.text
    assert state(skranke)[0] == foer


def test_in_produktion_the_operator_answers_for_no_authority_and_says_why_it_reads_the_audit(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    skranke = Skranke(tmp_path_factory.mktemp("drift"), "produktion")
    aftale, drift = skranke.request(), skranke.browser("drift")
    assert "Godkend aftalen" not in drift.get(f"{ROD}/aftaler/{aftale}").text
    assert "ADG-005" in drift.submit(f"/aftaler/{aftale}/godkend").text
    assert "Grund" in drift.get(f"{ROD}/revision").text
    foer = skranke.installation.postrum.revisionshoved().nr
    assert drift.submit("/revision/svar", om="hvem", hvem="operatoer").status_code == 403
    assert skranke.installation.postrum.revisionshoved().nr == foer
    svar = drift.submit("/revision/svar", om="hvem", hvem="operatoer", grund="Tilsyn bad om det")
    assert svar.status_code == 200
    assert "organisation" in svar.text
    assert Rolle.DRIFTSOPERATOER in {rolle for rolle, _ in FOLK.values()}
    skranke.installation.close()
