"""What may happen to names and citizenship."""

from __future__ import annotations

from cpr_haendelser.population.forloeb import (
    ANNULLERET,
    KORRIGERET,
    marked_navn,
    marked_stat,
    new_stat,
    previous,
    stretch,
    undo_navn,
    undo_stat,
)
from cpr_haendelser.population.klan import new_navn, rename
from cpr_haendelser.population.navne import EFTERNAVNE, KVINDER, MAEND
from cpr_haendelser.population.person import NUL12, Navn, Person, Statsborger
from cpr_haendelser.population.steder import DANMARK, LANDE
from cpr_haendelser.population.tilfaeldig import choose
from cpr_haendelser.population.verden import Verden

NAVN, STAT = "navn", "stat"


def named(n: Navn) -> dict[str, str]:
    """A name as the facit shows it."""
    return {"fornavn": n.fornavn, "mellemnavn": n.mellemnavn, "efternavn": n.efternavn}


def _with_name(v: Verden, p: Person) -> bool:
    return v.bor(p) and p.navn.start != NUL12 and v.fri(p, NAVN)


def _renamed_before(v: Verden, p: Person) -> bool:
    return _with_name(v, p) and previous(p, ("026",), p.navn.start) >= 0


def _other_efternavn(v: Verden, p: Person) -> str:
    name = choose(v.lod, EFTERNAVNE)
    return name if name != p.navn.efternavn else name + "-Bay"


def navneaendring(v: Verden) -> bool:
    """Someone takes another family name."""
    p = v.find(lambda x: _with_name(v, x))
    tid = v.tid()
    hvornaar = v.virkning(tid, p.navn.start) if p else None
    if not p or hvornaar is None:
        return False
    foer = p.navn
    v.roer(p, NAVN)
    rename(p, new_navn(foer.fornavn, foer.mellemnavn, _other_efternavn(v, p), hvornaar))
    v.linje(p, "A13", tid)
    v.meld(p, "004", hvornaar, ("A13",), foer=named(foer), efter=named(p.navn))
    return True


def navngivning(v: Verden) -> bool:
    """A child gets its name."""
    p = v.find(lambda x: x.navn.start == NUL12 and v.bor(x) and v.fri(x, NAVN), "unavngivet", "unavngivet")
    tid = v.tid()
    if not p or not p.mor:
        return False
    fornavn = choose(v.lod, KVINDER if p.koen == "K" else MAEND)
    v.roer(p, NAVN)
    p.navn = new_navn(fornavn, "", p.mor.navn.efternavn, tid)
    v.linje(p, "A14", tid)
    v.meld(p, "003", tid, ("A14",), efter=named(p.navn))
    return True


def navnefelter(v: Verden) -> bool:
    """The addressing name is shortened, or written out again; the name is the same."""
    p = v.find(lambda x: _with_name(v, x))
    if not p:
        return False
    n, tid = p.navn, v.tid()
    short = f"{n.fornavn[:1]} {n.efternavn}"
    v.roer(p, NAVN)
    p.navn = n._replace(adressenavn=short if n.adressenavn != short else f"{n.fornavn} {n.efternavn}"[:34])
    v.linje(p, "A15", tid)
    v.samle(p, ("navn",), ("A15",))
    return True


def navn_rettet(v: Verden) -> bool:
    """The spelling of a name, or the day it began, is corrected."""
    foerste = v.lod() < 0.25
    p = v.find(lambda x: _with_name(v, x) and x.navn.umrk == "" and (foerste or _renamed_before(v, x)), "navneskifter")
    if not p:
        return False
    forkert, tid = p.navn, v.tid()
    mark = marked_navn(p, KORRIGERET)
    start = forkert.start if v.lod() < 0.7 else (v.virkning(tid, forkert.start) or forkert.start)
    v.roer(p, NAVN)
    stretch(p, ("026",), forkert.start, start)
    p.historik.append(mark)
    p.navn = new_navn(forkert.fornavn, forkert.mellemnavn, _other_efternavn(v, p), start)
    v.linje(p, "A16", tid)
    v.meld(
        p,
        "004",
        start,
        ("A16",),
        art="korrektion",
        retter=("004", forkert.start),
        foer=named(forkert),
        efter=named(p.navn),
    )
    return True


def navn_annulleret(v: Verden) -> bool:
    """A change of name is annulled."""
    p = v.find(lambda x: _renamed_before(v, x), "navneskifter")
    if not p:
        return False
    forkert, tid = p.navn, v.tid()
    v.roer(p, NAVN)
    undo_navn(p)
    v.linje(p, "A17", tid)
    v.meld(
        p, "004", forkert.start, ("A17",), art="annullering", retter=("004", forkert.start), foer=named(p.navn),
        efter=named(forkert),
    )  # fmt: skip
    return True


def navn_rettet_straks(v: Verden) -> bool:
    """A new name is registered and corrected between two files: only the last one is true."""
    p = v.find(lambda x: _with_name(v, x))
    tid1, tid2 = sorted((v.tid(), v.tid()))
    hvornaar = v.virkning(tid1, p.navn.start) if p else None
    if not p or hvornaar is None or tid1 == tid2:
        return False
    foer = p.navn
    v.roer(p, NAVN)
    rename(p, new_navn(foer.fornavn, foer.mellemnavn, _other_efternavn(v, p), hvornaar))
    p.historik.append(marked_navn(p, KORRIGERET))
    p.navn = new_navn(foer.fornavn, "Kanal", p.navn.efternavn, hvornaar)
    v.linje(p, "A13", tid1)
    v.linje(p, "A16", tid2)
    v.meld(p, "004", hvornaar, ("A13", "A16"), foer=named(foer), efter=named(p.navn))
    return True


def rettet_navnehistorik(v: Verden) -> bool:
    """An earlier name is annulled or corrected: the present one stays."""

    def rows(x: Person) -> list[int]:
        return [i for i, row in enumerate(x.historik) if row[0] == "026" and row[1] == ""]

    p = v.find(lambda x: _with_name(v, x) and bool(rows(x)))
    if not p:
        return False
    index, tid = choose(v.lod, rows(p)), v.tid()
    row, rette = p.historik[index], v.lod() < 0.5
    v.roer(p, NAVN)
    p.historik.append((row[0], KORRIGERET if rette else ANNULLERET, *row[2:10], row[8], row[9]))
    if rette:
        p.historik[index] = (*row[:6], row[6] + "-Ø", *row[7:])
    else:
        p.historik.pop(index)
    v.linje(p, "P55", tid)
    v.samle(p, ("historik",), ("P55",), art="korrektion" if rette else "annullering")
    return True


def nyt_statsborgerskab(v: Verden) -> bool:
    """Someone gets another citizenship."""
    p = v.find(lambda x: v.bor(x) and v.fri(x, STAT) and x.stat.umrk == "")
    tid = v.tid()
    hvornaar = v.virkning(tid, p.stat.start) if p else None
    if not p or hvornaar is None:
        return False
    foer = p.stat.land
    v.roer(p, STAT)
    new_stat(p, choose(v.lod, LANDE) if foer == DANMARK else DANMARK, hvornaar)
    v.linje(p, "A27", tid)
    v.meld(p, "023", hvornaar, ("A27",), foer={"land": foer}, efter={"land": p.stat.land})
    return True


def _naturalised(v: Verden, p: Person) -> bool:
    return v.bor(p) and v.fri(p, STAT) and previous(p, ("027",), p.stat.start) >= 0


def statsborgerskab_rettet(v: Verden) -> bool:
    """The country of the present citizenship is corrected."""
    p = v.find(lambda x: _naturalised(v, x), "ny_statsborger")
    if not p:
        return False
    forkert, tid = p.stat, v.tid()
    rigtig = choose(v.lod, [land for land in LANDE if land != forkert.land])
    v.roer(p, STAT)
    p.historik.append(marked_stat(p, KORRIGERET))
    p.stat = Statsborger(rigtig, forkert.start)
    v.linje(p, "A29", tid)
    v.meld(
        p, "023", forkert.start, ("A29",), art="korrektion", retter=("023", forkert.start), foer={"land": forkert.land},
        efter={"land": rigtig},
    )  # fmt: skip
    return True


def statsborgerskab_annulleret(v: Verden) -> bool:
    """The present citizenship is annulled: the one before still holds."""
    p = v.find(lambda x: _naturalised(v, x), "ny_statsborger")
    if not p:
        return False
    forkert, tid = p.stat, v.tid()
    v.roer(p, STAT)
    undo_stat(p)
    v.linje(p, "A29", tid)
    v.meld(
        p, "023", forkert.start, ("A29",), art="annullering", retter=("023", forkert.start), foer={"land": p.stat.land},
        efter={"land": forkert.land},
    )  # fmt: skip
    return True
