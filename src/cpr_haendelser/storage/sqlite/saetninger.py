"""The SQL statements, each named and explained in the .sql files of its room."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

NAME = "-- name: "

LAGER = "cpr_haendelser.storage.sqlite"
"""The room whose statements are meant where no other is named."""


@cache
def saetninger(fil: str, rum: str = LAGER) -> dict[str, str]:
    """The statements of a room's `sql/<fil>.sql` by name, without their comments."""
    found = {}
    for part in (files(rum) / "sql" / f"{fil}.sql").read_text(encoding="utf-8").split(NAME)[1:]:
        name, _, body = part.partition("\n")
        lines = (line for line in body.splitlines() if not line.startswith("--"))
        found[name.strip()] = "\n".join(lines).strip().rstrip(";")
    return found


def split_script(script: str) -> Iterator[str]:
    """The statements of a script one by one, so that they can be run inside a transaction that is open already."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if line.rstrip().endswith(";") and sqlite3.complete_statement(statement):
            yield statement
            statement = ""
