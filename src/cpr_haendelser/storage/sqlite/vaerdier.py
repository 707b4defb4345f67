"""Reading every value of a database file, whatever tables it has."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from cpr_haendelser.storage.sqlite.forbindelser import told_in_words
from cpr_haendelser.storage.vaerdier import Vaerdi

MAGIC = b"SQLite format 3\0"
"""How a database file begins."""
_TABELLER = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"


def iterate_database(path: Path) -> Iterator[Vaerdi]:
    """The values as they are committed; the file is not written to. Text that is no UTF-8 comes with marks in it."""
    with told_in_words(path), closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.text_factory = _read_text
        for (tabel,) in connection.execute(_TABELLER).fetchall():
            raekker = connection.execute(f'SELECT * FROM "{tabel}"')  # noqa: S608 - its name is the database's own
            steder = [f"{path.name}: {tabel}.{kolonne[0]}" for kolonne in raekker.description]
            for nummer, raekke in enumerate(raekker, 1):
                for sted, vaerdi in zip(steder, raekke, strict=True):
                    yield Vaerdi(sted, nummer, vaerdi)


def _read_text(tekst: bytes) -> str:
    return tekst.decode("utf-8", "replace")
