"""What a caller may do with test persons: found, searched, shared; and the terms that come before it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from cpr_haendelser.cpr.vagt import Nummervagt
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.revision.skriver import Revision
from cpr_haendelser.storage.ordre import Personslags, Testperson
from cpr_haendelser.storage.ordrelager import Ordrelager
from cpr_haendelser.testmiljoe.ejerskab import may_see, unknown
from cpr_haendelser.testmiljoe.ekspedition import Ekspedition
from cpr_haendelser.testmiljoe.forudsaetninger import VILKAAR
from cpr_haendelser.testmiljoe.paa_vegne import PaaVegne
from cpr_haendelser.testmiljoe.personer.saetning import read_saetning
from cpr_haendelser.testmiljoe.personoversigt import Kendt
from cpr_haendelser.udlevering.kalder import Kalder
from cpr_haendelser.udlevering.spor import PERSONDATA, PERSONNUMMER, changed, shown

_SOEGESIDE, _FLEST_SIDER = 500, 20
"""So many persons are looked at together, and so many times."""


class Personsoegning(NamedTuple):
    """Which test persons."""

    organisation: str = ""
    slags: Personslags | None = None
    """None: own ones and those that are shared with one."""
    ord: str = ""
    """Words of name, age, municipality or what the person is an example of."""
    efter: int = 0
    antal: int = 25


class Personbord(PaaVegne):
    """Test persons, cut to what a caller may learn of."""

    def __init__(  # noqa: PLR0913 - what it leans on
        self,
        ekspedition: Ekspedition,
        ordrelager: Ordrelager,
        bord: Bord,
        vagt: Nummervagt,
        nu: Callable[[], datetime],
        revision: Revision,
    ) -> None:
        super().__init__(bord, vagt)
        self._desk, self._ordrelager, self._nu, self._revision = ekspedition, ordrelager, nu, revision

    def persons(  # noqa: PLR0913 - what persons are found by
        self,
        kalder: Kalder,
        organisation: str = "",
        *,
        slags: Personslags | None = None,
        gruppe: str = "",
        efter: int = 0,
        antal: int = 100,
    ) -> list[Testperson]:
        """Test persons that the caller may learn of; the operator sees everybody's, or an organisation's."""
        ejer = organisation if kalder.er_operatoer else self.organisation(kalder, organisation)
        self._check_text(gruppe, " ".join(gruppe.split()), f"{efter:010d}")
        faelles = slags is not None and slags is not Personslags.EGEN
        fundne = self._ordrelager.find_personer(
            ejer="" if faelles else ejer, slags=slags, gruppe=gruppe, efter=efter, antal=antal
        )
        post = shown(kalder, "testperson.laes", PERSONNUMMER)
        self._revision.skriv([post._replace(pnr=each.pnr) for each in fundne])
        return fundne

    def search(self, kalder: Kalder, soegning: Personsoegning) -> list[Kendt]:
        """Test persons that the caller may learn of and whose row has every word, with what the replica says."""
        ejer = soegning.organisation
        if not kalder.er_operatoer:
            ejer = self.organisation(kalder, ejer)
        self._check_text(soegning.ord, " ".join(soegning.ord.split()))
        faelles = soegning.slags is not None and soegning.slags is not Personslags.EGEN
        fundne: list[Kendt] = []
        efter = soegning.efter
        for _ in range(_FLEST_SIDER):
            side = self._ordrelager.find_personer(
                ejer="" if faelles else ejer, slags=soegning.slags, efter=efter, antal=_SOEGESIDE
            )
            fundne += [each for each in self._desk.describe(side) if each.fits(soegning.ord)]
            if len(side) < _SOEGESIDE or len(fundne) >= soegning.antal:
                break
            efter = side[-1].pnr
        fundne = fundne[: soegning.antal]
        post = shown(kalder, "testperson.laes", PERSONDATA)
        self._revision.skriv([post._replace(pnr=each.person.pnr) for each in fundne])
        return fundne

    def look_up(self, kalder: Kalder, pnrs: Collection[int]) -> list[Kendt]:
        """Test persons by number, with what the replica says of them; none that the caller may not learn of."""
        maa = self._seen(kalder, self._ordrelager.personer(pnrs).values())
        post = shown(kalder, "testperson.laes", PERSONDATA)
        self._revision.skriv([post._replace(pnr=each.pnr) for each in maa])
        return self._desk.describe(maa)

    def _seen(self, kalder: Kalder, personer: Iterable[Testperson]) -> list[Testperson]:
        """Each of them once that is not removed and that the caller may learn of."""
        egen = "" if kalder.er_operatoer else self._own(kalder)
        maa = {each.pnr: each for each in personer if kalder.er_operatoer or may_see(egen, each)}
        return [each for each in maa.values() if not each.fjernet]

    def read_wishes(self, tekst: str) -> dict[str, str]:
        """The columns of opret_familie that a sentence of wishes comes to; TST-044, TST-045, VAGT-003."""
        self._check_text(tekst, " ".join(tekst.split()))
        return read_saetning(tekst)

    def in_replika(self, personer: Sequence[Testperson]) -> set[int]:
        """Those that are in the replica: one that is ordered has its number before."""
        return self._desk.in_replika([person.pnr for person in personer])

    def share(self, kalder: Kalder, pnrs: Sequence[int], med: Sequence[str]) -> list[Testperson]:
        """Lets exactly those organisations (CVR) learn of and order for own persons: for all of them, or for none.

        TST-001 where the caller may not learn of a person, TST-065 where it is not the owner, TST-066 where an
        organisation is none of the set-up.
        """
        fundne = self._ordrelager.personer(pnrs)
        egen = "" if kalder.er_operatoer else self._own(kalder)
        foer = [self._check_owned(egen, fundne.get(pnr)) for pnr in dict.fromkeys(pnrs)]
        kendte = {each.cvr for each in self._bord.opsaetning().organisationer}
        if not kendte.issuperset(med):
            raise Brugsfejl("TST-066", "der deles med organisationer, der står i opsætningen; skriv deres CVR-numre.")
        delte = [each._replace(delt_med=tuple(sorted(set(med) - {each.ejer}))) for each in foer]
        self._ordrelager.ret_personer(delte)
        self._revision.skriv([
            changed(
                kalder, "testperson.del", "", fra=", ".join(gammel.delt_med), til=", ".join(delt.delt_med)
            )._replace(pnr=delt.pnr)
            for gammel, delt in zip(foer, delte, strict=True)
        ])  # fmt: skip
        return delte

    @staticmethod
    def _check_owned(egen: str, person: Testperson | None) -> Testperson:
        """A person that an organisation (empty: the operator's word, for any) owns; TST-001, TST-065."""
        if person is None or person.fjernet or (egen and not may_see(egen, person)):
            raise unknown()
        if not person.ejer or egen not in {"", person.ejer}:
            raise Brugsfejl("TST-065", "kun den, der ejer personen, kan dele den.")
        return person

    def accept_terms(self, kalder: Kalder, organisation: str = "") -> str:
        """The organisation accepts the terms of today; their version."""
        cvr = self.organisation(kalder, organisation)
        self._ordrelager.accepter(cvr, VILKAAR, hvem=self.name(kalder), tidspunkt=stamp(self._nu()))
        self._revision.skriv([changed(kalder, "vilkaar.accepter", f"organisation:{cvr}", version=VILKAAR)])
        return VILKAAR

    def has_accepted(self, kalder: Kalder, organisation: str = "") -> bool:
        """Whether the organisation has accepted the terms of today."""
        return self._ordrelager.accepteret(self.organisation(kalder, organisation)) == VILKAAR
