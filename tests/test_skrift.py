"""What people may write: signs that show, and none that move the others."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.skrift import (
    check_line,
    check_lines,
    find_in_line,
    find_in_lines,
    several_lines,
    with_all_seen,
)

MAA_IKKE = ["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"]


@pytest.mark.parametrize(
    ("tekst", "ord_"),
    [
        ("a\nb", "tegn 2 er et linjeskift (U+000A)"),
        ("Bcc: x\r", "tegn 7 er et linjeskift (U+000D)"),
        ("a\u2028b", "tegn 2 er et linjeskift (U+2028)"),
        ("\ta", "tegn 1 er en tabulator (U+0009)"),
        ("ab\u202egpj.exe", "tegn 3 er et tegn, der vender skriveretningen (U+202E)"),
        ("\u2066a", "tegn 1 er et tegn, der vender skriveretningen (U+2066)"),
        ("a\x1b[31m", "tegn 2 er et styretegn (U+001B)"),
        ("a\u200bb", "tegn 2 er et tegn, der ikke ses (U+200B)"),
        ("\ufeffa", "tegn 1 er et tegn, der ikke ses (U+FEFF)"),
        ("a\ud800", "tegn 2 er et tegn, der ikke ses (U+D800)"),
        ("\u3164", "tegn 1 ses ikke (U+3164)"),
    ],
)
def test_what_may_not_stand_there_is_named_with_its_place(tekst: str, ord_: str) -> None:
    assert ord_ in str(find_in_line(tekst))
    with pytest.raises(Brugsfejl, match="TEGN-001") as fejl:
        check_line("navnet", "i orden", tekst)
    assert fejl.value.tekst.startswith(f"navnet: {ord_}")


@pytest.mark.parametrize(
    "tekst", ["", "Korsbæk Kommune", "Serviceloven §\u00a085", "Ærø – Åbenrå (nord)", "José Ñandú", "東京", "😀"]
)
def test_what_people_write_is_let_through(tekst: str) -> None:
    check_line("navnet", tekst)
    assert check_lines("teksten", f"{tekst}\r\n\r\n{tekst}\n") == f"{tekst}\n\n{tekst}\n"


def test_a_text_of_several_lines_may_have_newlines_alone_and_the_line_is_told() -> None:
    assert find_in_lines("a\nb\r\nc") is None
    assert str(find_in_lines("a\nbc\td")).startswith("linje 2, tegn 3 er en tabulator")
    assert str(find_in_lines("a\rb")).startswith("linje 1, tegn 2 er et linjeskift")


@given(st.text(max_size=30))
def test_a_line_is_let_through_when_all_its_signs_show(tekst: str) -> None:
    skjult = any(unicodedata.category(tegn) in MAA_IKKE for tegn in tekst) or not {*tekst}.isdisjoint("ᅟᅠㅤﾠ")
    assert (find_in_line(tekst) is not None) == skjult
    assert find_in_line(with_all_seen(tekst)) is None
    assert skjult or with_all_seen(tekst) == tekst
    assert several_lines(several_lines(tekst)) == several_lines(tekst) or "\r\r\n" in tekst
