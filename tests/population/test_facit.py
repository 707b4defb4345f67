"""What the facit tells, and that everything happens often enough."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from cpr_haendelser.cpr.layouts import posttyper
from cpr_haendelser.population import Oversigt, read_facit, read_index, read_uden_virkning
from tests.population.conftest import write
from tests.population.laesning import lines, one, persons, posts, register

KODER_099 = {
    *(f"A{n:02d}" for n in (*range(1, 11), *range(13, 18), *range(19, 26), 27, 29, *range(31, 39), 40, 42, 45, 47, 51)),
    *("A73", "A74", "K74"),
    *(f"P{n:02d}" for n in (2, 3, 10, 11, 31, 32, 35, 36, 40, 42, 43, 48, 49, 51, 55, 56, 58)),
}
"""The 57 codes of record 099 in the CPR Office's field."""
PERSONHAENDELSER = {
    f"{n:03d}" for n in (*range(3, 9), 10, 11, 13, 14, *range(17, 22), 23, 24, 25, *range(27, 32), *range(34, 38), 42)
}
DELE = {
    "dag", "pnr", "kode", "art", "rolle", "kommune", "gyldig_fra", "grupper", "foer", "efter", "om", "retter", "hoved",
    "koder099", "uden_099",
}  # fmt: skip
Linje = dict[str, Any]


@pytest.fixture(scope="module")
def facit(oversigt: Oversigt) -> list[Linje]:
    return list(read_facit(oversigt.mappe))


def test_the_codes_are_counted() -> None:
    assert (len(KODER_099), len(PERSONHAENDELSER)) == (57, 28)


@pytest.mark.parametrize("seed", [1, 2, 3, 11, 12, 13])
def test_everything_happens_ten_times_in_thirty_days(tmp_path: Path, seed: int) -> None:
    oversigt = write(tmp_path, seed=seed)
    lines_099: Counter[str] = Counter()
    for fil in oversigt.filer:
        lines_099.update(line[25:28].decode() for line in lines(tmp_path / fil.fil) if line[:3] == b"099")
    assert lines_099 == oversigt.koder099
    assert not [kode for kode in KODER_099 if lines_099[kode] < 10]
    assert set(lines_099) == KODER_099
    seen = Counter(linje["kode"] for linje in read_facit(tmp_path))
    assert seen == oversigt.haendelser
    assert not [kode for kode in PERSONHAENDELSER if seen[kode] < 10]
    assert set(seen) == {*PERSONHAENDELSER, "samle", "ingen"}


def test_only_replacement_numbers_occur(oversigt: Oversigt) -> None:
    fields = {
        (nummer, felt.felt): felt.slice
        for nummer, posttype in posttyper().items()
        for felt in posttype.felter
        if felt.art == "pnr"
    }
    for fil in oversigt.filer:
        for post in posts(oversigt.mappe / fil.fil):
            for felt, value in post.felter.items():
                if (post.posttype, felt) in fields and value.strip("0"):
                    assert len(value) == 10
                    assert 61 <= int(value[:2]) <= 91


def test_no_number_is_given_twice(oversigt: Oversigt) -> None:
    first = persons(oversigt.mappe / oversigt.filer[0].fil)
    assert len(first) == oversigt.personer
    for pnr, billede in register(oversigt).items():
        person = one(billede, "001")
        assert (int(pnr[9]) % 2 == 1) is (person["KOEN"] == "M")
        assert f"{int(pnr[:2]) - 60:02d}{pnr[2:6]}" == "".join(
            (person["FOED_DT"][8:], person["FOED_DT"][5:7], person["FOED_DT"][2:4])
        )


def test_a_line_has_all_its_parts(facit: list[Linje]) -> None:
    for linje in facit:
        assert set(linje) == DELE
        assert linje["art"] in ("ny", "korrektion", "annullering")
        assert linje["rolle"] in ("ny", "gammel", "seneste", "relateret")
        assert bool(linje["grupper"]) is (linje["kode"] == "samle")
        assert (linje["retter"] is not None) is (linje["art"] != "ny" and linje["kode"] != "samle")
        assert set(linje["uden_099"]) - {"kommune"} == {"udfald", "kode", "art", "grupper", "grund"}
        assert (linje["uden_099"]["udfald"] == "samme") is (linje["uden_099"]["grund"] == "")


def test_everyone_in_the_facit_is_delivered_that_day_with_the_codes_it_names(
    oversigt: Oversigt, facit: list[Linje]
) -> None:
    delivered: dict[tuple[str, str], Counter[str]] = {}
    for fil in oversigt.filer[1:]:
        found = posts(oversigt.mappe / fil.fil)
        dag = found[0].felter["PRODDTO"]
        for post in found:
            if post.posttype == "099":
                delivered.setdefault((dag, post.pnr), Counter())[post.felter["HAENDELSE"]] += 1
    told: dict[tuple[str, str], set[str]] = {}
    for linje in facit:
        told.setdefault((linje["dag"], linje["pnr"]), set()).update(linje["koder099"])
    for linje in read_uden_virkning(oversigt.mappe):
        told.setdefault((linje["dag"], linje["pnr"]), set()).add(linje["kode099"])
    assert {key: set(koder) for key, koder in delivered.items()} == told


def test_moves_come_in_pairs_with_both_addresses(facit: list[Linje]) -> None:
    moves = [linje for linje in facit if linje["kode"] in ("034", "035", "036", "037") and linje["art"] == "ny"]
    halves = Counter((linje["dag"], linje["pnr"], linje["gyldig_fra"]) for linje in moves)
    assert set(halves.values()) == {2}
    for linje in moves:
        fra, til = linje["foer"], linje["efter"]
        assert linje["kommune"] == (til if linje["rolle"] == "ny" else fra)["kommune"]
        assert (fra["kommune"] != til["kommune"]) is (linje["kode"] in ("034", "035"))


def test_what_is_new_about_a_known_address_is_in_the_records(oversigt: Oversigt, facit: list[Linje]) -> None:
    last: dict[tuple[str, str], Linje] = {}
    for linje in facit:
        if linje["kode"] in ("034", "037") and linje["art"] != "annullering":
            last[linje["dag"], linje["pnr"]] = linje
    for fil in oversigt.filer[1:]:
        dag = posts(oversigt.mappe / fil.fil)[0].felter["PRODDTO"]
        for pnr, billede in persons(oversigt.mappe / fil.fil).items():
            told = last.get((dag, pnr))
            if told:
                adresse = one(billede, "002")
                assert told["gyldig_fra"] == adresse["TILFLYDTO"]
                assert told["efter"]["kommune"] == adresse["KOMKOD"]
                assert told["efter"]["vejkode"] == adresse["VEJKOD"]


def test_all_the_special_cases_occur(oversigt: Oversigt, facit: list[Linje]) -> None:
    arter = Counter((linje["kode"], linje["art"]) for linje in facit)
    for art, koder in (
        ("korrektion", "034 037 004 023 028 029 024 005 samle"),
        ("annullering", "034 037 013 010 004 023 028 031 029 018 019 042 samle"),
    ):
        assert [kode for kode in koder.split() if not arter[kode, art]] == []
    grupper = {gruppe for linje in facit for gruppe in linje["grupper"]}
    assert grupper >= {"ny_person", "historik", "indrejse", "klarskriftadresse", "personnummer", "boern", "vaergemaal"}
    assert {linje["aarsag"] for linje in read_uden_virkning(oversigt.mappe)} == {
        "levering", "annulleret_i_levering", "ingen_forskel",
    }  # fmt: skip
    roller = {linje["rolle"] for linje in facit}
    assert roller == {"ny", "gammel", "seneste", "relateret"}
    assert "0955" in {linje["kommune"] for linje in facit}


def test_twins_are_two_births_of_one_mother(facit: list[Linje]) -> None:
    births = Counter((linje["dag"], linje["pnr"]) for linje in facit if linje["kode"] == "025")
    children = [barn for linje in facit if linje["kode"] == "025" for barn in linje["om"]]
    assert max(births.values()) == 2
    assert len(children) == len(set(children))


def test_most_of_it_shows_in_the_records_alone_and_the_rest_has_a_reason(facit: list[Linje]) -> None:
    udfald = Counter(linje["uden_099"]["udfald"] for linje in facit)
    assert udfald["samme"] > 1_000
    assert udfald["samling"] > 50
    assert udfald["ingen"] > 10


def test_a_place_is_not_told_of_a_person_who_is_not_yet_seen_without_099(facit: list[Linje]) -> None:
    new = [linje for linje in facit if linje["uden_099"]["grupper"] == ["ny_person"] and linje["kode"] != "samle"]
    assert {linje["kode"] for linje in new} >= {"034", "014", "ingen"}
    assert all(linje["uden_099"]["kommune"] for linje in new)


def test_the_index_names_the_files_and_how_they_were_made(oversigt: Oversigt) -> None:
    indeks = read_index(oversigt.mappe)
    assert (indeks["froe"], indeks["personer"], indeks["dage"]) == (7, 2_000, 30)
    assert [fil["fil"] for fil in indeks["filer"]] == [fil.fil for fil in oversigt.filer]
