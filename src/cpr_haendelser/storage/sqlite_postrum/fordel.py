"""Deriving forsendelser from the log, and again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence

from cpr_haendelser.storage.forsendelsesbog import INGEN, Fordeling, Indgreb, Ny
from cpr_haendelser.storage.postfejl import check_forud, check_nye
from cpr_haendelser.storage.sqlite.saetninger import saetninger
from cpr_haendelser.storage.sqlite_postrum.indgreb import keep_indgreb
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

    def fordel(  # noqa: PLR0913 - one batch is made of these
        self,
        nye: Sequence[Ny],
        *,
        til: int,
        tidspunkt: str,
        versioner: str,
        opsat: int | None = None,
        uden: Collection[str] = (),
        afventer: Mapping[int, str] = INGEN,
    ) -> int:
        """Keeps forsendelser and moves the position, in one transaction."""
        check_nye(nye, til)
        with self._forbindelser.writer() as connection:
            position = _position(connection)
            if position >= til:
                return 0
            udenfor = _left_out(connection, position, opsat, uden)
            parti = _parti(connection, til, tidspunkt, versioner)
            deres = [ny for ny in nye if ny.loebenummer > position and not udenfor(ny)]
            kept = _keep(connection, deres, parti, afventer)
            _withhold_with_earlier(connection, position)
            return kept

    def forud(self) -> list[int]:
        """The løbenumre beyond the position that have been derived."""
        with self._forbindelser.snapshot() as connection:
            return _forud(connection, _position(connection))

    def fordel_forud(  # noqa: PLR0913 - one batch is made of these
        self,
        nye: Sequence[Ny],
        *,
        numre: Collection[int],
        tidspunkt: str,
        versioner: str,
        opsat: int | None = None,
        uden: Collection[str] = (),
        afventer: Mapping[int, str] = INGEN,
    ) -> int:
        """Keeps the forsendelser of some hændelser beyond the position, in one transaction."""
        check_forud(nye, numre)
        with self._forbindelser.writer() as connection:
            position = _position(connection)
            valgte = sorted(
                nummer for nummer in set(numre).difference(_forud(connection, position)) if nummer > position
            )
            if not valgte:
                return 0
            udenfor = _left_out(connection, position, opsat, uden)
            parti = _parti(connection, position, tidspunkt, versioner)
            deres = [ny for ny in nye if ny.loebenummer > position and not udenfor(ny)]
            kept = _keep(connection, deres, parti, afventer)
            connection.executemany(saetninger("fordel", RUM)["add_forud"], [(nummer, parti) for nummer in valgte])
            _withhold_with_earlier(connection, position)
            return kept

    def bagud(self) -> dict[str, int]:
        """The dueslag that have not got the log up to the position yet."""
        return dict(self._rows("fordel", "bagud"))

    def indhent(  # noqa: PLR0913 - one batch is made of these
        self,
        dueslag: Collection[str],
        nye: Sequence[Ny],
        *,
        fra: int,
        til: int,
        tidspunkt: str,
        versioner: str,
        afventer: Mapping[int, str] = INGEN,
    ) -> int:
        """Gives dueslag that are behind what is theirs, in one transaction."""
        check_nye(nye, til)
        sql = saetninger("fordel", RUM)
        with self._forbindelser.writer() as connection:
            rows = connection.execute(sql["bagud_ved"], {"dueslag": to_text(list(dueslag)), "fra": fra})
            der = {uuid: nr for nr, uuid in rows}
            position, alle = _position(connection), to_text(list(der.values()))
            graense = max(position, connection.execute(sql["sidste_forud"]).fetchone()[0])
            connection.execute(sql["naaet"], {"dueslag": alle, "naaet": til if til < graense else None})
            if not der or til <= fra:
                return 0
            parti = _parti(connection, position, tidspunkt, versioner)
            connection.execute(sql["add_indhentning"], {"dueslag": alle, "fra": fra, "til": til, "parti": parti})
            deres = [ny for ny in nye if ny.loebenummer > fra and ny.dueslag in der]
            kept = _keep(connection, deres, parti, afventer)
            _withhold_with_earlier(connection, fra, der.values())
            return kept

    def fordeling(self, dueslag: str, loebenummer: int) -> Fordeling | None:
        """When and with which versions a hændelse was held against a dueslag."""
        sql, values = saetninger("fordel", RUM), {"dueslag": dueslag, "nummer": loebenummer}
        with self._forbindelser.snapshot() as connection:
            if not _has_been_held_against(connection, dueslag, loebenummer):
                return None
            row = connection.execute(sql["fordeling"], values).fetchone()
            return Fordeling(*row) if row else None

    def afspil(self, dueslag: str, loebenumre: Sequence[tuple[int, int, str]], *, nu: str, hvem: str) -> int:
        """Sends again."""
        with self._forbindelser.writer() as connection, queues_changed(connection):
            nr = number(connection, dueslag)
            myndigheder = numbers(connection, "myndighed", {cvr for _, _, cvr in loebenumre})
            parti = antal = 0
            for loebenummer, pnr, cvr in sorted(set(loebenumre)):
                found = connection.execute(saetninger("fordel", RUM)["er_undervejs"], (nr, loebenummer)).fetchone()
                if found is None and _has_been_held_against(connection, dueslag, loebenummer):
                    parti = parti or _parti(connection, _position(connection), nu, "")
                    _replay(connection, (nr, loebenummer, pnr, myndigheder[cvr], parti), nu)
                elif found is None or found[0] not in TIL_SIDE:
                    continue
                else:
                    values = {"dueslag": nr, "valgte": to_text([loebenummer]), "nu": nu}
                    for step in ("personer_valgt", "frigiv"):
                        connection.execute(saetninger("indgreb", RUM)[step], values)
                antal += 1
            if antal:
                keep_indgreb(connection, Indgreb(nu, hvem, dueslag, "afspil", antal, ""))
            return antal


def _position(connection: sqlite3.Connection) -> int:
    row = connection.execute(saetninger("fordel", RUM)["position"]).fetchone()
    return int(row[0]) if row else 0


def _forud(connection: sqlite3.Connection, position: int) -> list[int]:
    return [nummer for (nummer,) in connection.execute(saetninger("fordel", RUM)["forud"], (position,))]


def _has_been_held_against(connection: sqlite3.Connection, dueslag: str, loebenummer: int) -> bool:
    """Whether a dueslag has been given the hændelse, if it is for it."""
    values = {"dueslag": dueslag, "nummer": loebenummer, "position": _position(connection)}
    return bool(connection.execute(saetninger("fordel", RUM)["er_spurgt"], values).fetchone()[0])


def _left_out(
    connection: sqlite3.Connection, position: int, opsat: int | None, uden: Collection[str]
) -> Callable[[Ny], bool]:
    """What is not for all now: of dueslag that are behind, and what has been derived ahead.

    Dueslag that are newer than the set-up that was matched with are behind from here, and so are those of `uden`.
    """
    sql = saetninger("fordel", RUM)
    if uden:
        numbers(connection, "dueslag", uden)
        connection.execute(sql["bagud_nu"], {"dueslag": to_text(sorted(uden)), "position": position})
    if opsat is not None:
        connection.execute(sql["bagud_igen"], {"opsat": opsat, "position": position})
    bagud = dict(connection.execute(sql["bagud"]).fetchall())
    forud = frozenset(_forud(connection, position))
    return lambda ny: ny.dueslag in bagud or ny.loebenummer in forud


def _keep(connection: sqlite3.Connection, nye: Sequence[Ny], parti: int, afventer: Mapping[int, str]) -> int:
    """Keeps those that are not there already; how many."""
    rows = _rows(connection, nye, parti, afventer)
    return max(connection.executemany(saetninger("fordel", RUM)["skriv_forsendelse"], rows).rowcount, 0)


def _rows(connection: sqlite3.Connection, nye: Sequence[Ny], parti: int, afventer: Mapping[int, str]) -> list[Raekke]:
    """The rows of forsendelser in the order of the table, so that each part of it is touched once."""
    dueslag = numbers(connection, "dueslag", {ny.dueslag for ny in nye})
    myndigheder = numbers(connection, "myndighed", {ny.myndighed for ny in nye})
    return sorted(
        (dueslag[uuid], loebenummer, pnr, myndigheder[cvr], parti, afventer.get(loebenummer, ""))
        for uuid, loebenummer, pnr, cvr in nye
    )


def _withhold_with_earlier(connection: sqlite3.Connection, position: int, kun: Collection[int] | None = None) -> None:
    """Of all dueslag, or of some (by number of our own)."""
    sql = saetninger("fordel", RUM)
    withheld = [row for row in connection.execute(sql["tilbageholdte"]).fetchall() if kun is None or row[0] in kun]
    if not withheld:
        return
    with queues_changed(connection):
        for dueslag, myndighed in withheld:
            values = {"dueslag": dueslag, "myndighed": myndighed, "position": position}
            connection.execute(sql["tilbagehold_med_tidligere"], values)
            connection.execute(sql["nye_personer"], values)


def _parti(connection: sqlite3.Connection, position: int, nu: str, versioner: str) -> int:
    """A new batch, after which the position is there."""
    return connection.execute(saetninger("fordel", RUM)["add_parti"], (position, nu, versioner)).lastrowid or 0


def _replay(connection: sqlite3.Connection, row: Raekke, nu: str) -> None:
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
        "nu": nu,
        "forsoeg": forsoeg,
        "uden_for": uden_for,
    }
    connection.execute(sql["skriv_afspillet"], values)
    connection.execute(sql["add_person"], (dueslag, pnr))
