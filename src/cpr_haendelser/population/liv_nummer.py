"""What may happen to the personnummer itself: changed, one of two deleted, annulled, and undone again."""

from __future__ import annotations

from cpr_haendelser.population.dage import dato10
from cpr_haendelser.population.forloeb import leave, undo_ophold
from cpr_haendelser.population.liv_civilstand import CIVIL
from cpr_haendelser.population.liv_familie import BOERN, FORAELDRE, MYNDIGHED
from cpr_haendelser.population.liv_oevrige import VAERGEMAAL
from cpr_haendelser.population.person import NUL10, Adresse, Person
from cpr_haendelser.population.tilfaeldig import whole
from cpr_haendelser.population.verden import ALT, Verden

NUMMER = "personnummer"
SLAEGT = (CIVIL, FORAELDRE, BOERN, MYNDIGHED, VAERGEMAAL)
"""What a relative's records say of others: P03 is about all of it, so nothing else of it changes that day."""


def _untouched(v: Verden, p: Person) -> bool:
    return v.bor(p) and v.fri(p, ALT) and p.dag != v.dag


def _retire(v: Verden, p: Person, status: str, tid: str, gaeld: str) -> tuple[str, str]:
    """The number goes out of use at once; gives role and municipality of the last address."""
    modtager = ("seneste", v.modtager(p)[1])
    leave(p, tid)
    p.status, p.status_tid, p.status_umrk, p.gaeld, p.slut = status, tid, "", gaeld, dato10(v.dag)
    return modtager


def nyt_nummer(v: Verden) -> bool:
    """A person gets another number (date of birth or sex was wrong); spouse, children and parents are touched too."""

    def fits(x: Person) -> bool:
        if not _untouched(v, x) or x.separation or x.civil.civst == "P" or any(row[0] == "022" for row in x.historik):
            return False
        if x.civil.civst == "G" and (
            x.aegtefaelle is None or not v.bor(x.aegtefaelle) or not v.fri(x.aegtefaelle, *SLAEGT)
        ):
            return False
        return all(v.bor(b) and v.fri(b, *SLAEGT) for b in x.boern) and all(
            v.bor(f) and v.fri(f, *SLAEGT) for f in (x.mor, x.far) if f
        )

    familie = v.lod() < 0.5
    x = v.find(lambda p: fits(p) and (bool(p.boern) or p.aegtefaelle is not None) is familie)
    if not x:
        return False
    tid = v.tid()
    y = _successor(v, x)
    v.roer(x, ALT)
    modtager = _retire(v, x, "60", tid, y.pnr)
    v.b.add(y)
    v.roer(y, ALT)
    v.linje(x, "P03", tid)
    v.linje(y, "P03", tid, "PN")
    v.meld(x, "019", tid, ("P03",), modtager=modtager, om=(y.pnr,))
    v.samle(y, (NUMMER,), ("P03",), hoved=x)
    _relatives_of(v, x, y, tid)
    return True


def _successor(v: Verden, x: Person) -> Person:
    foedt = x.foedt + whole(v.lod, 1, 9)
    y = Person(v.b.numre.next_for(foedt, x.koen), foedt, x.koen, x.klan, x.navn)
    y.status, y.start, y.stilling, y.ophold = x.status, dato10(v.dag), x.stilling, x.ophold
    y.foedested, y.stat, y.kirke, y.civil, y.foraeldre = x.foedested, x.stat, x.kirke, x.civil, x.foraeldre
    y.mor, y.far, y.aegtefaelle, y.boern, y.oevrige = x.mor, x.far, x.aegtefaelle, x.boern, list(x.oevrige)
    y.historik = [*x.historik, ("022", x.pnr, x.start, "", dato10(v.dag), "")]
    y.ukendt = True
    return y


def _relatives_of(v: Verden, x: Person, y: Person, tid: str) -> None:
    """Whoever named the old number names the new one; the old number's own relations end."""
    mistet: tuple[str, ...] = ()
    gift = x.aegtefaelle if x.civil.civst == "G" else None
    if gift:
        v.roer(gift, *SLAEGT)
        gift.civil, gift.aegtefaelle = gift.civil._replace(pnr=y.pnr), y
        v.linje(gift, "P03", tid, "ÆG")
        v.samle(gift, ("civilstand",), ("P03",), hoved=x)
        x.civil = x.civil._replace(pnr=NUL10)
        mistet += ("civilstand",)
    for barn in x.boern:
        v.roer(barn, *SLAEGT)
        f = barn.foraeldre
        if barn.mor is x:
            barn.mor, barn.foraeldre = y, f._replace(mor=y.pnr) if f else None
        else:
            barn.far, barn.foraeldre = y, f._replace(far=y.pnr) if f else None
        v.linje(barn, "P03", tid, "BØ")
        v.samle(barn, ("foraeldre",), ("P03",), hoved=x)
    if x.boern:
        mistet += ("boern",)
    for foraelder, maerke in ((x.mor, "MO"), (x.far, "FA")):
        if foraelder:
            v.roer(foraelder, *SLAEGT)
            foraelder.boern[foraelder.boern.index(x)] = y
            v.linje(foraelder, "P03", tid, maerke)
            v.samle(foraelder, ("boern",), ("P03",), hoved=x)
    x.boern, x.aegtefaelle, x.mor, x.far = [], None, None, None
    if mistet:
        v.samle(x, mistet, ("P03",))


def slettet_dobbeltnummer(v: Verden) -> bool:
    """Of two numbers of one human being the one is deleted."""
    klan = v.b.some_klan(v.lod, "to_numre")
    pair = [p for p in klan if _untouched(v, p)]
    if len(pair) != 2 or pair[0].navn.fornavn != pair[1].navn.fornavn:
        return False
    y, x = pair
    tid = v.tid()
    v.roer(x, ALT)
    v.roer(y, ALT)
    modtager = _retire(v, x, "50", tid, y.pnr)
    y.historik.append(("022", x.pnr, x.start, "", x.slut, ""))
    v.linje(x, "P02", tid)
    v.linje(y, "P02", tid, "PN")
    v.meld(x, "018", tid, ("P02",), modtager=modtager, om=(y.pnr,))
    v.samle(y, (NUMMER,), ("P02",), hoved=x)
    v.husk("dobbelt", x)
    return True


def sletning_fortrudt(v: Verden) -> bool:
    """A deleted double number is given back: they were two after all."""
    x, y = _pair_of(v, "50", "dobbelt")
    if not x or not y:
        return False
    tid, var = v.tid(), x.status_tid
    modtager = v.seneste(x)
    v.roer(x, ALT)
    v.roer(y, ALT)
    undo_ophold(x, var, None)
    x.gaeld, x.slut = "", ""
    y.historik = [row for row in y.historik if row[:2] != ("022", x.pnr)]
    v.linje(x, "P43", tid)
    v.linje(y, "P43", tid, "PT")
    v.meld(x, "018", var, ("P43",), modtager=modtager, art="annullering", retter=("018", var), om=(y.pnr,))
    v.samle(y, (NUMMER,), ("P43",), art="annullering", art_uden="ny", hoved=x)
    return True


def nummerskift_fortrudt(v: Verden) -> bool:
    """A change of number is undone: the person has the earlier number again."""
    x, y = _pair_of(v, "60", "omnummereret")
    if not x or not y or y.boern or y.aegtefaelle or y.mor or y.far or not isinstance(y.ophold, Adresse):
        return False
    last = [row for row in x.historik if row[0] == "023" and row[11] == x.status_tid]
    if not last or last[0][9] != y.ophold.start:
        return False
    tid, var = v.tid(), x.status_tid
    tilbage = v.seneste(x)
    v.roer(x, ALT)
    v.roer(y, ALT)
    undo_ophold(x, var, None)
    x.gaeld, x.slut, x.start = "", "", dato10(v.dag)
    modtager = _retire(v, y, "60", tid, x.pnr)
    y.historik = [row for row in y.historik if row[0] != "022"]
    x.historik.append(("022", y.pnr, y.start, "", dato10(v.dag), ""))
    v.linje(x, "P42", tid)
    v.linje(y, "P42", tid, "PT")
    v.meld(x, "019", var, ("P42",), modtager=tilbage, art="annullering", retter=("019", var), om=(y.pnr,))
    v.meld(y, "019", tid, ("P42",), modtager=modtager, om=(x.pnr,), hoved=x)
    return True


def _pair_of(v: Verden, status: str, liste: str) -> tuple[Person | None, Person | None]:
    """One whose number is out of use, and the one who has the number now valid."""

    def now_valid(x: Person) -> Person | None:
        return next((p for p in v.b.klan(x.klan) if p.pnr == x.gaeld and _untouched(v, p)), None)

    x = v.find(
        lambda p: p.status == status and v.fri(p, ALT) and p.dag != v.dag and now_valid(p) is not None, liste, liste
    )
    return (x, now_valid(x)) if x else (None, None)


def annulleret_nummer(v: Verden) -> bool:
    """A number that should not have been given is annulled."""
    p = v.find(
        lambda x: (
            _untouched(v, x)
            and x.civil.civst == "U"
            and not x.boern
            and x.mor is None
            and x.far is None
            and not any(row[0] == "022" for row in x.historik)
        ),
        liste="tilgang",
    )
    if not p:
        return False
    tid = v.tid()
    v.roer(p, ALT)
    modtager = _retire(v, p, "30", tid, "")
    v.linje(p, "A40", tid)
    v.meld(p, "017", tid, ("A40",), modtager=modtager)
    return True
