"""The book of serviceaftaler."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from cpr_haendelser.aftaler.model import Aftaleskridt
from cpr_haendelser.storage.aftalebog import BREV, Foelge
from cpr_haendelser.storage.revisionsposter import agreement_step
from cpr_haendelser.storage.sqlite.saetninger import saetninger
from cpr_haendelser.storage.sqlite_postrum.raekker import RUM
from cpr_haendelser.storage.sqlite_postrum.revision import append
from cpr_haendelser.storage.sqlite_postrum.rum import Rum


class Aftaler(Rum):
    """What storage.aftalebog.Aftalebog says."""

    def aftaleskridt(self, aftale: str) -> list[Aftaleskridt]:
        """Every step and word of an agreement."""
        return [Aftaleskridt(*row) for row in self._rows("aftaler", "aftaleskridt", (aftale,))]

    def skriv_aftaleskridt(self, foelge: Foelge) -> None:
        """Keeps words and letters."""
        with self._forbindelser.writer() as connection:
            keep_foelge(connection, foelge)

    def ordrenyt_til(self) -> int:
        """How far letters have been written about orders."""
        return int(self._rows("aftaler", "ordrenyt_til")[0][0])

    def skriv_ordrebreve(self, breve: Sequence[str], *, efter: int, til: int) -> bool:
        """Keeps letters about orders."""
        sql = saetninger("aftaler", RUM)
        with self._forbindelser.writer() as connection:
            if connection.execute(sql["ordrenyt_til"]).fetchone() != (efter,):
                return False
            keep_foelge(connection, Foelge(breve=tuple(breve)))
            connection.execute(sql["saet_ordrenyt"], (til,))
        return True


def keep_foelge(connection: sqlite3.Connection, foelge: Foelge) -> None:
    """Keeps steps and letters in the transaction that is under way."""
    connection.executemany(saetninger("aftaler", RUM)["add_aftaleskridt"], foelge.skridt)
    for nu, deres in groupby(foelge.skridt, key=attrgetter("tidspunkt")):
        append(connection, [agreement_step(skridt) for skridt in deres], nu)
    connection.executemany(saetninger("alarmer", RUM)["add_alarmpost"], [(BREV, brev) for brev in foelge.breve])
