"""Markdown, as much as the generated documents need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from importlib.resources import files

_PLADS = re.compile("<!-- ([a-z]+) -->")
SKREVET = "Denne side er skrevet ud fra programmet selv (`make docs`)."


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; a bar in a cell is escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(
        "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in line) + " |\n" for line in lines
    )


def page(title: str, *parts: str) -> str:
    """A page of its title and parts, with one blank line between them."""
    return "\n\n".join(part.strip("\n") for part in (f"# {title}", SKREVET, *parts) if part.strip()) + "\n"


def fill(tekst: str, **dele: str) -> str:
    """A page whose text lies in tekster/, with each part put in where `<!-- its name -->` stands.

    ValueError where a part has no place, or a place no part.
    """
    skabelon = (files("cpr_haendelser.dokumentation") / "tekster" / tekst).read_text("utf-8")
    dele = {"skrevet": SKREVET, **dele}
    pladser = set(_PLADS.findall(skabelon))
    if pladser != dele.keys():
        raise ValueError(f"{tekst}: {sorted(pladser ^ dele.keys())} is a place without part, or a part without place")
    return _PLADS.sub(lambda match: dele[match[1]].strip("\n"), skabelon)
