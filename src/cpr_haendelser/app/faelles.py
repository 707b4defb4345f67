"""The shared population of one installation of ExtTest: made, shown, and living."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from filelock import FileLock, Timeout

from cpr_haendelser.app.installation import Installation
from cpr_haendelser.app.testmiljoe import Testmiljoe, wall_clock
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.population.klan import Tildeling
from cpr_haendelser.storage.ordre import Personslags
from cpr_haendelser.testmiljoe.basis.arketyper import arketypefamilier
from cpr_haendelser.testmiljoe.basis.faelles import FROE
from cpr_haendelser.testmiljoe.basis.oprettelse import Oprettet, Trin, make_missing
from cpr_haendelser.testmiljoe.basis.oversigt import Faellesperson, iterate_faelles
from cpr_haendelser.testmiljoe.basis.raadhus import basisfamilier, raadhuskommuner
from cpr_haendelser.testmiljoe.levende.dag import Dagen, live_day
from cpr_haendelser.testmiljoe.levende.register import ROD as LEVENDE
from cpr_haendelser.testmiljoe.levende.register import make_register


class Faellesmiljoe:
    """What is done with everybody's persons; Miljoefejl MIL-011 in Produktion."""

    def __init__(self, installation: Installation, *, nu: Callable[[], datetime] = wall_clock) -> None:
        self._testmiljoe = Testmiljoe(installation)
        self._dele = self._testmiljoe.dele()._replace(nu=nu)

    def make_basis(self, trin: Trin, *, froe: int = FROE, koder: Sequence[str] | None = None) -> Oprettet:
        """Makes what is missing of the basis families (`koder`: of these municipalities alone)."""
        familier = list(basisfamilier(froe, raadhuskommuner() if koder is None else koder))
        with self._alone():
            return make_missing(self._dele, self._tildel, familier, trin)

    def make_arketyper(self, trin: Trin, *, froe: int = FROE) -> Oprettet:
        """Makes what is missing of the archetypes."""
        with self._alone():
            return make_missing(self._dele, self._tildel, list(arketypefamilier(froe)), trin)

    def make_register(self, trin: Trin, antal: int, *, froe: int = FROE) -> int:
        """Makes the living register of so many persons, where there is none; how many were made."""
        with self._alone():
            return make_register(self._dele, froe, antal, trin)

    def live_day(self, *, froe: int = FROE) -> Dagen:
        """Lets the living register have its day."""
        with self._alone():
            return live_day(self._dele, self._tildel(Personslags.LEVENDE, LEVENDE), froe)

    def iterate(self, gruppe: str = "", soeg: str = "") -> Iterator[Faellesperson]:
        """Everybody's persons, as a table that can be searched."""
        return iterate_faelles(self._dele.lager, self._dele.ordrelager, gruppe, soeg)

    def _tildel(self, slags: Personslags, gruppe: str) -> Tildeling:
        return self._testmiljoe.numre.giver("", gruppe=gruppe, slags=slags)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time changes the shared population; Brugsfejl TST-071 for another."""
        mappe = self._testmiljoe.procesmappe
        mappe.mkdir(mode=0o700, parents=True, exist_ok=True)
        laas = FileLock(mappe / ".faelles.lock")
        try:
            laas.acquire(blocking=False)
        except Timeout:
            raise Brugsfejl(
                "TST-071", "et andet program er ved at ændre de fælles testpersoner; vent, til det er færdigt."
            ) from None
        try:
            yield
        finally:
            laas.release()
