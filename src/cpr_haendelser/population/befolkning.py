"""The population: clans made again from their numbers when looked at, kept as they are once something happened to them.

Per person four bytes (the personnummer) and per clan four more are held; everything else is a function of the seed.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from itertools import chain

from cpr_haendelser.population.klan import Byg, Tildeling, build_ordinary
from cpr_haendelser.population.numre import Numre, pack, unpack
from cpr_haendelser.population.person import Adresse, Person
from cpr_haendelser.population.saerlige import RESTER, SPREDNING, STOERSTE, builders
from cpr_haendelser.population.steder import Bolig, Boligmasse
from cpr_haendelser.population.tilfaeldig import Lod, new_lod

_STOR = 20_000
_MEST_SPREDT = 8
_SPRING = (7919, 104_729, 1_299_709)
"""Primes; one of them does not divide the number of clans, and steps through all of them."""
_KLANSPOR, _UDEFRASPOR = 1, 2


class Befolkning:
    """All persons on the day of the first load, and since."""

    def __init__(self, froe: int, personer: int, dag: int) -> None:
        self.dag, self._froe, self._antal = dag, froe, personer
        self.numre = Numre()
        self._masse = Boligmasse(personer)
        self._pnr = array("I")
        self._foerste = array("I", [0])
        """Where in `_pnr` each clan begins."""
        self._spredning = SPREDNING * max(1, min(_MEST_SPREDT, personer // _STOR))
        self._builders = builders()
        self._kendte: dict[int, list[Person]] = {}
        self._loese: dict[int, list[Person]] = {}
        self._naeste_klan = 1 << 30
        self._naeste_bolig = 0

    @property
    def klaner(self) -> int:
        """How many clans the first load has."""
        return len(self._foerste) - 1

    def first_load(self) -> Iterator[list[Person]]:
        """Every clan once, in number order; numbers are handed out on the way."""
        pnr = self._pnr

        def tildel(foedt: int, koen: str) -> str:
            number = self.numre.next_for(foedt, koen)
            pnr.append(pack(number))
            return number

        while len(pnr) < self._antal:
            yield self._build(self.klaner, self._antal - len(pnr), tildel)
            self._foerste.append(len(pnr))
        self._naeste_bolig = 2 * self.klaner

    def klan(self, nummer: int) -> list[Person]:
        """The persons of a clan as of now."""
        found = self._kendte.get(nummer) or self._loese.get(nummer)
        if found is None:
            fra, til = self._foerste[nummer], self._foerste[nummer + 1]
            numbers = iter(self._pnr[fra:til])
            found = self._build(nummer, self._antal - fra, lambda _foedt, _koen: unpack(next(numbers)))
            self._loese[nummer] = found
        return found

    def forget_untouched(self) -> None:
        """Drop the clans that were looked at and not kept."""
        self._loese.clear()

    def keep(self, p: Person) -> None:
        """From now on the person's clan is what it has become."""
        if p.klan not in self._kendte:
            self._kendte[p.klan] = self._loese.pop(p.klan)

    @property
    def kept(self) -> int:
        """How many clans are kept."""
        return len(self._kendte)

    def release(self, antal: int) -> None:
        """Keep the first so many clans alone; for the last day, where nobody asks again."""
        while len(self._kendte) > antal:
            self._kendte.popitem()

    def some_klan(self, lod: Lod, slags: str = "") -> list[Person]:
        """A clan by lot, of that special kind if one is named."""
        if not slags:
            return self.klan(int(lod() * self.klaner))
        rester = RESTER[slags]
        rest = rester[int(lod() * len(rester))]
        antal = (self.klaner - rest + self._spredning - 1) // self._spredning
        return self.klan(rest + self._spredning * int(lod() * antal)) if antal > 0 else []

    def all_klaner(self) -> Iterator[list[Person]]:
        """Every clan of the first load once, in an order that looks accidental."""
        step = next(prime for prime in _SPRING if self.klaner % prime)
        for i in range(self.klaner):
            yield self.klan(i * step % self.klaner)

    def from_outside(self, build: Callable[[Byg], None]) -> list[Person]:
        """A new clan, not delivered so far."""
        nummer = self._naeste_klan
        self._naeste_klan += 1
        b = Byg(new_lod(self._froe, _UDEFRASPOR, nummer), nummer, self.dag, self.numre.next_for, self._masse)
        build(b)
        self._loese[nummer] = b.personer
        for p in b.personer:
            p.ukendt = True
        return b.personer

    def add(self, p: Person) -> None:
        """Count the person as one of the clan it names."""
        self.klan(p.klan).append(p)

    def new_bolig(self) -> Bolig:
        """A dwelling where no one lived before."""
        self._naeste_bolig += 1
        return self._masse.get(self._naeste_bolig)

    def husstand(self, p: Person) -> list[Person]:
        """Those of the person's family, by blood and marriage, who share the address."""
        if not isinstance(p.ophold, Adresse):
            return [p]
        klaner = [p.klan]
        for other in (p.aegtefaelle, p.mor, p.far, *p.boern):
            if other and other.klan not in klaner:
                klaner.append(other.klan)
        koder = p.ophold.bolig.koder
        found = [
            x
            for x in chain.from_iterable(self.klan(nummer) for nummer in klaner)
            if isinstance(x.ophold, Adresse) and x.ophold.bolig.koder == koder
        ]
        return found if p in found else [p, *found]

    def _build(self, nummer: int, plads: int, tildel: Tildeling) -> list[Person]:
        b = Byg(new_lod(self._froe, _KLANSPOR, nummer), nummer, self.dag, tildel, self._masse)
        build = self._builders.get(nummer % self._spredning)
        if build and plads >= STOERSTE:
            build(b)
        else:
            build_ordinary(b, plads)
        return b.personer
