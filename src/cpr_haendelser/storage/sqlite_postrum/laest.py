"""How far readers of the feed have come."""

from __future__ import annotations

import sqlite3

import msgspec

from cpr_haendelser.storage.sqlite.saetninger import saetninger
from cpr_haendelser.storage.sqlite_postrum.raekker import RUM, to_text
from cpr_haendelser.storage.sqlite_postrum.rum import Rum
from cpr_haendelser.storage.straekning import FLEST_UDSNIT, Straekning, splice

_laes = msgspec.json.Decoder(tuple[Straekning, ...]).decode


class Laeste(Rum):
    """What storage.postrum.Postrum says about readers of the feed."""

    def laest(self, system: str, udsnit: str) -> tuple[Straekning, ...]:
        """How far an it-system has read a part of the log."""
        with self._forbindelser.reader() as connection:
            return _read(connection, system, udsnit)

    def saet_laest(self, system: str, udsnit: str, ny: Straekning, *, fra: int) -> None:
        """Keeps that a stretch has been shown."""
        sql = saetninger("laest", RUM)
        with self._lazy_writer() as connection:
            foer = _read(connection, system, udsnit)
            values = {"system": system, "udsnit": udsnit, "straekninger": to_text(splice(foer, ny, fra=fra))}
            connection.execute(sql["skriv"], values)
            if not foer:
                connection.execute(sql["glem_aeldste"], {"system": system, "flest": FLEST_UDSNIT})


def _read(connection: sqlite3.Connection, system: str, udsnit: str) -> tuple[Straekning, ...]:
    row = connection.execute(saetninger("laest", RUM)["laest"], (system, udsnit)).fetchone()
    return _laes(row[0]) if row else ()
