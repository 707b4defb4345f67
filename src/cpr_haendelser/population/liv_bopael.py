"""What may happen to where people live."""

from __future__ import annotations

from cpr_haendelser.population.dage import dato8, dato10
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
from cpr_haendelser.population.navne import BYER_UDE, SUPPLERENDE
from cpr_haendelser.population.person import NUL12, Adresse, Forsvinding, Person, Udrejse
from cpr_haendelser.population.saerlige import leave
from cpr_haendelser.population.steder import ADMINISTRATIVE, GROENLAND, LANDE, UDENBYS, Bolig, bolig, bolig_i
from cpr_haendelser.population.tilfaeldig import choose, whole
from cpr_haendelser.population.verden import Verden

BOPAEL = "bopael"
HVILKEN = tuple[str, str, str]
"""Code, role, municipality."""


def adr(o: object) -> dict[str, str]:
    """An address as the facit shows it; nothing where there is none."""
    if not isinstance(o, Adresse):
        return {}
    kommune, vejkode, husnr, etage, sidedoer, _ = o.bolig.koder
    return {
        "kommune": kommune, "vejkode": vejkode, "husnr": husnr, "etage": etage, "sidedoer": sidedoer, "conavn": o.conavn
    }  # fmt: skip


def pair(fra: Adresse, til: Adresse) -> tuple[HVILKEN, HVILKEN]:
    """The two hændelser of a move: to the new and to the old municipality."""
    ny, gammel = til.bolig.kommune, fra.bolig.kommune
    if ny == gammel:
        return ("037", "ny", ny), ("036", "gammel", gammel)
    return ("034", "ny", ny), ("035", "gammel", gammel)


def report_move(v: Verden, p: Person, fra: Adresse, koder: tuple[str, ...], hoved: Person | None = None) -> None:
    """The person has moved from there to where they live now."""
    til = p.ophold
    if isinstance(til, Adresse):
        for kode, rolle, kommune in pair(fra, til):
            v.meld(p, kode, til.start, koder, modtager=(rolle, kommune), foer=adr(fra), efter=adr(til), hoved=hoved)


def _movable(v: Verden, p: Person) -> bool:
    return v.bor(p) and v.fri(p, BOPAEL) and v.alder(p) >= 18


def _free_household(v: Verden, p: Person) -> list[Person]:
    """The household, if nothing has happened to where any of them lives today; else nobody."""
    alle = v.b.husstand(p)
    return alle if all(v.fri(x, BOPAEL) for x in alle) else []


def _household(v: Verden) -> list[Person]:
    p = v.find(lambda x: _movable(v, x))
    return _free_household(v, p) if p else []


def _starts(personer: list[Person]) -> list[str]:
    return [x.ophold.start for x in personer if isinstance(x.ophold, (Adresse, Udrejse, Forsvinding))]


def _destination(v: Verden) -> Bolig:
    draw = v.lod()
    if draw < 0.1:
        return bolig_i(v.lod, choose(v.lod, UDENBYS))
    if draw < 0.12:
        return bolig_i(v.lod, GROENLAND)
    return v.b.new_bolig()


def _left_area(v: Verden, p: Person) -> None:
    if isinstance(p.ophold, Adresse) and p.ophold.bolig.kommune in (*UDENBYS, GROENLAND):
        v.husk("ude", p)
        p.i_omraadet = False


def flytning(v: Verden) -> bool:
    """A household moves; now and then the address is protected at once."""
    return move_household(v, _household(v))


def flytning_alene(v: Verden) -> bool:
    """One grown-up moves out."""
    p = v.find(lambda x: _movable(v, x) and x.aegtefaelle is None and not any(b.ophold for b in x.boern))
    return move_household(v, [p] if p else [])


def move_household(v: Verden, personer: list[Person]) -> bool:
    """These move together; False where there is nobody, or no day to do it."""
    tid = v.tid()
    hvornaar = v.virkning(tid, *_starts(personer)) if personer else None
    if hvornaar is None:
        return False
    til, conavn = _destination(v), "c/o Rosenvang" if v.lod() < 0.05 else ""
    umrk = "*" if v.lod() < 0.03 else ""
    for p in personer:
        fra = p.ophold
        beskyttes = v.lod() < 0.05 and v.fri(p, "beskyttelse") and not any(r[:2] == ("004", "0001") for r in p.oevrige)
        v.roer(p, BOPAEL)
        move(p, til, hvornaar, umrk, conavn)
        v.linje(p, "A01", tid)
        if isinstance(fra, Adresse):
            report_move(v, p, fra, ("A01",))
        if beskyttes:
            v.roer(p, "beskyttelse")
            p.oevrige.append(("004", "0001", dato10(v.dag), ""))
            v.linje(p, "A33", tid)
            v.samle(p, ("beskyttelse",), ("A33",))
        _left_area(v, p)
    return True


def hjem_igen(v: Verden) -> bool:
    """Someone who moved out of the area earlier in the run comes back."""
    for p in v.kendte.get("ude", []):
        fra = p.ophold
        if p.i_omraadet or p.dag == v.dag or not isinstance(fra, Adresse):
            continue
        tid = v.tid()
        hvornaar = v.virkning(tid, fra.start)
        if hvornaar:
            p.i_omraadet = True
            v.roer(p, BOPAEL)
            move(p, v.b.new_bolig(), hvornaar)
            v.linje(p, "A01", tid)
            report_move(v, p, fra, ("A01",))
            return True
    return False


def to_flytninger(v: Verden) -> bool:
    """A household moves twice between two files."""
    personer = _household(v)
    tid1, tid2 = sorted((v.tid(), v.tid()))
    if not personer or max(s[:8] for s in _starts(personer)) >= dato8(v.dag - 3) or tid1 == tid2:
        return False
    steder = (
        (v.b.new_bolig(), dato8(v.dag - 2) + tid1[8:], tid1),
        (v.b.new_bolig(), dato8(v.dag - 1) + tid2[8:], tid2),
    )
    for p in personer:
        v.roer(p, BOPAEL)
        for til, hvornaar, tid in steder:
            fra = p.ophold
            move(p, til, hvornaar)
            v.linje(p, "A01", tid)
            if isinstance(fra, Adresse):
                report_move(v, p, fra, ("A01",))
    return True


def flyttet_og_fortrudt(v: Verden) -> bool:
    """A move registered and annulled between two files: never true."""
    return _undone_at_once(v, ANNULLERET)


def flyttet_og_rettet(v: Verden) -> bool:
    """A move registered and corrected between two files: only the last address is true."""
    return _undone_at_once(v, KORRIGERET)


def _undone_at_once(v: Verden, mark: str) -> bool:
    p = v.find(lambda x: _movable(v, x) and x.aegtefaelle is None)
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
    return _correct(v, v.find(lambda x: _movable(v, x) and _moved_here(x) is not None, "nylig_flyttet"))


def korrigeret_tilbagekomst(v: Verden) -> bool:
    """The address is corrected of one who had come back from abroad or been found, or had no address before."""
    slags = choose(v.lod, ("024", "025", ""))

    def fits(x: Person) -> bool:
        if not _movable(v, x) or not isinstance(x.ophold, Adresse):
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
    tilbage = next((kode for typ, kode in _TILBAGE if previous(p, (typ,), forkert.start) >= 0), "")
    rigtig = bolig_i(v.lod, forkert.bolig.kommune) if tilbage else _right_address(v, foer, forkert)
    if rigtig.koder == forkert.bolig.koder:
        return False
    start = forkert.start if v.lod() < 0.6 else (v.virkning(tid, forkert.start) or forkert.start)
    v.roer(p, BOPAEL)
    mark = marked_ophold(forkert, KORRIGERET)
    stretch(p, OPHOLD, forkert.start, start)
    p.historik.append(mark)
    rettet = Adresse(rigtig, forkert.conavn, start, "", start, foer.bolig.kommune if foer else "0000", start)
    p.ophold, p.status = rettet, resident_status(rigtig)
    v.linje(p, "A09", tid)
    if foer and foer.bolig.kommune not in ADMINISTRATIVE:
        _report_correction(v, p, foer, forkert, rettet)
    elif tilbage:
        v.meld(p, tilbage, start, ("A09",), art="korrektion", retter=(tilbage, forkert.start), efter=adr(rettet))
    else:
        v.samle(p, ("adresse",), ("A09",), art="korrektion")
    _left_area(v, p)
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
    for plads, hvad in enumerate(var):
        if hvad not in er:
            v.meld(
                p, hvad[0], forkert.start, ("A09",), modtager=hvad[1:], art="annullering", foer=adr(foer), efter=adr(forkert),
                retter=(hvad[0], forkert.start),
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
        return _movable(v, x) and foer is not None and foer.bolig.kommune not in ADMINISTRATIVE

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
    _left_area(v, p)
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
    v.meld(
        p, kode, forkert.start, ("A10",), modtager=modtager, art="annullering", retter=(kode, forkert.start),
        efter=adr(p.ophold),
    )  # fmt: skip
    return True


def udrejse(v: Verden) -> bool:
    """A household leaves the country, with or without telling where to."""
    personer = _household(v)
    tid = v.tid()
    hvornaar = v.virkning(tid, *_starts(personer)) if personer else None
    if hvornaar is None:
        return False
    umrk, land, by, fortalt = "", choose(v.lod, LANDE), choose(v.lod, BYER_UDE), v.lod() < 0.5
    uvist = hvornaar[:6] + "002000"
    if v.lod() < 0.1 and uvist[:6] > max(s[:6] for s in _starts(personer)):
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
    hvornaar = v.virkning(tid, *_starts([p])) if p else None
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
        return _movable(v, x)

    p = v.find(fits, "udrejst" if abroad else "")
    tid = v.tid()
    hvornaar = v.virkning(tid, *_starts([p])) if p else None
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
    hvornaar = v.virkning(tid, *_starts([p])) if p else None
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
    hvornaar = v.virkning(tid, *_starts([p])) if p else None
    if not p or hvornaar is None:
        return False
    v.roer(p, BOPAEL)
    move(p, v.b.new_bolig(), hvornaar)
    v.linje(p, kode099, tid)
    v.meld(p, kode, hvornaar, (kode099,), efter=adr(p.ophold))
    v.husk("tilbage", p)
    return True


def supplerende_adresse(v: Verden) -> bool:
    """The address gets, changes or loses its supplementary lines."""
    p = v.find(lambda x: _movable(v, x))
    if not p or not isinstance(p.ophold, Adresse):
        return False
    tid, v_ = v.tid(), p.ophold
    linje = choose(v.lod, SUPPLERENDE)
    sup = () if v_.supplerende else (v_.bolig.kommune, linje, "", "", "", "", dato10(v.dag))
    v.roer(p, BOPAEL)
    p.ophold = v_._replace(supplerende=sup)
    v.linje(p, "A07", tid)
    v.samle(p, ("supplerende_adresse",), ("A07",))
    return True


def udlandsadresse(v: Verden) -> bool:
    """One who lives abroad tells of another address there; now and then one whom only a relative places in a municipality."""
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


def ny_vej(v: Verden) -> bool:
    """A road, town or postal district gets another name; nobody moves."""
    return rename_road(v, _p10_household(v))


def rename_road(v: Verden, alle: list[Person]) -> bool:
    """The place where these live gets another name; False where there is nobody."""
    if not alle:
        return False
    tid, slags = v.tid(), int(v.lod() * 3)
    navn = choose(v.lod, ("Gl. Torv", "Søndre Kaj", "Ladegården", "Stationsbyen"))
    for p in alle:
        v.roer(p, BOPAEL, "navn", "kontakt")
        o = p.ophold
        if isinstance(o, Adresse):
            by, sted = (navn, o.bolig.lokalitet), (o.bolig.bynavn, navn)
            bynavn, lokalitet = by if slags == 0 else sted
            if (bynavn, lokalitet) == (o.bolig.bynavn, o.bolig.lokalitet):
                lokalitet += " Øst"
            p.ophold = o._replace(bolig=o.bolig._replace(bynavn=bynavn, lokalitet=lokalitet))
        v.linje(p, "P10", tid)
        v.samle(p, ("klarskriftadresse",), ("P10",))
    return True


def omkodet_vej(v: Verden) -> bool:
    """The codes of a road are changed in a batch; the address starts when it did."""
    alle = _p10_household(v)
    if not alle:
        return False
    tid = v.tid()
    for p in alle:
        v.roer(p, BOPAEL, "navn", "kontakt")
        o = p.ophold
        if isinstance(o, Adresse):
            b = o.bolig
            vejkode = f"{7000 + (int(b.vejkode) + 1) % 2800:04d}"
            p.ophold = o._replace(bolig=bolig(b.kommune, vejkode, b.husnr, b.etage, b.sidedoer, b.bnr))
        v.linje(p, "A42", tid)
        v.samle(p, ("adresse",), ("A42",))
    return True


def _p10_household(v: Verden) -> list[Person]:
    p = v.find(lambda x: _movable(v, x) and v.fri(x, BOPAEL, "navn", "kontakt"))
    alle = _free_household(v, p) if p else []
    return alle if all(v.fri(x, "navn", "kontakt") for x in alle) else []


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


__all__ = ["BOPAEL", "NUL12", "adr", "report_move"]
