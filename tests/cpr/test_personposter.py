from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpr_haendelser.cpr.personposter import Hylde, iterate_personer
from cpr_haendelser.fejl import Filfejl
from tests.modtagelse.byg import FORMER, fil, linje, look, person, pnr, write

if TYPE_CHECKING:
    from pathlib import Path

    from cpr_haendelser.cpr.personposter import Personposter

ANTAL = 5
ALLE = [line for n in range(1, ANTAL + 1) for line in person(n, kode="A01" if n % 2 else "")]


def read(folder: Path, linjer: list[bytes], form: str = "lines") -> list[Personposter]:
    """The persons of a file of these records."""
    return list(iterate_personer(look(write(folder, FORMER[form](fil(linjer)))), folder))


def canonical(personer: list[Personposter]) -> dict[bytes, tuple[list[bytes], list[bytes]]]:
    """The persons without order and line numbers."""
    return {p.pnr: (sorted(p.poster), sorted(linje for _, linje in p.haendelser)) for p in personer}


@pytest.fixture
def plain(tmp_path: Path) -> dict[bytes, tuple[list[bytes], list[bytes]]]:
    return canonical(read(tmp_path, ALLE))


@pytest.mark.parametrize("form", FORMER)
def test_every_form_gives_the_same_persons_with_the_same_line_numbers(tmp_path: Path, form: str) -> None:
    assert read(tmp_path, ALLE, form) == read(tmp_path, ALLE)


def test_a_person_has_its_records_and_its_099_lines_with_their_numbers(tmp_path: Path) -> None:
    first = read(tmp_path, ALLE)[0]
    assert first.pnr == pnr(1).encode()
    assert first.poster == person(1)
    assert first.haendelser == [(6, person(1, kode="A01")[-1])]


@pytest.mark.parametrize("posttype", [b"003", b"099", b"008", b"002"])
def test_records_in_a_section_of_their_own_are_joined(
    tmp_path: Path, plain: dict[bytes, tuple[list[bytes], list[bytes]]], posttype: bytes
) -> None:
    apart = [line for line in ALLE if line[:3] == posttype]
    rest = [line for line in ALLE if line[:3] != posttype]
    assert canonical(read(tmp_path, rest + apart[::-1])) == plain
    assert canonical(read(tmp_path, apart + rest)) == plain


@settings(max_examples=150)
@given(linjer=st.permutations(ALLE), error_records=st.booleans(), form=st.sampled_from(["lines", "stream"]))
def test_lines_in_any_order_give_the_same_persons(
    tmp_path_factory: pytest.TempPathFactory, linjer: list[bytes], form: str, *, error_records: bool
) -> None:
    folder = tmp_path_factory.getbasetemp()
    alle = list(linjer)
    if error_records:
        alle[3:3] = [linje("910", pnr(1), INDDATA="x"), linje("997", pnr(2)), linje("910", "ABC", INDDATA="y")]
    found = read(folder, alle, form)
    assert canonical(found) == canonical(read(folder, ALLE))
    nummereret = dict(enumerate(alle, 2))
    assert all(nummereret[nr] == line for p in found for nr, line in p.haendelser)
    assert all(a < b for p in found for (a, _), (b, _) in pairwise(p.haendelser))


@pytest.mark.parametrize("mellem", [linje("910", pnr(1), INDDATA="x"), linje("997", pnr(1))])
def test_an_error_record_among_a_persons_records_is_none_of_them(
    tmp_path: Path, plain: dict[bytes, tuple[list[bytes], list[bytes]]], mellem: bytes
) -> None:
    found = read(tmp_path, [ALLE[0], mellem, *ALLE[1:]])
    assert canonical(found) == plain
    assert found[0].haendelser[0][0] == 7


def test_error_records_and_receipts_alone_are_about_nobody(tmp_path: Path) -> None:
    assert read(tmp_path, [linje("910", pnr(1), INDDATA="x"), linje("997", pnr(1))]) == []


@pytest.mark.parametrize(
    ("linjer", "sted", "posttype"),
    [
        ([*person(1), *person(2)[1:]], 6, "002"),
        ([*person(2)[1:], *person(1)], 2, "002"),
        ([*person(1), person(2, kode="A01")[-1]], 6, "099"),
        ([*person(1)[:2], person(2)[2], *person(1)[2:]], 4, "003"),
        ([*person(1)[1:]], 2, "002"),
    ],
    ids=["last", "first", "only a 099 line", "in between", "alone"],
)
def test_a_person_without_001_is_refused(tmp_path: Path, linjer: list[bytes], sted: int, posttype: str) -> None:
    with pytest.raises(Filfejl) as raised:
        read(tmp_path, linjer)
    fejl = raised.value
    assert (fejl.kode, fejl.linje, fejl.posttype, fejl.felt, fejl.position) == ("FIL-009", sted, posttype, "PNR", 4)
    assert "ventede én" in str(fejl)
    assert pnr(2) not in str(fejl)


@pytest.mark.parametrize(
    ("linjer", "sted"),
    [
        ([person(1)[0], *person(1)], 3),
        ([*person(1), *person(2), *person(1)], 10),
        ([*person(1), *person(2), person(1)[0]], 10),
        ([person(1)[0], *person(2), *person(1)[1:], person(1)[0]], 10),
    ],
    ids=["adjacent", "twice whole", "apart", "in a section of its own"],
)
def test_a_person_with_two_001_is_refused(tmp_path: Path, linjer: list[bytes], sted: int) -> None:
    with pytest.raises(Filfejl) as raised:
        read(tmp_path, linjer)
    fejl = raised.value
    assert (fejl.kode, fejl.linje, fejl.posttype, fejl.felt, fejl.position) == ("FIL-010", sted, "001", "PNR", 4)
    assert pnr(1) not in str(fejl)


def test_nothing_is_left_in_the_folder_where_lines_were_put_aside(tmp_path: Path) -> None:
    (tmp_path / "spool").mkdir()
    apart = [*(line for line in ALLE if line[:3] != b"003"), *(line for line in ALLE if line[:3] == b"003")]
    seen = look(write(tmp_path, fil(apart)))
    personer = iterate_personer(seen, tmp_path / "spool")
    next(personer)
    personer.close()  # type: ignore[attr-defined] # a generator
    assert list((tmp_path / "spool").iterdir()) == []


@given(runs=st.lists(st.tuples(st.integers(0, 5), st.integers(1, 3)), max_size=20))
def test_what_is_put_on_the_shelf_is_taken_from_it_in_order(
    tmp_path_factory: pytest.TempPathFactory, runs: list[tuple[int, int]]
) -> None:
    expected: dict[str, list[tuple[int, bytes]]] = {pnr(n): [] for n in range(7)}
    with Hylde(tmp_path_factory.getbasetemp()) as hylde:
        nummer = 1
        for n, antal in runs:
            linjer = [(nummer + i, linje("008", pnr(n), FORNVN=f"Åse {i}")) for i in range(antal)]
            hylde.add(linjer)
            expected[pnr(n)] += linjer
            nummer += antal
        hylde.sort()
        assert hylde.first_left() == ((1, b"008") if runs else None)
        assert {nummer: hylde.take(nummer.encode()) for nummer in expected} == expected
        assert hylde.first_left() is None
