"""Persons never delivered before: moving in from elsewhere, entering the country, subscribed to."""

from __future__ import annotations

from cpr_haendelser.population.dage import dato10
from cpr_haendelser.population.forloeb import leave, move
from cpr_haendelser.population.klan import Byg, build_ordinary
from cpr_haendelser.population.liv_bopael import report_move
from cpr_haendelser.population.person import NUL12, Adresse, Person, Statsborger
from cpr_haendelser.population.saerlige import abroad
from cpr_haendelser.population.steder import ADMINISTRATIVE, GROENLAND, LANDE, UDENBYS, bolig, bolig_i
from cpr_haendelser.population.tilfaeldig import choose, whole
from cpr_haendelser.population.verden import ALT, Verden

_FAMILIE, _ALENE = 7, 1


def _household(v: Verden, plads: int) -> list[Person]:
    """A household in some other municipality, unknown so far."""
    kommune = GROENLAND if v.lod() < 0.1 else choose(v.lod, UDENBYS)
    hjemsted = bolig_i(v.lod, kommune)

    def build(b: Byg) -> None:
        b.hjemsted = hjemsted
        build_ordinary(b, plads)

    personer = v.b.from_outside(build)
    for p in personer:
        p.status = "05" if kommune == GROENLAND else "01"
    return personer


def tilflytning(v: Verden) -> bool:
    """A household moves in from another municipality; now and then with protected address."""
    personer = _household(v, _FAMILIE)
    tid = v.tid()
    starts = [p.ophold.start for p in personer if isinstance(p.ophold, Adresse)]
    hvornaar = v.virkning(tid, *starts)
    if hvornaar is None:
        return False
    til, beskyttes = v.b.new_bolig(), v.lod() < 0.1
    for p in personer:
        fra = p.ophold
        v.roer(p, ALT)
        move(p, til, hvornaar)
        v.linje(p, "A01", tid)
        if isinstance(fra, Adresse):
            report_move(v, p, fra, ("A01",))
        if beskyttes and not any(row[0] in ("004", "050") for row in p.oevrige):
            p.oevrige.append(("004", "0001", dato10(v.dag), ""))
            v.linje(p, "A33", tid)
            v.samle(p, ("beskyttelse",), ("A33",))
    return True


def tilgang(v: Verden) -> bool:
    """A household comes to the country for the first time and gets personnumre."""
    personer = _household(v, _FAMILIE if v.lod() < 0.4 else _ALENE)
    tid, til, land = v.tid(), v.b.new_bolig(), choose(v.lod, LANDE)
    hvornaar = v.virkning(tid) or tid
    hvornaar = max(hvornaar, *(p.civil.start for p in personer))
    for p in personer:
        p.historik = [row for row in p.historik if row[0] == "029"]
        p.historik.append(("024", "", "0000", NUL12, "", land, hvornaar, "", "", "", "", "", ""))
        p.ophold, p.status = Adresse(til, "", hvornaar, "", hvornaar), "01"
        p.stat, p.start, p.foedested = Statsborger(land, p.stat.start), dato10(v.dag), (land, "")
        v.roer(p, ALT)
        v.linje(p, "A05", tid)
        v.samle(p, ("ny_person",), ("A05",))
        v.husk("tilgang", p)
    return True


def _lone(v: Verden) -> Person:
    return _household(v, _ALENE)[0]


def genindrejse_ukendt(v: Verden) -> bool:
    """One who left the country from another municipality comes back to this one."""
    return _returned(v, "A04")


def indrejse_ukendt(v: Verden) -> bool:
    """One with a number enters whom the customer never saw: from abroad or from the administrative persons."""
    if v.lod() < 0.5:
        return _returned(v, "P31")
    p, tid = _lone(v), v.tid()
    start = v.virkning(tid) or tid
    siden = f"{int(start[:4]) - whole(v.lod, 2, 5)}0101{start[8:]}"
    p.historik = []
    p.ophold = Adresse(bolig(choose(v.lod, ADMINISTRATIVE), "0001", "001"), "", siden)
    v.roer(p, ALT)
    move(p, v.b.new_bolig(), start)
    v.linje(p, "P31", tid)
    v.samle(p, ("indrejse",), ("P31",))
    return True


def _returned(v: Verden, kode: str) -> bool:
    p, tid = _lone(v), v.tid()
    if not isinstance(p.ophold, Adresse):
        return False
    ude = v.virkning(tid, p.ophold.start)
    hjem = v.virkning(tid, ude) if ude else None
    if ude is None or hjem is None:
        return False
    v.roer(p, ALT)
    leave(p, ude)
    p.ophold = abroad(v.lod, ude)
    move(p, v.b.new_bolig(), hjem)
    v.linje(p, kode, tid)
    v.meld(p, "014", hjem, (kode,))
    return True


def abonnement_ukendt(v: Verden) -> bool:
    """The customer subscribes to, or asks for, one who lives elsewhere: nothing has happened to the person."""
    p = _lone(v)
    kode = "A45" if v.lod() < 0.8 else "A74"
    v.roer(p, ALT)
    v.uden_virkning(p, kode, v.tid() if kode == "A45" else "", "levering")
    v.only_without(p, (kode,))
    return True
