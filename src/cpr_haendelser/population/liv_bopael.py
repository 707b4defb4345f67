"""What may happen to where people live."""

from __future__ import annotations

from cpr_haendelser.population.dage import dato8, dato10
from cpr_haendelser.population.forloeb import move
from cpr_haendelser.population.navne import SUPPLERENDE
from cpr_haendelser.population.person import Adresse, Forsvinding, Person, Udrejse
from cpr_haendelser.population.steder import GROENLAND, UDENBYS, Bolig, bolig_i
from cpr_haendelser.population.tilfaeldig import choose
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


def movable(v: Verden, p: Person) -> bool:
    """Whether the person is of age, lives somewhere, and has not moved today."""
    return v.bor(p) and v.fri(p, BOPAEL) and v.alder(p) >= 18


def free_household(v: Verden, p: Person) -> list[Person]:
    """The household, if nothing has happened to where any of them lives today; else nobody."""
    alle = v.b.husstand(p)
    return alle if all(v.fri(x, BOPAEL) for x in alle) else []


def household(v: Verden) -> list[Person]:
    """Some household in which nobody has moved today; nobody where none is found."""
    p = v.find(lambda x: movable(v, x))
    return free_household(v, p) if p else []


def starts_of(personer: list[Person]) -> list[str]:
    """When each began to live, be abroad or be missing as now."""
    return [x.ophold.start for x in personer if isinstance(x.ophold, (Adresse, Udrejse, Forsvinding))]


def _destination(v: Verden) -> Bolig:
    draw = v.lod()
    if draw < 0.1:
        return bolig_i(v.lod, choose(v.lod, UDENBYS))
    if draw < 0.12:
        return bolig_i(v.lod, GROENLAND)
    return v.b.new_bolig()


def note_left_area(v: Verden, p: Person) -> None:
    """One who now lives in another municipality is not delivered again."""
    if isinstance(p.ophold, Adresse) and p.ophold.bolig.kommune in (*UDENBYS, GROENLAND):
        v.husk("ude", p)
        p.i_omraadet = False


def flytning(v: Verden) -> bool:
    """A household moves; now and then the address is protected at once."""
    return move_household(v, household(v))


def flytning_alene(v: Verden) -> bool:
    """One grown-up moves out."""
    p = v.find(lambda x: movable(v, x) and x.aegtefaelle is None and not any(b.ophold for b in x.boern))
    return move_household(v, [p] if p else [])


def move_household(v: Verden, personer: list[Person]) -> bool:
    """These move together; False where there is nobody, or no day to do it."""
    tid = v.tid()
    hvornaar = v.virkning(tid, *starts_of(personer)) if personer else None
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
        note_left_area(v, p)
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
    personer = household(v)
    tid1, tid2 = sorted((v.tid(), v.tid()))
    if not personer or max(s[:8] for s in starts_of(personer)) >= dato8(v.dag - 3) or tid1 == tid2:
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


def supplerende_adresse(v: Verden) -> bool:
    """The address gets, changes or loses its supplementary lines."""
    p = v.find(lambda x: movable(v, x))
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
