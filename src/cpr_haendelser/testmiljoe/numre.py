"""Numbers for new test persons, never given before, taken for ever when given.

Replacement numbers (day + 60), or those of the list of allowed test numbers that the operator has loaded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import islice

from cpr_haendelser.cpr.personnummer import Personnummer
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.population.klan import Tildeling
from cpr_haendelser.population.numre import serial_range
from cpr_haendelser.storage.lager import Lager
from cpr_haendelser.storage.ordre import Personslags, Testperson
from cpr_haendelser.storage.ordrelager import Ordrelager

_NAERMESTE = 3
"""So many days that the list has numbers on are named where it has none."""
_PROEVES = 64
"""Candidates asked about at a time."""


class Nummerkilde(StrEnum):
    """Where new numbers are taken from."""

    ERSTATNING = "erstatning"
    """Replacement numbers: day + 60. Receivers that check the day of birth in a number refuse them."""
    TESTNUMRE = "testnumre"
    """The list of allowed test numbers."""


class Nummergiver:
    """Gives numbers that neither the replica nor anybody else has or has had."""

    def __init__(
        self, lager: Lager, ordrelager: Ordrelager, nu: Callable[[], str], tilladte: Collection[int] = ()
    ) -> None:
        """`tilladte`: the list of allowed test numbers."""
        self._lager, self._ordrelager, self._nu, self._tilladte = lager, ordrelager, nu, tilladte

    def giver(
        self,
        ejer: str,
        delt_med: tuple[str, ...] = (),
        *,
        gruppe: str = "",
        slags: Personslags = Personslags.EGEN,
        kilde: Nummerkilde = Nummerkilde.ERSTATNING,
    ) -> Tildeling:
        """Gives numbers to persons of an owner (empty: everybody's, of the living register)."""
        hvis = slags if ejer or slags is not Personslags.EGEN else Personslags.LEVENDE

        tilbage = self._left_over(gruppe) if gruppe else []

        def give(foedt: int, koen: str) -> str:
            fundet = next((pnr for pnr in tilbage if self._fits(pnr, foedt, koen, kilde)), 0)
            if fundet:
                tilbage.remove(fundet)
                return f"{fundet:010d}"
            return self._give(foedt, koen, kilde, Testperson(0, hvis, ejer, delt_med, gruppe, self._nu()))

        return give

    def _left_over(self, gruppe: str) -> list[int]:
        """Numbers taken for the group by an attempt that came to nothing."""
        fundne = self._ordrelager.find_personer(gruppe=gruppe)  # those of groups whose names begin so, too
        taget = [person.pnr for person in fundne if person.gruppe == gruppe]
        kendte = self._lager.billeder(taget).keys()
        return [pnr for pnr in taget if pnr not in kendte]

    def candidates(self, ejer: str, delt_med: tuple[str, ...], gruppe: str, kilde: Nummerkilde) -> Tildeling:
        """Gives numbers that are free now, each once, and takes none: for previews."""
        del ejer, delt_med, gruppe
        givet: set[int] = set()

        def give(foedt: int, koen: str) -> str:
            pnr = next(pnr for pnr in self._free(foedt, koen, kilde) if pnr not in givet)
            givet.add(pnr)
            return f"{pnr:010d}"

        return give

    def _give(self, foedt: int, koen: str, kilde: Nummerkilde, person: Testperson) -> str:
        for pnr in self._free(foedt, koen, kilde):
            if self._reserve(person._replace(pnr=pnr)):
                return f"{pnr:010d}"
        raise AssertionError("free numbers end with an error")

    def _free(self, foedt: int, koen: str, kilde: Nummerkilde) -> Iterator[int]:
        """Numbers of one born that day that nobody has or has had; TST-008 or TST-043 at their end."""
        af_listen = kilde is Nummerkilde.TESTNUMRE
        listet = self._listed.get((foedt, koen), [])
        kandidater = iter(listet) if af_listen else _candidates(date.fromordinal(foedt), koen)
        while batch := list(islice(kandidater, _PROEVES)):
            taget = self._ordrelager.personer(batch).keys() | self._lager.billeder(batch).keys()
            yield from (pnr for pnr in batch if pnr not in taget)
        if af_listen:
            raise self._none_listed(foedt, koen)
        raise Brugsfejl("TST-008", "der er ikke flere numre på den fødselsdag; vælg en anden.")

    @cached_property
    def _listed(self) -> Mapping[tuple[int, str], list[int]]:
        """The allowed test numbers by day of birth (proleptic ordinal) and sex, lowest first."""
        fundne: dict[tuple[int, str], list[int]] = defaultdict(list)
        for pnr in sorted(self._tilladte):
            nummer = Personnummer(f"{pnr:010d}")
            if nummer.foedselsdato is not None:
                fundne[nummer.foedselsdato.toordinal(), nummer.koen].append(pnr)
        return dict(fundne)  # a day that is asked about is not there for that

    def _none_listed(self, foedt: int, koen: str) -> Brugsfejl:
        dage = sorted((abs(dag - foedt), dag) for dag, deres in self._listed if deres == koen and dag != foedt)
        naer = ", ".join(f"{date.fromordinal(dag):%Y-%m-%d}" for _, dag in dage[:_NAERMESTE])
        return Brugsfejl(
            "TST-043",
            "listen over tilladte testnumre har intet ledigt nummer til den fødselsdag og det køn. "
            + (f"Den har numre på fx {naer}." if naer else "Den har ingen numre til det køn; operatøren indlæser den."),
        )

    def _fits(self, pnr: int, foedt: int, koen: str, kilde: Nummerkilde) -> bool:
        return pnr in self._listed.get((foedt, koen), ()) if kilde is Nummerkilde.TESTNUMRE else fits(pnr, foedt, koen)

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
