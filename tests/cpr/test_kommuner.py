from __future__ import annotations

import csv
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.cpr.kommuner import Kommunetabel, kommuner

if TYPE_CHECKING:
    from pathlib import Path

TABEL = Kommunetabel()
CODES = st.sampled_from(sorted(kommuner())) | st.text("0123456789", min_size=4, max_size=4)
ENDED = [kode for kode, kommune in kommuner().items() if kommune.art == "ophoert"]
MADE_UP = ["0996", "0997", "0998"]


def test_there_are_98_municipalities_and_christiansoe_all_with_a_cvr_number() -> None:
    receivers = [kommune for kommune in kommuner().values() if kommune.art in {"nuvaerende", "statslig"}]
    assert Counter(kommune.art for kommune in receivers) == {"nuvaerende": 98, "statslig": 1}
    assert all(len(kommune.cvr) == 8 and kommune.cvr.isdigit() for kommune in receivers)
    assert all(len(kommune.fk_uuid) == 36 for kommune in receivers if kommune.art == "nuvaerende")
    assert len({kommune.cvr for kommune in receivers}) == 99


def test_receivers_are_those_of_the_reference(shared: Path) -> None:
    with (shared / "reference" / "municipalities_cvr.csv").open(encoding="utf-8", newline="") as table:
        expected = {tuple(row.values()) for row in csv.DictReader(table)}
    packaged = {
        (kommune.kode, kommune.navn, kommune.cvr, kommune.fk_uuid)
        for kommune in kommuner().values()
        if kommune.cvr and kommune.kode not in MADE_UP
    }
    assert packaged == expected


def test_all_codes_of_the_authority_register_are_there(shared: Path) -> None:
    with (shared / "reference" / "codes_municipality.csv").open(encoding="utf-8", newline="") as table:
        assert {row["code"] for row in csv.DictReader(table)} == kommuner().keys() - set(MADE_UP)


@pytest.mark.parametrize("kode", ENDED)
def test_an_ended_municipality_lives_on_in_one_of_today_or_in_greenland(kode: str) -> None:
    assert kommuner()[TABEL.current(kode)].art in {"nuvaerende", "groenland"}


def test_what_has_not_ended_has_no_successor() -> None:
    assert [kommune.kode for kommune in kommuner().values() if kommune.efterfoelger and kommune.art != "ophoert"] == [
        "0996"
    ]


def test_no_real_municipality_becomes_a_made_up_one() -> None:
    assert {TABEL.current(kode) for kode in kommuner().keys() - set(MADE_UP)}.isdisjoint(MADE_UP)


@given(CODES)
def test_the_code_of_today_is_its_own(kode: str) -> None:
    assert TABEL.current(TABEL.current(kode)) == TABEL.current(kode)
    assert TABEL.cvr(TABEL.current(kode)) == TABEL.cvr(kode)


@given(st.dictionaries(CODES, CODES, max_size=8), CODES)
def test_successors_in_the_settings_never_lead_round_for_ever(efterfoelgere: dict[str, str], kode: str) -> None:
    assert Kommunetabel(efterfoelgere=efterfoelgere).current(kode)


@pytest.mark.parametrize(
    ("ended", "current"),
    [
        ("0401", "0400"),
        ("0493", "0492"),
        ("0171", "0240"),
        ("0747", "0730"),
        ("0909", "0956"),
        ("0915", "0960"),
        ("0903", "0959"),
        ("0958", "0960"),
        ("0996", "0998"),
    ],
)
def test_known_mergers(ended: str, current: str) -> None:
    assert TABEL.current(ended) == current


def test_divided_municipalities_say_so_and_are_no_certain_fact() -> None:
    divided = [kommune for kommune in kommuner().values() if kommune.delt]
    assert len(divided) == 15
    assert {kommune.sikkerhed for kommune in divided if kommune.kode != "0958"} == {"slutning", "usikker"}
    assert {kommune.kode for kommune in divided if kommune.sikkerhed == "usikker"} == {"0747", "0931"}


def test_korsbaek_and_its_neighbours_are_made_up_and_their_cvr_numbers_belong_to_nobody() -> None:
    assert [kommune.kode for kommune in kommuner().values() if kommune.art == "opdigtet"] == MADE_UP
    assert (TABEL.name("0998"), TABEL.cvr("0998")) == ("Korsbæk Kommune", "11111111")
    assert TABEL.cvr("0996") == "11111111"
    assert TABEL.cvr("0997") == "11111112"
    for cvr in ("11111111", "11111112"):
        assert sum(vaegt * int(ciffer) for vaegt, ciffer in zip((2, 7, 6, 5, 4, 3, 2, 1), cvr, strict=True)) % 11


@pytest.mark.parametrize("kode", ["0955", "0019", "1234", "0000", ""])
def test_who_has_no_known_cvr_number_has_none(kode: str) -> None:
    assert TABEL.cvr(kode) is None
    assert TABEL.current(kode) == kode


def test_the_settings_go_before_the_table() -> None:
    tabel = Kommunetabel(cvr_numre={"0955": "11111112", "0401": "11111111"}, efterfoelgere={"0747": "0707"})
    assert tabel.cvr("0955") == "11111112"
    assert tabel.cvr("0917") == "11111112"
    assert tabel.cvr("0401") == "11111111"
    assert tabel.cvr("0403") == TABEL.cvr("0400")
    assert tabel.current("0747") == "0707"
    assert Kommunetabel(efterfoelgere={"0747": ""}).current("0747") == "0747"


def test_a_code_without_its_leading_zero_is_the_same() -> None:
    assert (TABEL.current("401"), TABEL.name("101"), TABEL.cvr("101")) == (
        "0400",
        "Københavns Kommune",
        TABEL.cvr("0101"),
    )


def test_an_ended_code_keeps_its_own_name_and_an_unknown_has_none() -> None:
    assert TABEL.name("0401") == "Allinge-Gudhjem"
    assert TABEL.name("1234") is None


def test_the_codes_of_a_cvr_number_are_those_that_lead_to_it() -> None:
    tabel = Kommunetabel({"0101": "11111111", "0910": "11111111"}, {"0997": "0998"})
    korsbaek = Kommunetabel().codes("11111111")
    assert {"0998", "0996"} <= korsbaek
    assert tabel.codes("11111111") >= korsbaek | {"0101", "0910", "0997"}
    for cvr in ("11111111", "11111112", "29189420"):
        assert tabel.codes(cvr) == {kode for kode in (*kommuner(), "0910") if tabel.cvr(kode) == cvr}
    assert tabel.codes("99999999") == frozenset()
