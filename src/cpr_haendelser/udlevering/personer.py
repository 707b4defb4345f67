"""The replica as a caller may look up in it: an it-system those whom its agreements let it look up.

That is an approved serviceaftale about CPR-replika opslag with the municipality that the person lives in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from cpr_haendelser.aftaler.model import Besked
from cpr_haendelser.aftaler.ret import Ret
from cpr_haendelser.cpr.kommuner import Kommunetabel
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.haendelser.model import SAMLE
from cpr_haendelser.replika.billede import read_opslag
from cpr_haendelser.revision.skriver import Revision
from cpr_haendelser.storage.lager import Billede, Lager
from cpr_haendelser.udlevering.kalder import Kalder, find_ret
from cpr_haendelser.udlevering.spor import PERSON, PERSONNUMMER, shown

KredsFor = Callable[[Sequence[int]], Mapping[int, tuple[str, ...]]]
"""Of some persons, those that are somebody's: CVR of the organisations whose systems may see them."""
Grundlag = Callable[[Ret, Besked], str]
"""Id of the agreement by which the persons of a message's authority may be seen: one of Ret's."""
_SIDE = 1000


class Fundet(NamedTuple):
    """A person that the caller may see, and why."""

    pnr: int
    myndighed: str = ""
    """CVR of the authority on whose behalf; empty: the caller sees everybody."""
    aftale: str = ""


class Personer:
    """Looks persons up for callers; safe to share between threads."""

    def __init__(  # noqa: PLR0913 - what it leans on
        self,
        lager: Lager,
        bord: Bord,
        kommuner: Kommunetabel,
        revision: Revision,
        *,
        saet: Callable[[], int],
        kreds_for: KredsFor,
    ) -> None:
        """`saet` gives the number of the composing settings in force: a person is shown as a message shows it."""
        self._lager, self._bord, self._kommuner, self._saet, self._kreds_for = lager, bord, kommuner, saet, kreds_for
        self._revision = revision

    def find(self, kalder: Kalder, pnr: int, fil: int = 0, felter: tuple[str, ...] = PERSON) -> Billede | None:
        """A person as of a file (0: now); None where there is none, or the caller may not see it as it was.

        `felter`: what the caller is shown.
        """
        billede = self._lager.billede_pr_fil(pnr, fil) if fil else self._lager.billeder([pnr]).get(pnr)
        fundet = self.cut(kalder, [billede] if billede else (), Ret.opslag_aftale)
        self.note(kalder, "person.aabn", felter, fundet)
        return billede if fundet else None

    def iterate(self, kalder: Kalder, kommunekode: str, *, vejkode: str, husnr: str, antal: int = 0) -> Iterator[int]:
        """The personnumre of those who live in a municipality, on a road or in a house, in order.

        At most `antal`; 0: all.
        """
        givet = efter = 0
        while fundne := self._lager.personer_paa(kommunekode, vejkode=vejkode, husnr=husnr, efter=efter, antal=_SIDE):
            maa = self._cut_numbers(kalder, fundne)
            valgte = maa[: antal - givet] if antal else maa
            self.note(kalder, "person.aabn", PERSONNUMMER, valgte)
            yield from (each.pnr for each in valgte)
            givet, efter = givet + len(valgte), fundne[-1]
            if antal and givet >= antal:
                return

    def _cut_numbers(self, kalder: Kalder, pnrs: Sequence[int]) -> list[Fundet]:
        if kalder.er_operatoer:
            return list(map(Fundet, pnrs))
        billeder = self._lager.billeder(pnrs)
        return self.cut(kalder, [billeder[pnr] for pnr in pnrs if pnr in billeder], Ret.opslag_aftale)

    def note(self, kalder: Kalder, handling: str, felter: tuple[str, ...], fundne: Sequence[Fundet]) -> None:
        """Into the audit, before they are shown: these persons, to whom, on which agreement."""
        faelles = shown(kalder, handling, felter)
        self._revision.skriv(
            [
                faelles._replace(myndighed=each.myndighed, aftale=each.aftale, pnr=each.pnr)
                for each in sorted(fundne, key=attrgetter("myndighed", "aftale"))
            ]
        )

    def cut(self, kalder: Kalder, billeder: Sequence[Billede], grundlag: Grundlag) -> list[Fundet]:
        """Those of the persons that the caller may see, by the address of their image."""
        if kalder.er_operatoer:
            return [Fundet(billede.pnr) for billede in billeder]
        ret = find_ret(kalder, self._bord.gaeldende())
        kredse = self._kreds_for([billede.pnr for billede in billeder])
        proevede = (self._judge(billede, kredse.get(billede.pnr, ()), ret, grundlag) for billede in billeder)
        return [each for each in proevede if each.aftale]

    def _judge(self, billede: Billede, kreds: tuple[str, ...], ret: Ret, grundlag: Grundlag) -> Fundet:
        kommunekode = read_opslag(billede.dokument).kommunekode
        cvr = self._kommuner.cvr(kommunekode) if kommunekode else None
        return Fundet(billede.pnr, cvr or "", grundlag(ret, self.besked(cvr)._replace(kreds=kreds)) if cvr else "")

    def besked(self, cvr: str) -> Besked:
        """What an agreement is held against when the persons of an authority are to be read: any code."""
        return self._bord.besked_for(cvr, SAMLE, self._saet())

    def codes(self, cvr: str) -> frozenset[str]:
        """The municipality codes of an authority, ended ones too."""
        return self._kommuner.codes(cvr)
