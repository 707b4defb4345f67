"""One delivery into the lager: the steps of the transaction, most of them one statement over the whole delivery."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from cpr_haendelser.storage import fejl
from cpr_haendelser.storage.kaede import check_kaede
from cpr_haendelser.storage.lager import Billede, CvrFor, Genafgoer, Kvittering, Leverance
from cpr_haendelser.storage.ordre import Ordrehaendelse
from cpr_haendelser.storage.sqlite import spool
from cpr_haendelser.storage.sqlite.numre import read_over
from cpr_haendelser.storage.sqlite.ordrer import log_ordrer
from cpr_haendelser.storage.sqlite.raekker import from_leverance, to_leverance, to_text
from cpr_haendelser.storage.sqlite.rettelser import Rettende, point_back
from cpr_haendelser.storage.sqlite.saetninger import saetninger

BATCH = 5000
"""Persons decided again at a time."""

_PERSONTRIN = ("skriv_versioner", "opdater_personer", "flyt_personer", "fjern_relationer", "skriv_relationer")


@contextmanager
def attached(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """The spool's file as `spool` in this connection."""
    connection.execute("ATTACH ? AS spool", (str(path),))
    try:
        connection.execute("PRAGMA spool.journal_mode = OFF")
        connection.execute("PRAGMA spool.synchronous = OFF")
        connection.execute("PRAGMA spool.cache_size = -32768")
        yield
    finally:
        connection.execute("DETACH spool")


class Modtagelse:
    """One delivery being committed by a connection that has its spool attached and the write lock."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._sql = saetninger("modtag")

    def run(  # noqa: PLR0913 - what a delivery is made of
        self,
        leverance: Leverance,
        *,
        dannet: str,
        saet: int,
        genafgoer: Genafgoer,
        cvr_for: CvrFor,
        ordrehaendelser: Sequence[Ordrehaendelse],
    ) -> Kvittering:
        """All steps; nothing is kept when one of them raises."""
        check(self._connection, leverance)
        aeldre = leverance.aeldre - self._count("antal_aeldre")
        afgjort_igen = self._decide_again(genafgoer)
        leverance = leverance._replace(
            fil=self._count("naeste_fil"),
            aendrede=self._count("antal_aendrede"),
            aeldre=aeldre + self._count("antal_aeldre"),
            haendelser=self._count("antal_haendelser"),
        )
        self._connection.execute(self._sql["add_leverance"], from_leverance(leverance))
        self._write_personer(leverance.fil)
        self._find_kommuner(cvr_for)
        sidste = self._write_haendelser(leverance.fil, dannet, saet)
        self._write_linjer(leverance.fil)
        egne = (sidste + 1, sidste + leverance.haendelser) if leverance.haendelser else (0, 0)
        ordrer = log_ordrer(self._connection, ordrehaendelser, dannet=dannet, saet=saet, proddto=leverance.proddto)
        return Kvittering(leverance, *egne, afgjort_igen, tuple(ordrer))

    def _count(self, name: str) -> int:
        return int(self._connection.execute(self._sql[name]).fetchone()[0])

    def _decide_again(self, genafgoer: Genafgoer) -> int:
        """Persons that someone else has changed since they were decided; how many they were."""
        forandrede = iter([pnr for (pnr,) in self._connection.execute(self._sql["forandrede"])])
        antal = 0
        while pnrs := list(islice(forandrede, BATCH)):
            afgoerelser = genafgoer(pnrs, read_billeder(self._connection, pnrs))
            if sorted(afgoerelse.pnr for afgoerelse in afgoerelser) != pnrs:
                raise ValueError("genafgoer answers each person it is asked about once")
            spool.forget(self._connection, pnrs)
            spool.write(self._connection, afgoerelser, schema="spool")
            antal += len(pnrs)
        return antal

    def _write_personer(self, fil: int) -> None:
        values = {"fil": fil, "sidste_version": self._count("sidste_version")}
        for step in _PERSONTRIN:
            self._connection.execute(self._sql[step], values)

    def _find_kommuner(self, cvr_for: CvrFor) -> None:
        """Municipality and receiver of hændelser that go where a relative lives."""
        self._connection.execute(self._sql["find_kommuner"])
        for (kommune,) in self._connection.execute(self._sql["fundne_kommuner"]).fetchall():
            self._connection.execute(self._sql["set_cvr"], {"kommune": kommune, "cvr": cvr_for(kommune)})

    def _write_haendelser(self, fil: int, dannet: str, saet: int) -> int:
        """The last number before this delivery's."""
        sidste = read_over(self._connection)
        self._connection.execute(self._sql["giv_numre"], {"sidste": sidste})
        self._connection.execute(saetninger("spool")["haendelse_indeks"])
        try:
            self._connection.execute(self._sql["skriv_haendelser"], {"fil": fil, "dannet": dannet, "saet": saet})
        except sqlite3.IntegrityError as error:
            if "besked_id" in str(error):
                raise fejl.besked_given() from error
            raise
        rettende = self._connection.execute(self._sql["rettende"]).fetchall()
        point_back(self._connection, [Rettende(*raekke) for raekke in rettende], sidste)
        return sidste

    def _write_linjer(self, fil: int) -> None:
        self._connection.execute(self._sql["find_aarsager"])
        self._connection.execute(self._sql["skriv_linjer"], {"fil": fil})


def check(connection: sqlite3.Connection, leverance: Leverance) -> None:
    """Raises KaedeAendret unless the file can be taken now (storage.kaede)."""
    sql = saetninger("laesning")
    seneste = connection.execute(sql["seneste_leverance"], (leverance.opgave,)).fetchone()
    findes = connection.execute(sql["find_leverance"], (leverance.opgave, leverance.proddto)).fetchone()
    check_kaede(leverance, findes=findes is not None, seneste=to_leverance(seneste) if seneste else None)


def read_billeder(connection: sqlite3.Connection, pnrs: Sequence[int]) -> dict[int, Billede]:
    """Current images of those persons that are known."""
    rows = connection.execute(saetninger("laesning")["billeder"], (to_text(list(pnrs)),))
    return {raekke[0]: Billede(*raekke) for raekke in rows}
