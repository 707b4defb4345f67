"""A family made from a few wishes: ages, names, address and relations fit together. The same draws, the same family."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.population.dage import dato8, dato10
from cpr_haendelser.population.forloeb import widow
from cpr_haendelser.population.klan import AAR, Tildeling, connect, custody, new_navn
from cpr_haendelser.population.navne import EFTERNAVNE, KVINDER, MAEND, STILLINGER
from cpr_haendelser.population.person import (
    NUL10,
    Adresse,
    Civil,
    Kirke,
    Person,
    Separation,
    Statsborger,
)
from cpr_haendelser.population.saerlige import guardianship
from cpr_haendelser.population.steder import DANMARK, Bolig, bolig, bolig_i
from cpr_haendelser.population.tilfaeldig import Lod, choose

FLEST_BOERN, MYNDIG = 12, 18
CIVILSTANDE = ("gift", "partner", "samlevende", "ugift", "skilt", "separeret", "enke")
_TO = frozenset({"gift", "partner", "samlevende", "separeret"})
"""Civil statuses of two grown-ups."""
_ALDER, _ALDER_BARN, _AELDST = (28, 52), (0, 17), 100
_HALVT = 0.5
_MOR_MINDST, _MELLEM_BOERN = 18, 400
"""Years a mother is older than her oldest child at least, and days between two births."""
_SIKKER = 2
"""Days from a birthday, so that leap years never make one a year older."""
_INDFLYTTET = 90
"""So many days they have lived there, unless they were born later."""


class Familieoenske(NamedTuple):
    """What is wished of a family."""

    kommunekode: str
    voksne: int = 2
    civilstand: str = ""
    """Empty: two are married, one is not."""
    boern: int = 0
    boern_fra: int = _ALDER_BARN[0]
    boern_til: int = _ALDER_BARN[1]
    alder_fra: int = _ALDER[0]
    alder_til: int = _ALDER[1]
    beskyttede: int = 0
    """So many have name and address protection, the grown-ups first."""
    umyndige: int = 0
    """So many of the grown-ups are under guardianship."""
    land: str = DANMARK
    efternavn: str = ""
    vejkode: str = ""
    husnr: str = ""
    etage: str = ""
    sidedoer: str = ""
    foraeldremyndighed: str = "begge"

    @property
    def stand(self) -> str:
        """The civil status wished."""
        return self.civilstand or ("gift" if self.voksne > 1 else "ugift")

    @classmethod
    def read(cls, felter: Mapping[str, str]) -> Familieoenske:
        """The wishes of a line's fields; TST-040 where they cannot be met together."""
        kendte = {navn: vaerdi for navn, vaerdi in felter.items() if navn in cls._fields and vaerdi}
        tal = {navn: int(vaerdi) if navn in _TAL else vaerdi for navn, vaerdi in kendte.items()}
        oenske = cls(**_widen(tal))  # type: ignore[arg-type]
        for holder, tekst in (
            (oenske.voksne in {1, 2}, "voksne er 1 eller 2"),
            (oenske.stand in CIVILSTANDE, f"civilstand er en af {', '.join(CIVILSTANDE)}"),
            (0 <= oenske.boern <= FLEST_BOERN, f"børn er 0-{FLEST_BOERN}"),
            (0 <= oenske.boern_fra <= oenske.boern_til, "børnenes alder er fra det laveste til det højeste"),
            (
                MYNDIG <= oenske.alder_fra <= oenske.alder_til <= _AELDST,
                "de voksnes alder er fra det laveste til det højeste, begge 18-100",
            ),
            (
                oenske.voksne > 1 or oenske.stand not in _TO,
                f"{', '.join(sorted(_TO))} er to voksne; én voksen kan være enke, skilt eller ugift",
            ),
            (oenske.voksne == 1 or oenske.stand != "enke", "enke er én voksen"),
            (oenske.umyndige <= oenske.voksne, "der kan ikke være flere umyndige end voksne"),
            (oenske.beskyttede <= oenske.voksne + oenske.boern, "der kan ikke være flere beskyttede end personer"),
            (
                oenske.alder_til >= oenske.boern_fra + _MOR_MINDST or not oenske.boern,
                "de voksne skal være gamle nok til børnene",
            ),
        ):
            if not holder:
                raise Brugsfejl("TST-040", f"ønskerne passer ikke sammen: {tekst}.")
        return oenske


_TAL = frozenset({"voksne", "boern", "boern_fra", "boern_til", "alder_fra", "alder_til", "beskyttede", "umyndige"})


def _widen(oensket: Mapping[str, int | str]) -> dict[str, int | str]:
    """The wishes with the other end of an age of which one is wished: the default gives way where they do not fit."""
    alt = dict(oensket)
    for fra, til, (lavest, hoejst), mindst, aeldst in (
        ("alder_fra", "alder_til", _ALDER, MYNDIG, _AELDST),
        ("boern_fra", "boern_til", _ALDER_BARN, 0, _AELDST),
    ):
        spaend = hoejst - lavest
        if fra in alt and til not in alt and (givet := int(alt[fra])) > hoejst:
            alt[til] = max(givet, min(givet + spaend, aeldst))
        elif til in alt and fra not in alt and int(alt[til]) < lavest:
            alt[fra] = mindst
    return alt


def build_familie(oenske: Familieoenske, lod: Lod, dag: int, tildel: Tildeling) -> list[Person]:
    """The persons, grown-ups first, on a day (proleptic ordinal)."""
    byg = _Byg(oenske, lod, dag, tildel)
    voksne = byg.grown_ups()
    personer = [*voksne, *byg.children(voksne)]
    byg.settle(personer)
    byg.marry(voksne)
    for person in personer[: oenske.beskyttede]:
        person.oevrige.append(("004", "0001", dato10(dag - 30), ""))
    for person in voksne[: oenske.umyndige]:
        person.oevrige += guardianship(dato10(dag - 30), 0)
    return personer


class _Byg:
    def __init__(self, oenske: Familieoenske, lod: Lod, dag: int, tildel: Tildeling) -> None:
        self._oe, self._lod, self._dag, self._tildel = oenske, lod, dag, tildel
        self._efternavn = oenske.efternavn or choose(lod, EFTERNAVNE)

    def grown_ups(self) -> list[Person]:
        """One or two, the woman old enough for the children and young enough for the youngest."""
        lavest = self._oe.alder_fra
        if self._oe.boern:
            lavest = max(lavest, self._oe.boern_fra + _MOR_MINDST)
        spaend = max(0, self._oe.alder_til - lavest)
        alder = lavest + int(self._lod() * min(spaend, 20))
        koen = ("K", "M") if self._oe.voksne > 1 or self._lod() < _HALVT or self._oe.boern else ("M", "K")
        voksne = [self._person(koen[0], self._born(alder))]
        if self._oe.voksne > 1:
            voksne.append(self._person(koen[1], self._born(min(alder + int(self._lod() * 5), _AELDST))))
        for voksen in voksne:
            voksen.stilling = choose(self._lod, STILLINGER)
        return voksne

    def children(self, voksne: list[Person]) -> list[Person]:
        """Children of the grown-ups, apart enough to be of one mother."""
        mor = next((p for p in voksne if p.koen == "K"), None)
        far = next((p for p in voksne if p.koen == "M"), None)
        fundne = []
        for foedt in self._births(voksne[0].foedt):
            barn = self._person("K" if self._lod() < _HALVT else "M", foedt)
            connect(barn, mor, far, dato10(foedt))
            if foedt > self._dag - MYNDIG * AAR:
                barn.oevrige += self._custody(barn, foedt)
            fundne.append(barn)
        return fundne

    def _births(self, foraelder: int) -> list[int]:
        """Days of birth, spread over the ages wished, oldest first; TST-041 where there is no room for so many."""
        antal = self._oe.boern
        fra, til = self._oe.boern_fra, self._oe.boern_til
        tidligst = max(self._dag - int((til + 1) * AAR) + _SIKKER, foraelder + int(_MOR_MINDST * AAR))
        senest = self._dag - int(fra * AAR) - _SIKKER
        if antal and senest < tidligst:
            raise Brugsfejl("TST-041", "børnene kan ikke have de aldre med de voksnes; giv de voksne en anden alder.")
        afstand = (senest - tidligst) / max(antal - 1, 1)
        if antal > 1 and afstand < _MELLEM_BOERN:
            # As close as one mother can have them: two and two on the same day.
            par = (antal + 1) // 2
            afstand = (senest - tidligst) / max(par - 1, 1)
            if par > 1 and afstand < _MELLEM_BOERN:
                raise Brugsfejl("TST-041", "der er ikke plads til så mange børn i de aldre; vid aldrene ud.")
            return [int(tidligst + (nr // 2) * afstand) for nr in range(antal)]
        plads = (senest - tidligst) / max(antal, 1)
        spillerum = plads - _MELLEM_BOERN if antal > 1 else plads
        if spillerum < 0:
            return [int(tidligst + nr * afstand) for nr in range(antal)]
        return [int(tidligst + nr * plads + self._lod() * spillerum) for nr in range(antal)]

    def _custody(self, barn: Person, foedt: int) -> list[tuple[str, ...]]:
        hos = {"mor": ("0003",), "far": ("0004",)}.get(self._oe.foraeldremyndighed, ("0003", "0004"))
        har = {"0003": barn.mor, "0004": barn.far}
        return [custody(slags, dato10(foedt)) for slags in hos if har[slags]]

    def settle(self, personer: list[Person]) -> None:
        """They live together since some months, or since they were born."""
        siden = self._dag - _INDFLYTTET - int(self._lod() * 3000)
        hjem = self._home()
        for person in personer:
            start = dato8(max(siden, person.foedt)) + "1200"
            person.ophold = Adresse(hjem, "", start, "", start)

    def _home(self) -> Bolig:
        oe = self._oe
        if oe.vejkode:
            return bolig(oe.kommunekode, oe.vejkode, oe.husnr or "001", oe.etage, oe.sidedoer)
        return bolig_i(self._lod, oe.kommunekode)

    def marry(self, voksne: list[Person]) -> None:
        """The civil status wished."""
        a = voksne[0]
        b = voksne[1] if len(voksne) > 1 else None
        start = dato8(self._dag - 200 - int(self._lod() * 1500)) + "1200"
        match self._oe.stand:
            case "gift" | "partner" | "separeret" if b is not None:
                civst = "P" if self._oe.stand == "partner" else "G"
                a.civil, b.civil = Civil(civst, b.pnr, start=start), Civil(civst, a.pnr, start=start)
                a.aegtefaelle, b.aegtefaelle = b, a
                if self._oe.stand == "separeret":
                    a.separation = b.separation = Separation(start, dato10(self._dag - 60))
            case "skilt":
                for voksen in voksne:
                    voksen.historik.append(_former(voksen, start, dato8(self._dag - 150) + "1200"))
                    voksen.civil = Civil("F", NUL10, "", _navn(voksen), dato8(self._dag - 150) + "1200")
            case "enke":
                for voksen in voksne:
                    voksen.civil = Civil("G", NUL10, "", _navn(voksen), start)
                    widow(voksen, dato8(self._dag - 150) + "1200")
            case _:
                pass

    def _person(self, koen: str, foedt: int) -> Person:
        navn = new_navn(
            choose(self._lod, KVINDER if koen == "K" else MAEND), "", self._efternavn, dato8(foedt) + "2000"
        )
        person = Person(self._tildel(foedt, koen), foedt, koen, 0, navn)
        person.start, start = dato10(foedt), dato8(foedt) + "2000"
        person.stat = Statsborger(self._oe.land, start)
        person.foedested = (self._oe.land, "") if self._oe.land != DANMARK else (self._oe.kommunekode, "")
        person.kirke = Kirke("F" if self._oe.land == DANMARK else "U", dato10(foedt))
        return person

    def _born(self, alder: int) -> int:
        """A day on which one was born who is that many whole years old today."""
        return self._dag - int((alder + 0.3 + self._lod() * 0.6) * AAR)


def _navn(person: Person) -> str:
    return f"Rosenkær,{'Ole' if person.koen == 'K' else 'Else'}"


def _former(person: Person, start: str, slut: str) -> tuple[str, ...]:
    return ("029", "", "G", NUL10, "", "", _navn(person), "", start, "", slut, "", "")
