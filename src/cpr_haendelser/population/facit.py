"""The facit on disk: what the life model made happen, one JSON object a line, one file per delivery, and an index.

A line holds `dag` (PRODDTO), `pnr`, `kode` (a personhændelse, `samle` for a catch-all, or `ingen` where something shows
only without 099 lines), `art`, `rolle`, `kommune` (as in the records), `gyldig_fra` (raw), `grupper`, `foer`, `efter`, `om`,
`retter`, `hoved`, `koder099` and `uden_099`: what the records alone would show (`udfald` samme, samling or ingen, with `kode`,
`art`, `grupper`, `grund`, and for a catch-all its `kommune`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MAPPE = "facit"
INDEKS = "indeks.json"
_FACIT, _INTET = ".jsonl", ".uden_virkning.jsonl"


def write_day(folder: Path, fil: str, facit: list[dict[str, Any]], intet: list[dict[str, str]]) -> None:
    """Write the facit of one delivery, and the 099 lines of it that shall cause nothing."""
    for suffix, rows in ((_FACIT, facit), (_INTET, intet)):
        with (folder / MAPPE / (fil + suffix)).open("w", encoding="utf-8", newline="\n") as out:
            for row in rows:
                out.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


def write_index(folder: Path, indeks: dict[str, Any]) -> None:
    """Write the index: how the population was made, and its files in order."""
    text = json.dumps(indeks, ensure_ascii=False, indent=1) + "\n"
    (folder / MAPPE / INDEKS).write_text(text, encoding="utf-8", newline="\n")


def read_index(folder: Path) -> dict[str, Any]:
    """The index of a population's folder."""
    found: dict[str, Any] = json.loads((folder / MAPPE / INDEKS).read_text(encoding="utf-8"))
    return found


def read_facit(folder: Path) -> Iterator[dict[str, Any]]:
    """Every line of the facit, days in order."""
    return _rows(folder, _FACIT)


def read_uden_virkning(folder: Path) -> Iterator[dict[str, Any]]:
    """Every 099 line that shall cause nothing (dag, pnr, kode099, tid, maerke, aarsag), days in order."""
    return _rows(folder, _INTET)


def _rows(folder: Path, suffix: str) -> Iterator[dict[str, Any]]:
    for fil in read_index(folder)["filer"][1:]:
        with (folder / MAPPE / (fil["fil"] + suffix)).open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)
