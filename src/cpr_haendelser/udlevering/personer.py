"""The replica as a caller may look up in it: an it-system those whom its agreements let it read as a whole.

That is said by `snapshot = true` in an approved serviceaftale with the municipality that the person lives in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from cpr_haendelser.aftaler.model import Besked
from cpr_haendelser.aftaler.ret import Ret
from cpr_haendelser.cpr.kommuner import Kommunetabel
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.haendelser.model import SAMLE
from cpr_haendelser.replika.billede import read_opslag
from cpr_haendelser.storage.lager import Billede, Lager
from cpr_haendelser.udlevering.kalder import Kalder, find_ret

KredsFor = Callable[[Sequence[int]], Mapping[int, tuple[str, ...]]]
"""Of some persons, those that are somebody's: CVR of the organisations whose systems may see them."""
_SIDE = 1000


class Personer:
    """Looks persons up for callers; safe to share between threads."""

    def __init__(
        self, lager: Lager, bord: Bord, kommuner: Kommunetabel, *, saet: Callable[[], int], kreds_for: KredsFor
    ) -> None:
        """`saet` gives the number of the composing settings in force: a person is shown as a message shows it."""
        self._lager, self._bord, self._kommuner, self._saet, self._kreds_for = lager, bord, kommuner, saet, kreds_for

    def find(self, kalder: Kalder, pnr: int, fil: int = 0) -> Billede | None:
        """A person as of a file (0: now); None where there is none, or the caller may not see it as it was."""
        billede = self._lager.billede_pr_fil(pnr, fil) if fil else self._lager.billeder([pnr]).get(pnr)
        return billede if billede is not None and self.cut(kalder, [billede]) else None

    def iterate(self, kalder: Kalder, kommunekode: str, *, vejkode: str, husnr: str) -> Iterator[int]:
        """The personnumre of those who live in a municipality, on a road or in a house, in order."""
        efter = 0
        while fundne := self._lager.personer_paa(kommunekode, vejkode=vejkode, husnr=husnr, efter=efter, antal=_SIDE):
            if kalder.er_operatoer:
                yield from fundne
            else:
                billeder = self._lager.billeder(fundne)
                yield from (each.pnr for each in self.cut(kalder, [billeder[pnr] for pnr in fundne if pnr in billeder]))
            efter = fundne[-1]

    def cut(self, kalder: Kalder, billeder: Sequence[Billede]) -> list[Billede]:
        """Those of the persons that the caller may see, by the address of their image."""
        if kalder.er_operatoer:
            return list(billeder)
        ret = find_ret(kalder, self._bord.gaeldende())
        kredse = self._kreds_for([billede.pnr for billede in billeder])
        return [billede for billede in billeder if self._may_see(ret, _kommune(billede), kredse.get(billede.pnr, ()))]

    def besked(self, cvr: str) -> Besked:
        """What an agreement is held against when the persons of an authority are to be read: any code."""
        return self._bord.besked_for(cvr, SAMLE, self._saet())

    def codes(self, cvr: str) -> frozenset[str]:
        """The municipality codes of an authority, ended ones too."""
        return self._kommuner.codes(cvr)

    def _may_see(self, ret: Ret, kommunekode: str, kreds: tuple[str, ...]) -> bool:
        cvr = self._kommuner.cvr(kommunekode) if kommunekode else None
        return bool(cvr) and ret.allows_snapshot(self.besked(cvr or "")._replace(kreds=kreds))


def _kommune(billede: Billede) -> str:
    return read_opslag(billede.dokument).kommunekode
