"""Ordering over HTTP: from a template to what was sent, and nothing of another's."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from cpr_haendelser.app import Installation
from cpr_haendelser.app.testmiljoe import Testmiljoe as Miljoe
from cpr_haendelser.app.testmiljoe import carry_out_due
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.settings import Settings
from cpr_haendelser.storage.ordre import Ordreart
from cpr_haendelser.testmiljoe.regneark.skriv import write_regneark
from cpr_haendelser.web.doer import create_app
from tests.storage.postrumsmodel import deliver, take
from tests.testmiljoe.hus import SYSTEM, A, B, Hus
from tests.testmiljoe.test_sammenhaengende import single
from tests.udlevering.opsat import dueslag
from tests.web.test_openapi import faults

OPERATOER = "kun-til-afproevning"
NOEGLER = {A: "noegle-til-afproevning-a", B: "noegle-til-afproevning-b"}
NU = "2026-11-25T12:00:00.000+00:00"
UKENDT = "0d000000-0000-4000-8000-000000000000"
ORDINAER = "010190" + "1234"
"""Put together, so that it stands nowhere."""


@pytest.fixture(scope="module")
def hus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hus]:
    dette = Hus(tmp_path_factory.mktemp("hus"))
    systemer = [
        each._replace(noegle=_hash(NOEGLER[each.cvr])) for each in dette.installation.postrum.opsaetning().systemer
    ]
    dette.installation.postrum.gem(systemer=systemer, tidspunkt="2026-11-25T09:00:00+00:00", hvem="test")
    yield dette
    dette.close()


def _hash(noegle: str) -> str:
    salt = b"salt-til-proeven"
    fundet = hashlib.scrypt(noegle.encode(), salt=salt, n=2, r=1, p=1, dklen=32)
    return f"scrypt$2$1$1${base64.b64encode(salt).decode()}${base64.b64encode(fundet).decode()}"


@pytest.fixture(scope="module")
def app(hus: Hus) -> FastAPI:
    """The door, shared by all who call."""
    return create_app(hus.installation, OPERATOER)


def client(app: FastAPI, noegle: str) -> TestClient:
    return TestClient(app, raise_server_exceptions=False, headers={"Authorization": f"Bearer {noegle}"})


@pytest.fixture
def a(app: FastAPI) -> TestClient:
    return client(app, NOEGLER[A])


@pytest.fixture
def b(app: FastAPI) -> TestClient:
    return client(app, NOEGLER[B])


@pytest.fixture
def operatoer(app: FastAPI) -> TestClient:
    return client(app, OPERATOER)


def move(pnr: str, **andet: Any) -> dict[str, Any]:
    linje = {"handling": "flytning", "personnummer": pnr, "kommunekode": "0101", "vejkode": 123, "husnr": "4 A"}
    return {"linjer": [linje], **andet}


def test_an_order_from_template_to_what_was_sent(hus: Hus, a: TestClient) -> None:
    pnr = hus.find(single, A)
    described = a.get("/openapi.json").json()

    def answered(svar: Any, sti: str, metode: str, status: int = 200) -> Any:
        assert svar.status_code == status, svar.text
        indhold = described["paths"][sti][metode]["responses"][str(status)]["content"]["application/json"]["schema"]
        assert faults(svar.json(), indhold, described) == []
        return svar.json()

    assert "flytning" in {
        each["handling"] for each in answered(a.get("/ordrer/handlinger"), "/ordrer/handlinger", "get")["handlinger"]
    }
    assert "personnummer;handling" in a.get("/ordrer/skabelon?art=haendelse").text
    ordre = answered(a.post("/ordrer", json=move(pnr, titel="Ud af byen")), "/ordrer", "post", 201)
    sti, navn = f"/ordrer/{ordre['uuid']}", "/ordrer/{uuid}"
    assert (ordre["tilstand"], ordre["organisation"], ordre["system"]) == ("kladde", A, SYSTEM[A])
    visning = answered(a.get(f"{sti}/visning"), f"{navn}/visning", "get")
    assert [(each["kode"], each["modtager"]) for each in visning["beskeder"]] == [("034", "64942212"), ("035", A)]
    assert visning["forslag"] == []
    assert visning["beskeder"][0]["besked"].startswith("<?xml")
    indsendt = answered(a.post(f"{sti}/skridt", json={"skridt": "submit"}), f"{navn}/skridt", "post")
    assert indsendt["tilstand"] == "i_gang"
    carry_out_due(Miljoe(hus.installation))
    status = answered(a.get(sti), navn, "get")
    assert (status["udfoert"], status["venter"], status["ordre"]["tilstand"]) == (1, 0, "udfoert")
    [gjort] = answered(a.get(f"{sti}/udfoerelser"), f"{navn}/udfoerelser", "get")["udfoerelser"]
    svar = answered(a.get(f"{sti}/sendt"), f"{navn}/sendt", "get")
    assert svar["naeste"] == 1, "the place of the plan that is read to"
    assert a.get(f"{sti}/sendt?efter=1").json() == {"beskeder": [], "naeste": 1}
    sendt = svar["beskeder"]
    assert [each["loebenummer"] for each in sendt] == gjort["loebenumre"]
    assert [each["forskelle"] for each in sendt] == [[], []]
    assert [each["modtagere"] for each in sendt] == [{"egne": [], "delere": [], "andre": 0}] * 2
    assert {each["modtagere"] for each in visning["beskeder"]} == {None}
    answered(a.post(f"{sti}/traad", json={"tekst": "Tak"}), f"{navn}/traad", "post", 201)
    traad = answered(a.get(f"{sti}/traad"), f"{navn}/traad", "get")["indlaeg"]
    assert [each["tekst"] for each in traad] == ["indsendt", "godkendt", "i gang", "udført", "Tak"]
    assert ordre["uuid"] in {each["uuid"] for each in answered(a.get("/ordrer"), "/ordrer", "get")["ordrer"]}
    assert b'"handling": "flytning"' in a.get(f"{sti}/skabelon").content


def test_who_got_what_an_order_sent_is_told_as_far_as_it_is_the_callers_to_know(hus: Hus, a: TestClient) -> None:
    installation, pnr = hus.installation, hus.find(single, A)
    egne, andres = ("0d000000-0000-4000-8000-00000000000a", A), ("0d000000-0000-4000-8000-00000000000b", B)
    installation.postrum.gem(
        dueslag=[dueslag(uuid, SYSTEM[cvr])._replace(navn=f"Til {cvr}") for uuid, cvr in (egne, andres)],
        tidspunkt=NU, hvem="test",
    )  # fmt: skip
    a.post("/testpersoner/deling", json={"personnummer": pnr, "med": [B]})
    ordre = a.post("/ordrer", json=move(pnr)).json()["uuid"]
    a.post(f"/ordrer/{ordre}/skridt", json={"skridt": "submit"})
    carry_out_due(Miljoe(installation))
    postrum = installation.postrum
    Fordeler(installation.lager, postrum, installation.bord.match, lambda: NU).drain()
    for uuid, _ in (egne, andres):
        deliver(postrum, take(postrum, 1000, uuid=uuid), uuid=uuid)
    [fra, til] = a.get(f"/ordrer/{ordre}/sendt").json()["beskeder"]
    assert fra["modtagere"] == {"egne": [], "delere": [{"organisation": B, "antal": 0}], "andre": 0}, "to another"
    assert til["modtagere"] == {
        "egne": [{"navn": f"Til {A}", "tilstand": "leveret"}],
        "delere": [{"organisation": B, "antal": 1}],
        "andre": 0,
    }


def test_a_family_is_ordered_by_a_sentence(a: TestClient) -> None:
    ordre = a.post("/ordrer", json={"saetning": "et par med tre børn under 7 i kommune 0998"}).json()
    assert (ordre["art"], ordre["linjer"], ordre["tilstand"]) == ("replika", 1, "kladde")
    assert b"opret_familie" in a.get(f"/ordrer/{ordre['uuid']}/skabelon").content
    assert a.post("/ordrer", json={"saetning": "et par med en hund"}).json()["kode"] == "TST-044"
    assert a.post("/ordrer", json={"saetning": "et par", "linjer": []}).json()["kode"] == "TST-057"


def test_an_order_goes_in_and_comes_out_as_a_workbook(hus: Hus, a: TestClient, b: TestClient) -> None:
    tom = a.get("/ordrer/regneark?art=haendelse")
    assert tom.headers["content-type"].endswith("spreadsheetml.sheet")
    raekke = {"personnummer": hus.find(single, A), "handling": "flytning", "kommunekode": "101", "vejkode": "123",
              "husnr": "4a"}  # fmt: skip
    data = write_regneark(Ordreart.HAENDELSE, [raekke])
    ordre = a.post("/ordrer", json={"art": "haendelse", "regneark": base64.b64encode(data).decode()}).json()
    assert ordre["linjer"] == 1
    assert a.get(f"/ordrer/{ordre['uuid']}/skabelon").content.startswith(b"\xef\xbb\xbf# version=1"), "kept as CSV"
    ud = a.get(f"/ordrer/{ordre['uuid']}/regneark").content
    igen = a.post("/ordrer", json={"art": "haendelse", "regneark": base64.b64encode(ud).decode()})
    assert igen.status_code == 201
    assert b.get(f"/ordrer/{ordre['uuid']}/regneark").status_code == 404
    gemt = {"navn": "Flytter", "art": "haendelse", "regneark": base64.b64encode(data).decode()}
    assert a.post("/skabeloner", json=gemt).json()["antal"] == 1
    assert a.post("/skabeloner/glem", json={"navn": "Flytter"}).json() == {"glemt": True}


def test_a_mistake_in_a_workbook_is_told_at_its_cell(a: TestClient) -> None:
    data = write_regneark(Ordreart.HAENDELSE, [{"personnummer": "6101901234", "handling": "flyttning"}])
    svar = a.post("/ordrer", json={"art": "haendelse", "regneark": base64.b64encode(data).decode()}).json()
    (celle,) = svar["celler"]
    assert (svar["kode"], celle["ark"], celle["celle"]) == ("TST-054", "Bestilling", "B3")


def test_a_template_as_text_is_taken_as_it_is_kept(hus: Hus, a: TestClient) -> None:
    skabelon = f"handling;personnummer;kommunekode;vejkode;husnr\nflytning;{hus.find(single, A)};101;123;4a\n"
    ordre = a.post("/ordrer", json={"art": "haendelse", "skabelon": skabelon}).json()
    assert a.get(f"/ordrer/{ordre['uuid']}/skabelon").content == skabelon.encode()
    visning = a.get(f"/ordrer/{ordre['uuid']}/visning").json()
    assert {each["felt"] for each in visning["beskeder"][0]["forskelle"]} >= {"kommune", "adresse"}
    assert len(visning["forslag"]) == 3
    assert visning["uenige"] == 2
    skridt = f"/ordrer/{ordre['uuid']}/skridt"
    uspurgt = a.post(skridt, json={"skridt": "submit"})
    assert (uspurgt.status_code, uspurgt.json()["kode"]) == (400, "TST-033")
    assert a.post(skridt, json={"skridt": "submit", "bekraeft_forskelle": True}).json()["tilstand"] == "i_gang"
    carry_out_due(Miljoe(hus.installation))


def test_every_mistake_is_told_at_once(a: TestClient, operatoer: TestClient) -> None:
    svar = a.post("/ordrer", json={"linjer": [{"handling": "flyning"}, {"handling": "flytning", "vejkode": "x"}]})
    assert (svar.status_code, svar.json()["kode"]) == (400, "TST-054")
    assert {(each["raekke"], each["kolonne"]) for each in svar.json()["celler"]} >= {(1, "handling"), (2, "vejkode")}
    assert svar.json()["antal"] == len(svar.json()["celler"]) == sum(each["antal"] for each in svar.json()["slags"])
    for krop in ({}, {"linjer": [], "skabelon": ""}):
        assert a.post("/ordrer", json=krop).json()["kode"] == "TST-057"
    assert a.post("/ordrer", json={**move("6101901234"), "organisation": B}).status_code == 403
    assert operatoer.post("/ordrer", json=move("6101901234")).json()["kode"] == "TST-061"


@pytest.mark.parametrize("skrevet", [ORDINAER, f"{ORDINAER[:6]}-{ORDINAER[6:]}", f"{ORDINAER[:6]} {ORDINAER[6:]}"])
def test_a_real_number_is_refused_at_every_entrance_and_never_said_again(hus: Hus, a: TestClient, skrevet: str) -> None:
    pnr = hus.find(single, A)
    ordre = a.post("/ordrer", json=move(pnr)).json()
    sti = f"/ordrer/{ordre['uuid']}"
    svar = [
        a.post("/ordrer", json=move(skrevet)),
        a.post("/ordrer", json=move(pnr, titel=skrevet)),
        a.post("/ordrer", json={"skabelon": f"# {skrevet}\nhandling;personnummer\ndoedsfald;{pnr}\n"}),
        a.put(sti, json=move(pnr, titel=f"for {skrevet}")),
        a.post(f"{sti}/traad", json={"tekst": f"se {skrevet}"}),
        a.post(f"{sti}/skridt", json={"skridt": "stop", "grund": skrevet}),
    ]
    assert {each.status_code for each in svar} == {400}
    assert all(skrevet not in each.text for each in svar)
    assert a.get(f"{sti}/traad").json() == {"indlaeg": []}


def every_route(klient: TestClient, uuid: str) -> list[tuple[int, Any]]:
    """The answers of every route of one order."""
    sti = f"/ordrer/{uuid}"
    svar = [
        klient.get(sti),
        klient.put(sti, json=move("6101901234")),
        *(
            klient.get(f"{sti}/{hvad}")
            for hvad in ("skabelon", "regneark", "udfoerelser", "visning", "sendt", "traad", "tilbud")
        ),
        klient.post(f"{sti}/traad", json={"tekst": "hej"}),
        *(
            klient.post(f"{sti}/skridt", json={"skridt": skridt, "grund": "fordi"})
            for skridt in ("submit", "approve", "refuse", "begin", "stop", "resume", "cancel", "again")
        ),
    ]
    return [(each.status_code, each.json()) for each in svar]


def test_on_every_route_anothers_order_is_as_one_that_is_not_there(hus: Hus, a: TestClient, b: TestClient) -> None:
    ordre = a.post("/ordrer", json=move(hus.find(single, A))).json()
    hos_b = every_route(b, ordre["uuid"])
    assert hos_b == every_route(b, UKENDT)
    assert {status for status, _ in hos_b} == {404}
    ruter = {sti for sti in b.get("/openapi.json").json()["paths"] if sti.startswith("/ordrer/{uuid}")}
    assert len(ruter) == 9, "a new route of an order belongs in every_route"
    assert ordre["uuid"] not in b.get("/ordrer").text
    assert a.get(f"/ordrer/{ordre['uuid']}").json()["ordre"] == ordre


def test_anothers_person_is_as_unknown_as_a_number_nobody_has(hus: Hus, b: TestClient) -> None:
    hos_a = hus.find(single, A)
    svar = []
    for pnr in (hos_a, "6101901234"):
        ordre = b.post("/ordrer", json=move(pnr)).json()
        visning = b.get(f"/ordrer/{ordre['uuid']}/visning").json()
        indsendt = b.post(f"/ordrer/{ordre['uuid']}/skridt", json={"skridt": "submit"})
        delt = b.post("/testpersoner/deling", json={"personnummer": pnr, "med": [B]})
        svar.append((visning, indsendt.json(), delt.status_code, delt.json()))
    assert svar[0] == svar[1]
    assert hos_a not in b.post("/testpersoner/soegning", json={}).text


def test_persons_are_shared_by_their_owner(hus: Hus, a: TestClient, b: TestClient) -> None:
    pnr = hus.find(single, A)
    delt = a.post("/testpersoner/deling", json={"personnummer": pnr, "med": [B]}).json()
    assert (delt["ejer"], delt["delt_med"]) == (A, [B])
    assert pnr in {each["personnummer"] for each in b.post("/testpersoner/soegning", json={}).json()["personer"]}
    assert b.post("/testpersoner/deling", json={"personnummer": pnr, "med": []}).status_code == 403
    assert a.post("/testpersoner/deling", json={"personnummer": pnr, "med": ["99999999"]}).json()["kode"] == "TST-066"


def test_what_it_costs_is_told_before_and_after(hus: Hus, a: TestClient, b: TestClient, operatoer: TestClient) -> None:
    described = a.get("/openapi.json").json()

    def answered(svar: Any, sti: str) -> Any:
        assert svar.status_code == 200, svar.text
        indhold = described["paths"][sti]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        assert faults(svar.json(), indhold, described) == []
        return svar.json()

    priser = answered(b.get("/testmiljoe/priser"), "/testmiljoe/priser")["priser"]
    assert [(each["ydelse"], each["pris"]) for each in priser] == [
        ("ordre", "0.00"), ("person", "0.00"), ("haendelse", "0.00"),
    ]  # fmt: skip
    ordre = a.post("/ordrer", json=move(hus.find(single, A))).json()
    tilbud = answered(a.get(f"/ordrer/{ordre['uuid']}/tilbud"), "/ordrer/{uuid}/tilbud")
    assert [(each["ydelse"], each["antal"]) for each in tilbud["poster"]] == [
        ("ordre", 1), ("person", 0), ("haendelse", 2),
    ]  # fmt: skip
    assert tilbud["beloeb"] == "0.00"
    a.post(f"/ordrer/{ordre['uuid']}/skridt", json={"skridt": "submit"})
    carry_out_due(Miljoe(hus.installation))
    assert a.get(f"/ordrer/{ordre['uuid']}/tilbud").json()["kode"] == "TST-081"
    periode = "/testmiljoe/afregning?fra=2026-01-01&til=2099-12-31"
    egen = a.get(periode)
    assert egen.headers["content-type"] == "text/csv; charset=utf-8"
    assert ordre["uuid"] in egen.text
    assert ordre["uuid"] not in b.get(periode).text
    assert b.get(f"{periode}&organisation={A}").status_code == 403
    assert operatoer.get(f"{periode}&organisation={A}").text == egen.text
    assert a.get("/testmiljoe/afregning?fra=2026-02-01&til=2026-01-01").json()["kode"] == "TST-080"
    for fra in ("46351", "1764000000", "20260101", "2026-02-30"):
        assert a.get(f"/testmiljoe/afregning?fra={fra}&til=2026-12-31").status_code == 422


def test_a_template_is_put_aside_ordered_from_and_forgotten(hus: Hus, a: TestClient, b: TestClient) -> None:
    described = a.get("/openapi.json").json()

    def answered(svar: Any, sti: str, metode: str = "post", status: int = 200) -> Any:
        assert svar.status_code == status, svar.text
        indhold = described["paths"][sti][metode]["responses"][str(status)]["content"]["application/json"]["schema"]
        assert faults(svar.json(), indhold, described) == []
        return svar.json()

    pnr = hus.find(single, A)
    ny = {"navn": "Flytter", "linjer": move(pnr)["linjer"]}
    assert answered(a.post("/skabeloner", json=ny), "/skabeloner", "post", 201)["version"] == 1
    personer = {"navn": "En", "personer": [pnr]}
    assert answered(a.post("/skabeloner", json=personer), "/skabeloner", "post", 201)["slags"] == "personer"
    gemte = answered(a.get("/skabeloner"), "/skabeloner", "get")["skabeloner"]
    assert [(each["navn"], each["antal"]) for each in gemte] == [("En", 1), ("Flytter", 1)]
    indhold = answered(a.post("/skabeloner/indhold", json={"navn": "Flytter"}), "/skabeloner/indhold")
    assert (indhold["art"], pnr in indhold["skabelon"]) == ("sammenhaengende", True)
    ordre = a.post("/ordrer", json={"gemt": "Flytter@1", "art": "haendelse"})
    assert (ordre.status_code, ordre.json()["art"], ordre.json()["linjer"]) == (201, "sammenhaengende", 1)
    assert a.post("/ordrer", json={"gemt": "Flytter", "linjer": []}).json()["kode"] == "TST-057"
    for krop in ({"navn": "X"}, {"navn": "X", "skabelon": "", "personer": [pnr]}):
        assert a.post("/skabeloner", json=krop).json()["kode"] == "TST-094"
    assert "Flytter" not in b.get("/skabeloner").text
    for navn in ("Flytter", "Ingens"):
        for sti in ("/skabeloner/indhold", "/skabeloner/glem"):
            assert (b.post(sti, json={"navn": navn}).status_code, b.post(sti, json={"navn": navn}).json()["kode"]) == (
                404, "TST-090",
            )  # fmt: skip
        assert b.post("/ordrer", json={"gemt": navn}).status_code == 404
    assert b.get(f"/skabeloner?organisation={A}").status_code == 403
    assert answered(a.post("/skabeloner/glem", json={"navn": "Flytter"}), "/skabeloner/glem") == {"glemt": True}
    assert a.post("/skabeloner/indhold", json={"navn": "Flytter"}).status_code == 404


def test_terms_are_accepted_for_ones_own(a: TestClient, operatoer: TestClient) -> None:
    assert a.post("/testmiljoe/vilkaar", json={}).json() == {"version": "1"}
    assert a.post("/testmiljoe/vilkaar", json={"organisation": B}).status_code == 403
    assert operatoer.post("/testmiljoe/vilkaar", json={"organisation": B}).status_code == 200


@pytest.mark.parametrize(
    ("metode", "sti", "krop"),
    [
        ("POST", "/ordrer", {"art": "x", **move("6101901234")}),
        ("POST", "/ordrer", {"titel": "x" * 2001, **move("6101901234")}),
        ("POST", "/ordrer", {"linjer": [1]}),
        ("POST", "/ordrer", {"ukendt": 1, **move("6101901234")}),
        ("POST", f"/ordrer/{UKENDT}/skridt", {"skridt": "slet"}),
        ("POST", "/testpersoner/deling", {"personnummer": "610190-1234", "med": []}),
        ("POST", "/testpersoner/soegning", {"efter": "1"}),
        ("GET", "/ordrer/6101901234", None),
        ("GET", "/ordrer?antal=0", None),
        ("GET", "/ordrer/handlinger?art=x", None),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(a: TestClient, metode: str, sti: str, krop: Any) -> None:
    svar = a.request(metode, sti, json=krop)
    assert (svar.status_code, svar.json()["kode"]) == (422, "WEB-422")
    assert "1234" not in svar.text


def test_an_order_too_large_is_refused_before_it_is_read(a: TestClient) -> None:
    svar = a.post("/ordrer", content=b"{}", headers={"Content-Length": str(64 * 1024 * 1024)})
    assert (svar.status_code, svar.json()["kode"]) == (413, "WEB-413")


def test_in_produktion_there_is_nothing_to_order() -> None:
    installation = Installation.open(Settings(database_url="memory://", environment="produktion"))
    klient = TestClient(create_app(installation, OPERATOER), headers={"Authorization": f"Bearer {OPERATOER}"})
    assert klient.get("/ordrer").status_code == 404
    assert not [sti for sti in klient.get("/openapi.json").json()["paths"] if "ordre" in sti or "testperson" in sti]
    installation.close()
