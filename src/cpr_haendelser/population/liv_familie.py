"""Births, fatherhood, adoption and custody."""

from __future__ import annotations

from cpr_haendelser.population.dage import dato8, dato10
from cpr_haendelser.population.forloeb import move
from cpr_haendelser.population.klan import AAR, connect, custody, new_navn, rename
from cpr_haendelser.population.liv_bopael import BOPAEL, report_move
from cpr_haendelser.population.liv_navn import NAVN, named
from cpr_haendelser.population.person import NUL10, NUL12, Adresse, Kirke, Navn, Person, Raekke, Statsborger
from cpr_haendelser.population.tilfaeldig import whole
from cpr_haendelser.population.verden import ALT, Verden

BOERN, FORAELDRE, MYNDIGHED = "boern", "foraeldre", "foraeldremyndighed"
_MELLEM_BOERN = 320
_ALENE = ("boern",)
_UDEN_A36 = ("ny", _ALENE, "at moderen har født fremgår kun af A36 eller A51")


def _may_bear(v: Verden, p: Person) -> bool:
    return (
        p.koen == "K"
        and 19 <= v.alder(p) <= 43
        and v.bor(p)
        and v.fri(p, BOERN)
        and all(v.dag - b.foedt > _MELLEM_BOERN for b in p.boern)
    )


def _father(v: Verden, mor: Person) -> Person | None:
    far = mor.aegtefaelle or next((b.far for b in mor.boern if b.far), None)
    return far if far and far.koen == "M" and v.bor(far) and v.fri(far, BOERN) else None


def foedsel_med_far(v: Verden) -> bool:
    """A child is born to two parents (A51); now and then twins."""
    mor = v.find(lambda x: _may_bear(v, x) and _father(v, x) is not None)
    return mor is not None and _birth(v, mor, _father(v, mor), "A51")


def foedsel(v: Verden) -> bool:
    """A child is born and its mother registered (A36); the father may follow in the same delivery."""
    mor = v.find(lambda x: _may_bear(v, x) and x.aegtefaelle is None)
    if not mor:
        return False
    far = v.find(lambda x: _may_father(v, x, mor, v.dag)) if v.lod() < 0.3 else None
    return _birth(v, mor, far, "A36")


def _may_father(v: Verden, p: Person, mor: Person, foedt: int) -> bool:
    """Whether the man may be the father of her child born that day."""
    alder = (foedt - p.foedt) / AAR
    return p.koen == "M" and v.bor(p) and v.fri(p, BOERN) and 18 <= alder <= 55 and p is not mor.far


def _birth(v: Verden, mor: Person, far: Person | None, kode: str) -> bool:
    tid, foedt = v.tid(), v.dag - whole(v.lod, 3, 14)
    hjem = mor.ophold
    if not isinstance(hjem, Adresse) or hjem.start[:8] >= dato8(foedt):
        return False
    antal = 2 if v.lod() < 0.12 else 1
    v.roer(mor, BOERN)
    if far:
        v.roer(far, BOERN)
    for _ in range(antal):
        barn = _newborn(v, mor, far, foedt, tid)
        _register_birth(v, barn, kode, tid)
    return True


def _newborn(v: Verden, mor: Person, far: Person | None, foedt: int, tid: str) -> Person:
    koen = "K" if v.lod() < 0.5 else "M"
    p = Person(v.b.numre.next_for(foedt, koen), foedt, koen, mor.klan, Navn("", "", "", NUL12, "", ""))
    start, hjem = dato8(foedt) + tid[8:], mor.ophold
    p.ukendt = True
    p.start = dato10(v.dag)
    p.stat, p.kirke, p.foedested = Statsborger(mor.stat.land, start), Kirke("U", dato10(foedt)), mor.foedested
    if isinstance(hjem, Adresse):
        p.foedested = (hjem.bolig.kommune, hjem.bolig.postdistrikt)
        p.ophold, p.status = Adresse(hjem.bolig, hjem.conavn, start, "", start), mor.status
    connect(p, mor, far, dato10(foedt))
    p.oevrige.append(custody("0003", dato10(foedt)))
    if far:
        p.oevrige.append(custody("0004", dato10(foedt)))
    v.b.add(p)
    return p


def _register_birth(v: Verden, barn: Person, kode: str, tid: str) -> None:
    mor, far = barn.mor, barn.far
    v.roer(barn, ALT)
    v.linje(barn, kode, tid)
    koder: tuple[str, ...] = (kode,)
    if mor:
        v.linje(mor, kode, tid, "MO")
        v.meld(mor, "025", dato10(barn.foedt), (kode,), om=(barn.pnr,), hoved=barn, uden=_UDEN_A36)
    if far:
        slags, maerke = ("A51", "FA") if kode == "A51" else ("A37", "NF")
        if kode != "A51":
            v.linje(barn, "A37", tid)
            koder = (kode, "A37")
        v.linje(far, slags, tid, maerke)
        v.samle(far, _ALENE, (slags,), hoved=barn)
    v.samle(barn, ("ny_person",), koder)
    v.husk("unavngivet", barn)


def faderskab(v: Verden) -> bool:
    """A man is registered as father of a child that had none."""
    barn = v.find(lambda x: _fatherless(v, x), "faderloes", "faderloes")
    if not barn or not barn.mor or not barn.foraeldre:
        return False
    mor = barn.mor
    far = next((x for x in v.b.husstand(mor) if _may_father(v, x, mor, barn.foedt)), None) or v.find(
        lambda x: _may_father(v, x, mor, barn.foedt)
    )
    if not far:
        return False
    tid, dag = v.tid(), dato10(max(barn.foedt, v.dag - whole(v.lod, 0, 20)))
    v.roer(barn, FORAELDRE)
    v.roer(far, BOERN)
    _set_father(barn, far, dag)
    v.linje(barn, "A37", tid)
    v.linje(far, "A37", tid, "NF")
    v.meld(barn, "024", dag, ("A37",), om=(far.pnr,))
    v.samle(far, _ALENE, ("A37",), hoved=barn)
    return True


def _fatherless(v: Verden, p: Person) -> bool:
    f = p.foraeldre
    return (
        f is not None and p.mor is not None and f.far == NUL10 and v.bor(p) and v.fri(p, FORAELDRE) and v.alder(p) < 18
    )


def _set_father(barn: Person, far: Person | None, dag: str) -> None:
    f = barn.foraeldre
    if barn.far:
        barn.far.boern.remove(barn)
    barn.far = far
    if far:
        far.boern.append(barn)
    if f:
        barn.foraeldre = f._replace(
            far_dt=dag if far else "", far_umrk="", far=far.pnr if far else NUL10, far_foedt="", far_navn=""
        )


def _child_of_two(v: Verden, p: Person) -> bool:
    """A child here whose two parents are known here."""
    if p.mor is None or p.far is None or v.alder(p) >= 16 or not v.bor(p) or not v.fri(p, FORAELDRE):
        return False
    return all(v.bor(x) and v.fri(x, BOERN) for x in (p.mor, p.far))


def faderskab_rettet(v: Verden) -> bool:
    """Another man, or none, turns out to be the father."""
    barn = v.find(lambda x: _child_of_two(v, x))
    if not barn or not barn.mor or not barn.far or not barn.foraeldre:
        return False
    mor, forkert, old = barn.mor, barn.far, barn.foraeldre
    far = v.find(lambda x: _may_father(v, x, mor, barn.foedt) and x is not forkert) if v.lod() < 0.85 else None
    tid, dag = v.tid(), dato10(v.dag - whole(v.lod, 0, 10))
    v.roer(barn, FORAELDRE)
    v.roer(forkert, BOERN)
    _set_father(barn, far, dag)
    v.linje(barn, "A38", tid)
    v.meld(
        barn, "024", dag if far else "", ("A38",), art="korrektion", retter=("024", old.far_dt),
        om=(far.pnr,) if far else (), foer={"far": old.far}, efter={"far": far.pnr if far else ""},
        uden=("ny", (FORAELDRE,), "at faderskabet er rettet fremgår kun af A38"),
    )  # fmt: skip
    v.linje(forkert, "A38", tid, "TF")
    v.samle(forkert, _ALENE, ("A38",), art="korrektion", art_uden="ny", hoved=barn)
    if far:
        v.roer(far, BOERN)
        v.linje(far, "A38", tid, "NF")
        v.samle(far, _ALENE, ("A38",), art="korrektion", art_uden="ny", hoved=barn)
    return True


def adoption(v: Verden) -> bool:
    """A child gets two new parents, their name, and perhaps moves to them at once."""
    barn = v.find(lambda x: _child_of_two(v, x) and v.fri(x, NAVN) and x.navn.start != NUL12)
    if not barn or not barn.mor or not barn.far:
        return False
    tidligere = (barn.mor, "TM"), (barn.far, "TF")

    def fits(x: Person) -> bool:
        b = x.aegtefaelle
        if (
            b is None
            or x is barn.mor
            or b is barn.far
            or (x.koen, b.koen) != ("K", "M")
            or b.aegtefaelle is not x
            or barn.klan in (x.klan, b.klan)
        ):
            return False
        if not all(20 <= (barn.foedt - y.foedt) / AAR <= 45 for y in (x, b)):
            return False
        return v.bor(x) and v.bor(b) and v.fri(x, BOERN) and v.fri(b, BOERN)

    mor = v.find(fits)
    far = mor.aegtefaelle if mor else None
    tid = v.tid()
    hvornaar = v.virkning(tid, barn.navn.start, dato8(barn.foedt))
    if not mor or not far or hvornaar is None:
        return False
    dag, foer = f"{hvornaar[:4]}-{hvornaar[4:6]}-{hvornaar[6:8]}", barn.navn
    v.roer(barn, FORAELDRE, NAVN)
    for old, maerke in tidligere:
        old.boern.remove(barn)
        _relative(v, old, tid, maerke, barn)
    connect(barn, mor, far, dag)
    v.linje(barn, "A35", tid)
    v.meld(barn, "027", dag, ("A35",), om=(mor.pnr, far.pnr))
    if far.navn.efternavn != foer.efternavn:
        rename(barn, new_navn(foer.fornavn, foer.mellemnavn, far.navn.efternavn, hvornaar))
        v.linje(barn, "P58", tid)
        v.meld(barn, "004", hvornaar, ("P58",), foer=named(foer), efter=named(barn.navn))
    _relative(v, mor, tid, "NM", barn)
    _relative(v, far, tid, "NF", barn)
    _move_to_parents(v, barn, mor)
    return True


def _relative(v: Verden, p: Person, tid: str, maerke: str, barn: Person) -> None:
    """A parent has lost or got the child by adoption."""
    v.roer(p, BOERN)
    v.linje(p, "A35", tid, maerke)
    v.samle(p, _ALENE, ("A35",), hoved=barn)


def _move_to_parents(v: Verden, barn: Person, mor: Person) -> None:
    fra, til = barn.ophold, mor.ophold
    if not isinstance(fra, Adresse) or not isinstance(til, Adresse) or not v.fri(barn, BOPAEL):
        return
    tid = v.tid()
    hvornaar = v.virkning(tid, fra.start)
    if hvornaar:
        v.roer(barn, BOPAEL)
        move(barn, til.bolig, hvornaar)
        v.linje(barn, "A01", tid)
        report_move(v, barn, fra, ("A01",))


def stedbarnsadoption(v: Verden) -> bool:
    """A child's father becomes another man by adoption; the mother is the same."""
    barn = v.find(lambda x: _child_of_two(v, x))
    if not barn or not barn.mor or not barn.far:
        return False
    mor, tidligere = barn.mor, barn.far
    far = v.find(lambda x: _may_father(v, x, mor, barn.foedt) and x is not tidligere)
    if not far:
        return False
    tid, dag = v.tid(), dato10(v.dag - whole(v.lod, 0, 30))
    v.roer(barn, FORAELDRE)
    _set_father(barn, far, dag)
    v.linje(barn, "A35", tid)
    v.meld(
        barn, "027", dag, ("A35",), om=(far.pnr,), uden=("ny", (FORAELDRE,), "at det er adoption fremgår kun af A35"),
        foer={"far": tidligere.pnr}, efter={"far": far.pnr},
    )  # fmt: skip
    _relative(v, tidligere, tid, "TF", barn)
    _relative(v, far, tid, "NF", barn)
    return True


def foraeldremyndighed(v: Verden) -> bool:
    """Custody of a child changes."""
    barn = v.find(lambda x: v.alder(x) < 18 and x.mor is not None and v.bor(x) and v.fri(x, MYNDIGHED))
    if not barn:
        return False
    tid, dag = v.tid(), dato10(v.dag - whole(v.lod, 0, 60))
    anden = v.find(lambda x: v.bor(x) and v.alder(x) > 30 and x.klan != barn.klan) if v.lod() < 0.3 else None
    before = [row for row in barn.oevrige if row[0] == "016"]
    rest = [row for row in barn.oevrige if row[0] != "016"]
    after: list[Raekke]
    if anden:
        after = [("016", "0005", dag, "", "", anden.pnr, dag)]
    elif len(before) == 1 and before[0][1] == "0003" and barn.far:
        after = [*before, custody("0004", dag)]
    else:
        after = [custody("0003", dag)]
    if sorted(after) == sorted(before):
        return False
    v.roer(barn, MYNDIGHED)
    barn.oevrige = [*rest, *after]
    v.linje(barn, "P40", tid)
    v.samle(barn, (MYNDIGHED,), ("P40",))
    return True
