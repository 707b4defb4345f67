"""What may be done with a dueslag on its page."""

from __future__ import annotations

import json
import re
from html import unescape
from importlib.resources import files

import pytest
from starlette.testclient import TestClient

from cpr_haendelser.abonnementer.laesning import parse
from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.aftaler.hold import TRIN
from cpr_haendelser.app import Installation
from cpr_haendelser.cpr.koder import koder
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.haendelser.visning import code_name
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.kald import SESSION
from cpr_haendelser.konsol.sider.dueslagsskema import EKSEMPLER
from cpr_haendelser.storage.forsendelse import Afslutning, Forsendelsestilstand
from cpr_haendelser.web.doer import create_app
from tests.konsol.conftest import LISTE, Browser, logged_in
from tests.udlevering.opsat import DUESLAG_A, DUESLAG_B, A

NU = "2026-11-25T06:00:00.000+00:00"
SIDE = f"{ROD}/dueslag/{DUESLAG_A}"


def stopped(installation: Installation) -> str:
    return next(each.stoppet for each in installation.postrum.tilstande() if each.dueslag == DUESLAG_A)


def test_a_dueslag_is_stopped_and_started_by_its_page(installation: Installation, drift: Browser) -> None:
    assert "Start dueslaget" in drift.fill_in(f"{SIDE}/stop")
    assert stopped(installation)
    assert "Stop dueslaget" in drift.fill_in(f"{SIDE}/start")
    assert not stopped(installation)


def test_who_may_not_sees_no_button_and_is_refused(installation: Installation) -> None:
    denne = logged_in(installation, Rolle.REVISOR)
    assert "Stop dueslaget" not in denne.get(SIDE).text
    assert "ADG-001" in denne.fill_in(f"{SIDE}/stop")
    assert not stopped(installation)


@pytest.mark.parametrize("sti", ["stop", "start", "frigiv", "fejlkoe", "frigiv-fejlkoe"])
def test_nothing_is_done_with_a_dueslag_that_is_not_there(drift: Browser, sti: str) -> None:
    assert "FOR-002" in drift.fill_in(f"{ROD}/dueslag/{'0' * 8}-0000-4000-8000-{'0' * 12}/{sti}")


def test_what_is_parked_is_shown_and_released_and_counted(installation: Installation, drift: Browser) -> None:
    postrum = installation.postrum
    Fordeler(installation.lager, postrum, installation.bord.match, lambda: NU).drain()
    tagne = postrum.tag(DUESLAG_A, 2, nu=NU, hvem="proeve")
    parkeret = Forsendelsestilstand.PARKERET
    postrum.svar([Afslutning(DUESLAG_A, each.loebenummer, each.forsoeg, parkeret) for each in tagne], nu=NU)
    side = drift.get(SIDE).text
    assert len(tagne) == 2
    assert all(f"/haendelser/{each.loebenummer}" in side for each in tagne)
    assert "Antal: 2" in drift.fill_in(f"{SIDE}/fejlkoe")
    assert "Antal: 2" in drift.fill_in(f"{SIDE}/frigiv-fejlkoe")
    assert "Antal:" not in drift.fill_in(f"{SIDE}/frigiv"), "nothing is parked any more"


def test_the_list_says_how_it_goes_and_can_be_searched(installation: Installation, drift: Browser) -> None:
    installation.postrum.stop(DUESLAG_B, "ingen-forbindelse", nu=NU)
    installation.udkig.look()
    side = drift.get(f"{ROD}/dueslag").text
    assert side.index("Til b") < side.index("Til a"), "what needs somebody comes first"
    assert "Der kunne ikke oprettes forbindelse" in side
    assert "Til a" not in drift.get(f"{ROD}/dueslag?vis=kalder").text
    assert "Til b" not in drift.get(f"{ROD}/dueslag?q=anders").text
    assert "Intet dueslag passer" in drift.get(f"{ROD}/dueslag?q=findes-ikke").text
    assert "Til a" in drift.get(f"{ROD}/dueslag?side=99999999999").text
    installation.postrum.stop(DUESLAG_B, "", nu=NU)


@pytest.mark.parametrize("tilstand", [*Forsendelsestilstand, "findes-ikke"])
def test_the_forsendelser_of_each_state_have_a_page_and_pages_end(drift: Browser, tilstand: str) -> None:
    assert drift.get(f"{SIDE}?tilstand={tilstand}").status_code == 200
    sidste = drift.get(f"{SIDE}?tilstand={tilstand}&efter={10**18 - 1}").text
    assert "Flere" not in sidste
    assert drift.get(f"{SIDE}?efter=-1").status_code == drift.get(f"{SIDE}?efter=9{'9' * 40}").status_code == 200


@pytest.mark.parametrize("numre", ["x", "0", "17-", "20-17-3", "1" * 30, " ".join(["1"] * 101)])
def test_numbers_that_are_none_are_refused_and_nothing_is_done(drift: Browser, numre: str) -> None:
    assert "KON-004" in drift.fill_in(f"{SIDE}/fejlkoe", numre=numre)


def test_a_written_reason_stands_in_the_audit_with_what_was_done(installation: Installation, drift: Browser) -> None:
    foer = installation.postrum.revisionshoved().nr
    drift.fill_in(f"{SIDE}/stop", grund="modtageren bad om det")
    drift.fill_in(f"{SIDE}/start")
    led = list(installation.postrum.revisionsled(efter=foer))
    assert "modtageren bad om det" in str(led)
    assert len(led) == 3
    assert "KTO-013" in drift.fill_in(f"{SIDE}/stop", grund="om 610190-1234")


# --- made and changed -------------------------------------------------------------------------------------------------


def test_a_dueslag_is_made_and_changed_by_its_form(installation: Installation, drift: Browser) -> None:
    side = drift.fill_in(
        f"{ROD}/dueslag/nyt", goer="opret", navn="Flytninger", system=A, filter="personhaendelse = '034'", fra="start"
    )
    assert "<h1>Flytninger</h1>" in side
    nyt = next(each for each in installation.bord.opsaetning().dueslag if each.navn == "Flytninger")
    assert (nyt.filter, nyt.fra, nyt.aktiv) == ("personhaendelse = '034'", 0, True)
    ret = f"{ROD}/dueslag/{nyt.uuid}/ret"
    udgave = edition(drift, ret)
    side = drift.fill_in(ret, goer="gem", navn="Flyttet", filter="kommune = '0999'", udgave=udgave)
    assert "<h1>Flyttet</h1>" in side
    assert not installation.bord.dueslag(nyt.uuid).aktiv, "an open dueslag has its box ticked"
    for gammel in (udgave, "", "æøå"):
        assert "KON-007" in drift.fill_in(ret, goer="gem", navn="Igen", filter="", udgave=gammel, aktiv="ja")


def test_a_filter_that_cannot_be_read_is_told_at_its_field_with_its_place(drift: Browser) -> None:
    for sti in (f"{ROD}/dueslag/nyt", f"{SIDE}/ret"):
        felter = {"goer": "opret", "navn": "Ny", "system": A} if sti.endswith("nyt") else {"goer": "gem", "navn": "Ny"}
        mere = {} if sti.endswith("nyt") else {"udgave": edition(drift, sti)}
        side = drift.fill_in(sti, **felter, **mere, filter="personhaendelse = OG")
        assert "AFT-013" in side
        assert re.search('<p class="feltfejl" id="filter-fejl">Linje 1, tegn [0-9]+:', side)


def edition(drift: Browser, ret: str) -> str:
    fundet = re.search(r'name="udgave" value="([0-9a-f]{64})"', drift.get(ret).text)
    assert fundet
    return fundet[1]


@pytest.mark.parametrize(
    ("filter_", "kode"),
    [
        ("kommune", "ABO-004"),
        ("kommune = '0999", "ABO-003"),
        ("komune = '0999'", "ABO-005"),
        ("personhaendelse = '34'", "ABO-006"),
        ("NOT " * 20_000 + "kommune = '0999'", "ABO-002"),
        ("(" * 20_000 + "kommune = '0999'" + ")" * 20_000, ""),
        ("kommune = '0999' OR " * 6_000, "ABO-001"),
        ("\x00\ud7ff", "ABO-004"),
        ("kommune = '0999'", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_filter_is_judged_with_its_place_whatever_is_sent(drift: Browser, filter_: str, kode: str) -> None:
    dom = json.loads(drift.fill_in(f"{ROD}/dueslag/filtertjek", system=A, filter=filter_))
    assert dom["i_orden"] is not bool(kode)
    if kode:
        assert kode in dom["tekst"]
        assert dom["linje"] >= 1
        assert dom["tegn"] >= 1
    side = drift.fill_in(f"{ROD}/dueslag/nyt", goer="tjek", system=A, filter=filter_)
    assert ("feltfejl" in side) is bool(kode)


def test_a_filter_longer_than_any_form_is_refused_before_it_is_read(drift: Browser) -> None:
    assert "WEB-413" in drift.fill_in(f"{ROD}/dueslag/filtertjek", filter="x" * 700_000)


def of_list(uuid: str) -> str:
    return f"personnummer IN VÆRDILISTE('{uuid}')"


def test_a_value_list_that_the_system_has_not_is_told(drift: Browser) -> None:
    dom = json.loads(drift.fill_in(f"{ROD}/dueslag/filtertjek", system=A, filter=of_list(A)))
    assert dom == {"i_orden": True, "ukendte": [A]}
    dom = json.loads(
        drift.fill_in(f"{ROD}/dueslag/filtertjek", system=A, filter=f"personnummer IN VÆRDILISTE('{LISTE}')")
    )
    assert dom == {"i_orden": True, "ukendte": []}


def test_a_filter_is_tried_before_it_is_saved(installation: Installation, drift: Browser) -> None:
    side = drift.fill_in(f"{ROD}/dueslag/nyt", goer="proev", system=A, filter="personhaendelse = '034'")
    assert "Led for led" in side
    assert "personhaendelse = &#39;034&#39;" in side
    assert not [each for each in installation.bord.opsaetning().dueslag if each.filter == "personhaendelse = '034'"]


def test_who_may_change_but_not_explain_is_not_shown_what_a_filter_meets(installation: Installation) -> None:
    denne = logged_in(installation, Rolle.LEVERANDOERADMINISTRATOR)
    assert "Prøv på de seneste" not in denne.get(f"{ROD}/dueslag/nyt").text
    side = denne.fill_in(f"{ROD}/dueslag/nyt", goer="proev", system=A, filter="")
    assert "Undersøgt" not in side


def test_another_organisations_system_is_nobodys_here(installation: Installation) -> None:
    denne = logged_in(installation, Rolle.TESTANSVARLIG)
    assert "FOR-002" in denne.get(f"{SIDE}/ret").text
    for goer in ("proev", "opret"):
        assert "SYT-001" in denne.fill_in(f"{ROD}/dueslag/nyt", goer=goer, navn="Mit", system=A, filter="")
    dom = json.loads(
        denne.fill_in(f"{ROD}/dueslag/filtertjek", system=A, filter=f"personnummer IN VÆRDILISTE('{LISTE}')")
    )
    assert dom["ukendte"] == [LISTE], "whose list it is, is not told"


# --- explained and sent again -----------------------------------------------------------------------------------------


def test_a_haendelse_is_explained_for_then_and_for_now(installation: Installation, drift: Browser) -> None:
    Fordeler(installation.lager, installation.postrum, installation.bord.match, lambda: NU).drain()
    side = drift.get(f"{SIDE}/forklar?nr=1").text
    assert "Da den blev fordelt" in side
    assert "En serviceaftale tillader den" in side
    assert "LOG-001" in drift.get(f"{SIDE}/forklar?nr=999999").text
    assert 'id="nu"' not in drift.get(f"{SIDE}/forklar?nr=x").text


def test_what_is_sent_again_is_counted_first(installation: Installation, drift: Browser) -> None:
    Fordeler(installation.lager, installation.postrum, installation.bord.match, lambda: NU).drain()
    afspil = f"{SIDE}/afspil"
    assert "KON-005" in drift.fill_in(afspil, goer="tael")
    assert "KON-005" in drift.fill_in(afspil, goer="tael", alt="ja", numre="1")
    assert "KON-004" in drift.fill_in(afspil, goer="tael", koder="34")
    for tid in ("i går", "0001-01-01T00:00", "9999-12-31T23:59-12:00"):
        assert "KON-004" in drift.fill_in(afspil, goer="tael", fra=tid), tid
    assert "ville blive sendt igen" in drift.fill_in(afspil, goer="tael", alt="ja")
    side = drift.fill_in(afspil, goer="tael", personnummer=installation.lager.haendelser(antal=1)[0].beslutning.pnr)
    person = re.search(r'name="person" value="([^"]+)"', side)
    assert person
    assert "Det er gjort" in drift.fill_in(afspil, goer="afspil", person=person[1])
    assert "KON-006" in drift.fill_in(afspil, goer="afspil", person=person[1][:-9] + "AAAAAAAA=")
    assert "KON-006" in logged_in(installation, Rolle.DRIFTSOPERATOER).fill_in(afspil, goer="afspil", person=person[1])


def test_in_produktion_what_happened_to_one_person_is_not_counted_without_a_reason(produktion: Installation) -> None:
    pnr = produktion.lager.haendelser(antal=1)[0].beslutning.pnr
    drift, afspil = logged_in(produktion, Rolle.DRIFTSOPERATOER), f"{SIDE}/afspil"
    assert "ADG-004" in drift.fill_in(afspil, goer="tael", personnummer=pnr)
    assert "ville blive sendt igen" in drift.fill_in(afspil, goer="tael", koder="034")
    assert "ville blive sendt igen" in drift.fill_in(afspil, goer="tael", personnummer=pnr, grund="sag 12: fejlsøgning")
    rest = TestClient(create_app(produktion, "noegle"), headers={"Authorization": f"Bearer {drift.cookies[SESSION]}"})
    for headers, status in (({}, 403), ({"X-Grund": "sag%2012: fejlmelding"}, 200)):
        svar = rest.post(f"/dueslag/{DUESLAG_A}/afspil", json={"personnummer": pnr, "proev": True}, headers=headers)
        assert svar.status_code == status, svar.text


def test_the_examples_of_filters_say_what_their_codes_mean() -> None:
    """Held against the code table that docs/koder.md is written from."""
    flytning, ej_doed = EKSEMPLER
    flyttet = re.findall(r"'(\d{3})'", flytning.filter)
    assert flytning.hvad == "Flytninger til eller fra en kommune"
    assert [code_name(kode, "") for kode in flyttet] == ["Flytning til kommunen", "Flytning fra kommunen"]
    doedsfald = {each.kode for each in koder("personhaendelse").values() if each.dansk.startswith("Dødsfald")}
    assert ej_doed.hvad == "Alt andet end dødsfald"
    assert ej_doed.filter.startswith("NOT ")
    assert set(re.findall(r"'(\d{3})'", ej_doed.filter)) == doedsfald


def test_the_form_shows_examples_that_can_be_read(drift: Browser) -> None:
    side = unescape(drift.get(f"{ROD}/dueslag/nyt").text)
    for each in EKSEMPLER:
        parse(each.filter)
        assert f"<code>{each.filter}</code>" in side


def test_every_step_of_an_agreement_has_its_words_where_a_haendelse_is_explained() -> None:
    skabelon = (files("cpr_haendelser.konsol") / "skabeloner" / "dueslag_forklar.html").read_text("utf-8")
    assert [trin for trin in TRIN if f'"{trin}": _(' not in skabelon] == []


def test_what_was_done_is_told_in_our_own_words_whatever_the_address_says(drift: Browser) -> None:
    assert "Det er gjort. Antal: 12" in re.sub(r"\s+", " ", drift.get(f"{SIDE}?gjort=12").text)
    assert "Ring til" not in drift.get(f"{SIDE}?gjort=Ring+til+os").text
    assert "Ring til" not in drift.get(f"{ROD}/filer/1?gjort=Ring+til+os").text


def test_what_is_wrong_with_a_filter_is_told_in_the_language_of_the_page(drift: Browser) -> None:
    drift.get(f"{ROD}/sprog/en")
    dom = json.loads(drift.fill_in(f"{ROD}/dueslag/filtertjek", system=A, filter="kommune = '0999"))
    assert "afsluttende" not in dom["tekst"]
    side = drift.fill_in(f"{ROD}/dueslag/nyt", goer="tjek", system=A, filter="kommune = '0999")
    assert dom["tekst"] in unescape(side)
