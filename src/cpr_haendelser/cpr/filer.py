"""Reading and writing CPR files: the physical forms, in pieces, with memory bounded at any size.

Three forms exist (LF lines with trailing blanks trimmed, padded lines, one stream without line ends cut by record
length); CRLF occurs too. All become the same lines here: bytes of ISO-8859-1 without trailing blanks. What the lines
say is checked in `eftersyn`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import Enum
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import IO, NamedTuple

from cpr_haendelser.cpr.layouts import KEY_LENGTH, START, posttyper
from cpr_haendelser.cpr.personnummer import mask
from cpr_haendelser.fejl import Filfejl

CHUNK = 1 << 20
"""How much is read at a time; the fastest in measurements, and small enough to stay in the processor's cache."""

LONGEST_LINE = 1 << 16
"""No record is anywhere near as long; what is longer is no CPR file, and would fill the memory."""

_HEAD = 4096
_AFTER_LAST = b"\r\n \x1a"
"""What a writer may leave behind the last record: a line end, blanks, DOS's end-of-file mark."""


class Form(Enum):
    """How the records lie in the file."""

    LINJER = "linjer"
    STROEM = "stroem"


class Stykke(NamedTuple):
    """A piece of a file: its lines, and the number of the first one (from 1)."""

    foerste: int
    linjer: list[bytes]


@cache
def _stream_record() -> re.Pattern[bytes]:
    """One record of a stream: the record type decides the length."""
    return re.compile(
        b"|".join(b"%b.{%d}" % (p.nummer.encode(), p.laengde - 3) for p in posttyper().values()), re.DOTALL
    )


@cache
def _longest_record() -> int:
    return max(posttype.laengde for posttype in posttyper().values())


@contextmanager
def open_fil(path: Path) -> Iterator[IO[bytes]]:
    """The file for reading; Filfejl FIL-016 where the system does not give it, also midway."""
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise Filfejl(
            "FIL-016",
            f"filen kan ikke læses ({error.strerror}); ventede en fil, som programmet har adgang til.",
            fil=mask(path.name),
        ) from error


def read_form(path: Path) -> Form:
    """The form of a file: a stream where no line ends, or where a record follows upon the start record's last byte."""
    with open_fil(path) as file:
        head = file.read(_HEAD)
    line_end = head.find(b"\n")
    start = posttyper()[START].laengde
    if line_end < 0 or (line_end >= start + KEY_LENGTH and head[start : start + 3].decode("latin-1") in posttyper()):
        return Form.STROEM
    return Form.LINJER


def iterate_stykker(path: Path, form: Form, *, chunk: int = CHUNK) -> Iterator[Stykke]:
    """The lines of a file in pieces of about `chunk` bytes.

    What a stream holds from the first unknown record type on comes as one last line, cut short. Filfejl FIL-015 for a
    line that is too long for any CPR file, FIL-016 where the file cannot be read.
    """
    with open_fil(path) as file:
        nummer = 1
        for linjer in _iterate_lines(file, chunk) if form is Form.LINJER else _iterate_stream(file, chunk):
            if form is Form.LINJER and max(map(len, linjer)) > LONGEST_LINE:
                raise _too_long(path, nummer, linjer)
            yield Stykke(nummer, linjer)
            nummer += len(linjer)


def _iterate_lines(file: IO[bytes], chunk: int) -> Iterator[list[bytes]]:
    rest = b""
    while len(rest) <= LONGEST_LINE and (block := file.read(chunk)):
        block = rest + block
        cut = block.rfind(b"\n") + 1
        rest = block[cut:]
        if cut:
            yield _split(block[:cut])
    if len(rest) > LONGEST_LINE:
        yield [rest]
    elif rest := rest.rstrip(b"\x1a"):
        yield _split(rest + b"\n")


_LAST = itemgetter(slice(-1, None))


def _split(block: bytes) -> list[bytes]:
    """The lines of a block that ends with a line end, without trailing blanks."""
    if b"\r" in block:
        return [linje.rstrip(b" \r") for linje in block[:-1].split(b"\n")]
    linjer = block.splitlines()
    return [linje.rstrip(b" ") for linje in linjer] if b" " in set(map(_LAST, linjer)) else linjer


def _iterate_stream(file: IO[bytes], chunk: int) -> Iterator[list[bytes]]:
    record = _stream_record()
    rest = b""
    while len(rest) < _longest_record() and (block := file.read(chunk)):
        data = rest + block
        records: list[bytes] = []
        position = 0
        while match := record.match(data, position):
            records.append(match.group().rstrip(b" "))
            position = match.end()
        rest = data[position:]
        if records:
            yield records
    # A last record that the writer cut short is a record all the same.
    if rest := rest.rstrip(_AFTER_LAST):
        yield [rest[: _longest_record()]]


def _too_long(path: Path, foerste: int, linjer: list[bytes]) -> Filfejl:
    return Filfejl(
        "FIL-015",
        f"linjen er over {LONGEST_LINE} tegn lang; ventede en post på højst {_longest_record()}. Er det en CPR-fil?",
        fil=mask(path.name),
        linje=foerste + next(i for i, linje in enumerate(linjer) if len(linje) > LONGEST_LINE),
        position=LONGEST_LINE + 1,
    )


def write_fil(path: Path, linjer: Iterable[bytes], *, line_end: bytes = b"\n") -> None:
    """Writes lines as they are, each with its line end (empty: one stream; the lines must then be padded)."""
    with path.open("wb") as file:
        for linje in linjer:
            file.write(linje + line_end)
