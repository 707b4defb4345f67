"""It-systems, certificates and serviceaftaler over HTTP, in Produktion, by the people of both sides with their keys."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.model import Aktoer, Bruger, as_bruger, as_system
from cpr_haendelser.aftaler.model import Organisation
from cpr_haendelser.app import Installation
from cpr_haendelser.settings import Settings, Tlsindstillinger
from cpr_haendelser.web.doer import create_app
from tests.administration.huset import ANNA, KLASSE, KORSBAEK, LEVERANDOER, LONE, NABO, NIELS, REVA, TYPE
from tests.aftaler.certifikater import DAG, OCES3, Udsteder, key_files, make_key, to_der, to_pem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROD = Udsteder("Den Danske Stat OCES rod-CA")
NU = datetime.now(UTC)
NABO_DUESLAG = "0e000000-0000-4000-8000-000000000001"
LEVERANDOERENS = tuple((oid, vaerdi.replace(KORSBAEK, LEVERANDOER)) for oid, vaerdi in OCES3)


class Dem:
    """An installation of Produktion, and its people."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        installation.postrum.gem(
            organisationer=[
                Organisation(KORSBAEK, "Korsbæk Kommune", KORSBAEK, myndighed=True, leverandoer=False),
                Organisation(NABO, "Nabo Kommune", NABO, myndighed=True, leverandoer=False),
                Organisation(LEVERANDOER, "Leverandør A/S", LEVERANDOER, myndighed=False, leverandoer=True),
            ],
            brugere=[LONE, ANNA, NIELS._replace(aktiv=True), REVA],
            tidspunkt=NU.isoformat(),
            hvem="operatoer",
        )
        self.app = create_app(installation, "operatoerens-egen-noegle")
        self.operatoer = self.client("operatoerens-egen-noegle")
        self.lone, self.anna, self.niels, self.reva = (
            self.client(self.key(each)) for each in (LONE, ANNA, NIELS._replace(aktiv=True), REVA)
        )

    def key(self, bruger: Bruger) -> str:
        """A key of a user for everything that the roles may."""
        hvem: Aktoer = as_bruger(bruger)
        noegler = self.installation.konti.noegler
        return noegler.create(hvem, "prøve", noegler.possible(hvem.roller), 1, "operatoer")[0]

    def client(self, noegle: str) -> TestClient:
        return TestClient(self.app, raise_server_exceptions=False, headers={"Authorization": f"Bearer {noegle}"})

    def system(self) -> str:
        svar = self.lone.post("/systemer", json={"navn": "Sagssystem", "cvr": LEVERANDOER, "kontakt": "x@y.example"})
        assert svar.status_code == 201
        return str(svar.json()["uuid"])

    def request(self, system: str, **mere: Any) -> str:
        svar = self.lone.post("/aftaler", json=anmodning(system) | mere)
        assert svar.status_code == 201
        return str(svar.json()["aftaler"][0]["id"])


def anmodning(system: str) -> dict[str, Any]:
    return {
        "system": system,
        "myndigheder": [KORSBAEK],
        "formaal": "Flyttehjælp",
        "hjemmel": "Serviceloven § 85",
        "beskedtyper": [TYPE],
        "foelsomhed": [KLASSE],
        "koder": ["034"],
    }


@pytest.fixture
def dem(tmp_path: Path) -> Iterator[Dem]:
    (tmp_path / "rod.pem").write_bytes(to_pem(ROD.certifikat))
    settings = Settings(
        environment="produktion",
        database_url=f"sqlite:///{(tmp_path / 'h.db').as_posix()}",
        spool_folder=tmp_path / "spool",
        tls=Tlsindstillinger(tillid=tmp_path / "rod.pem"),
    )
    installation = Installation.open(settings)
    yield Dem(installation)
    installation.close()


def test_an_agreement_goes_all_its_way_between_two_organisations(dem: Dem) -> None:
    system = dem.system()
    aftale = dem.request(system)
    vist = dem.anna.get(f"/aftaler/{aftale}").json()
    assert (vist["it_system"], vist["leverandoer"], vist["aftale"]["tilstand"]) == (
        "Sagssystem", "Leverandør A/S", "anmodet",
    )  # fmt: skip
    assert "Hændelser: 034 Flytning til kommunen." in vist["ord"]
    eksempel = dem.anna.get(f"/aftaler/{aftale}/eksempel")
    assert eksempel.headers["Content-Type"] == "application/xml"
    assert b"personhaendelse:034" in eksempel.content
    assert dem.anna.post(f"/aftaler/{aftale}/godkend", json={}).json()["tilstand"] == "godkendt"
    assert dem.lone.post(f"/aftaler/{aftale}/traad", json={"tekst": "Tak!"}).status_code == 201
    assert dem.anna.post(f"/aftaler/{aftale}/opsig", json={}).json()["kode"] == "AFT-031"
    assert dem.anna.post(f"/aftaler/{aftale}/opsig", json={"grund": "Slut"}).json()["tilstand"] == "opsagt"
    svar = dem.anna.post(f"/aftaler/{aftale}/godkend", json={})
    assert (svar.status_code, svar.json()["kode"]) == (409, "AFT-030")
    traad = dem.lone.get(f"/aftaler/{aftale}/traad").json()["indlaeg"]
    assert [(each["hvem"], each["skridt"], each["tekst"]) for each in traad] == [
        ("Lone", "anmod", "anmodet"),
        ("Anna", "godkend", "godkendt"),
        ("Lone", "", "Tak!"),
        ("Anna", "opsig", "opsagt: Slut"),
    ]


def test_an_agreement_says_whether_it_lets_anything_through_and_else_why(dem: Dem) -> None:
    system = dem.system()
    aftale = dem.request(system)

    def said() -> tuple[bool, str | None, str]:
        vist, [i_listen] = dem.lone.get(f"/aftaler/{aftale}").json(), dem.lone.get("/aftaler").json()["aftaler"]
        assert vist["aftale"] == i_listen
        doerene = dem.installation.bord.gaeldende().ret(system)
        assert bool(doerene.myndigheder) is i_listen["virker"]
        return i_listen["virker"], i_listen["hindring"], i_listen["tilstand"]

    assert said() == (False, "tilstand", "anmodet")
    assert dem.anna.post(f"/aftaler/{aftale}/godkend", json={}).json()["virker"] is True
    opsat = dem.installation.postrum.opsaetning()
    parter = {each.cvr: each for each in opsat.organisationer}
    [it_system] = opsat.systemer
    for slags, ting, hindring in (
        ("organisationer", parter[KORSBAEK], "myndighed_lukket"),
        ("organisationer", parter[LEVERANDOER], "system_lukket"),
        ("systemer", it_system, "system_lukket"),
    ):
        for aktiv in (False, True):
            dem.installation.postrum.gem(**{slags: [ting._replace(aktiv=aktiv)]}, tidspunkt="", hvem="")  # type: ignore[arg-type]
            vist = dem.operatoer.get(f"/aftaler/{aftale}").json()["aftale"]
            assert (vist["virker"], vist["hindring"]) == ((True, None) if aktiv else (False, hindring))
            assert vist["tilstand"] == "godkendt"
        assert said() == (True, None, "godkendt")


def test_a_request_is_rejected_or_withdrawn(dem: Dem) -> None:
    system = dem.system()
    foerste, anden = dem.request(system), dem.request(system)
    assert dem.anna.post(f"/aftaler/{foerste}/afvis", json={"grund": "Nej"}).json()["tilstand"] == "afvist"
    assert dem.lone.post(f"/aftaler/{anden}/traek", json={}).json()["tilstand"] == "afvist"
    assert [each["id"] for each in dem.lone.get("/aftaler?tilstand=afvist").json()["aftaler"]] == sorted(
        [foerste, anden]
    )
    assert dem.lone.get(f"/aftaler?myndighed={NABO}&system={system}").json() == {"aftaler": []}


def test_nobody_else_decides_not_the_operator_either(dem: Dem) -> None:
    aftale = dem.request(dem.system())
    for hvem, skridt, status in (
        (dem.operatoer, "godkend", 403),
        (dem.lone, "godkend", 403),
        (dem.reva, "opsig", 403),
        (dem.anna, "traek", 403),
        (dem.niels, "godkend", 404),
        (dem.niels, "opsig", 404),
    ):
        assert hvem.post(f"/aftaler/{aftale}/{skridt}", json={"grund": "fordi"}).status_code == status
    for sti in ("", "/eksempel", "/traad"):
        assert dem.niels.get(f"/aftaler/{aftale}{sti}").status_code == 404
    assert dem.niels.get("/aftaler").json() == {"aftaler": []}
    assert dem.reva.get(f"/aftaler/{aftale}").json()["aftale"]["tilstand"] == "anmodet"
    assert dem.anna.post("/systemer", json={"navn": "Mit", "cvr": KORSBAEK}).status_code == 403
    assert dem.lone.post("/systemer", json={"navn": "Mit", "cvr": KORSBAEK}).status_code == 403


@pytest.mark.parametrize(
    ("mere", "status", "kode"),
    [
        ({"koder": ["34"]}, 400, "AFT-017"),
        ({"formaal": " "}, 400, "AFT-034"),
        ({"formaal": "Om 610190-1234"}, 400, "AFT-036"),
        ({"myndigheder": ["44444444"]}, 400, "AFT-032"),
        ({"erstatter": "x"}, 409, "AFT-037"),
        ({"myndigheder": []}, 422, "WEB-422"),
        ({"system": "x"}, 422, "WEB-422"),
        ({"ukendt": 1}, 422, "WEB-422"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(dem: Dem, mere: dict[str, Any], status: int, kode: str) -> None:
    system = dem.system()
    svar = dem.lone.post("/aftaler", json=anmodning(system) | mere)
    assert (svar.status_code, svar.json()["kode"]) == (status, kode)
    assert "610190" not in svar.text
    assert dem.lone.get("/aftaler").json() == {"aftaler": []}


def test_a_system_is_changed_and_never_shows_its_secrets(dem: Dem) -> None:
    system = dem.system()
    svar = dem.lone.patch(f"/systemer/{system}", json={"callbacks": ["https://m.example/b"], "aktiv": False})
    assert svar.json() == {
        "uuid": system, "navn": "Sagssystem", "cvr": LEVERANDOER, "kontakt": "x@y.example",
        "callbacks": ["https://m.example/b"], "certifikater": [], "aktiv": False,
    }  # fmt: skip
    assert dem.lone.get("/systemer").json()["systemer"] == [svar.json()]
    assert dem.anna.get("/systemer").json() == {"systemer": []}
    assert dem.anna.get(f"/systemer/{system}").status_code == 404
    assert dem.lone.patch(f"/systemer/{system}", json={"callbacks": ["ftp://x"]}).json()["kode"] == "AFT-009"
    igen = dem.lone.post("/systemer", json={"navn": "Andet", "cvr": LEVERANDOER, "uuid": system})
    assert (igen.status_code, igen.json()["kode"]) == (409, "SYT-003")


def test_a_certificate_is_uploaded_listed_and_blocked_and_a_key_never_kept(dem: Dem) -> None:
    sti = f"/systemer/{dem.system()}/certifikater"
    noegle = make_key()
    certifikat = ROD.issue(LEVERANDOERENS, fra=NU - DAG, til=NU + timedelta(days=300), noegle=noegle)
    svar = dem.lone.post(sti, json={"certifikat": to_pem(certifikat).decode()})
    assert svar.status_code == 201
    fingeraftryk = svar.json()["certifikat"]["fingeraftryk"]
    assert dem.lone.get(sti).json()["certifikater"] == [svar.json()["certifikat"]]
    assert dem.lone.post(sti, json={"certifikat": b64encode(to_der(certifikat)).decode()}).status_code == 201
    hemmelig = key_files(noegle)["pkcs8-Encoding.PEM"].decode()
    for data in (hemmelig, to_pem(certifikat).decode() + hemmelig):
        svar = dem.lone.post(sti, json={"certifikat": data})
        assert (svar.status_code, svar.json()["kode"]) == (400, "CRT-002")
        assert hemmelig.splitlines()[1] not in svar.text
    andres = ROD.issue(OCES3, fra=NU - DAG, til=NU + timedelta(days=300))
    assert dem.lone.post(sti, json={"certifikat": to_pem(andres).decode()}).json()["kode"] == "CRT-013"
    assert dem.anna.get(sti).status_code == 404
    assert dem.anna.post(sti, json={"certifikat": to_pem(certifikat).decode()}).status_code == 403
    spaer = {"fingeraftryk": fingeraftryk[:16], "spaer": True}
    assert dem.lone.post(f"{sti}/fjern", json=spaer).json()["spaerret"] is True
    assert dem.lone.post(sti, json={"certifikat": to_pem(certifikat).decode()}).json()["kode"] == "CRT-017"
    assert dem.lone.post(f"{sti}/fjern", json={"fingeraftryk": "00000000"}).status_code == 404


def test_an_it_system_sees_its_own_agreements_with_its_own_key(dem: Dem) -> None:
    system = dem.system()
    aftale = dem.request(system)
    omfang = {Handling.AFTALE_LAES, Handling.SYSTEM_LAES}
    hvem = as_system(system, "Sagssystem", LEVERANDOER)
    noegle, _ = dem.installation.konti.noegler.create(hvem, "drift", omfang, 1, "operatoer")
    klient = dem.client(noegle)
    assert klient.get(f"/aftaler/{aftale}").status_code == 200
    assert [each["uuid"] for each in klient.get("/systemer").json()["systemer"]] == [system]
    assert klient.get(f"/systemer/{system}/certifikater").status_code == 403
    assert klient.post(f"/aftaler/{aftale}/opsig", json={"grund": "x"}).status_code == 403


def test_a_dueslag_is_made_changed_and_closed_by_its_supplier(dem: Dem) -> None:
    system = dem.system()
    sti = f"/systemer/{system}/dueslag"
    svar = dem.lone.post(sti, json={"navn": "Alt", "beskedtype": TYPE, "filter": "personnummer = '6101901234'"})
    assert svar.status_code == 201
    assert "6101901234" not in svar.text
    uuid = svar.json()["uuid"]
    assert dem.lone.patch(f"/dueslag/{uuid}", json={"aktiv": False}).json()["aktiv"] is False
    assert [each["uuid"] for each in dem.lone.get(sti).json()["dueslag"]] == [uuid]
    assert dem.anna.get(sti).status_code == 404
    assert dem.anna.post(sti, json={"navn": "Alt", "beskedtype": TYPE}).status_code == 403
    assert dem.lone.patch(f"/dueslag/{NABO_DUESLAG}", json={"aktiv": True}).status_code == 404
    assert dem.lone.post(sti, json={"navn": "Alt", "beskedtype": TYPE, "callback": "https://x.example/"}).json()[
        "kode"
    ] == ("AFT-015")
