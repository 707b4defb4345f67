"""The lager in an SQLite file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from uuid import UUID

from cpr_haendelser.storage import fejl
from cpr_haendelser.storage.lager import CvrFor, Genafgoer, Kvittering, Leverance, Spool, frigivet_id
from cpr_haendelser.storage.ordre import Ordrehaendelse
from cpr_haendelser.storage.sqlite.etabler import etabler
from cpr_haendelser.storage.sqlite.forbindelser import Forbindelser, give_back_wal, transaction
from cpr_haendelser.storage.sqlite.laesning import Laesning
from cpr_haendelser.storage.sqlite.modtag import Modtagelse, attached
from cpr_haendelser.storage.sqlite.numre import read_over
from cpr_haendelser.storage.sqlite.ordrer import log_ordrer
from cpr_haendelser.storage.sqlite.saetninger import saetninger
from cpr_haendelser.storage.sqlite.skema import prepare
from cpr_haendelser.storage.sqlite.spool import SqliteSpool
from cpr_haendelser.storage.sqlite.spoolmappe import Spoolmappe


class SqliteLager(Laesning):
    """What is kept, in one SQLite file (storage.lager.Lager says what the methods do).

    Durable when a method that writes has returned (WAL, synchronous FULL). Any number of threads and processes may use
    the file; one at a time writes, the others wait. What a crash left in the spool folder is removed at opening.
    """

    def __init__(self, path: Path, *, spool_folder: Path | None = None) -> None:
        prepare(path)
        self._spoolmappe = Spoolmappe(spool_folder or path.parent / "spool")
        self._spoolmappe.clear()
        super().__init__(Forbindelser(path))
        self._skriv = saetninger("skrivning")

    def fix_meta(self, noegle: str, vaerdi: str) -> str:
        """Keeps the value unless there is one already; the one that stands."""
        with self._forbindelser.writer() as connection:
            connection.execute(self._skriv["fix_meta"], (noegle, vaerdi))
            return str(connection.execute(self._sql["meta"], (noegle,)).fetchone()[0])

    def saetnummer(self, indhold: str) -> int:
        """The number of a set of composing settings, new or known."""
        known = self._one("saetnummer", (indhold,))
        if known:
            return int(known[0])
        with self._forbindelser.writer() as connection:
            connection.execute(self._skriv["add_saet"], (indhold,))
            return int(connection.execute(self._sql["saetnummer"], (indhold,)).fetchone()[0])

    def set_modtager(self, loebenummer: int, cvr: str, *, tidspunkt: str, grund: str) -> int:
        """Gives a hændelse without receiver one: it comes into the log again; its new number."""
        with self._forbindelser.writer() as connection:
            found = connection.execute(self._sql["modtager"], (loebenummer,)).fetchone()
            if found is None:
                raise fejl.no_haendelse(loebenummer)
            modtager, besked_id, frigivet = found
            if modtager or frigivet:
                raise fejl.has_modtager(loebenummer)
            if not cvr:
                raise fejl.no_cvr(loebenummer)
            values = {
                "loebenummer": loebenummer,
                "over": read_over(connection),
                "cvr": cvr,
                "besked_id": frigivet_id(UUID(bytes=besked_id), cvr).bytes,
                "tidspunkt": tidspunkt,
                "grund": grund,
            }
            (ny,) = connection.execute(self._skriv["add_frigivet"], values).fetchone()
            connection.execute(self._skriv["add_frigivelse"], values | {"ny": ny})
            return int(ny)

    def log(self, haendelser: Sequence[Ordrehaendelse], *, dannet: str, saet: int, proddto: str) -> list[int]:
        """Writes ordered hændelser in one transaction; their løbenumre."""
        with self._forbindelser.writer() as connection:
            return log_ordrer(connection, haendelser, dannet=dannet, saet=saet, proddto=proddto)

    def new_spool(self) -> SqliteSpool:
        """An empty spool in a file of its own."""
        return SqliteSpool(self._spoolmappe.new_file())

    def modtag(  # noqa: PLR0913 - what a delivery is made of
        self,
        spool: Spool,
        leverance: Leverance,
        *,
        dannet: str,
        saet: int,
        genafgoer: Genafgoer,
        cvr_for: CvrFor,
        ordrehaendelser: Sequence[Ordrehaendelse] = (),
    ) -> Kvittering:
        """Commits a delivery."""
        if not isinstance(spool, SqliteSpool):
            raise TypeError("a delivery is committed from a spool that this lager has made")
        spool.seal()
        with (
            self._forbindelser.alone() as connection,
            attached(connection, spool.path),
            transaction(connection),
        ):
            return Modtagelse(connection).run(
                leverance,
                dannet=dannet,
                saet=saet,
                genafgoer=genafgoer,
                cvr_for=cvr_for,
                ordrehaendelser=ordrehaendelser,
            )

    def etabler(self, personer: Iterable[tuple[int, bytes]], faerdig: Callable[[], Leverance]) -> Leverance:
        """Fills an empty replica."""
        path = self._spoolmappe.new_file()
        try:
            with self._forbindelser.alone() as connection, attached(connection, path):
                with transaction(connection):
                    leverance = etabler(connection, personer, faerdig)
                give_back_wal(connection)
                return leverance
        finally:
            path.unlink(missing_ok=True)

    def close(self) -> None:
        """Closes the connections and removes what is left in the spool folder."""
        self._forbindelser.close()
        self._spoolmappe.close()
