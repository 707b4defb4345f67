"""Leaving the country, disappearing, and coming back."""

from __future__ import annotations

from cpr_haendelser.population.forloeb import leave, move
from cpr_haendelser.population.liv_bopael import BOPAEL, adr, household, movable, starts_of
from cpr_haendelser.population.navne import BYER_UDE
from cpr_haendelser.population.person import Forsvinding, Person, Udrejse
from cpr_haendelser.population.steder import LANDE
from cpr_haendelser.population.tilfaeldig import choose, whole
from cpr_haendelser.population.verden import Verden


def udrejse(v: Verden) -> bool:
    """A household leaves the country, with or without telling where to."""
    personer = household(v)
    tid = v.tid()
    hvornaar = v.virkning(tid, *starts_of(personer)) if personer else None
    if hvornaar is None:
        return False
    umrk, land, by, fortalt = "", choose(v.lod, LANDE), choose(v.lod, BYER_UDE), v.lod() < 0.5
    uvist = hvornaar[:6] + "002000"
    if v.lod() < 0.1 and uvist[:6] > max(s[:6] for s in starts_of(personer)):
        hvornaar, umrk = uvist, "*"
    adresse = (f"Torvet {whole(v.lod, 1, 99)}", by, "", "", "") if fortalt else ("", "", "", "", "")
    for p in personer:
        fra, modtager = p.ophold, v.modtager(p)
        v.roer(p, BOPAEL)
        leave(p, hvornaar, umrk)
        p.ophold, p.status, p.status_tid, p.status_umrk = Udrejse(land, hvornaar, umrk, adresse), "80", hvornaar, umrk
        v.linje(p, "A06", tid)
        if fortalt:
            v.linje(p, "A08", tid)
        v.meld(
            p,
            "013",
            hvornaar,
            ("A06", "A08") if fortalt else ("A06",),
            modtager=("seneste", modtager[1]),
            foer=adr(fra),
        )
        v.husk("udrejst", p)
    return True


def forsvundet_og_udrejst(v: Verden) -> bool:
    """One who had disappeared turns out to have left the country."""
    p = v.find(lambda x: isinstance(x.ophold, Forsvinding) and v.fri(x, BOPAEL), "forsvundet", "forsvundet")
    tid = v.tid()
    hvornaar = v.virkning(tid, *starts_of([p])) if p else None
    if not p or hvornaar is None:
        return False
    modtager = v.seneste(p)
    v.roer(p, BOPAEL)
    leave(p, hvornaar)
    p.ophold = Udrejse(choose(v.lod, LANDE), hvornaar, "", ("", "", "", "", ""))
    p.status, p.status_tid = "80", hvornaar
    v.linje(p, "A06", tid)
    v.meld(p, "013", hvornaar, ("A06",), modtager=modtager)
    return True


def forsvinding(v: Verden) -> bool:
    """Nobody knows where someone is: a resident, or now and then one who had emigrated."""
    abroad = v.lod() < 0.15

    def fits(x: Person) -> bool:
        if x.aegtefaelle or not v.fri(x, BOPAEL):
            return False
        if abroad:
            return isinstance(x.ophold, Udrejse) and v.seneste(x)[0] == "seneste"
        return movable(v, x)

    p = v.find(fits, "udrejst" if abroad else "")
    tid = v.tid()
    hvornaar = v.virkning(tid, *starts_of([p])) if p else None
    if not p or hvornaar is None:
        return False
    fra, modtager = p.ophold, ("seneste", v.modtager(p)[1])
    v.roer(p, BOPAEL)
    leave(p, hvornaar)
    p.ophold, p.status, p.status_tid, p.status_umrk = Forsvinding(hvornaar, ""), "70", hvornaar, ""
    v.linje(p, "A02", tid)
    v.meld(p, "010", hvornaar, ("A02",), modtager=modtager, foer=adr(fra))
    v.husk("forsvundet", p)
    return True


def genfinding(v: Verden) -> bool:
    """One who had disappeared is found."""
    return _back(v, Forsvinding, "forsvundet", "A03", "011")


def genindrejse(v: Verden) -> bool:
    """One who had left the country comes back."""
    return _back(v, Udrejse, "udrejst", "A04", "014")


def indrejse_med_nummer(v: Verden) -> bool:
    """One with a number enters: from abroad, or from the administrative persons."""
    if v.lod() < 0.5:
        return _back(v, Udrejse, "udrejst", "P31", "014")
    p = v.find(lambda x: x.status == "20" and v.fri(x, BOPAEL), "administrativ")
    tid = v.tid()
    hvornaar = v.virkning(tid, *starts_of([p])) if p else None
    if not p or hvornaar is None:
        return False
    v.roer(p, BOPAEL)
    move(p, v.b.new_bolig(), hvornaar)
    v.linje(p, "P31", tid)
    v.samle(p, ("indrejse",), ("P31",))
    return True


def _back(v: Verden, slags: type[Udrejse | Forsvinding], liste: str, kode099: str, kode: str) -> bool:
    p = v.find(lambda x: isinstance(x.ophold, slags) and v.fri(x, BOPAEL), liste, liste)
    tid = v.tid()
    hvornaar = v.virkning(tid, *starts_of([p])) if p else None
    if not p or hvornaar is None:
        return False
    v.roer(p, BOPAEL)
    move(p, v.b.new_bolig(), hvornaar)
    v.linje(p, kode099, tid)
    v.meld(p, kode, hvornaar, (kode099,), efter=adr(p.ophold))
    v.husk("tilbage", p)
    return True


def udlandsadresse(v: Verden) -> bool:
    """One who lives abroad tells of another address there; at times only a relative places them."""
    slags = "udrejst_uden_historik" if v.lod() < 0.3 else "udrejst"

    def fits(x: Person) -> bool:
        alone = x.mor is None or (v.fri(x.mor, BOPAEL) and v.bor(x.mor) and x.mor.dag != v.dag)
        return isinstance(x.ophold, Udrejse) and v.fri(x, BOPAEL) and x.dag != v.dag and alone

    p = v.find(fits, slags)
    if not p or not isinstance(p.ophold, Udrejse):
        return False
    tid = v.tid()
    v.roer(p, BOPAEL)
    if p.mor:
        v.b.keep(p.mor)
        p.mor.dag, p.mor.brugt = v.dag, (BOPAEL, "alt")
    p.ophold = p.ophold._replace(linjer=(f"Havnen {whole(v.lod, 1, 400)}", choose(v.lod, BYER_UDE), "", "", ""))
    v.linje(p, "A08", tid)
    v.samle(p, ("udlandsadresse",), ("A08",))
    return True
