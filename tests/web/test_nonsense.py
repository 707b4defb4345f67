"""What cannot be answered is refused in words, and nothing that was sent comes back or is logged."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.logning import configure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

    from cpr_haendelser.app import Installation

PNR = "6101901234"
NOEGLE = "kun-til-afproevning"


@pytest.mark.parametrize(
    ("query", "sted"),
    [
        ("antal=0", "antal"),
        ("antal=1001", "antal"),
        ("antal=-1", "antal"),
        ("antal=1.5", "antal"),
        ("antal=1.0", "antal"),
        ("antal=1_0", "antal"),
        ("antal=%2010", "antal"),
        ("efter=%2B5", "efter"),
        ("efter=1_0", "efter"),
        ("antal=", "antal"),
        ("efter=-1", "efter"),
        ("efter=x", "efter"),
        ("efter=9223372036854775808", "efter"),
        ("efter=" + "9" * 5000, "efter"),
        ("efter=1&antal=x", "antal"),
        ("kode=34", "kode"),
        ("kode=", "kode"),
        ("kode=034&kode=abc", "kode"),
        ("kode=034%0A", "kode"),
        ("kommune=998", "kommune"),
        ("kommune=09981", "kommune"),
        ("kommune=%00%00%00%00", "kommune"),
        ("efer=10", "et ukendt felt"),
        (f"personnummer={PNR}", "personnummer"),
        (f"{PNR}=1", "et ukendt felt"),
        (f"kode={PNR}", "kode"),
        (f"kommune={PNR}", "kommune"),
    ],
)
@pytest.mark.parametrize("path", ["/haendelser", "/beskeder"])
def test_a_call_that_cannot_be_read_is_told_where(klient: TestClient, path: str, query: str, sted: str) -> None:
    answer = klient.get(f"{path}?{query}")
    assert answer.status_code == 422
    assert answer.json() == {
        "kode": "WEB-422",
        "fejl": f"Kaldet kan ikke læses; se efter i: {sted}. /openapi.json siger formen.",
    }


@pytest.mark.parametrize("nummer", ["0", "-1", "x", "9223372036854775808", "1" * 400, "%00", "１", "1_0", "+1", "1.0"])
@pytest.mark.parametrize("path", ["/haendelser/{}", "/haendelser/{}/besked"])
def test_a_loebenummer_that_is_none_is_refused(klient: TestClient, path: str, nummer: str) -> None:
    answer = klient.get(path.format(nummer))
    assert (answer.status_code, answer.json()["kode"]) in {(422, "WEB-422"), (404, "LOG-001")}


@pytest.mark.parametrize("path", [f"/haendelser/{PNR}", f"/haendelser/{2**63 - 1}", f"/haendelser/{PNR}/besked"])
def test_a_loebenummer_not_given_yet_is_not_found(klient: TestClient, path: str) -> None:
    answer = klient.get(path)
    assert (answer.status_code, answer.json()["kode"]) == (404, "LOG-001")
    assert PNR not in answer.text


@pytest.mark.parametrize(
    "krop",
    [
        "",
        "null",
        "[]",
        "{}",
        "{",
        '"' + PNR + '"',
        PNR,
        '{"personnummer": ' + PNR + "}",
        '{"personnummer": "610190-1234"}',
        '{"personnummer": "61019012345"}',
        '{"personnummer": "' + PNR + '\\n"}',
        '{"personnummer": ["' + PNR + '"]}',
        '{"personnummer": "' + PNR + '", "efter": -1}',
        '{"personnummer": "' + PNR + '", "antal": 1001}',
        '{"personnummer": "' + PNR + '", "navn": "x"}',
        '{"' + PNR + '": "x"}',
        "\xff\xfe",
        "[" * 10_000,
    ],
)
def test_a_search_that_cannot_be_read_is_refused_and_never_repeated(klient: TestClient, krop: str) -> None:
    content = krop.encode("latin-1")
    answer = klient.post("/haendelser/soegning", content=content, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["kode"]) in {(422, "WEB-422"), (400, "WEB-400")}
    assert "610190" not in answer.text
    assert "pydantic" not in answer.text


@pytest.mark.parametrize(
    ("krop", "told"),
    [
        (b"{", "Kaldet kan ikke læses; se efter i: kroppen."),
        (b"\xff\xfe{", "Kaldets krop kan ikke læses: den skal være JSON i UTF-8."),
    ],
)
def test_a_body_that_is_no_json_is_what_is_wrong(klient: TestClient, krop: bytes, told: str) -> None:
    answer = klient.post("/haendelser/soegning", content=krop, headers={"Content-Type": "application/json"})
    assert answer.json()["fejl"].startswith(told)


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "NIX"])
@pytest.mark.parametrize("path", ["/haendelser", "/haendelser/1", "/haendelser/soegning", "/beskeder", "/status"])
def test_other_methods_are_refused_and_change_nothing(klient: TestClient, method: str, path: str) -> None:
    answer = klient.request(method, path)
    assert (answer.status_code, answer.content == b"" or answer.json()["kode"]) in {(405, "WEB-405"), (405, True)}
    assert answer.headers["Allow"]


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/redoc", "/haendelser/", "/haendelser/1/", "/../etc/passwd", "//", f"/{PNR}"]
)
def test_an_address_that_is_not_there_is_not_found(klient: TestClient, path: str) -> None:
    answer = klient.get(path, follow_redirects=False)
    assert answer.json() == {
        "kode": "WEB-404",
        "fejl": "Der er intet på den adresse; /openapi.json viser, hvad der er.",
    }
    assert answer.status_code == 404


@given(query=st.text(max_size=40), path=st.sampled_from(["/haendelser", "/beskeder", "/status"]))
def test_whatever_is_asked_the_answer_is_ours(app: FastAPI, query: str, path: str) -> None:
    klient = TestClient(app, headers={"Authorization": f"Bearer {NOEGLE}"})
    answer = klient.get(path, params={"efter": query})
    assert answer.status_code in {200, 422}
    assert answer.headers["Content-Type"] in {"application/json", "application/xml"}


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    """Lets the log be as the program sets it up; it goes to standard error."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    configure("text", "debug")
    yield capsys
    root.handlers[:] = before
    root.setLevel(level)


def test_a_broken_program_says_so_without_telling_what_broke(
    installation: Installation, klient: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: Any) -> Any:
        raise ValueError(f"kan ikke læse {PNR}")

    monkeypatch.setattr(installation.lager, "haendelser", broken)
    answer = klient.get("/haendelser")
    assert answer.status_code == 500
    assert answer.json() == {
        "kode": "WEB-500",
        "fejl": "Der skete en fejl i programmet; den står i dets log. Intet er ændret.",
    }
    assert answer.headers["Cache-Control"] == "no-store"


def test_no_personnummer_is_ever_logged(klient: TestClient, logged: pytest.CaptureFixture[str]) -> None:
    klient.post("/haendelser/soegning", json={"personnummer": PNR})
    klient.post("/haendelser/soegning", json={PNR: PNR})
    klient.get(f"/haendelser?personnummer={PNR}")
    klient.get(f"/haendelser/{PNR}")
    klient.get(f"/{PNR}")
    logging.getLogger("prøve").info("slut")
    text = logged.readouterr().err
    assert "slut" in text
    assert PNR not in text
