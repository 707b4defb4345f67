"""Sending again (afspilning): by number, code, person, time of delivery, or all of a dueslag.

Agreements are asked as they are today; what they do not let through is left out, and counted for who may see it at all:
a number of what is others' would tell what has happened to a person. A hændelse is sent again if it has been for the
dueslag before, or is by its filter of today; so a receiver that has lost everything gets back what it had, and a new
filter reaches back in time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from cpr_haendelser.abonnementer.model import Dueslag, Traef
from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.haendelser.model import Haendelse
from cpr_haendelser.storage.forsendelse import Forsendelsestilstand
from cpr_haendelser.storage.lager import STOERSTE, Lager
from cpr_haendelser.storage.postrum import Postrum
from cpr_haendelser.udlevering.betjening import BATCH, Betjening, Trin
from cpr_haendelser.udlevering.kalder import Kalder, find_ret
from cpr_haendelser.udlevering.spor import HAENDELSE, shown

_UNDERVEJS = (Forsendelsestilstand.VENTER, Forsendelsestilstand.UDE, Forsendelsestilstand.TILBAGEHOLDT)


class Oenske(NamedTuple):
    """Which hændelser are to be sent again: all that fit every part."""

    numre: tuple[range, ...] = ()
    """Empty: all."""
    koder: tuple[str, ...] = ()
    """As the log keeps them; empty: all."""
    pnr: int = 0
    """0: all."""
    leveret_fra: str = ""
    """Delivered last from this time on (as the post room's times); empty: no matter when, or whether."""
    leveret_til: str = ""
    """And before this time."""


class Afspillet(NamedTuple):
    """What came of it, counted in hændelser."""

    afspillet: int = 0
    undervejs: int = 0
    """Left as they are, for they wait, are out or are withheld."""
    ikke_tilladt: int = 0
    """Left out, for no agreement lets them through today; of them those alone that the caller may see."""
    ikke_oensket: int = 0
    """Left out, for they never were for the dueslag, and are not by its filter of today."""

    def __add__(self, anden: object) -> Afspillet:
        if not isinstance(anden, Afspillet):
            return NotImplemented
        return Afspillet(*map(sum, zip(self, anden, strict=True)))


class Afspiller:
    """Sends again for callers."""

    def __init__(self, lager: Lager, postrum: Postrum, bord: Bord, nu: Callable[[], str], betjening: Betjening) -> None:
        """`nu` gives the time of day as the post room compares it."""
        self._lager, self._postrum, self._bord, self._nu = lager, postrum, bord, nu
        self._betjening, self._revision = betjening, betjening.revision

    def replay(self, kalder: Kalder, navn: str, oenske: Oenske, trin: Trin) -> Afspillet:
        """Makes wait again what is meant. Brugsfejl FOR-004 or FOR-005 where nothing can be."""
        dueslag, hvem = self._dueslag(kalder, navn), kalder.hvem
        self._betjening.say_why(kalder, dueslag, "afspil")
        self._note(kalder, dueslag, oenske)
        ialt = Afspillet()
        for side in self._pages(dueslag, oenske, trin):
            valgte, talt = self._choose(kalder, dueslag, side)
            numre = [(traef.loebenummer, traef.pnr, traef.myndighed) for traef in valgte]
            antal = self._postrum.afspil(dueslag.uuid, numre, nu=self._nu(), hvem=hvem)
            ialt += talt._replace(afspillet=antal)
        return ialt

    def count(self, kalder: Kalder, navn: str, oenske: Oenske, trin: Trin) -> Afspillet:
        """What `replay` would come to; nothing is changed."""
        dueslag = self._dueslag(kalder, navn)
        self._note(kalder, dueslag, oenske)
        sider = self._pages(dueslag, oenske, trin)
        return sum((self._choose(kalder, dueslag, side)[1] for side in sider), Afspillet())

    def _note(self, kalder: Kalder, dueslag: Dueslag, oenske: Oenske) -> None:
        """Whose person is asked about stands in the audit before it is told: a count says what happened to it."""
        if oenske.pnr:
            post = shown(kalder, "dueslag.afspil", HAENDELSE, f"dueslag:{dueslag.uuid}")
            self._revision.skriv([post._replace(pnr=oenske.pnr)])

    def _dueslag(self, kalder: Kalder, navn: str) -> Dueslag:
        dueslag = self._betjening.find(kalder, navn)
        if not dueslag.aktiv:
            raise Brugsfejl("FOR-004", "dueslaget er lukket; intet er afspillet.")
        if not self._bord.gaeldende().ret(dueslag.system).myndigheder:
            raise Brugsfejl(
                "FOR-005",
                "dueslagets it-system har ingen godkendt serviceaftale, der gælder i dag; intet er afspillet.",
            )
        return dueslag

    def _pages(self, dueslag: Dueslag, oenske: Oenske, trin: Trin) -> Iterator[list[Haendelse]]:
        """The hændelser that are meant, up to where the dueslag has got the log."""
        naaet = min(self._postrum.position(), self._postrum.bagud().get(dueslag.uuid, STOERSTE))
        # Of the whole log only what is to authorities that the system has, or had, agreements with.
        cvr = () if oenske.numre else self._myndigheder(dueslag)
        for numre in _apart(oenske.numre) or (range(1, naaet + 1),):
            efter, sidste = numre.start - 1, min(numre.stop - 1, naaet)
            while efter < sidste and (side := self._lager.haendelser(
                efter=efter, antal=BATCH, koder=oenske.koder, cvr=cvr, pnr=oenske.pnr
            )):  # fmt: skip
                side = [haendelse for haendelse in side if haendelse.loebenummer <= sidste]
                if side:
                    yield self._in_time(dueslag, oenske, side)
                efter = side[-1].loebenummer if side else sidste
                trin("gennemser loggen", efter, naaet)

    def _myndigheder(self, dueslag: Dueslag) -> Sequence[str]:
        aftaler = self._bord.opsaetning().aftaler
        return sorted({bare_cvr(each.myndighed) for each in aftaler if each.system.lower() == dueslag.system.lower()})

    def _in_time(self, dueslag: Dueslag, oenske: Oenske, side: list[Haendelse]) -> list[Haendelse]:
        if not (oenske.leveret_fra or oenske.leveret_til):
            return side
        foer, antal = side[0].loebenummer - 1, side[-1].loebenummer - side[0].loebenummer + 1
        leverede = self._postrum.leverede(
            dueslag.uuid, efter=foer, antal=antal, fra=oenske.leveret_fra, til=oenske.leveret_til
        )
        numre = {levering.loebenummer for levering in leverede}
        return [haendelse for haendelse in side if haendelse.loebenummer in numre]

    def _choose(self, kalder: Kalder, dueslag: Dueslag, side: list[Haendelse]) -> tuple[list[Traef], Afspillet]:
        """Those of a page that are to be sent again, and the counting of what the caller may see of it."""
        tilladte = self._bord.matches(side, dueslag._replace(filter="", fra=0))
        hans = {traef.loebenummer for traef in self._bord.matches(side, dueslag._replace(fra=0))}
        undervejs, tidligere = self._before(dueslag, side)
        valgte = [traef for traef in tilladte if traef.loebenummer in hans | tidligere]
        ude = [traef for traef in valgte if traef.loebenummer in undervejs]
        return valgte, Afspillet(
            afspillet=len(valgte) - len(ude),
            undervejs=len(ude),
            ikke_tilladt=self._count_seen(kalder, side, {traef.loebenummer for traef in tilladte}),
            ikke_oensket=len(tilladte) - len(valgte),
        )

    def _count_seen(self, kalder: Kalder, side: Sequence[Haendelse], tilladte: Collection[int]) -> int:
        """How many of a page are not let through to the dueslag, of those that the caller may see."""
        andre = [each for each in side if each.loebenummer not in tilladte]
        if kalder.er_operatoer or not andre:
            return len(andre)
        ret = find_ret(kalder, self._bord.gaeldende())
        return sum(ret.allows(self._bord.besked(each)) for each in andre)

    def _before(self, dueslag: Dueslag, side: list[Haendelse]) -> tuple[Collection[int], set[int]]:
        """The numbers that are on their way, and all that have been for the dueslag."""
        if not side:
            return (), set()
        foer, antal = side[0].loebenummer - 1, side[-1].loebenummer - side[0].loebenummer + 1
        kendte = self._postrum.forsendelser(dueslag.uuid, efter=foer, antal=antal)
        undervejs = {each.loebenummer for each in kendte if each.tilstand in _UNDERVEJS}
        return undervejs, {each.loebenummer for each in kendte}


def _apart(numre: Sequence[range]) -> list[range]:
    """The same numbers, in order and each once: what is named twice is neither counted nor looked for twice."""
    fundne: list[range] = []
    for each in sorted(numre, key=lambda en: en.start):
        if fundne and each.start <= fundne[-1].stop:
            fundne[-1] = range(fundne[-1].start, max(fundne[-1].stop, each.stop))
        else:
            fundne.append(each)
    return fundne
