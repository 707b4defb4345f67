"""Deciding one person of a delivery: the new image, the hændelser with ids, what became of the 099 lines. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from cpr_haendelser.cpr.layouts import CHARSET
from cpr_haendelser.cpr.personposter import Personposter
from cpr_haendelser.haendelser.afledning import Parametre, Udfald, derive
from cpr_haendelser.haendelser.ids import compute_ids
from cpr_haendelser.haendelser.koder099 import Linje, read_linje
from cpr_haendelser.haendelser.model import Beslutning
from cpr_haendelser.replika.billede import Linjeforskel, compare_dokumenter, read_relationer, to_linjer
from cpr_haendelser.storage.lager import Afgoerelse, Billede, Personaendring


@dataclass(frozen=True, slots=True)
class Afgoerer:
    """Decides persons of one file."""

    opgave: str
    proddto: str
    namespace: UUID
    parametre: Parametre
    cvr_for: Callable[[str], str]
    """The receiver's CVR of a municipality code; empty where none is known."""
    posttyper: frozenset[bytes] | None = None
    """The record types that the task orders; None: all. Others are kept from before."""
    uden_haendelser: bool = False
    """True for a status extract: images only."""

    def decide(self, person: Personposter, foer: Billede | None) -> Afgoerelse:
        """What the delivery means for a person whose image was `foer`."""
        pnr = int(person.pnr)
        linjer = [read_linje(nr, linje.decode(CHARSET)) for nr, linje in person.haendelser]
        foer_fil = foer.fil if foer is not None else 0
        if foer is not None and foer.opgave != self.opgave and foer.proddto > self.proddto:
            grunde = dict.fromkeys((linje.nr for linje in linjer), "aeldre_end_billedet")
            return Afgoerelse(pnr, None, (), _accounted(linjer, grunde), foer_fil, aeldre=True)
        dokument = self._document(person, foer)
        forskel = compare_dokumenter(foer.dokument if foer is not None else None, dokument)
        aendring = None if forskel.gamle == forskel.nye else _change(pnr, foer_fil, dokument, forskel)
        if self.uden_haendelser:
            udfald = Udfald((), dict.fromkeys((linje.nr for linje in linjer), "etablering"))
        else:
            udfald = derive(person.pnr.decode(), forskel, linjer, self.parametre)
        haendelser = tuple([self._identified(beslutning) for beslutning in udfald.beslutninger])
        return Afgoerelse(pnr, aendring, haendelser, _accounted(linjer, udfald.grunde), foer_fil)

    def _identified(self, beslutning: Beslutning) -> tuple[Beslutning, bytes, bytes, str]:
        """The decision with its ids and the receiver's CVR."""
        ids = compute_ids(self.namespace, self.opgave, self.proddto, beslutning)
        return beslutning, *ids, self.cvr_for(beslutning.kommune) if beslutning.kommune else ""

    def _document(self, person: Personposter, foer: Billede | None) -> bytes:
        poster = person.poster
        if self.posttyper is not None and foer is not None:
            kommet = self.posttyper.union(linje[:3] for linje in poster)
            poster = poster + [linje for linje in to_linjer(foer.dokument) if linje[:3] not in kommet]
        return b"\n".join(sorted(poster))


def _accounted(linjer: list[Linje], grunde: Mapping[int, str]) -> tuple[tuple[int, str, str, str, str], ...]:
    return tuple([(*linje, grunde.get(linje.nr, "")) for linje in linjer])


def _change(pnr: int, foer_fil: int, dokument: bytes, forskel: Linjeforskel) -> Personaendring:
    kom, gik = read_relationer(forskel.kommet), read_relationer(forskel.vaek)
    if forskel.gamle and (kom or gik):
        # A number may stand in two records: gone is only what no record names any more.
        kom, gik = kom - read_relationer(forskel.gamle), gik - read_relationer(forskel.nye)
    return Personaendring(pnr, foer_fil, dokument, tuple(sorted(kom)), tuple(sorted(gik)))
