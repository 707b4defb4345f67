"""The book of choices."""

from __future__ import annotations

from cpr_haendelser.storage.revisionsposter import setting_chosen
from cpr_haendelser.storage.sqlite.saetninger import saetninger
from cpr_haendelser.storage.sqlite_postrum.raekker import RUM
from cpr_haendelser.storage.sqlite_postrum.revision import append
from cpr_haendelser.storage.sqlite_postrum.rum import Rum
from cpr_haendelser.storage.valgbog import Driftsvalg


class Valg(Rum):
    """What storage.valgbog.Valgbog says."""

    def sidste_driftsvalg(self) -> int:
        """The number of the newest choice."""
        return int(self._rows("driftsvalg", "sidste")[0][0])

    def driftsvalg(self) -> list[Driftsvalg]:
        """The newest choice of each setting."""
        return [Driftsvalg(*row) for row in self._rows("driftsvalg", "nyeste")]

    def driftsvalg_om(self, navn: str, antal: int) -> list[Driftsvalg]:
        """Choices of a setting."""
        return [Driftsvalg(*row) for row in self._rows("driftsvalg", "om", (navn, antal))]

    def skriv_driftsvalg(self, valg: Driftsvalg, *, foer: str, efter: int) -> int:
        """Keeps a choice."""
        sql = saetninger("driftsvalg", RUM)
        with self._forbindelser.writer() as connection:
            if connection.execute(sql["nummer"], (valg.navn,)).fetchone() != (efter,):
                return 0
            (nr,) = connection.execute(sql["add"], valg[1:]).fetchone()
            append(connection, [setting_chosen(valg, foer)], valg.tidspunkt)
        return int(nr)
