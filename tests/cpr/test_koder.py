from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.cpr.koder import koder, lookup, tabeller

if TYPE_CHECKING:
    from pathlib import Path

REFERENCE = {
    "afledtmarkering": "codes_derived_mark",
    "annkor": "codes_correction_marker",
    "beskyttelse": "codes_protection",
    "civilstand": "codes_civil_status",
    "folkekirke": "codes_folkekirke",
    "foraeldremyndighed": "codes_custody",
    "haendelse099": "codes_event",
    "koen": "codes_sex",
    "kommunale_forhold": "codes_municipal_condition",
    "land": "codes_country",
    "myndighedstype": "codes_authority_type",
    "personhaendelse": "personhaendelser",
    "status": "codes_status",
    "vaergemaal": "codes_guardian",
    "valg": "codes_election",
}


def test_every_table_is_there() -> None:
    assert set(tabeller()) == {*REFERENCE, "navnemarkering", "usikkerhed"}


@pytest.mark.parametrize("tabel", tabeller())
def test_every_code_has_a_meaning_a_source_and_a_date(tabel: str) -> None:
    for kode in koder(tabel).values():
        assert kode.sikkerhed in {"fakta", "slutning", "ukendt"}
        assert bool(kode.dansk and kode.engelsk) == (kode.sikkerhed != "ukendt")
        assert kode.kilde
        assert kode.kildedato[:2] == "20"
        assert kode.kode == kode.kode.strip()
        assert lookup(tabel, kode.kode) is kode


@pytest.mark.parametrize("tabel", sorted(REFERENCE))
def test_a_table_has_the_codes_of_the_reference_in_its_order(tabel: str, shared: Path) -> None:
    with (shared / "reference" / f"{REFERENCE[tabel]}.csv").open(encoding="utf-8", newline="") as table:
        codes = [next(iter(row.values())).strip() for row in csv.DictReader(table)]
    assert list(koder(tabel)) == codes


@given(st.sampled_from(tabeller()), st.text(max_size=6))
def test_an_unknown_code_is_data_and_no_error(tabel: str, kode: str) -> None:
    found = lookup(tabel, kode)
    assert (found is None) == (kode.strip() not in koder(tabel))


def test_an_unknown_table_is_an_error() -> None:
    with pytest.raises(KeyError, match="no code table"):
        lookup("../layouts", "001")


@pytest.mark.parametrize(
    ("tabel", "kode", "dansk"),
    [
        ("status", "90", "død"),
        ("civilstand", "G", "gift"),
        ("afledtmarkering", "  ", "hovedperson"),
        ("afledtmarkering", "ÆG", "ægtefælle"),
        ("annkor", " ", "gyldig historik"),
        ("land", "5100", "Danmark"),
        ("haendelse099", "A01", "Flytning"),
        ("personhaendelse", "034", "Flytning til kommunen"),
        ("usikkerhed", "*", "usikker"),
    ],
)
def test_known_codes_mean_what_they_mean(tabel: str, kode: str, dansk: str) -> None:
    found = lookup(tabel, kode)
    assert found is not None
    assert found.dansk == dansk


def test_a_country_has_its_iso_codes_and_a_place_that_is_no_country_none() -> None:
    assert {name: koder("land")["5110"].andet[name] for name in ("iso2", "iso3", "isonum")} == {
        "iso2": "NO",
        "iso3": "NOR",
        "isonum": "578",
    }
    assert not koder("land")["5103"].andet
    assert koder("land")["5129"].andet["slut"] == "1992-02-01"


def test_no_two_countries_of_today_share_an_iso_code() -> None:
    codes = [land.andet["iso2"] for land in koder("land").values() if "iso2" in land.andet and "slut" not in land.andet]
    assert len(codes) == len(set(codes))


def test_the_active_statuses_are_those_with_an_address() -> None:
    assert [kode for kode, status in koder("status").items() if status.andet["aktiv"] == "1"] == [
        "01",
        "03",
        "05",
        "07",
    ]


def test_event_codes_say_whether_they_are_fact_or_inference() -> None:
    sikkerheder = [kode.sikkerhed for kode in koder("haendelse099").values()]
    assert len(sikkerheder) == 57
    assert sikkerheder.count("fakta") == 36
