"""What may happen that has no personhændelse of its own: protection, church, guardianship, notes and the like."""

from __future__ import annotations

from cpr_haendelser.population.dage import dato10
from cpr_haendelser.population.klan import contact
from cpr_haendelser.population.navne import FORHOLD, NOTATER, PAABUD
from cpr_haendelser.population.person import Kirke, Person, Raekke
from cpr_haendelser.population.saerlige import guardianship
from cpr_haendelser.population.steder import DANMARK
from cpr_haendelser.population.tilfaeldig import choose, whole
from cpr_haendelser.population.verden import Verden

KONTAKT, BESKYTTELSE, VAERGEMAAL = "kontakt", "beskyttelse", "vaergemaal"


def _grown(v: Verden, *omraader: str) -> Person | None:
    return v.find(lambda x: v.bor(x) and v.alder(x) >= 18 and v.fri(x, *omraader))


def _change(  # noqa: PLR0913 - who, what, why, and what is lost and got
    v: Verden, p: Person, omraade: str, gruppe: str, kode: str, *, mist: tuple[str, ...], faa: tuple[Raekke, ...]
) -> bool:
    """Let the person lose the rows that begin so and get these; a catch-all of the group."""
    kept = [row for row in p.oevrige if row[: len(mist)] != mist] if mist else p.oevrige
    after = [*kept, *faa]
    if sorted(after) == sorted(p.oevrige):
        return False
    tid = v.tid()
    v.roer(p, omraade)
    p.oevrige = after
    v.linje(p, kode, tid)
    v.samle(p, (gruppe,), (kode,))
    return True


def _has(p: Person, *begin: str) -> bool:
    return any(row[: len(begin)] == begin for row in p.oevrige)


def beskyttelse(v: Verden) -> bool:
    """Protection is set, or given up."""
    p = _grown(v, BESKYTTELSE)
    if not p:
        return False
    slags = choose(v.lod, ("0001", "0001", "0003", "0002"))
    if _has(p, "004", slags):
        return _change(v, p, BESKYTTELSE, "beskyttelse", "A33", mist=("004", slags), faa=())
    return _change(v, p, BESKYTTELSE, "beskyttelse", "A33", mist=(), faa=(("004", slags, dato10(v.dag), ""),))


def kreditadvarsel(v: Verden) -> bool:
    """A credit warning is set or withdrawn."""
    p = _grown(v, "kreditadvarsel")
    if not p:
        return False
    if _has(p, "050"):
        return _change(v, p, "kreditadvarsel", "kreditadvarsel", "A33", mist=("050",), faa=())
    return _change(v, p, "kreditadvarsel", "kreditadvarsel", "A33", mist=(), faa=(("050", "0005", v.tid()),))


def notat(v: Verden) -> bool:
    """A note is written, or crossed out."""
    p = _grown(v, "notat")
    if not p:
        return False
    if _has(p, "019"):
        return _change(v, p, "notat", "notat", "A31", mist=("019",), faa=())
    row = ("019", f"{whole(v.lod, 1, 19):02d}", choose(v.lod, NOTATER), dato10(v.dag), "")
    return _change(v, p, "notat", "notat", "A31", mist=(), faa=(row,))


def kommunale_forhold(v: Verden) -> bool:
    """The municipality registers something of its own."""
    p = _grown(v, "kommunale_forhold")
    row = ("018", choose(v.lod, "13456"), f"{whole(v.lod, 1, 99):05d}", dato10(v.dag), "", choose(v.lod, FORHOLD))
    return p is not None and _change(v, p, "kommunale_forhold", "kommunale_forhold", "A32", mist=("018",), faa=(row,))


def flyttepaabud(v: Verden) -> bool:
    """Someone is ordered to move."""
    p = _grown(v, "flyttepaabud")
    row = ("021", dato10(v.dag), choose(v.lod, PAABUD))
    return p is not None and _change(v, p, "flyttepaabud", "flyttepaabud", "P32", mist=("021",), faa=(row,))


def kontaktadresse(v: Verden) -> bool:
    """Someone gives a contact address, or withdraws it."""
    p = _grown(v, KONTAKT)
    if not p:
        return False
    faa = () if _has(p, "006") else (contact(p, dato10(v.dag)),)
    return _change(v, p, KONTAKT, "kontaktadresse", "A47", mist=("006",) if not faa else (), faa=faa)


def valg(v: Verden) -> bool:
    """A citizen of another country is entered as a voter, or otherwise."""
    p = v.find(
        lambda x: v.bor(x) and v.alder(x) >= 18 and x.stat.land != DANMARK and v.fri(x, "valg"), "ny_statsborger"
    )
    if not p:
        return False
    kode = "0005" if _has(p, "020", "0004") else "0004"
    row = ("020", kode, dato10(v.dag), dato10(v.dag), "")
    return _change(v, p, "valg", "valg", "A08", mist=("020",), faa=(row,))


def automatisk_sletning(v: Verden) -> bool:
    """Protection, note, contact address or custody ends by itself."""
    typ, omraade, gruppe = choose(
        v.lod,
        (
            ("004", BESKYTTELSE, "beskyttelse"),
            ("019", "notat", "notat"),
            ("006", KONTAKT, "kontaktadresse"),
            ("016", "foraeldremyndighed", "foraeldremyndighed"),
        ),
    )
    p = v.find(lambda x: v.bor(x) and _has(x, typ) and v.fri(x, omraade))
    return p is not None and _change(v, p, omraade, gruppe, "P11", mist=(typ,), faa=())


def kirke_og_stilling(v: Verden) -> bool:
    """Church membership, occupation, or both change (A34)."""
    p = _grown(v, "kirke", "stilling")
    if not p:
        return False
    tid, draw = v.tid(), v.lod()
    grupper: tuple[str, ...] = ()
    start = dato10(v.dag - whole(v.lod, 0, 20))
    if draw < 0.7 and p.kirke.start < start:
        v.roer(p, "kirke")
        old = p.kirke
        p.historik.append(("028", old.kode, old.start, old.umrk, start, ""))
        p.kirke = Kirke("U" if old.kode == "F" else "F", start)
        grupper += ("folkekirke",)
    if draw > 0.55:
        v.roer(p, "stilling")
        p.stilling = "Lodsformand" if p.stilling != "Lodsformand" else "Stationsleder"
        grupper += ("stilling",)
    if not grupper:
        return False
    v.linje(p, "A34", tid)
    v.samle(p, grupper, ("A34",))
    if "folkekirke" in grupper:
        v.husk("kirke", p)
    return True


def kirke_annulleret(v: Verden) -> bool:
    """The present church membership is annulled: the one before holds."""

    def last(x: Person) -> int:
        return next((i for i, row in enumerate(x.historik) if row[0] == "028" and row[4] == x.kirke.start), -1)

    p = v.find(lambda x: v.bor(x) and v.fri(x, "kirke") and last(x) >= 0, "gamle_tider", "kirke")
    if not p:
        return False
    row, tid = p.historik.pop(last(p)), v.tid()
    v.roer(p, "kirke")
    p.kirke = Kirke(row[1], row[2], row[3])
    v.linje(p, "P56", tid)
    v.samle(p, ("folkekirke",), ("P56",), art="annullering", art_uden="ny")
    return True


# --- guardianship ---------------------------------------------------------------------------------------------------


def _without_guardian(p: Person) -> list[Raekke]:
    return [row for row in p.oevrige if row[0] not in ("017", "052")]


def _under(p: Person) -> bool:
    return _has(p, "017") or _has(p, "052")


def umyndiggjort(v: Verden) -> bool:
    """Someone is put under guardianship."""
    p = v.find(lambda x: v.bor(x) and v.alder(x) >= 30 and not _under(x) and v.fri(x, VAERGEMAAL))
    vaerge = v.find(lambda x: v.bor(x) and v.alder(x) >= 30 and x is not p) if v.lod() < 0.5 else None
    if not p:
        return False
    tid, siden = v.tid(), dato10(v.dag - whole(v.lod, 0, 40))
    v.roer(p, VAERGEMAAL)
    p.oevrige = [*p.oevrige, *guardianship(siden, int(v.lod() * 3), vaerge.pnr if vaerge else "")]
    v.linje(p, "A73", tid)
    v.meld(p, "021", siden, ("A73",))
    v.husk("vaergemaal", p)
    return True


def myndiggjort(v: Verden) -> bool:
    """A guardianship is lifted."""
    p = _ward(v)
    if not p:
        return False
    tid = v.tid()
    v.roer(p, VAERGEMAAL)
    p.oevrige = _without_guardian(p)
    v.linje(p, "A73", tid)
    v.meld(p, "020", "", ("A73",))
    return True


def ny_vaerge(v: Verden) -> bool:
    """Someone under guardianship gets another guardian: two lines a minute apart."""
    p = _ward(v)
    if not p:
        return False
    tid = v.tid()
    vaerge = v.find(lambda x: v.bor(x) and v.alder(x) >= 30 and x is not p)
    rows = [row for row in p.oevrige if row[0] in ("017", "052")]
    if not vaerge or any(vaerge.pnr in row for row in rows):
        return False
    slags = 0 if len(rows) == 2 else 1 if rows[0][0] == "017" else 2
    v.roer(p, VAERGEMAAL)
    p.oevrige = [*_without_guardian(p), *guardianship(rows[0][1], slags, vaerge.pnr)]
    v.linje(p, "A73", tid)
    v.linje(p, "A73", tid[:10] + f"{(int(tid[10:]) + 1) % 60:02d}")
    v.samle(p, ("vaergemaal",), ("A73", "A73"))
    return True


def _ward(v: Verden) -> Person | None:
    return v.find(lambda x: v.bor(x) and _under(x) and v.fri(x, VAERGEMAAL), "vaergemaal", "vaergemaal")


# --- lines that cause nothing ---------------------------------------------------------------------------------------


def abonnement(v: Verden) -> bool:
    """The customer subscribes to one already known."""
    return _delivered_only(v, "A45")


def rekvisition(v: Verden) -> bool:
    """The customer asks for a person's records."""
    return _delivered_only(v, "A74")


def periodisk_rekvisition(v: Verden) -> bool:
    """A person's records come by machine, as agreed."""
    return _delivered_only(v, "K74")


def _delivered_only(v: Verden, kode: str) -> bool:
    p = v.find(lambda x: v.fri(x, "levering") and x.status != "20")
    if not p:
        return False
    v.roer(p, "levering")
    v.uden_virkning(p, kode, v.tid() if kode == "A45" else "", "levering")
    return True


def uden_forskel(v: Verden) -> bool:
    """Something was set and withdrawn between two files, or did not touch what is delivered."""
    kode, omraader = choose(
        v.lod,
        (
            ("A33", (BESKYTTELSE, "kreditadvarsel")),
            ("A31", ("notat",)),
            ("A34", ("kirke", "stilling")),
            ("A32", ("kommunale_forhold",)),
        ),
    )
    p = _grown(v, *omraader)
    if not p:
        return False
    v.roer(p, *omraader)
    v.uden_virkning(p, kode, v.tid(), "ingen_forskel")
    return True


def fejl_og_kvittering(v: Verden) -> bool:
    """A subscription that CPR could not make, or one that it has ended: records 910 and 997."""
    pnr = v.b.numre.next_for(v.dag - whole(v.lod, 9000, 20000), "K" if v.lod() < 0.5 else "M")
    v.reject(pnr) if v.lod() < 0.5 else v.receipt(pnr)
    return True
