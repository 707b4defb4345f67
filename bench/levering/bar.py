"""The bare ceiling of matching: one join in SQLite and one insert of what it finds, as durable and as much indexed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

_JOIN = """
SELECT m.liste, h.loebenummer, h.pnr FROM log.haendelse h CROSS JOIN post.medlem m ON m.vaerdi = +h.pnr
ORDER BY m.liste, h.loebenummer
"""
_INSERT = """
INSERT INTO forsendelse (dueslag, loebenummer, pnr, myndighed, parti, tilstand, forrest) VALUES (?, ?, ?, 1, 1, 0, 1)
"""


def match(log: Path, postrum: Path, database: Path) -> int:
    """Writes the rows into a new database, in the order of its table, in one durable transaction; how many."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -65536"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("ATTACH ? AS log", (str(log),))
        connection.execute("ATTACH ? AS post", (str(postrum),))
        table = (
            "SELECT sql FROM post.sqlite_master WHERE tbl_name = 'forsendelse' AND sql IS NOT NULL ORDER BY type DESC"
        )
        for (sql,) in connection.execute(table).fetchall():
            connection.execute(sql)
        rows = connection.execute(_JOIN).fetchall()
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(_INSERT, rows)
        connection.execute("COMMIT")
    return len(rows)
