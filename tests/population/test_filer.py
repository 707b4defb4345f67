"""The files a population is written as."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cpr_haendelser.cpr.layouts import posttyper, read_post, write_post
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.population import Form, Oversigt, strip_099, write_population
from cpr_haendelser.population.skriv import SENEST, TIDLIGST
from tests.population.conftest import START, write
from tests.population.laesning import UDEN_FOR_BILLEDET, lines, posts

GOLDEN = {
    "D261030.L900001": "f4d8e820ff6c27badf3052f355a09dc3b15cfed950a8a78209ecfbf9a5cd036b",
    "D261201.L900001": "65c6e7c33e99a352e1335103f8eee57179f4ac51ab6416cca37d4e86a229c728",
}
"""Written by CPython 3.11, 3.12 and 3.13 alike."""


def test_every_line_is_read_and_written_back_as_it_was(oversigt: Oversigt) -> None:
    for fil in oversigt.filer:
        for line in lines(oversigt.mappe / fil.fil):
            assert write_post(read_post(line)) == line


def test_no_value_is_longer_than_its_field_or_lies_beyond_its_record(oversigt: Oversigt) -> None:
    for fil in oversigt.filer:
        assert not [post for post in posts(oversigt.mappe / fil.fil) if post.rest]


def test_the_end_record_counts_what_lies_between_start_and_end(oversigt: Oversigt) -> None:
    for fil in oversigt.filer:
        found = lines(oversigt.mappe / fil.fil)
        assert int(read_post(found[-1]).felter["TAELLER"]) == len(found) - 2 == fil.poster


def test_each_delivery_continues_the_one_before(oversigt: Oversigt) -> None:
    before = "00000000"
    for fil in oversigt.filer:
        start = read_post(lines(oversigt.mappe / fil.fil)[0]).felter
        assert (start["PRODDTOFORRIG"], fil.fil) == (before, f"D{start['PRODDTO'][2:]}.L{start['OPGAVENR']}")
        before = start["PRODDTO"]


def test_files_come_on_weekdays_alone(oversigt: Oversigt) -> None:
    assert len(oversigt.filer) == 1 + 22


def test_persons_stand_by_birth_date_and_serial_number_and_record_types_ascend(oversigt: Oversigt) -> None:
    for fil in oversigt.filer:
        order, previous = [], ("", "")
        for post in posts(oversigt.mappe / fil.fil):
            if post.posttype == "001":
                order.append((post.felter["FOED_DT"], post.pnr[6:]))
            if post.posttype not in ("000", "910", "997", "999"):
                assert post.pnr != previous[0] or post.posttype >= previous[1]
                previous = (post.pnr, post.posttype)
        assert order == sorted(order)


def test_a_person_stands_in_one_place_of_a_file(oversigt: Oversigt) -> None:
    for fil in oversigt.filer:
        turns = [post.pnr for post in posts(oversigt.mappe / fil.fil) if post.posttype == "001"]
        assert len(turns) == len(set(turns))


def test_the_first_load_tells_of_no_events(oversigt: Oversigt) -> None:
    first = posts(oversigt.mappe / oversigt.filer[0].fil)
    assert not [post for post in first if post.posttype == "099"]
    assert sum(post.posttype == "001" for post in first) == oversigt.personer


def test_every_record_type_of_the_product_occurs(oversigt: Oversigt) -> None:
    found = {line[:3].decode() for fil in oversigt.filer for line in lines(oversigt.mappe / fil.fil)}
    assert found == set(posttyper()) - {"031", "032", "033"}


def test_the_relatives_addresses_come_in_a_task_of_their_own(tmp_path: Path) -> None:
    write_population(tmp_path, seed=3, persons=300, days=0, start=START, relatives_task="900002")
    found = [post.posttype for post in posts(tmp_path / "D261030.L900002")]
    assert found.count("001") == 300
    assert {"031", "032", "033"} < set(found)


def test_the_same_seed_gives_the_same_bytes(oversigt: Oversigt, tmp_path: Path) -> None:
    again = write(tmp_path)
    assert again.filer == oversigt.filer
    for path in (oversigt.mappe / "facit").iterdir():
        assert (again.mappe / "facit" / path.name).read_bytes() == path.read_bytes()


def test_another_seed_gives_another_population(oversigt: Oversigt, tmp_path: Path) -> None:
    assert write(tmp_path, seed=8, days=0).filer[0].sha256 != oversigt.filer[0].sha256


def test_the_bytes_of_a_small_population_are_the_same_everywhere(oversigt: Oversigt) -> None:
    found = {fil.fil: fil.sha256 for fil in oversigt.filer if fil.fil in GOLDEN}
    assert found == GOLDEN


@pytest.mark.parametrize("form", [Form.LF_FYLDT, Form.CRLF, Form.STROEM])
def test_each_physical_form_holds_the_same_records(oversigt: Oversigt, tmp_path: Path, form: Form) -> None:
    other = write_population(tmp_path, seed=7, persons=2_000, days=30, start=START, form=form)
    for fil in oversigt.filer:
        assert _records(other.mappe / fil.fil) == lines(oversigt.mappe / fil.fil)


def test_each_physical_form_is_what_it_says(tmp_path: Path) -> None:
    data = {}
    for form in Form:
        oversigt = write_population(tmp_path / form, seed=1, persons=50, days=0, start=START, form=form)
        data[form] = (oversigt.mappe / oversigt.filer[0].fil).read_bytes()
    assert b"\n" not in data[Form.STROEM]
    assert data[Form.CRLF].count(b"\r\n") == data[Form.LF].count(b"\n") == data[Form.LF_FYLDT].count(b"\n")
    assert data[Form.LF_FYLDT].replace(b"\n", b"") == data[Form.STROEM]
    assert b" \n" not in data[Form.LF]


def _records(path: Path) -> list[bytes]:
    """The records of any form, trailing blanks trimmed."""
    data = path.read_bytes()
    if b"\n" in data:
        return [line.rstrip(b"\r ") for line in data.split(b"\n")[:-1]]
    found, at = [], 0
    while at < len(data):
        length = posttyper()[data[at : at + 3].decode()].laengde
        found.append(data[at : at + length].rstrip(b" "))
        at += length
    return found


def test_addresses_in_a_section_of_their_own_are_the_same_records(oversigt: Oversigt, tmp_path: Path) -> None:
    other = write_population(tmp_path, seed=7, persons=2_000, days=30, start=START, klarskrift_for_sig=True)
    for fil in oversigt.filer:
        inside, apart = lines(oversigt.mappe / fil.fil), lines(other.mappe / fil.fil)
        assert sorted(inside) == sorted(apart)
        section = [line[:3] == b"003" for line in apart[1:-1]]
        assert section == sorted(section)
        assert any(section)


def test_stripped_of_events_a_file_is_otherwise_the_same(oversigt: Oversigt, tmp_path: Path) -> None:
    names = strip_099(oversigt.mappe, tmp_path)
    assert names == [fil.fil for fil in oversigt.filer]
    for name in names:
        before, after = lines(oversigt.mappe / name), lines(tmp_path / name)
        assert after[:-1] == [line for line in before[:-1] if line[:3] != b"099"]
        assert int(read_post(after[-1]).felter["TAELLER"]) == len(after) - 2


@pytest.mark.parametrize("form", [Form.CRLF, Form.STROEM])
def test_stripping_keeps_the_physical_form(tmp_path: Path, form: Form) -> None:
    write_population(tmp_path / "fra", seed=1, persons=2_000, days=3, start=START, form=form)
    for name in strip_099(tmp_path / "fra", tmp_path / "til"):
        before, after = _records(tmp_path / "fra" / name), _records(tmp_path / "til" / name)
        assert after[:-1] == [line for line in before[:-1] if line[:3] != b"099"]
        assert ((tmp_path / "til" / name).read_bytes()[-2:] == b"\r\n") is (form is Form.CRLF)


def test_a_delivery_replaces_the_whole_person(oversigt: Oversigt) -> None:
    for fil in oversigt.filer:
        found: dict[str, set[str]] = {}
        for post in posts(oversigt.mappe / fil.fil):
            if post.posttype not in UDEN_FOR_BILLEDET:
                found.setdefault(post.pnr, set()).add(post.posttype)
        assert all({"001", "003", "008", "009", "010", "011", "012", "015"} <= typer for typer in found.values())


@pytest.mark.parametrize(("persons", "days"), [(1_999, 30), (0, 0), (5_000, -1)])
def test_a_population_that_cannot_be_is_refused(tmp_path: Path, persons: int, days: int) -> None:
    with pytest.raises(Brugsfejl, match="POP-00"):
        write(tmp_path, persons=persons, days=days)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("start", ["0001-01-02", "1999-12-31", "2057-12-31", "9999-12-31"])
def test_days_whose_persons_no_number_reaches_are_refused(tmp_path: Path, start: str) -> None:
    with pytest.raises(Brugsfejl, match=r"POP-006: .*2000-01-01 og 2057-12-31.*Intet er skrevet"):
        write_population(tmp_path, seed=1, persons=60, days=2, start=date.fromisoformat(start), mindst=False)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("start", [TIDLIGST, SENEST])
def test_the_outermost_days_can_be_written(tmp_path: Path, start: date) -> None:
    oversigt = write_population(tmp_path, seed=1, persons=300, days=1, start=start, mindst=False)
    assert oversigt.filer[0].poster > 300


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "noget").write_text("andet")
    with pytest.raises(Brugsfejl, match="POP-005"):
        write(tmp_path, days=0)


def test_a_very_small_population_may_have_only_what_its_rates_give(tmp_path: Path) -> None:
    oversigt = write_population(tmp_path, seed=1, persons=60, days=30, start=START, mindst=False)
    assert len(oversigt.filer) == 1 + 22


def test_many_may_be_changed_in_one_delivery(tmp_path: Path) -> None:
    oversigt = write_population(
        tmp_path, seed=1, persons=4_000, days=3, start=START, mindst=False, changes_per_day=1_000
    )
    for fil in oversigt.filer[1:]:
        delivered = sum(line[:3] == b"001" for line in lines(tmp_path / fil.fil))
        assert 1_000 <= delivered <= 1_010


def test_progress_is_told_from_beginning_to_end(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    write_population(
        tmp_path,
        seed=1,
        persons=2_000,
        days=2,
        start=START,
        progress=lambda what, done, total: told.append((what, done, total)),
    )
    assert told == [("personer", 2_000, 2_000), ("dage", 0, 2), ("dage", 1, 2), ("dage", 2, 2)]
