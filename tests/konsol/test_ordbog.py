"""The words that pages explain: one table, whole in both languages, and each page's words are in it."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.ordbog import ordbog
from cpr_haendelser.konsol.sprog import SPROG
from tests.konsol.conftest import Browser

PAA_SIDEN = re.compile(r"set ord_paa_siden = \[(.*?)\]")
SKABELONER = [fil for fil in (files("cpr_haendelser.konsol") / "skabeloner").iterdir() if fil.name.endswith(".html")]


@pytest.mark.parametrize("sprog", SPROG)
def test_every_word_is_explained_in_both_languages(sprog: str) -> None:
    for noegle, each in ordbog(sprog).items():
        assert re.fullmatch("[a-z]+", noegle)
        assert each.ord
        assert each.forklaring.endswith(".")
    assert ordbog("da").keys() == ordbog("en").keys()
    assert not {each.forklaring for each in ordbog("da").values()} & {each.forklaring for each in ordbog("en").values()}


def test_pages_explain_words_that_the_table_has_and_every_word_can_be_found() -> None:
    naevnte = {
        noegle
        for fil in SKABELONER
        for fundet in PAA_SIDEN.finditer(fil.read_text("utf-8"))
        for noegle in re.findall(r'"(\w+)"', fundet[1])
    }
    assert naevnte <= ordbog("da").keys()
    assert len(naevnte) > len(ordbog("da")) * 3 // 4, "a word that is in the list is met on some page"


def test_the_word_list_and_the_words_of_a_page_are_shown(drift: Browser) -> None:
    alle = drift.get(f"{ROD}/ord").text
    assert all(f'<dt id="{noegle}">' in alle for noegle in ordbog("da"))
    dueslag = drift.get(f"{ROD}/dueslag/nyt").text
    assert ordbog("da")["dueslag"].forklaring in dueslag
    assert f'href="{ROD}/ord"' in dueslag
