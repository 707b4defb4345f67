"""What is of large files and awaits the operator's word (fordeling.storfil): seen, released, parked."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import NamedTuple

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.fordeling.grunde import STOR_FIL
from cpr_haendelser.revision.skriver import Revision
from cpr_haendelser.storage.forsendelse import Forsendelsestilstand
from cpr_haendelser.storage.forsendelsesbog import Afventende
from cpr_haendelser.storage.lager import Lager
from cpr_haendelser.storage.postrum import Postrum
from cpr_haendelser.udlevering.betjening import Trin
from cpr_haendelser.udlevering.kalder import Kalder
from cpr_haendelser.udlevering.spor import changed

BATCH = 1000
"""Forsendelser changed in one transaction, so that those who deliver need not wait long."""
_INDGREB = {Forsendelsestilstand.VENTER: "frigiv", Forsendelsestilstand.PARKERET: "parker"}
"""As the audit names what is done, by what comes of a forsendelse."""


class Kasse(NamedTuple):
    """What of a file awaits in one dueslag."""

    dueslag: str
    navn: str
    """Empty where the set-up does not know it any more."""
    antal: int


class Storfil(NamedTuple):
    """A large file of which something awaits."""

    fil: int
    filnavn: str
    modtaget: str
    haendelser: int
    kasser: tuple[Kasse, ...]

    @property
    def antal(self) -> int:
        """How many forsendelser await."""
        return sum(kasse.antal for kasse in self.kasser)


class Storfiler:
    """Does it for the operator and whose role it is; safe to share between threads."""

    def __init__(self, lager: Lager, postrum: Postrum, bord: Bord, nu: Callable[[], str], revision: Revision) -> None:
        """`nu` gives the time of day as the post room compares it."""
        self._lager, self._postrum, self._bord, self._nu, self._revision = lager, postrum, bord, nu, revision

    def list_all(self) -> list[Storfil]:
        """The files of which something awaits, by number."""
        alle = sorted(self._postrum.afventende(), key=lambda each: (_number(each), each.dueslag))
        return [self._file(fil, list(dele)) for fil, dele in groupby(alle, _number)]

    def _file(self, fil: int, dele: list[Afventende]) -> Storfil:
        leverance, kendte = self._lager.leverance(fil), self._bord.gaeldende().dueslag
        kasser = tuple(
            Kasse(each.dueslag, kendte[each.dueslag.lower()].navn if each.dueslag.lower() in kendte else "", each.antal)
            for each in dele
        )
        if leverance is None:
            return Storfil(fil, "", "", 0, kasser)
        return Storfil(fil, leverance.filnavn, leverance.modtaget, leverance.haendelser, kasser)

    def find(self, fil: int) -> Storfil:
        """One of them. Brugsfejl FOR-006 where nothing of the file awaits."""
        for storfil in self.list_all():
            if storfil.fil == fil:
                return storfil
        raise Brugsfejl(
            "FOR-006", "intet fra den fil afventer en operatør; `haendelser storfil` viser de filer, hvor noget gør."
        )

    def find_kasser(self, fil: int, dueslag: str) -> list[Kasse]:
        """What of a file awaits in one dueslag (UUID) or, empty, in all. Brugsfejl FOR-006 or FOR-007: nothing."""
        kasser = [each for each in self.find(fil).kasser if not dueslag or each.dueslag.lower() == dueslag.lower()]
        if not kasser:
            raise Brugsfejl("FOR-007", "i det dueslag afventer intet fra filen; `haendelser storfil` viser, hvor.")
        return kasser

    def release(self, kalder: Kalder, fil: int, dueslag: str, trin: Trin) -> int:
        """Lets what awaits of the file leave, of one dueslag (UUID) or, empty, of all; how many."""
        return self._settle(kalder, fil, dueslag, Forsendelsestilstand.VENTER, trin)

    def park(self, kalder: Kalder, fil: int, dueslag: str, trin: Trin) -> int:
        """Parks what awaits of the file: the persons' later ones go on; how many."""
        return self._settle(kalder, fil, dueslag, Forsendelsestilstand.PARKERET, trin)

    def _settle(self, kalder: Kalder, fil: int, dueslag: str, til: Forsendelsestilstand, trin: Trin) -> int:
        kasser, gjort = self.find_kasser(fil, dueslag), 0
        if kalder.grund:
            self._revision.skriv([changed(kalder, "fil.frigiv", f"fil:{fil}", indgreb=_INDGREB[til])])
        for kasse in kasser:
            while antal := self._postrum.afgoer_afventende(
                kasse.dueslag, f"{STOR_FIL}{fil}", til, antal=BATCH, nu=self._nu(), hvem=kalder.hvem
            ):
                gjort += antal
                trin(til.value, gjort, sum(each.antal for each in kasser))
        return gjort


def _number(afventende: Afventende) -> int:
    return int(afventende.grund.removeprefix(STOR_FIL))
