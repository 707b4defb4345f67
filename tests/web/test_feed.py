"""Reading the log over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from cpr_haendelser.haendelser.model import SAMLE
from cpr_haendelser.haendelser.visning import to_plain
from cpr_haendelser.opslag.log import Udsnit, iterate

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from cpr_haendelser.app import Installation

KORSBAEK, NY_KORSBAEK = "0998", "0997"
STOERST = 2**63 - 1


@pytest.fixture(scope="module")
def log(installation: Installation) -> list[dict[str, Any]]:
    """The whole log as plain values."""
    return [to_plain(haendelse, "000") for haendelse in iterate(installation.lager, Udsnit())]


def test_the_whole_log_is_read_page_by_page(klient: TestClient, log: list[dict[str, Any]]) -> None:
    read: list[dict[str, Any]] = []
    efter = 0
    while side := klient.get("/haendelser", params={"efter": efter, "antal": 7}).json():
        read += side["haendelser"]
        if not side["haendelser"]:
            break
        assert side["naeste"] == side["haendelser"][-1]["loebenummer"]
        efter = side["naeste"]
    assert len(log) > 30
    assert read == log


def test_the_same_page_twice_is_the_same_bytes(klient: TestClient) -> None:
    for path in ("/haendelser?efter=3&antal=20", "/beskeder?efter=3&antal=20", "/haendelser/5", "/haendelser/5/besked"):
        assert klient.get(path).content == klient.get(path).content


def test_codes_can_be_asked_for(klient: TestClient, log: list[dict[str, Any]]) -> None:
    side = klient.get("/haendelser", params={"kode": ["028", "034"], "antal": 1000}).json()
    assert side["haendelser"] == [h for h in log if h["kode"] in {"028", "034"}]
    assert side["haendelser"]


def test_the_code_of_catch_alls_finds_them(klient: TestClient, log: list[dict[str, Any]]) -> None:
    side = klient.get("/haendelser", params={"kode": "000", "antal": 1000}).json()
    assert side["haendelser"] == [h for h in log if h["regel"] in {"samling", "ny-person"}] != []


def test_a_municipality_gets_what_is_for_its_receiver(klient: TestClient, log: list[dict[str, Any]]) -> None:
    side = klient.get("/haendelser", params={"kommune": KORSBAEK, "antal": 1000}).json()
    assert side["haendelser"] == [h for h in log if h["modtager"]["cvr"] == "11111111"] != []


def test_code_and_municipality_narrow_each_other(klient: TestClient, log: list[dict[str, Any]]) -> None:
    wanted: dict[str, Any] = {"kode": "035", "kommune": [KORSBAEK, NY_KORSBAEK], "antal": 1000}
    both = ("11111111", "11111112")
    found = [h for h in log if h["kode"] == "035" and h["modtager"]["cvr"] in both]
    assert klient.get("/haendelser", params=wanted).json()["haendelser"] == found != []


def test_a_reader_with_a_filter_goes_on_from_the_end_of_the_log(klient: TestClient, log: list[dict[str, Any]]) -> None:
    side = klient.get("/haendelser", params={"kode": "999"}).json()
    assert side == {"haendelser": [], "naeste": log[-1]["loebenummer"], "genlaes_fra": None}


def test_behind_the_end_there_is_an_empty_page_that_stays(klient: TestClient) -> None:
    side = klient.get("/haendelser", params={"efter": STOERST}).json()
    assert side == {"haendelser": [], "naeste": STOERST, "genlaes_fra": None}


def test_a_municipality_without_receiver_is_told_so(klient: TestClient) -> None:
    answer = klient.get("/haendelser", params={"kommune": ["0955", KORSBAEK]})
    assert (answer.status_code, answer.json()["kode"]) == (400, "LOG-003")
    assert "0955" in answer.json()["fejl"]
    assert KORSBAEK not in answer.json()["fejl"]


def test_one_haendelse_is_the_one_of_its_page(klient: TestClient, log: list[dict[str, Any]]) -> None:
    assert klient.get("/haendelser/5").json() == log[4]


def test_a_page_of_messages_holds_each_message_whole(klient: TestClient, installation: Installation) -> None:
    bundt = etree.fromstring(klient.get("/beskeder", params={"efter": 3, "antal": 5}).content)
    assert bundt.get("naeste") == "8"
    alene = [etree.fromstring(klient.get(f"/haendelser/{nummer}/besked").content) for nummer in range(4, 9)]
    assert [etree.tostring(b, method="c14n2") for b in bundt] == [etree.tostring(b, method="c14n2") for b in alene]
    assert {etree.QName(besked).localname for besked in bundt} == {"Haendelsesbesked"}
    cvr = [h.modtager_cvr for h in iterate(installation.lager, Udsnit(), efter=3, antal=5)]
    assert [besked.findtext(".//{*}TilladtModtager/{*}URNIdentifikator") for besked in bundt] == [
        f"urn:oio:cvr-nr:{nummer}" for nummer in cvr
    ]


def test_a_message_is_xml_and_a_page_is_json(klient: TestClient) -> None:
    assert klient.get("/beskeder").headers["Content-Type"] == "application/xml"
    assert klient.get("/haendelser/1/besked").headers["Content-Type"] == "application/xml"
    assert klient.get("/haendelser").headers["Content-Type"] == "application/json"


def test_a_person_is_searched_for_in_the_body(klient: TestClient, log: list[dict[str, Any]]) -> None:
    pnr = log[10]["personnummer"]
    side = klient.post("/haendelser/soegning", json={"personnummer": pnr}).json()
    assert side["haendelser"] == [h for h in log if h["personnummer"] == pnr] != []
    assert klient.post("/haendelser/soegning", json={"personnummer": pnr, "efter": STOERST}).json()["haendelser"] == []


def test_a_person_nobody_knows_has_no_haendelser(klient: TestClient) -> None:
    answer = klient.post("/haendelser/soegning", json={"personnummer": "6101011234"})
    assert (answer.status_code, answer.json()["haendelser"]) == (200, [])


def test_the_state_is_counted(klient: TestClient, log: list[dict[str, Any]], installation: Installation) -> None:
    state = klient.get("/status").json()
    assert state["miljoe"] == "exttest"
    assert state["sidste_loebenummer"] == len(log)
    assert state["uden_modtager"] == sum(h["modtager"]["cvr"] is None for h in log)
    assert state["personer"] == installation.lager.antal_personer()


def test_no_address_of_the_feed_has_room_for_a_personnummer(klient: TestClient) -> None:
    described = klient.get("/openapi.json").json()["paths"]
    parameters = {
        p["name"] for path in described.values() for call in path.values() for p in call.get("parameters", ())
    }
    numre = {"efter", "antal", "kode", "kommune", "vent", "loebenummer", "fil"}
    perioder = {"fra", "til", "organisation", "myndighed"}  # days and CVR numbers, and nothing else fits in them
    konti = {"brugernavn", "cvr", "id", "code", "error", "iss", "state"}
    valg = {"art", "dueslag", "eksempel", "form", "foer", "fortsaet", "system", "tekst", "tilstand", "uuid"}
    bogstaver = {"navn"}  # a setting's: no figure fits in it
    assert parameters == numre | perioder | konti | valg | bogstaver


def test_catch_alls_may_share_a_code_with_others(installation: Installation) -> None:
    from cpr_haendelser.opslag.log import make_udsnit

    udsnit = make_udsnit(["034"], [], samlekode="034", cvr_for=installation.cvr_for)
    assert set(udsnit.koder) == {"034", SAMLE}


def test_a_search_for_a_number_of_ordinary_shape_is_refused_in_exttest(klient: TestClient) -> None:
    answer = klient.post("/haendelser/soegning", json={"personnummer": "010190" + "1234"})
    assert (answer.status_code, answer.json()["kode"]) == (400, "VAGT-003")
