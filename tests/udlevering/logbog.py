"""A log in memory that grows by receivers and codes, and a set-up beside it with one it-system."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cpr_haendelser.beskeder.saet import Saet
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.revision.skriver import Revision
from cpr_haendelser.storage.hukommelse import HukommelseLager
from cpr_haendelser.storage.hukommelse_postrum import HukommelsePostrum
from cpr_haendelser.udlevering.feed import Feed
from cpr_haendelser.udlevering.genlaes import Genlaesning
from tests.storage.eksempler import ANNA, DANNET, afgoerelse, beslutning, cvr_for, given, leverance, never_again
from tests.udlevering.opsat import A, aftale, system

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cpr_haendelser.aftaler.model import Serviceaftale

TO = "0a000000-0000-4000-8000-0000000000ee"
"""Another beskedtype: that of the second set of composing settings."""
BESKEDTYPER = (Saet().beskedtype, TO)


class Logbog:
    """The log, the set-up, the day, and the feed over them."""

    def __init__(self) -> None:
        self.lager, self.postrum, self.dag = HukommelseLager(), HukommelsePostrum(), "2026-11-25"
        self.saet = [self.lager.saetnummer(Saet(beskedtype=beskedtype).to_json()) for beskedtype in BESKEDTYPER]
        self.bord = Bord(self.lager, self.postrum, lambda: self.dag)
        self.feed = Feed(
            self.lager,
            self.bord,
            Genlaesning(self.lager, self.postrum, self.bord),
            Revision(self.postrum, lambda: "2026-11-25T00:00:00Z"),
        )
        self._filer = 0
        self.gem(systemer=[system(A, "Anders", noegle="")])

    def gem(self, **ting: Any) -> None:
        """Changes the set-up."""
        self.postrum.gem(**ting, tidspunkt="", hvem="")

    def approve(self, *aftaler: Serviceaftale) -> None:
        """Lets these be the only agreements."""
        kendte = {each.id: each._replace(gyldig_til="2000-01-01") for each in self.postrum.opsaetning().aftaler}
        self.gem(aftaler=list((kendte | {each.id: each for each in aftaler}).values()))

    def grow(self, *haendelser: tuple[str, str], saet: int = 0) -> None:
        """Receives a file with hændelser of (receiver, code), composed by one of the sets."""
        self._filer += 1
        spool = self.lager.new_spool()
        slut = self.lager.sidste_loebenummer()
        beslutninger: Iterable[Any] = (
            given(beslutning(ANNA, kode=kode), slut + nummer, cvr) for nummer, (cvr, kode) in enumerate(haendelser)
        )
        spool.add([afgoerelse(ANNA, *beslutninger)])
        self.lager.modtag(
            spool,
            leverance(nummer=self._filer),
            dannet=DANNET,
            saet=self.saet[saet],
            genafgoer=never_again,
            cvr_for=cvr_for,
        )


def about(id_: str, myndighed: str, *koder: str, **felter: Any) -> Serviceaftale:
    """An agreement of the system about codes (none: all) to an authority, of both beskedtyper."""
    graenser = {"beskedtyper": frozenset(BESKEDTYPER)} | ({"koder": frozenset(koder)} if koder else {})
    return aftale(id_, A, myndighed, **(graenser | felter))
