# ruff: noqa: DTZ001 - a clock on the wall has no zone until it is localised

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cpr_haendelser.cpr.tider import NORMALTID, SOMMERTIDER, CprTid, localise, read_tid, to_iso, to_iso_dato

TWELVE_DIGITS = st.text("0123456789", min_size=12, max_size=12)
NEARLY_TIMES = st.builds(
    "{:04}{:02}{:02}{:02}{:02}".format,
    st.integers(0, 2100),
    st.integers(0, 13),
    st.integers(0, 32),
    st.integers(0, 25) | st.just(99),
    st.integers(0, 61) | st.just(99),
)
DATES = st.builds("{:04}-{:02}-{:02}".format, st.integers(0, 2100), st.integers(0, 13), st.integers(0, 32))
DATES8 = DATES.map(lambda text: text.replace("-", ""))
RAW = TWELVE_DIGITS | NEARLY_TIMES | DATES | DATES8 | st.text(max_size=14)

CLOCKS = (
    st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 31))
    | st.datetimes(datetime(1893, 12, 31), datetime(1894, 1, 2))
    | st.datetimes(datetime(1940, 5, 14), datetime(1940, 5, 16))
    | st.datetimes(datetime(2024, 3, 31), datetime(2024, 4, 1))
    | st.datetimes(datetime(2024, 10, 27), datetime(2024, 10, 28))
)


def raw_of(moment: datetime) -> str:
    return f"{moment.year:04}{moment:%m%d%H%M}"


@given(RAW, st.booleans())
def test_a_time_is_kept_as_delivered_and_never_raises(raw: str, marked: bool) -> None:  # noqa: FBT001
    tid = CprTid(raw, usikker_maerke=marked)
    assert tid.raw == raw
    assert (tid.bedste is None) == (tid.iso is None) == (tid.dag is None)
    assert tid.usikker or not marked
    assert not (tid.tom and tid.bedste)


@given(CLOCKS, CLOCKS)
def test_of_two_certain_times_the_later_text_is_the_later_moment(one: datetime, other: datetime) -> None:
    first, second = (CprTid(raw_of(wall)) for wall in sorted((one, other)))
    assume(not (first.usikker or second.usikker))
    assert isinstance(first.bedste, datetime)
    assert isinstance(second.bedste, datetime)
    assert (first.bedste < second.bedste) == (first.raw < second.raw)


@given(TWELVE_DIGITS | NEARLY_TIMES)
def test_the_best_moment_read_again_is_itself(raw: str) -> None:
    bedste = CprTid(raw).bedste
    assume(bedste is not None)
    assert isinstance(bedste, datetime)
    again = CprTid(raw_of(bedste))
    assert again.bedste == bedste
    assert not again.usikker


@given(CLOCKS)
def test_a_certain_time_is_written_back_as_it_was_delivered(wall: datetime) -> None:
    tid = CprTid(raw_of(wall))
    assert isinstance(tid.bedste, datetime)
    assert tid.usikker == (raw_of(tid.bedste) != tid.raw)


@pytest.mark.parametrize(
    ("raw", "iso", "usikker"),
    [
        ("200111161234", "2001-11-16T12:34:00+01:00", False),
        ("200107011200", "2001-07-01T12:00:00+02:00", False),
        ("200111162099", "2001-11-16T20:00:00+01:00", True),
        ("200111161299", "2001-11-16T12:00:00+01:00", True),
        ("200111162512", "2001-11-16T00:00:00+01:00", True),
        ("200111169999", "2001-11-16T00:00:00+01:00", True),
        ("200111001200", "2001-11-01T12:00:00+01:00", True),
        ("200100000000", "2001-01-01T00:00:00+01:00", True),
        ("200100150000", "2001-01-15T00:00:00+01:00", True),
        ("185801010000", "1858-01-01T00:00:00+01:00", False),
        ("000101010000", "0001-01-01T00:00:00+01:00", False),
        ("999912312359", "9999-12-31T23:59:00+01:00", False),
        ("2001-11-16", "2001-11-16", False),
        ("2001-11-00", "2001-11-01", True),
        ("2001-00-00", "2001-01-01", True),
        ("20011116", "2001-11-16", False),
        ("20010000", "2001-01-01", True),
        ("200113011200", None, True),
        ("200102301200", None, True),
        ("000011161200", None, True),
        ("0000-11-16", None, True),
        ("16-11-2001", None, True),
        ("i går", None, True),
        ("20011116123٤", None, True),
        ("000000000000", None, False),
        ("0000-00-00", None, False),
        ("00000000", None, False),
        ("", None, False),
        ("            ", None, False),
    ],
)
def test_what_is_known_gives_the_first_moment_of_its_period(raw: str, iso: str | None, usikker: bool) -> None:  # noqa: FBT001
    assert (CprTid(raw).iso, CprTid(raw).usikker) == (iso, usikker)


def test_a_mark_makes_a_time_uncertain_and_leaves_its_moment() -> None:
    assert read_tid("200111161234", "*").usikker
    assert read_tid("200111161234", "*").bedste == read_tid("200111161234").bedste
    assert read_tid("200111161234", " ") == CprTid("200111161234")


def test_zeros_and_blanks_are_no_time() -> None:
    assert all(CprTid(raw).tom for raw in ("", "  ", "000000000000", "0000-00-00", "00000000"))
    assert not any(CprTid(raw).tom for raw in ("200100000000", "x", "0000-00-01"))


def test_the_hour_that_comes_twice_in_october_is_the_first() -> None:
    assert CprTid("202410270230").iso == "2024-10-27T02:30:00+02:00"
    assert CprTid("202410270300").iso == "2024-10-27T03:00:00+01:00"


def test_the_hour_that_is_skipped_in_march_is_later_and_uncertain() -> None:
    assert CprTid("202403310230").iso == "2024-03-31T03:30:00+02:00"
    assert CprTid("202403310230").usikker
    assert not CprTid("202403310330").usikker


@pytest.mark.parametrize(
    ("wall", "offset"),
    [
        (datetime(1893, 12, 31, 23, 59), 1),
        (datetime(1894, 1, 1), 1),
        (datetime(1916, 5, 14, 22, 59), 1),
        (datetime(1916, 7, 1), 2),
        (datetime(1916, 9, 30, 22, 30), 2),
        (datetime(1916, 9, 30, 23), 1),
        (datetime(1941, 1, 1), 2),
        (datetime(1945, 7, 1), 2),
        (datetime(1945, 8, 20), 1),
        (datetime(1949, 7, 1), 1),
        (datetime(1979, 7, 1), 1),
        (datetime(1980, 7, 1), 2),
    ],
)
def test_old_times_have_the_danish_offset_of_their_day_in_whole_hours(wall: datetime, offset: int) -> None:
    assert localise(wall).utcoffset() == timedelta(hours=offset)


@pytest.mark.parametrize("skipped", [skipped for skipped, _ in SOMMERTIDER])
def test_the_hour_skipped_by_an_old_summer_time_is_moved_forward(skipped: datetime) -> None:
    moved = localise(skipped + timedelta(minutes=30))
    assert moved.isoformat()[:19] == (skipped + timedelta(minutes=90)).isoformat()
    before = localise(skipped - timedelta(minutes=1))
    assert localise(skipped + timedelta(hours=1)) - before == timedelta(minutes=1)


@pytest.mark.parametrize("came_back", [came_back for _, came_back in SOMMERTIDER])
def test_the_hour_that_an_old_summer_time_gave_back_is_the_first(came_back: datetime) -> None:
    assert localise(came_back) - localise(came_back - timedelta(minutes=1)) == timedelta(minutes=61)


@given(CLOCKS)
def test_every_clock_has_an_offset_that_xml_can_hold(wall: datetime) -> None:
    offset = localise(wall.replace(fold=0)).utcoffset()
    assert offset in (timedelta(hours=1), timedelta(hours=2))
    assert localise(wall.replace(fold=1)) == localise(wall.replace(fold=0))


def test_a_moment_is_written_with_its_offset_and_a_day_without() -> None:
    moment = datetime(2001, 11, 16, 23, 30, 15, 999, tzinfo=NORMALTID)
    assert to_iso(moment) == "2001-11-16T23:30:15+01:00"
    assert to_iso(moment.astimezone(UTC)) == "2001-11-16T22:30:15+00:00"
    assert to_iso_dato(moment) == to_iso_dato(date(2001, 11, 16)) == "2001-11-16"


@pytest.mark.parametrize("zone", [None, timezone(timedelta(minutes=50, seconds=20))])
def test_a_moment_that_xml_cannot_hold_is_refused(zone: timezone | None) -> None:
    with pytest.raises(ValueError, match="whole minutes"):
        to_iso(datetime(1890, 1, 1, tzinfo=zone))
