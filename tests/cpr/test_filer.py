from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpr_haendelser.cpr.filer import LONGEST_LINE, Form, iterate_stykker, read_form, write_fil
from cpr_haendelser.cpr.layouts import posttyper
from cpr_haendelser.fejl import Filfejl
from tests.modtagelse.byg import FORMER, fil, lf, linje, person, pnr, stream, write

if TYPE_CHECKING:
    from pathlib import Path

LINJER = fil([*person(1, kode="A01"), *person(2)])


def read(path: Path, chunk: int = 1 << 20) -> list[bytes]:
    """All lines, with the numbers of the pieces checked."""
    alle: list[bytes] = []
    for foerste, linjer in iterate_stykker(path, read_form(path), chunk=chunk):
        assert foerste == len(alle) + 1
        alle += linjer
    return alle


@pytest.mark.parametrize("form", FORMER)
def test_every_physical_form_gives_the_same_lines(tmp_path: Path, form: str) -> None:
    assert read(write(tmp_path, FORMER[form](LINJER))) == LINJER


@pytest.mark.parametrize("form", FORMER)
def test_a_chunk_border_anywhere_changes_nothing(tmp_path: Path, form: str) -> None:
    content = FORMER[form](fil(person(1)[:2]))
    path = write(tmp_path, content)
    whole = read(path)
    assert all(read(path, chunk) == whole for chunk in range(1, len(content) + 2))


@settings(max_examples=200)
@given(
    tekster=st.lists(st.text(st.characters(codec="latin-1", exclude_characters="\n\r\x1a"), max_size=40)),
    chunk=st.integers(1, 50),
    ends=st.sampled_from([b"\n", b"\r\n", b"  \n", b" \r\n"]),
    last=st.booleans(),
)
def test_lines_of_any_content_are_read_in_any_chunks(
    tmp_path_factory: pytest.TempPathFactory, tekster: list[str], chunk: int, ends: bytes, *, last: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "linjer"
    linjer = [tekst.encode("latin-1").rstrip(b" ") for tekst in ["000", *tekster, "999"]]
    content = b"".join(linje + ends for linje in linjer)
    path.write_bytes(content if last else content[: -len(ends)])
    assert read(path, chunk) == linjer


@pytest.mark.parametrize("form", ["lines", "dos lines", "no last line end"])
def test_a_line_longer_than_its_layout_is_kept_whole(tmp_path: Path, form: str) -> None:
    long = linje("001", pnr(1), "og mere, ja")
    assert len(long) > posttyper()["001"].laengde
    assert read(write(tmp_path, FORMER[form](fil([long])))) == fil([long])


def test_a_start_record_longer_than_its_layout_still_begins_lines(tmp_path: Path) -> None:
    linjer = fil(person(1))
    linjer[0] += b" " * 100 + b"mere"
    assert read(write(tmp_path, linjer)) == linjer


@pytest.mark.parametrize("form", FORMER)
def test_a_delivery_of_nobody_is_a_file_too(tmp_path: Path, form: str) -> None:
    assert read(write(tmp_path, FORMER[form](fil([])))) == fil([])


def test_a_stream_of_one_person_ending_in_a_line_end_is_a_stream(tmp_path: Path) -> None:
    assert read_form(write(tmp_path, stream(LINJER) + b"\n")) is Form.STROEM


def test_lines_ended_by_carriage_returns_twice_are_the_same_lines(tmp_path: Path) -> None:
    assert read(write(tmp_path, b"".join(linje + b"\r\r\n" for linje in LINJER))) == LINJER


def test_trailing_blanks_of_a_stream_are_no_part_of_a_line(tmp_path: Path) -> None:
    assert not any(linje.endswith(b" ") for linje in read(write(tmp_path, stream(LINJER))))


def test_an_unknown_record_type_in_a_stream_comes_as_a_last_line(tmp_path: Path) -> None:
    content = stream(LINJER[:3])
    assert read(write(tmp_path, content + b"088" + b"x" * 2000)) == [*LINJER[:3], b"088" + b"x" * 303]


def test_a_stream_cut_short_gives_the_short_record_as_its_last_line(tmp_path: Path) -> None:
    content = stream(LINJER[:3])
    assert read(write(tmp_path, content[:-5]))[2].startswith(LINJER[2][:20])


@pytest.mark.parametrize("filler", [b"x", b" "])
@pytest.mark.parametrize("chunk", [1000, LONGEST_LINE * 3])
def test_a_line_longer_than_any_record_could_be_is_refused_with_its_number(
    tmp_path: Path, filler: bytes, chunk: int
) -> None:
    path = write(tmp_path, lf([LINJER[0], LINJER[1] + filler * LONGEST_LINE + b"y", *LINJER[2:]]))
    with pytest.raises(Filfejl) as raised:
        read(path, chunk)
    assert (raised.value.kode, raised.value.linje, raised.value.position) == ("FIL-015", 2, LONGEST_LINE + 1)


def test_a_file_that_is_not_there_is_told_of_in_words(tmp_path: Path) -> None:
    with pytest.raises(Filfejl, match="kan ikke læses") as raised:
        read(tmp_path / "D261102.L900001")
    assert raised.value.kode == "FIL-016"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(Filfejl, match="FIL-016"):
        read(tmp_path)


def test_a_file_name_that_holds_a_number_is_not_shown(tmp_path: Path) -> None:
    with pytest.raises(Filfejl) as raised:
        read(tmp_path / f"{pnr(1)}.txt")
    assert pnr(1) not in str(raised.value)


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_what_is_written_is_read_again(tmp_path: Path, line_end: bytes) -> None:
    write_fil(tmp_path / "f", LINJER, line_end=line_end)
    assert read(tmp_path / "f") == LINJER
