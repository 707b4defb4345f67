"""The replica as it would be: what a preview's steps have changed laid over what is kept, and nothing written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cpr_haendelser.cpr.personposter import Personposter
from cpr_haendelser.replika.billede import read_relationer, to_dokument, to_tekster
from cpr_haendelser.storage.lager import Billede, Lager
from cpr_haendelser.testmiljoe.viden import Laestreplika

_HAENDELSE = b"099"
_PNR = slice(3, 13)


class Kladdereplika:
    """Images and relations of persons; the questions of `Lager` that steps ask."""

    def __init__(self, lager: Lager, proddto: str) -> None:
        """`proddto`: the day that the changes are seen from (YYYYMMDD)."""
        self._lager, self._proddto = lager, proddto
        self._laest = Laestreplika(lager)
        self._nye: dict[int, Billede] = {}

    def billeder(self, pnrs: Sequence[int]) -> dict[int, Billede]:
        """Images of those persons that are known."""
        fundne = self._laest.billeder(pnrs)
        return fundne | {pnr: self._nye[pnr] for pnr in pnrs if pnr in self._nye}

    def relationer_til(self, pnr: int) -> list[tuple[int, int]]:
        """Who names this person."""
        kendte = [each for each in self._lager.relationer_til(pnr) if each[1] not in self._nye]
        nye = [
            (art, fra)
            for fra, billede in self._nye.items()
            for art, til in read_relationer(to_tekster(billede.dokument))
            if til == pnr
        ]
        return sorted({*kendte, *nye})

    def before(self, pnr: int) -> Billede | None:
        """The version before the present one, or the present one where there is no other: nothing has changed."""
        versioner = self._lager.versioner(pnr)
        return versioner[-2:][0] if versioner else None

    def take(self, blokke: Iterable[bytes]) -> list[tuple[Personposter, Billede | None, Billede]]:
        """Lays the blocks over; each person's lines, and the image before and after."""
        fundne = []
        for blok in blokke:
            linjer = blok.split(b"\n")
            poster = [linje for linje in linjer if not linje.startswith(_HAENDELSE)]
            haendelser = [(nr, linje) for nr, linje in enumerate(linjer, 1) if linje.startswith(_HAENDELSE)]
            pnr = int(linjer[0][_PNR])
            foer = self.billeder([pnr]).get(pnr)
            efter = Billede(pnr, foer.fil if foer else 0, "", self._proddto, to_dokument(poster))
            self._nye[pnr] = efter
            fundne.append((Personposter(linjer[0][_PNR], poster, haendelser), foer, efter))
        return fundne
