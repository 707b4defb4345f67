"""Nobody is answered who is not known, whatever is asked for."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from starlette.routing import Route

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.model import Rolle, as_bruger
from cpr_haendelser.aftaler.model import Organisation
from cpr_haendelser.app import Installation
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.konti.brugere import NyBruger
from cpr_haendelser.konti.sessioner import Maade
from cpr_haendelser.udlevering import genkend
from cpr_haendelser.udlevering.genkend import UKENDTE, Genkender
from cpr_haendelser.web.doer import create_app
from cpr_haendelser.web.handlinger import AABEN, KALD
from cpr_haendelser.web.noegle import KROP_HOEJST, Doervogter, new_noegle
from cpr_haendelser.web.svar import HOVEDER
from tests.opslag.korsbaek import settings_in
from tests.udlevering.opsat import NOEGLER, A, D, set_up

if TYPE_CHECKING:
    from pathlib import Path

NOEGLE = "kun-til-afproevning"
REFUSED = {
    "kode": "WEB-401",
    "fejl": "Kaldet har ingen gyldig nøgle. Send den som `Authorization: Bearer NØGLE`: operatørens vises, når "
    "serveren startes, et it-systems er givet i opsætningen, og POST /login giver en session. På maskindøren vises "
    "systemets klientcertifikat.",
}


def every_call(installation: Installation) -> list[tuple[str, str]]:
    routes = [route for route in create_app(installation, NOEGLE).routes if isinstance(route, Route | APIRoute)]
    calls = [(method, route.path) for route in routes for method in route.methods or ()]
    calls = [each for each in calls if KALD.get(each, "") is not AABEN]
    assert len(calls) >= 7
    assert ("GET", "/openapi.json") in calls
    return [
        (method, re.sub(r"\{\w+\}", "1", path))
        for method, path in [*calls, ("GET", "/"), ("GET", "/docs"), ("GET", "/nix"), ("PUT", "/nix"), ("OPTIONS", "/")]
    ]


@pytest.mark.parametrize(
    ("hvem", "headers"),
    [
        ("nobody", {}),
        ("a wrong key", {"Authorization": "Bearer forkert-noegle-til-afproevning"}),
        ("a closed system", {"Authorization": f"Bearer {NOEGLER[D]}"}),
    ],
)
def test_every_route_and_every_other_address_refuses(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, hvem: str, headers: dict[str, str]
) -> None:
    monkeypatch.setattr(genkend, "UKENDTE", 10_000)
    klient = TestClient(create_app(installation, NOEGLE))
    for method, path in every_call(installation):
        answer = klient.request(method, path, headers=headers)
        assert answer.status_code == 401, (hvem, method, path)
        if method != "HEAD":
            assert answer.json() == REFUSED


def test_nothing_but_logging_in_is_open(udefra: TestClient) -> None:
    aabne = [(method, path) for (method, path), handling in KALD.items() if handling is AABEN]
    assert aabne == [("POST", "/login"), ("GET", "/login/oidc"), ("GET", "/login/oidc/svar")]
    svar = {path: udefra.request(method, path) for method, path in aabne}
    assert {path: (each.status_code, each.json()["kode"]) for path, each in svar.items()} == {
        "/login": (422, "WEB-422"),
        "/login/oidc": (404, "KTO-061"),
        "/login/oidc/svar": (404, "KTO-061"),
    }


def test_many_wrong_keys_are_asked_to_wait_and_right_ones_go_on(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(genkend, "SEKUNDER", 1e9)  # however slow the machine is, no more may be tried meanwhile
    udefra = TestClient(create_app(installation, NOEGLE), raise_server_exceptions=False)
    svar = [udefra.get("/status", headers={"Authorization": f"Bearer forkert-{nr}"}) for nr in range(UKENDTE + 1)]
    assert {answer.status_code for answer in svar[:-1]} == {401}
    assert (svar[-1].status_code, svar[-1].json()["kode"]) == (429, "UDL-001")
    assert int(svar[-1].headers["Retry-After"]) > 0
    assert {name: svar[-1].headers[name] for name in HOVEDER} == HOVEDER
    assert udefra.get("/status", headers={"Authorization": f"Bearer {NOEGLE}"}).status_code == 200
    andetsteds = TestClient(udefra.app, client=("192.0.2.9", 50000))
    assert andetsteds.get("/status", headers={"Authorization": f"Bearer {NOEGLER[A]}"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("Authorization", "")],
        [("Authorization", "Bearer")],
        [("Authorization", "Bearer ")],
        [("Authorization", f"Bearer {NOEGLE}x")],
        [("Authorization", f"Bearer {NOEGLE[:-1]}")],
        [("Authorization", f"Basic {NOEGLE}")],
        [("Authorization", NOEGLE)],
        [("Authorization", f"Bearer {NOEGLE}"), ("Authorization", f"Bearer {NOEGLE}")],
        [("Authorization", f"Bearer {NOEGLE}"), ("Authorization", "Bearer x")],
        [("Authorization", b"Bearer \xf8\xff")],
        [("X-Api-Key", NOEGLE)],
    ],
)
def test_a_wrong_key_a_missing_one_and_two_are_refused_alike(udefra: TestClient, headers: Any) -> None:
    answer = udefra.get("/status", headers=headers)
    assert (answer.status_code, answer.json()) == (401, REFUSED)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_the_key_is_not_taken_from_the_address(udefra: TestClient) -> None:
    assert udefra.get("/status", params={"noegle": NOEGLE, "api_key": NOEGLE}).status_code == 401


def test_the_word_bearer_may_be_written_in_any_case(udefra: TestClient) -> None:
    assert udefra.get("/status", headers={"Authorization": f"bEARER {NOEGLE}"}).status_code == 200


@pytest.mark.parametrize("path", ["/status", "/haendelser", "/beskeder", "/nix", "/haendelser/0", "/openapi.json"])
def test_every_answer_is_kept_out_of_caches(klient: TestClient, path: str) -> None:
    answer = klient.get(path)
    assert {name: answer.headers[name] for name in HOVEDER} == HOVEDER


def test_a_refusal_is_kept_out_of_caches_too(udefra: TestClient) -> None:
    answer = udefra.get("/status")
    assert {name: answer.headers[name] for name in HOVEDER} == HOVEDER


def test_a_body_longer_than_any_call_needs_is_not_read(klient: TestClient) -> None:
    answer = klient.post("/haendelser/soegning", content=b"x" * (KROP_HOEJST + 1))
    assert (answer.status_code, answer.json()["kode"]) == (413, "WEB-413")


def test_a_body_that_does_not_say_its_length_is_not_read(klient: TestClient) -> None:
    answer = klient.post("/haendelser/soegning", content=iter([b"{}", b"x"]))
    assert (answer.status_code, answer.json()["kode"]) == (413, "WEB-413")


def test_a_websocket_is_closed(installation: Installation) -> None:
    sent: list[Any] = []

    async def app(*_: Any) -> None:
        raise AssertionError("the call was let through")

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {}

    headers = [(b"authorization", f"Bearer {NOEGLE}".encode())]
    doervogter = Doervogter(app, Genkender(installation.bord, NOEGLE), lambda: (), Miljoe.EXTTEST, lambda: False)
    asyncio.run(doervogter({"type": "websocket", "headers": headers}, receive, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]


def test_a_fresh_key_is_long_and_never_the_same() -> None:
    assert len({new_noegle() for _ in range(50)}) == 50
    assert len(new_noegle()) >= 43


def test_a_key_and_a_login_that_somebody_has_damaged_are_said_to_be_so_with_their_code(tmp_path: Path) -> None:
    with closing(Installation.open(settings_in(tmp_path))) as installation:
        set_up(installation.postrum)
        konti = installation.konti
        ny = NyBruger("rosa", "Rosa", "rosa@example.dk", "22222222", frozenset({Rolle.REVISOR}))
        firma = Organisation("22222222", "Firma", "", myndighed=False, leverandoer=True)
        installation.postrum.gem(organisationer=[firma], tidspunkt="", hvem="")
        rosa = konti.brugere.create(ny, "operatoer").bruger
        noegle, _ = konti.noegler.create(as_bruger(rosa), "Rapport", {Handling.STATUS_LAES}, 5, "operatoer")
        maerke, _ = konti.sessioner.begin(rosa, Maade.LOKAL)
        with closing(sqlite3.connect(tmp_path / "h.post.db")) as forbindelse:
            forbindelse.executescript("UPDATE apinoegle SET omfang = 'alt'; UPDATE login SET kendte = '7'")
        klient = TestClient(create_app(installation, NOEGLE))
        for bevis, kode in ((noegle, "LAG-018"), (maerke, "LAG-019")):
            svar = klient.get("/status", headers={"Authorization": f"Bearer {bevis}"})
            assert (svar.status_code, svar.json()["kode"]) == (500, kode)
            assert svar.headers["Cache-Control"] == "no-store"
        # Who has shown nothing yet is told no more than of a wrong password.
        svar = klient.post("/login", json={"brugernavn": "rosa", "adgangskode": "gaettet i blinde"})
        assert (svar.status_code, svar.json()["kode"]) == (401, "KTO-002")
