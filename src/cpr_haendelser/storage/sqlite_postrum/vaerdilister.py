"""Value lists: what is in them now, in order, and which lists a value was in at any version."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from cpr_haendelser.abonnementer.model import Vaerdiliste
from cpr_haendelser.storage import postfejl
from cpr_haendelser.storage.sqlite.saetninger import saetninger
from cpr_haendelser.storage.sqlite_postrum.raekker import RUM, to_text, to_vaerdiliste
from cpr_haendelser.storage.sqlite_postrum.rum import Rum

FLYT = 1_000_000
"""So many new memberships are moved to the large table in one go."""


class Vaerdilister(Rum):
    """What storage.postrum.Postrum says about value lists."""

    def vaerdilister(self) -> list[Vaerdiliste]:
        """All value lists."""
        return [to_vaerdiliste(row) for row in self._rows("vaerdilister", "lister")]

    def opret_vaerdiliste(self, liste: Vaerdiliste) -> None:
        """Keeps an empty list, or its new name or state."""
        values = (liste.uuid, liste.navn, liste.system, int(liste.aktiv))
        with self._forbindelser.writer() as connection:
            connection.execute(saetninger("vaerdilister", RUM)["opret"], values)

    def ret_vaerdiliste(
        self, uuid: str, *, til: Iterable[int | str] = (), fra: Iterable[int | str] = ()
    ) -> Vaerdiliste:
        """Removes and adds values."""
        with self._forbindelser.writer() as connection:
            nr, liste = _find(connection, uuid)
            change = _Aendring(connection, nr)
            change.gather(til, fra)
            if change.is_empty():
                return liste
            change.write(liste.version + 1)
            return _find(connection, uuid)[1]

    def vaerdier(self, uuid: str, *, efter: int | str | None = None, antal: int = 1000) -> list[int | str]:
        """Values in order."""
        sql = saetninger("vaerdilister", RUM)
        name = "vaerdier_fra_start" if efter is None else "vaerdier_efter"
        with self._forbindelser.snapshot() as connection:
            nr, _ = _find(connection, uuid)
            rows = connection.execute(sql[name], {"liste": nr, "efter": efter, "antal": antal})
            return [vaerdi for (vaerdi,) in rows]

    def medlemskaber(
        self, lister: Sequence[str], vaerdier: Sequence[int | str], version: dict[str, int] | None = None
    ) -> set[tuple[str, int | str]]:
        """Which of the values are in which of the lists."""
        sql, oenskede = saetninger("vaerdilister", RUM), set(lister)
        with self._forbindelser.snapshot() as connection:
            navne = {nr: uuid for nr, uuid in connection.execute(sql["numre"]) if uuid in oenskede}
            rows = connection.execute(sql["medlemskaber"], {"vaerdier": to_text(list(set(vaerdier)))})
            if not version:
                return {(navne[nr], vaerdi) for nr, vaerdi, _, til in rows if not til and nr in navne}
            # Beyond every version: what is in the list now.
            graenser = {nr: version.get(uuid, 2**62) for nr, uuid in navne.items()}
            return {
                (navne[nr], vaerdi)
                for nr, vaerdi, fra, til in rows
                if nr in navne and fra <= graenser[nr] < (til or 2**63)
            }

    def listestand(self) -> int:
        """The number of the newest change."""
        return int(self._rows("vaerdilister", "stand")[0][0])

    def listeversioner(self, stand: int | None = None) -> tuple[int, dict[str, int]]:
        """How the lists are now or were at a change."""
        sql = saetninger("vaerdilister", RUM)
        with self._forbindelser.snapshot() as connection:
            if stand is not None:
                return stand, dict(connection.execute(sql["versioner_ved"], (stand,)).fetchall())
            (nu,) = connection.execute(sql["stand"]).fetchone()
            return int(nu), dict(connection.execute(sql["versioner"]).fetchall())


class _Aendring:
    """What is to be added to and removed from one list, in temporary tables of the writer."""

    def __init__(self, connection: sqlite3.Connection, liste: int) -> None:
        self._connection = connection
        self._sql = saetninger("vaerdilister", RUM)
        self._liste = liste

    def gather(self, til: Iterable[int | str], fra: Iterable[int | str]) -> None:
        """Keeps what changes something."""
        run, sql = self._connection, self._sql
        for tabel in ("til", "fra"):
            run.execute(f"DELETE FROM temp.{tabel}")  # noqa: S608 - the two names above
        run.executemany(sql["add_til"], ((vaerdi,) for vaerdi in til))
        run.executemany(sql["add_fra"], ((vaerdi,) for vaerdi in fra))
        run.execute(sql["ikke_begge"])
        run.execute(sql["kun_nye"], (self._liste,))
        run.execute(sql["kun_kendte"], (self._liste,))

    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return self._count("antal_nye") + self._count("antal_fjernede") == 0

    def write(self, version: int) -> None:
        """Changes the list and its values' memberships."""
        aendring = self._count("antal_nye") - self._count("antal_fjernede")
        values = {"liste": self._liste, "version": version, "aendring": aendring}
        steps = ["skriv_listevaerdier", "skriv_medlemmer"]
        if self._count("antal_fjernede"):
            steps = ["fjern_listevaerdier", "slut_medlemmer", "slut_nye_medlemmer", *steps]
        for step in (*steps, "saet_version", "add_aendring"):
            self._connection.execute(self._sql[step], values)
        if self._connection.execute(self._sql["mange_nye"], {"antal": FLYT}).fetchone()[0]:
            self._connection.execute(self._sql["flyt_medlemmer"])
            self._connection.execute(self._sql["toem_nye"])

    def _count(self, name: str) -> int:
        return int(self._connection.execute(self._sql[name]).fetchone()[0])


def _find(connection: sqlite3.Connection, uuid: str) -> tuple[int, Vaerdiliste]:
    row = connection.execute(saetninger("vaerdilister", RUM)["liste"], (uuid,)).fetchone()
    if row is None:
        raise postfejl.no_vaerdiliste(uuid)
    return row[0], to_vaerdiliste(row[1:])
