"""Ordering by forms and by workbooks: lines, persons, templates and prices, by hand and without script."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from openpyxl import load_workbook

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.matrix import Omfang, rettigheder
from cpr_haendelser.adgang.model import BRUGERROLLER, Rolle
from cpr_haendelser.app.testmiljoe import Testmiljoe as Miljoe
from cpr_haendelser.app.testmiljoe import carry_out_due
from cpr_haendelser.cpr.vagt import Miljoe as Slags
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.sider import bestilling
from cpr_haendelser.storage.ordre import Ordreart
from cpr_haendelser.testmiljoe.forudsaetninger import VILKAAR
from cpr_haendelser.testmiljoe.handlinger import arts_in, read_handlinger
from cpr_haendelser.testmiljoe.regneark.skriv import write_regneark
from cpr_haendelser.testmiljoe.regneark.udseende import examples_of
from tests.konsol.conftest import Browser, logged_in, make_user
from tests.testmiljoe.hus import A, B, Hus
from tests.testmiljoe.test_sammenhaengende import single

NY, LINJE = f"{ROD}/ordrer/ny", f"{ROD}/ordrer/ny/linje"
ORDINAER = "010190" + "1234"
FLYT = {"ordreart": "sammenhaengende", "handling": "flytning", "kommunekode": "0101", "vejkode": "123", "husnr": "4A"}


@pytest.fixture(scope="module")
def hus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hus]:
    dette = Hus(tmp_path_factory.mktemp("hus"))
    make_user(dette.installation, "tester.a", Rolle.TESTANSVARLIG, cvr=A)
    make_user(dette.installation, "tester.b", Rolle.TESTANSVARLIG, cvr=B)
    for rolle in BRUGERROLLER:
        make_user(dette.installation, rolle.value, rolle, cvr=A)
    yield dette
    dette.close()


@pytest.fixture
def a(hus: Hus) -> Browser:
    return logged_in(hus.installation, "tester.a")


@pytest.fixture
def b(hus: Hus) -> Browser:
    return logged_in(hus.installation, "tester.b")


def address(side: str) -> str:
    """The order that a page is of."""
    fundet = re.search(rf'action="({ROD}/ordrer/[0-9a-f-]{{36}})/', side)
    assert fundet, side
    return fundet[1]


def by_form(a: Browser, pnr: str, **andet: str) -> str:
    return a.fill_in(LINJE, **{**FLYT, "personnummer": pnr, "goer": "gem", **andet})


def upload(a: Browser, data: bytes, **felter: str) -> str:
    modtegn = re.search(r'name="modtegn" value="([0-9a-f]+)"', a.get(NY).text)
    assert modtegn
    fil = {"fil": ("ordre.xlsx", data, "application/octet-stream")}
    return a.post(NY, data={"modtegn": modtegn[1], "art": "sammenhaengende", **felter}, files=fil).text


def carry_out(hus: Hus) -> None:
    carry_out_due(Miljoe(hus.installation))


def family(hus: Hus, a: Browser, **oensker: str) -> list[str]:
    """A family made by the page; its persons."""
    foer = {each.pnr for each in hus.ordrelager.find_personer(ejer=A, antal=100_000)}
    side = a.fill_in(f"{ROD}/testpersoner/familie", **{"kommunekode": "0998", "boern": "2", **oensker})
    assert "i gang" in side, side
    carry_out(hus)
    efter = [each.pnr for each in hus.ordrelager.find_personer(ejer=A, antal=100_000)]
    return [f"{pnr:010d}" for pnr in efter if pnr not in foer]


# --- lines by forms ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("art", Ordreart)
def test_every_handling_of_every_kind_of_order_has_a_form_with_a_label_for_every_field(
    a: Browser, art: Ordreart
) -> None:
    valg = a.get(f"{NY}/handling?ordreart={art}").text
    for handling in (each for each in read_handlinger().values() if arts_in(each, art)):
        side = a.get(f"{LINJE}?ordreart={art}&handling={handling.noegle}").text
        assert html.escape(handling.navn) in valg
        felter = set(re.findall(r'<(?:input|select|textarea) id="([^"]+)"', side))
        assert felter <= set(re.findall(r'<label for="([^"]+)"', side))
        assert {navn for navn in handling.skal if navn != "fra"} <= felter
        for navn in handling.skal:
            assert navn == "fra" or re.search(rf'id="{navn}"[^>]* required', side), (handling.noegle, navn)


def test_an_order_is_made_line_by_line_and_changed_while_it_is_a_kladde(hus: Hus, a: Browser) -> None:
    pnr = hus.find(single, A)
    side = by_form(a, pnr, titel="Ud af byen", virkning="2026-11-24T12:00")
    sti = address(side)
    assert "Ud af byen" in side
    assert "24. nov. 2026 12.00" in side
    assert 'value="2026-11-24T12:00"' in a.get(f"{sti}/linje?raekke=1").text
    rettet = a.fill_in(f"{sti}/linje", **{**FLYT, "raekke": "1", "personnummer": pnr, "husnr": "7", "goer": "gem"})
    assert "007" in rettet
    assert "004A" not in rettet
    trin = a.get(f"{sti}/linje?handling=navneaendring&efter=1").text
    assert f'value="{pnr}"' in trin
    to = a.fill_in(f"{sti}/linje", handling="navneaendring", efter="1", personnummer=pnr, efternavn="Lunde",
                   vent="10 min", goer="gem")  # fmt: skip
    assert to.count("Sekvens") >= 2
    [linje] = hus.ordrelager.linjer(sti.rpartition("/")[2])
    assert [(each.handling, each.vent) for each in linje.trin] == [("flytning", 0), ("navneaendring", 600)]
    en = a.fill_in(f"{sti}/linje/fjern", raekke="2")
    assert "Lunde" not in en
    assert "TST-110" in a.fill_in(f"{sti}/linje/fjern", raekke="1"), "the last line stays"


def test_who_removes_a_line_twice_or_from_an_old_page_removes_one(hus: Hus, a: Browser) -> None:
    pnr = hus.find(single, A)
    side = by_form(a, pnr)
    sti = address(side)
    for husnr in ("5", "6"):
        side = a.fill_in(f"{sti}/linje", **{**FLYT, "personnummer": pnr, "husnr": husnr, "goer": "gem"})
    pr = re.search(r'name="pr" value="([^"]+)"', side)
    assert pr
    fjern = {"raekke": "2", "pr": pr[1]}
    assert "TST-034" not in a.fill_in(f"{sti}/linje/fjern", **fjern)
    assert "TST-034" in a.fill_in(f"{sti}/linje/fjern", **fjern)
    rettet = {**FLYT, **fjern, "personnummer": pnr, "goer": "gem"}
    igen = a.fill_in(f"{sti}/linje", **rettet)
    assert "TST-034" in igen
    assert f'name="pr" value="{pr[1]}"' in igen, "it is the same old page"
    assert "WEB-404" in a.fill_in(f"{sti}/linje/fjern")
    assert [dict(each.trin[0].felter)["husnr"] for each in hus.ordrelager.linjer(sti.rpartition("/")[2])] == [
        "004A",
        "006",
    ]


def test_a_mistake_stands_at_its_field_and_what_was_written_stays(hus: Hus, a: Browser) -> None:
    side = by_form(a, hus.find(single, A), kommunekode="9999", husnr="fire", titel="Skæv")
    assert re.search(r'id="kommunekode"[^>]*value="9999"[^>]*aria-invalid="true"', side)
    assert re.search(r'id="husnr-fejl">fire: et husnummer', side)
    assert 'value="Skæv"' in side
    assert "Skæv" not in a.get(f"{ROD}/ordrer").text


def test_an_ordinary_number_in_a_form_is_refused_and_nothing_is_kept(a: Browser) -> None:
    antal = a.get(f"{ROD}/ordrer").text.count("<tr>")
    assert "et nummer af almindelig form" in by_form(a, ORDINAER)
    assert "VAGT-003" in a.fill_in(LINJE, **FLYT, ord=ORDINAER, goer="soeg")
    assert a.get(f"{ROD}/ordrer").text.count("<tr>") == antal


def test_persons_are_searched_for_and_chosen_without_losing_the_form(hus: Hus, a: Browser, b: Browser) -> None:
    pnr = hus.find(single, A)
    side = a.fill_in(LINJE, **FLYT, ord=f"{pnr[:6]}-{pnr[6:]}", goer="soeg", titel="Endnu ikke")
    assert f'name="person" value="{pnr}"' in side
    assert 'value="Endnu ikke"' in side
    assert f'name="person" value="{pnr}"' not in b.fill_in(LINJE, **FLYT, ord=pnr, goer="soeg")
    valgt = a.fill_in(LINJE, **FLYT, person=pnr, goer="gem")
    assert f"{pnr[:6]}-{pnr[6:]}" in a.get(address(valgt)).text


def test_divergence_price_and_messages_are_shown_before_an_order_is_submitted(hus: Hus, a: Browser) -> None:
    side = by_form(a, hus.find(single, A), ordreart="haendelse", modtager_kommune="0461")
    visning = a.get(f"{address(side)}/visning").text
    assert "Bestil som sammenhængende ordre" in visning
    assert "Pris i kroner" in visning
    assert "Ingen af jeres dueslag får beskederne." in visning, "it is to an authority that nothing is agreed on with"
    assert "<?xml" in html.unescape(visning)
    assert 'value="submit"' in visning


def test_what_disagrees_unwished_is_sent_only_when_that_is_confirmed(hus: Hus, a: Browser) -> None:
    sti = address(by_form(a, hus.find(single, A), ordreart="haendelse", modtager_kommune="0461"))
    visning = a.get(f"{sti}/visning").text
    assert re.search(r'<details class="bekraeft"><summary.*?name="forskelle" value="ja"', visning, re.DOTALL)
    spurgt = a.fill_in(f"{sti}/skridt", skridt="submit")
    assert "TST-033" in spurgt
    assert '<details class="bekraeft" open>' in spurgt, "the page that asked asks again, and says why"
    assert "i gang" in a.fill_in(f"{sti}/skridt", skridt="submit", forskelle="ja")
    carry_out(hus)


@pytest.mark.parametrize(
    "felter", [{}, {"ordreart": "haendelse", "modtager_kommune": "0461", "oensket_divergens": "ja"}]
)
def test_what_agrees_or_is_wished_for_is_sent_without_a_question(hus: Hus, a: Browser, felter: dict[str, str]) -> None:
    sti = address(by_form(a, hus.find(single, A), **felter))
    visning = a.get(f"{sti}/visning").text
    assert 'value="submit"' in visning
    assert 'name="forskelle"' not in visning
    assert "i gang" in a.fill_in(f"{sti}/skridt", skridt="submit")
    carry_out(hus)


def test_while_a_prerequisite_is_missing_there_is_no_button_but_the_way_to_mend_it(hus: Hus, a: Browser) -> None:
    sti = address(by_form(a, hus.find(single, A), myndighed=B))
    for side in (a.get(f"{sti}/visning").text, a.get(sti).text):
        assert 'value="submit"' not in side
        assert "Se efter, og indsend" not in side
        assert "serviceaftale: Et af organisationens systemer" in side
        assert f'href="{sti}#traad">Bed om det i ordrens tråd' in side, "a test manager asks for no agreement"
    assert "TST-030" in a.fill_in(f"{sti}/skridt", skridt="submit"), "nor is it taken without the button"
    drift = logged_in(hus.installation, Rolle.DRIFTSOPERATOER.value)
    assert f'href="{ROD}/aftaler/ny"' in drift.get(f"{sti}/visning").text


def test_a_refused_step_and_a_refused_word_stand_on_the_order_with_what_was_written(hus: Hus, a: Browser) -> None:
    sti = address(by_form(a, hus.find(single, A), sendes="2099-01-01T08:00"))
    assert re.search(
        r'TST-032.*<h2 id="linjer">', a.fill_in(f"{sti}/skridt", skridt="stop", hvorfor="For sent"), re.DOTALL
    )
    a.fill_in(f"{sti}/skridt", skridt="submit")
    uden = a.fill_in(f"{sti}/skridt", skridt="stop", hvorfor=" ")
    assert "TST-063" in uden
    assert re.search(r'<details class="bekraeft" open><summary[^>]*>Stop ordren', uden)
    langt = "Vigtigt! " + "x" * 2000
    side = a.fill_in(f"{sti}/traad", tekst=langt)
    assert re.search(r'<textarea id="tekst"[^>]*aria-invalid="true"[^>]*>Vigtigt! x', side)
    assert re.search(r'id="tekst-fejl">TST-056', side)
    a.fill_in(f"{sti}/skridt", skridt="stop", hvorfor="Færdig med den")


def test_the_form_says_what_to_do_and_speaks_of_no_template(hus: Hus, a: Browser) -> None:
    side = by_form(a, hus.find(single, A), kommunekode="9999")
    assert re.search(r"TST-054</strong>: noget skal rettes, før det kan bestilles \(1\)", side)
    assert "skabelonen har" not in side
    assert "TST-054</strong>: noget skal rettes" in a.fill_in(f"{ROD}/testpersoner/familie", kommunekode="9999")
    intet = a.fill_in(NY, art="sammenhaengende", titel="Uden fil")
    assert re.search(r'id="fil-fejl">TST-113: vælg den udfyldte skabelon', intet)
    assert 'value="Uden fil"' in intet
    ulaeselig = a.fill_in(NY, art="sammenhaengende", skabelon="hej med dig")
    assert re.search(r'id="skabelon-fejl">TST-053: .*på siden Ny', ulaeselig)
    assert ">hej med dig</textarea>" in ulaeselig


def test_a_template_of_another_kind_is_refused_at_its_cell(a: Browser) -> None:
    data = write_regneark(Ordreart.SAMMENHAENGENDE, examples_of(Ordreart.SAMMENHAENGENDE))
    side = upload(a, data, art="haendelse", titel="Forkert slags")
    assert re.search(r'Bestilling!B1</th><td>art</td><td class="bred">en skabelon til en sammenhængende ordre', side)
    assert 'value="Forkert slags"' in side


def test_where_a_page_is_refused_it_leads_back_to_where_one_came_from(a: Browser) -> None:
    sti = f"{ROD}/ordrer/0d000000-0000-4000-8000-000000000000"
    fra = {"referer": f"http://127.0.0.1{ROD}/ordrer?foer=7"}
    assert f'href="{ROD}/ordrer?foer=7">Tilbage' in a.get(sti, headers=fra).text
    for fremmed in ("http://andre.example/konsol/ordrer", f"http://127.0.0.1{sti}", "javascript:alert(1)"):
        assert "Tilbage til siden" not in a.get(sti, headers={"referer": fremmed}).text


def test_the_progress_keeps_itself_alive_and_shows_nobody(hus: Hus, a: Browser, b: Browser) -> None:
    pnr = hus.find(single, A)
    sti = address(by_form(a, pnr))
    side = a.fill_in(f"{sti}/skridt", skridt="submit")
    assert 'data-levende="' in side
    assert "levende.js" in side
    del_ = a.get(f"{sti}/fremdrift").text
    assert 'id="fremdrift"' in del_
    assert pnr[6:] not in del_
    assert b.get(f"{sti}/fremdrift").status_code == 404
    carry_out(hus)
    assert "data-levende" not in a.get(f"{sti}/fremdrift").text
    assert "levende.js" not in a.get(sti).text
    assert "1 af 1, udført 1" in a.get(sti).text


def test_lines_of_an_order_that_is_no_kladde_are_not_changed(hus: Hus, a: Browser, b: Browser) -> None:
    pnr = hus.find(single, A)
    sti = address(by_form(a, pnr))
    assert "ORD-002" in b.fill_in(f"{sti}/linje", **FLYT, personnummer=pnr, goer="gem")
    assert b.get(f"{sti}/handling").status_code == b.get(f"{sti}/regneark").status_code == 404
    a.fill_in(f"{sti}/skridt", skridt="submit")
    assert "TST-032" in a.fill_in(f"{sti}/linje", **FLYT, personnummer=pnr, goer="gem")
    carry_out(hus)


# --- what Back does in the browser ----------------------------------------------------------------------------------


def test_a_form_that_is_not_kept_is_shown_by_an_address_that_says_nothing_to_others(hus: Hus, a: Browser) -> None:
    pnr = hus.find(single, A)
    b = logged_in(hus.installation, "tester.b")
    for felter, findes in (
        ({"goer": "soeg", "ord": pnr}, f'name="person" value="{pnr}"'),
        ({"goer": "gem", "personnummer": pnr, "kommunekode": "9999"}, "TST-054"),
        ({"goer": "bestil", "person": pnr}, f'value="{pnr}"'),
    ):
        svar = a.submit("/ordrer/ny/linje", **{**FLYT, **felter})
        assert (svar.history[-1].status_code, svar.request.method) == (303, "GET")
        assert findes in svar.text
        assert pnr not in str(svar.url)
        igen = a.get(str(svar.url))
        assert igen.text == svar.text, "a page that is got again asks nobody to send again"
        fremmed = b.get(str(svar.url).replace("?", "?ordreart=sammenhaengende&handling=flytning&"))
        assert pnr not in fremmed.text
        assert "TST-054" not in fremmed.text


def test_persons_that_are_chosen_are_asked_about_on_a_page_that_is_got(hus: Hus, a: Browser) -> None:
    pnr = hus.find(single, A)
    for sti, felter, findes in (
        ("/testpersoner", {"ord": pnr}, f'value="{pnr}"'),
        ("/testpersoner/greb", {"goer": "bestil", "person": pnr}, f'name="person" value="{pnr}"'),
        ("/testpersoner/udfoer", {"goer": "gem", "person": pnr, "navn": ""}, "Læg dem til side"),
        ("/testpersoner/familie", {"goer": "laes", "saetning": "et par i kommune 0101"}, 'value="0101"'),
        ("/testpersoner/familie", {"kommunekode": "9999"}, "TST-054"),
    ):
        svar = a.submit(sti, **felter)
        assert svar.request.method == "GET", sti
        assert "udkast=" in str(svar.url)
        assert findes in svar.text, sti
        assert svar.status_code == 200
    assert a.get(f"{ROD}/testpersoner/greb").url.path == f"{ROD}/testpersoner", "nobody was chosen"


def test_a_refused_step_word_and_template_are_shown_by_an_address_too(hus: Hus, a: Browser) -> None:
    sti = address(by_form(a, hus.find(single, A))).removeprefix(ROD)
    uuid = sti.rpartition("/")[2]
    for form, felter, kode in (
        (f"{sti}/skridt", {"skridt": "stop", "hvorfor": "For sent"}, "TST-032"),
        (f"{sti}/traad", {"tekst": "x" * 2001}, "TST-056"),
        ("/ordrer/ny", {"art": "sammenhaengende", "skabelon": "hej med dig"}, "TST-053"),
        ("/gemte/ordre", {"ordre": uuid, "navn": "_navn_"}, "TST-091"),
    ):
        svar = a.submit(form, **felter)
        assert (svar.status_code, svar.request.method) == (200, "GET"), form
        assert kode in svar.text
        assert "udkast=" in str(svar.url)


def test_what_was_refused_is_shown_on_its_own_page_alone(hus: Hus, a: Browser) -> None:
    en, anden = (address(by_form(a, hus.find(single, A))) for _ in range(2))
    svar = a.submit(f"{en.removeprefix(ROD)}/traad", tekst="Hej" * 700)
    assert "TST-056" in svar.text
    spurgt = svar.url.query.decode()
    assert "TST-056" in a.get(f"{en}?{spurgt}").text
    for sti in (anden, f"{en}/visning", f"{ROD}/gemte"):
        assert "TST-056" not in a.get(f"{sti}?{spurgt}").text, sti


def test_what_may_not_stand_in_an_address_is_answered_at_once(a: Browser) -> None:
    for felter in ({"personnummer": ORDINAER}, {"titel": "x" * 9000, "kommunekode": "9999"}):
        svar = a.submit("/ordrer/ny/linje", **{**FLYT, "goer": "gem", **felter})
        assert (svar.status_code, svar.history, svar.request.method) == (400, [], "POST")


# --- who is who -------------------------------------------------------------------------------------------------------


def test_an_order_names_its_persons_and_those_that_it_made(hus: Hus, a: Browser) -> None:
    sti = address(a.fill_in(f"{ROD}/testpersoner/familie", kommunekode="0998", boern="1", efternavn="Navngiven"))
    side = a.get(sti).text
    assert "laves af ordren" in side
    assert "ny:" not in side.partition("<main")[2]
    carry_out(hus)
    side = a.get(sti).text
    assert side.count("Navngiven <span") == 2 * 3, "each of the three by the line, and by what came of it"
    [pnr, *_] = re.findall(r"Navngiven <span class=\"etiket ubrudt\">(\d{6}-\d{4})<", side)
    greb_ = a.fill_in(f"{ROD}/testpersoner/greb", goer="bestil", person=pnr.replace("-", ""))
    assert "Navngiven <span" in greb_
    assert "Navngiven <span" in by_form(a, pnr.replace("-", ""))


def test_nobody_is_named_to_those_who_may_not_learn_of_them(hus: Hus, a: Browser, b: Browser) -> None:
    [pnr, *_] = family(hus, a, efternavn="Hemmelig", voksne="1", boern="0")
    assert "Hemmelig" in a.fill_in(f"{ROD}/testpersoner/greb", goer="bestil", person=pnr)
    assert "Hemmelig" not in b.fill_in(f"{ROD}/testpersoner/greb", goer="bestil", person=pnr)
    assert "Hemmelig" not in by_form(b, pnr)


def test_a_move_is_proposed_in_the_municipality_that_the_person_lives_in(hus: Hus, a: Browser) -> None:
    [pnr, *_] = family(hus, a, kommunekode="0851", boern="0", voksne="1")
    side = a.fill_in(LINJE, ordreart="sammenhaengende", handling="flytning", goer="bestil", person=pnr)
    assert 'name="kommunekode" type="text" value="0851"' in side
    anden = a.get(f"{LINJE}?ordreart=sammenhaengende&handling=flytning").text
    assert 'name="kommunekode" type="text" value="0998"' in anden, "where nobody is chosen, the test authority's"


def blue(side: str) -> list[str]:
    """What the blue buttons of a page say."""
    indhold = side.partition("<main")[2]
    knapper = re.findall(r'<a class="knap" [^>]*>(.*?)</a>', indhold)
    return knapper + [each for each in re.findall(r"<button(?: name=[^>]*)?>(.*?)</button>", indhold) if each]


def test_an_order_has_one_blue_button_wherever_it_stands(hus: Hus, a: Browser) -> None:
    sti = address(by_form(a, hus.find(single, A)))
    assert blue(a.get(sti).text) == ["Se efter, og indsend"]
    visning = a.get(f"{sti}/visning").text
    assert blue(visning) == ["Indsend ordren"]
    assert "<dt>Kuvert og beskeddata</dt><dd>er enige</dd>" in visning
    assert blue(a.fill_in(f"{sti}/skridt", skridt="submit")) == ["Se, hvad der er sendt"]
    carry_out(hus)
    assert blue(a.get(sti).text) == ["Se, hvad der er sendt"]
    assert blue(a.get(f"{sti}?vej=kort").text) == ["Videre på den korte vej"]
    assert f'<span class="etiket">{A}</span>' in a.get(f"{ROD}/ordrer").text, "beside the organisation's name"


# --- workbooks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("art", Ordreart)
def test_the_workbook_is_downloaded_filled_in_and_uploaded(hus: Hus, a: Browser, art: Ordreart) -> None:
    svar = a.get(f"{ROD}/ordrer/regneark/{art}")
    assert f'filename="bestilling-{art}.xlsx"' in svar.headers["content-disposition"]
    bog = load_workbook(BytesIO(svar.content))
    ark = bog["Bestilling"]
    overskrifter = [celle.value for celle in ark[2]]
    pnr = hus.find(single, A)
    raekke: list[tuple[str, str | int]] = [("personnummer", pnr), ("handling", "flytning"), ("kommunekode", 101)]
    raekke += [("vejkode", 123), ("husnr", 4)]
    for navn, vaerdi in raekke:
        ark.cell(3, overskrifter.index(navn) + 1, vaerdi)
    ud = BytesIO()
    bog.save(ud)
    side = upload(a, ud.getvalue(), art=art.value, titel="Fra Excel")
    assert "Fra Excel" in side
    igen = a.get(f"{address(side)}/regneark").content
    assert load_workbook(BytesIO(igen))["Bestilling"]["A3"].value == pnr


def test_mistakes_of_a_workbook_are_shown_at_their_cells(a: Browser) -> None:
    raekker = [{"personnummer": "6101901234", "handling": "flyttning"}, {"personnummer": "x", "handling": "flytning"}]
    side = upload(a, write_regneark(Ordreart.SAMMENHAENGENDE, raekker), titel="Skæv")
    assert "Bestilling!B3" in side
    assert "Bestilling!A4" in side
    assert 'value="Skæv"' in side


@pytest.mark.parametrize(
    ("data", "kode"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 1000, "TST-100"),
        (b"PK\x03\x04" + b"\0" * 1000, "TST-102"),
        (write_regneark(Ordreart.HAENDELSE)[:-30], "TST-102"),
        (b"\0" * (100 * 1024 * 1024), "WEB-413"),
    ],
)
def test_a_hostile_upload_is_refused_in_words(a: Browser, data: bytes, kode: str) -> None:
    assert kode in upload(a, data)


def test_a_workbook_with_an_ordinary_number_is_refused_and_not_shown(a: Browser) -> None:
    data = write_regneark(Ordreart.SAMMENHAENGENDE, [{"personnummer": ORDINAER, "handling": "doedsfald"}])
    side = upload(a, data)
    assert "et nummer af almindelig form" in side
    assert ORDINAER not in side


def test_a_form_with_a_file_needs_the_sign_of_the_page_too(a: Browser) -> None:
    svar = a.post(NY, data={"art": "haendelse"}, files={"fil": ("x.csv", b"a;b\n", "text/csv")})
    assert "KON-001" in svar.text


# --- test persons -----------------------------------------------------------------------------------------------------


def test_a_family_of_a_few_wishes_is_in_the_list_a_moment_later(hus: Hus, a: Browser, b: Browser) -> None:
    numre = family(hus, a, boern="3", boern_til="6", efternavn="Rosenvang", beskyttede="1")
    assert len(numre) == 5
    liste = a.fill_in(f"{ROD}/testpersoner", ord="rosenvang")
    assert all(f"{pnr[:6]}-{pnr[6:]}" in liste for pnr in numre)
    assert numre[0][6:] not in b.fill_in(f"{ROD}/testpersoner", ord="rosenvang")


def test_wishes_that_cannot_be_are_told_at_their_fields(a: Browser) -> None:
    side = a.fill_in(f"{ROD}/testpersoner/familie", kommunekode="9999", boern="mange")
    assert re.search(r'id="kommunekode-fejl"', side)
    assert re.search(r'id="boern-fejl">mange: et helt tal', side)


def test_a_sentence_fills_in_the_fields_and_orders_nothing_by_itself(hus: Hus, a: Browser) -> None:
    antal = len(hus.ordrelager.ordrer(ejer=A, antal=1000))
    onsket = {"goer": "laes", "husnr": "4A", "boern": "7"}
    tekst = "et par med tre børn under 7, en med navnebeskyttelse, i kommune 0791"
    side = a.fill_in(f"{ROD}/testpersoner/familie", **onsket, saetning=tekst)
    forstaaet = {"kommunekode": "0791", "boern": "3", "boern_til": "6", "beskyttede": "1", "husnr": "4A"}
    for felt, vaerdi in forstaaet.items():
        assert re.search(rf'id="{felt}"[^>]*value="{vaerdi}"', side), felt
    igen = a.fill_in(f"{ROD}/testpersoner/familie", **onsket, saetning="en enlig i kommune 0791")
    assert re.search(r'id="boern" name="boern" type="text"(?! value)', igen), "what is not said stays open"
    assert "Det her er forstået" in side
    skaev = a.fill_in(f"{ROD}/testpersoner/familie", **onsket, saetning="et par med en hund i 0791")
    assert re.search(r'id="saetning-fejl">TST-044: det forstås ikke fra »en hund i 0791«', skaev)
    assert "et par med en hund i 0791</textarea>" in skaev
    assert 'value="4A"' in skaev
    assert "VAGT-003" in a.fill_in(f"{ROD}/testpersoner/familie", **onsket, saetning=f"et par om {ORDINAER}")
    assert len(hus.ordrelager.ordrer(ejer=A, antal=1000)) == antal


def test_one_person_is_made_field_by_field(hus: Hus, a: Browser) -> None:
    hvem = {"foedselsdato": "1985-06-15", "koen": "K", "fornavn": "Rosalina", "efternavn": "Kanal"}
    side = a.fill_in(f"{ROD}/testpersoner/enkelt", **hvem, kommunekode="998", vejkode="100", husnr="4")
    assert "i gang" in side
    carry_out(hus)
    assert "Rosalina" in a.fill_in(f"{ROD}/testpersoner", ord="rosalina")


def greb(a: Browser, goer: str, numre: list[str], sti: str = "/testpersoner/udfoer", **andet: str) -> str:
    modtegn = re.search(r'name="modtegn" value="([0-9a-f]+)"', a.get(f"{ROD}/testpersoner").text)
    assert modtegn
    return a.post(f"{ROD}{sti}", data={"modtegn": modtegn[1], "goer": goer, "person": numre, **andet}).text


def test_persons_are_copied_shared_put_aside_made_again_and_removed_each_after_a_question(
    hus: Hus, a: Browser, b: Browser
) -> None:
    numre = family(hus, a, efternavn="Bøgelund", boern="0")
    for goer in ("kopier", "gem", "del", "fjern", "bestil"):
        side = greb(a, goer, numre, "/testpersoner/greb")
        assert all(f"{pnr[:6]}-{pnr[6:]}" in side for pnr in numre), goer
    assert "i gang" in greb(a, "kopier", numre)
    carry_out(hus)
    assert a.fill_in(f"{ROD}/testpersoner", ord="bøgelund").count('name="person"') == 4
    assert "delt med" in greb(a, "del", numre, "/testpersoner/del", med=B)
    assert numre[0][6:] in b.fill_in(f"{ROD}/testpersoner", ord="bøgelund")
    assert "TST-065" in greb(b, "del", numre, "/testpersoner/del", med=A)
    assert "TST-091" in greb(a, "gem", numre, navn="_")
    assert "Parret" in greb(a, "gem", numre, navn="Parret")
    igen = a.fill_in(f"{ROD}/gemte/bestil", navn="Parret", slags="personer")
    assert "Opret personer fra en gemt skabelon" in igen
    assert "i gang" in greb(a, "fjern", numre)
    carry_out(hus)
    tilbage = a.fill_in(f"{ROD}/testpersoner", ord="bøgelund")
    assert all(pnr[6:] not in tilbage for pnr in numre)


def test_from_persons_to_a_line_about_them(hus: Hus, a: Browser) -> None:
    numre = [hus.find(single, A), hus.find(single, A)]
    side = greb(a, "bestil", numre, "/ordrer/ny/linje", ordreart="haendelse", handling="doedsfald")
    assert f'value="{" ".join(numre)}"' in side


def test_a_choice_of_nobody_is_refused_on_the_list_that_it_was_made_in(a: Browser) -> None:
    side = greb(a, "fjern", [], "/testpersoner/greb")
    assert "TST-111" in side
    assert 'action="/konsol/testpersoner/greb"' in side


def test_a_search_that_is_refused_keeps_its_words(a: Browser) -> None:
    side = a.fill_in(f"{ROD}/testpersoner", ord=ORDINAER)
    assert "VAGT-003" in side
    assert f'id="ord" name="ord" value="{ORDINAER}"' in side


# --- templates put aside, and prices ----------------------------------------------------------------------------------


def test_an_order_is_put_aside_used_and_forgotten(hus: Hus, a: Browser, b: Browser) -> None:
    sti = address(by_form(a, hus.find(single, A)))
    uuid = sti.rpartition("/")[2]
    assert "Alle flytter" in a.fill_in(f"{ROD}/gemte/ordre", ordre=uuid, navn="Alle flytter")
    assert "Alle flytter" not in b.get(f"{ROD}/gemte").text
    assert "ORD-002" in b.fill_in(f"{ROD}/gemte/ordre", ordre=uuid, navn="Stjålet")
    assert "TST-090" in b.fill_in(f"{ROD}/gemte/bestil", navn="Alle flytter", slags="ordre")
    brugt = a.fill_in(f"{ROD}/gemte/bestil", navn="Alle flytter", slags="ordre")
    assert address(brugt) != sti
    assert "Alle flytter" not in a.fill_in(f"{ROD}/gemte/glem", navn="Alle flytter")
    assert "TST-090" in a.fill_in(f"{ROD}/gemte/glem", navn="Alle flytter")
    forkert = a.fill_in(f"{ROD}/gemte/ordre", ordre=uuid, navn="_navn_")
    assert re.search(r'id="navn"[^>]*value="_navn_"[^>]*aria-invalid="true"', forkert)
    assert f'name="ordre" value="{uuid}"' in forkert


def test_what_was_carried_out_stands_in_the_settlement(hus: Hus, a: Browser, b: Browser) -> None:
    sti = address(by_form(a, hus.find(single, A), titel="Til afregning"))
    a.fill_in(f"{sti}/skridt", skridt="submit")
    carry_out(hus)
    side = a.get(f"{ROD}/afregning?fra=2020-01-01&til=2099-01-01").text
    assert "Til afregning" in side
    assert "Til afregning" in a.get(f"{ROD}/afregning/csv?fra=2020-01-01&til=2099-01-01").text
    assert "Til afregning" not in b.get(f"{ROD}/afregning?fra=2020-01-01&til=2099-01-01").text
    byttet = a.get(f"{ROD}/afregning?fra=2026-12-01&til=2026-11-01").text
    assert "TST-080" in byttet
    assert 'id="til-fejl"' in byttet
    assert 'value="2026-12-01"' in byttet
    assert "TST-112" in a.get(f"{ROD}/afregning?fra=i+gaar").text
    assert "alle priser er nul" in a.get(f"{ROD}/priser").text


def test_the_terms_are_read_before_they_are_accepted(a: Browser) -> None:
    side = a.get(f"{ROD}/ordrer/vilkaar").text
    assert "Ingen rigtige personoplysninger" in side
    assert "Accepter vilkårene" in side
    assert "Ordrer" in a.fill_in(f"{ROD}/ordrer/vilkaar")


def test_the_operator_says_whose_terms_are_accepted(hus: Hus) -> None:
    drift = logged_in(hus.installation, Rolle.DRIFTSOPERATOER.value)
    assert '<select id="organisation"' in drift.get(f"{ROD}/ordrer/vilkaar").text
    assert "TST-061" in drift.fill_in(f"{ROD}/ordrer/vilkaar")
    assert "Vilkårene er accepteret" in drift.fill_in(f"{ROD}/ordrer/vilkaar", organisation=B)


# --- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rolle", BRUGERROLLER)
def test_every_form_is_taken_from_the_roles_of_the_matrix_alone(hus: Hus, rolle: Rolle) -> None:
    denne = logged_in(hus.installation, rolle.value)
    modtegn = re.search(r'name="modtegn" value="([0-9a-f]+)"', denne.get(f"{ROD}/adgangskode").text)
    assert modtegn
    for side in bestilling.pages(Miljoe(hus.installation), hus.installation.bord.opsaetning):
        assert isinstance(side.adgang, Handling)
        sti = side.sti.replace("{uuid}", "0d000000-0000-4000-8000-000000000000").replace("{maade}", "familie")
        sti = ROD + sti.replace("{art}", "haendelse")
        svar = denne.get(sti) if side.metode == "GET" else denne.post(sti, data={"modtegn": modtegn[1]})
        omfang = rettigheder()[side.adgang].reach(frozenset({rolle}), Slags.EXTTEST)
        assert (svar.status_code == 403 and "ADG-001" in svar.text) is (omfang is Omfang.INTET), (side.metode, sti)


def test_the_examples_that_can_be_downloaded_are_understood_when_they_are_uploaded(a: Browser) -> None:
    eksempel = a.get(f"{ROD}/ordrer/regneark/replika?eksempel=ja").content
    assert "Opret en familie" in upload(a, eksempel, art="replika")
    assert len(examples_of(Ordreart.REPLIKA)) == 2


def test_the_operator_orders_for_an_organisation_by_the_same_forms(hus: Hus) -> None:
    drift = logged_in(hus.installation, Rolle.DRIFTSOPERATOER.value)
    assert 'id="organisation"' in drift.get(f"{ROD}/testpersoner/familie").text
    assert "i gang" in drift.fill_in(f"{ROD}/testpersoner/familie", kommunekode="0998", organisation=B)
    carry_out(hus)
    side = drift.fill_in(LINJE, **FLYT, personnummer=hus.find(single, A), organisation=A, goer="gem", titel="For A")
    assert "For A" in side
    assert '<span class="etiket">11111111</span></dd>' in side
    assert "TST-061" in drift.fill_in(LINJE, **FLYT, personnummer=hus.find(single, A), goer="gem")


# --- whom an order is for ---------------------------------------------------------------------------------------------


def chosen(side: str, felt: str) -> str:
    """What a list of choices stands at: the marked one, otherwise its first."""
    valg = re.search(rf'<select id="{felt}".*?</select>', side, re.DOTALL)
    assert valg, side
    maerket = re.search(r'value="([^"]*)" selected', valg[0]) or re.search(r'value="([^"]*)"', valg[0])
    assert maerket
    return maerket[1]


@pytest.mark.parametrize("maade", ["familie", "enkelt"])
def test_a_supplier_orders_persons_by_the_authority_it_has_an_agreement_with(hus: Hus, b: Browser, maade: str) -> None:
    side = b.get(f"{ROD}/testpersoner/{maade}").text
    assert chosen(side, "myndighed") == A, "B has an agreement with A only"
    ordre = b.fill_in(
        f"{ROD}/testpersoner/{maade}",
        foedselsdato="1985-06-15", koen="K", kommunekode="0998", vejkode="100", husnr="4",
        myndighed=chosen(side, "myndighed"),
    )  # fmt: skip
    assert "i gang" in ordre, ordre
    assert hus.ordrelager.ordrer(ejer=B, antal=1)[0].myndighed == A


def test_forms_of_ordering_begin_with_the_users_own_organisation(hus: Hus) -> None:
    make_user(hus.installation, "drift.b", Rolle.DRIFTSOPERATOER, cvr=B)
    drift = logged_in(hus.installation, "drift.b")
    linje = f"{LINJE}?ordreart=sammenhaengende&handling=flytning"
    for sti in (NY, linje, f"{ROD}/testpersoner/familie", f"{ROD}/testpersoner/enkelt"):
        assert chosen(drift.get(sti).text, "organisation") == B, sti


def test_copying_is_ordered_by_an_authority_with_an_agreement_too(b: Browser) -> None:
    side = b.fill_in(f"{ROD}/testpersoner/greb", goer="kopier", person="6101901234")
    assert chosen(side, "myndighed") == A


def test_a_family_is_proposed_in_the_municipality_that_it_is_ordered_by(b: Browser) -> None:
    side = b.get(f"{ROD}/testpersoner/familie").text
    assert 'id="kommunekode" name="kommunekode" type="text" value="0998"' in side
    flytning = b.get(f"{LINJE}?ordreart=sammenhaengende&handling=flytning").text
    assert "Fx 0123." in flytning, "nobody knows the code of a road by heart"
    assert '<details class="feltgruppe"><summary>Hvornår og hvor mange gange' in flytning


def test_what_hinders_an_order_is_the_first_thing_to_do_and_then_the_persons_are(hus: Hus, b: Browser) -> None:
    hus.miljoe.ordrelager.accepter(B, "", hvem="prøve", tidspunkt="2026-11-26")
    side = b.fill_in(f"{ROD}/testpersoner/familie", kommunekode="0998", myndighed=A)
    assert re.search(r'class="knap" href="[^"]*/ordrer/vilkaar\?ordre=', side)
    assert 'class="knap anden" href="' in side
    hus.miljoe.ordrelager.accepter(B, VILKAAR, hvem="prøve", tidspunkt="2026-11-26")
    side = b.fill_in(f"{ROD}/testpersoner/familie", kommunekode="0998", myndighed=A)
    assert f'class="knap" href="{ROD}/testpersoner"' in side
