"""Death, and what is corrected or annulled of it."""

from __future__ import annotations

from collections.abc import Callable

from cpr_haendelser.population.dage import dato8
from cpr_haendelser.population.forloeb import (
    ANNULLERET,
    KORRIGERET,
    die,
    marked_civil,
    residence_before,
    stretch,
    undo_civil,
    undo_ophold,
    widow,
)
from cpr_haendelser.population.liv_bopael import adr
from cpr_haendelser.population.liv_civilstand import _AEGTEFAELLE, _PARTNER, CIVIL
from cpr_haendelser.population.person import NUL10, NUL12, Adresse, Civil, Forsvinding, Person, Udrejse
from cpr_haendelser.population.verden import ALT, Verden

_SPAEDT = 28


def _may_die(v: Verden, p: Person) -> bool:
    if not v.fri(p, ALT) or p.dag == v.dag or p.ophold is None or p.status == "20" or p.separation:
        return False
    b = p.aegtefaelle if p.civil.civst in ("G", "P") else None
    return b is None or (v.fri(b, CIVIL) and b.aegtefaelle is p and b.ophold is not None and not b.separation)


def _grown(v: Verden, p: Person) -> bool:
    return isinstance(p.ophold, Adresse) and v.dag - p.foedt > 400 and p.navn.start != NUL12


def doedsfald(v: Verden) -> bool:
    """A resident dies, mostly an old one."""
    gammel = v.lod() < 0.85
    return _die(v, "005", lambda x: _grown(v, x) and (not gammel or v.alder(x) > 65))


def doed_gift(v: Verden) -> bool:
    """One of a couple dies."""
    return _die(v, "005", lambda x: _grown(v, x) and x.civil.civst == "G" and x.aegtefaelle is not None)


def doed_som_forsvundet(v: Verden) -> bool:
    """One who had disappeared is declared dead."""
    return _die(v, "006", lambda x: isinstance(x.ophold, Forsvinding), "forsvundet")


def doed_som_udrejst(v: Verden) -> bool:
    """One who lives abroad dies."""
    return _die(v, "007", lambda x: isinstance(x.ophold, Udrejse) and v.seneste(x)[0] == "seneste", "udrejst")


def doed_som_nyfoedt(v: Verden) -> bool:
    """A newborn child dies."""
    return _die(v, "008", lambda x: x.navn.start == NUL12 and v.bor(x), "unavngivet")


def _die(v: Verden, kode: str, fits: Callable[[Person], bool], liste: str = "") -> bool:
    p = v.find(lambda x: fits(x) and _may_die(v, x), liste, liste)
    if not p:
        return False
    b = p.aegtefaelle if p.civil.civst in ("G", "P") else None
    tid = v.tid()
    starts = [p.civil.start, b.civil.start if b else "", _ophold_start(p)]
    hvornaar = v.virkning(tid, *starts)
    if hvornaar is None or (kode == "008" and hvornaar[:8] > dato8(p.foedt + _SPAEDT) and p.navn.start != NUL12):
        return False
    umrk, uvist = "", hvornaar[:6] + "002000"
    if kode == "005" and v.lod() < 0.05 and uvist[:6] > max(s[:6] for s in starts):
        hvornaar, umrk = uvist, "*"
    modtager, fra = ("seneste", v.modtager(p)[1]), p.ophold
    v.roer(p, ALT)
    die(p, hvornaar, umrk)
    v.linje(p, "A21", tid)
    v.meld(p, kode, hvornaar, ("A21",), modtager=modtager, foer=adr(fra))
    if kode == "005":
        v.husk("doed", p)
    if b:
        _widowed(v, p, b, tid)
    return True


def _ophold_start(p: Person) -> str:
    return p.ophold.start if p.ophold else ""


def _widowed(v: Verden, p: Person, b: Person, tid: str) -> None:
    """The surviving spouse's own record: mostly as derived from the death, now and then by a line of its own."""
    v.roer(b, CIVIL)
    partner = b.civil.civst == "P"
    widow(b, p.status_tid, p.status_umrk)
    b.aegtefaelle = None
    if v.lod() < 0.8:
        v.linje(b, "A21", tid, _PARTNER if partner else _AEGTEFAELLE)
        v.samle(b, ("civilstand",), ("A21",), hoved=p)
    else:
        v.linje(b, "A22", tid)
        v.samle(b, ("civilstand",), ("A22",))


def doedsfald_annulleret(v: Verden) -> bool:
    """A death is annulled: the person lives where they lived, married as before."""

    def fits(x: Person) -> bool:
        if x.status != "90" or not v.fri(x, ALT) or x.dag == v.dag or residence_before(x, x.status_tid) is None:
            return False
        b = x.aegtefaelle
        if x.civil.pnr in ("", NUL10):
            return True
        return (
            b is not None
            and b.civil.civst in "EL"
            and b.civil.pnr == x.pnr
            and b.civil.start == x.civil.start
            and v.fri(b, CIVIL)
        )

    p = v.find(fits, "efterladt", "doed")
    if not p:
        return False
    tid, doed, b = v.tid(), p.status_tid, p.aegtefaelle
    par = b if p.civil.pnr not in ("", NUL10) else None
    modtager = v.seneste(p)
    v.roer(p, ALT)
    undo_ophold(p, doed, None)
    undo_civil(p)
    v.linje(p, "A25", tid)
    # What is annulled is that they left the address, as of a departure.
    v.meld(
        p, "042", doed, ("A25",), modtager=modtager, art="annullering", retter=("005", doed), foer=adr(p.ophold)
    )  # fmt: skip
    if par:
        v.roer(par, CIVIL)
        undo_civil(par)
        par.aegtefaelle = p
        v.linje(par, "A25", tid, _AEGTEFAELLE)
        v.samle(par, ("civilstand",), ("A25",), art="annullering", hoved=p)
    return True


def doedsdato_rettet(v: Verden) -> bool:
    """The day of a death is corrected."""

    def fits(x: Person) -> bool:
        alene = x.civil.pnr in ("", NUL10) and x.status == "90" and x.dag != v.dag and v.fri(x, ALT)
        return alene and residence_before(x, x.status_tid) is not None and x.navn.start != NUL12

    p = v.find(fits, "afdoed", "doed")
    tid = v.tid()
    hvornaar = v.virkning(tid, p.status_tid) if p else None
    if not p or hvornaar is None:
        return False
    forkert = p.status_tid
    v.roer(p, ALT)
    stretch(p, ("023",), forkert, hvornaar)
    stretch(p, ("029",), forkert, hvornaar)
    p.historik.append(marked_civil(p, KORRIGERET))
    p.civil = p.civil._replace(start=hvornaar, umrk="")
    p.status_tid, p.status_umrk = hvornaar, ""
    v.linje(p, "A24", tid)
    v.meld(p, "005", hvornaar, ("A24",), modtager=v.seneste(p), art="korrektion", retter=("005", forkert))
    return True


def doed_og_levende(v: Verden) -> bool:
    """A death registered and annulled between two files: never true."""
    p = v.find(lambda x: _grown(v, x) and _may_die(v, x) and v.bor(x) and x.aegtefaelle is None)
    tid1, tid2 = sorted((v.tid(), v.tid()))
    hvornaar = v.virkning(tid1, p.civil.start, _ophold_start(p)) if p else None
    if not p or hvornaar is None or tid1 == tid2:
        return False
    v.roer(p, ALT)
    alive = p.civil
    aegte = alive if alive.civst == "G" else Civil("U")
    p.civil = Civil("D", aegte.pnr, aegte.foedt, aegte.navn, hvornaar)
    p.historik.append(marked_civil(p, ANNULLERET))
    p.civil = alive
    v.uden_virkning(p, "A21", tid1, "annulleret_i_levering")
    v.uden_virkning(p, "A25", tid2, "annulleret_i_levering")
    return True
