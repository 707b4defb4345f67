"""The same files without their 099 lines: what the records alone tell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cpr_haendelser.cpr.layouts import CHARSET, HAENDELSE, SLUT, START, posttyper
from cpr_haendelser.population.linjer import formats

_BUFFER = 1 << 20


def strip_099(folder_in: Path, folder_out: Path) -> list[str]:
    """Copy every delivery of a population's folder without its 099 lines, the end record's count adjusted.

    The physical form is kept. Gives the names of the files written; nothing but deliveries is copied.
    """
    folder_out.mkdir(parents=True, exist_ok=True)
    names = sorted(path.name for path in folder_in.iterdir() if path.is_file())
    for name in names:
        _strip(folder_in / name, folder_out / name)
    return names


def _strip(source: Path, target: Path) -> None:
    haendelse, slut, start = (nummer.encode() for nummer in (HAENDELSE, SLUT, START))
    antal = 0
    with target.open("wb", buffering=_BUFFER) as out:
        for linje in _lines(source):
            if linje[:3] == haendelse:
                continue
            if linje[:3] == slut:
                ende = linje[len(linje.rstrip(b"\r\n")) :]
                out.write((formats()[SLUT] % ("9" * 10, f"{antal:08d}")).encode(CHARSET) + ende)
                continue
            antal += linje[:3] != start
            out.write(linje)


def _lines(path: Path) -> Iterator[bytes]:
    """The records with whatever ends them; a stream without line ends is cut by the layouts' lengths."""
    with path.open("rb", buffering=_BUFFER) as source:
        head = source.read(64)
        source.seek(0)
        if b"\n" in head:
            yield from source
            return
        lengths = {nummer.encode(): posttype.laengde for nummer, posttype in posttyper().items()}
        while kind := source.read(3):
            yield kind + source.read(lengths[kind] - 3)
