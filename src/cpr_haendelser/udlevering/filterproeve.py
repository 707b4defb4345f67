"""Trying a filter before it is saved: held against the newest hændelser of the log, with where they were lost.

What is done is bounded in memory (a hundred hændelser at a time) and in time: what is not reached is told.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from cpr_haendelser.abonnementer.egne_lister import check_lists
from cpr_haendelser.abonnementer.laesning import parse, values_of
from cpr_haendelser.abonnementer.match import ask_together
from cpr_haendelser.abonnementer.model import Dueslag
from cpr_haendelser.abonnementer.optaelling import Led, Optaelling
from cpr_haendelser.abonnementer.udtryk import to_text
from cpr_haendelser.abonnementer.vurdering import Sandhed, ask
from cpr_haendelser.beskeder.kuvertfelter import felter
from cpr_haendelser.cpr.vagt import Nummervagt
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.haendelser.model import Haendelse
from cpr_haendelser.opslag import log
from cpr_haendelser.revision.skriver import Revision
from cpr_haendelser.storage.lager import Lager
from cpr_haendelser.udlevering.kalder import Kalder, find_ret
from cpr_haendelser.udlevering.spor import FORKLARING, shown

ANTAL = 1000
"""The newest hændelser that a filter is tried on."""
SEKUNDER = 2.0
"""No more are looked at after so long."""
VIST = 20
"""So many that match, and so many that do not, are named."""
_AD_GANGEN = 100


class Proevet(NamedTuple):
    """One hændelse, what the filter comes to for it, and the part that decides."""

    haendelse: Haendelse
    sandhed: Sandhed
    fordi: str
    """Holds values of the filter; empty where there is no filter."""


class Udfald(NamedTuple):
    """What came of trying."""

    af: int
    """The newest so many of the log were to be looked at."""
    undersoegt: int
    """So many were, that the caller may see."""
    uden_aftale: int
    """Of those no agreement lets so many through to the dueslag today, whatever the filter says."""
    matcher: int
    led: tuple[Led, ...]
    """The filter's parts with what each came to for those that the agreements let through."""
    fundne: tuple[Proevet, ...]
    """The newest that match."""
    andre: tuple[Proevet, ...]
    """The newest that the agreements let through and the filter does not."""

    @property
    def afbrudt(self) -> bool:
        """Whether time ran out."""
        return self.undersoegt < self.af


class Filterproeve:
    """Tries filters for callers; safe to share between threads."""

    def __init__(
        self, lager: Lager, bord: Bord, revision: Revision, vagt: Nummervagt, ur: Callable[[], float] = time.monotonic
    ) -> None:
        """`ur` gives seconds."""
        self._lager, self._bord, self._revision, self._vagt, self._ur = lager, bord, revision, vagt, ur

    def attempt(self, kalder: Kalder, dueslag: Dueslag) -> Udfald:
        """The newest hændelser held against a dueslag as it is given, whether or not it is saved.

        Filterfejl where its filter cannot be read, VAGT-003 where a number in it may not be here, ABO-019 where it asks
        another it-system's value list. Those that are named stand in the audit as explained.
        """
        self._vagt.check_tekst("filteret", *values_of(dueslag.filter))
        optaelling = Optaelling(parse(dueslag.filter)) if dueslag.filter.strip() else None
        gemt = self._bord.gaeldende().dueslag.get(dueslag.uuid.lower())
        check_lists(dueslag, self._bord.vaerdilister(), gemt.filter if gemt else "")
        slut = self._ur() + SEKUNDER
        uden_aftale = undersoegt = matcher = 0
        fundne: list[Proevet] = []
        andre: list[Proevet] = []
        side = self._newest(kalder)
        for del_ in _parts(side):
            tilladte = {each.loebenummer for each in self._bord.matches(del_, dueslag._replace(filter="", fra=0))}
            for proevet in self._hold(
                optaelling, [each for each in reversed(del_) if each.loebenummer in tilladte], slut
            ):
                sand = proevet.sandhed is Sandhed.SAND
                matcher += sand
                undersoegt += 1
                (fundne if sand else andre).append(proevet)
            uden_aftale += len(del_) - len(tilladte)
            del fundne[VIST:], andre[VIST:]
            if self._ur() > slut:
                break
        led = tuple(optaelling.led) if optaelling else ()
        self._note(kalder, dueslag, [*fundne, *andre])
        return Udfald(
            len(side), undersoegt + uden_aftale, uden_aftale, matcher, led, tuple(fundne), tuple(andre)
        )  # fmt: skip

    def _newest(self, kalder: Kalder) -> list[Haendelse]:
        """The newest first, those alone that the caller may see."""
        side = log.read_back(self._lager, til=self._lager.sidste_loebenummer(), antal=ANTAL).haendelser[::-1]
        if kalder.er_operatoer:
            return side
        ret = find_ret(kalder, self._bord.gaeldende())
        return [each for each in side if ret.allows(self._bord.besked(each))]

    def _hold(self, optaelling: Optaelling | None, side: Sequence[Haendelse], slut: float) -> Iterator[Proevet]:
        if optaelling is None:
            yield from (Proevet(each, Sandhed.SAND, "") for each in side)
            return
        kilder, udtryk = self._bord.kilder_nu(), optaelling.led[0].udtryk
        vaerdier = {each.loebenummer: felter(each, kilder.efter(each), kilder.saet(each.saet)) for each in side}
        spurgt = {spurgt for each in vaerdier.values() for spurgt in ask(udtryk, each)}
        medlem = ask_together(spurgt, kilder.medlemskaber)
        for haendelse in side:
            sandhed, led = optaelling.add(vaerdier[haendelse.loebenummer], medlem)
            yield Proevet(haendelse, sandhed, to_text(led.udtryk))
            if self._ur() > slut:
                return

    def _note(self, kalder: Kalder, dueslag: Dueslag, viste: Sequence[Proevet]) -> None:
        """Into the audit before they are shown."""
        post = shown(kalder, "dueslag.forklar", FORKLARING, f"dueslag:{dueslag.uuid}" if dueslag.uuid else "")
        self._revision.skriv(
            [
                post._replace(pnr=int(each.haendelse.beslutning.pnr), loebenummer=each.haendelse.loebenummer)
                for each in viste
            ]
        )


def _parts(side: Sequence[Haendelse]) -> Iterator[list[Haendelse]]:
    """Some at a time, each in order of number, as matching wants them; the newest first."""
    for fra in range(0, len(side), _AD_GANGEN):
        yield sorted(side[fra : fra + _AD_GANGEN], key=lambda each: each.loebenummer)
