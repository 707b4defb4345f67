"""The first load of an empty replica: as fast as it can be written, in bounded memory, in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from itertools import islice

from cpr_haendelser.replika.billede import read_opslag, read_relationer, to_tekster
from cpr_haendelser.storage import fejl
from cpr_haendelser.storage.lager import Leverance
from cpr_haendelser.storage.sqlite.modtag import check
from cpr_haendelser.storage.sqlite.raekker import Raekke, from_leverance
from cpr_haendelser.storage.sqlite.saetninger import saetninger

BATCH = 1000


def etabler(
    connection: sqlite3.Connection, personer: Iterable[tuple[int, bytes]], faerdig: Callable[[], Leverance]
) -> Leverance:
    """Writes all persons, then the ledger's line; the connection has the write lock and a file attached as `spool`."""
    sql = saetninger("etabler")
    if connection.execute("SELECT 1 FROM person LIMIT 1").fetchone():
        raise fejl.has_personer()
    indekser = connection.execute(sql["indekser"]).fetchall()
    for navn, _ in indekser:
        connection.execute(sql["fjern_indeks"].replace(":navn", navn))
    connection.execute(sql["relationer"])
    fil = int(connection.execute(saetninger("modtag")["naeste_fil"]).fetchone()[0])
    stream = iter(personer)
    foerste = 1
    while batch := list(islice(stream, BATCH)):
        _write(connection, batch, fil, foerste)
        foerste += len(batch)
    leverance = faerdig()._replace(fil=fil)
    check(connection, leverance)
    connection.execute(sql["skriv_relationer"])
    for _, indeks in indekser:
        connection.execute(indeks)
    connection.execute(saetninger("modtag")["add_leverance"], from_leverance(leverance))
    return leverance


def _write(connection: sqlite3.Connection, batch: list[tuple[int, bytes]], fil: int, foerste: int) -> None:
    """Persons with versions numbered from `foerste`."""
    sql = saetninger("etabler")
    personer: list[Raekke] = []
    versioner: list[Raekke] = []
    relationer: list[Raekke] = []
    for nr, (pnr, dokument) in enumerate(batch, start=foerste):
        personer.append((pnr, nr, fil, *read_opslag(dokument)))
        versioner.append((nr, pnr, fil, dokument))
        relationer += [(til, pnr, art) for art, til in read_relationer(to_tekster(dokument))]
    connection.executemany(sql["add_version"], versioner)
    connection.executemany(sql["add_person"], personer)
    connection.executemany(sql["add_relation"], relationer)
