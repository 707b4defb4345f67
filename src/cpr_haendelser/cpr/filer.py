"""Reading and writing CPR files: the physical forms, in pieces, with memory bounded at any size.

Three forms exist (LF lines with trailing blanks trimmed, padded lines, one stream without line ends cut by record length); CRLF
occurs too. All become the same lines here: bytes of ISO-8859-1 without trailing blanks. What the lines say is
checked in `eftersyn`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from functools import cache
from pathlib import Path
from typing import IO, NamedTuple

from cpr_haendelser.cpr.layouts import posttyper
from cpr_haendelser.fejl import Filfejl

CHUNK = 1 << 20
"""How much is read at a time; the fastest in measurements, and small enough to stay in the processor's cache."""

_HEAD = 64
_TRAILING_BLANKS = re.compile(rb" +$", re.MULTILINE)


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


def read_form(path: Path) -> Form:
    """The form of a file: a line end within its first 64 bytes (the start record has 35) means lines."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    return Form.LINJER if b"\n" in head or len(head) < _HEAD else Form.STROEM


def iterate_stykker(path: Path, form: Form) -> Iterator[Stykke]:
    """The lines of a file in pieces of about a MiB. Filfejl FIL-005 where a stream holds no known record type."""
    with path.open("rb") as file:
        pieces = _iterate_lines(file) if form is Form.LINJER else _iterate_stream(file, path.name)
        nummer = 1
        for linjer in pieces:
            yield Stykke(nummer, linjer)
            nummer += len(linjer)


def _iterate_lines(file: IO[bytes]) -> Iterator[list[bytes]]:
    rest = b""
    while block := file.read(CHUNK):
        block = rest + block
        cut = block.rfind(b"\n") + 1
        rest = block[cut:]
        if cut:
            yield _split(block[: cut - 1])
    if rest:
        yield _split(rest)


def _split(block: bytes) -> list[bytes]:
    if b"\r" in block:
        block = block.replace(b"\r\n", b"\n").removesuffix(b"\r")
    if b" \n" in block or block.endswith(b" "):
        block = _TRAILING_BLANKS.sub(b"", block)
    return block.split(b"\n")


def _iterate_stream(file: IO[bytes], navn: str) -> Iterator[list[bytes]]:
    record = _stream_record()
    rest, taeller = b"", 0
    while True:
        block = file.read(CHUNK)
        data = rest + block
        records: list[bytes] = []
        position = 0
        while match := record.match(data, position):
            records.append(match.group())
            position = match.end()
        rest = data[position:]
        taeller += len(records)
        if not block:
            tail = rest.rstrip(b"\r\n \x1a")
            if tail:
                # A last record that the writer cut short is a record all the same.
                records.append(_last_of_stream(tail, navn, taeller + 1))
        elif len(rest) >= _LONGEST:
            raise _unknown_in_stream(rest, navn, taeller + 1)
        if records:
            yield [linje.rstrip(b" ") for linje in records]
        if not block:
            return


_LONGEST = max(posttype.laengde for posttype in posttyper().values())


def _last_of_stream(tail: bytes, navn: str, linje: int) -> bytes:
    if tail[:3].decode("latin-1") not in posttyper():
        raise _unknown_in_stream(tail, navn, linje)
    return tail


def _unknown_in_stream(rest: bytes, navn: str, linje: int) -> Filfejl:
    del rest
    return Filfejl(
        "FIL-005",
        "ukendt posttype i en fil uden linjeskift; her ventes en af P12170's posttyper. Bed om filen igen.",
        fil=navn,
        linje=linje,
        position=1,
    )


def write_fil(path: Path, linjer: Iterable[bytes], *, line_end: bytes = b"\n") -> None:
    """Writes lines as they are, each with its line end (empty: one stream; the lines must then be padded)."""
    with path.open("wb") as file:
        for linje in linjer:
            file.write(linje + line_end)
