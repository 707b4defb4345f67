"""Nobody is served over HTTP while a restoring stands, but for a driftsoperatør who logs in anew and may only look."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.model import Rolle, as_bruger
from cpr_haendelser.aftaler.model import Organisation
from cpr_haendelser.app import Installation
from cpr_haendelser.app.konti import Konti
from cpr_haendelser.app.levering import delivering
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.konti.brugere import NyBruger
from cpr_haendelser.settings import Hentindstillinger
from cpr_haendelser.storage.gendannelsesbog import Gendannelse
from cpr_haendelser.web.doer import create_app
from tests.konti.test_adgangskode import KODER
from tests.opslag.korsbaek import settings_in
from tests.udlevering.opsat import NOEGLER, A, set_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI

NOEGLE, KODE, CVR = "kun-til-afproevning", "en lang og god kode 42", "22222222"
STAAR = Gendannelse("2026-11-29T01:30:00+01:00", "2026-11-30T08:00:00.000+00:00")
ROLLER = {"rosa": Rolle.REVISOR, "dorte": Rolle.DRIFTSOPERATOER}


@pytest.fixture(scope="module")
def aaben(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    settings = settings_in(tmp_path_factory.mktemp("gendannet"))
    with closing(Installation.open(settings.model_copy(update={"hent": Hentindstillinger(port=0)}))) as installation:
        set_up(installation.postrum)
        firma = Organisation(CVR, "Firma", "0c000000-0000-4000-8000-000000000001", myndighed=False, leverandoer=True)
        installation.postrum.gem(organisationer=[firma], tidspunkt="", hvem="")
        konti = installation.__dict__["konti"] = Konti(installation, koder=KODER)
        for navn, rolle in ROLLER.items():
            lavet = konti.brugere.create(NyBruger(navn, navn, f"{navn}@example.dk", CVR, frozenset({rolle})), "x")
            konti.portner.change_password(lavet.bruger, lavet.foerstegangskode, KODE)
        yield installation


@pytest.fixture
def gendannet(aaben: Installation) -> Iterator[Installation]:
    aaben.postrum.saet_gendannelse(STAAR)
    yield aaben
    aaben.postrum.frigiv_gendannelse({}, nu="2026-11-30T09:00:00.000+00:00", hvem="operatoer")


def door(installation: Installation) -> FastAPI:
    """The application of an installation, made once."""
    if "_doer" not in installation.__dict__:
        installation.__dict__["_doer"] = create_app(installation, NOEGLE)
    fundet: FastAPI = installation.__dict__["_doer"]
    return fundet


def ask(installation: Installation, bevis: str, metode: str = "GET", sti: str = "/status") -> tuple[int, str]:
    svar = TestClient(door(installation)).request(metode, sti, headers={"Authorization": f"Bearer {bevis}"})
    if svar.status_code == 503:
        assert svar.headers["Retry-After"] == "300"
    return svar.status_code, svar.json().get("kode", "") if "json" in svar.headers["Content-Type"] else ""


def api_key(installation: Installation, navn: str) -> str:
    konti = installation.konti
    return konti.noegler.create(as_bruger(konti.brugere.find(navn)), "n", {Handling.STATUS_LAES}, 5, "x")[0]


def log_in(installation: Installation, navn: str) -> tuple[int, str]:
    klient = TestClient(door(installation))
    svar = klient.post("/login", json={"brugernavn": navn, "adgangskode": KODE})
    return svar.status_code, svar.json().get("kode", svar.json().get("session", ""))


BEVISER: dict[str, Callable[[Installation], str]] = {
    "an it-system's key": lambda _: NOEGLER[A],
    "a driftsoperatør's API key": lambda installation: api_key(installation, "dorte"),
    "a revisor's API key": lambda installation: api_key(installation, "rosa"),
}


@pytest.mark.parametrize("hvis", BEVISER)
def test_a_key_that_held_before_is_told_to_come_back_later(gendannet: Installation, hvis: str) -> None:
    assert ask(gendannet, BEVISER[hvis](gendannet)) == (503, "ADG-008")


def test_a_stranger_is_told_nothing_of_it(gendannet: Installation) -> None:
    assert ask(gendannet, "en ukendt noegle") == (401, "WEB-401")


def test_the_operators_key_reads_metrics_and_no_event(gendannet: Installation) -> None:
    assert ask(gendannet, NOEGLE, sti="/metrics")[0] == 200
    for sti in ("/haendelser", "/beskeder", "/snapshot"):
        assert ask(gendannet, NOEGLE, sti=sti)[0] == 503


def test_the_metrics_say_so(gendannet: Installation) -> None:
    gendannet.udkig.look()
    klient = TestClient(door(gendannet), headers={"Authorization": f"Bearer {NOEGLE}"})
    assert "cpr_haendelser_gendannet 1.0" in klient.get("/metrics").text


def test_only_a_driftsoperatoer_logs_in_and_only_looks(gendannet: Installation) -> None:
    assert log_in(gendannet, "rosa") == (503, "ADG-008")
    status, maerke = log_in(gendannet, "dorte")
    assert status == 200
    for sti in ("/brugere", "/noegler", "/systemer", "/aftaler", "/status", "/mig"):
        assert ask(gendannet, maerke, sti=sti)[0] == 200, sti
    for metode, sti in (
        ("GET", "/haendelser"), ("GET", "/mig/noegler"), ("POST", "/mig/noegler"), ("PATCH", "/brugere/rosa"),
        ("POST", "/brugere/rosa/foerstegangskode"), ("POST", "/brugere"), ("DELETE", f"/noegler/{A}"),
        ("POST", "/revision/soegning"), ("PATCH", f"/systemer/{A}"),
    ):  # fmt: skip
        assert ask(gendannet, maerke, metode, sti) == (503, "ADG-008"), sti


def test_an_old_password_is_not_made_a_new_one_and_no_app_is_set_up(gendannet: Installation) -> None:
    klient = TestClient(door(gendannet), headers={"Authorization": f"Bearer {log_in(gendannet, 'dorte')[1]}"})
    foer = gendannet.postrum.login(gendannet.konti.brugere.find("dorte").uuid)
    app = {"adgangskode": KODE, "hemmelighed": "A" * 32, "kode": "000000"}
    for sti, givet in (
        ("/mig/adgangskode", {"gammel": KODE, "ny": "en anden lang kode 43"}),
        ("/mig/tofaktor", None),
        ("/mig/tofaktor/bekraeft", app),
    ):
        svar = klient.post(sti, json=givet)
        assert (svar.status_code, svar.json()["kode"]) == (503, "ADG-008"), sti
        assert "på kommandolinjen" in svar.json()["fejl"]
    assert gendannet.postrum.login(gendannet.konti.brugere.find("dorte").uuid) == foer


def test_a_first_password_is_not_changed_either(gendannet: Installation) -> None:
    konti = gendannet.konti
    kode = konti.brugere.reset("dorte", "x").foerstegangskode
    try:
        with pytest.raises(Brugsfejl, match="gendannet fra en backup") as fanget:
            konti.portner.change_password(konti.brugere.find("dorte"), kode, "en anden lang kode 43")
        assert fanget.value.kode == "ADG-008"
    finally:
        gendannet.postrum.frigiv_gendannelse({}, nu="2026-11-30T09:00:00.000+00:00", hvem="operatoer")
        konti.portner.change_password(konti.brugere.find("dorte"), kode, KODE)


def test_a_login_from_while_it_stood_is_over_when_it_is_released(aaben: Installation) -> None:
    aaben.postrum.saet_gendannelse(STAAR)
    maerke = log_in(aaben, "dorte")[1]
    assert ask(aaben, maerke)[0] == 200
    aaben.postrum.frigiv_gendannelse({}, nu="2026-11-30T09:00:00.000+00:00", hvem="operatoer")
    assert ask(aaben, maerke) == (401, "WEB-401")


def test_a_login_from_before_is_over(aaben: Installation) -> None:
    status, maerke = log_in(aaben, "dorte")
    assert (status, ask(aaben, maerke)[0]) == (200, 200)
    aaben.postrum.saet_gendannelse(STAAR)
    assert ask(aaben, maerke) == (401, "WEB-401")
    aaben.postrum.frigiv_gendannelse({}, nu="2026-11-30T09:00:00.000+00:00", hvem="operatoer")


def test_once_released_everybody_is_served_again(aaben: Installation) -> None:
    for navn in ROLLER:
        assert log_in(aaben, navn)[0] == 200
    for hvis, bevis in BEVISER.items():
        assert ask(aaben, bevis(aaben))[0] == 200, hvis


def test_it_is_not_ready_but_healthy(gendannet: Installation) -> None:
    with delivering(gendannet):
        klient = TestClient(door(gendannet))
        assert (klient.get("/klar").text, klient.get("/sundhed").text) == ("nej\n", "ja\n")
