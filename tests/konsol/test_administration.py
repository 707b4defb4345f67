"""Organisations, users, one's own account and keys by the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.matrix import rettigheder
from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.app import Installation
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.sider.minkonto import draw_qr
from cpr_haendelser.konti.totp import make_uri
from tests.konsol.conftest import KODE, Browser, browser, logged_in, make_organisation, make_user
from tests.konsol.skranken import LEVERANDOER, MYNDIGHED, Skranke

ENGANG = re.compile(r'<code class="engang">([^<]+)</code>')


@pytest.fixture(scope="module")
def skranke(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Skranke]:
    denne = Skranke(tmp_path_factory.mktemp("skranke"), "exttest")
    yield denne
    denne.installation.close()


@pytest.fixture
def drift(skranke: Skranke) -> Browser:
    return skranke.browser("drift")


def shown_once(side: str) -> str:
    fundet = ENGANG.search(side)
    assert fundet, side
    return fundet[1]


# --- organisations ----------------------------------------------------------------------------------------------------


def test_an_organisation_is_made_changed_closed_and_opened_by_its_pages(skranke: Skranke, drift: Browser) -> None:
    svar = drift.submit("/organisationer/ny", cvr="33 33 33 33", navn="Sundhed A/S", leverandoer="ja")
    assert svar.url.path == f"{ROD}/organisationer/33333333"
    sti = "/organisationer/33333333"
    side = drift.submit(sti, navn="Sundhed og Omsorg A/S", leverandoer="ja", myndighed="ja").text
    assert "<h1>Sundhed og Omsorg A/S</h1>" in side
    fundet = skranke.installation.konti.organisationer.find("33333333")
    assert (fundet.navn, fundet.myndighed) == ("Sundhed og Omsorg A/S", True)
    assert "Åbn organisationen igen" in drift.submit(f"{sti}/luk").text
    assert not skranke.installation.konti.organisationer.find("33333333").aktiv
    assert "Luk organisationen" in drift.submit(f"{sti}/aabn").text


@pytest.mark.parametrize(
    ("felter", "kode", "felt"),
    [
        ({"cvr": "123", "navn": "X", "myndighed": "ja"}, "KTO-031", "cvr"),
        ({"cvr": LEVERANDOER, "navn": "X", "myndighed": "ja"}, "KTO-035", "cvr"),
        ({"cvr": "44444444", "navn": " ", "myndighed": "ja"}, "KTO-033", "navn"),
        ({"cvr": "44444444", "navn": "X"}, "KTO-034", "art"),
        ({"cvr": "44444444", "navn": "X", "myndighed": "ja", "uuid": "x"}, "KTO-036", "uuid"),
    ],
)
def test_what_is_wrong_with_an_organisation_is_told_at_its_field_and_the_rest_stays_written(
    drift: Browser, felter: dict[str, str], kode: str, felt: str
) -> None:
    side = drift.submit("/organisationer/ny", **felter).text
    assert kode in side
    assert f'id="{felt}-fejl"' in side
    assert f'value="{felter["cvr"]}"' in side


def test_the_municipalities_are_loaded_at_once_and_found_by_name(tom: Installation) -> None:
    make_organisation(tom)
    make_user(tom, "drift", Rolle.DRIFTSOPERATOER)
    denne = logged_in(tom, "drift")
    assert "99" in denne.submit("/organisationer/kommuner").text
    assert "i forvejen" in denne.submit("/organisationer/kommuner").text
    side = denne.get(f"{ROD}/organisationer?soeg=aalborg").text
    assert "29189420" in side
    assert "Christiansø" not in side
    assert "Christiansø" in denne.get(f"{ROD}/organisationer").text


# --- users ------------------------------------------------------------------------------------------------------------


def test_a_user_is_made_with_a_password_that_is_shown_once_and_leads_to_choosing_another(
    skranke: Skranke, drift: Browser
) -> None:
    svar = drift.submit(
        "/brugere/ny", cvr=LEVERANDOER, brugernavn="Nina", navn="Nina Ny", mail="nina@lev.example",
        **{f"rolle.{Rolle.TESTANSVARLIG}": "ja"},
    )  # fmt: skip
    kode, bruger = shown_once(svar.text), skranke.installation.konti.brugere.find("nina")
    assert bruger.roller == {Rolle.TESTANSVARLIG}
    assert svar.headers["cache-control"] == "no-store"
    assert kode not in drift.get(f"{ROD}/brugere/{bruger.uuid}").text
    denne = browser(skranke.installation)
    ind = denne.post(f"{ROD}/login", data={"brugernavn": "nina", "adgangskode": kode})
    assert ind.url.path == f"{ROD}/adgangskode"


def test_other_roles_end_the_users_logins_and_a_closed_user_has_none(skranke: Skranke, drift: Browser) -> None:
    make_user(skranke.installation, "rolf", Rolle.REVISOR, cvr=LEVERANDOER)
    uuid = skranke.installation.konti.brugere.find("rolf").uuid
    rolf = skranke.browser("rolf")
    assert rolf.get(ROD).url.path == ROD
    drift.submit(f"/brugere/{uuid}", navn="Rolf", mail="", **{f"rolle.{Rolle.TESTANSVARLIG}": "ja"})
    assert rolf.get(ROD).url.path == f"{ROD}/login"
    rolf = skranke.browser("rolf")
    assert "Åbn brugeren igen" in drift.submit(f"/brugere/{uuid}/luk").text
    assert rolf.get(ROD).url.path == f"{ROD}/login"
    drift.submit(f"/brugere/{uuid}/aabn")
    kode = shown_once(drift.submit(f"/brugere/{uuid}/foerstegangskode").text)
    svar = browser(skranke.installation).post(f"{ROD}/login", data={"brugernavn": "rolf", "adgangskode": kode})
    assert svar.url.path == f"{ROD}/adgangskode"


def test_what_is_wrong_with_a_user_is_told_at_its_field(drift: Browser) -> None:
    side = drift.submit("/brugere/ny", cvr=LEVERANDOER, brugernavn="lone", navn="En Anden").text
    assert "KTO-025" in side
    assert 'id="brugernavn-fejl"' in side
    assert 'value="En Anden"' in side
    assert (
        'id="mail-fejl"' in drift.submit("/brugere/ny", cvr=LEVERANDOER, brugernavn="mie", navn="Mie", mail="mie").text
    )


def test_where_there_is_no_organisation_the_form_says_so(tom: Installation) -> None:
    make_organisation(tom)
    make_user(tom, "drift", Rolle.DRIFTSOPERATOER)
    denne = logged_in(tom, "drift")
    for sti in ("/systemer", "/aftaler", "/noegler"):
        assert 'class="tom"' in denne.get(ROD + sti).text, sti
    assert "Opret et it-system først" in denne.get(f"{ROD}/aftaler/ny").text


# --- one's own account ------------------------------------------------------------------------------------------------


def test_an_authenticator_app_is_set_up_by_picture_or_text_and_asked_for_from_then_on(
    skranke: Skranke, drift: Browser
) -> None:
    make_user(skranke.installation, "tofa", Rolle.TESTANSVARLIG, cvr=LEVERANDOER)
    denne = skranke.browser("tofa")
    side = denne.get(f"{ROD}/tofaktor").text
    hemmelighed = shown_once(side).replace(" ", "")
    assert f'name="hemmelighed" value="{hemmelighed}"' in side
    assert draw_qr(make_uri(hemmelighed, "tofa")) in side
    forkert = denne.submit("/tofaktor", hemmelighed=hemmelighed, kode="000000", adgangskode=KODE).text
    assert 'id="kode-fejl"' in forkert
    assert shown_once(forkert).replace(" ", "") == hemmelighed, "the phone need not be set up again"
    kode = pyotp.TOTP(hemmelighed).now()
    assert (
        'id="adgangskode-fejl"'
        in denne.submit("/tofaktor", hemmelighed=hemmelighed, kode=kode, adgangskode="forkert").text
    )
    svar = denne.submit("/tofaktor", hemmelighed=hemmelighed, kode=kode, adgangskode=KODE)
    assert svar.url.path == f"{ROD}/konto"
    assert "Godkendelsesappen er sat op" in svar.text
    assert hemmelighed not in svar.text
    ind = browser(skranke.installation).post(f"{ROD}/login", data={"brugernavn": "tofa", "adgangskode": KODE})
    assert "KTO-003" in ind.text
    assert "KTO-007" in denne.get(f"{ROD}/tofaktor").text
    uuid = skranke.installation.konti.brugere.find("tofa").uuid
    assert "ikke sat op" in drift.submit(f"/brugere/{uuid}/tofaktor").text
    ind = browser(skranke.installation).post(f"{ROD}/login", data={"brugernavn": "tofa", "adgangskode": KODE})
    assert ind.url.path == ROD


def test_a_key_is_proposed_for_no_longer_than_the_settings_allow(skranke: Skranke) -> None:
    lone, noegler = skranke.browser("lone"), skranke.installation.konti.noegler
    assert 'value="90"' in lone.get(f"{ROD}/konto/noegler/ny").text
    hoejst = noegler._hoejst  # noqa: SLF001 - the setting of a running program
    noegler._hoejst = timedelta(days=30)  # noqa: SLF001
    try:
        for sti in ("/konto/noegler/ny", f"/systemer/{skranke.system}/noegler/ny"):
            felt = re.search(r'<input id="dage"[^>]*>', lone.get(ROD + sti).text)
            assert felt
            assert 'value="30"' in felt[0]
            assert 'max="30"' in felt[0]
    finally:
        noegler._hoejst = hoejst  # noqa: SLF001


def test_a_key_is_shown_once_works_within_its_scope_and_is_closed(skranke: Skranke) -> None:
    lone, noegler = skranke.browser("lone"), skranke.installation.konti.noegler
    side = lone.submit("/konto/noegler/ny", navn="Script", dage="30", **{"omfang.status.laes": "ja"}).text
    tekst = shown_once(side)
    fundet = noegler.find(tekst)
    assert fundet is not None
    assert set(fundet.omfang or ()) == {Handling.STATUS_LAES}
    konto = lone.get(f"{ROD}/konto").text
    assert tekst not in konto
    assert f"<div>{rettigheder()[Handling.STATUS_LAES].navn}</div>" in konto, "what it may is said in words"
    assert "status.laes" not in konto.partition("<main")[2]
    id_ = next(each.id for each in noegler.list_all() if each.navn == "Script")
    assert "KTO-044" in skranke.browser("lars").submit(f"/konto/noegler/{id_}/luk").text
    assert "virker ikke mere" in lone.submit(f"/konto/noegler/{id_}/luk").text
    assert noegler.find(tekst) is None


@pytest.mark.parametrize(
    ("felter", "felt"),
    [
        ({"navn": "", "dage": "30", "omfang.status.laes": "ja"}, "navn"),
        ({"navn": "x", "dage": "0", "omfang.status.laes": "ja"}, "dage"),
        ({"navn": "x", "dage": "30"}, "omfang"),
        ({"navn": "x", "dage": "30", "omfang.bruger.ret": "ja"}, "omfang"),
        ({"navn": "x", "dage": "30", "omfang.findes.ikke": "ja"}, "omfang"),
    ],
)
def test_what_is_wrong_with_a_key_is_told_at_its_field(skranke: Skranke, felter: dict[str, str], felt: str) -> None:
    svar = skranke.browser("lone").submit("/konto/noegler/ny", **felter)
    assert (svar.request.method, svar.status_code) == ("GET", 200), "Back sends nothing again"
    assert f'id="{felt}-fejl"' in svar.text


def test_a_refused_form_is_shown_again_by_an_address_of_its_own_login_alone(skranke: Skranke) -> None:
    drift, anden = skranke.browser("drift"), skranke.browser("drift")
    uuid = skranke.installation.konti.brugere.find("reva").uuid
    for sti, felter, felt in (
        ("/organisationer/ny", {"cvr": "1", "navn": "Ny", "vej": "kort"}, "cvr"),
        (f"/organisationer/{MYNDIGHED}", {"navn": "", "myndighed": "ja"}, "navn"),
        (f"/systemer/{skranke.system}/ret", {"navn": "", "callbacks": "", "kontakt": "Ny kontakt"}, "navn"),
        ("/brugere/ny", {"brugernavn": "ny", "navn": "", "mail": "a@b.example", "cvr": MYNDIGHED}, "navn"),
        (f"/brugere/{uuid}", {"navn": "", "mail": ""}, "navn"),
        (f"/systemer/{skranke.system}/noegler/ny", {"navn": "Min", "dage": "0"}, "dage"),
        ("/dueslag/nyt", {"goer": "opret", "navn": "", "system": skranke.system, "filter": ""}, "navn"),
    ):
        svar = drift.submit(sti, **felter)
        assert (svar.request.method, svar.status_code, svar.url.path) == ("GET", 200, ROD + sti), svar.text
        assert re.search(rf'id="{felt}"[^>]*aria-invalid="true"', svar.text), sti
        assert ("vej=kort" in str(svar.url)) is ("vej" in felter)
        assert f'id="{felt}-fejl"' not in anden.get(str(svar.url)).text, "it is another login"


def test_a_refused_form_with_what_looks_like_a_number_is_in_no_address(skranke: Skranke) -> None:
    svar = skranke.browser("drift").submit("/organisationer/ny", cvr=MYNDIGHED, navn="Om 010160-" + "0001", art="")
    assert (svar.request.method, svar.status_code) == ("POST", 400)
    assert 'id="navn-fejl"' in svar.text


def test_a_systems_key_is_made_on_its_page_and_closed_by_its_organisation_alone(skranke: Skranke) -> None:
    lone = skranke.browser("lone")
    sti = f"/systemer/{skranke.system}/noegler/ny"
    tekst = shown_once(lone.submit(sti, navn="Udvikling", dage="10", **{"omfang.log.laes": "ja"}).text)
    noegler = skranke.installation.konti.noegler
    fundet = noegler.find(tekst)
    assert fundet is not None
    assert fundet.id == skranke.system
    id_ = next(each.id for each in noegler.list_all() if each.navn == "Udvikling")
    assert re.search(
        rf"Udvikling</td>.*<div>{rettigheder()[Handling.LOG_LAES].navn}</div>", lone.get(f"{ROD}/noegler").text
    )
    assert "Udvikling" not in skranke.browser("lars").get(f"{ROD}/noegler").text
    assert "KTO-044" in skranke.browser("lars").submit(f"/noegler/{id_}/luk").text
    assert "virker ikke mere" in lone.submit(f"/noegler/{id_}/luk").text


@pytest.mark.parametrize("hvor", ["/systemer/{system}", "/konto"])
def test_the_page_of_a_new_key_loaded_again_makes_no_second_one(skranke: Skranke, hvor: str) -> None:
    lone, sti = skranke.browser("lone"), f"{hvor.format(system=skranke.system)}/noegler/ny"
    maerke = re.search('name="engang" value="([^"]+)"', lone.get(ROD + sti).text)
    assert maerke is not None
    felter = {"navn": hvor, "dage": "10", "omfang.status.laes": "ja", "engang": maerke[1]}
    assert "hn_" in lone.submit(sti, **felter).text
    igen = lone.submit(sti, **felter)
    assert "KTO-045" in igen.text
    assert "hn_" not in igen.text
    assert maerke[1] not in igen.text
    assert [each.navn for each in skranke.installation.konti.noegler.list_all()].count(hvor) == 1
    skranke.installation.konti.noegler.close(maerke[1], "prøve")


def test_a_new_key_of_a_system_reads_the_feed_where_nothing_else_is_chosen(skranke: Skranke) -> None:
    lone, sti = skranke.browser("lone"), f"/systemer/{skranke.system}/noegler/ny"
    assert 'name="omfang.log.laes" value="ja" checked' in lone.get(ROD + sti).text
    assert 'omfang.log.laes" value="ja" checked' not in lone.get(f"{ROD}{sti}?omfang.status.laes=ja").text
    assert "vælg mindst én ting" in lone.submit(sti, navn="Tom", dage="10").text


def test_all_of_ones_logins_end_at_once(skranke: Skranke) -> None:
    her, der = skranke.browser("tove"), skranke.browser("tove")
    assert her.submit("/konto/sessioner").url.path == f"{ROD}/login"
    assert der.get(ROD).url.path == f"{ROD}/login"
