"""Value lists for the bench: many overlapping sets of one large population of personnumre, without randomness."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from bench.befolkning import to_person
from bench.levering.opstilling import uuid
from cpr_haendelser.abonnementer.model import Vaerdiliste
from cpr_haendelser.storage.postrum import Postrum

_PR_NUMMER = 6.83
"""How many lists a number is in."""


class Lister(NamedTuple):
    """How many, and how large."""

    antal: int
    hver: int

    @property
    def numre(self) -> int:
        """Numbers in all."""
        return self.antal * self.hver

    def fill(self, postrum: Postrum, path: Path) -> None:
        """Makes them in a new post room, whose file it is; the numbers go straight into its tables, sorted once."""
        for nummer in range(self.antal):
            postrum.opret_vaerdiliste(
                Vaerdiliste(uuid("liste", nummer), f"Liste {nummer}", uuid("system", 0), 0, 0),
                nu="2026-11-25T00:00:00Z",
                hvem="operatoer",
            )
        befolkning = _population(int(self.numre / _PR_NUMMER) | 1)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for statement in ("PRAGMA synchronous = OFF", "PRAGMA cache_size = -262144", "BEGIN"):
                connection.execute(statement)
            numre = dict(connection.execute("SELECT uuid, nr FROM vaerdiliste"))
            nummereret = sorted((numre[uuid("liste", nummer)], nummer) for nummer in range(self.antal))
            for nr, nummer in nummereret:
                rows = ((nr, vaerdi) for vaerdi in sorted(_members(nummer, self.hver, befolkning)))
                connection.executemany("INSERT INTO listevaerdi VALUES (?, ?)", rows)
            for statement in (
                "INSERT INTO medlem SELECT vaerdi, liste, 1, 0 FROM listevaerdi ORDER BY vaerdi, liste",
                "UPDATE vaerdiliste SET version = 1, antal = (SELECT count(*) FROM listevaerdi WHERE liste = nr)",
                "INSERT INTO listeaendring (liste, version) SELECT nr, 1 FROM vaerdiliste",
                "COMMIT",
                "PRAGMA wal_checkpoint(TRUNCATE)",
            ):
                connection.execute(statement)


def _population(antal: int) -> list[int]:
    """Personnumre; those of every smaller population are among them."""
    return [int(to_person(nr, antal).pnr) for nr in range(antal)]


def _members(nummer: int, antal: int, befolkning: list[int]) -> Iterator[int]:
    """Spread over the population, of every list other ones; all different, for there are fewer than persons."""
    alle = len(befolkning)
    step, begin = nummer * 15838 + 24691, nummer * 104729
    while math.gcd(step, alle) > 1:
        step += 2
    return (befolkning[(step * n + begin) % alle] for n in range(antal))
