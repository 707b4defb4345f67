"""Reading the numbered log."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from cpr_haendelser.haendelser.model import Haendelse
from cpr_haendelser.storage.sqlite.raekker import to_haendelse, to_text
from cpr_haendelser.storage.sqlite.saetninger import saetninger

FEW = 20
"""So many values of a filter are each looked up by index; for more the log is read along, since most rows match."""


class Oensket(NamedTuple):
    """What a reader wants of the log; empty filters let everything through."""

    efter: int
    til: int
    antal: int
    koder: Sequence[str]
    cvr: Sequence[str]
    pnr: int
    uden_modtager: bool = False
    """Only those without a receiver that have not been given one."""


def read_haendelser(connection: sqlite3.Connection, oensket: Oensket) -> list[Haendelse]:
    """The hændelser wanted, in order. The connection is in a transaction: all statements see the same log."""
    sql = saetninger("laesning")
    values = {
        "efter": oensket.efter,
        "til": oensket.til,
        "antal": oensket.antal,
        "koder": to_text(list(oensket.koder)),
        "cvr": to_text(list(oensket.cvr)),
    }
    numbers: set[int] = set()
    for name, vaerdi, og in _paths(oensket):
        statement = sql[name].replace("{og}", " ".join(sql[part] for part in og))
        numbers.update(number for (number,) in connection.execute(statement, values | {"vaerdi": vaerdi}))
    valgte = sorted(numbers)[: oensket.antal]
    return read_numbers(connection, valgte)


def read_numbers(connection: sqlite3.Connection, loebenumre: Collection[int]) -> list[Haendelse]:
    """The hændelser of these numbers, in order; those that the log does not have are left out."""
    rows = connection.execute(saetninger("laesning")["haendelser"], (to_text(sorted(set(loebenumre))),))
    return [to_haendelse(row) for row in rows]


def _paths(oensket: Oensket) -> Iterator[tuple[str, int | str, tuple[str, ...]]]:
    """The statements that together choose the numbers: (name, value looked up, what it must match besides)."""
    og_kode = ("og_kode",) if oensket.koder else ()
    og_modtager = ("og_modtager",) if oensket.cvr else ()
    if oensket.uden_modtager:
        yield "vaelg_uden_modtager", "", ()
    elif oensket.pnr:
        yield "vaelg_person", oensket.pnr, (*og_kode, *og_modtager)
    elif 0 < len(oensket.cvr) <= FEW:
        for cvr in oensket.cvr:
            yield "vaelg_modtager", cvr, og_kode
    elif 0 < len(oensket.koder) <= FEW:
        for kode in oensket.koder:
            yield "vaelg_kode", kode, og_modtager
    else:
        yield "vaelg_alle", "", (*og_kode, *og_modtager)
