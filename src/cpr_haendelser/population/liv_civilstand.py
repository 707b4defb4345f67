"""Marriage, separation, divorce and death, and what is corrected or annulled of them."""

from __future__ import annotations

from cpr_haendelser.population.dage import dato10
from cpr_haendelser.population.forloeb import (
    KORRIGERET,
    marked_civil,
    move,
    new_civil,
    previous,
    stretch,
    undo_civil,
    widow,
)
from cpr_haendelser.population.klan import new_navn, rename
from cpr_haendelser.population.liv_bopael import BOPAEL, report_move
from cpr_haendelser.population.liv_navn import NAVN, named
from cpr_haendelser.population.navne import EFTERNAVNE, KVINDER, MAEND
from cpr_haendelser.population.person import NUL10, NUL12, Adresse, Civil, Person
from cpr_haendelser.population.tilfaeldig import choose
from cpr_haendelser.population.verden import Verden

CIVIL = "civil"
_AEGTEFAELLE, _PARTNER = "ÆG", "PA"


def _single(v: Verden, p: Person) -> bool:
    return (
        v.bor(p) and v.fri(p, CIVIL) and v.alder(p) >= 18 and p.civil.civst not in "GPD" and p.separation is None
    )  # fmt: skip


def couple(v: Verden, a: Person, civst: str = "G") -> bool:
    """Whether the person and a spouse known here are married and free for something to happen to that."""
    b = a.aegtefaelle
    if a.civil.civst != civst or not v.bor(a) or not v.fri(a, CIVIL):
        return False
    return b is not None and b.aegtefaelle is a and v.bor(b) and v.fri(b, CIVIL) and b.civil.start == a.civil.start


def both(a: Person) -> list[tuple[Person, str, Person | None]]:
    """The two of a couple with derived mark and main person."""
    pairs: list[tuple[Person, str, Person | None]] = [(a, "", None)]
    if a.aegtefaelle:
        pairs.append((a.aegtefaelle, _AEGTEFAELLE, a))
    return pairs


def _status(c: Civil) -> dict[str, str]:
    return {"civilstand": c.civst}


def _two_singles(v: Verden, *, same_sex: bool) -> tuple[Person, Person] | None:
    a = v.find(lambda x: _single(v, x))
    if not a:
        return None
    b = v.find(
        lambda x: (
            _single(v, x) and x.klan != a.klan and (x.koen == a.koen) == same_sex and abs(x.foedt - a.foedt) < 4000
        )
    )
    return (a, b) if b else None


def vielse(v: Verden) -> bool:
    """Two marry; one of them may take the other's name and move in."""
    par = _two_singles(v, same_sex=v.lod() < 0.03)
    if not par:
        return False
    a, b = par
    tid = v.tid()
    hvornaar = v.virkning(tid, a.civil.start, b.civil.start, b.navn.start)
    if hvornaar is None:
        return False
    skifter_navn = v.lod() < 0.5 and v.fri(b, NAVN) and b.navn.start != NUL12 and b.navn.efternavn != a.navn.efternavn
    a.aegtefaelle, b.aegtefaelle = b, a
    for p, maerke, hoved in both(a):
        other = p.aegtefaelle
        foer = p.civil
        v.roer(p, CIVIL)
        new_civil(p, Civil("G", other.pnr if other else "", start=hvornaar))
        v.linje(p, "A19", tid, maerke)
        v.meld(p, "028", hvornaar, ("A19",), hoved=hoved, foer=_status(foer), efter=_status(p.civil))
    if skifter_navn:
        old = b.navn
        v.roer(b, NAVN)
        rename(b, new_navn(old.fornavn, old.mellemnavn, a.navn.efternavn, hvornaar))
        v.linje(b, "P58", tid)
        v.meld(b, "004", hvornaar, ("P58",), foer=named(old), efter=named(b.navn))
    v.husk("gift", a)
    if v.lod() < 0.4:
        _move_in(v, b, a)
    return True


def _move_in(v: Verden, b: Person, a: Person) -> None:
    fra, til = b.ophold, a.ophold
    if not isinstance(fra, Adresse) or not isinstance(til, Adresse) or not v.fri(b, BOPAEL) or b.boern:
        return
    tid = v.tid()
    hvornaar = v.virkning(tid, fra.start)
    if hvornaar and fra.bolig.koder != til.bolig.koder:
        v.roer(b, BOPAEL)
        move(b, til.bolig, hvornaar)
        v.linje(b, "A01", tid)
        report_move(v, b, fra, ("A01",))


def vielse_i_udlandet(v: Verden) -> bool:
    """Someone marries one who has no personnummer."""
    p = v.find(lambda x: _single(v, x))
    tid = v.tid()
    hvornaar = v.virkning(tid, p.civil.start) if p else None
    if not p or hvornaar is None:
        return False
    navn = f"{choose(v.lod, EFTERNAVNE)},{choose(v.lod, MAEND if p.koen == 'K' else KVINDER)}"
    foer = p.civil
    v.roer(p, CIVIL)
    p.aegtefaelle = None
    new_civil(p, Civil("G", NUL10, dato10(p.foedt - 300), navn, hvornaar))
    v.linje(p, "A19", tid)
    v.meld(p, "028", hvornaar, ("A19",), foer=_status(foer), efter=_status(p.civil))
    return True


def partnerskab(v: Verden) -> bool:
    """Two register their partnership."""
    par = _two_singles(v, same_sex=True)
    if not par:
        return False
    a, b = par
    tid = v.tid()
    hvornaar = v.virkning(tid, a.civil.start, b.civil.start)
    if hvornaar is None:
        return False
    a.aegtefaelle, b.aegtefaelle = b, a
    for p, other, maerke, hoved in ((a, b, "", None), (b, a, _PARTNER, a)):
        v.roer(p, CIVIL)
        new_civil(p, Civil("P", other.pnr, start=hvornaar))
        v.linje(p, "A23", tid, maerke)
        v.samle(p, ("civilstand",), ("A23",), hoved=hoved)
    return True


def skilsmisse(v: Verden) -> bool:
    """A couple divorces; a separation ends with it."""
    separerede = v.lod() < 0.3
    p = v.find(lambda x: couple(v, x), "separeret" if separerede else "")
    tid = v.tid()
    if not p:
        return False
    efter = [start for x, _, _ in both(p) for start in (x.civil.start, separated_since(x))]
    hvornaar = v.virkning(tid, *efter)
    if hvornaar is None:
        return False
    for x, maerke, hoved in both(p):
        old = x.civil
        v.roer(x, CIVIL)
        new_civil(x, Civil("F", old.pnr, start=hvornaar))
        if x.separation:
            end_separation(x, f"{hvornaar[:4]}-{hvornaar[4:6]}-{hvornaar[6:8]}")
        v.linje(x, "A20", tid, maerke)
        v.meld(x, "031", hvornaar, ("A20",), hoved=hoved, foer=_status(old), efter=_status(x.civil))
    v.husk("skilt", p)
    return True


def separated_since(p: Person) -> str:
    """The day of the separation as YYYYMMDD; blank where there is none."""
    return p.separation.start.replace("-", "") if p.separation else ""


def end_separation(p: Person, slut: str) -> None:
    """The separation, if any, becomes history."""
    s = p.separation
    if s:
        p.historik.append(("030", "", s.henvis, s.start, s.umrk, slut, ""))
        p.separation = None


def skilsmisse_annulleret(v: Verden) -> bool:
    """A divorce is annulled: they are still married."""

    def fits(x: Person) -> bool:
        ex = x.aegtefaelle
        if x.civil.civst != "F" or not v.bor(x) or not v.fri(x, CIVIL) or previous(x, ("029",), x.civil.start) < 0:
            return False
        if x.civil.pnr == NUL10:
            return True
        return ex is not None and ex.aegtefaelle is x and ex.civil.civst == "F" and v.bor(ex) and v.fri(ex, CIVIL)

    p = v.find(fits, liste="skilt")
    if not p:
        return False
    tid = v.tid()
    for x, maerke, hoved in both(p):
        start = x.civil.start
        v.roer(x, CIVIL)
        undo_civil(x)
        v.linje(x, "A25", tid, maerke)
        v.meld(x, "031", start, ("A25",), art="annullering", retter=("031", start), hoved=hoved, efter=_status(x.civil))
    return True


def aegteskab_annulleret(v: Verden) -> bool:
    """A marriage is annulled: it never was."""
    p = v.find(lambda x: couple(v, x) and not x.separation, liste="gift")
    if not p:
        return False
    tid, par = v.tid(), both(p)
    for x, maerke, hoved in par:
        start = x.civil.start
        v.roer(x, CIVIL)
        undo_civil(x)
        v.linje(x, "A25", tid, maerke)
        v.meld(x, "028", start, ("A25",), art="annullering", retter=("028", start), hoved=hoved, efter=_status(x.civil))
    for x, _, _ in par:
        x.aegtefaelle = None
    return True


def civilstand_rettet(v: Verden) -> bool:
    """The day of a marriage is corrected."""
    p = v.find(lambda x: couple(v, x) and not x.separation, liste="gift")
    tid = v.tid()
    hvornaar = v.virkning(tid, p.civil.start) if p else None
    if not p or hvornaar is None:
        return False
    for x, maerke, hoved in both(p):
        old = x.civil
        v.roer(x, CIVIL)
        stretch(x, ("029",), old.start, hvornaar)
        x.historik.append(marked_civil(x, KORRIGERET))
        x.civil = old._replace(start=hvornaar, umrk="")
        v.linje(x, "A24", tid, maerke)
        v.meld(
            x,
            "028",
            hvornaar,
            ("A24",),
            art="korrektion",
            retter=("028", old.start),
            hoved=hoved,
            efter=_status(x.civil),
        )
    return True


def aegtefaelle_doed_i_udlandet(v: Verden) -> bool:
    """The spouse who has no personnummer has died."""
    p = v.find(
        lambda x: x.civil.civst == "G" and x.civil.pnr == NUL10 and v.bor(x) and v.fri(x, CIVIL),
        "udenlandsk_aegtefaelle",
    )
    tid = v.tid()
    hvornaar = v.virkning(tid, p.civil.start) if p else None
    if not p or hvornaar is None:
        return False
    v.roer(p, CIVIL)
    widow(p, hvornaar)
    v.linje(p, "A22", tid)
    v.samle(p, ("civilstand",), ("A22",))
    return True
