"""The book of alarms."""

from __future__ import annotations

from collections.abc import Sequence

from cpr_haendelser.storage.alarmbog import Alarm, Alarmpost
from cpr_haendelser.storage.sqlite.saetninger import saetninger
from cpr_haendelser.storage.sqlite_postrum.raekker import RUM
from cpr_haendelser.storage.sqlite_postrum.rum import Rum


class Alarmer(Rum):
    """What storage.alarmbog.Alarmbog says."""

    def alarmer(self) -> list[Alarm]:
        """What stands."""
        return [Alarm(*row) for row in self._rows("alarmer", "alarmer")]

    def skift_alarm(self, foer: Alarm | None, efter: Alarm | None, post: Sequence[tuple[str, str]]) -> bool:
        """Puts one in the other's place."""
        sql = saetninger("alarmer", RUM)
        noegle = (efter or foer or ("", ""))[:2]
        with self._forbindelser.writer() as connection:
            if connection.execute(sql["alarm"], noegle).fetchone() != foer:
                return False
            connection.execute(*((sql["saet_alarm"], efter) if efter else (sql["slet_alarm"], noegle)))
            connection.executemany(sql["add_alarmpost"], post)
        return True

    def tag_alarmpost(self, antal: int, *, nu: str, igen: str) -> list[Alarmpost]:
        """Takes what is to be told; who finds nothing disturbs no writer."""
        if not self._rows("alarmer", "har_alarmpost", (nu,)):
            return []
        values = {"antal": antal, "nu": nu, "igen": igen}
        with self._forbindelser.writer() as connection:
            rows = connection.execute(saetninger("alarmer", RUM)["tag_alarmpost"], values).fetchall()
        return [Alarmpost(*row) for row in sorted(rows)]

    def udskyd_alarmpost(self, nr: int, *, til: str) -> None:
        """Offers it again later."""
        with self._forbindelser.writer() as connection:
            connection.execute(saetninger("alarmer", RUM)["udskyd_alarmpost"], (til, nr))

    def slet_alarmpost(self, nr: int) -> None:
        """It is told."""
        with self._forbindelser.writer() as connection:
            connection.execute(saetninger("alarmer", RUM)["slet_alarmpost"], (nr,))

    def antal_alarmposter(self) -> int:
        """How many are still to be told."""
        return int(self._rows("alarmer", "antal_alarmposter")[0][0])
