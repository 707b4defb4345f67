"""Metrics are for the operator alone; health and readiness are for anybody, and say yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from cpr_haendelser.app import Installation
from cpr_haendelser.app.levering import delivering
from cpr_haendelser.settings import Hentindstillinger, Settings
from cpr_haendelser.web.doer import create_app
from cpr_haendelser.web.svar import HOVEDER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def test_metrics_are_as_prometheus_reads_them(klient: TestClient) -> None:
    answer = klient.get("/metrics")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    familier = {family.name: family for family in text_string_to_metric_families(answer.text)}
    assert familier["cpr_haendelser_log_loebenummer"].samples[0].value > 0
    assert {sample.labels["opgave"] for sample in familier["cpr_haendelser_fil_modtaget_timestamp_seconds"].samples}


def test_metrics_are_not_for_an_it_system_and_not_for_strangers(anders: TestClient, udefra: TestClient) -> None:
    answer = anders.get("/metrics")
    assert (answer.status_code, answer.json()["kode"]) == (403, "ADG-001")
    assert udefra.get("/metrics").status_code == 401


@pytest.mark.parametrize("path", ["/sundhed", "/klar"])
def test_health_and_readiness_need_no_key_and_say_one_word(udefra: TestClient, path: str) -> None:
    answer = udefra.get(path)
    assert (answer.status_code, answer.text) == (200, "ja\n")
    assert {name: answer.headers[name] for name in HOVEDER} == HOVEDER
    assert udefra.head(path).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/sundhed"), ("PUT", "/klar"), ("GET", "/sundhed/"), ("GET", "/klar/x")]
)
def test_everything_beside_them_needs_a_key(udefra: TestClient, method: str, path: str) -> None:
    assert udefra.request(method, path).status_code == 401


@pytest.fixture
def egen(tmp_path: Path) -> Iterator[Installation]:
    settings = Settings(
        database_url=f"sqlite:///{(tmp_path / 'h.db').as_posix()}",
        spool_folder=tmp_path / "spool",
        hent=Hentindstillinger(port=0),
    )
    installation = Installation.open(settings)
    yield installation
    installation.close()


def asked(installation: Installation) -> tuple[int, str]:
    answer = TestClient(create_app(installation, "kun-til-afproevning")).get("/klar")
    return answer.status_code, answer.text


def test_at_work_it_is_ready(egen: Installation) -> None:
    with delivering(egen):
        assert asked(egen) == (200, "ja\n")


def test_with_a_database_that_does_not_answer_it_is_not_ready_but_healthy(
    egen: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> int:
        raise OSError

    monkeypatch.setattr(egen.postrum, "position", broken)
    assert asked(egen) == (503, "nej\n")
    assert TestClient(create_app(egen, "kun-til-afproevning")).get("/sundhed").text == "ja\n"


def test_with_a_distribution_that_stands_still_it_is_not_ready(
    egen: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with delivering(egen):
        monkeypatch.setattr("cpr_haendelser.app.levering.STILLE", -1.0)
        assert asked(egen) == (503, "nej\n")


def test_when_delivery_has_died_it_is_not_ready(egen: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    with delivering(egen) as levering:
        assert asked(egen) == (200, "ja\n")
        levering._drift.stop()  # noqa: SLF001 - its thread ends, as it does when it fails
        monkeypatch.setattr(egen.klarhed, "_god_til", 0.0)
        assert asked(egen) == (503, "nej\n")
