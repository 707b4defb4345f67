"""Reading the post room."""

from __future__ import annotations

from cpr_haendelser.storage.forsendelse import Forsendelse, Forsendelsestilstand, Levering
from cpr_haendelser.storage.forsendelsesbog import Afventende, Dueslagstilstand, Indgreb, Stilstand
from cpr_haendelser.storage.sqlite.saetninger import saetninger
from cpr_haendelser.storage.sqlite_postrum.raekker import KODER, MINUT, RUM, Kasse, to_forsendelse, to_levering, to_text
from cpr_haendelser.storage.sqlite_postrum.rum import Rum

_VEJE: dict[Forsendelsestilstand | None, tuple[str, ...]] = {
    None: ("undervejs", "leverede"),
    Forsendelsestilstand.VENTER: ("ventende",),
    Forsendelsestilstand.LEVERET: ("leverede",),
}
"""The statements that find forsendelser of a state; for all others `i_tilstand`."""


class Laesning(Rum):
    """What storage.postrum.Postrum says about reading: each method sees one committed state."""

    def forsendelser(
        self, dueslag: str, *, tilstand: Forsendelsestilstand | None = None, efter: int = 0, antal: int = 1000
    ) -> list[Forsendelse]:
        """Forsendelser by løbenummer."""
        sql, kasse = saetninger("laesning", RUM), Kasse(dueslag, self._navnerum)
        values = {
            "dueslag": dueslag,
            "efter": efter,
            "antal": antal,
            "tilstande": to_text(KODER[tilstand] if tilstand else ()),
        }
        with self._forbindelser.snapshot() as connection:
            rows = [
                row for name in _VEJE.get(tilstand, ("i_tilstand",)) for row in connection.execute(sql[name], values)
            ]
        return [to_forsendelse(kasse, row[:-1], row[-1]) for row in sorted(rows)[:antal]]

    def tilbageholdte(self) -> list[tuple[str, str, int]]:
        """What is withheld."""
        return [(uuid, cvr, antal) for uuid, cvr, antal in self._rows("laesning", "tilbageholdte")]

    def afventende(self) -> list[Afventende]:
        """What awaits the operator's word."""
        return [Afventende(*row) for row in self._rows("laesning", "afventende")]

    def leveringer(self, pnr: int) -> list[Levering]:
        """Every delivery about a person."""
        return [to_levering(row) for row in self._rows("laesning", "leveringer", (pnr,))]

    def leverede(
        self, dueslag: str, *, efter: int = 0, antal: int = 1000, fra: str = "", til: str = ""
    ) -> list[Levering]:
        """The last delivery of each løbenummer."""
        values = {"dueslag": dueslag, "efter": efter, "antal": antal, "fra": fra, "til": til}
        return [to_levering(row) for row in self._rows("laesning", "leverede_sidst", values)]

    def indgreb(self, *, efter: int = 0, antal: int = 1000) -> list[Indgreb]:
        """What was done by hand."""
        return [Indgreb(*row) for row in self._rows("laesning", "indgreb", (efter, antal))]

    def leveret_siden(self, tid: str) -> dict[str, int]:
        """How many were delivered from that minute on."""
        return dict(self._rows("laesning", "leveret_siden", (tid[:MINUT],)))

    def tilstand(self, dueslag: str) -> Dueslagstilstand | None:
        """How it goes with one dueslag."""
        rows = self._rows("laesning", "tilstand", {"dueslag": dueslag})
        return Dueslagstilstand(*rows[0]) if rows else None

    def stilstand(self, dueslag: str) -> Stilstand:
        """What keeps a dueslag as a whole."""
        rows = self._rows("laesning", "stilstand", (dueslag,))
        return Stilstand(*rows[0]) if rows else Stilstand("", "", "")

    def tilstande(self) -> list[Dueslagstilstand]:
        """How it goes with every dueslag."""
        return [Dueslagstilstand(*row) for row in sorted(self._rows("laesning", "tilstande"))]
