from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpr_haendelser.cpr.layouts import CHARSET, Post, Posttype, posttyper, read_post, write_post

if TYPE_CHECKING:
    from pathlib import Path

    from hypothesis.strategies import DataObject

ALL = sorted(posttyper())
TEXT = st.characters(codec=CHARSET, exclude_characters="\n\r")
OVERLONG = 25


def line_of(data: DataObject, posttype: Posttype, *, longer: int = 0) -> bytes:
    """A line of the record type, cut anywhere after its three digits, trailing blanks trimmed."""
    rest = data.draw(st.text(TEXT, max_size=posttype.laengde - 3 + longer))
    return (posttype.nummer + rest).rstrip(" ").encode(CHARSET)


@pytest.mark.parametrize("nummer", ALL)
@settings(max_examples=20)
@given(data=st.data())
def test_a_line_read_and_written_is_the_same_line(nummer: str, data: DataObject) -> None:
    line = line_of(data, posttyper()[nummer])
    assert write_post(read_post(line)) == line


@pytest.mark.parametrize("nummer", ALL)
@settings(max_examples=20)
@given(data=st.data())
def test_a_padded_line_read_and_written_is_the_same_line(nummer: str, data: DataObject) -> None:
    posttype = posttyper()[nummer]
    trimmed = line_of(data, posttype)
    padded = trimmed.ljust(posttype.laengde)
    assert read_post(padded) == read_post(trimmed)
    assert write_post(read_post(padded), padded=True) == padded
    assert write_post(read_post(padded)) == trimmed


@pytest.mark.parametrize("nummer", ALL)
@settings(max_examples=20)
@given(data=st.data())
def test_what_is_longer_than_the_layout_is_kept(nummer: str, data: DataObject) -> None:
    posttype = posttyper()[nummer]
    line = line_of(data, posttype, longer=OVERLONG).ljust(posttype.laengde) + b"og mere"
    post = read_post(line)
    assert post.rest == line[posttype.laengde :].decode(CHARSET)
    assert write_post(post) == write_post(post, padded=True) == line


@pytest.mark.parametrize("nummer", ALL)
@settings(max_examples=20)
@given(data=st.data())
def test_fields_written_and_read_are_the_same_fields(nummer: str, data: DataObject) -> None:
    posttype = posttyper()[nummer]
    felter = {
        felt.felt: nummer if felt.art == "posttype" else data.draw(st.text(TEXT, max_size=felt.laengde)).rstrip(" ")
        for felt in posttype.felter
    }
    post = Post(nummer, felter)
    assert read_post(write_post(post)) == post
    assert len(write_post(post, padded=True)) == posttype.laengde


@pytest.mark.parametrize("nummer", ALL)
def test_fields_follow_each_other_without_gap_or_overlap_to_the_end_of_the_record(nummer: str) -> None:
    posttype = posttyper()[nummer]
    position = 1
    for felt in posttype.felter:
        assert felt.start == position
        position += felt.laengde
    assert position - 1 == posttype.laengde


@pytest.mark.parametrize("nummer", ALL)
def test_a_record_begins_with_its_type_and_a_key_of_ten_and_names_each_field_once(nummer: str) -> None:
    felter = posttyper()[nummer].felter
    assert [(felt.art, felt.laengde) for felt in felter[:1]] == [("posttype", 3)]
    assert felter[1].laengde == 10
    assert len({felt.felt for felt in felter}) == len(felter)


def test_only_the_fields_that_cpr_calls_alike_have_a_name_of_our_own() -> None:
    renamed = [
        (posttype.nummer, felt.felt, felt.navn)
        for posttype in posttyper().values()
        for felt in posttype.felter
        if felt.felt != felt.navn
    ]
    assert ("014", "PNRBARN", "PNR") in renamed
    for nummer, felt, navn in renamed:
        others = [other.navn for other in posttyper()[nummer].felter if other.felt != felt]
        assert navn in others


def test_a_child_record_keeps_the_parent_and_the_child_apart() -> None:
    post = read_post(b"01461019000016201200002")
    assert (post.pnr, post.felter["PNRBARN"]) == ("6101900001", "6201200002")
    assert write_post(Post("014", {"PNR": "6101900001", "PNRBARN": "6201200002"})) == b"01461019000016201200002"


def test_times_and_dates_have_the_length_of_their_form() -> None:
    lengths = {"tid": 12, "dato": 10, "dato8": 8, "pnr": 10}
    for posttype in posttyper().values():
        for felt in posttype.felter:
            assert felt.laengde == lengths.get(felt.art, felt.laengde)


def test_history_points_at_the_record_type_whose_history_it_is() -> None:
    for posttype in posttyper().values():
        assert bool(posttype.historik_af) == (posttype.art == "historik")
        if posttype.historik_af:
            assert posttyper()[posttype.historik_af].art == "aktuel"
        assert posttype.annkor == any(felt.felt == "ANNKOR" for felt in posttype.felter)


def test_an_unknown_record_type_and_an_unknown_field_are_key_errors() -> None:
    with pytest.raises(KeyError):
        read_post(b"0346101900001")
    with pytest.raises(KeyError, match="has no field"):
        posttyper()["001"].field("FINDES_IKKE")


def test_a_value_longer_than_its_field_is_not_written_and_not_told() -> None:
    with pytest.raises(ValueError, match="11 characters where 10 fit") as refused:
        write_post(Post("001", {"PNR": "61019000011"}))
    assert "6101900001" not in str(refused.value)


def test_each_line_of_the_test_extract_read_and_written_is_the_same(testdata: Path) -> None:
    lines = (testdata / "D011119.L110901").read_bytes().splitlines()
    assert len(lines) == 1100
    assert [number for number, line in enumerate(lines, 1) if write_post(read_post(line)) != line] == []
    assert not any(read_post(line).rest for line in lines)


def test_the_test_extract_without_line_ends_has_the_same_records_padded(testdata: Path) -> None:
    lines = (testdata / "D011119.L110901").read_bytes().splitlines()
    padded = b"".join(write_post(read_post(line), padded=True) for line in lines)
    same = padded == (testdata / "D011119.L110901.fixed").read_bytes()
    assert same


def test_the_layouts_are_those_of_the_reference(shared: Path) -> None:
    with (shared / "reference" / "layouts.csv").open(encoding="utf-8", newline="") as table:
        expected = [
            (row["record_type"], row["field_da"], int(row["start"]), int(row["length"]))
            for row in csv.DictReader(table)
        ]
    assert [
        (posttype.nummer, felt.navn, felt.start, felt.laengde)
        for posttype in posttyper().values()
        for felt in posttype.felter
    ] == expected
