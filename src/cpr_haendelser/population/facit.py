"""The facit on disk: what the life model made happen, one JSON object a line, one file per delivery, and an index.

A line holds `dag` (PRODDTO), `pnr`, `kode` (a personhændelse, `samle` for a catch-all, or `ingen` where something shows
only without 099 lines), `art`, `rolle`, `kommune` (as in the records), `gyldig_fra` (raw), `grupper`, `foer`, `efter`,
`om`, `retter`, `hoved`, `koder099` and `uden_099`: what the records alone would show (`udfald` samme, samling or ingen,
with `kode`, `art`, `grupper`, `grund`, and for a catch-all its `kommune`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

MAPPE = "facit"
INDEKS = "indeks.json"
_FACIT, _INTET = ".jsonl", ".uden_virkning.jsonl"


class Dagsfacit:
    """The facit of one delivery while it is written; the other file holds the 099 lines that shall cause nothing."""

    def __init__(self, folder: Path, fil: str) -> None:
        self._facit = _open(folder, fil, _FACIT)
        self._intet = _open(folder, fil, _INTET)
        self.koder: Counter[str] = Counter()
        """Lines per code."""

    def add(self, facit: list[dict[str, Any]]) -> None:
        """More lines of the facit."""
        self.koder.update(line["kode"] for line in facit)
        self._facit.writelines(map(_to_json, facit))

    def close(self, intet: list[dict[str, str]]) -> None:
        """All is told; and these 099 lines cause nothing."""
        self._intet.writelines(map(_to_json, intet))
        self._facit.close()
        self._intet.close()


def _open(folder: Path, fil: str, suffix: str) -> TextIO:
    return (folder / MAPPE / (fil + suffix)).open("w", encoding="utf-8", newline="\n")


def _to_json(line: Mapping[str, Any]) -> str:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"


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
