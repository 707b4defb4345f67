"""Every call over HTTP, asked as everybody: what the matrix says is what happens, and a no has read nothing."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.maa import UFAERDIG, Hvorfor, may
from cpr_haendelser.adgang.model import BRUGERROLLER, OPERATOER, Aktoer, Rolle, as_bruger, as_system
from cpr_haendelser.aftaler.model import Organisation
from cpr_haendelser.app import Installation
from cpr_haendelser.app.konti import Konti
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.konti.brugere import NyBruger
from cpr_haendelser.konti.sessioner import Maade, Mangler, Tofaktor
from cpr_haendelser.settings import Settings
from cpr_haendelser.storage.aabning import open_lager, open_ordrelager, open_postrum
from cpr_haendelser.web.doer import create_app
from cpr_haendelser.web.handlinger import KALD
from tests.konti.test_adgangskode import KODER
from tests.udlevering.opsat import DUESLAG_A, NOEGLER, A, D, set_up, system
from tests.web.vidne import Vidne

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from httpx2 import Response

NOEGLE = "kun-til-afproevning"
EGEN, ANDEN = "22222222", "33333333"
GRUND = {"X-Grund": "sag%2012:%20fejls%C3%B8gning"}
KENDE = {
    "session",
    "set_session",
    "slet_session",
    "noegle",
    "brug_noegle",
    "login",
    "version",
    "opsaetning",
    "gendannelse",
}
"""What is asked of the post room to know who calls: the book of logins, the set-up, and whether it was restored."""
HVORFOR = {
    Hvorfor.ROLLE: "ADG-001",
    Hvorfor.NOEGLE: "ADG-003",
    Hvorfor.UFAERDIG: "ADG-006",
    Hvorfor.GRUND: "ADG-004",
    Hvorfor.MILJOE: "ADG-005",
}
STI = {
    "{loebenummer}": "1",
    "{uuid}": "0a000000-0000-4000-8000-0000000000ff",
    "{id}": "0a000000-0000-4000-8000-0000000000ff",
    "{cvr}": "99999999",
    "{brugernavn}": "ingen",
    "{fil}": "1",
}
LUKKEDE = {(metode, sti): handling for (metode, sti), handling in KALD.items() if handling is not None}


@dataclass
class Hus:
    """An installation of one environment with a user of every role in two organisations, and witnesses before it."""

    miljoe: Miljoe
    tofaktor: Tofaktor = Tofaktor.FRIVILLIG

    def __post_init__(self) -> None:
        settings = Settings.model_validate(
            {"database_url": "memory://", "environment": self.miljoe, "adgang": {"tofaktor": self.tofaktor}}
        )
        self.lager, self.postrum = Vidne(open_lager("memory://")), Vidne(open_postrum("memory://"))
        self.ordrelager = Vidne(open_ordrelager("memory://"))
        self.installation = Installation(settings, self.lager)
        self.installation.__dict__.update(postrum=self.postrum, ordrelager=self.ordrelager)
        set_up(self.postrum)
        self.tid = datetime.now(UTC)
        self.konti = Konti(self.installation, nu=lambda: self.tid, koder=KODER)
        self.installation.__dict__["konti"] = self.konti
        organisationer = [
            Organisation(cvr, f"Firma {cvr}", f"0c000000-0000-4000-8000-0000{cvr}", myndighed=True, leverandoer=True)
            for cvr in (EGEN, ANDEN)
        ]
        self.postrum.gem(organisationer=organisationer, tidspunkt="", hvem="")
        for cvr in (EGEN, ANDEN):
            for rolle in BRUGERROLLER:
                self.create(f"{rolle}-{cvr}", cvr, rolle)
            self.create(f"ingen-{cvr}", cvr)
        self.klient = TestClient(create_app(self.installation, NOEGLE), raise_server_exceptions=False)
        self.routes = {
            (method, getattr(route, "path", ""))
            for route in create_app(self.installation, NOEGLE).routes
            for method in getattr(route, "methods", ())
        }

    def create(self, navn: str, cvr: str, *roller: Rolle) -> None:
        bruger = self.konti.brugere.create(NyBruger(navn, navn, "", cvr, frozenset(roller)), "prøve").bruger
        login = self.postrum.login(bruger.uuid)
        self.postrum.skift_login(login, login._replace(skal_skifte=False, udloeber=""), hvem="prøve", nu="")

    def session(self, navn: str) -> str:
        return self.konti.sessioner.begin(self.konti.brugere.find(navn), Maade.LOKAL)[0]

    def aktoer(self, navn: str) -> Aktoer:
        return as_bruger(self.konti.brugere.find(navn))

    def noegle(self, navn: str, *handlinger: Handling) -> str:
        return self.konti.noegler.create(self.aktoer(navn), "prøve", handlinger, 30, "prøve")[0]

    def ask(self, kald: tuple[str, str], noegle: str = "", headers: dict[str, str] | None = None) -> Response:
        """A call with an id that nothing has, and a body that no call takes."""
        metode, sti = kald
        for led, vaerdi in STI.items():
            sti = sti.replace(led, vaerdi)
        krop = {} if metode in {"GET", "DELETE"} else {"json": {"noget": "som intet kald tager"}}
        hoved = {"Authorization": f"Bearer {noegle}"} if noegle else {}
        return self.klient.request(metode, sti, headers={**hoved, **(headers or {})}, **krop)  # type: ignore[arg-type]

    def refused(self, kald: tuple[str, str], noegle: str, status: int, kode: str) -> None:
        """The call is refused so, and nothing was asked but who calls."""
        with self.lager.watched() as lager, self.postrum.watched() as post, self.ordrelager.watched() as ordrer:
            svar = self.ask(kald, noegle)
            assert (svar.status_code, svar.json()["kode"]) == (status, kode), (kald, svar.text)
            assert (lager, ordrer, set(post) - KENDE) == ([], [], set()), kald


@pytest.fixture(scope="module", params=list(Miljoe))
def hus(request: pytest.FixtureRequest) -> Hus:
    return Hus(request.param)


def answers_as_the_matrix(hus: Hus, aktoer: Aktoer, new_noegle: Callable[[], str]) -> Counter[bool]:
    """Asks every call; how often it was yes and no."""
    svarene: Counter[bool] = Counter()
    for kald, handling in LUKKEDE.items():
        ventet = may(aktoer, handling, miljoe=hus.miljoe)
        svarene[ventet.tilladt] += 1
        if kald not in hus.routes:
            svar = hus.ask(kald, new_noegle())
            assert svar.status_code in {404, 405}, (kald, svar.text)
        elif ventet.hvorfor is not None:
            hus.refused(kald, new_noegle(), 403, HVORFOR[ventet.hvorfor])
        else:
            svar = hus.ask(kald, new_noegle())
            kode = svar.json().get("kode", "") if svar.headers.get("content-type") == "application/json" else ""
            assert svar.status_code < 500, (kald, svar.text)
            assert svar.status_code != 401, (kald, svar.text)
            assert not kode.startswith("ADG"), (kald, svar.text)
    return svarene


@pytest.mark.parametrize("rolle", BRUGERROLLER)
def test_every_call_answers_a_role_as_the_matrix_says(hus: Hus, rolle: Rolle) -> None:
    navn = f"{rolle}-{EGEN}"
    svarene = answers_as_the_matrix(hus, hus.aktoer(navn), lambda: hus.session(navn))
    assert svarene[True] > 5
    assert svarene[False] > 5 or rolle is Rolle.DRIFTSOPERATOER


def test_a_login_without_roles_may_nothing(hus: Hus) -> None:
    navn = f"ingen-{EGEN}"
    assert answers_as_the_matrix(hus, hus.aktoer(navn), lambda: hus.session(navn))[True] == 0


def test_every_call_answers_an_it_system_and_the_operator_as_the_matrix_says(hus: Hus) -> None:
    assert answers_as_the_matrix(hus, as_system(A, "Anders", EGEN), lambda: NOEGLER[A])[True] > 5
    assert answers_as_the_matrix(hus, OPERATOER, lambda: NOEGLE)[True] > 20


@pytest.mark.parametrize("handling", [Handling.STATUS_LAES, Handling.SYSTEM_LAES, Handling.DUESLAG_LAES])
def test_a_key_of_another_scope_opens_nothing_else(hus: Hus, handling: Handling) -> None:
    navn = f"{Rolle.LEVERANDOERADMINISTRATOR}-{EGEN}"
    noegle = hus.noegle(navn, handling)
    hus.konti.noegler.find(noegle)
    aktoer = hus.aktoer(navn)._replace(omfang=frozenset({handling}))
    svarene = answers_as_the_matrix(hus, aktoer, lambda: noegle)
    assert svarene[True] == sum(each is handling for each in LUKKEDE.values())


KONTOEN = {
    ("GET", "/mig"): True,
    ("POST", "/logout"): True,
    ("POST", "/mig/adgangskode"): True,
    ("POST", "/mig/tofaktor"): True,
    ("POST", "/mig/tofaktor/bekraeft"): True,
    ("GET", "/mig/sessioner"): False,
    ("DELETE", "/mig/sessioner"): False,
    ("GET", "/mig/noegler"): False,
    ("POST", "/mig/noegler"): False,
    ("DELETE", "/mig/noegler/{id}"): False,
}
"""The calls of one's own account: whether a login that is not finished may make them."""


def make_unfinished(hus: Hus, mangler: Mangler) -> str:
    """The brugernavn of a driftsoperatør whose login lacks that."""
    navn = f"{mangler}-{hus.miljoe}"
    if mangler is Mangler.TOFAKTOR:
        hus.create(navn, EGEN, Rolle.DRIFTSOPERATOER)
    else:
        hus.konti.brugere.create(NyBruger(navn, "Ny", "", EGEN, frozenset({Rolle.DRIFTSOPERATOER})), "prøve")
    return navn


@pytest.mark.parametrize("mangler", [Mangler.ADGANGSKODE, Mangler.TOFAKTOR])
def test_a_login_that_is_not_finished_is_good_for_finishing_or_ending_it_and_nothing_else(
    mangler: Mangler,
) -> None:
    hus = Hus(Miljoe.EXTTEST, Tofaktor.ALLE)
    navn = make_unfinished(hus, mangler)
    fundet = hus.konti.sessioner.find(hus.session(navn))
    assert fundet is not None
    assert fundet.mangler is mangler
    svarene = answers_as_the_matrix(hus, as_bruger(fundet.bruger, UFAERDIG), lambda: hus.session(navn))
    assert svarene[True] == sum(KONTOEN.values())
    assert {kald for kald in LUKKEDE if kald[1].startswith("/mig") or kald[1] == "/logout"} == set(KONTOEN)
    for kald, maa in KONTOEN.items():
        if not maa:
            hus.refused(kald, hus.session(navn), 403, "ADG-006")
    noegle = {"navn": "bagdør", "handlinger": ["bruger.laes"], "dage": 30}
    hoved = {"Authorization": f"Bearer {hus.session(navn)}"}
    assert hus.klient.post("/mig/noegler", json=noegle, headers=hoved).json()["kode"] == "ADG-006"
    assert hus.konti.noegler.list_all(ejer=fundet.bruger.uuid) == []


def ended(hus: Hus) -> dict[str, str]:
    """Keys and sessions that hold no more."""
    navn = f"{Rolle.DRIFTSOPERATOER}-{EGEN}"
    udloebet, noegle = hus.session(navn), hus.noegle(navn, Handling.STATUS_LAES)
    hus.tid += timedelta(days=31)
    afsluttet, lukket = hus.session(navn), hus.noegle(navn, Handling.STATUS_LAES)
    fundet = hus.konti.sessioner.find(afsluttet)
    assert fundet is not None
    hus.konti.sessioner.end(fundet.session.hash)
    hus.konti.noegler.close(hus.konti.noegler.list_all()[-1].id, "prøve")
    hus.create(f"lukket-{hus.tid:%H%M%S%f}", EGEN, Rolle.DRIFTSOPERATOER)
    sidste = hus.konti.brugere.find(f"lukket-{hus.tid:%H%M%S%f}")
    lukkets = hus.session(sidste.brugernavn)
    hus.postrum.gem(brugere=[sidste._replace(aktiv=False)], tidspunkt="", hvem="")
    return {
        "nobody": "",
        "an expired session": udloebet,
        "a session that was ended": afsluttet,
        "a closed user's session": lukkets,
        "an expired key": noegle,
        "a closed key": lukket,
        "a session that was never": "hs_" + "x" * 43,
        "a key that was never": "hn_" + "x" * 43,
        "a closed system's key": NOEGLER[D],
    }


def test_what_holds_no_more_opens_nothing_and_reads_nothing(hus: Hus) -> None:
    for hvad, noegle in ended(hus).items():
        # A slow key is looked at so many times at once and no more.
        for kald in list(LUKKEDE)[:15] if hvad == "a closed system's key" else LUKKEDE:
            hus.refused(kald, noegle, 401, "WEB-401")


ANDERS, FREMMED, DAGMARS = "a" * 64, "f" * 64, "d" * 64


@contextmanager
def showing(hus: Hus, fingeraftryk: str) -> Iterator[None]:
    """The house asked at the machine door by who showed a certificate, as the TLS hands it on (test_maskindoer)."""
    app, foer = create_app(hus.installation, NOEGLE), hus.klient

    async def with_certificate(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "extensions": {"tls": {"fingeraftryk": fingeraftryk}}}, receive, send)

    hus.klient = TestClient(with_certificate, raise_server_exceptions=False)
    yield
    hus.klient = foer


def test_every_call_answers_a_certificate_as_the_matrix_says_until_it_is_taken_away(hus: Hus) -> None:
    med = [system(A, "Anders", fingeraftryk=(ANDERS,)), system(D, "Dagmar", fingeraftryk=(DAGMARS,), aktiv=False)]
    hus.postrum.gem(systemer=med, tidspunkt="", hvem="")
    with showing(hus, ANDERS):
        assert answers_as_the_matrix(hus, as_system(A, "Anders", EGEN), str)[True] > 5
        hus.postrum.gem(systemer=[system(A, "Anders")], tidspunkt="", hvem="")
        for kald in LUKKEDE:
            hus.refused(kald, "", 401, "WEB-401")
            hus.refused(kald, NOEGLE, 401, "WEB-401")
    for ukendt in (FREMMED, DAGMARS):
        with showing(hus, ukendt):
            for kald in LUKKEDE:
                hus.refused(kald, "", 401, "WEB-401")


def test_a_written_reason_lets_the_driftsoperatoer_see_persons_in_produktion(hus: Hus) -> None:
    noegle = hus.session(f"{Rolle.DRIFTSOPERATOER}-{EGEN}")
    for headers, ventet in ((GRUND, 200), ({}, 403 if hus.miljoe is Miljoe.PRODUKTION else 200)):
        assert hus.ask(("GET", "/haendelser"), noegle, headers).status_code == ventet
    for grund, status, kode in (
        ("610190-1234", 400, "KTO-013"),
        ("x" * 501, 400, "ADG-007"),
        ("linje%0Askift", 400, "TEGN-001"),
    ):
        svar = hus.ask(("GET", "/haendelser"), noegle, {"X-Grund": grund})
        assert (svar.status_code, svar.json()["kode"]) == (status, kode)
        assert grund not in svar.text


def test_a_large_file_is_decided_in_produktion_with_a_written_reason(hus: Hus) -> None:
    noegle = hus.session(f"{Rolle.DRIFTSOPERATOER}-{EGEN}")
    for ende in ("frigiv", "parker"):
        for headers, kode in ((GRUND, "FOR-006"), ({}, "ADG-004" if hus.miljoe is Miljoe.PRODUKTION else "FOR-006")):
            hoved = {"Authorization": f"Bearer {noegle}", **headers}
            assert hus.klient.post(f"/storfiler/1/{ende}", json={}, headers=hoved).json()["kode"] == kode


def test_a_no_is_given_before_the_body_is_looked_at(hus: Hus) -> None:
    noegle = hus.session(f"{Rolle.REVISOR}-{EGEN}")
    svar = hus.klient.post(
        "/brugere", content=b"\xff{", headers={"Authorization": f"Bearer {noegle}", "Content-Type": "application/json"}
    )
    assert (svar.status_code, svar.json()["kode"]) == (403, "ADG-001")


# --- another organisation's -------------------------------------------------------------------------------------------


def filled(hus: Hus) -> dict[str, str]:
    """Things of the first organisation; their ids."""
    klient = TestClient(create_app(hus.installation, NOEGLE), headers={"Authorization": f"Bearer {NOEGLE}"})
    liste = klient.post("/vaerdilister", json={"navn": f"Liste {uuid4()}", "system": A}).json()
    noegle = klient.post("/noegler", json={"navn": "Feed", "handlinger": ["log.laes"], "system": A}).json()
    ting = {"liste": liste["uuid"], "noegle": noegle["om"]["id"], "system": A, "aftale": "a", "dueslag": DUESLAG_A}
    if hus.miljoe is Miljoe.EXTTEST:
        skabelon = "handling;foedselsdato;koen;kommunekode;vejkode;husnr\nopret_person;1990-01-02;K;0998;0016;12\n"
        bestilling = {"art": "replika", "titel": "Prøve", "organisation": EGEN, "skabelon": skabelon}
        ordre = klient.post("/ordrer", json=bestilling)
        assert ordre.status_code == 201, ordre.text
        ting["ordre"] = ordre.json()["uuid"]
    return ting


EGNE: dict[str, tuple[tuple[str, str], ...]] = {
    "liste": (("/vaerdilister", "/vaerdilister/{}"), ("", "/vaerdilister/{}/vaerdier")),
    "noegle": (("/noegler", ""),),
    "system": (("/systemer", "/systemer/{}"), ("", "/systemer/{}/certifikater")),
    "aftale": (("/aftaler", "/aftaler/{}"), ("", "/aftaler/{}/traad")),
    "dueslag": (
        ("", "/dueslag/{}"),
        ("", "/dueslag/{}/forsendelser"),
        ("", "/dueslag/{}/leveringer"),
    ),
    "ordre": (
        ("/ordrer", "/ordrer/{}"),
        ("", "/ordrer/{}/skabelon"),
        ("", "/ordrer/{}/traad"),
        ("", "/ordrer/{}/sendt"),
    ),
}
"""Of each kind of thing: where it is listed, and where it is."""


@pytest.mark.parametrize("rolle", [rolle for rolle in BRUGERROLLER if rolle is not Rolle.DRIFTSOPERATOER])
def test_what_is_one_organisations_is_not_there_for_another(hus: Hus, rolle: Rolle) -> None:
    set_ = 0
    for ting, id_ in filled(hus).items():
        for liste, en in EGNE[ting]:
            for sti in filter(None, (liste, en)):
                adresse, handling = sti.format(id_), KALD["GET", sti.format("{id}" if ting == "aftale" else "{uuid}")]
                assert handling is not None
                svar = {
                    cvr: hus.klient.get(adresse, headers={"Authorization": f"Bearer {hus.session(f'{rolle}-{cvr}')}"})
                    for cvr in (EGEN, ANDEN)
                }
                omfang = may(hus.aktoer(f"{rolle}-{EGEN}"), handling, miljoe=hus.miljoe).omfang
                ser = f'"{id_}"' in svar[EGEN].text or (adresse != liste and svar[EGEN].status_code == 200)
                if omfang == "egen":
                    assert ser, (adresse, svar[EGEN].text)
                    assert f'"{id_}"' not in svar[ANDEN].text, (adresse, svar[ANDEN].text)
                    assert svar[ANDEN].status_code in ({200} if adresse == liste else {403, 404}), adresse
                    set_ += 1
                elif omfang == "-":
                    assert {each.status_code for each in svar.values()} == {403}, adresse
                else:
                    assert f'"{id_}"' in svar[ANDEN].text or svar[ANDEN].status_code == 200, adresse
    assert set_ or rolle is Rolle.REVISOR


def test_one_organisation_changes_nothing_of_anothers(hus: Hus) -> None:
    ting = filled(hus)
    lis = {"Authorization": f"Bearer {hus.session(f'{Rolle.LEVERANDOERADMINISTRATOR}-{ANDEN}')}"}
    kald: list[tuple[str, str, dict[str, Any]]] = [
        ("DELETE", f"/noegler/{ting['noegle']}", {}),
        ("POST", "/noegler", {"navn": "Feed", "handlinger": ["log.laes"], "system": A}),
        ("PATCH", f"/systemer/{A}", {"navn": "Overtaget"}),
        ("PATCH", f"/dueslag/{DUESLAG_A}", {"aktiv": False}),
        ("POST", f"/dueslag/{DUESLAG_A}/stop", {}),
        ("POST", f"/dueslag/{DUESLAG_A}/frigiv", {"alle": True}),
        ("POST", f"/dueslag/{DUESLAG_A}/afspil", {"alt": True}),
        ("POST", f"/systemer/{A}/dueslag", {"navn": "Nyt", "beskedtype": A}),
        ("POST", f"/systemer/{A}/certifikater", {"certifikat": "x"}),
        ("POST", f"/systemer/{A}/certifikater/fjern", {"fingeraftryk": "ab" * 32}),
        ("PATCH", f"/brugere/{Rolle.LEVERANDOERADMINISTRATOR}-{EGEN}", {"roller": ["driftsoperatoer"]}),
        ("PATCH", f"/brugere/{Rolle.LEVERANDOERADMINISTRATOR}-{ANDEN}", {"roller": ["driftsoperatoer"]}),
        ("POST", f"/brugere/{Rolle.LEVERANDOERADMINISTRATOR}-{EGEN}/foerstegangskode", {}),
        ("PATCH", f"/organisationer/{EGEN}", {"aktiv": False}),
        ("POST", "/aftaler/a/godkend", {}),
        ("POST", "/aftaler/a/traek", {}),
        ("POST", "/mig/noegler", {"navn": "Mere", "handlinger": ["bruger.ret"]}),
        ("POST", "/mig/noegler", {"navn": "Mere", "handlinger": ["opsaetning.ret"]}),
        ("POST", "/systemer", {"navn": "Nyt", "organisation": EGEN}),
        ("POST", "/aftaler/a/traad", {"tekst": "hej"}),
        ("POST", "/aftaler/a/opsig", {"grund": "fordi"}),
    ]
    foer = hus.postrum.version()
    for metode, adresse, krop in kald:
        svar = hus.klient.request(metode, adresse, headers=lis, **({"json": krop} if krop else {}))  # type: ignore[arg-type]
        assert svar.status_code in {400, 403, 404, 422}, (adresse, svar.text)
    assert hus.postrum.version() == foer
    assert hus.konti.noegler.by_id(ting["noegle"]).lukket == ""
