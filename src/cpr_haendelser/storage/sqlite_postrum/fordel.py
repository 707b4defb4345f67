"""Deriving forsendelser from the log, and again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from cpr_haendelser.storage.postfejl import check_nye
from cpr_haendelser.storage.postrum import Ny
from cpr_haendelser.storage.sqlite.saetninger import saetninger
from cpr_haendelser.storage.sqlite_postrum.raekker import RUM, Raekke, to_text
from cpr_haendelser.storage.sqlite_postrum.rum import Rum, number, numbers, queues_changed

TIL_SIDE = (2, 3, 5)
"""Codes of what is parked or in the fejlkø."""


class Fordelinger(Rum):
    """What storage.postrum.Postrum says about making forsendelser."""

    def position(self) -> int:
        """The løbenummer up to which forsendelser have been derived."""
        rows = self._rows("fordel", "position")
        return int(rows[0][0]) if rows else 0

    def fordel(self, nye: Sequence[Ny], *, til: int, tidspunkt: str, versioner: str) -> int:
        """Keeps forsendelser and moves the position, in one transaction."""
        check_nye(nye, til)
        sql = saetninger("fordel", RUM)
        with self._forbindelser.writer() as connection:
            position = _position(connection)
            if position >= til:
                return 0
            parti = connection.execute(sql["add_parti"], (til, tidspunkt, versioner)).lastrowid
            rows = _rows(connection, nye, position, parti or 0)
            kept = connection.executemany(sql["skriv_forsendelse"], rows).rowcount
            _withhold_with_earlier(connection, position)
            return max(kept, 0)

    def afspil(self, dueslag: str, loebenumre: Sequence[tuple[int, int, str]], *, nu: str, hvem: str) -> int:
        """Sends again."""
        with self._forbindelser.writer() as connection, queues_changed(connection):
            nr = number(connection, dueslag)
            myndigheder = numbers(connection, "myndighed", {cvr for _, _, cvr in loebenumre})
            position, parti, antal = _position(connection), 0, 0
            for loebenummer, pnr, cvr in sorted(set(loebenumre)):
                found = connection.execute(saetninger("fordel", RUM)["er_undervejs"], (nr, loebenummer)).fetchone()
                if found is None and loebenummer <= position:
                    parti = parti or _parti(connection, position, nu)
                    _replay(connection, (nr, loebenummer, pnr, myndigheder[cvr], parti))
                elif found is None or found[0] not in TIL_SIDE:
                    continue
                else:
                    values = {"dueslag": nr, "valgte": to_text([loebenummer])}
                    for step in ("personer_valgt", "frigiv"):
                        connection.execute(saetninger("indgreb", RUM)[step], values)
                antal += 1
            if antal:
                row = (nu, hvem, dueslag, "afspil", antal, "")
                connection.execute(saetninger("indgreb", RUM)["add_indgreb"], row)
            return antal


def _position(connection: sqlite3.Connection) -> int:
    row = connection.execute(saetninger("fordel", RUM)["position"]).fetchone()
    return int(row[0]) if row else 0


def _rows(connection: sqlite3.Connection, nye: Sequence[Ny], position: int, parti: int) -> Iterator[Raekke]:
    """The rows of what has not been derived, in order of number."""
    nye = [ny for ny in nye if ny.loebenummer > position]
    dueslag = numbers(connection, "dueslag", {ny.dueslag for ny in nye})
    myndigheder = numbers(connection, "myndighed", {ny.myndighed for ny in nye})
    for uuid, loebenummer, pnr, cvr in sorted(nye, key=_by_number):
        yield dueslag[uuid], loebenummer, pnr, myndigheder[cvr], parti


def _by_number(ny: Ny) -> int:
    return ny.loebenummer


def _withhold_with_earlier(connection: sqlite3.Connection, position: int) -> None:
    sql = saetninger("fordel", RUM)
    withheld = connection.execute(sql["tilbageholdte"]).fetchall()
    if not withheld:
        return
    with queues_changed(connection):
        for dueslag, myndighed in withheld:
            values = {"dueslag": dueslag, "myndighed": myndighed, "position": position}
            connection.execute(sql["tilbagehold_med_tidligere"], values)
            connection.execute(sql["nye_personer"], values)


def _parti(connection: sqlite3.Connection, position: int, nu: str) -> int:
    """A batch of replayed ones that leaves the position where it is."""
    return connection.execute(saetninger("fordel", RUM)["add_parti"], (position, nu, "")).lastrowid or 0


def _replay(connection: sqlite3.Connection, row: Raekke) -> None:
    """What was delivered, as it was then, or a new one; its person's queue has changed."""
    sql = saetninger("fordel", RUM)
    dueslag, loebenummer, pnr, myndighed, parti = row
    foer = connection.execute(sql["seneste_levering"], (dueslag, loebenummer)).fetchone()
    uden_for = forsoeg = 0
    if foer[0] is not None:
        parti, _, uden_for, forsoeg, pnr, myndighed = foer
    values = {
        "dueslag": dueslag,
        "loebenummer": loebenummer,
        "pnr": pnr,
        "myndighed": myndighed,
        "parti": parti,
        "forsoeg": forsoeg,
        "uden_for": uden_for,
    }
    connection.execute(sql["skriv_afspillet"], values)
    connection.execute(sql["add_person"], (dueslag, pnr))
