"""Ordered hændelser into the log."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import count

from cpr_haendelser.storage import fejl
from cpr_haendelser.storage.ordre import Ordrehaendelse
from cpr_haendelser.storage.sqlite.numre import read_over
from cpr_haendelser.storage.sqlite.raekker import Raekke, to_indhold, to_text
from cpr_haendelser.storage.sqlite.rettelser import Rettende, point_back
from cpr_haendelser.storage.sqlite.saetninger import saetninger

_SQL = "ordrer"


def log_ordrer(
    connection: sqlite3.Connection, haendelser: Sequence[Ordrehaendelse], *, dannet: str, saet: int, proddto: str
) -> list[int]:
    """Writes those that are not there, as of the newest file; the numbers of all. In the writer's transaction."""
    sql = saetninger(_SQL)
    numre = dict(_known(connection, haendelser))
    nye = list({each.besked_id.bytes: each for each in haendelser if each.besked_id.bytes not in numre}.values())
    if nye:
        _check(connection, nye)
        sidste = read_over(connection)
        (fil,) = connection.execute(sql["seneste_fil"]).fetchone()
        numre.update(zip((each.besked_id.bytes for each in nye), count(sidste + 1)))
        connection.executemany(
            sql["add_haendelse"],
            [(numre[each.besked_id.bytes], *_row(each, fil, dannet, saet, proddto)) for each in nye],
        )
        point_back(connection, _by_code(nye, numre), sidste)
    return [numre[each.besked_id.bytes] for each in haendelser]


def _known(connection: sqlite3.Connection, haendelser: Sequence[Ordrehaendelse]) -> Iterator[tuple[bytes, int]]:
    kendt = saetninger(_SQL)["kendt"]
    for each in haendelser:
        for (loebenummer,) in connection.execute(kendt, (each.besked_id.bytes,)):
            yield each.besked_id.bytes, loebenummer


def _check(connection: sqlite3.Connection, nye: Sequence[Ordrehaendelse]) -> None:
    """Brugsfejl where a person is not known, or not the one of the hændelse to be corrected."""
    sql = saetninger(_SQL)
    numre = to_text(sorted({int(each.beslutning.pnr) for each in nye}))
    ukendte = {pnr for (pnr,) in connection.execute(sql["ukendte"], (numre,))}
    if ukendte:
        raise fejl.no_personer(each for each in nye if int(each.beslutning.pnr) in ukendte)
    urettede = [
        each
        for each in nye
        if each.retter and not connection.execute(sql["om_person"], (each.retter, int(each.beslutning.pnr))).fetchone()
    ]
    if urettede:
        raise fejl.no_rettet(urettede)


def _row(ordre: Ordrehaendelse, fil: int, dannet: str, saet: int, proddto: str) -> Raekke:
    b = ordre.beslutning
    return (
        int(b.pnr),
        b.kode,
        b.art.value,
        b.regel,
        b.rolle.value,
        b.kommune,
        ordre.modtager_cvr,
        b.gyldig_fra,
        b.registreret,
        ordre.registrering_id.bytes,
        ordre.besked_id.bytes,
        ordre.retter or None,
        fil,
        dannet,
        saet,
        to_indhold(b, kreds=ordre.kreds, ordre=ordre.ordre, dag=proddto, oensket=ordre.oensket_divergens),
    )


def _by_code(nye: Sequence[Ordrehaendelse], numre: dict[bytes, int]) -> Iterator[Rettende]:
    """Those whose decision says by code and time what they correct."""
    for each in nye:
        b = each.beslutning
        if b.retter is not None and not each.retter:
            yield Rettende(
                numre[each.besked_id.bytes],
                int(b.pnr),
                to_text(b.retter.koder),
                b.retter.gyldig_fra,
                b.rolle.value,
                b.kommune,
                each.modtager_cvr,
            )
