"""What ordering costs, on the command line: a quote before, and a settlement after."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Svar

Haendelser = Callable[..., Svar]
CVR = "11111111"
HELE_TIDEN = ("--fra", "2020-01-01", "--til", "2099-12-31")


@pytest.fixture
def opsat(haendelser: Haendelser, monkeypatch: pytest.MonkeyPatch) -> Haendelser:
    """An installation with prices, whose organisation has accepted the terms."""
    monkeypatch.setenv("HAENDELSER_EXTTEST__PRISER", '{"ordre": "100", "person": 12.5}')
    monkeypatch.setenv("HAENDELSER_EXTTEST__FRIE", '{"person": 1}')
    Path("opsaetning.toml").write_text(haendelser("setup", "--example").ud, encoding="utf-8")
    haendelser("setup", "opsaetning.toml")
    haendelser("ordre", "accept", "--for", CVR)
    return haendelser


def test_a_quote_before_and_a_settlement_after_say_the_same(opsat: Haendelser) -> None:
    Path("familie.csv").write_text("handling;kommunekode;boern\nopret_familie;998;2\n", encoding="utf-8")
    svar = opsat("ordre", "create", "familie.csv", "--art", "replika", "--for", CVR, "--titel", "=2+2")
    [uuid] = re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", svar.ud)
    tilbud = opsat("ordre", "quote", uuid).ud
    assert re.search(r"Oprettede personer +4 +1 +12,50 +37,50", tilbud)
    assert re.search(r"I alt +137,50", tilbud)
    assert "Kun det, der bliver udført, afregnes." in tilbud
    opsat("ordre", "submit", uuid)
    assert "Behandlet: 1." in opsat("ordre", "run").ud
    for som in ((), ("--for", CVR), ("--som", "Korsbæks fagsystem")):
        ud = opsat("ordre", "settlement", *HELE_TIDEN, *som).ud
        raekker = list(csv.DictReader(io.StringIO(ud.removeprefix("\ufeff")), delimiter=";"))
        assert [(r["ydelse"], r["antal"], r["heraf_frie"], r["beloeb"]) for r in raekker] == [
            ("ordre", "1", "0", "100,00"), ("person", "4", "1", "37,50"),
        ]  # fmt: skip
        assert {(r["organisation"], r["ordre_uuid"], r["titel"]) for r in raekker} == {(CVR, uuid, "'=2+2")}


def test_what_is_asked_wrongly_is_told(opsat: Haendelser, monkeypatch: pytest.MonkeyPatch) -> None:
    svar = opsat("ordre", "settlement", "--fra", "i går", "--til", "2026-11-30")
    assert (svar.status, "2026-11-25" in svar.fejl) == (2, True)
    assert opsat("ordre", "settlement", "--fra", "2026-12-01", "--til", "2026-11-30").fejl.startswith("TST-080")
    andens = opsat("ordre", "settlement", *HELE_TIDEN, "--for", "22222222", "--som", "Korsbæks fagsystem")
    assert andens.fejl.startswith("TST-060")
    for priser in ('{"ordre": -1}', '{"ordre": 0.001}', '{"konge": 1}', '{"ordre": "NaN"}', '{"ordre": "gratis"}'):
        monkeypatch.setenv("HAENDELSER_EXTTEST__PRISER", priser)
        assert opsat("ordre").fejl.startswith("OPS-203"), priser
