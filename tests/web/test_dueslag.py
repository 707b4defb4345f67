"""Dueslag over HTTP: seen, explained, released, moved, sent again, stopped and started, by those whose they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.model import Aktoer, Aktoerart, Rolle
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.storage.forsendelse import Afslutning, Forsendelsestilstand, Videregivelse
from cpr_haendelser.udlevering.kalder import Kalder, check_reason
from cpr_haendelser.web.doer import create_app
from tests.opslag.korsbaek import opened
from tests.udlevering.opsat import DUESLAG_A, DUESLAG_B, KORSBAEK, NOEGLER, A, B, set_up
from tests.web.conftest import NOEGLE
from tests.web.test_openapi import faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cpr_haendelser.app import Installation

NU = "2026-11-24T07:30:00.000+00:00"
STI = f"/dueslag/{DUESLAG_A}"


@pytest.fixture(scope="module")
def inst(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Of A's dueslag the first three are delivered, the next two parked; the rest waits."""
    with opened(tmp_path_factory.mktemp("dueslag")) as installation:
        postrum = installation.postrum
        set_up(postrum)
        Fordeler(installation.lager, postrum, installation.bord.match, lambda: NU).drain()
        for antal, vej in ((3, Videregivelse(A, "a", "hent")), (2, None)):
            tilstand = Forsendelsestilstand.LEVERET if vej else Forsendelsestilstand.PARKERET
            tagne = postrum.tag(DUESLAG_A, antal, nu=NU, hvem="p/1")
            grund = "" if vej else "statuskode-41"
            svar = [Afslutning(*each[:2], each.forsoeg, tilstand, "", grund, videregivelse=vej) for each in tagne]
            assert postrum.svar(svar, nu=NU) == antal
        yield installation


class Dem:
    """Callers with their keys, and the description that every answer is held against."""

    def __init__(self, installation: Installation) -> None:
        self._app = create_app(installation, NOEGLE)
        self._beskrevet = self.client(NOEGLE).get("/openapi.json").json()

    def client(self, noegle: str) -> TestClient:
        return TestClient(self._app, raise_server_exceptions=False, headers={"Authorization": f"Bearer {noegle}"})

    def ask(self, noegle: str, metode: str, sti: str, **krop: Any) -> Any:
        """What is answered, as described; of a refusal its code."""
        svar = self.client(noegle).request(metode, sti, **krop)
        if svar.status_code == 204:
            return None
        navn = sti.partition("?")[0].replace(DUESLAG_A, "{uuid}")
        navn = "/dueslag/{uuid}/forklaring/{loebenummer}" if "/forklaring/" in navn else navn
        skema = self._beskrevet["paths"][navn][metode.lower()]["responses"][str(svar.status_code)]["content"]
        assert faults(svar.json(), skema["application/json"]["schema"], self._beskrevet) == [], svar.text
        return svar.json() if svar.status_code == 200 else svar.json()["kode"]


@pytest.fixture(scope="module")
def dem(inst: Installation) -> Dem:
    return Dem(inst)


def counts(dem: Dem) -> tuple[int, int, int]:
    """What is parked, in the fejlkø and delivered of A's."""
    nu = dem.ask(NOEGLER[A], "GET", STI)
    return nu["parkeret"], nu["fejlkoe"], nu["leveret"]


def numbers(dem: Dem, tilstand: str) -> list[int]:
    svar = dem.ask(NOEGLER[A], "GET", f"{STI}/forsendelser?tilstand={tilstand}")
    return [each["loebenummer"] for each in svar["forsendelser"]]


def test_a_system_sees_what_is_in_its_dueslag_and_what_it_has_got_without_persons(dem: Dem) -> None:
    nu = dem.ask(NOEGLER[A], "GET", STI)
    assert (nu["uuid"], nu["system"], nu["bagud"], nu["parkeret"], nu["leveret"]) == (DUESLAG_A, "Anders", None, 2, 3)
    parkerede = dem.ask(NOEGLER[A], "GET", f"{STI}/forsendelser?tilstand=parkeret")["forsendelser"]
    assert [each["grund"] for each in parkerede] == ["statuskode-41"] * 2
    alle = dem.ask(NOEGLER[A], "GET", f"{STI}/forsendelser?antal=1000")["forsendelser"]
    assert len(alle) == nu["venter"] + nu["parkeret"]
    assert (
        dem.ask(NOEGLER[A], "GET", f"{STI}/forsendelser?tilstand=parkeret&tilstand=parkeret")["forsendelser"]
        == parkerede
    )
    leverede = dem.ask(NOEGLER[A], "GET", f"{STI}/leveringer?antal=2")["leveringer"]
    assert [(each["aftale"], each["kanal"]) for each in leverede] == [("a", "hent")] * 2
    naeste = dem.ask(NOEGLER[A], "GET", f"{STI}/leveringer?efter={leverede[-1]['loebenummer']}")["leveringer"]
    assert len(naeste) == 1
    assert dem.ask(NOEGLER[A], "GET", f"{STI}/forsendelser?tilstand=leveret") == "FOR-011"


def test_an_explanation_says_each_step_then_and_now(dem: Dem) -> None:
    [foerste, _] = numbers(dem, "parkeret")
    svar = dem.ask(NOEGLER[A], "GET", f"{STI}/forklaring/{foerste}")
    assert (svar["loebenummer"], svar["nu"]["matcher"], svar["nu"]["stoppet_ved"]) == (foerste, True, None)
    assert svar["dengang"]["begrundelse"] == svar["nu"]
    assert {each["holder"] for each in svar["nu"]["trin"]} == {True}
    assert svar["forsendelse"]["tilstand"] == "parkeret"
    assert dem.ask(NOEGLER[A], "GET", f"{STI}/forklaring/999999999") == "LOG-001"


def test_a_filter_is_tried_before_it_is_saved(dem: Dem, inst: Installation) -> None:
    foer, proev = inst.postrum.opsaetning(), f"{STI}/filterproeve"
    alle = dem.ask(NOEGLER[A], "POST", proev, json={"filter": ""})
    svar = dem.ask(NOEGLER[A], "POST", proev, json={"filter": "NOT personhaendelse = '034'"})
    assert 0 < svar["matcher"] < alle["matcher"] == alle["undersoegt"] - alle["uden_aftale"]
    hele, del_ = svar["led"]
    assert (hele["sand"], del_["falsk"], del_["dybde"]) == (svar["matcher"], svar["matcher"], 1)
    assert "034" not in {each["kode"] for each in svar["fundne"]}
    assert {each["kode"] for each in svar["andre"]} == {"034"}
    assert "6101901234" not in str(dem.ask(NOEGLER[A], "POST", proev, json={"filter": "personnummer = '6101901234'"}))
    assert dem.ask(NOEGLER[A], "POST", proev, json={"filter": "personhaendelse ="}).startswith("ABO-")
    ordinaert = "personnummer = '010190" + "1234'"
    assert dem.ask(NOEGLER[A], "POST", proev, json={"filter": ordinaert}) == "VAGT-003"
    assert inst.postrum.opsaetning() == foer


def test_what_is_parked_is_moved_and_released_by_number_and_all(dem: Dem) -> None:
    foerste, anden = numbers(dem, "parkeret")
    foer = counts(dem)
    flyt = {"loebenumre": [{"fra": foerste}]}
    assert dem.ask(NOEGLER[A], "POST", f"{STI}/fejlkoe", json=flyt) == {"antal": 1, "uden_aftale": 0}
    assert numbers(dem, "fejlkoe") == [foerste]
    assert dem.ask(NOEGLER[A], "POST", f"{STI}/frigiv", json={"alle": True, "grund": "statuskode-42"})["antal"] == 0
    assert dem.ask(NOEGLER[A], "POST", f"{STI}/frigiv", json={"alle": True})["antal"] == 1, "the parked one alone"
    begge = {"loebenumre": [{"fra": foerste, "til": anden}]}
    assert dem.ask(NOEGLER[A], "POST", f"{STI}/frigiv", json=begge)["antal"] == 1
    assert counts(dem) == (0, 0, foer[2])
    gjort = dem.ask(NOEGLER[A], "GET", "/indgreb")["indgreb"]
    assert [(each["handling"], each["antal"]) for each in gjort][-3:] == [("fejlkoe", 1), ("frigiv", 1), ("frigiv", 1)]
    assert dem.ask(NOEGLER[B], "GET", "/indgreb") == {"indgreb": []}


def test_what_was_delivered_is_counted_and_sent_again(dem: Dem) -> None:
    [en, *_] = dem.ask(NOEGLER[A], "GET", f"{STI}/leveringer")["leveringer"]
    valg = {"loebenumre": [{"fra": en["loebenummer"]}]}
    assert dem.ask(NOEGLER[A], "POST", f"{STI}/afspil", json={**valg, "proev": True})["afspillet"] == 1
    assert en["loebenummer"] not in numbers(dem, "venter")
    assert dem.ask(NOEGLER[A], "POST", f"{STI}/afspil", json=valg)["afspillet"] == 1
    assert en["loebenummer"] in numbers(dem, "venter")
    assert dem.ask(NOEGLER[A], "POST", f"{STI}/afspil", json={**valg, "koder": ["034"]})["undervejs"] in {0, 1}


def test_a_count_tells_a_system_nothing_of_what_happened_to_others_persons(dem: Dem, inst: Installation) -> None:
    sti, alle = f"/dueslag/{DUESLAG_B}/afspil", {"loebenumre": [{"fra": 1, "til": 10_000}]}
    fremmed = inst.lager.haendelser(antal=1, koder=("034",), cvr=(KORSBAEK,))[0]
    for om in ({"personnummer": fremmed.beslutning.pnr}, {"koder": [fremmed.beslutning.kode]}, {}):
        for proev in (True, False):
            svar = dem.client(NOEGLER[B]).post(sti, json={**alle, **om, "proev": proev}).json()
            assert svar["ikke_tilladt"] == 0, om
    operatoer = dem.client(NOEGLE).post(sti, json={**alle, "personnummer": fremmed.beslutning.pnr, "proev": True})
    assert operatoer.json()["ikke_tilladt"] > 0, "who sees everybody's is told"


@pytest.mark.parametrize("tid", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
@pytest.mark.parametrize("felt", ["leveret_fra", "leveret_til"])
def test_a_time_outside_the_calendar_is_no_time_of_a_delivery(dem: Dem, felt: str, tid: str) -> None:
    assert dem.ask(NOEGLER[A], "POST", f"{STI}/afspil", json={felt: tid, "proev": True}) == "WEB-422"


def test_a_dueslag_is_stopped_and_started(dem: Dem) -> None:
    assert dem.ask(NOEGLER[A], "POST", f"{STI}/stop") is None
    assert dem.ask(NOEGLER[A], "GET", STI)["stoppet"] == "operatoer"
    assert dem.ask(NOEGLER[A], "POST", f"{STI}/start") is None
    assert dem.ask(NOEGLER[A], "GET", STI)["stoppet"] is None


@pytest.mark.parametrize(
    ("greb", "krop"),
    [
        ("frigiv", {}),
        ("frigiv", {"alle": True, "loebenumre": [{"fra": 1}]}),
        ("frigiv", {"alle": True, "tilstande": ["venter"]}),
        ("fejlkoe", {"loebenumre": [{"fra": 7, "til": 6}]}),
        ("afspil", {}),
        ("afspil", {"alt": True, "koder": ["034"]}),
    ],
)
def test_what_is_not_said_clearly_is_refused_and_nothing_is_changed(dem: Dem, greb: str, krop: dict[str, Any]) -> None:
    foer = counts(dem)
    assert dem.ask(NOEGLER[A], "POST", f"{STI}/{greb}", json=krop) == "FOR-011"
    assert counts(dem) == foer


def test_anothers_dueslag_is_as_one_that_is_not_there(dem: Dem, inst: Installation) -> None:
    alle = {"json": {"alle": True}}
    kald: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", "", {}), ("GET", "/forsendelser", {}), ("GET", "/leveringer", {}), ("GET", "/forklaring/1", {}),
        ("POST", "/stop", {}), ("POST", "/start", {}), ("POST", "/frigiv", alle), ("POST", "/fejlkoe", alle),
        ("POST", "/afspil", {"json": {"alt": True}}),
    ]  # fmt: skip
    foer = inst.postrum.tilstand(DUESLAG_A)
    for metode, ende, krop in kald:
        svar = {
            uuid: dem.client(NOEGLER[B]).request(metode, f"/dueslag/{uuid}{ende}", **krop)
            for uuid in (DUESLAG_A, "0d000000-0000-4000-8000-0000000000ff")
        }
        assert {each.status_code for each in svar.values()} == {404}, (metode, ende)
        assert len({each.text for each in svar.values()}) == 1
    assert inst.postrum.tilstand(DUESLAG_A) == foer
    assert dem.client(NOEGLER[B]).get(f"/dueslag/{DUESLAG_B}").status_code == 200


def test_people_write_why_in_produktion_and_programs_need_not() -> None:
    bruger = Aktoer(Aktoerart.BRUGER, "0b", "Dorte", "22222222", frozenset({Rolle.DRIFTSOPERATOER}))
    system = Aktoer(Aktoerart.SYSTEM, A, "Anders", "22222222", frozenset())
    ret = Handling.DUESLAG_RET
    with pytest.raises(Brugsfejl, match="ADG-004"):
        check_reason(Kalder(aktoer=bruger), ret, Miljoe.PRODUKTION)
    check_reason(Kalder(aktoer=bruger, grund="sag 12: modtageren er oppe igen"), ret, Miljoe.PRODUKTION)
    check_reason(Kalder(aktoer=bruger), ret, Miljoe.EXTTEST)
    check_reason(Kalder(system=A, aktoer=system), ret, Miljoe.PRODUKTION)
