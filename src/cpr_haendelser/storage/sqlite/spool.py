"""Decisions kept in a file of their own between deciding and the transaction.

The file needs no journal and no syncing: after a crash it is thrown away.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from cpr_haendelser.haendelser.model import Beslutning, Rolle
from cpr_haendelser.replika.billede import Opslag, read_opslag
from cpr_haendelser.storage.lager import Afgoerelse, Personaendring
from cpr_haendelser.storage.sqlite.forbindelser import connect, told_in_words
from cpr_haendelser.storage.sqlite.raekker import Raekke, read_indhold, to_beslutning, to_indhold, to_text
from cpr_haendelser.storage.sqlite.saetninger import saetninger, split_script

_PRAGMAS = ("page_size = 8192", "journal_mode = OFF", "synchronous = OFF", "cache_size = -32768")

ROOMS = ("person", "relation", "haendelse", "linje")
"""The tables that a decision is written to, each by its statement `add_<table>`."""


class SqliteSpool:
    """One delivery's decisions. Written by one thread at a time; no person twice."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with told_in_words(path):
            self._connection: sqlite3.Connection | None = self._open()
            self._connection.execute("BEGIN")
            for statement in split_script(saetninger("spool")["skema"] + ";"):
                self._connection.execute(statement)

    def add(self, afgoerelser: Iterable[Afgoerelse]) -> None:
        """Keeps a batch of decisions."""
        if self._connection is None:
            raise ValueError("the spool is sealed")
        with told_in_words(self.path):
            write(self._connection, afgoerelser)

    def __iter__(self) -> Iterator[Afgoerelse]:
        """The decisions, in the order they were added."""
        if self._connection is not None:
            yield from _read(self._connection)
            return
        with closing(self._open()) as connection:
            yield from _read(connection)

    def seal(self) -> None:
        """Nothing more is added: the file is let go of, so that the lager can attach it."""
        if self._connection is not None:
            with told_in_words(self.path):
                self._connection.execute("COMMIT")
            self._connection.close()
            self._connection = None

    def close(self) -> None:
        """Removes what was kept."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self.path.unlink(missing_ok=True)

    def _open(self) -> sqlite3.Connection:
        connection = connect(self.path)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        return connection


def write(connection: sqlite3.Connection, afgoerelser: Iterable[Afgoerelse], schema: str = "main") -> None:
    """Writes decisions to the spool that the connection has as `schema`."""
    rows: dict[str, list[Raekke]] = {room: [] for room in ROOMS}
    for afgoerelse in afgoerelser:
        _to_rows(afgoerelse, rows)
    for room, batch in rows.items():
        sql = saetninger("spool")[f"add_{room}"].replace(f"INTO {room}", f"INTO {schema}.{room}", 1)
        connection.executemany(sql, batch)


def forget(connection: sqlite3.Connection, pnrs: Sequence[int]) -> None:
    """Removes the decisions about these persons from the spool attached as `spool`."""
    sql = saetninger("spool")
    for indeks in ("haendelse_indeks", "linje_indeks"):
        connection.execute(sql[indeks])
    for room in ROOMS:
        connection.executemany(sql[f"forget_{room}"], [(pnr,) for pnr in pnrs])


def _to_rows(afgoerelse: Afgoerelse, rows: dict[str, list[Raekke]]) -> None:
    pnr, aendring, haendelser, linjer, foer_fil, aeldre, kreds = afgoerelse
    if aendring is None:
        rows["person"].append((pnr, foer_fil, aeldre, *_UROERT))
    else:
        _, foer_fil, dokument, nye, vaek = aendring
        rows["person"].append((pnr, foer_fil, aeldre, *read_opslag(dokument), dokument))
        rows["relation"] += [(pnr, 1, til, art) for art, til in nye]
        rows["relation"] += [(pnr, 0, til, art) for art, til in vaek]
    rows["haendelse"] += [_haendelse(*haendelse, kreds) for haendelse in haendelser]
    rows["linje"] += [(linje, pnr, kode, maerke, tid, grund) for linje, kode, maerke, tid, grund in linjer]


_UROERT = (None,) * (len(Opslag._fields) + 1)
"""Lookup columns and document of a person whose image is left alone."""


def _haendelse(
    beslutning: Beslutning, registrering_id: bytes, besked_id: bytes, cvr: str, kreds: tuple[str, ...]
) -> Raekke:
    retter, hoved = beslutning.retter, beslutning.hoved
    return (
        int(beslutning.pnr),
        beslutning.kode,
        str(beslutning.art),
        beslutning.regel,
        str(beslutning.rolle),
        beslutning.kommune,
        beslutning.gyldig_fra,
        beslutning.registreret,
        to_indhold(beslutning, kreds=kreds),
        registrering_id,
        besked_id,
        cvr,
        int(beslutning.rolle is Rolle.RELATERET and not beslutning.kommune),
        *((to_text(retter.koder), retter.gyldig_fra) if retter else (None, None)),
        *((to_text([int(pnr) for pnr in hoved.pnr]), hoved.kode099, hoved.tid) if hoved else (None, None, None)),
    )


def _read(connection: sqlite3.Connection) -> Iterator[Afgoerelse]:
    sql = saetninger("spool")
    for pnr, foer_fil, aeldre, dokument in connection.execute(sql["personer"]):
        relationer = connection.execute(sql["relationer"], (pnr,)).fetchall()
        aendring = None
        if dokument is not None:
            ny, vaek = (tuple((art, til) for er_ny, art, til in relationer if er_ny == mark) for mark in (1, 0))
            aendring = Personaendring(pnr, foer_fil, dokument, ny, vaek)
        raekker = connection.execute(sql["haendelser"], (pnr,)).fetchall()
        haendelser = tuple((to_beslutning(raekke[3:], read_indhold(raekke)), *raekke[:3]) for raekke in raekker)
        kreds = read_indhold(raekker[0]).kreds if raekker else ()
        linjer = tuple(connection.execute(sql["linjer"], (pnr,)).fetchall())
        yield Afgoerelse(pnr, aendring, haendelser, linjer, None if aendring else foer_fil, bool(aeldre), kreds)
