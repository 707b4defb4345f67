"""Wishes as a sentence: every word is understood or refused, and what was understood is what was said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.testmiljoe.personer.familier import Familieoenske
from cpr_haendelser.testmiljoe.personer.saetning import EKSEMPLER, LAENGSTE, read_saetning

FORSTAAS = {
    EKSEMPLER[0]: {"voksne": "2", "boern": "3", "boern_til": "6", "beskyttede": "1", "kommunekode": "0791"},
    EKSEMPLER[1]: {
        "voksne": "1", "alder_fra": "30", "alder_til": "40", "boern": "1", "boern_fra": "4", "boern_til": "4",
        "kommunekode": "0851",
    },
    EKSEMPLER[2]: {
        "voksne": "2", "civilstand": "samlevende", "boern": "0", "efternavn": "Lunde", "kommunekode": "0101",
    },
    EKSEMPLER[3]: {
        "voksne": "2", "civilstand": "gift", "boern": "2", "boern_fra": "3", "boern_til": "6", "umyndige": "1",
        "kommunekode": "0751",
    },
    "a couple with three children under 7, one with name protection, in municipality 0791": {
        "voksne": "2", "boern": "3", "boern_til": "6", "beskyttede": "1", "kommunekode": "0791",
    },
    "En skilt med to børn mellem 3 og 6 år i København kommune.": {
        "voksne": "1", "civilstand": "skilt", "boern": "2", "boern_fra": "3", "boern_til": "6", "kommunekode": "0101",
    },
    "i 101": {"kommunekode": "0101"},
}  # fmt: skip


@pytest.mark.parametrize(("saetning", "felter"), FORSTAAS.items())
def test_a_sentence_comes_to_just_what_it_says(saetning: str, felter: dict[str, str]) -> None:
    assert read_saetning(saetning) == felter
    Familieoenske.read(felter)


@pytest.mark.parametrize(
    ("saetning", "mindst", "hoejst"),
    [
        ("en enlig under 25 år i 0791", 18, 24),
        ("a single person under 19 in 0791", 18, 18),
        ("en enlig over 60 år i 0791", 61, 85),
        ("et par over 99 i 0791", 100, 100),
        ("en enlig under 40 i 0791", 28, 39),
        ("en enlig over 30 i 0791", 31, 52),
    ],
)
def test_of_an_age_one_end_is_enough(saetning: str, mindst: int, hoejst: int) -> None:
    oenske = Familieoenske.read(read_saetning(saetning))
    assert (oenske.alder_fra, oenske.alder_til) == (mindst, hoejst)


def test_of_the_childrens_ages_one_end_is_enough() -> None:
    oenske = Familieoenske.read(read_saetning("et par over 50 med to børn over 20 i 0791"))
    assert (oenske.boern_fra, oenske.boern_til) == (21, 38)


@pytest.mark.parametrize(
    ("saetning", "kode", "om"),
    [
        ("et par med nogle børn i kommune 0791", "TST-044", "»nogle børn i kommune 0791«"),
        ("et par og en hund i kommune 0791", "TST-044", "»en hund i kommune 0791«"),
        ("et par i Andeby", "TST-044", "»i andeby«"),
        ("et par i 0101 i 0791", "TST-044", "kommunen er nævnt før"),
        ("et par, to børn, tre børn i 0791", "TST-044", "børnene er nævnt før"),
        ("et par med to børn", "TST-045", "hvor de bor"),
        ("", "TST-045", "hvor de bor"),
        ("x" * (LAENGSTE + 1), "TST-056", str(LAENGSTE)),
    ],
)
def test_what_is_not_understood_is_refused_with_the_place_and_an_example(saetning: str, kode: str, om: str) -> None:
    with pytest.raises(Brugsfejl, match=om) as raised:
        read_saetning(saetning)
    assert raised.value.kode == kode


def test_digits_enough_for_a_personnummer_are_not_repeated() -> None:
    with pytest.raises(Brugsfejl) as raised:
        read_saetning("et par om 610190-1234")
    assert "1234" not in raised.value.tekst


@given(st.text(alphabet="ab 0123456789,.-æøåmedogetparunder", max_size=60))
def test_any_text_is_understood_or_refused(tekst: str) -> None:
    try:
        felter = read_saetning(tekst)
    except Brugsfejl:
        return
    assert "kommunekode" in felter


@given(
    voksne=st.sampled_from([("et par", "2"), ("en enlig", "1")]),
    boern=st.integers(1, 12),
    alder=st.tuples(st.integers(0, 17), st.integers(0, 17)).map(sorted),
    beskyttede=st.integers(0, 9),
    kommune=st.sampled_from(["0101", "0791", "0998"]),
)
def test_what_is_written_is_read_again(
    voksne: tuple[str, str], boern: int, alder: list[int], beskyttede: int, kommune: str
) -> None:
    tekst = (
        f"{voksne[0]} med {boern} børn på {alder[0]}-{alder[1]} år, {beskyttede} med beskyttelse, i kommune {kommune}"
    )
    assert read_saetning(tekst) == {
        "voksne": voksne[1], "boern": str(boern), "boern_fra": str(alder[0]), "boern_til": str(alder[1]),
        "beskyttede": str(beskyttede), "kommunekode": kommune,
    }  # fmt: skip
