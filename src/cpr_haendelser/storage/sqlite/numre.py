"""Which løbenumre are given next."""

from __future__ import annotations

import sqlite3

from cpr_haendelser.storage.sqlite.saetninger import saetninger


def read_over(connection: sqlite3.Connection) -> int:
    """The number that all to come are above, in the writer's transaction."""
    return int(connection.execute(saetninger("skrivning")["over_nummer"]).fetchone()[0])
