"""Writes the generated documents into docs, or with --check only says which are not up to date (exit status 1)."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cpr_haendelser.dokumentation.sider import check, write

DOCS = Path("docs")


def main(arguments: list[str]) -> int:
    """The exit status: 0 done or up to date, 1 something differs, 2 asked wrongly."""
    if arguments not in ([], ["--check"]):
        click.echo("Brug: python -m cpr_haendelser.dokumentation [--check]", err=True)
        return 2
    changed = check(DOCS) if arguments else write(DOCS)
    for name in changed:
        click.echo(f"{DOCS / name}: {'er ikke ajour; kør make docs' if arguments else 'skrevet'}")
    return 1 if arguments and changed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
