"""Numbers for new test persons: replacement numbers (day + 60), never given before, taken for ever when given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.population.klan import Tildeling
from cpr_haendelser.population.numre import serial_range
from cpr_haendelser.storage.lager import Lager
from cpr_haendelser.storage.ordre import Personslags, Testperson
from cpr_haendelser.storage.ordrelager import Ordrelager

_PROEVES = 64
"""Candidates asked about at a time."""


class Nummergiver:
    """Gives numbers that neither the replica nor anybody else has or has had."""

    def __init__(self, lager: Lager, ordrelager: Ordrelager, nu: Callable[[], str]) -> None:
        self._lager, self._ordrelager, self._nu = lager, ordrelager, nu

    def giver(
        self, ejer: str, delt_med: tuple[str, ...] = (), *, gruppe: str = "", slags: Personslags = Personslags.EGEN
    ) -> Tildeling:
        """Gives numbers to persons of an owner (empty: everybody's, of the living register)."""
        hvis = slags if ejer or slags is not Personslags.EGEN else Personslags.LEVENDE

        tilbage = self._left_over(gruppe) if gruppe else []

        def give(foedt: int, koen: str) -> str:
            fundet = next((pnr for pnr in tilbage if fits(pnr, foedt, koen)), 0)
            if fundet:
                tilbage.remove(fundet)
                return f"{fundet:010d}"
            return self._give(foedt, koen, Testperson(0, hvis, ejer, delt_med, gruppe, self._nu()))

        return give

    def _left_over(self, gruppe: str) -> list[int]:
        """Numbers taken for the group by an attempt that came to nothing."""
        taget = [person.pnr for person in self._ordrelager.find_personer(gruppe=gruppe)]
        kendte = self._lager.billeder(taget).keys()
        return [pnr for pnr in taget if pnr not in kendte]

    def candidates(self, ejer: str, delt_med: tuple[str, ...], gruppe: str) -> Tildeling:
        """Gives numbers that are free now, each once, and takes none: for previews."""
        del ejer, delt_med, gruppe
        givet: set[int] = set()

        def give(foedt: int, koen: str) -> str:
            pnr = next(pnr for pnr in self._free(foedt, koen) if pnr not in givet)
            givet.add(pnr)
            return f"{pnr:010d}"

        return give

    def _give(self, foedt: int, koen: str, person: Testperson) -> str:
        for pnr in self._free(foedt, koen):
            if self._reserve(person._replace(pnr=pnr)):
                return f"{pnr:010d}"
        raise AssertionError("free numbers end with an error")

    def _free(self, foedt: int, koen: str) -> Iterator[int]:
        """Numbers of one born that day that nobody has or has had; TST-008 at their end."""
        kandidater = _candidates(date.fromordinal(foedt), koen)
        while batch := list(islice(kandidater, _PROEVES)):
            taget = self._ordrelager.personer(batch).keys() | self._lager.billeder(batch).keys()
            yield from (pnr for pnr in batch if pnr not in taget)
        raise Brugsfejl("TST-008", "der er ikke flere numre på den fødselsdag; vælg en anden.")

    def _reserve(self, person: Testperson) -> bool:
        """False where somebody else was first."""
        try:
            self._ordrelager.reserver([person])
        except Brugsfejl:
            return False
        return True


def fits(pnr: int, foedt: int, koen: str) -> bool:
    """Whether a replacement number is of one born that day (proleptic ordinal) with that sex."""
    return f"{pnr:010d}".startswith(_prefix(date.fromordinal(foedt))) and pnr % 2 == (koen == "M")


def _prefix(dag: date) -> str:
    return f"{dag.day + 60:02d}{dag.month:02d}{dag.year % 100:02d}"


def _candidates(dag: date, koen: str) -> Iterator[int]:
    """Every replacement number of one born that day, the last first: the population begins at the other end."""
    laveste, antal = serial_range(dag.year)
    foran = _prefix(dag)
    for nummer in reversed(range(antal)):
        yield int(f"{foran}{laveste + 2 * nummer + (koen == 'M'):04d}")
