"""What is done to forsendelser by hand and by agreement."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from cpr_haendelser.storage.forsendelse import Forsendelsestilstand
from cpr_haendelser.storage.forsendelsesbog import Indgreb
from cpr_haendelser.storage.revisionsposter import intervention
from cpr_haendelser.storage.sqlite.saetninger import saetninger
from cpr_haendelser.storage.sqlite_postrum.raekker import RUM, to_text
from cpr_haendelser.storage.sqlite_postrum.revision import append
from cpr_haendelser.storage.sqlite_postrum.rum import Rum, number, numbers, queues_changed


class IndgrebRum(Rum):
    """What storage.postrum.Postrum says about releasing, moving, withholding, stopping and waiting."""

    def frigiv(self, dueslag: str, loebenumre: Sequence[int], *, nu: str, hvem: str) -> int:
        """Lets what is parked or in the fejlkø leave again."""
        return self._change_chosen("frigiv", dueslag, loebenumre, (nu, hvem, dueslag, "frigiv"))

    def flyt_til_fejlkoe(self, dueslag: str, loebenumre: Sequence[int], *, nu: str, hvem: str) -> int:
        """Moves forsendelser out of the way."""
        return self._change_chosen("flyt_til_fejlkoe", dueslag, loebenumre, (nu, hvem, dueslag, "fejlkoe"))

    def afgoer_afventende(  # noqa: PLR0913 - what is decided about which of them
        self, dueslag: str, grund: str, til: Forsendelsestilstand, *, antal: int, nu: str, hvem: str
    ) -> int:
        """Lets those that await the operator's word leave, or parks them."""
        step, handling = {
            Forsendelsestilstand.VENTER: ("lad_gaa", "frigiv"),
            Forsendelsestilstand.PARKERET: ("parker",) * 2,
        }[til]
        sql = saetninger("indgreb", RUM)
        with self._forbindelser.writer() as connection, queues_changed(connection):
            values = {"dueslag": number(connection, dueslag), "grund": grund, "antal": antal}
            valgte = [nummer for (nummer,) in connection.execute(sql["vaelg_afventende"], values)]
            values |= {"valgte": to_text(valgte), "nu": nu}
            connection.execute(sql["personer_valgt"], values)
            connection.execute(sql[step], values)
            _note(connection, (nu, hvem, dueslag, handling), len(valgte), grund)
            return len(valgte)

    def saet_tilbageholdt(self, dueslag: str, myndighed: str, *, tilbageholdt: bool, grund: str, nu: str) -> int:
        """Withholds what waits for an authority, or lets it go on."""
        sql = saetninger("indgreb", RUM)
        step, handling, fra = ("tilbagehold", "tilbagehold", 0) if tilbageholdt else ("genoptag", "genoptag", 4)
        with self._forbindelser.writer() as connection, queues_changed(connection):
            values = {
                "dueslag": number(connection, dueslag),
                "myndighed": numbers(connection, "myndighed", [myndighed])[myndighed],
                "fra": fra,
                "grund": grund,
                "nu": nu,
            }
            connection.execute(sql["personer_for"], values)
            antal = connection.execute(sql[step], values).rowcount
            _note(connection, (nu, "", dueslag, handling), antal, grund)
            return antal

    def stop(self, dueslag: str, grund: str, *, nu: str, hvem: str = "") -> None:
        """Stops a dueslag, or lets it go on."""
        sql = saetninger("indgreb", RUM)
        with self._forbindelser.writer() as connection:
            number(connection, dueslag)
            connection.execute(sql["stop"], {"dueslag": dueslag, "grund": grund})
            keep_indgreb(connection, Indgreb(nu, hvem, dueslag, "stop" if grund else "start", 0, grund))

    def vent(self, dueslag: str, til: str, fejl: str) -> None:
        """The dueslag as a whole waits."""
        with self._forbindelser.writer() as connection:
            number(connection, dueslag)
            values = {"dueslag": dueslag, "til": til, "fejl": fejl}
            connection.execute(saetninger("indgreb", RUM)["vent"], values)

    def _change_chosen(
        self, step: str, dueslag: str, loebenumre: Sequence[int], note: tuple[str, str, str, str]
    ) -> int:
        sql = saetninger("indgreb", RUM)
        with self._forbindelser.writer() as connection, queues_changed(connection):
            values = {"dueslag": number(connection, dueslag), "valgte": to_text(list(loebenumre)), "nu": note[0]}
            connection.execute(sql["personer_valgt"], values)
            antal = connection.execute(sql[step], values).rowcount
            _note(connection, note, antal, "")
            return antal


def _note(connection: sqlite3.Connection, note: tuple[str, str, str, str], antal: int, grund: str) -> None:
    if antal:
        keep_indgreb(connection, Indgreb(*note, antal, grund))


def keep_indgreb(connection: sqlite3.Connection, indgreb: Indgreb) -> None:
    """Keeps what was done, and tells the audit, in the writer's transaction."""
    connection.execute(saetninger("indgreb", RUM)["add_indgreb"], indgreb)
    append(connection, [intervention(indgreb)], indgreb.tidspunkt)
