"""The hunter of free text finds a personnummer however it is written, and leaves alone what surely is none."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from cpr_haendelser.cpr.fritekst import (
    ANDET,
    Andet,
    find_in_text,
    holds_number,
    may_hold,
    plain,
    read_chains,
    set_aside,
)
from cpr_haendelser.cpr.personnummer import find_numbers, is_erstatning, is_ordinary

ORDINAER = "010162" + "1234"
"""Put together, so that it stands nowhere."""
SKRIFTER = [0x30, 0x660, 0x6F0, 0x966, 0xE50, 0xFF10, 0x1D7CE, 0x1D7F6, 0x104A0]
"""Where digits of other scripts and widths begin."""
USETE = "\u00ad\u034f\u061c\u115f\u180e\u200b\u200c\u200d\u200e\u202e\u2060\u2066\u2069\u20e3\ufe0f\ufeff\uffa0"
MELLEM = [
    chr(nr)
    for nr in [*range(0x20, 0x30), *range(0x3A, 0x41), *range(0x5B, 0x61), *range(0x7B, 0x7F), 0, 9, 10, 13, 0xA0, 0xB7,
               *range(0x2000, 0x200B), *range(0x2010, 0x2016), 0x2028, 0x2029, 0x202F, 0x2044, 0x205F, 0x2212, 0x3000,
               0x3002, 0xFE58, 0xFE63, 0xFF0D, 0xFF0E, 0xFF0F, 0x2800]
]  # fmt: skip
"""Punctuation, blanks and signs."""


@st.composite
def numre(draw: st.DrawFn) -> str:
    """A number that the CPR Office may have given."""
    dag = draw(st.dates(date(1940, 1, 1), date(1999, 12, 31)))
    return f"{dag:%d%m%y}{draw(st.integers(0, 3))}{draw(st.integers(0, 999)):03}"


@st.composite
def skrevne(draw: st.DrawFn, nummer: str) -> str:
    """The same in some writing: digits of any scripts, groups of any length, anything between but letters."""
    dele: list[str] = []
    for ciffer in nummer:
        dele.append(chr(draw(st.sampled_from(SKRIFTER)) + int(ciffer)))
        dele.append(draw(st.text(st.sampled_from(USETE), max_size=1)))
        if draw(st.integers(0, 2)) == 0:
            dele.append(draw(st.text(st.sampled_from(MELLEM), min_size=1, max_size=3)))
    return "".join(dele)


@given(
    st.data(), numre(), st.sampled_from(["", "se ", "nr.", "(", "Årsag: "]), st.sampled_from(["", " igen", ")", "."])
)
def test_a_number_is_found_however_it_is_written(data: st.DataObject, nummer: str, foran: str, efter: str) -> None:
    tekst = foran + data.draw(skrevne(nummer)) + efter
    # A date of four digits for the year and two more is told of as a date.
    assume(set_aside(plain(tekst)) == plain(tekst))
    assert nummer in {each.ciffre for each in find_in_text(tekst)}
    assert may_hold(tekst)


@pytest.mark.parametrize(
    "form",
    [
        "{}", "{0:.6}-{1}", "{0:.6} {1}", "{0:.6}.{1}", "{0:.6}/{1}", "{0:.6}_{1}", "{0:.6}\u2013{1}",
        "{0:.6}\u2212{1}", "{0:.6}\u00a0{1}", "{0:.6}\u2009{1}", "{0:.6} - {1}", "{0:.6}--{1}", "{0:.6}, {1}",
        "{0:.6}: {1}",
        "{0:.6}\n{1}", "{0:.6} ({1})", "{0:.6}\u200b{1}", "{0:.6}\u200b-\u200b{1}", "{2} {3} {4} {1}",
        "{2}.{3}.{4}-{1}",
        "{2}/{3}-{4}/{1}", "{2}{3} {4}1 234", "{2}{3}{4}1 234", "{2}-{3}-{4}-12-34", "{2} {3} {4} 12 34",
    ],
)  # fmt: skip
def test_ways_that_people_write_it_are_found(form: str) -> None:
    dele = (ORDINAER, ORDINAER[6:], ORDINAER[:2], ORDINAER[2:4], ORDINAER[4:6])
    tekst = form.format(*dele)
    for omkring in ("{}", "Borger {} flytter", "12345678, {}, 12345678", "x{}y"):
        assert ORDINAER in {each.ciffre for each in find_in_text(omkring.format(tekst))}, tekst


@pytest.mark.parametrize("tekst", ["①②①②⑥⑨①②③④", "0️⃣1️⃣0️⃣1️⃣6️⃣2️⃣ 1️⃣2️⃣3️⃣4️⃣", "⁰¹⁰¹⁶²⁻¹²³⁴"])
def test_digits_in_circles_keys_and_above_the_line_are_digits(tekst: str) -> None:
    assert holds_number(tekst)


def test_a_number_that_a_spreadsheet_took_the_zero_from_is_found() -> None:
    assert [each.ciffre for each in find_in_text(f"nr {ORDINAER[1:]}")] == [ORDINAER]
    assert not holds_number("nr 941345678", "12345678", "nr 1016 2123 4")


def test_a_replacement_number_is_found_and_what_has_no_date_is_not() -> None:
    assert holds_number("610162-1234", "61.01.62 1234")
    assert not holds_number("123456-7890"), "the 34th month"
    assert not holds_number("320162 1234"), "the 32nd day"
    assert not holds_number("+4512345678", "+45 31 12 34 56"), "the 45th day"


def test_the_number_shows_itself_nowhere() -> None:
    [fundet] = find_in_text(f"se {ORDINAER}")
    assert ORDINAER not in f"{fundet} {fundet!r}"


# --- what is surely something else ------------------------------------------------------------------------------------


@pytest.mark.parametrize("andet", ANDET, ids=lambda each: each.hvad)
def test_what_is_set_aside_would_be_taken_for_a_number(andet: Andet) -> None:
    assert list(read_chains(plain(andet.eksempel))), "the example shows nothing"
    assert not holds_number(andet.eksempel)
    assert not holds_number(f"se {andet.eksempel}, tak")
    assert holds_number(f"se {andet.eksempel}, og {ORDINAER}")


ORD = st.text(st.sampled_from("gjkælmnøpqåGJK"), min_size=1, max_size=6)
"""Words; letters of hex would lengthen a hash."""
CIFRE = st.text(st.sampled_from("0123456789"), min_size=1, max_size=4)


def andre() -> st.SearchStrategy[str]:
    """Things that people write beside persons."""
    otte = st.integers(10_000_000, 99_999_999).map(str)
    tider = st.datetimes(datetime(1900, 1, 1), datetime(2099, 12, 31))  # noqa: DTZ001 - as written
    return st.one_of(
        otte,
        otte.map(lambda nr: f"{nr[:2]} {nr[2:4]} {nr[4:6]} {nr[6:]}"),
        otte.map(lambda nr: f"+45 {nr[:4]} {nr[4:]}"),
        otte.map(lambda nr: f"CVR-nr. {nr}"),
        tider.map(lambda tid: f"{tid:%Y-%m-%dT%H:%M:%S.%fZ}".zfill(27)),
        tider.map(lambda tid: tid.isoformat(" ", "minutes")),
        tider.map(lambda tid: f"{tid.day:02}-{tid.month:02}-{tid.year} {tid:%H:%M}"),
        tider.map(lambda tid: f"{tid.day}.{tid.month}.{tid.year} kl. {tid:%H.%M}"),
        st.uuids().map(str),
        st.uuids().map(lambda uuid: f"urn:uuid:{str(uuid).upper()}"),
        st.binary(min_size=32, max_size=32).map(bytes.hex),
        st.integers(1_000_000, 99_999_999_999).map(lambda tal: f"{tal:,} kr.".replace(",", ".")),
        st.integers(1_000, 99_999_999_999).map(lambda tal: f"{tal:,},50 kr.".replace(",", ".", 3)),
        st.tuples(st.integers(2013, 2099), st.integers(0, 999_999)).map(lambda sag: f"{sag[0]}-{sag[1]:06}"),
        st.integers(10**10, 10**30).map(str),
        CIFRE,
    )


@given(st.lists(st.tuples(ORD, andre()), min_size=1, max_size=4))
@example([("Å", "2001-01-01 12:15"), ("ø", "20.01.2012, 12:34"), ("å", "01.01.2026-31.12.2026")])
@example([("Mødet", "2012-12-05T10:12:30.123456+01:00"), ("æ", "30-11-2026, 34")])
def test_what_people_write_beside_persons_is_let_through(dele: list[tuple[str, str]]) -> None:
    assert not holds_number(" ".join(f"{ord_} {andet}" for ord_, andet in dele))


@pytest.mark.parametrize(
    "tekst",
    [
        "Serviceloven § 85, stk. 2, jf. § 10", "KLE 27.12.16, 32.06.04 og 27.12.16", "koderne 034, 035 og 041",
        "kommunerne 0101, 0147, 0151 og 0153", "EAN 5790001234567", "IBAN DK50 0040 0440 1162 43",
        "https://modtager.example:8443/besked?v=2.0", "Nørregade 12, 3. tv, 8000 Aarhus C, 86 12 34 56",
        "Hverdage 8.00-16.00, fredag 8.00-15.00", "Version 2.0.1 af 1.12.2026", "Sag 2026-123456 og 26/12345-3",
        "urn:oio:cvr-nr:11111111", "01.01.2026 - 31.12.2026", "1.1.2026-31.12.2026: 12 kommuner",
        "DELTA.D261120.L900001", "Ring 31 12 34 56 / 78 90 12 34", "+45 70 12 34 56", "100 + 200 = 300",
    ],
)  # fmt: skip
def test_what_stands_in_letters_and_agreements_is_let_through(tekst: str) -> None:
    assert not holds_number(tekst)


# --- the floor --------------------------------------------------------------------------------------------------------


@given(st.text(st.sampled_from("0123456789- \u00a0ax.;"), max_size=40))
def test_all_that_the_finder_for_files_finds_is_found_in_text_too(tekst: str) -> None:
    mulige = {fund.ciffre for fund in find_numbers(tekst) if is_ordinary(fund.ciffre) or is_erstatning(fund.ciffre)}
    assume(set_aside(plain(tekst)) == plain(tekst))
    assert mulige <= {each.ciffre for each in find_in_text(tekst)}


@given(st.text(max_size=60))
def test_any_text_is_searched_and_what_may_hold_no_number_has_none(tekst: str) -> None:
    assert may_hold(tekst) or not holds_number(tekst)
    assert not any(unicodedata.category(tegn) in {"Cf", "Mn", "Me"} for tegn in plain(tekst) if tegn > "\xff")
