"""Who lived in some municipalities as of a file.

They are those who live there now and have not been changed since, and those who have and lived there then.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from cpr_haendelser.storage.lager import STOERSTE, Billede, lives_in
from cpr_haendelser.storage.sqlite.saetninger import saetninger


class Beboere(NamedTuple):
    """What is asked for."""

    kommunekoder: frozenset[str]
    fil: int
    efter: int
    antal: int


def read_personer_i(connection: sqlite3.Connection, beboere: Beboere) -> list[Billede]:
    """The persons, as of the file, by personnummer. The connection is in a transaction."""
    sql = saetninger("laesning")
    version = connection.execute(sql["sidste_version_pr_fil"], {"fil": beboere.fil}).fetchone()[0]
    uaendrede = _unchanged(connection, beboere, version)
    til = uaendrede[-1] if len(uaendrede) == beboere.antal else STOERSTE
    fundne = {pnr: billede for pnr in uaendrede if (billede := _as_of(connection, pnr, beboere.fil))}
    flyttede = 0
    for billede in _changed(connection, beboere, version, til):
        if lives_in(billede, beboere.kommunekoder):
            fundne[billede.pnr] = billede
            flyttede += 1
        if flyttede == beboere.antal:
            break
    return [fundne[pnr] for pnr in sorted(fundne)][: beboere.antal]


def _unchanged(connection: sqlite3.Connection, beboere: Beboere, version: int) -> list[int]:
    sql = saetninger("laesning")["uaendrede_i_kommune"]
    values = {"efter": beboere.efter, "version": version, "antal": beboere.antal}
    numre = {
        pnr
        for kommunekode in beboere.kommunekoder
        for (pnr,) in connection.execute(sql, values | {"kommunekode": kommunekode})
    }
    return sorted(numre)[: beboere.antal]


def _changed(connection: sqlite3.Connection, beboere: Beboere, version: int, til: int) -> Iterator[Billede]:
    """Those of later files as they were, in order; each is looked up as it is asked for."""
    values = {"version": version, "efter": beboere.efter, "til": til}
    numre = [pnr for (pnr,) in connection.execute(saetninger("laesning")["aendrede_siden"], values)]
    for pnr in numre:
        billede = _as_of(connection, pnr, beboere.fil)
        if billede is not None:
            yield billede


def _as_of(connection: sqlite3.Connection, pnr: int, fil: int) -> Billede | None:
    row = connection.execute(saetninger("laesning")["billede_pr_fil"], {"pnr": pnr, "fil": fil}).fetchone()
    return Billede(*row) if row else None
