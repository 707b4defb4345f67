"""Value lists over HTTP: each system its own, values in bodies alone, and the guard at the door."""

from __future__ import annotations

import http.client
import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient

from cpr_haendelser.web import listevaerdier
from cpr_haendelser.web.doer import create_app
from cpr_haendelser.web.listevaerdier import column
from tests.udlevering.logbog import Logbog
from tests.udlevering.opsat import NOEGLER, A, B, set_up
from tests.web.tjener import VAERT, installation_of, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi import FastAPI

NOEGLE = "kun-til-afproevning"
ANNA, BENT, CARL = "6101900001", "6101900002", "6101900003"
LISTE = "0e000000-0000-4000-8000-000000000001"
VAERDIER = f"/vaerdilister/{LISTE}/vaerdier"
TEKST = {"Content-Type": "text/plain"}


@pytest.fixture
def bog() -> Logbog:
    bog = Logbog()
    set_up(bog.postrum)
    return bog


@pytest.fixture
def app(bog: Logbog, tmp_path: Path) -> FastAPI:
    return create_app(installation_of(bog, spool_folder=tmp_path / "spool"), NOEGLE)


def client(app: FastAPI, noegle: str) -> TestClient:
    return TestClient(app, raise_server_exceptions=False, headers={"Authorization": f"Bearer {noegle}"})


@pytest.fixture
def anders(app: FastAPI) -> TestClient:
    """An it-system with an empty list of its own."""
    klient = client(app, NOEGLER[A])
    svar = klient.post("/vaerdilister", json={"navn": "Skolebørn", "uuid": LISTE})
    assert svar.status_code == 201
    assert svar.json() == liste()
    return klient


@pytest.fixture
def bodil(app: FastAPI) -> TestClient:
    return client(app, NOEGLER[B])


@pytest.fixture
def operatoer(app: FastAPI) -> TestClient:
    return client(app, NOEGLE)


def liste(**felter: Any) -> dict[str, Any]:
    return {"uuid": LISTE, "navn": "Skolebørn", "system": A, "version": 0, "antal": 0, "aktiv": True, **felter}


def values(klient: TestClient, antal: int = 1000) -> list[str]:
    """All values, page by page."""
    fundne: list[str] = []
    side = klient.get(VAERDIER, params={"antal": antal}).json()
    while side["fortsaet"]:
        fundne += side["vaerdier"]
        assert not any(vaerdi in side["fortsaet"] for vaerdi in fundne)
        side = klient.get(VAERDIER, params={"antal": antal, "fortsaet": side["fortsaet"]}).json()
    fundne += side["vaerdier"]
    return fundne


def test_a_list_is_imported_changed_read_closed_and_opened(anders: TestClient) -> None:
    svar = anders.put(VAERDIER, content=f"\ufeff{BENT}\n\n610190-0001 # Anna\r\n{BENT}\n", headers=TEKST)
    assert svar.json() == {"vaerdiliste": liste(version=1, antal=2), "tilfoejet": 2, "fjernet": 0}
    assert values(anders) == values(anders, 1) == [ANNA, BENT]
    svar = anders.post(f"{VAERDIER}/tilfoej", content=f"{CARL}\n{ANNA}", headers=TEKST)
    assert svar.json() == {"vaerdiliste": liste(version=2, antal=3), "tilfoejet": 1, "fjernet": 0}
    svar = anders.post(f"{VAERDIER}/fjern", content=f"{CARL}\n6101900009", headers=TEKST)
    assert svar.json() == {"vaerdiliste": liste(version=3, antal=2), "tilfoejet": 0, "fjernet": 1}
    svar = anders.put(VAERDIER, content=CARL, headers=TEKST)
    assert (svar.json()["tilfoejet"], svar.json()["fjernet"], values(anders)) == (1, 2, [CARL])
    assert anders.post(f"/vaerdilister/{LISTE}/luk").json()["aktiv"] is False
    svar = anders.put(VAERDIER, content=ANNA, headers=TEKST)
    assert (svar.status_code, svar.json()["kode"], values(anders)) == (409, "ABO-018", [CARL])
    assert anders.post(f"/vaerdilister/{LISTE}/aabn").json()["aktiv"] is True
    assert anders.put(VAERDIER, content="", headers=TEKST).json()["vaerdiliste"]["antal"] == 0


def test_values_that_are_no_personnumre_are_said_to_be_so(anders: TestClient) -> None:
    svar = anders.put(VAERDIER, content="0998\n0999:0123\n", headers=TEKST)
    assert (svar.status_code, svar.json()["kode"]) == (400, "ABO-010")
    assert anders.put(VAERDIER, params={"tekst": True}, content="0998\n0999:0123\n", headers=TEKST).status_code == 200
    assert values(anders, 1) == ["0998", "0999:0123"]


def test_each_sees_and_changes_its_own_and_the_operator_any(
    anders: TestClient, bodil: TestClient, operatoer: TestClient
) -> None:
    assert anders.put(VAERDIER, content=ANNA, headers=TEKST).status_code == 200
    assert anders.get("/vaerdilister").json() == {"vaerdilister": [liste(version=1, antal=1)]}
    assert operatoer.get("/vaerdilister").json() == anders.get("/vaerdilister").json()
    assert bodil.get("/vaerdilister").json() == {"vaerdilister": []}
    ukendt = bodil.get("/vaerdilister/0e000000-0000-4000-8000-0000000000ff")
    assert (ukendt.status_code, ukendt.json()["kode"]) == (404, "ABO-013")
    fremmed = [
        bodil.get(f"/vaerdilister/{LISTE}"),
        bodil.get(VAERDIER),
        *(bodil.post(f"/vaerdilister/{LISTE}/{gerning}") for gerning in ("luk", "aabn")),
        bodil.put(VAERDIER, content=BENT, headers=TEKST),
        *(bodil.post(f"{VAERDIER}/{gerning}", content=ANNA, headers=TEKST) for gerning in ("tilfoej", "fjern")),
    ]
    assert {(svar.status_code, svar.content) for svar in fremmed} == {(404, ukendt.content)}
    assert operatoer.get(f"/vaerdilister/{LISTE.upper()}").json() == liste(version=1, antal=1)
    assert operatoer.post(f"{VAERDIER}/tilfoej", content=BENT, headers=TEKST).json()["tilfoejet"] == 1
    assert values(anders) == values(operatoer) == [ANNA, BENT]


def test_a_mark_is_for_one_list_and_one_caller(anders: TestClient, operatoer: TestClient) -> None:
    anders.put(VAERDIER, content=f"{ANNA}\n{BENT}", headers=TEKST)
    videre = {"fortsaet": anders.get(VAERDIER, params={"antal": 1}).json()["fortsaet"]}
    anden = anders.post("/vaerdilister", json={"navn": "Andre"}).json()["uuid"]
    for svar in (
        operatoer.get(VAERDIER, params=videre),
        anders.get(f"/vaerdilister/{anden}/vaerdier", params=videre),
        anders.get(VAERDIER, params={"fortsaet": "x"}),
    ):
        assert (svar.status_code, svar.json()["kode"]) == (400, "UDL-010")
    assert anders.get(VAERDIER, params=videre).json() == {"vaerdier": [BENT], "fortsaet": None}


@pytest.mark.parametrize(
    ("som", "krop", "status", "kode"),
    [
        (NOEGLER[A], {"navn": "skolebørn"}, 409, "ABO-017"),
        (NOEGLER[A], {"navn": "Andre", "uuid": LISTE}, 409, "ABO-017"),
        (NOEGLER[A], {"navn": "Andre", "system": B}, 400, "UDL-020"),
        (NOEGLER[A], {"navn": "Andre", "system": "Anders"}, 201, ""),
        (NOEGLER[A], {"navn": " "}, 400, "ABO-016"),
        (NOEGLER[A], {"navn": ""}, 422, "WEB-422"),
        (NOEGLER[A], {"navn": "Andre", "uuid": ANNA}, 422, "WEB-422"),
        (NOEGLER[A], {"navn": "Andre", "vaerdier": [ANNA]}, 422, "WEB-422"),
        (NOEGLER[B], {"navn": "Skolebørn"}, 201, ""),
        (NOEGLE, {"navn": "Andre"}, 400, "ABO-015"),
        (NOEGLE, {"navn": "Andre", "system": "Nogen"}, 400, "UDL-002"),
        (NOEGLE, {"navn": "Andre", "system": "Bodil"}, 201, ""),
    ],
)
def test_a_list_belongs_to_a_system_and_has_a_name_of_its_own(  # noqa: PLR0913 - pytest's
    anders: TestClient, app: FastAPI, som: str, krop: dict[str, Any], status: int, kode: str
) -> None:
    assert anders.get(f"/vaerdilister/{LISTE}").status_code == 200
    svar = client(app, som).post("/vaerdilister", json=krop)
    assert (svar.status_code, svar.json().get("kode", "")) == (status, kode)
    assert ANNA not in svar.text


@pytest.mark.parametrize(
    ("krop", "medie", "status", "kode", "siger"),
    [
        (f"{ANNA}\n010190{1234}\n", "text/plain", 400, "ABO-011", "linje 2"),
        (f"{ANNA}\n61019012\n", "text/plain", 400, "ABO-010", "linje 2"),
        (f"personnummer;navn\n{ANNA};x\n61019012;y\n", "text/csv", 400, "ABO-010", "linje 3"),
        (ANNA, "application/json", 415, "WEB-415", "text/plain"),
        (ANNA, "", 415, "WEB-415", "text/plain"),
        (ANNA, "text/plain; charset=iso-8859-1", 415, "WEB-415", "UTF-8"),
        (b"\xe6\xf8\xe5", "text/plain", 415, "WEB-415", "UTF-8"),
        ("x" * 2000, "text/plain", 413, "WEB-413", "højst 1000 byte"),
    ],
)
def test_what_cannot_be_taken_in_changes_nothing_and_is_not_repeated(  # noqa: PLR0913 - pytest's
    anders: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    krop: str | bytes,
    medie: str,
    status: int,
    kode: str,
    siger: str,
) -> None:
    monkeypatch.setattr(listevaerdier, "LISTE_HOEJST", 1000)
    svar = anders.put(VAERDIER, content=krop, headers={"Content-Type": medie} if medie else {})
    assert (svar.status_code, svar.json()["kode"]) == (status, kode)
    assert siger in svar.json()["fejl"]
    assert ANNA not in svar.text
    assert values(anders) == []


@pytest.mark.parametrize(
    ("krop", "ventet"),
    [
        ("a\nb\n", ["a", "b"]),
        ("a;x\nb\n;y\n", ["a", "b", ""]),
        ("Navn,PNR\nx,a\n", ["", "a"]),
        ('Navn;Personnummer\n"x;y";a\nz\n', ["", "a", ""]),
        ("a,1\nb,2\n", ["a", "b"]),
        ("", [""]),
    ],
)
def test_the_column_of_csv_is_the_one_that_is_called_so_or_the_first(krop: str, ventet: list[str]) -> None:
    assert list(column(iter(krop.splitlines(keepends=True)))) == ventet


def test_only_so_many_come_in_at_a_time(anders: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listevaerdier, "SAMTIDIGE", 0)
    svar = anders.put(VAERDIER, content=ANNA, headers=TEKST)
    assert (svar.status_code, svar.json()["kode"], svar.headers["Retry-After"]) == (503, "WEB-503", "5")


def test_a_body_that_does_not_come_to_its_end_changes_nothing(
    anders: TestClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(listevaerdier, "TAALMODIGHED", 0.3)
    with serving(app) as port, closing(http.client.HTTPConnection(VAERT, port, timeout=10)) as forbindelse:
        forbindelse.putrequest("PUT", VAERDIER)
        headers = {"Authorization": f"Bearer {NOEGLER[A]}", "Content-Length": "1000", **TEKST}
        for navn, vaerdi in headers.items():
            forbindelse.putheader(navn, vaerdi)
        forbindelse.endheaders(f"{ANNA}\n".encode())
        svar = forbindelse.getresponse()
        assert (svar.status, json.load(svar)["kode"]) == (408, "WEB-408")
    assert values(anders) == []
    assert list((tmp_path / "spool").iterdir()) == []


def test_a_long_list_comes_in_piece_by_piece(anders: TestClient, app: FastAPI) -> None:
    antal = 30_000

    def pieces() -> Iterator[bytes]:
        for nummer in range(antal):
            yield b"%d\n" % (6101900000 + nummer)

    headers = {"Authorization": f"Bearer {NOEGLER[A]}", **TEKST}
    with serving(app) as port, closing(http.client.HTTPConnection(VAERT, port, timeout=20)) as forbindelse:
        forbindelse.request("PUT", VAERDIER, body=pieces(), headers=headers, encode_chunked=True)
        assert json.load(forbindelse.getresponse())["tilfoejet"] == antal
    assert len(values(anders)) == antal
