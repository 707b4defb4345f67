"""The replica as a caller may look up in it: an it-system those whom its agreements let it read as a whole.

That is said by `snapshot = true` in an approved serviceaftale with the municipality that the person lives in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter

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
_Vist = tuple[str, str, int]
"""Authority, agreement, person."""
_SIDE = 1000


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

    def find(self, kalder: Kalder, pnr: int, fil: int = 0) -> Billede | None:
        """A person as of a file (0: now); None where there is none, or the caller may not see it as it was."""
        billede = self._lager.billede_pr_fil(pnr, fil) if fil else self._lager.billeder([pnr]).get(pnr)
        if billede is None or not self.cut(kalder, [billede]):
            return None
        self.note(kalder, "person.aabn", PERSON, [billede])
        return billede

    def iterate(self, kalder: Kalder, kommunekode: str, *, vejkode: str, husnr: str, antal: int = 0) -> Iterator[int]:
        """The personnumre of those who live in a municipality, on a road or in a house, in order.

        At most `antal`; 0: all.
        """
        givet = 0
        for side in self._sider(kalder, kommunekode, vejkode, husnr):
            valgte = side[: antal - givet] if antal else side
            self._write(kalder, "person.aabn", PERSONNUMMER, valgte)
            yield from (pnr for *_, pnr in valgte)
            givet += len(valgte)
            if antal and givet >= antal:
                return

    def _sider(self, kalder: Kalder, kommunekode: str, vejkode: str, husnr: str) -> Iterator[list[_Vist]]:
        efter = 0
        while fundne := self._lager.personer_paa(kommunekode, vejkode=vejkode, husnr=husnr, efter=efter, antal=_SIDE):
            if kalder.er_operatoer:
                yield [("", "", pnr) for pnr in fundne]
            else:
                billeder = self._lager.billeder(fundne)
                valgte = self.cut(kalder, [billeder[pnr] for pnr in fundne if pnr in billeder])
                yield self._with_basis(kalder, valgte)
            efter = fundne[-1]

    def note(self, kalder: Kalder, handling: str, felter: tuple[str, ...], billeder: Sequence[Billede]) -> None:
        """Into the audit, before they are shown: these persons, to whom, on which agreement."""
        self._write(kalder, handling, felter, self._with_basis(kalder, billeder))

    def _write(self, kalder: Kalder, handling: str, felter: tuple[str, ...], viste: Sequence[_Vist]) -> None:
        faelles = shown(kalder, handling, felter)
        self._revision.skriv(
            [
                faelles._replace(myndighed=cvr, aftale=aftale, pnr=pnr)
                for cvr, aftale, pnr in sorted(viste, key=itemgetter(0, 1))
            ]
        )

    def _with_basis(self, kalder: Kalder, billeder: Sequence[Billede]) -> list[_Vist]:
        """Persons with authority and agreement; where people look, only the persons."""
        if not kalder.modtager:
            return [("", "", billede.pnr) for billede in billeder]
        ret = self._bord.gaeldende().ret(kalder.modtager)
        cvr = {kode: self._kommuner.cvr(kode) or "" for kode in {_kommune(billede) for billede in billeder}}
        aftaler = {each: ret.snapshot_aftale(self.besked(each)) for each in set(cvr.values())}
        fundne = ((cvr[_kommune(billede)], billede.pnr) for billede in billeder)
        return [(each, aftaler[each], pnr) for each, pnr in fundne]

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
