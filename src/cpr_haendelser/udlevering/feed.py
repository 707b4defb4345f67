"""The numbered log as a caller may read it: what its agreements do not let through is not there.

The agreements are asked at the moment of reading, for each hændelse, whatever way it was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from cpr_haendelser.aftaler.ret import Ret
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.haendelser.model import SAMLE, Haendelse
from cpr_haendelser.opslag import log
from cpr_haendelser.opslag.log import SIDE, Side, Udsnit
from cpr_haendelser.revision.skriver import Revision
from cpr_haendelser.storage.lager import STOERSTE, Lager
from cpr_haendelser.udlevering.genlaes import Genlaesning, Laeser
from cpr_haendelser.udlevering.kalder import Kalder, find_ret
from cpr_haendelser.udlevering.spor import HAENDELSE, shown

TILBAGE = 20
"""So many looks back for one page: whoever may see little does not read the whole log in one call."""


class Feedside(NamedTuple):
    """A page of the log for one that reads on."""

    haendelser: list[Haendelse]
    naeste: int
    genlaes_fra: int | None
    """The lowest number that the reader has passed, may see now and has not been shown; None: there is none."""


class Feed:
    """Reads the log for callers; safe to share between threads."""

    def __init__(self, lager: Lager, bord: Bord, genlaesning: Genlaesning, revision: Revision) -> None:
        self._lager, self._bord, self._genlaesning, self._revision = lager, bord, genlaesning, revision

    def read_side(
        self, kalder: Kalder, udsnit: Udsnit, *, efter: int, antal: int, felter: tuple[str, ...] = HAENDELSE
    ) -> Side:
        """At most `antal` hændelser above `efter` that the caller may see.

        `naeste` is the last number that was examined, also where there was nothing; a page examines at most `antal`
        hændelser that the caller might have, and log.VINDUE numbers. `felter`: what the caller is shown of each.
        """
        if kalder.er_operatoer:
            side = log.read_side(self._lager, udsnit, efter=efter, antal=antal)
        else:
            side = self._read(find_ret(kalder, self._bord.gaeldende()), udsnit, efter=efter, antal=antal)
        self._note(kalder, side.haendelser, felter)
        return side

    def _read(self, ret: Ret, udsnit: Udsnit, *, efter: int, antal: int) -> Side:
        snaevret = narrow(udsnit, ret)
        if snaevret is None:
            return Side([], max(efter, self._lager.sidste_loebenummer()))
        return self._cut(log.read_side(self._lager, snaevret, efter=efter, antal=antal), ret)

    def read_back(self, kalder: Kalder, *, til: int, antal: int) -> Side:
        """At most `antal` hændelser up to a number that the caller may see, in order, for people who read backwards.

        `naeste` is where the page before ends, 0 where there is none; a page examines TILBAGE times `antal` numbers.
        """
        ret = None if kalder.er_operatoer else find_ret(kalder, self._bord.gaeldende())
        fundne: list[Haendelse] = []
        for _ in range(TILBAGE):
            side = log.read_back(self._lager, til=til, antal=antal - len(fundne))
            if ret is not None:
                side = self._cut(side, ret)
            fundne, til = [*side.haendelser, *fundne], side.naeste
            if len(fundne) >= antal or not til:
                break
        self._note(kalder, fundne, HAENDELSE)
        return Side(fundne, til)

    def read_next(
        self, kalder: Kalder, udsnit: Udsnit, *, efter: int, antal: int, felter: tuple[str, ...] = HAENDELSE
    ) -> Feedside:
        """The same to a reader that goes on from where it is: what it has been shown is remembered.

        The operator sees everything, so there is nothing to remember; nor is there of people.
        """
        if not kalder.system:
            return Feedside(*self.read_side(kalder, udsnit, efter=efter, antal=antal, felter=felter), None)
        gaeldende = self._bord.gaeldende()
        side = self._read(gaeldende.ret(kalder.system), udsnit, efter=efter, antal=antal)
        self._note(kalder, side.haendelser, felter)
        laeser = Laeser(kalder.system, udsnit)
        return Feedside(*side, self._genlaesning.follow(laeser, gaeldende, efter=efter, naeste=side.naeste))

    def read_persons_side(self, kalder: Kalder, pnr: int, *, efter: int, antal: int) -> Side:
        """The same of one person's hændelser."""
        side = log.read_persons_side(self._lager, pnr, efter=efter, antal=antal)
        if not kalder.er_operatoer:
            side = self._cut(side, find_ret(kalder, self._bord.gaeldende()))
        self._note(kalder, side.haendelser, HAENDELSE, "person.aabn")
        return side

    def readable(self, kalder: Kalder, numre: Iterable[int]) -> frozenset[int]:
        """Those of some løbenumre that read_one would show the caller; to ask shows nothing."""
        if kalder.er_operatoer:
            return frozenset(numre)
        ret = find_ret(kalder, self._bord.gaeldende())
        fundne = self._lager.haendelser_med(list(numre))
        return frozenset(each.loebenummer for each in fundne if ret.allows(self._bord.besked(each)))

    def read_one(self, kalder: Kalder, loebenummer: int, felter: tuple[str, ...] = HAENDELSE) -> Haendelse:
        """The hændelse of that number. Brugsfejl LOG-001, the same where there is none and where it may not be seen."""
        haendelse = log.read_one(self._lager, loebenummer)
        if kalder.er_operatoer or find_ret(kalder, self._bord.gaeldende()).allows(self._bord.besked(haendelse)):
            self._note(kalder, [haendelse], felter)
            return haendelse
        raise log.no_haendelse(self._lager)

    def read_without_receiver(self, kalder: Kalder, *, efter: int, antal: int) -> list[Haendelse]:
        """At most `antal` hændelser that have no receiver, above a number, to who sees everybody's; to others none."""
        fundne = self._lager.uden_modtager(efter=efter, antal=antal) if kalder.er_operatoer else []
        self._note(kalder, fundne, HAENDELSE)
        return fundne

    def iterate(self, kalder: Kalder, udsnit: Udsnit, *, efter: int = 0, antal: int = 0) -> Iterator[Haendelse]:
        """What the caller may see above `efter` up to the end of the log, at most `antal` (0: all there is)."""
        slut, rest = self._lager.sidste_loebenummer(), antal or STOERSTE
        while efter < slut and rest > 0:
            side = self.read_side(kalder, udsnit, efter=efter, antal=min(SIDE, rest))
            yield from side.haendelser
            efter, rest = side.naeste, rest - len(side.haendelser)

    def _note(
        self, kalder: Kalder, haendelser: Sequence[Haendelse], felter: tuple[str, ...], handling: str = "log.laes"
    ) -> None:
        """Into the audit before it is shown: what to whom on which agreement."""
        if not haendelser:
            return
        faelles = shown(kalder, handling, felter)
        if kalder.modtager:
            grundlag = [self._basis(kalder.modtager, haendelse) for haendelse in haendelser]
            fundne = sorted(zip(grundlag, haendelser, strict=True), key=itemgetter(0))
        else:
            fundne = [(("", ""), haendelse) for haendelse in haendelser]
        self._revision.skriv(
            [
                faelles._replace(
                    myndighed=myndighed,
                    aftale=aftale,
                    pnr=int(haendelse.beslutning.pnr),
                    loebenummer=haendelse.loebenummer,
                )
                for (myndighed, aftale), haendelse in fundne
            ]
        )

    def _basis(self, system: str, haendelse: Haendelse) -> tuple[str, str]:
        """For which authority, and on which agreement."""
        besked = self._bord.besked(haendelse)
        return besked.myndighed, self._bord.gaeldende().aftale(system, besked) or ""

    def _cut(self, side: Side, ret: Ret) -> Side:
        return side._replace(haendelser=[each for each in side.haendelser if ret.allows(self._bord.besked(each))])


def narrow(udsnit: Udsnit, ret: Ret) -> Udsnit | None:
    """The part of what is asked for that agreements may let through some of; None: nothing.

    A hændelse in it must still be held against the agreements one by one.
    """
    cvr = tuple(each for each in ret.myndigheder if not udsnit.cvr or each in udsnit.cvr)
    if not cvr:
        return None
    if ret.koder is None:
        return Udsnit(udsnit.koder, cvr)
    # Which code a catch-all has on the wire is told by its set of composing settings.
    koder = {SAMLE, *ret.koder}
    if udsnit.koder:
        koder &= set(udsnit.koder)
    return Udsnit(tuple(sorted(koder)), cvr) if koder else None
