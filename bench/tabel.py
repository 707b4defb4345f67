"""The table of figures, as printed and as it stands in a document."""

from __future__ import annotations

from pathlib import Path

from bench.maaling import Figur

DOCS = Path(__file__).resolve().parent.parent / "docs"
_BEGIN, _END = "<!-- figures -->", "<!-- /figures -->"
_HEAD = ("figure", "measured", "ceiling", "ratio", "wanted")


def to_markdown(figurer: list[Figur], machine: str) -> str:
    """The table with the machine under it."""
    rows = [_HEAD, tuple("---" for _ in _HEAD), *figurer]
    return "\n".join(["| " + " | ".join(row) + " |" for row in rows] + ["", machine])


def write_docs(table: str, side: str) -> None:
    """Puts the table between the marks in a document; ValueError where they are missing."""
    path = DOCS / side
    before, _, rest = path.read_text(encoding="utf-8").partition(_BEGIN)
    _, mark, after = rest.partition(_END)
    if not mark:
        raise ValueError(f"{side} has no {_BEGIN} … {_END}")
    path.write_text(f"{before}{_BEGIN}\n{table}\n{_END}{after}", encoding="utf-8")
