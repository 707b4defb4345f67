"""What the parts of the post room have in common: its connections, numbers of its own, and each person's first."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from cpr_haendelser.storage.sqlite.forbindelser import Forbindelser, transaction
from cpr_haendelser.storage.sqlite.saetninger import saetninger, split_script
from cpr_haendelser.storage.sqlite_postrum.raekker import RUM, Raekke

Vaerdier = Sequence[Any] | dict[str, Any]


class Rum:
    """One part of the post room in an SQLite file."""

    def __init__(self, forbindelser: Forbindelser, navnerum: bytes) -> None:
        self._forbindelser = forbindelser
        self._navnerum = navnerum

    def _rows(self, fil: str, name: str, values: Vaerdier = ()) -> list[Raekke]:
        with self._forbindelser.reader() as connection:
            return connection.execute(saetninger(fil, RUM)[name], values).fetchall()

    @contextmanager
    def _lazy_writer(self) -> Iterator[sqlite3.Connection]:
        """The writer, for what need not be on the disk when it returns: the next durable transaction takes it along."""
        with self._forbindelser.alone() as connection:
            connection.execute("PRAGMA synchronous = NORMAL")
            try:
                with transaction(connection):
                    yield connection
            finally:
                connection.execute("PRAGMA synchronous = FULL")


def make_tables(connection: sqlite3.Connection) -> None:
    """The writer's temporary tables."""
    for fil in ("levering", "vaerdilister"):
        for statement in split_script(saetninger(fil, RUM)["tabeller"] + ";"):
            connection.execute(statement)


def number(connection: sqlite3.Connection, dueslag: str) -> int:
    """Our number of a dueslag, given now if it has none."""
    return numbers(connection, "dueslag", [dueslag])[dueslag]


def numbers(connection: sqlite3.Connection, slags: str, navne: Iterable[str]) -> dict[str, int]:
    """Our numbers of dueslag (by uuid) or authorities (by CVR), given now to those that have none."""
    sql = saetninger("fordel", RUM)
    hvilke = {"dueslag": "dueslagsnumre", "myndighed": "myndighedsnumre"}[slags]
    kendte = dict(connection.execute(sql[hvilke]).fetchall())
    nye = sorted(set(navne) - set(kendte))
    if nye:
        connection.executemany(sql[f"add_{slags}"], [(navn,) for navn in nye])
        kendte = dict(connection.execute(sql[hvilke]).fetchall())
    return kendte


@contextmanager
def queues_changed(connection: sqlite3.Connection) -> Iterator[None]:
    """Around what changes the queues of the persons put into temp.person: finds their first ones again."""
    sql = saetninger("levering", RUM)
    connection.execute(sql["glem_personer"])
    yield
    connection.execute(sql["fjern_forreste"])
    connection.execute(sql["saet_forreste"])
