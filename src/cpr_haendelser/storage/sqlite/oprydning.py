"""Removing what has been kept as long as it shall be, some rows at a time, while everything is at work.

Deleted rows are overwritten (`secure_delete`, on in every writer), pages that are free are given back, and the
write-ahead log is emptied where nobody reads it: what is removed is in no file any more.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from cpr_haendelser.storage.forsendelsesbog import Indgreb
from cpr_haendelser.storage.frister import Frister
from cpr_haendelser.storage.sqlite.forbindelser import Forbindelser, give_back_wal, told_in_words, transaction
from cpr_haendelser.storage.sqlite.kopi import ORDRER, POSTRUM, REGISTER
from cpr_haendelser.storage.sqlite.saetninger import LAGER, saetninger
from cpr_haendelser.storage.sqlite_ordrelager.raekker import RUM as ORDRERUM
from cpr_haendelser.storage.sqlite_postrum.indgreb import keep_indgreb
from cpr_haendelser.storage.sqlite_postrum.raekker import RUM as POSTRUMMET

BATCH = 1000
"""Rows removed in one transaction: others wait some milliseconds."""
_SIDER = 500
Trin = Callable[[str, int, int], None]


class Loggraense(NamedTuple):
    """How much of the log goes, and the oldest file that the rest of it shows persons as of."""

    til: int
    fil: int


def count_old(stier: Mapping[str, Path], frister: Frister) -> dict[str, int]:
    """How much of each kind would be removed now."""
    stores = _open(stier)
    try:
        talt: dict[str, int] = {}
        if POSTRUM in stores:
            for slags, foer in (("fejlkoe", frister.fejlkoe), ("sessioner", frister.sessioner)):
                talt[slags] = _number(stores[POSTRUM], "oprydning", POSTRUMMET, f"antal_{slags}", foer) if foer else 0
        if ORDRER in stores:
            talt["ordrer"] = _number(stores[ORDRER], "oprydning", ORDRERUM, "antal", frister.ordrer)
        graense = _log_limit(stores, frister.log_lokal)
        with stores[REGISTER].reader() as connection:
            sql = saetninger("oprydning")
            talt["log"] = connection.execute(sql["antal_til"], {"til": graense.til}).fetchone()[0]
            talt["versioner"] = sum(
                len(side) for side in _superseded(connection, _version_limit(connection, graense, frister))
            )
        return talt
    finally:
        for store in stores.values():
            store.close()


def remove_old(stier: Mapping[str, Path], frister: Frister, *, nu: str, hvem: str, trin: Trin) -> dict[str, int]:
    """Removes it; how much of each kind."""
    stores = _open(stier)
    try:
        fjernet = {
            "fejlkoe": _remove_fejlkoe(stores, frister.fejlkoe, nu, hvem),
            "sessioner": _remove_sessions(stores, frister.sessioner),
            "ordrer": _remove_orders(stores, frister.ordrer),
            "log": _remove_log(stores, frister.log_lokal, trin),
            "versioner": _remove_versions(stores, frister, trin),
        }
        for rum, store in stores.items():
            trin(f"giver plads tilbage: {rum}", 0, 0)
            _give_back(store)
        return fjernet
    finally:
        for store in stores.values():
            store.close()


def _open(stier: Mapping[str, Path]) -> dict[str, Forbindelser]:
    return {rum: Forbindelser(sti) for rum, sti in stier.items()}


def _number(store: Forbindelser, fil: str, rum: str, navn: str, foer: str) -> int:
    with store.reader() as connection:
        return int(connection.execute(saetninger(fil, rum)[navn], {"foer": foer}).fetchone()[0])


# --- post room and orders ------------------------------------------------------------------------------------------


def _remove_fejlkoe(stores: Mapping[str, Forbindelser], foer: str, nu: str, hvem: str) -> int:
    sql, antal = saetninger("oprydning", POSTRUMMET), 0
    while foer and POSTRUM in stores:
        with stores[POSTRUM].writer() as connection:
            side = connection.execute(sql["fejlkoe"], {"foer": foer, "antal": BATCH}).fetchall()
            connection.executemany(sql["slet_forsendelse"], [(nr, loebenummer) for nr, _, loebenummer in side])
            for uuid in sorted({uuid for _, uuid, _ in side}):
                af_den = sum(each == uuid for _, each, _ in side)
                keep_indgreb(connection, Indgreb(nu, hvem, uuid, "oprydning", af_den, ""))
        if not side:
            break
        antal += len(side)
    return antal


def _remove_sessions(stores: Mapping[str, Forbindelser], foer: str) -> int:
    sql, antal = saetninger("oprydning", POSTRUMMET), 0
    while foer and POSTRUM in stores:
        with stores[POSTRUM].writer() as connection:
            fjernet = connection.execute(sql["slet_sessioner"], {"foer": foer, "antal": BATCH}).rowcount
        if not fjernet:
            break
        antal += fjernet
    return antal


def _remove_orders(stores: Mapping[str, Forbindelser], foer: str) -> int:
    """Each order's rows first, so that one of which half is gone is found again."""
    sql, antal = saetninger("oprydning", ORDRERUM), 0
    while foer and ORDRER in stores:
        with stores[ORDRER].writer() as connection:
            row = connection.execute(sql["naeste"], {"foer": foer}).fetchone()
            if row is None:
                break
            values = {"nr": row[0], "antal": BATCH}
            rest = sum(connection.execute(sql[step], values).rowcount for step in ("slet_udfoerelser", "slet_linjer"))
            if not rest:
                connection.execute(sql["slet_indlaeg"], values)
                connection.execute(sql["slet_nyt"], values)
                connection.execute(sql["slet_ordre"], values)
                antal += 1
    return antal


# --- log and versions ----------------------------------------------------------------------------------------------


def _log_limit(stores: Mapping[str, Forbindelser], foer: str) -> Loggraense:
    """The log up to here is old, and nothing that stays points at it."""
    sql = saetninger("oprydning")
    graense = 0
    if POSTRUM in stores and foer:
        with stores[POSTRUM].reader() as connection:
            graense = connection.execute(saetninger("oprydning", POSTRUMMET)["graense"]).fetchone()[0]
    with stores[REGISTER].reader() as connection:
        til = min(_last_before(connection, foer), graense) if graense else 0
        while rettet := connection.execute(sql["rettet"], {"til": til}).fetchone():
            til = rettet[0] - 1
        (fil,) = connection.execute(sql["aeldste_fil"], {"til": til}).fetchone()
        if fil is None:
            (fil,) = connection.execute(saetninger("kontrol")["sidste_fil"]).fetchone()
        return Loggraense(til, fil)


def _last_before(connection: sqlite3.Connection, foer: str) -> int:
    """The last number written before a time: numbers are given as time goes."""
    sql = saetninger("oprydning")
    foerste, sidste = connection.execute(sql["yderste"]).fetchone()
    # Never the last one: the next number is given after it.
    lav, hoej = max(foerste - 1, 0), max(sidste - 1, 0)
    while lav < hoej:
        midt = (lav + hoej + 1) // 2
        nummer, dannet = connection.execute(sql["fra"], (midt,)).fetchone()
        # What is above is on the other side of a leap: from the middle up to it there is nothing.
        lav, hoej = (nummer, hoej) if nummer <= hoej and dannet < foer else (lav, midt - 1)
    return int(lav)


def _remove_log(stores: Mapping[str, Forbindelser], foer: str, trin: Trin) -> int:
    """From the beginning on. The post room stands still for each batch, so that nothing of it is asked for again."""
    sql, antal = saetninger("oprydning"), 0
    while foer and POSTRUM in stores:
        with stores[POSTRUM].alone() as postrum, transaction(postrum):
            graense = _log_limit(stores, foer)
            with stores[REGISTER].writer() as connection:
                side = connection.execute(sql["foerste_side"], {"til": graense.til, "antal": BATCH}).fetchall()
                if not side:
                    break
                til = {"til": side[-1][0]}
                connection.execute(sql["glem_frigivelser"], til)
                connection.execute(sql["slet_haendelser"], til)
        antal += len(side)
        trin("log", antal, 0)
    if foer:
        _remove_linjer(stores[REGISTER], _log_limit(stores, foer))
    return antal


def _remove_linjer(register: Forbindelser, graense: Loggraense) -> None:
    """The 099 lines of files whose hændelser are gone."""
    values = {"fil": graense.fil if graense.til else 0, "antal": BATCH}
    fjernet = BATCH
    while fjernet == BATCH:
        with register.writer() as connection:
            fjernet = connection.execute(saetninger("oprydning")["slet_linjer"], values).rowcount


def _version_limit(connection: sqlite3.Connection, graense: Loggraense, frister: Frister) -> int:
    """A version that was superseded by this file or one before it is pointed at by nothing."""
    if not frister.versioner_lokal:
        return 0
    values = {"foer": frister.versioner_lokal}
    (gammel,) = connection.execute(saetninger("oprydning")["sidste_fil_foer"], values).fetchone()
    return min(int(gammel), graense.fil)


def _superseded(connection: sqlite3.Connection, til_fil: int) -> list[list[tuple[int, int]]]:
    """(Version, the one before it that goes), a batch at a time."""
    sider: list[list[tuple[int, int]]] = []
    efter = 0
    while til_fil:
        values = {"efter": efter, "antal": BATCH}
        rows = connection.execute(saetninger("oprydning")["afloeste"], values).fetchall()
        side = [(nr, forrige) for nr, forrige, fil in rows if fil <= til_fil]
        if side:
            sider.append(side)
        if len(side) < BATCH:
            break
        efter = side[-1][0]
    return sider


def _remove_versions(stores: Mapping[str, Forbindelser], frister: Frister, trin: Trin) -> int:
    if not frister.versioner_lokal:
        return 0
    sql, antal = saetninger("oprydning", LAGER), 0
    # Nothing of the log that is old goes between: what is kept of it now is kept.
    graense = _log_limit(stores, "")
    with stores[REGISTER].reader() as connection:
        til_fil = _version_limit(connection, graense, frister)
        sider = _superseded(connection, til_fil)
    for side in sider:
        with stores[REGISTER].writer() as connection:
            connection.executemany(sql["slet_version"], [(forrige,) for _, forrige in side])
            connection.executemany(sql["begynd_forfra"], [(nr,) for nr, _ in side])
        antal += len(side)
        trin("versioner", antal, 0)
    return antal


def _give_back(store: Forbindelser) -> None:
    with store.alone() as connection, told_in_words(store.path):
        while connection.execute("PRAGMA freelist_count").fetchone()[0]:
            foer = connection.execute("PRAGMA page_count").fetchone()[0]
            with closing(connection.execute(f"PRAGMA incremental_vacuum({_SIDER})")) as skridt:
                skridt.fetchall()
            if connection.execute("PRAGMA page_count").fetchone()[0] == foer:
                break  # made by an earlier version: its free pages are kept, overwritten, for what comes
        give_back_wal(connection)
