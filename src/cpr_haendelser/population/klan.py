"""Clans: families that fit together, each a function of (seed, number) and of the numbers handed out.

Ordinary clans live here; those that CPR's rarer records need are in `saerlige.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from cpr_haendelser.population.dage import dato8, dato10
from cpr_haendelser.population.navne import EFTERNAVNE, FORHOLD, KVINDER, MAEND, MELLEMNAVNE, NOTATER, STILLINGER
from cpr_haendelser.population.person import (
    NUL10,
    UGIFT,
    Adresse,
    Civil,
    Foraeldre,
    Kirke,
    Navn,
    Person,
    Statsborger,
)
from cpr_haendelser.population.steder import (
    DANMARK,
    GAMMEL_KORSBAEK,
    GAMMEL_SLUT,
    KORSBAEK,
    LANDE,
    NY_KORSBAEK,
    UDENBYS,
    Bolig,
    Boligmasse,
    bolig_i,
)
from cpr_haendelser.population.tilfaeldig import Lod, choose, whole

Tildeling = Callable[[int, str], str]
"""Gives the number of one born that day (ordinal) with that sex."""
AAR = 365.25
_KLOKKESLAET = ("2000", "1200", "0925", "1014", "1141", "1307", "1432", "1555", "2099", "1299")


class Byg:
    """A clan under construction: its draws, its day, its dwellings, and the persons so far."""

    def __init__(self, lod: Lod, nummer: int, dag: int, tildel: Tildeling, masse: Boligmasse) -> None:
        self.lod, self.nummer, self.dag, self._tildel, self._masse = lod, nummer, dag, tildel, masse
        self.personer: list[Person] = []
        self.hjemsted: Bolig | None = None
        """Where they live instead of a dwelling of their own number."""
        self.efternavn = choose(lod, EFTERNAVNE)

    def bolig(self, nummer: int = 0) -> Bolig:
        """One of the clan's own two dwellings."""
        return self.hjemsted or self._masse.get(2 * self.nummer + nummer)

    def tid(self, dag: int) -> str:
        """That day with some clock."""
        return dato8(dag) + _KLOKKESLAET[int(self.lod() * 10)]

    def person(self, koen: str, foedt: int, efternavn: str = "") -> Person:
        """A person, named at birth, Danish or not, without a home so far."""
        lod = self.lod
        efternavn = efternavn or self.efternavn
        fornavn = choose(lod, KVINDER if koen == "K" else MAEND)
        mellem = choose(lod, MELLEMNAVNE) if lod() < 0.25 else ""
        start = dato8(foedt) + "2000"
        p = Person(self._tildel(foedt, koen), foedt, koen, self.nummer, new_navn(fornavn, mellem, efternavn, start))
        udenlandsk = lod() < 0.06
        p.stat = Statsborger(choose(lod, LANDE) if udenlandsk else DANMARK, start)
        p.foedested = (p.stat.land, "") if udenlandsk else (KORSBAEK, "Korsbæk")
        p.kirke = Kirke("U" if udenlandsk or lod() < 0.25 else "F", dato10(foedt))
        p.start = dato10(foedt)
        self.personer.append(p)
        return p

    def voksen(self, koen: str, lowest: float, highest: float, efternavn: str = "") -> Person:
        """A grown-up between those ages, with occupation, perhaps another name once."""
        lod = self.lod
        p = self.person(koen, self.dag - 1 - int((lowest + lod() * (highest - lowest)) * AAR), efternavn)
        p.stilling = choose(lod, STILLINGER)
        if lod() < 0.2:
            skift = p.foedt + int((0.3 + 0.6 * lod()) * (self.dag - p.foedt))
            new = new_navn(p.navn.fornavn, p.navn.mellemnavn, self.another_efternavn(p), self.tid(skift))
            rename(p, new)
        if lod() < 0.12:
            self._extras(p)
        return p

    def another_efternavn(self, p: Person) -> str:
        """A family name that the person does not have."""
        name = choose(self.lod, EFTERNAVNE)
        return name if name != p.navn.efternavn else name + "-Lund"

    def bosaet(self, personer: list[Person], bolig: Bolig, conavn: str = "") -> None:
        """Let them share a dwelling since some day when all were born; grown-ups lived elsewhere before."""
        lod = self.lod
        grown = max((p.foedt for p in personer if p.foedt < self.dag - 19 * AAR), default=personer[0].foedt)
        siden = min(max(grown + int(19 * AAR), self.dag - int((0.2 + lod() * 14) * AAR)), self.dag - 40)
        klok = self.tid(siden)[8:]
        for p in personer:
            if p.foedt >= siden:
                p.ophold = Adresse(bolig, conavn, dato8(p.foedt) + "1200")
                continue
            if p.mor in personer:
                _grew_up_with(p, p.mor)
            else:
                self._earlier(p, siden, klok)
            last = next((row[2] for row in reversed(p.historik) if row[0] == "023"), "")
            start = dato8(siden) + klok
            if last and last != bolig.kommune:
                p.ophold = Adresse(bolig, conavn, start, "", start, last, start)
            else:
                p.ophold = Adresse(bolig, conavn, start)

    def _earlier(self, p: Person, siden: int, klok: str) -> None:
        """One to three earlier addresses without a gap, the last until `siden`."""
        lod = self.lod
        if lod() < 0.2:
            return
        antal = whole(lod, 1, 3)
        stops = sorted({p.foedt + int(lod() * (siden - p.foedt)) for _ in range(antal)} - {p.foedt, siden})
        starts = [p.foedt, *stops][-antal:]
        for fra, til in zip(starts, [*starts[1:], siden], strict=True):
            kommune = self._kommune_then(fra)
            b = bolig_i(lod, kommune)
            slut = dato8(til) + (klok if til == siden else "2000")
            mark = "Æ" if lod() < 0.01 else ""
            start = dato8(fra) + "2000"
            if kommune == GAMMEL_KORSBAEK and slut > GAMMEL_SLUT:
                p.historik.append(("023", mark, *b.koder, "", start, "", GAMMEL_SLUT, ""))
                b, start = b._replace(kommune=KORSBAEK), GAMMEL_SLUT
            p.historik.append(("023", mark, *b.koder, "", start, "", slut, ""))

    def _kommune_then(self, dag: int) -> str:
        draw = self.lod()
        if draw < 0.35:
            return choose(self.lod, UDENBYS)
        if draw < 0.5:
            return NY_KORSBAEK
        return GAMMEL_KORSBAEK if dato8(dag) + "2000" < GAMMEL_SLUT else KORSBAEK

    def gift(self, a: Person, b: Person, civst: str = "G", *, faelles_navn: bool = True) -> str:
        """Marry two persons (or register partners) at a plausible day; gives the start."""
        lod = self.lod
        tidligst = max(a.foedt, b.foedt) + int(21 * AAR)
        dag = min(tidligst + int(lod() * lod() * (self.dag - tidligst)), self.dag - 60)
        start = self.tid(dag)
        a.civil, b.civil = Civil(civst, b.pnr, start=start), Civil(civst, a.pnr, start=start)
        a.aegtefaelle, b.aegtefaelle = b, a
        if faelles_navn and lod() < 0.7 and b.navn.start < start and b.navn.efternavn != a.navn.efternavn:
            rename(b, new_navn(b.navn.fornavn, b.navn.efternavn.split("-")[0], a.navn.efternavn, start))
        return start

    def barn(self, mor: Person, far: Person | None, foedt: int, koen: str = "") -> Person:
        """A child of theirs."""
        koen = koen or ("K" if self.lod() < 0.5 else "M")
        p = self.person(koen, foedt, (far or mor).navn.efternavn)
        connect(p, mor, far, dato10(foedt))
        if foedt > self.dag - 18 * AAR:
            p.stilling = ""
            p.oevrige.append(custody("0003", dato10(foedt)))
            if far:
                p.oevrige.append(custody("0004", dato10(foedt)))
        return p

    def _extras(self, p: Person) -> None:
        """Some of the rarer records, as a grown-up may have them."""
        lod, siden = self.lod, dato10(self.dag - whole(self.lod, 30, 2000))
        if lod() < 0.6:
            slettes = dato10(self.dag + whole(lod, 60, 360)) if lod() < 0.1 else ""
            p.oevrige.append(("004", choose(lod, ("0001", "0003", "0002")), siden, slettes))
        kind = int(lod() * 6)
        if kind == 0:
            p.oevrige.append(contact(p, siden))
        elif kind == 1:
            p.oevrige.append(("018", choose(lod, "1345"), "00001", siden, "", choose(lod, FORHOLD)))
        elif kind == 2:
            p.oevrige.append(("019", f"{whole(lod, 1, 19):02d}", choose(lod, NOTATER), siden, ""))
        elif kind == 3:
            p.oevrige.append(("020", choose(lod, ("0002", "0004", "0005")), siden, siden, ""))
        elif kind == 4:
            p.oevrige.append(("050", "0005", siden.replace("-", "") + "0000"))
        else:
            p.oevrige.append(("021", siden, "Flytning varslet"))


def _grew_up_with(barn: Person, mor: Person | None) -> None:
    """The child's earlier addresses are the mother's since its birth."""
    foedt = dato8(barn.foedt) + "1200"
    for row in mor.historik if mor else ():
        if row[0] == "023" and row[11] > foedt:
            barn.historik.append((*row[:9], max(row[9], foedt), *row[10:]))


def new_navn(fornavn: str, mellem: str, efternavn: str, start: str, umrk: str = "") -> Navn:
    """A name with its addressing name, shortened to what fits."""
    full = " ".join(part for part in (fornavn, mellem, efternavn) if part)
    return Navn(fornavn, mellem, efternavn, start, umrk, full[:34].rstrip())


def rename(p: Person, navn: Navn) -> None:
    """Give the person another name; the one before becomes history."""
    old = p.navn
    p.historik.append(("026", "", old[0], "", old[1], "", old[2], "", old.start, old.umrk, navn.start, navn.umrk))
    p.navn = navn


def connect(barn: Person, mor: Person | None, far: Person | None, dato: str) -> None:
    """Make them child and parents, in both directions; an unknown father is a number of zeros."""
    barn.mor, barn.far = mor, far
    barn.foraeldre = Foraeldre(
        dato, "", mor.pnr if mor else NUL10, "", "", dato if far else "", "", far.pnr if far else NUL10, "", ""
    )
    for parent in (mor, far):
        if parent:
            parent.boern.append(barn)


def custody(typ: str, dato: str) -> tuple[str, ...]:
    """The row of record 016: mother (0003) or father (0004) of record 015."""
    return ("016", typ, dato, "", "", "", "")


def contact(p: Person, dato: str) -> tuple[str, ...]:
    """The row of record 006."""
    return ("006", f"c/o {p.navn.adressenavn}"[:34], "Postboks 12", "Havnekontoret", "", "", dato, "")


def build_ordinary(b: Byg, plads: int) -> list[Person]:
    """An ordinary clan of at most `plads` persons."""
    draw = b.lod()
    if plads < 6 or draw < 0.32:
        return _single(b)
    if draw < 0.52:
        return _couple(b, 24, 64)
    if draw < 0.62:
        return _couple(b, 65, 92)
    if draw < 0.72:
        return _lone_parent(b)
    return _family(b, plads)


def _single(b: Byg) -> list[Person]:
    p = b.voksen("K" if b.lod() < 0.5 else "M", 20, 95)
    b.bosaet([p], b.bolig())
    if b.lod() < 0.25 and p.foedt < b.dag - 30 * AAR:
        divorced(b, p)
    return b.personer


def divorced(b: Byg, p: Person) -> None:
    """Once married to someone unknown here, now divorced."""
    gift = p.foedt + int((20 + b.lod() * 5) * AAR)
    skilt = gift + int((0.1 + 0.8 * b.lod()) * (b.dag - 60 - gift))
    start, slut = b.tid(gift), b.tid(skilt)
    navn = f"{choose(b.lod, EFTERNAVNE)},{choose(b.lod, MAEND if p.koen == 'K' else KVINDER)}"
    foedt = dato10(p.foedt + whole(b.lod, -1500, 1500))
    p.historik.append(("029", "", "G", NUL10, foedt, "", navn, "", start, "", slut, "", ""))
    p.civil = Civil("F", NUL10, foedt, navn, slut)


def _couple(b: Byg, lowest: int, highest: int) -> list[Person]:
    a = b.voksen("M", lowest, highest)
    p = b.voksen(
        "K", max(lowest, int((b.dag - a.foedt) / AAR) - 6), int((b.dag - a.foedt) / AAR) + 1, b.another_efternavn(a)
    )
    if b.lod() < 0.75:
        b.gift(a, p)
    b.bosaet([a, p], b.bolig())
    return b.personer


def _lone_parent(b: Byg) -> list[Person]:
    mor = b.voksen("K", 24, 48)
    boern = _children(b, mor, None, whole(b.lod, 1, 2))
    b.bosaet([mor, *boern], b.bolig())
    return b.personer


def _children(b: Byg, mor: Person, far: Person | None, antal: int) -> list[Person]:
    tidligst = mor.foedt + int(19 * AAR)
    senest = min(b.dag - 100, mor.foedt + int(43 * AAR))
    tidligst = max(tidligst, b.dag - int(17.5 * AAR))
    if senest <= tidligst:
        return []
    days = sorted(tidligst + int((i + b.lod()) / antal * (senest - tidligst) * 0.95) for i in range(antal))
    return [b.barn(mor, far, day) for day, before in zip(days, [0, *days], strict=False) if day - before > 300]


def _family(b: Byg, plads: int) -> list[Person]:
    far = b.voksen("M", 25, 50)
    alder = int((b.dag - far.foedt) / AAR)
    mor = b.voksen("K", max(22, alder - 5), min(47, alder + 2), b.another_efternavn(far))
    if b.lod() < 0.75:
        b.gift(far, mor)
    boern = _children(b, mor, far, whole(b.lod, 1, 3))
    b.bosaet([far, mor, *boern], b.bolig())
    if plads >= 8 and b.lod() < 0.35:
        _grandparents(b, mor if b.lod() < 0.5 else far)
    return b.personer


def _grandparents(b: Byg, barn: Person) -> None:
    alder = (b.dag - barn.foedt) / AAR
    mormor = b.voksen("K", alder + 19, alder + 34)
    morfar = b.voksen("M", (b.dag - mormor.foedt) / AAR, (b.dag - mormor.foedt) / AAR + 8)
    b.gift(morfar, mormor)
    connect(barn, mormor, morfar, dato10(barn.foedt))
    b.bosaet([mormor, morfar], b.bolig(1))


__all__ = [
    "AAR",
    "UGIFT",
    "Byg",
    "Tildeling",
    "build_ordinary",
    "connect",
    "contact",
    "custody",
    "divorced",
    "new_navn",
    "rename",
]
