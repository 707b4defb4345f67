from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpr_haendelser.cpr.layouts import CHARSET, FEJL, KEY_LENGTH, SLUT, START, Felt, Posttype, posttyper
from cpr_haendelser.cpr.vagt import Miljoe, Nummervagt
from cpr_haendelser.fejl import Filfejl
from tests.modtagelse.byg import fil, linje, look, person, pnr, write

if TYPE_CHECKING:
    from pathlib import Path

    from hypothesis.strategies import DataObject

ERSTATNING = pnr(1)
ORDINARY = str(int(ERSTATNING[:2]) - 60).zfill(2) + ERSTATNING[2:]
"""Made of a replacement number when the test runs, so that none of ordinary shape stands here."""
LETTERS = ERSTATNING[:6] + "AB" + ERSTATNING[8:]
WITH_PERSON = [posttype for posttype in posttyper().values() if posttype.nummer not in (START, SLUT, FEJL)]
NUMBERS = [(posttype, felt) for posttype in WITH_PERSON for felt in posttype.felter if felt.art == "pnr"]
TEXTS = [
    (posttype, felt)
    for posttype in (*WITH_PERSON, posttyper()[FEJL])
    for felt in posttype.felter
    if felt.art == "tekst" and felt.laengde >= 10
]
CODES = [
    (posttype, felt)
    for posttype in WITH_PERSON
    for felt in posttype.felter
    if felt.art not in ("pnr", "tekst", "posttype") and felt.laengde >= 10
]


def name(case: object) -> str:
    return case.nummer if isinstance(case, Posttype) else case.felt if isinstance(case, Felt) else str(case)


def line_with(posttype: Posttype, felt: Felt, value: str, offset: int = 0) -> bytes:
    """A line whose only number beside a made-up key is the value, so far inside the field."""
    text = (posttype.nummer + ERSTATNING).ljust(posttype.laengde)
    start = felt.start - 1 + offset
    return (text[:start] + value + text[start + len(value) :]).rstrip(" ").encode(CHARSET)


def refusal(linje: bytes, miljoe: Miljoe, tilladte: frozenset[int] = frozenset()) -> Filfejl | None:
    """What the guard says of a line, when looking closer; and whether it would look closer at all."""
    vagt = Nummervagt(miljoe, tilladte)
    try:
        vagt("f", 7, linje)
    except Filfejl as fejl:
        longer = len(linje) > posttyper()[linje[:3].decode()].laengde
        assert longer or linje[:3] in vagt.suspicious({linje[:3]: [linje]}), "refused, but would not be looked at"
        return fejl
    return None


def is_refused(linje: bytes, miljoe: Miljoe, tilladte: frozenset[int] = frozenset()) -> bool:
    return refusal(linje, miljoe, tilladte) is not None


@pytest.mark.parametrize(("posttype", "felt"), NUMBERS, ids=name)
def test_exttest_refuses_an_ordinary_number_in_every_number_field(posttype: Posttype, felt: Felt) -> None:
    fejl = refusal(line_with(posttype, felt, ORDINARY), Miljoe.EXTTEST)
    assert fejl is not None
    place = (fejl.kode, fejl.fil, fejl.linje, fejl.posttype, fejl.felt, fejl.position)
    assert place == ("VAGT-001", "f", 7, posttype.nummer, felt.navn, felt.start)
    assert not set(re.findall(r"\d{4,}", str(fejl)))


@pytest.mark.parametrize(("posttype", "felt"), NUMBERS, ids=name)
def test_exttest_takes_replacement_numbers_and_allowed_ones(posttype: Posttype, felt: Felt) -> None:
    assert not is_refused(line_with(posttype, felt, ERSTATNING), Miljoe.EXTTEST)
    assert not is_refused(line_with(posttype, felt, ORDINARY), Miljoe.EXTTEST, frozenset({int(ORDINARY)}))


@pytest.mark.parametrize(("posttype", "felt"), [case for case in NUMBERS if case[1].start > KEY_LENGTH], ids=name)
@pytest.mark.parametrize("value", ["0" * 10, " " * 10, "3002901234", "9999999999", "0000000123"])
def test_exttest_takes_what_is_no_date(posttype: Posttype, felt: Felt, value: str) -> None:
    assert not is_refused(line_with(posttype, felt, value), Miljoe.EXTTEST)


@pytest.mark.parametrize(("posttype", "felt"), NUMBERS, ids=name)
def test_produktion_refuses_replacement_numbers_and_numbers_with_letters(posttype: Posttype, felt: Felt) -> None:
    key = line_with(posttype, felt, ORDINARY)[3:KEY_LENGTH] if felt.start == 4 else ORDINARY.encode()
    for value, kode in ((ERSTATNING, "VAGT-002"), (LETTERS, "VAGT-003")):
        line = line_with(posttype, felt, value)
        line = line if felt.start == 4 else line[:3] + key + line[KEY_LENGTH:]
        fejl = refusal(line, Miljoe.PRODUKTION)
        assert fejl is not None
        assert (fejl.kode, fejl.felt, fejl.position) == (kode, felt.navn, felt.start)
        assert value not in str(fejl)


@pytest.mark.parametrize(("posttype", "felt"), NUMBERS, ids=name)
def test_produktion_takes_ordinary_numbers(posttype: Posttype, felt: Felt) -> None:
    line = line_with(posttype, felt, ORDINARY)
    assert not is_refused(line[:3] + ORDINARY.encode() + line[KEY_LENGTH:], Miljoe.PRODUKTION)


@pytest.mark.parametrize("miljoe", Miljoe)
@pytest.mark.parametrize(("posttype", "felt"), [case for case in NUMBERS if case[1].start > KEY_LENGTH], ids=name)
@pytest.mark.parametrize("value", ["123456789", " 123456789", "12345-6789", "1234567 89"])
def test_a_number_field_that_holds_no_ten_digits_is_refused(
    posttype: Posttype, felt: Felt, value: str, miljoe: Miljoe
) -> None:
    line = line_with(posttype, felt, value)
    if miljoe is Miljoe.PRODUKTION:
        line = line[:3] + ORDINARY.encode() + line[KEY_LENGTH:]
    fejl = refusal(line, miljoe)
    assert fejl is not None
    assert (fejl.kode, fejl.felt) == ("FIL-008", felt.navn)


@pytest.mark.parametrize(("posttype", "felt"), TEXTS, ids=name)
@pytest.mark.parametrize("tegn", ["", "-", " ", "\u00a0"])
def test_exttest_searches_every_text_field(posttype: Posttype, felt: Felt, tegn: str) -> None:
    value = ORDINARY[:6] + tegn + ORDINARY[6:]
    for offset in {0, felt.laengde - len(value)} if len(value) <= felt.laengde else ():
        fejl = refusal(line_with(posttype, felt, value, offset), Miljoe.EXTTEST)
        assert fejl is not None
        assert (fejl.kode, fejl.felt, fejl.position) == ("VAGT-001", felt.navn, felt.start + offset)


@pytest.mark.parametrize(("posttype", "felt"), TEXTS, ids=name)
def test_produktion_does_not_search_text(posttype: Posttype, felt: Felt) -> None:
    line = line_with(posttype, felt, ERSTATNING)
    key = ORDINARY.encode() if posttype.nummer != FEJL else line[3:KEY_LENGTH]
    assert not is_refused(line[:3] + key + line[KEY_LENGTH:], Miljoe.PRODUKTION)


@pytest.mark.parametrize(
    "value",
    [f"1{ORDINARY}", f"{ORDINARY}1", ERSTATNING, ORDINARY[:9], f"{ORDINARY[:6]}  {ORDINARY[6:]}",
     f"{ORDINARY[:6]}/{ORDINARY[6:]}", f"{ORDINARY[:5]}-{ORDINARY[5:]}"],
    ids=["a digit before", "a digit after", "replacement", "nine digits", "two blanks", "a slash", "five and five"],
)  # fmt: skip
def test_what_is_not_a_number_in_text_is_let_through(value: str) -> None:
    posttype = posttyper()["019"]
    assert not is_refused(line_with(posttype, posttype.field("NOTATLINIE"), value), Miljoe.EXTTEST)


def test_an_allowed_number_in_text_is_let_through() -> None:
    posttype = posttyper()["019"]
    line = line_with(posttype, posttype.field("NOTATLINIE"), f"barn {ORDINARY[:6]}-{ORDINARY[6:]}")
    assert not is_refused(line, Miljoe.EXTTEST, frozenset({int(ORDINARY)}))


@pytest.mark.parametrize(("posttype", "felt"), CODES, ids=name)
def test_time_and_code_fields_are_not_searched(posttype: Posttype, felt: Felt) -> None:
    for miljoe, key in ((Miljoe.EXTTEST, ERSTATNING), (Miljoe.PRODUKTION, ORDINARY)):
        line = line_with(posttype, felt, ORDINARY)
        assert not is_refused(line[:3] + key.encode() + line[KEY_LENGTH:], miljoe)


@pytest.mark.parametrize("posttype", WITH_PERSON, ids=name)
@pytest.mark.parametrize("gap", [0, 3])
def test_exttest_searches_what_is_longer_than_the_layout(tmp_path: Path, posttype: Posttype, gap: int) -> None:
    long = (posttype.nummer + ERSTATNING).ljust(posttype.laengde + gap) + ORDINARY
    linjer = fil([*person(1), long.encode()])
    with pytest.raises(Filfejl) as raised:
        look(write(tmp_path, linjer))
    assert (raised.value.kode, raised.value.linje, raised.value.posttype) == ("VAGT-001", 6, posttype.nummer)
    assert raised.value.position == posttype.laengde + gap + 1


def test_exttest_finds_a_number_across_the_end_of_the_layout() -> None:
    posttype = posttyper()["003"]
    assert posttype.felter[-1].art == "tekst"
    text = (posttype.nummer + ERSTATNING).ljust(posttype.laengde - 5) + ORDINARY
    assert is_refused(text.encode(), Miljoe.EXTTEST)


LINE_TEXT = st.text(st.sampled_from("0123456789 -\u00a0AÅ"), max_size=60)


@settings(max_examples=400)
@given(
    data=st.data(), miljoe=st.sampled_from(list(Miljoe)), posttype=st.sampled_from([*WITH_PERSON, posttyper()[FEJL]])
)
def test_the_quick_look_never_misses_what_the_exact_check_refuses(
    data: DataObject, miljoe: Miljoe, posttype: Posttype
) -> None:
    text = posttype.nummer + data.draw(st.sampled_from([ERSTATNING, ORDINARY, LETTERS]))
    for felt in posttype.felter:
        if felt.start <= KEY_LENGTH:
            continue
        value = data.draw(st.sampled_from(["", "", "0" * 40, ORDINARY, ERSTATNING]) | LINE_TEXT)
        text += value[: felt.laengde].ljust(felt.laengde)
    line = text.encode(CHARSET)[: data.draw(st.integers(KEY_LENGTH, posttype.laengde))].rstrip(b" ")
    others = [(posttype.nummer + ERSTATNING).encode()] * data.draw(st.integers(0, 2))
    vagt = Nummervagt(miljoe)
    if is_refused(line, miljoe):
        assert line[:3] in vagt.suspicious({line[:3]: [*others, line, *others]})


@pytest.mark.parametrize("chunk", [1, 100, 1 << 20])
def test_the_guard_names_line_and_column_in_a_file(tmp_path: Path, chunk: int) -> None:
    linjer = fil([*person(1), *person(2), linje("015", pnr(2), PNRMOR=pnr(1), PNRFAR=ORDINARY)])
    with pytest.raises(Filfejl) as raised:
        look(write(tmp_path, linjer), chunk=chunk)
    assert str(raised.value).startswith("VAGT-001: D261102.L900001, linje 10, post 015, felt PNRFAR, position 92: ")


def test_the_key_of_an_error_record_may_be_anything_but_an_ordinary_number_in_exttest(tmp_path: Path) -> None:
    look(write(tmp_path, fil([*person(1), linje("910", LETTERS, INDDATA="07")])))
    with pytest.raises(Filfejl, match="VAGT-001"):
        look(write(tmp_path, fil([*person(1), linje("910", ORDINARY, INDDATA="07")])))
    look(write(tmp_path, fil([linje("910", ERSTATNING, INDDATA="07")])), Nummervagt(Miljoe.PRODUKTION))
