"""The post room in an SQLite file."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from cpr_haendelser.storage.sqlite.forbindelser import Forbindelser
from cpr_haendelser.storage.sqlite.saetninger import saetninger
from cpr_haendelser.storage.sqlite.skema import prepare
from cpr_haendelser.storage.sqlite_postrum.adgang import Adgange
from cpr_haendelser.storage.sqlite_postrum.aflevering import Afleveringer
from cpr_haendelser.storage.sqlite_postrum.aftaler import Aftaler
from cpr_haendelser.storage.sqlite_postrum.alarmer import Alarmer
from cpr_haendelser.storage.sqlite_postrum.driftsvalg import Valg
from cpr_haendelser.storage.sqlite_postrum.fordel import Fordelinger
from cpr_haendelser.storage.sqlite_postrum.gendannelse import Gendannelser
from cpr_haendelser.storage.sqlite_postrum.indgreb import IndgrebRum
from cpr_haendelser.storage.sqlite_postrum.laesning import Laesning
from cpr_haendelser.storage.sqlite_postrum.laest import Laeste
from cpr_haendelser.storage.sqlite_postrum.opsaetning import Opsaetninger
from cpr_haendelser.storage.sqlite_postrum.raekker import RUM, SKEMA
from cpr_haendelser.storage.sqlite_postrum.revision import Revisioner
from cpr_haendelser.storage.sqlite_postrum.rum import make_tables
from cpr_haendelser.storage.sqlite_postrum.vaerdilister import Vaerdilister


class SqlitePostrum(
    Opsaetninger,
    Vaerdilister,
    Laeste,
    Fordelinger,
    Afleveringer,
    IndgrebRum,
    Alarmer,
    Adgange,
    Aftaler,
    Valg,
    Gendannelser,
    Revisioner,
    Laesning,
):
    """The post room in one SQLite file (storage.postrum.Postrum says what the methods do).

    Durable when a method that writes has returned, but for `tag` (WAL, synchronous FULL). Any number of threads and
    processes may use the file; one at a time writes, the others wait.
    """

    def __init__(self, path: Path) -> None:
        prepare(path, SKEMA)
        forbindelser = Forbindelser(path)
        sql = saetninger("opsaetning", RUM)
        with forbindelser.writer() as connection:
            connection.execute(sql["navnerum"], (uuid4().bytes,))
            (navnerum,) = connection.execute(sql["laes_navnerum"]).fetchone()
            make_tables(connection)
        super().__init__(forbindelser, navnerum)

    def close(self) -> None:
        """Closes the connections."""
        self._forbindelser.close()
