from __future__ import annotations

import gzip
import hashlib
from typing import TYPE_CHECKING, NamedTuple

import pytest

from cpr_haendelser.cpr.eftersyn import inspect
from cpr_haendelser.cpr.vagt import Miljoe, Nummervagt
from cpr_haendelser.fejl import Filfejl
from tests.modtagelse.byg import DAG1, FOERSTE, FORMER, OPGAVE, fil, lf, linje, look, person, pnr, slut, start, write

if TYPE_CHECKING:
    from pathlib import Path

POSTER = [*person(1, kode="A01"), *person(2)]
LINJER = fil(POSTER)


class Skade(NamedTuple):
    """A bad file, and what is said of it."""

    content: bytes
    kode: str
    linje: int = 0
    posttype: str = ""
    felt: str = ""
    position: int = 0


def but(nummer: int, *nye: bytes) -> bytes:
    """The file with other lines where that line was (from 1)."""
    return lf([*LINJER[: nummer - 1], *nye, *LINJER[nummer:]])


def plus(*poster: bytes) -> bytes:
    """The file with these records more."""
    return lf(fil([*POSTER, *poster]))


ANTAL = len(LINJER)
RUBBISH = b"".join(hashlib.sha256(str(n).encode()).digest() for n in range(3000))
SKADER = {
    "empty": Skade(b"", "FIL-001"),
    "one line end": Skade(b"\n", "FIL-001", 1, "", "", 1),
    "start record missing": Skade(lf(LINJER[1:]), "FIL-001", 1, "001", "", 1),
    "start record second": Skade(lf([LINJER[1], LINJER[0], *LINJER[2:]]), "FIL-001", 1, "001", "", 1),
    "start record twice": Skade(but(2, LINJER[0], LINJER[1]), "FIL-001", 2, "000", "", 1),
    "two files in one": Skade(lf(LINJER) * 2, "FIL-003", ANTAL, "999", "", 1),
    "task number with letters": Skade(but(1, start(opgave="90A001")), "FIL-001", 1, "000", "OPGAVENR", 14),
    "task number with a small two": Skade(but(1, start(opgave="90²001")), "FIL-001", 1, "000", "OPGAVENR", 14),
    "production date that is none": Skade(but(1, start("20261302")), "FIL-001", 1, "000", "PRODDTO", 20),
    "production date with a blank": Skade(but(1, start("202611 2")), "FIL-001", 1, "000", "PRODDTO", 20),
    "previous date short": Skade(but(1, start(DAG1, "2026")), "FIL-001", 1, "000", "PRODDTOFORRIG", 28),
    "start record of another product": Skade(but(1, LINJER[0][:17]), "FIL-001", 1, "000", "OPGAVENR", 14),
    "end record missing": Skade(lf(LINJER[:-1]), "FIL-002", ANTAL - 1, "008", "", 1),
    "cut in the middle of a line": Skade(lf(LINJER)[:-40], "FIL-002", ANTAL - 1, "008", "", 1),
    "cut in the end record": Skade(lf(LINJER)[:-6], "FIL-004", ANTAL, "999", "TAELLER", 14),
    "something after the end record": Skade(lf([*LINJER, LINJER[1]]), "FIL-003", ANTAL, "999", "", 1),
    "an empty line after the end record": Skade(lf([*LINJER, b""]), "FIL-003", ANTAL, "999", "", 1),
    "end record twice": Skade(lf([*LINJER, LINJER[-1]]), "FIL-003", ANTAL, "999", "", 1),
    "wrong count": Skade(but(ANTAL, slut(len(POSTER) + 1)), "FIL-004", ANTAL, "999", "TAELLER", 14),
    "count no number": Skade(
        but(ANTAL, LINJER[-1][:13] + "1²".encode("latin-1")), "FIL-004", ANTAL, "999", "TAELLER", 14
    ),
    "unknown record type": Skade(but(3, b"088" + LINJER[2][3:]), "FIL-005", 3, "088", "", 1),
    "record type of letters": Skade(but(3, b"ABC" + LINJER[2][3:]), "FIL-005", 3, "", "", 1),
    "blank moved in front": Skade(but(3, b" " + LINJER[2]), "FIL-005", 3, "", "", 1),
    "shorter than its key": Skade(but(3, LINJER[2][:12]), "FIL-007", 3, "002", "", 13),
    "an empty line": Skade(but(3, b""), "FIL-007", 3, "", "", 1),
    "key of nine digits": Skade(but(3, b"002" + pnr(1)[:9].encode() + b" x"), "FIL-008", 3, "002", "PNR", 4),
    "key of zeros": Skade(but(3, b"002" + b"0" * 10), "FIL-008", 3, "002", "PNR", 4),
    "key with letters": Skade(but(3, b"002610101ABC1"), "VAGT-003", 3, "002", "PNR", 4),
    "number field of nine digits": Skade(
        plus(linje("014", pnr(2), PNRBARN=pnr(3)[:9])), "FIL-008", 11, "014", "PNR", 14
    ),
    "number field with letters": Skade(
        plus(linje("012", pnr(2), CIVST="G", AEGTEPNR="610101ABC1")), "VAGT-003", 11, "012", "AEGTEPNR", 15
    ),
    "utf-8": Skade(lf(LINJER).decode("latin-1").encode(), "FIL-006", 2, "001", "", 75),
    "utf-8 with a byte order mark": Skade(lf(LINJER).decode("latin-1").encode("utf-8-sig"), "FIL-006", 1, "000", "", 1),
    "utf-16": Skade(lf(LINJER).decode("latin-1").encode("utf-16"), "FIL-001", 1, "", "", 1),
    "a hole of NUL bytes": Skade(lf(LINJER[:3]) + b"\0" * 500 + lf(LINJER[4:]), "FIL-018", 4, "", "", 1),
    "a NUL in a text": Skade(but(5, LINJER[4][:20] + b"\0" + LINJER[4][21:]), "FIL-018", 5, "008", "", 21),
    "a file of NUL bytes": Skade(b"\0" * 5000, "FIL-001", 1, "", "", 1),
    "a gz file": Skade(gzip.compress(lf(LINJER), mtime=0), "FIL-001", 1, "", "", 1),
    "rubbish": Skade(RUBBISH, "FIL-001", 1, "", "", 1),
    "rubbish after the start record": Skade(
        LINJER[0] + RUBBISH.translate(None, b"\n\xc2\xc3\0"), "FIL-005", 2, "", "", 1
    ),
    "a very long line": Skade(but(3, LINJER[2] + b"x" * 100_000), "FIL-015", 3, "", "", 65_537),
    "a line end inside a record of a stream": Skade(
        FORMER["stream"](LINJER[:4]) + b"008" + pnr(1).encode() + b"\n".ljust(180) + FORMER["stream"](LINJER[5:]),
        "FIL-018", 5, "008", "", 14,
    ),
    "a stream with an unknown type": Skade(
        FORMER["stream"](LINJER[:4]) + b"088" + FORMER["stream"](LINJER[5:]), "FIL-005", 5, "088", "", 1
    ),
}  # fmt: skip


@pytest.mark.parametrize("navn", SKADER)
def test_a_bad_file_is_refused_with_code_and_place(tmp_path: Path, navn: str) -> None:
    skade = SKADER[navn]
    with pytest.raises(Filfejl) as raised:
        look(write(tmp_path, skade.content))
    fejl = raised.value
    assert fejl.fil == "D261102.L900001"
    place = (fejl.kode, fejl.linje, fejl.posttype, fejl.felt, fejl.position)
    assert place == tuple(skade[1:])


@pytest.mark.parametrize("navn", SKADER)
@pytest.mark.parametrize("chunk", [1, 7, 500])
def test_a_chunk_border_does_not_change_what_is_said_of_a_bad_file(tmp_path: Path, navn: str, chunk: int) -> None:
    path = write(tmp_path, SKADER[navn].content)
    with pytest.raises(Filfejl) as whole:
        look(path)
    with pytest.raises(Filfejl) as pieces:
        look(path, chunk=chunk)
    assert str(pieces.value) == str(whole.value)


@pytest.mark.parametrize("navn", SKADER)
def test_an_error_says_what_was_expected_and_holds_no_number(tmp_path: Path, navn: str) -> None:
    with pytest.raises(Filfejl) as raised:
        look(write(tmp_path, SKADER[navn].content))
    text = str(raised.value)
    words = ("ventede", "skal begynde med", "Vent, til", "hent", "passer ikke", "tildeles ikke", "begynder ikke med")
    assert any(word in text for word in words)
    assert not any(pnr(n)[:9] in text for n in (1, 2, 3))
    assert "610101ABC1" not in text


@pytest.mark.parametrize("form", FORMER)
@pytest.mark.parametrize("chunk", [1, 13, 1 << 20])
def test_every_form_has_the_same_fingerprint_and_counts(tmp_path: Path, form: str, chunk: int) -> None:
    seen = look(write(tmp_path, FORMER[form](LINJER)), chunk=chunk)
    plain = look(write(tmp_path, LINJER, "plain"))
    assert seen._replace(path=plain.path, form=plain.form) == plain
    assert (seen.opgave, seen.proddto, seen.proddto_forrig) == (OPGAVE, DAG1, FOERSTE)
    assert seen.poster == {"000": 1, "001": 2, "002": 2, "003": 2, "008": 2, "099": 1, "999": 1}


def test_another_character_is_another_fingerprint(tmp_path: Path) -> None:
    one = look(write(tmp_path, LINJER))
    other = look(write(tmp_path, but(5, LINJER[4].replace(b"r", b"s")), "other"))
    assert one.sha256 != other.sha256


def test_the_first_file_of_a_task_has_no_previous_date(tmp_path: Path) -> None:
    assert look(write(tmp_path, fil(POSTER, DAG1, "00000000"))).proddto_forrig == "00000000"


def test_longer_records_are_reported_by_type(tmp_path: Path) -> None:
    longer = [linje("008", pnr(2), "og mere"), linje("003", pnr(2), "x"), linje("003", pnr(1), "y")]
    seen = look(write(tmp_path, plus(*longer)), chunk=100)
    assert seen.bemaerkninger == ("2 × post 003 længere end layoutet", "1 × post 008 længere end layoutet")


def test_error_records_and_receipts_are_reported(tmp_path: Path) -> None:
    more = [linje("910", "ABC", INDDATA="07900001", FEJLNR="0012", FEJLTXT_UDTRÆK="Ukendt"), linje("997", pnr(3))]
    seen = look(write(tmp_path, plus(*more)))
    assert seen.bemaerkninger == ("1 × fejlrecord 910 (ikke anvendt)", "1 × kvittering 997 (ikke anvendt)")


@pytest.mark.parametrize("chunk", [1, 50, 1 << 20])
def test_records_that_lie_apart_are_noticed(tmp_path: Path, chunk: int) -> None:
    together = fil(POSTER)
    apart = fil([*(line for line in POSTER if line[:3] != b"003"), *(line for line in POSTER if line[:3] == b"003")])
    after_910 = fil([*person(1)[:1], linje("910", "ABC", INDDATA="07"), *person(1)[1:]])
    assert not look(write(tmp_path, together), chunk=chunk).adskilt
    assert look(write(tmp_path, apart), chunk=chunk).adskilt
    assert look(write(tmp_path, after_910), chunk=chunk).adskilt


def test_progress_tells_how_many_lines_were_read(tmp_path: Path) -> None:
    told: list[int] = []
    vagt = Nummervagt(Miljoe.EXTTEST)
    inspect(write(tmp_path, LINJER), mistaenkelig=vagt.suspicious, vagt=vagt, trin=told.append, chunk=200)
    assert told == sorted(told)
    assert told[-1] == ANTAL


@pytest.mark.parametrize("tegn", ["Ã ", "Åå", "ß", "Â", "é"])
def test_letters_of_other_languages_are_no_utf_8(tmp_path: Path, tegn: str) -> None:
    assert look(write(tmp_path, plus(linje("019", pnr(2), NOTATLINIE=f"x{tegn}x")))).poster["019"] == 1
