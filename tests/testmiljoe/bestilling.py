"""An installation with a population, and coherent orders of one step each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import count
from pathlib import Path

from cpr_haendelser.app import Installation
from cpr_haendelser.haendelser.model import Art, Haendelse
from cpr_haendelser.modtagelse.modtag import Oenske
from cpr_haendelser.population.person import NUL10, Person
from cpr_haendelser.testmiljoe.divergens import compare
from cpr_haendelser.testmiljoe.familie import Familie, gather
from cpr_haendelser.testmiljoe.ordrefil import choose_plads, write_ordrefil
from cpr_haendelser.testmiljoe.skridt import LIVSSKRIDT, Oensket
from tests.opslag.korsbaek import OPGAVE, settings_in, write_korsbaek

OPGAVER = range(990_000, 990_200)
REGISTRERET = "202611251000"


class Bestilling:
    """Orders, each received as a file."""

    def __init__(self, mappe: Path) -> None:
        filer = write_korsbaek(mappe / "filer")
        self.mappe, self._numre = mappe, count(1)
        self.installation = Installation.open(settings_in(mappe))
        self.installation.receive(Oenske(filer[0], (OPGAVE,), etablering=True))
        self.lager = self.installation.lager
        linjer = filer[0].read_bytes().split(b"\n")
        self.alle = [linje[3:13].decode() for linje in linjer if linje.startswith(b"001")]
        self._ledige = self.alle

    def new_number(self, foedt: int, koen: str) -> str:
        """A number that the population does not use."""
        dag = date.fromordinal(foedt)
        loebe = (9000 if dag.year >= 2000 else 3000) + 2 * next(self._numre) + (koen == "M")
        return f"{dag.day + 60:02d}{dag.month:02d}{dag.year % 100:02d}{loebe:04d}"

    def gather(self, *pnrs: str) -> Familie:
        """The persons with their relatives."""
        return gather(self.lager, pnrs, self.new_number)

    def find(self, fits: Callable[[Person], bool]) -> str:
        """Somebody who fits, and whom no other test has had."""
        for pnr in self._ledige:
            person = self.gather(pnr).person(pnr)
            if fits(person):
                slaegt = (person, person.aegtefaelle, person.mor, person.far, *person.boern)
                taget = {each.pnr for each in slaegt if each is not None}
                self._ledige = [each for each in self._ledige if each not in taget]
                return pnr
        raise LookupError("nobody fits")

    def order(
        self, pnr: str, handling: str, virkning: str, felter: Mapping[str, str] | None = None, art: Art = Art.NY
    ) -> list[Haendelse]:
        """The hændelser that the step gave."""
        felter = felter or {}
        naevnte = [vaerdi for vaerdi in felter.values() if len(vaerdi) == len(NUL10) and vaerdi.isdigit()]
        familie = self.gather(pnr, *naevnte)
        LIVSSKRIDT[handling, art](familie, familie.person(pnr), Oensket(virkning, REGISTRERET, felter))
        plads = choose_plads(self.lager, OPGAVER, [int(pnr), *map(int, naevnte)], "20261125")
        fil = write_ordrefil(self.mappe, plads, familie.blokke())
        kvittering = self.installation.receive(Oenske(fil.sti, (plads.opgave,), ordre="prøve"))
        fundne = self.lager.haendelser(efter=kvittering.foerste - 1) if kvittering.foerste else []
        for fundet in fundne:
            *tidligere, billede = self.lager.versioner(int(fundet.beslutning.pnr))
            foer = tidligere[-1].dokument if tidligere else None
            assert compare(fundet.beslutning, billede.dokument, foer) == [], fundet.beslutning
        return fundne
