"""Markdown, as much as the generated documents need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
