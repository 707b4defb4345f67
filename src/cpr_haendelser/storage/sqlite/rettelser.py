"""What hændelser correct or annul: found in the log by code and time, when they are in it themselves."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from cpr_haendelser.storage.sqlite.saetninger import saetninger


class Rettende(NamedTuple):
    """A hændelse in the log that corrects an earlier one; `koder` is a JSON list."""

    loebenummer: int
    pnr: int
    koder: str
    fra: str
    rolle: str
    kommune: str
    cvr: str


def point_back(connection: sqlite3.Connection, rettende: Iterable[Rettende], sidste: int) -> None:
    """Lets each point at what it corrects, where that is known; `sidste` is the last number before this transaction."""
    sql = saetninger("rettelser")
    for each in rettende:
        found = connection.execute(sql["find_rettet"], {**each._asdict(), "sidste": sidste}).fetchone()
        if found:
            connection.execute(sql["set_retter"], {"loebenummer": each.loebenummer, "retter": found[0]})
