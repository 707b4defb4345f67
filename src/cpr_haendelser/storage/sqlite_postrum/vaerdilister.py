"""Value lists: what is in them now, in order, and which lists a value was in at any version."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable

from cpr_haendelser.abonnementer.model import Vaerdiliste
from cpr_haendelser.storage import postfejl
from cpr_haendelser.storage.revisionsposter import list_change
from cpr_haendelser.storage.sqlite.forbindelser import Forbindelser
from cpr_haendelser.storage.sqlite.saetninger import saetninger
from cpr_haendelser.storage.sqlite_postrum.raekker import RUM, to_text, to_vaerdiliste
from cpr_haendelser.storage.sqlite_postrum.revision import append
from cpr_haendelser.storage.sqlite_postrum.rum import Rum

FLYT = 1_000_000
"""So many new memberships are moved to the large table in one go."""


class Vaerdilister(Rum):
    """What storage.postrum.Postrum says about value lists."""

    def __init__(self, forbindelser: Forbindelser, navnerum: bytes) -> None:
        super().__init__(forbindelser, navnerum)
        self._listenavne: dict[str, str] = {}

    def vaerdilister(self) -> list[Vaerdiliste]:
        """All value lists."""
        return [to_vaerdiliste(row) for row in self._rows("vaerdilister", "lister")]

    def opret_vaerdiliste(self, liste: Vaerdiliste, *, nu: str, hvem: str) -> None:
        """Keeps an empty list, or its new name or state."""
        values = (liste.uuid, liste.navn, liste.system, int(liste.aktiv))
        with self._forbindelser.writer() as connection:
            connection.execute(saetninger("vaerdilister", RUM)["opret"], values)
            append(connection, [list_change(_find(connection, liste.uuid)[1], hvem, "gem")], nu)

    def ret_vaerdiliste(
        self, uuid: str, *, til: Iterable[int | str] = (), fra: Iterable[int | str] = (), nu: str, hvem: str
    ) -> Vaerdiliste:
        """Removes and adds values."""
        with self._forbindelser.writer() as connection:
            nr, liste = _find(connection, uuid)
            change = _Aendring(connection, nr)
            change.gather(til, fra)
            if change.is_empty():
                return liste
            change.write(liste.version + 1)
            aendret = _find(connection, uuid)[1]
            append(connection, [list_change(aendret, hvem, "ret", change.til, change.fra)], nu)
            return aendret

    def vaerdier(self, uuid: str, *, efter: int | str | None = None, antal: int = 1000) -> list[int | str]:
        """Values in order."""
        sql = saetninger("vaerdilister", RUM)
        name = "vaerdier_fra_start" if efter is None else "vaerdier_efter"
        with self._forbindelser.snapshot() as connection:
            nr, _ = _find(connection, uuid)
            rows = connection.execute(sql[name], {"liste": nr, "efter": efter, "antal": antal})
            return [vaerdi for (vaerdi,) in rows]

    def medlemskaber(self, vaerdier: Collection[int | str], stand: int | None = None) -> dict[int | str, list[str]]:
        """Which value lists each of the values is in."""
        sql, values = saetninger("vaerdilister", RUM), {"vaerdier": to_text(list(set(vaerdier))), "stand": stand}
        with self._forbindelser.snapshot() as connection:
            nu = stand is None or stand == connection.execute(sql["stand"]).fetchone()[0]
            navne = self._names(connection)
            rows = connection.execute(sql["medlemskaber" if nu else "medlemskaber_ved"], values).fetchall()
        fundne = ((vaerdi, ",".join(filter(None, lister))) for vaerdi, *lister in rows)
        return {vaerdi: [navne[nr] for nr in lister.split(",")] for vaerdi, lister in fundne if lister}

    def _names(self, connection: sqlite3.Connection) -> dict[str, str]:
        """The lists by our numbers, as text; no list is ever taken away, so they are remembered."""
        sql = saetninger("vaerdilister", RUM)
        if len(self._listenavne) < connection.execute(sql["seneste_liste"]).fetchone()[0]:
            self._listenavne = {str(nr): uuid for nr, uuid in connection.execute(sql["numre"])}
        return self._listenavne

    def listestand(self) -> int:
        """The number of the newest change."""
        return int(self._rows("vaerdilister", "stand")[0][0])


class _Aendring:
    """What is to be added to and removed from one list, in temporary tables of the writer."""

    def __init__(self, connection: sqlite3.Connection, liste: int) -> None:
        self._connection = connection
        self._sql = saetninger("vaerdilister", RUM)
        self._liste = liste
        self.til = self.fra = 0

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

        self.til, self.fra = self._count("antal_nye"), self._count("antal_fjernede")

    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return self.til + self.fra == 0

    def write(self, version: int) -> None:
        """Changes the list and its values' memberships."""
        values = {"liste": self._liste, "version": version, "aendring": self.til - self.fra}
        steps = ["skriv_listevaerdier", "skriv_medlemmer"]
        if self.fra:
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
