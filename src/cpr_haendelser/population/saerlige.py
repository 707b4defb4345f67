"""Clans for what is rare: those abroad, disappeared, separated, under guardianship, with two numbers, and so on.

Which numbers have them is fixed: a clan whose number modulo the spread is in `RESTER` below is of that kind, so that
the life model knows where to look for, say, someone who may be found again.
"""

from __future__ import annotations

from collections.abc import Callable

from cpr_haendelser.population.dage import dato8, dato10
from cpr_haendelser.population.forloeb import die, leave, widow
from cpr_haendelser.population.klan import AAR, Byg, connect, divorced, new_navn, rename
from cpr_haendelser.population.navne import BYER_UDE, EFTERNAVNE, KVINDER, MAEND
from cpr_haendelser.population.person import (
    NUL10,
    NUL12,
    Adresse,
    Civil,
    Forsvinding,
    Navn,
    Person,
    Separation,
    Statsborger,
    Udrejse,
)
from cpr_haendelser.population.steder import ADMINISTRATIVE, DANMARK, LANDE, bolig, bolig_i
from cpr_haendelser.population.tilfaeldig import Lod, choose, whole

SPREDNING = 64
"""One clan of each residue below per so many clans, in small populations; rarer in large ones."""


def abroad(lod: Lod, start: str) -> Udrejse:
    """Living somewhere abroad since then."""
    by = choose(lod, BYER_UDE)
    return Udrejse(choose(lod, LANDE), start, "", (f"Torvet {whole(lod, 1, 99)}", by, "", "", ""))


def guardianship(siden: str, slags: int, vaerge: str = "") -> list[tuple[str, ...]]:
    """Records 017 and 052: slags 0 both, 1 the older alone, 2 the newer alone; the guardian by number or by text."""
    if vaerge:
        rest: tuple[str, ...] = ("0001", vaerge, siden, "", "", "", "", "", "", "")
    else:
        rest = ("0002", "", "", "Værge Aksel Rødkær", siden, "Kanalgade 4", "0998 Korsbæk", "", "", "")
    both: list[tuple[str, ...]] = [("017", siden, "", "", *rest), ("052", siden, "", "", *rest, "FULD")]
    return (both, both[:1], both[1:])[slags]


def _udrejst(b: Byg) -> None:
    p = b.voksen("K" if b.lod() < 0.5 else "M", 25, 80)
    b.bosaet([p], b.bolig())
    tid = b.tid(b.dag - whole(b.lod, 33, 39))
    leave(p, tid)
    p.ophold, p.status, p.status_tid = abroad(b.lod, tid), "80", tid


def _forsvundet(b: Byg) -> None:
    p = b.voksen("M" if b.lod() < 0.7 else "K", 22, 80)
    b.bosaet([p], b.bolig())
    tid = b.tid(b.dag - whole(b.lod, 33, 39))
    leave(p, tid)
    p.ophold, p.status, p.status_tid = Forsvinding(tid, ""), "70", tid


def _administrativ(b: Byg) -> None:
    p = b.voksen("M", 25, 60)
    siden = b.tid(b.dag - whole(b.lod, 50, 900))
    p.ophold = Adresse(bolig(choose(b.lod, ADMINISTRATIVE), "0001", "001"), "", siden)
    p.status, p.start = "20", dato10(b.dag - 1000)
    p.stat = Statsborger(choose(b.lod, LANDE), p.navn.start)


def _pair(b: Byg, lowest: int = 30, highest: int = 64) -> tuple[Person, Person]:
    a = b.voksen("M", lowest, highest)
    alder = (b.dag - a.foedt) / AAR
    return a, b.voksen("K", max(22, alder - 6), alder + 2, b.another_efternavn(a))


def _separeret(b: Byg) -> None:
    a, p = _pair(b)
    b.gift(a, p)
    b.bosaet([a], b.bolig())
    b.bosaet([p], b.bolig(1))
    dag = b.dag - whole(b.lod, 30, 50)
    henvis = dato8(dag) + "1100"
    for x in (a, p):
        x.separation = Separation(henvis, dato10(dag - 5))
        x.civil = x.civil._replace(henvis=henvis)


def _vaergemaal(b: Byg) -> None:
    p = b.voksen("K" if b.lod() < 0.5 else "M", 30, 90)
    b.bosaet([p], b.bolig())
    p.oevrige = [row for row in p.oevrige if row[0] != "020"]
    siden = dato10(b.dag - whole(b.lod, 50, 3000))
    p.oevrige += [*guardianship(siden, int(b.lod() * 3)), ("020", "0000", "", siden, "")]


def _udenlandsk_aegtefaelle(b: Byg) -> None:
    p = b.voksen("K" if b.lod() < 0.5 else "M", 26, 70)
    b.bosaet([p], b.bolig())
    navn = f"{choose(b.lod, EFTERNAVNE)},{choose(b.lod, MAEND if p.koen == 'K' else KVINDER)}"
    p.civil = Civil("G", NUL10, dato10(p.foedt + 400), navn, b.tid(b.dag - whole(b.lod, 100, 1500)))


def _unavngivet(b: Byg) -> None:
    far, mor = _pair(b, 24, 38)
    b.gift(far, mor)
    b.bosaet([far, mor], b.bolig())
    foedt = b.dag - whole(b.lod, 4, 12)
    for _ in range(2 if b.lod() < 0.1 else 1):
        barn = b.barn(mor, far, foedt)
        barn.navn = Navn("", "", "", NUL12, "", "")
        barn.ophold = Adresse(b.bolig(), "", dato8(foedt) + "1200")


def _efterladt(b: Byg) -> None:
    doed, p = _pair(b, 66, 92)
    b.gift(doed, p)
    b.bosaet([doed, p], b.bolig())
    tid = b.tid(b.dag - whole(b.lod, 10, 35))
    die(doed, tid)
    widow(p, tid)
    p.aegtefaelle = None


def _afdoed(b: Byg) -> None:
    p = b.voksen("K" if b.lod() < 0.5 else "M", 60, 95)
    b.bosaet([p], b.bolig())
    die(p, b.tid(b.dag - whole(b.lod, 10, 35)))


def _faderloes(b: Byg) -> None:
    far, mor = _pair(b, 22, 40)
    b.bosaet([far, mor], b.bolig())
    foedt = b.dag - whole(b.lod, 120, 900)
    barn = b.barn(mor, None, foedt)
    barn.ophold = Adresse(
        b.bolig(), "", max(dato8(foedt) + "1200", mor.ophold.start if isinstance(mor.ophold, Adresse) else "")
    )


def _partnerskab(b: Byg) -> None:
    koen = "K" if b.lod() < 0.5 else "M"
    a, p = b.voksen(koen, 40, 75), b.voksen(koen, 40, 75, choose(b.lod, EFTERNAVNE))
    b.gift(a, p, "P", faelles_navn=False)
    b.bosaet([a, p], b.bolig())


def _udrejst_uden_historik(b: Byg) -> None:
    mor = b.voksen("K", 55, 80)
    b.bosaet([mor], b.bolig())
    barn = b.person("M" if b.lod() < 0.5 else "K", mor.foedt + int((21 + 8 * b.lod()) * AAR))
    connect(barn, mor, None, dato10(barn.foedt))
    tid = b.tid(barn.foedt + int(12 * AAR))
    barn.ophold, barn.status, barn.status_tid = abroad(b.lod, tid), "80", tid


def _ny_statsborger(b: Byg) -> None:
    p = b.voksen("K" if b.lod() < 0.5 else "M", 25, 70)
    b.bosaet([p], b.bolig())
    land, start = choose(b.lod, LANDE), dato8(p.foedt) + "2000"
    skift = b.tid(b.dag - whole(b.lod, 33, 400))
    p.historik.append(("027", "", land, start, "", skift, ""))
    p.stat = Statsborger(DANMARK, skift)


def _two_numbers(b: Byg) -> tuple[Person, Person]:
    """One human being as two persons of the register, the second better known."""
    p = b.voksen("M" if b.lod() < 0.5 else "K", 25, 60)
    b.bosaet([p], b.bolig())
    x = b.person(p.koen, p.foedt + whole(b.lod, 1, 20))
    x.navn = new_navn(p.navn.fornavn, "", p.navn.efternavn, x.navn.start)
    x.stat = p.stat
    x.start = dato10(b.dag - 700)
    return x, p


def _omnummereret(b: Byg) -> None:
    x, p = _two_numbers(b)
    dag = b.dag - whole(b.lod, 20, 30)
    x.historik = [row for row in p.historik if row[0] == "023"]
    x.ophold = p.ophold
    leave(x, dato8(dag) + "1015")
    x.status, x.status_tid, x.gaeld, x.slut = "60", dato8(dag) + "1015", p.pnr, dato10(dag)
    p.start = dato10(dag)
    p.historik.append(("022", x.pnr, x.start, "", x.slut, ""))


def _dobbelt(b: Byg) -> None:
    x, p = _two_numbers(b)
    dag = b.dag - whole(b.lod, 20, 30)
    b.bosaet([x], b.bolig(1))
    leave(x, dato8(dag) + "0955")
    x.status, x.status_tid, x.gaeld, x.slut = "50", dato8(dag) + "0955", p.pnr, dato10(dag)
    p.historik.append(("022", x.pnr, x.start, "", x.slut, ""))


def _to_numre(b: Byg) -> None:
    x, _ = _two_numbers(b)
    b.bosaet([x], b.bolig(1))


def _uden_fast_bopael(b: Byg) -> None:
    p = b.voksen("M", 25, 60)
    b.bosaet([p], bolig("0998", f"99{whole(b.lod, 1, 9):02d}", "001"))
    p.status = "03"


def _nylig_flyttet(b: Byg) -> None:
    p = b.voksen("K" if b.lod() < 0.5 else "M", 20, 60)
    b.bosaet([p], bolig_i(b.lod, choose(b.lod, ("0998", "0997", "0101", "0998"))))
    tid = b.tid(b.dag - whole(b.lod, 33, 39))
    old = p.ophold
    leave(p, tid)
    if isinstance(old, Adresse):
        fra = old.bolig.kommune
        p.ophold = Adresse(b.bolig(), "", tid, "", tid, fra, tid)


def _navneskifter(b: Byg) -> None:
    p = b.voksen("K" if b.lod() < 0.5 else "M", 30, 70)
    tid = b.tid(b.dag - whole(b.lod, 33, 300))
    rename(p, new_navn(p.navn.fornavn, p.navn.mellemnavn, b.another_efternavn(p), tid, "*" if b.lod() < 0.2 else ""))
    b.bosaet([p], b.bolig(), "c/o Ebbesen" if b.lod() < 0.3 else "")


def _gamle_tider(b: Byg) -> None:
    p = b.voksen("K" if b.lod() < 0.5 else "M", 60, 95)
    b.bosaet([p], b.bolig())
    aar = dato8(p.foedt)[:4]
    p.navn = new_navn(p.navn.fornavn, "", p.navn.efternavn, aar + "00001299", "*")
    p.stat = p.stat._replace(start=aar + "00000000", umrk="*")
    p.historik = [row for row in p.historik if row[0] == "023"]
    p.historik.append(("028", "F", dato10(p.foedt), "", dato10(b.dag - 4000), ""))
    p.kirke = p.kirke._replace(kode="U", start=dato10(b.dag - 4000))
    tid = dato8(p.foedt + 9000)
    foedt = dato8(p.foedt) + "0000"
    p.historik.append(("025", "", foedt, "", foedt, ""))
    if b.lod() < 0.5:
        divorced(b, p)
        p.historik.append(("030", "", tid + "1100", dato10(p.foedt + 9000), "*", dato10(p.foedt + 9400), ""))


RESTER: dict[str, tuple[int, ...]] = {
    "udrejst": (0, 20, 40),
    "forsvundet": (1, 21, 41),
    "administrativ": (2,),
    "separeret": (3, 23),
    "vaergemaal": (4, 24),
    "udenlandsk_aegtefaelle": (5,),
    "unavngivet": (6, 26, 46),
    "efterladt": (7, 27),
    "afdoed": (19, 39),
    "faderloes": (8, 28),
    "partnerskab": (9,),
    "udrejst_uden_historik": (10,),
    "ny_statsborger": (11, 31),
    "omnummereret": (12, 32),
    "dobbelt": (13,),
    "to_numre": (14, 34),
    "uden_fast_bopael": (15,),
    "nylig_flyttet": (16, 36),
    "navneskifter": (17, 37),
    "gamle_tider": (18,),
}
_BYGGERE: dict[str, Callable[[Byg], None]] = {
    "udrejst": _udrejst,
    "forsvundet": _forsvundet,
    "administrativ": _administrativ,
    "separeret": _separeret,
    "vaergemaal": _vaergemaal,
    "udenlandsk_aegtefaelle": _udenlandsk_aegtefaelle,
    "unavngivet": _unavngivet,
    "efterladt": _efterladt,
    "afdoed": _afdoed,
    "faderloes": _faderloes,
    "partnerskab": _partnerskab,
    "udrejst_uden_historik": _udrejst_uden_historik,
    "ny_statsborger": _ny_statsborger,
    "omnummereret": _omnummereret,
    "dobbelt": _dobbelt,
    "to_numre": _to_numre,
    "uden_fast_bopael": _uden_fast_bopael,
    "nylig_flyttet": _nylig_flyttet,
    "navneskifter": _navneskifter,
    "gamle_tider": _gamle_tider,
}
STOERSTE = 4
"""Persons in the largest of these clans."""


def builders() -> dict[int, Callable[[Byg], None]]:
    """The builder of each residue."""
    return {rest: _BYGGERE[kind] for kind, rester in RESTER.items() for rest in rester}
