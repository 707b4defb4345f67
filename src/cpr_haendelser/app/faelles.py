"""The shared population of one installation of ExtTest: made, shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpr_haendelser.app.installation import Installation
from cpr_haendelser.app.testmiljoe import Testmiljoe
from cpr_haendelser.population.klan import Tildeling
from cpr_haendelser.storage.ordre import Personslags
from cpr_haendelser.testmiljoe.basis.arketyper import arketypefamilier
from cpr_haendelser.testmiljoe.basis.faelles import FROE
from cpr_haendelser.testmiljoe.basis.oprettelse import Oprettet, Trin, make_missing
from cpr_haendelser.testmiljoe.basis.oversigt import Faellesperson, iterate_faelles
from cpr_haendelser.testmiljoe.basis.raadhus import basisfamilier, raadhuskommuner


class Faellesmiljoe:
    """What is done with everybody's persons; Miljoefejl MIL-011 in Produktion."""

    def __init__(self, installation: Installation) -> None:
        self._testmiljoe = Testmiljoe(installation)
        self._dele = self._testmiljoe.dele()

    def make_basis(self, trin: Trin, *, froe: int = FROE, koder: Sequence[str] | None = None) -> Oprettet:
        """Makes what is missing of the basis families (`koder`: of these municipalities alone)."""
        familier = list(basisfamilier(froe, raadhuskommuner() if koder is None else koder))
        return make_missing(self._dele, self._tildel, familier, trin)

    def make_arketyper(self, trin: Trin, *, froe: int = FROE) -> Oprettet:
        """Makes what is missing of the archetypes."""
        return make_missing(self._dele, self._tildel, list(arketypefamilier(froe)), trin)

    def iterate(self, gruppe: str = "", soeg: str = "") -> Iterator[Faellesperson]:
        """Everybody's persons, as a table that can be searched."""
        return iterate_faelles(self._dele.lager, self._dele.ordrelager, gruppe, soeg)

    def _tildel(self, slags: Personslags, gruppe: str) -> Tildeling:
        return self._testmiljoe.numre.giver("", gruppe=gruppe, slags=slags)
