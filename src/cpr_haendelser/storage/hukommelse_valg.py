"""The book of choices, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from threading import RLock

from cpr_haendelser.revision.post import Revisionspost
from cpr_haendelser.storage.revisionsposter import setting_chosen
from cpr_haendelser.storage.valgbog import Driftsvalg


class HukommelseValg:
    """What storage.valgbog.Valgbog says."""

    def __init__(self) -> None:
        self._valglaas = RLock()
        self._driftsvalg: list[Driftsvalg] = []

    def sidste_driftsvalg(self) -> int:
        """The number of the newest choice."""
        return len(self._driftsvalg)

    def driftsvalg(self) -> list[Driftsvalg]:
        """The newest choice of each setting."""
        with self._valglaas:
            nyeste = {each.navn: each for each in self._driftsvalg}
        return sorted(nyeste.values(), key=lambda each: each.navn)

    def driftsvalg_om(self, navn: str, antal: int) -> list[Driftsvalg]:
        """Choices of a setting."""
        with self._valglaas:
            return [each for each in reversed(self._driftsvalg) if each.navn == navn][:antal]

    def skriv_driftsvalg(self, valg: Driftsvalg, *, foer: str, efter: int) -> int:
        """Keeps a choice."""
        with self._valglaas:
            if next((each.nr for each in self.driftsvalg_om(valg.navn, 1)), 0) != efter:
                return 0
            self._driftsvalg.append(valg._replace(nr=len(self._driftsvalg) + 1))
            self._tell([setting_chosen(valg, foer)], valg.tidspunkt)
            return len(self._driftsvalg)

    def _tell(self, poster: Sequence[Revisionspost], nu: str) -> None:
        """What becomes of what the audit shall say."""
