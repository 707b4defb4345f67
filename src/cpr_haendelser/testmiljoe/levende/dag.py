"""A day of the living register: what happened, as a delta file of the register's own task.

The persons are read from the replica, so that what orders have changed of them stays; the steps are those of orders.
Whoever is not of the register is never in the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from cpr_haendelser.cpr.layouts import CHARSET
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.haendelser.model import Art
from cpr_haendelser.population.dage import dato8, is_hverdag
from cpr_haendelser.population.klan import Tildeling
from cpr_haendelser.population.person import Adresse, Person
from cpr_haendelser.population.tilfaeldig import Lod, choose, new_lod, whole
from cpr_haendelser.storage.ordre import Personslags
from cpr_haendelser.testmiljoe.basis.indlaes import let_in, living_task
from cpr_haendelser.testmiljoe.dele import Dele
from cpr_haendelser.testmiljoe.familie import Familie, gather
from cpr_haendelser.testmiljoe.levende.hverdag import HVERDAGE, Hverdag, age
from cpr_haendelser.testmiljoe.levende.register import living
from cpr_haendelser.testmiljoe.skridt import LIVSSKRIDT, Oensket

_SPOR = 21
_FORSOEG = 80
_LAENGST_TILBAGE = 5
_REGISTRERET = "0930"


class Udfald(StrEnum):
    """What became of a day."""

    LAVET = "lavet"
    WEEKEND = "weekend"
    TIDLIGERE = "tidligere"
    """There is a file of that day, or a later one, already."""
    TOMT = "tomt"
    """There is no living register."""


class Dagen(NamedTuple):
    """A day's account."""

    udfald: Udfald
    personer: int = 0
    """Persons in the file."""
    haendelser: int = 0
    sket: tuple[str, ...] = ()
    """The handlinger, one for each time."""


def live_day(dele: Dele, tildel: Tildeling, froe: int) -> Dagen:
    """Lets a day of the life pass: today, if it is a weekday that has no file yet."""
    dag = dele.nu().date().toordinal()
    egen = dele._replace(opgaver=living_task(dele.opgaver))
    seneste = dele.lager.seneste_leverance(f"{egen.opgaver[0]:06d}")
    if not is_hverdag(dag):
        return Dagen(Udfald.WEEKEND)
    if seneste is not None and seneste.proddto >= dato8(dag):
        return Dagen(Udfald.TIDLIGERE)
    personer = living(dele)
    if not personer:
        return Dagen(Udfald.TOMT)
    dagen = _Dag(dele, tildel, new_lod(froe, _SPOR, dag), dag, personer)
    dagen.happen()
    roerte = [pnr for pnr in map(int, dagen.blokke) if pnr in dagen.kendte]
    kvittering = let_in(egen, dagen.blokke.values(), "levende", etablering=False, pnrs=roerte)
    haendelser = kvittering.sidste - kvittering.foerste + 1 if kvittering.foerste else 0
    return Dagen(Udfald.LAVET, len(dagen.blokke), haendelser, tuple(dagen.sket))


class _Dag:
    def __init__(self, dele: Dele, tildel: Tildeling, lod: Lod, dag: int, personer: Sequence[int]) -> None:
        self._dele, self._tildel, self._lod, self._dag, self._personer = dele, tildel, lod, dag, personer
        self.kendte = frozenset(personer)
        self.blokke: dict[str, bytes] = {}
        """Who is in the file."""
        self.sket: list[str] = []

    def happen(self) -> None:
        """What the rates say, and one move at least: no day is empty."""
        for hverdag in HVERDAGE:
            ventet = hverdag.per_day(len(self._personer))
            for _ in range(int(ventet) + (self._lod() < ventet % 1)):
                self._try(hverdag)
        if not self.sket:
            self._try(HVERDAGE[1])

    def _try(self, hverdag: Hverdag) -> None:
        """Makes it happen to somebody for whom it is possible; to nobody where few are."""
        for _ in range(_FORSOEG):
            pnr = f"{choose(self._lod, self._personer):010d}"
            familie = gather(self._dele.lager, [pnr], self._tildel)
            blokke = self._step(hverdag, familie, familie.person(pnr))
            if blokke:
                self.blokke |= blokke
                self.sket.append(hverdag.handling)
                return

    def _step(self, hverdag: Hverdag, familie: Familie, person: Person) -> dict[str, bytes]:
        """The records of those whom it touches; none where it cannot be, or touches one who has had something today."""
        felter = hverdag.felter(self._lod, person, age(person, self._dag))
        if felter is None or person.ophold is None:
            return {}
        virkning = dato8(self._dag - whole(self._lod, 1, _LAENGST_TILBAGE)) + "1200"
        oensket = Oensket(virkning, dato8(self._dag) + _REGISTRERET, felter)
        try:
            for hvem in _household(person) if hverdag.sammen else [person]:
                LIVSSKRIDT[hverdag.handling, Art.NY](familie, hvem, oensket)
        except Brugsfejl:
            return {}
        blokke = {blok[3:13].decode(CHARSET): blok for blok in familie.blokke()}
        return blokke if self._may(blokke) else {}

    def _may(self, blokke: dict[str, bytes]) -> bool:
        """Whether all are of the register, and none is in the file already."""
        ejere = self._dele.ordrelager.personer([int(pnr) for pnr in blokke])
        levende = {pnr for pnr, person in ejere.items() if person.slags is Personslags.LEVENDE and not person.ejer}
        return all(int(pnr) in levende for pnr in blokke) and not self.blokke.keys() & blokke.keys()


def _household(person: Person) -> list[Person]:
    """The person with spouse and children at the same address."""
    hjem = person.ophold.bolig.koder if isinstance(person.ophold, Adresse) else None
    andre = [person.aegtefaelle, *person.boern]
    samme = [each for each in andre if each and isinstance(each.ophold, Adresse) and each.ophold.bolig.koder == hjem]
    return [person, *samme]
