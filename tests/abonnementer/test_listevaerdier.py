"""Values for a list are all looked at before one is kept; what is wrong is told by its line, never by what it says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.abonnementer.listevaerdier import LAENGSTE, read_numre, read_tekster
from cpr_haendelser.cpr.vagt import Miljoe, Nummervagt
from cpr_haendelser.fejl import Brugsfejl

EXTTEST, PRODUKTION = Nummervagt(Miljoe.EXTTEST), Nummervagt(Miljoe.PRODUKTION)
ALMINDELIGT = "010190" + "1234"


def silent(fase: str, antal: int, ialt: int) -> None:
    assert (fase, ialt) == ("læser", 0)
    assert antal


@given(st.lists(st.integers(0, 99_999_999).map(lambda tal: f"61{tal:08d}")))
def test_numbers_are_read_each_once_whatever_stands_between_their_digits(numre: list[str]) -> None:
    linjer = [form for nr in numre for form in (nr, f" {nr[:6]}-{nr[6:]}\r\n", f"{nr[:6]} {nr[6:]} # barn", "", "# x")]
    assert sorted(map(int, set(numre))) == sorted(map(int, read_numre(["\ufeff", *linjer], EXTTEST, silent)))


@pytest.mark.parametrize(
    "linje", ["cpr", "610190123", "61019012345", "6101901234;x", "610190/1234", "²" * 10, "-" * 11]
)
def test_a_line_that_is_no_number_is_told_by_its_place(linje: str) -> None:
    with pytest.raises(Brugsfejl) as refused:
        read_numre(["6101901234", linje, "", linje], EXTTEST, silent)
    assert refused.value.kode == "ABO-010"
    assert refused.value.tekst.startswith("linje 2, 4 er ikke et personnummer på ti cifre")
    assert linje not in str(refused.value)


def test_the_first_of_many_wrong_lines_are_told() -> None:
    with pytest.raises(Brugsfejl, match=r"linje 1, 2, 3, .*, 20 og 980 flere er ikke"):
        read_numre(["x"] * 1000, EXTTEST, silent)


@pytest.mark.parametrize("read", [read_numre, read_tekster])
def test_the_guard_stands_at_the_list_too(read: object) -> None:
    assert callable(read)
    with pytest.raises(Brugsfejl, match=r"ABO-011: linje 2: her står et nummer af almindelig form") as refused:
        read(["6101901234", ALMINDELIGT], EXTTEST, silent)
    assert ALMINDELIGT[:6] not in str(refused.value)
    with pytest.raises(Brugsfejl, match="ABO-011: linje 1: her står et erstatningspersonnummer"):
        read(["6101901234"], PRODUKTION, silent)
    assert read([ALMINDELIGT], PRODUKTION, silent) == {int(ALMINDELIGT)}
    assert read([ALMINDELIGT], Nummervagt(Miljoe.EXTTEST, {int(ALMINDELIGT)}), silent) == {int(ALMINDELIGT)}


def test_the_guard_looks_inside_texts() -> None:
    with pytest.raises(Brugsfejl, match="ABO-011"):
        read_tekster([f"urn:oio:cpr-nr:{ALMINDELIGT}"], EXTTEST, silent)


def test_texts_are_kept_as_filters_compare_them() -> None:
    linjer = ["0999", "0999:0123:017A", "URN:OIO:CVR:11111111", "0A000000-0000-4000-8000-00000000000B", "6101901234"]
    assert read_tekster(linjer, EXTTEST, silent) == {
        "0999",
        "0999:0123:017a",
        "urn:oio:cvr-nr:11111111",
        "0a000000-0000-4000-8000-00000000000b",
        6101901234,
    }


def test_a_text_that_is_too_long_is_told() -> None:
    with pytest.raises(Brugsfejl, match="ABO-012: linje 2 er over 1000 tegn"):
        read_tekster(["a", "a" * (LAENGSTE + 1)], EXTTEST, silent)
