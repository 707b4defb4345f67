"""Addresses corrected and annulled, departures and disappearances annulled, and address history set right."""

from __future__ import annotations

from cpr_haendelser.population.forloeb import (
    ANNULLERET,
    KORRIGERET,
    OPHOLD,
    marked_ophold,
    move,
    previous,
    residence_before,
    resident_status,
    start_of,
    stretch,
    undo_ophold,
)
from cpr_haendelser.population.liv_bopael import BOPAEL, adr, movable, note_left_area, pair, report_move
from cpr_haendelser.population.person import Adresse, Forsvinding, Person, Udrejse
from cpr_haendelser.population.steder import ADMINISTRATIVE, UDENBYS, Bolig, bolig_i
from cpr_haendelser.population.tilfaeldig import choose
from cpr_haendelser.population.verden import Verden


def flyttet_og_fortrudt(v: Verden) -> bool:
    """A move registered and annulled between two files: never true."""
    return _undone_at_once(v, ANNULLERET)


def flyttet_og_rettet(v: Verden) -> bool:
    """A move registered and corrected between two files: only the last address is true."""
    return _undone_at_once(v, KORRIGERET)


def _undone_at_once(v: Verden, mark: str) -> bool:
    p = v.find(lambda x: movable(v, x) and x.aegtefaelle is None)
    tid1, tid2 = sorted((v.tid(), v.tid()))
    if not p or not isinstance(p.ophold, Adresse) or tid1 == tid2:
        return False
    fra = p.ophold
    hvornaar = v.virkning(tid1, fra.start)
    if hvornaar is None:
        return False
    v.roer(p, BOPAEL)
    never_true = marked_ophold(Adresse(v.b.new_bolig(), "", hvornaar), mark)
    if mark == ANNULLERET:
        p.historik.append(never_true)
        v.uden_virkning(p, "A01", tid1, "annulleret_i_levering")
        v.uden_virkning(p, "A10", tid2, "annulleret_i_levering")
        return True
    move(p, v.b.new_bolig(), hvornaar)
    p.historik.append(never_true)
    v.linje(p, "A01", tid1)
    v.linje(p, "A09", tid2)
    report_move(v, p, fra, ("A01", "A09"))
    return True


def korrigeret_adresse(v: Verden) -> bool:
    """The address of one who moved is corrected: another door, another municipality, another day."""
    return _correct(v, v.find(lambda x: movable(v, x) and _moved_here(x) is not None, "nylig_flyttet"))


def korrigeret_tilbagekomst(v: Verden) -> bool:
    """The address is corrected of one who had come back from abroad or been found, or had no address before."""
    slags = choose(v.lod, ("024", "025", ""))

    def fits(x: Person) -> bool:
        if not movable(v, x) or not isinstance(x.ophold, Adresse):
            return False
        if slags:
            return previous(x, (slags,), x.ophold.start) >= 0
        return not any(row[0] in OPHOLD and start_of(row).strip("0") for row in x.historik)

    return _correct(v, v.find(fits, liste="tilbage"))


def _correct(v: Verden, p: Person | None) -> bool:
    if not p or not isinstance(p.ophold, Adresse):
        return False
    forkert, tid = p.ophold, v.tid()
    foer = _moved_here(p)
    flyttet = foer is not None and foer.bolig.kommune not in ADMINISTRATIVE
    tilbage = next((kode for typ, kode in _TILBAGE if previous(p, (typ,), forkert.start) >= 0), "")
    rigtig = bolig_i(v.lod, forkert.bolig.kommune) if tilbage else _right_address(v, foer, forkert)
    # A first address corrected is a catch-all of the address: let nothing else of the residence change with it.
    alene = flyttet or tilbage or not (forkert.supplerende or p.status != resident_status(rigtig))
    if rigtig.koder == forkert.bolig.koder or not alene:
        return False
    start = forkert.start if v.lod() < 0.6 else (v.virkning(tid, forkert.start) or forkert.start)
    v.roer(p, BOPAEL)
    stretch(p, OPHOLD, forkert.start, start)
    p.historik.append(marked_ophold(forkert, KORRIGERET))
    rettet = Adresse(rigtig, forkert.conavn, start, "", start, foer.bolig.kommune if foer else "0000", start)
    p.ophold, p.status = rettet, resident_status(rigtig)
    v.linje(p, "A09", tid)
    if foer and flyttet:
        _report_correction(v, p, foer, forkert, rettet)
    elif tilbage:
        v.meld(p, tilbage, start, ("A09",), art="korrektion", retter=(tilbage, forkert.start), efter=adr(rettet))
    else:
        v.samle(p, ("adresse",), ("A09",), art="korrektion")
    note_left_area(v, p)
    return True


def _right_address(v: Verden, foer: Adresse | None, forkert: Adresse) -> Bolig:
    draw = v.lod()
    if draw < 0.35:
        return v.b.new_bolig()
    if draw < 0.55 and foer and foer.bolig.kommune not in ADMINISTRATIVE:
        return bolig_i(v.lod, foer.bolig.kommune)
    if draw < 0.7:
        return bolig_i(v.lod, choose(v.lod, UDENBYS))
    return forkert.bolig._replace(husnr="199", etage="03", sidedoer="mf")


_TILBAGE = (("024", "014"), ("025", "011"))
"""History record of an absence, and the personhændelse of its end."""


def _moved_here(p: Person) -> Adresse | None:
    return residence_before(p, p.ophold.start) if isinstance(p.ophold, Adresse) else None


def _report_correction(v: Verden, p: Person, foer: Adresse, forkert: Adresse, rettet: Adresse) -> None:
    var, er = pair(foer, forkert), pair(foer, rettet)
    for hvad in var:
        if hvad not in er:
            v.meld(
                p, hvad[0], forkert.start, ("A09",), modtager=hvad[1:], art="annullering", foer=adr(foer),
                efter=adr(forkert), retter=(hvad[0], forkert.start),
            )  # fmt: skip
    for plads, hvad in enumerate(er):
        v.meld(
            p, hvad[0], rettet.start, ("A09",), modtager=hvad[1:], art="korrektion", foer=adr(foer), efter=adr(rettet),
            retter=(var[plads][0], forkert.start),
        )  # fmt: skip


def annulleret_flytning(v: Verden) -> bool:
    """A move is annulled: the household never left."""

    def fits(x: Person) -> bool:
        foer = _moved_here(x)
        return movable(v, x) and foer is not None and foer.bolig.kommune not in ADMINISTRATIVE

    p = v.find(fits, "nylig_flyttet")
    if not p or not isinstance(p.ophold, Adresse):
        return False
    forkert, tid = p.ophold, v.tid()
    v.roer(p, BOPAEL)
    foer = undo_ophold(p, forkert.start, marked_ophold(forkert, ANNULLERET))
    v.linje(p, "A10", tid)
    for kode, rolle, kommune in pair(foer, forkert):
        v.meld(
            p, kode, forkert.start, ("A10",), modtager=(rolle, kommune), art="annullering", foer=adr(foer),
            efter=adr(forkert), retter=(kode, forkert.start),
        )  # fmt: skip
    note_left_area(v, p)
    return True


def annulleret_udrejse(v: Verden) -> bool:
    """A departure is annulled."""
    return _never_gone(v, Udrejse, "013", "udrejst")


def annulleret_forsvinding(v: Verden) -> bool:
    """A disappearance is annulled."""
    return _never_gone(v, Forsvinding, "010", "forsvundet")


def _never_gone(v: Verden, slags: type[Udrejse | Forsvinding], kode: str, liste: str) -> bool:
    def fits(x: Person) -> bool:
        o = x.ophold
        if not isinstance(o, slags) or not v.fri(x, BOPAEL):
            return False
        return residence_before(x, o.start) is not None

    p = v.find(fits, liste, liste)
    if not p or not isinstance(p.ophold, (Udrejse, Forsvinding)):
        return False
    forkert, tid = p.ophold, v.tid()
    modtager = v.seneste(p)
    v.roer(p, BOPAEL)
    undo_ophold(p, forkert.start, marked_ophold(forkert, ANNULLERET))
    v.linje(p, "A10", tid)
    # What is annulled is that they left the address for nowhere.
    v.meld(
        p, kode, forkert.start, ("A10",), modtager=modtager, art="annullering", retter=(kode, forkert.start),
        foer=adr(p.ophold),
    )  # fmt: skip
    return True


def rettet_adressehistorik(v: Verden) -> bool:
    """An earlier address is annulled or corrected: what is true now stays."""
    p = v.find(lambda x: v.bor(x) and v.fri(x, BOPAEL) and len(_old_addresses(x)) >= 2)
    if not p:
        return False
    index = choose(v.lod, _old_addresses(p)[:-1])
    row, tid = p.historik[index], v.tid()
    rette = v.lod() < 0.5
    v.roer(p, BOPAEL)
    mark = KORRIGERET if rette else ANNULLERET
    p.historik.append((row[0], mark, *row[2:11], row[9], row[10]))
    if rette:
        rigtig = bolig_i(v.lod, row[2])
        p.historik[index] = (*row[:2], *rigtig.koder, *row[8:])
    else:
        p.historik.pop(index)
    v.linje(p, "P51", tid)
    v.samle(p, ("historik",), ("P51",), art="korrektion" if rette else "annullering")
    return True


def _old_addresses(p: Person) -> list[int]:
    """Where the valid earlier addresses are; none where anything else is mixed in."""
    if any(row[0] in ("024", "025") for row in p.historik):
        return []
    found = [i for i, row in enumerate(p.historik) if row[0] == "023" and row[1] == ""]
    return found if len({start_of(p.historik[i]) for i in found}) == len(found) else []
