"""Persons read from the replica with their relatives, changed together, and written as the records they become.

What the life model does not look at in a person's records is written again byte for byte.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping
from operator import gt
from typing import TypeVar

from cpr_haendelser.cpr.layouts import CHARSET
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.population.klan import Tildeling
from cpr_haendelser.population.laesning import connect, read_person
from cpr_haendelser.population.linjer import Raekke, lengths, to_099, to_raekker, write_raekke
from cpr_haendelser.population.person import Person
from cpr_haendelser.replika.billede import RELATIONSARTER, read_relationer, to_tekster
from cpr_haendelser.testmiljoe.viden import Personkilde

ENKELTE = frozenset({"001", "002", "003", "005", "007", "008", "009", "010", "011", "012", "013", "015"})
"""Record types of which a person has one at most."""
_T = TypeVar("_T", bound=Hashable)
_NAERMESTE = frozenset({"aegtefaelle", "barn", "mor", "far", "gaeldende_pnr", "tidligere_pnr"})


class Familie:
    """Some persons, and those beside them that something may be derived for."""

    def __init__(self, dokumenter: Mapping[str, bytes], tildel: Tildeling, kun: Collection[str] | None = None) -> None:
        """`tildel` gives the personnummer of one born on a day (proleptic ordinal), K or M, who is new.

        `kun`: the record types that are read, where a step looks at no others; those are written again as they were.
        """
        self.new_number = tildel
        self._linjer = {pnr: to_tekster(dokument) for pnr, dokument in dokumenter.items()}
        self._personer = {
            pnr: read_person(linjer if kun is None else [linje for linje in linjer if linje[:3] in kun])
            for pnr, linjer in self._linjer.items()
        }
        if kun is None:
            connect(self._personer, self._linjer)
        self._kun = kun
        self._foer = {pnr: to_raekker(person, kun) for pnr, person in self._personer.items()}
        self._haendelser: dict[str, list[str]] = {}

    def person(self, pnr: str) -> Person:
        """The person of that number; Brugsfejl TST-001 where the replica does not have it."""
        if pnr not in self._personer:
            raise Brugsfejl("TST-001", "personen er ikke i replikaen. Bestil eller opret personen først.")
        return self._personer[pnr]

    def add(self, person: Person) -> None:
        """A person that is new."""
        self._personer[person.pnr] = person
        self._linjer[person.pnr] = []
        self._foer[person.pnr] = []
        self._haendelser.setdefault(person.pnr, [])

    def linje(self, person: Person, kode: str, tid: str, maerke: str = "") -> None:
        """A 099 line of the person: it is delivered."""
        self._haendelser.setdefault(person.pnr, []).append(to_099(person.pnr, tid, kode, maerke))

    def blokke(self) -> list[bytes]:
        """Record lines and 099 lines of everybody who is delivered or changed, 001 first."""
        fundne = []
        for pnr, person in self._personer.items():
            efter = to_raekker(person, self._kun)
            if pnr in self._haendelser or efter != self._foer[pnr]:
                linjer = sorted(_merge(self._linjer[pnr], self._foer[pnr], efter))
                fundne.append("\n".join([*linjer, *self._haendelser.get(pnr, ())]).encode(CHARSET))
        return fundne


def gather(lager: Personkilde, pnrs: Iterable[str], tildel: Tildeling) -> Familie:
    """The persons of these numbers that the replica has, with the nearest of kin and other numbers, naming or named."""
    bedt = [int(pnr) for pnr in pnrs]
    billeder = lager.billeder(bedt)
    naere = {
        til
        for billede in billeder.values()
        for art, til in read_relationer(to_tekster(billede.dokument))
        if RELATIONSARTER[art] in _NAERMESTE
    } | {fra for pnr in billeder for art, fra in lager.relationer_til(pnr) if RELATIONSARTER[art] in _NAERMESTE}
    billeder |= lager.billeder(sorted(naere - billeder.keys()))
    return Familie({f"{pnr:010d}": billede.dokument for pnr, billede in billeder.items()}, tildel)


def gather_alone(
    lager: Personkilde, pnrs: Iterable[str], tildel: Tildeling, kun: Collection[str] | None = None
) -> Familie:
    """The same without their kin, for steps that look at nobody beside those named (and only at `kun` of them)."""
    billeder = lager.billeder([int(pnr) for pnr in pnrs])
    return Familie({f"{pnr:010d}": billede.dokument for pnr, billede in billeder.items()}, tildel, kun)


def _merge(gamle: list[str], foer: list[Raekke], efter: list[Raekke]) -> list[str]:
    """The old lines with what the step took away and added; a type of which there is one is replaced as a whole."""
    vaek, kommet = _without(foer, efter), _without(efter, foer)
    check_lengths(kommet)
    erstattet = {raekke[0] for raekke in (*vaek, *kommet)} & ENKELTE
    staar = [linje for linje in gamle if linje[:3] not in erstattet]
    andre = [write_raekke(raekke) for raekke in vaek if raekke[0] not in ENKELTE]
    return [*(_without(staar, andre) if andre else staar), *map(write_raekke, kommet)]


def check_lengths(raekker: Iterable[Raekke]) -> None:
    """TST-015 where a field is longer than its place in CPR's record."""
    for raekke in raekker:
        plads = lengths()[raekke[0]]
        if any(map(gt, map(len, raekke[1:]), plads)):
            hoejst = next(hoejst for vaerdi, hoejst in zip(raekke[1:], plads, strict=False) if len(vaerdi) > hoejst)
            raise Brugsfejl("TST-015", f"en tekst er for lang til CPR's felt (post {raekke[0]}): højst {hoejst} tegn.")


def _without(alle: list[_T], andre: list[_T]) -> list[_T]:
    """Those without the others, each as often as it stands there."""
    alene = set(alle)
    if len(alene) == len(alle):  # nearly always: nothing stands twice
        return list(alene.difference(andre))
    return list((Counter(alle) - Counter(andre)).elements())
