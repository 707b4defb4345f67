"""The living register made once: the population's first load, under numbers that nobody else has."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from cpr_haendelser.cpr.layouts import CHARSET
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.population.befolkning import Befolkning
from cpr_haendelser.population.linjer import to_linjer
from cpr_haendelser.population.numre import Numre
from cpr_haendelser.storage.ordre import Personslags, Testperson
from cpr_haendelser.testmiljoe.basis.indlaes import let_in, living_task
from cpr_haendelser.testmiljoe.basis.oprettelse import Trin
from cpr_haendelser.testmiljoe.dele import Dele

ROD = "levende/"
_ALLE = 10_000_000
_SKRIDT = 1000


class _LedigeNumre(Numre):
    """Numbers in the population's order, but for those that somebody else has or has had."""

    def __init__(self, dele: Dele, egne: Collection[int]) -> None:
        super().__init__()
        self._dele, self._egne = dele, egne

    def next_for(self, foedt: int, koen: str) -> str:
        """The next that is free, or was reserved for the register by an attempt that came to nothing."""
        while True:
            nummer = super().next_for(foedt, koen)
            if int(nummer) in self._egne or not self._is_taken(int(nummer)):
                return nummer

    def _is_taken(self, pnr: int) -> bool:
        return bool(self._dele.ordrelager.personer([pnr]) or self._dele.lager.billeder([pnr]))


def living(dele: Dele) -> list[int]:
    """The numbers of the register's persons that the replica has."""
    fundne: list[int] = []
    efter = 0
    while side := dele.ordrelager.find_personer(slags=Personslags.LEVENDE, efter=efter, antal=_SKRIDT):
        efter = side[-1].pnr
        fundne += sorted(dele.lager.billeder([person.pnr for person in side]))
    return fundne


def make_register(dele: Dele, froe: int, antal: int, trin: Trin) -> int:
    """How many persons were made: none where there is a living register already, or none is wished."""
    if not antal or living(dele):
        return 0
    egne = {person.pnr for person in dele.ordrelager.find_personer(slags=Personslags.LEVENDE, gruppe=ROD, antal=_ALLE)}
    befolkning = Befolkning(froe, antal, dele.nu().date().toordinal())
    befolkning.numre = _LedigeNumre(dele, egne)
    blokke = list(_blocks(befolkning, antal, trin))
    nu = stamp(dele.nu())
    nye = [pnr for pnr in (int(blok[3:13]) for blok in blokke) if pnr not in egne]
    dele.ordrelager.reserver([Testperson(pnr, Personslags.LEVENDE, "", gruppe=ROD, oprettet=nu) for pnr in nye])
    trin("Indlæser", 0, antal)
    let_in(dele._replace(opgaver=living_task(dele.opgaver)), blokke, "levende", etablering=True)
    return len(blokke)


def _blocks(befolkning: Befolkning, antal: int, trin: Trin) -> Iterator[bytes]:
    lavet = 0
    for klan in befolkning.first_load():
        for person in klan:
            if not lavet % _SKRIDT:
                trin("Personer", lavet, antal)
            lavet += 1
            yield "\n".join(sorted(to_linjer(person))).encode(CHARSET)
