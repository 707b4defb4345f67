"""The book of restorings."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from cpr_haendelser.storage.gendannelsesbog import Gendannelse
from cpr_haendelser.storage.revisionsposter import released
from cpr_haendelser.storage.sqlite.forbindelser import connect, told_in_words, transaction
from cpr_haendelser.storage.sqlite.saetninger import saetninger
from cpr_haendelser.storage.sqlite.skema import prepare
from cpr_haendelser.storage.sqlite_postrum.raekker import RUM, SKEMA
from cpr_haendelser.storage.sqlite_postrum.revision import append
from cpr_haendelser.storage.sqlite_postrum.rum import Rum


class Gendannelser(Rum):
    """What storage.gendannelsesbog.Gendannelsesbog says."""

    def gendannelse(self) -> Gendannelse | None:
        """The restoring that nobody has looked through yet."""
        with self._forbindelser.reader() as connection:
            return standing(connection)

    def saet_gendannelse(self, gendannelse: Gendannelse) -> None:
        """It has been restored."""
        with self._forbindelser.writer() as connection:
            _mark(connection, gendannelse)

    def frigiv_gendannelse(self, set_: Mapping[str, str], *, nu: str, hvem: str) -> bool:
        """It has been looked through."""
        with self._forbindelser.writer() as connection:
            staaende, sql = _standing(connection, -1), saetninger("gendannelse", RUM)
            if not staaende:
                return False
            connection.execute(sql["frigiv"], (nu,))
            connection.execute(sql["slet_sessioner"])
            append(connection, [released(each, set_, hvem) for each in staaende], nu)
            return True


def standing(connection: sqlite3.Connection) -> Gendannelse | None:
    """The restoring that nobody has looked through yet."""
    return next(iter(_standing(connection, 1)), None)


def _standing(connection: sqlite3.Connection, antal: int) -> list[Gendannelse]:
    """Those that nobody has looked through yet, the newest first; at most so many, -1: all."""
    sql = saetninger("gendannelse", RUM)["staaende"]
    return [Gendannelse(*row) for row in connection.execute(sql, {"antal": antal})]


def _mark(connection: sqlite3.Connection, gendannelse: Gendannelse) -> None:
    sql = saetninger("gendannelse", RUM)
    connection.execute(sql["slet_sessioner"])
    connection.execute(sql["add_gendannelse"], gendannelse)


def mark_file(sti: Path, gendannelse: Gendannelse) -> None:
    """Marks the file of a post room that is being put back; afterwards there is nothing beside the file.

    It is brought up to date first: the mark must stand whatever version the backup is of.
    """
    prepare(sti, SKEMA)
    with told_in_words(sti), closing(connect(sti)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        with transaction(connection):
            _mark(connection, gendannelse)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
