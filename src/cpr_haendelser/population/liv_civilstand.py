"""Marriage, separation, divorce and death, and what is corrected or annulled of them."""

from __future__ import annotations

from collections.abc import Callable

from cpr_haendelser.population.dage import dato8, dato10
from cpr_haendelser.population.forloeb import (
    ANNULLERET,
    KORRIGERET,
    marked_civil,
    move,
    previous,
    residence_before,
    start_of,
    stretch,
    undo_civil,
    undo_ophold,
)
from cpr_haendelser.population.klan import new_navn, rename
from cpr_haendelser.population.liv_bopael import BOPAEL, adr, report_move
from cpr_haendelser.population.liv_navn import NAVN, named
from cpr_haendelser.population.navne import EFTERNAVNE, KVINDER, MAEND
from cpr_haendelser.population.person import NUL10, NUL12, Adresse, Civil, Forsvinding, Person, Separation, Udrejse
from cpr_haendelser.population.saerlige import die, new_civil, widow
from cpr_haendelser.population.tilfaeldig import choose
from cpr_haendelser.population.verden import ALT, Verden

CIVIL = "civil"
_SPAEDT = 28
_AEGTEFAELLE, _PARTNER = "ÆG", "PA"


def _single(v: Verden, p: Person) -> bool:
    return (
        v.bor(p) and v.fri(p, CIVIL) and v.alder(p) >= 18 and p.civil.civst not in "GPD" and p.separation is None
    )  # fmt: skip


def _couple(v: Verden, a: Person, civst: str = "G") -> bool:
    b = a.aegtefaelle
    if a.civil.civst != civst or not v.bor(a) or not v.fri(a, CIVIL):
        return False
    return b is not None and b.aegtefaelle is a and v.bor(b) and v.fri(b, CIVIL) and b.civil.start == a.civil.start


def _both(a: Person) -> list[tuple[Person, str, Person | None]]:
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
    for p, maerke, hoved in _both(a):
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
    p = v.find(lambda x: _couple(v, x), "separeret" if separerede else "")
    tid = v.tid()
    if not p:
        return False
    efter = [start for x, _, _ in _both(p) for start in (x.civil.start, _sep8(x))]
    hvornaar = v.virkning(tid, *efter)
    if hvornaar is None:
        return False
    for x, maerke, hoved in _both(p):
        old = x.civil
        v.roer(x, CIVIL)
        new_civil(x, Civil("F", old.pnr, start=hvornaar))
        if x.separation:
            _end_separation(x, f"{hvornaar[:4]}-{hvornaar[4:6]}-{hvornaar[6:8]}")
        v.linje(x, "A20", tid, maerke)
        v.meld(x, "031", hvornaar, ("A20",), hoved=hoved, foer=_status(old), efter=_status(x.civil))
    v.husk("skilt", p)
    return True


def _sep8(p: Person) -> str:
    return p.separation.start.replace("-", "") if p.separation else ""


def _end_separation(p: Person, slut: str) -> None:
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
    for x, maerke, hoved in _both(p):
        start = x.civil.start
        v.roer(x, CIVIL)
        undo_civil(x)
        v.linje(x, "A25", tid, maerke)
        v.meld(x, "031", start, ("A25",), art="annullering", retter=("031", start), hoved=hoved, efter=_status(x.civil))
    return True


def aegteskab_annulleret(v: Verden) -> bool:
    """A marriage is annulled: it never was."""
    p = v.find(lambda x: _couple(v, x) and not x.separation, liste="gift")
    if not p:
        return False
    tid, par = v.tid(), _both(p)
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
    p = v.find(lambda x: _couple(v, x) and not x.separation, liste="gift")
    tid = v.tid()
    hvornaar = v.virkning(tid, p.civil.start) if p else None
    if not p or hvornaar is None:
        return False
    for x, maerke, hoved in _both(p):
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


# --- separation -----------------------------------------------------------------------------------------------------


def separation(v: Verden) -> bool:
    """A couple separates."""
    p = v.find(lambda x: _couple(v, x) and not x.separation and not (x.aegtefaelle and x.aegtefaelle.separation))
    tid = v.tid()
    hvornaar = v.virkning(tid, *_separated_until(p), p.civil.start) if p else None
    if not p or hvornaar is None:
        return False
    dag = _ten(hvornaar)
    for x, maerke, hoved in _both(p):
        v.roer(x, CIVIL)
        x.separation = Separation(tid, dag)
        v.linje(x, "P35", tid, maerke)
        v.meld(x, "029", dag, ("P35",), hoved=hoved)
    v.husk("separeret", p)
    return True


def _separated_until(p: Person) -> list[str]:
    pair = [p, *([p.aegtefaelle] if p.aegtefaelle else [])]
    return [row[5].replace("-", "") for x in pair for row in x.historik if row[0] == "030" and row[1] == ""]


def _ten(tid: str) -> str:
    return f"{tid[:4]}-{tid[4:6]}-{tid[6:8]}"


def _separated(v: Verden) -> Person | None:
    return v.find(
        lambda x: (
            _couple(v, x)
            and x.separation is not None
            and x.aegtefaelle is not None
            and x.aegtefaelle.separation == x.separation
        ),
        "separeret",
        "separeret",
    )


def separation_ophoert(v: Verden) -> bool:
    """They live together again."""
    p = _separated(v)
    tid = v.tid()
    hvornaar = v.virkning(tid, _sep8(p)) if p else None
    if not p or hvornaar is None:
        return False
    for x, maerke, hoved in _both(p):
        v.roer(x, CIVIL)
        _end_separation(x, _ten(hvornaar))
        v.linje(x, "P36", tid, maerke)
        v.meld(x, "030", _ten(hvornaar), ("P36",), hoved=hoved)
    return True


def separation_rettet(v: Verden) -> bool:
    """The day of a separation is corrected."""
    p = _separated(v)
    tid = v.tid()
    hvornaar = v.virkning(tid, _sep8(p)) if p else None
    if not p or hvornaar is None:
        return False
    for x, maerke, hoved in _both(p):
        s = x.separation
        if s:
            v.roer(x, CIVIL)
            x.historik.append(("030", KORRIGERET, s.henvis, s.start, s.umrk, s.start, s.umrk))
            x.separation = Separation(s.henvis, _ten(hvornaar))
            v.linje(x, "P48", tid, maerke)
            v.meld(x, "029", _ten(hvornaar), ("P48",), art="korrektion", retter=("029", s.start), hoved=hoved)
    return True


def separation_annulleret(v: Verden) -> bool:
    """A separation is annulled."""
    p = _separated(v)
    if not p:
        return False
    tid = v.tid()
    for x, maerke, hoved in _both(p):
        s = x.separation
        if s:
            v.roer(x, CIVIL)
            x.historik.append(("030", ANNULLERET, s.henvis, s.start, s.umrk, s.start, s.umrk))
            x.separation = None
            v.linje(x, "P49", tid, maerke)
            v.meld(x, "029", s.start, ("P49",), art="annullering", retter=("029", s.start), hoved=hoved)
    return True


# --- death ----------------------------------------------------------------------------------------------------------


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
        _widowed(v, p, b, hvornaar, umrk, tid)
    return True


def _ophold_start(p: Person) -> str:
    return p.ophold.start if p.ophold else ""


def _widowed(v: Verden, p: Person, b: Person, hvornaar: str, umrk: str, tid: str) -> None:
    """The surviving spouse's own record: mostly as derived from the death, now and then by a line of its own."""
    v.roer(b, CIVIL)
    partner = b.civil.civst == "P"
    widow(b, hvornaar, umrk)
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
    v.roer(p, ALT)
    undo_ophold(p, doed, None)
    undo_civil(p)
    v.linje(p, "A25", tid)
    v.meld(p, "042", doed, ("A25",), art="annullering", retter=("005", doed), efter=adr(p.ophold))
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


__all__ = ["CIVIL", "start_of"]
