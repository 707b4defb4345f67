"""Nobody is answered without the key, whatever is asked for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.routing import APIRoute
from starlette.routing import Route

from cpr_haendelser.web.feed import create_app
from cpr_haendelser.web.noegle import KROP_HOEJST, Doervogter, new_noegle
from cpr_haendelser.web.svar import HOVEDER

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from cpr_haendelser.app import Installation

NOEGLE = "kun-til-afproevning"
REFUSED = {
    "kode": "WEB-401",
    "fejl": "Kaldet har ingen gyldig nøgle. Send den som `Authorization: Bearer NØGLE`; den vises, når serveren "
    "startes.",
}


def test_every_route_and_every_other_address_wants_the_key(installation: Installation, udefra: TestClient) -> None:
    routes = [route for route in create_app(installation, NOEGLE).routes if isinstance(route, Route | APIRoute)]
    calls = [(method, route.path) for route in routes for method in route.methods or ()]
    assert len(calls) >= 7
    assert ("GET", "/openapi.json") in calls
    for method, path in [*calls, ("GET", "/"), ("GET", "/docs"), ("GET", "/nix"), ("PUT", "/nix"), ("OPTIONS", "/")]:
        answer = udefra.request(method, path.replace("{loebenummer}", "1"))
        assert answer.status_code == 401, (method, path)
        if method != "HEAD":
            assert answer.json() == REFUSED


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


def test_a_websocket_is_closed() -> None:
    sent: list[Any] = []

    async def app(*_: Any) -> None:
        raise AssertionError("the call was let through")

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {}

    headers = [(b"authorization", f"Bearer {NOEGLE}".encode())]
    asyncio.run(Doervogter(app, NOEGLE)({"type": "websocket", "headers": headers}, receive, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]


def test_a_fresh_key_is_long_and_never_the_same() -> None:
    assert len({new_noegle() for _ in range(50)}) == 50
    assert len(new_noegle()) >= 43
