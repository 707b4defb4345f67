"""The shared population on the command line: made once, told of, searched."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from cpr_haendelser.app import faelles
from tests.cli.conftest import Svar, make_tom
from tests.testmiljoe.hus import START

Haendelser = Callable[..., Svar]


@pytest.fixture
def faa(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two municipalities are enough."""
    monkeypatch.setattr(faelles, "raadhuskommuner", lambda: ["0101", "0791"])


@pytest.mark.usefixtures("faa")
def test_what_is_made_is_told_and_a_second_run_makes_nothing(haendelser: Haendelser) -> None:
    svar = haendelser("exttest", "basis")
    assert svar.ud.splitlines() == [
        "Basis: 16 personer i 4 familier er oprettet; 0 familier fandtes i forvejen.",
        "Arketyper: 61 personer i 40 familier er oprettet; 0 familier fandtes i forvejen.",
    ]
    assert (svar.status, svar.fejl) == (0, "")
    igen = haendelser("exttest", "basis").ud
    assert igen.startswith("Basis: 0 personer i 0 familier er oprettet; 4 familier fandtes i forvejen.")
    vist = haendelser("exttest", "personer", "--gruppe", "værge", "--soeg", "sin bror").ud.splitlines()
    assert [linje.split("  ")[0] for linje in vist if "Værge for" in linje] == ["8201664998"]
    assert len(vist) == 2


@pytest.mark.usefixtures("faa", "tom")
def test_a_living_register_is_made_once_and_has_its_day(
    haendelser: Haendelser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert haendelser("exttest", "day").ud.startswith("Der er intet levende register;")
    ved = faelles.Faellesmiljoe
    monkeypatch.setattr(faelles, "Faellesmiljoe", partial(ved, nu=lambda: START))
    assert haendelser("exttest", "basis", "--levende", 300).ud.endswith("Levende register: 300 personer.\n")
    igen = haendelser("exttest", "basis", "--levende", 300).ud
    assert igen.endswith("Levende register: fandtes i forvejen og er ikke rørt.\n")
    assert haendelser("exttest", "day").ud.startswith("Registeret har allerede en fil med dagens dato;")
    monkeypatch.setattr(faelles, "Faellesmiljoe", partial(ved, nu=lambda: START + timedelta(days=1)))
    svar = haendelser("exttest", "day")
    assert re.fullmatch(r"\d+ personer er ændret, og det gav \d+ hændelser: [a-zæøå_: ,0-9]+\.\n", svar.ud)
    assert (svar.status, svar.fejl) == (0, "")
    monkeypatch.setattr(faelles, "Faellesmiljoe", partial(ved, nu=lambda: START + timedelta(days=3)))
    assert haendelser("exttest", "day").ud == "Det er weekend: der laves ingen fil.\n"


@pytest.mark.usefixtures("korsbaek")
def test_a_sweep_says_that_an_installation_is_clean_or_where_it_is_not(haendelser: Haendelser, tmp_path: Path) -> None:
    svar = haendelser("exttest", "sweep")
    assert (svar.status, svar.ud[:14], svar.fejl) == (0, "Intet fundet: ", "")
    log = tmp_path / "log"
    log.mkdir()
    (log / "haendelser.log").write_text("en linje\nnogen skrev " + "010190" + "1234\n", "utf-8")
    svar = haendelser("exttest", "sweep", "--mappe", log)
    assert (svar.status, svar.fejl) == (1, "")
    assert svar.ud.splitlines()[-1].split() == ["log/haendelser.log", "1", "2"]
    assert "1234" not in svar.ud


@pytest.mark.usefixtures("tom")
def test_where_there_are_none_it_is_said(haendelser: Haendelser) -> None:
    assert haendelser("exttest", "personer").ud.startswith("Der er ingen.")


@pytest.mark.parametrize("kommando", ["basis", "personer", "sweep", "day"])
def test_in_produktion_it_is_refused(haendelser: Haendelser, monkeypatch: pytest.MonkeyPatch, kommando: str) -> None:
    monkeypatch.setenv("HAENDELSER_ENVIRONMENT", "produktion")
    make_tom()
    svar = haendelser("exttest", kommando)
    assert (svar.status, svar.ud, svar.fejl[:7]) == (1, "", "ADG-005")
