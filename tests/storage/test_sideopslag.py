"""What the console's pages ask the databases finds its rows by an index, however much there is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from importlib.resources import files

import pytest

from cpr_haendelser.storage.sqlite.saetninger import LAGER, saetninger
from cpr_haendelser.storage.sqlite_postrum.raekker import RUM

SPURGT = {
    LAGER: (
        "billeder",
        "versioner",
        "billede_pr_fil",
        "relationer_til",
        "linjer099",
        "leverancer",
        "haendelser",
        "numre_om",
        "taelling",
        "vaelg_uden_modtager",
    ),
    RUM: ("tilstand", "stilstand", "undervejs", "ventende", "i_tilstand", "leverede_sidst", "leveringer"),
}
"""Statements of laesning.sql, by room."""
SMAA = {"dueslag", "oensket", "valgt", "p", "t", "d", "tilbage", "CONSTANT", "json_each"}
"""What may be gone through: few rows, and those handed in. What a subquery came to may be too."""


@pytest.mark.parametrize(("rum", "navn"), [(rum, navn) for rum, navne in SPURGT.items() for navn in navne])
def test_a_pages_question_goes_through_no_large_table(rum: str, navn: str) -> None:
    assert not gone_through(rum, navn)


def test_what_goes_through_a_large_table_is_seen() -> None:
    assert gone_through(LAGER, "antal_personer") == {"person"}
    assert gone_through(RUM, "tilstande") == {"forsendelse"}


def gone_through(rum: str, navn: str) -> set[str]:
    """The tables that are read from one end to the other."""
    tekst = saetninger("laesning", rum)[navn].replace("{og}", "")
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript((files(rum) / "schema.sql").read_text("utf-8"))
        givet = dict.fromkeys(_names(tekst), "[]") or ("[]",) * tekst.count("?")
        trin = [detail.split() for *_, detail in connection.execute(f"EXPLAIN QUERY PLAN {tekst}", givet)]
    return (
        {each[1] for each in trin if each[0] == "SCAN"} - {each[1] for each in trin if each[0] == "MATERIALIZE"} - SMAA
    )


def _names(tekst: str) -> set[str]:
    """The named parameters of a statement."""
    return {ord_.strip("(),;:") for ord_ in tekst.replace("(:", " :").split() if ord_.startswith(":")}
