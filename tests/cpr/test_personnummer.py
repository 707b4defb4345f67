"""The personnummer. Numbers of ordinary shape are put together here as the tests run, never written down."""

from __future__ import annotations

import pickle
import re
from dataclasses import FrozenInstanceError
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cpr_haendelser.cpr.personnummer import (
    DATOER_UDEN_MODULUS11,
    MASKE,
    Bogstavnummer,
    Personnummer,
    Personnummerfejl,
    find_numbers,
    is_erstatning,
    is_ordinary,
    mask,
)
from cpr_haendelser.fejl import Fejl

TEN_DIGITS = st.text("0123456789", min_size=10, max_size=10)
BIRTH_DATES = st.dates(date(1858, 1, 1), date(2057, 12, 31))
FIRST_SERIAL = {18: ((58, 99, "5"),), 19: ((0, 99, "0"),), 20: ((0, 36, "4"), (37, 57, "5"))}


def ciffre(birth: date, rest: str = "001", *, erstatning: bool = False) -> str:
    """Ten digits for a birth date by the century rule, read the other way round than the product does."""
    serial = next(
        ciffer for first, last, ciffer in FIRST_SERIAL[birth.year // 100] if first <= birth.year % 100 <= last
    )
    day = birth.day + (60 if erstatning else 0)
    return f"{day:02}{birth.month:02}{birth.year % 100:02}{serial}{rest}"


@given(BIRTH_DATES, st.booleans())
def test_the_birth_date_is_read_from_the_number_that_was_made_of_it(birth: date, erstatning: bool) -> None:  # noqa: FBT001
    number = Personnummer(ciffre(birth, erstatning=erstatning))
    assert number.foedselsdato == birth
    assert number.erstatning is erstatning
    assert number.ordinaert is not erstatning


@pytest.mark.parametrize(
    ("seventh", "year", "century"),
    [
        ("0", "00", 1900),
        ("3", "99", 1900),
        ("4", "00", 2000),
        ("4", "36", 2000),
        ("4", "37", 1900),
        ("9", "36", 2000),
        ("9", "37", 1900),
        ("5", "57", 2000),
        ("5", "58", 1800),
        ("8", "57", 2000),
        ("8", "99", 1800),
    ],
)
def test_the_seventh_digit_and_the_year_give_the_century(seventh: str, year: str, century: int) -> None:
    assert Personnummer(f"6101{year}{seventh}001").foedselsdato == date(century + int(year), 1, 1)


@pytest.mark.parametrize(
    ("day", "erstatning"), [("31", False), ("60", False), ("61", True), ("91", True), ("92", False), ("99", False)]
)
def test_a_replacement_number_has_a_day_from_61_to_91(day: str, erstatning: bool) -> None:  # noqa: FBT001
    assert is_erstatning(day + "01900001") is erstatning


def test_leap_day_of_the_year_00_exists_in_2000_but_not_in_1900() -> None:
    assert is_ordinary("290200" + "4001")
    assert not is_ordinary("290200" + "0001")


@pytest.mark.parametrize("day_and_month", ["0001", "3201", "6001", "9201", "6113", "6100", "9002", "9104"])
def test_a_date_that_does_not_exist_gives_no_birth_date(day_and_month: str) -> None:
    assert Personnummer(day_and_month + "900001").foedselsdato is None


@given(TEN_DIGITS)
def test_any_ten_digits_are_a_personnummer_and_bytes_say_the_same_as_text(digits: str) -> None:
    number = Personnummer(digits)
    assert is_ordinary(digits) == is_ordinary(digits.encode()) == number.ordinaert
    assert is_erstatning(digits) == is_erstatning(digits.encode()) == number.erstatning
    assert number.ordinaert == (number.foedselsdato is not None and not number.erstatning)


@pytest.mark.parametrize("wrong", ["", "610190", "61019000011", "610190 001", "610190-001", "61019000²1", "٦١٠١٩٠٠٠٠١"])
def test_what_is_not_ten_digits_is_refused_and_has_no_shape(wrong: str) -> None:
    with pytest.raises(Personnummerfejl) as refused:
        Personnummer(wrong)
    assert refused.value.kode in {"CPR-001", "CPR-002"}
    assert not is_ordinary(wrong)
    assert not is_erstatning(wrong)


@pytest.mark.parametrize("wrong", ["610190AB01", "6101900A0Å"])
def test_letters_in_a_number_are_an_error_of_their_own_kind(wrong: str) -> None:
    with pytest.raises(Bogstavnummer) as refused:
        Personnummer.parse(wrong)
    assert refused.value.kode == "CPR-002"
    assert isinstance(refused.value, ValueError)
    assert isinstance(refused.value, Fejl)


@pytest.mark.parametrize("wrong", ["610190-00011", "610190AB01", "61019000"])
def test_an_error_does_not_tell_the_number(wrong: str) -> None:
    with pytest.raises(Personnummerfejl) as refused:
        Personnummer.parse(wrong)
    assert wrong not in str(refused.value) + repr(refused.value)


@pytest.mark.parametrize("typed", ["6101900001", "610190-0001", "610190 0001", " 610190-0001\n"])
def test_a_typed_number_may_have_a_hyphen_or_a_blank_between(typed: str) -> None:
    assert Personnummer.parse(typed).ciffre == "6101900001"


@pytest.mark.parametrize("typed", ["610190--0001", "61019-00001", "610190 - 0001", "610190/0001"])
def test_a_typed_number_is_nothing_else(typed: str) -> None:
    with pytest.raises(Personnummerfejl):
        Personnummer.parse(typed)


@given(TEN_DIGITS)
def test_a_personnummer_shows_itself_masked_wherever_it_is_shown(digits: str) -> None:
    number = Personnummer(digits)
    assert {str(number), f"{number}", f"{number!s:>5}", "%s" % number} == {MASKE}  # noqa: UP031
    assert repr([number]) == f"[Personnummer({MASKE})]"


def test_equal_numbers_are_one_key_ordered_and_unchanging() -> None:
    first, second = Personnummer("6101900001"), Personnummer("6201900001")
    assert sorted({second, first, Personnummer.parse("610190-0001")}) == [first, second]
    assert pickle.loads(pickle.dumps(first)) == first  # noqa: S301 - made here
    with pytest.raises(FrozenInstanceError):
        first.ciffre = "6201900001"  # type: ignore[misc]


@given(TEN_DIGITS)
def test_the_last_digit_odd_is_a_man_and_even_a_woman(digits: str) -> None:
    assert (Personnummer(digits).koen == "M") == (digits[-1] in "13579")


def test_the_weighted_sum_divided_by_11_is_information() -> None:
    assert 4 * 6 + 3 * 1 + 7 * 1 + 6 * 9 == 8 * 11
    assert Personnummer("6101900000").modulus11
    assert not Personnummer("6101900001").modulus11


@given(TEN_DIGITS.filter(lambda digits: Personnummer(digits).modulus11), st.integers(0, 9), st.integers(1, 9))
def test_one_digit_changed_never_keeps_the_check(digits: str, place: int, step: int) -> None:
    changed = digits[:place] + str((int(digits[place]) + step) % 10) + digits[place + 1 :]
    assert not Personnummer(changed).modulus11


def test_numbers_without_the_check_digit_were_given_for_26_new_years_days() -> None:
    assert len(DATOER_UDEN_MODULUS11) == 26
    assert {(dato.month, dato.day) for dato in DATOER_UDEN_MODULUS11} == {(1, 1)}
    assert Personnummer("6101900001").undtaget_modulus11
    assert not Personnummer("6101930001").undtaget_modulus11


def test_the_exceptions_are_those_that_the_reference_names(shared: object) -> None:
    table = (shared / "reference" / "codes_pnr_dates_without_mod11.csv").read_text("utf-8")  # type: ignore[operator]
    assert {date.fromisoformat(line[:10]) for line in table.splitlines()[1:]} == DATOER_UDEN_MODULUS11


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("se 6101900001.", ["6101900001"]),
        ("610190-0001 og 620190 0002", ["6101900001", "6201900002"]),
        ("A6101900001B", ["6101900001"]),
        ("610190\u00a00001", ["6101900001"]),
        ("123456 6101900001", ["6101900001"]),
        ("16101900001", []),
        ("61019000011", []),
        ("610190  0001", []),
        ("610190-00011", []),
        ("200111161234", []),
        ("2001-11-16", []),
        ("", []),
    ],
)
def test_numbers_are_found_where_they_do_not_touch_other_digits(text: str, found: list[str]) -> None:
    assert [fund.ciffre for fund in find_numbers(text)] == found
    assert [fund.ciffre for fund in find_numbers(text.encode("iso-8859-1"))] == found


@given(st.text("0123456789- aÅ", max_size=60))
def test_what_is_found_lies_where_it_says_and_is_not_shown(text: str) -> None:
    for fund in find_numbers(text):
        place = text[fund.start : fund.slut]
        assert re.sub("[^0-9]", "", place) == fund.ciffre
        assert len(place) in {10, 11}
        assert not (text[: fund.start] + " ")[fund.start - 1].isdigit()
        assert fund.ciffre not in repr(fund)


@given(st.text("0123456789- aÅ", max_size=60))
def test_a_masked_text_is_as_long_and_holds_no_number(text: str) -> None:
    masked = mask(text)
    assert len(masked) == len(text)
    assert not list(find_numbers(masked))
    assert mask(masked) == masked


@given(st.text("0123456789- aÅ", max_size=60))
def test_a_text_without_numbers_is_left_as_it_is(text: str) -> None:
    assume(not list(find_numbers(text)) and not re.search("[0-9]{13}", text))
    assert mask(text) == text


def test_masking_keeps_times_and_crosses_out_the_key_of_a_record_line() -> None:
    assert mask("610190-0001 kl. 200111161234") == "XXXXXX-XXXX kl. 200111161234"
    assert mask("001610190000101 resten") == "XXXXXXXXXXXXXXX resten"
