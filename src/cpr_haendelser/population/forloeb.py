"""What may be done to a person's timelines: a new step, a step undone, a step corrected, as CPR's records show it."""

from __future__ import annotations

from cpr_haendelser.population.klan import new_navn
from cpr_haendelser.population.person import (
    NUL12,
    Adresse,
    Civil,
    Forsvinding,
    Ophold,
    Person,
    Raekke,
    Statsborger,
    Udrejse,
)
from cpr_haendelser.population.steder import GROENLAND, Bolig, bolig

_START = {"023": 9, "024": 3, "025": 2, "026": 8, "027": 3, "029": 8, "030": 3}
_SLUT = {"023": 11, "024": 6, "025": 4, "026": 10, "027": 5, "029": 10, "030": 5}
OPHOLD = ("023", "024", "025")
ANNULLERET, KORRIGERET = "A", "K"
_SPECIEL_VEJ = "9900"


def leave(p: Person, tid: str, umrk: str = "") -> None:
    """End the person's current address, departure or disappearance: it becomes history."""
    now = p.ophold
    if isinstance(now, Adresse):
        p.historik.append(("023", "", *now.bolig.koder, now.conavn, now.start, now.umrk, tid, umrk))
    elif isinstance(now, Udrejse):
        p.historik.append(("024", "", now.land, now.start, now.umrk, now.land, tid, umrk, *now.linjer))
    elif isinstance(now, Forsvinding):
        p.historik.append(("025", "", now.start, now.umrk, tid, umrk))
    p.ophold = None


def die(p: Person, tid: str, umrk: str = "") -> None:
    """The person dies: home, separation and civil status end."""
    if isinstance(p.ophold, Udrejse):
        o = p.ophold
        p.historik.append(("024", "", o.land, o.start, o.umrk, "0000", NUL12, "", *o.linjer))
    elif isinstance(p.ophold, Forsvinding):
        p.historik.append(("025", "", p.ophold.start, p.ophold.umrk, NUL12, ""))
    else:
        leave(p, tid, umrk)
    p.ophold = None
    p.status, p.status_tid, p.status_umrk = "90", tid, umrk
    aegte = p.civil if p.civil.civst in ("G", "P") else Civil("U")
    new_civil(p, Civil("D", aegte.pnr, aegte.foedt, aegte.navn, tid, umrk))


def widow(p: Person, tid: str, umrk: str = "") -> None:
    """The person's spouse or partner has died."""
    old = p.civil
    kode = "E" if old.civst == "G" else "L"
    new_civil(p, Civil(kode, old.pnr, old.foedt, old.navn, tid, umrk))


def new_civil(p: Person, civil: Civil) -> None:
    """Another civil status; the one before becomes history, unless it was unmarried."""
    old = p.civil
    if old.civst != "U":
        p.historik.append(
            (
                "029",
                "",
                old.civst,
                old.pnr,
                old.foedt,
                "",
                old.navn,
                "",
                old.start,
                old.umrk,
                civil.start,
                civil.umrk,
                old.henvis,
            )
        )
    p.civil = civil


def start_of(row: Raekke) -> str:
    """When the history row began."""
    return row[_START[row[0]]]


def previous(p: Person, typer: tuple[str, ...], slut: str) -> int:
    """Where the valid history row is that lasted until `slut`; -1 where none did."""
    for index in range(len(p.historik) - 1, -1, -1):
        row = p.historik[index]
        if row[0] in typer and row[1] in ("", "Æ") and row[_SLUT[row[0]]] == slut and start_of(row).strip("0"):
            return index
    return -1


def move(p: Person, til: Bolig, tid: str, umrk: str = "", conavn: str = "") -> None:
    """The person gets another address; the residence before becomes history."""
    fra = p.ophold
    leave(p, tid, umrk)
    p.ophold = _address(fra, til, tid, umrk, conavn)
    p.status, p.status_tid, p.status_umrk = resident_status(til), NUL12, ""


def resident_status(til: Bolig) -> str:
    """STATUS of one living there."""
    speciel = til.vejkode >= _SPECIEL_VEJ
    if til.kommune == GROENLAND:
        return "07" if speciel else "05"
    return "03" if speciel else "01"


def _address(fra: Ophold, til: Bolig, tid: str, umrk: str, conavn: str) -> Adresse:
    if not isinstance(fra, Adresse):
        return Adresse(til, conavn, tid, umrk, tid)
    if fra.bolig.kommune == til.kommune:
        return Adresse(til, conavn, tid, umrk, fra.kommune_start, fra.fra_kommune, fra.fra_start)
    return Adresse(til, conavn, tid, umrk, tid, fra.bolig.kommune, tid)


def marked_ophold(ophold: Ophold, mark: str) -> Raekke:
    """The history row, of no length, that tells of a residence annulled or corrected."""
    if isinstance(ophold, Adresse):
        o = ophold
        return ("023", mark, *o.bolig.koder, o.conavn, o.start, o.umrk, o.start, o.umrk)
    if isinstance(ophold, Udrejse):
        u = ophold
        return ("024", mark, u.land, u.start, u.umrk, u.land, u.start, u.umrk, *u.linjer)
    if isinstance(ophold, Forsvinding):
        return ("025", mark, ophold.start, ophold.umrk, ophold.start, ophold.umrk)
    raise ValueError("no residence to mark")


def residence_before(p: Person, slut: str) -> Adresse | None:
    """The address that the person had until then."""
    index = previous(p, ("023",), slut)
    return to_adresse(p.historik[index]) if index >= 0 else None


def to_adresse(row: Raekke) -> Adresse:
    """The address of a row of record 023."""
    kommune, vejkode, husnr, etage, sidedoer, bnr, conavn, start, umrk = row[2:11]
    return Adresse(bolig(kommune, vejkode, husnr, etage, sidedoer, bnr), conavn, start, umrk)


def undo_ophold(p: Person, slut: str, mark: Raekke | None) -> Adresse:
    """Bring back the address that lasted until `slut`; what was undone stays as the marked row, if any."""
    index = previous(p, ("023",), slut)
    adresse = to_adresse(p.historik.pop(index))
    if mark:
        p.historik.append(mark)
    p.ophold = adresse
    p.status, p.status_tid, p.status_umrk = resident_status(adresse.bolig), NUL12, ""
    return adresse


def stretch(p: Person, typer: tuple[str, ...], slut: str, new: str, umrk: str = "") -> None:
    """Let the valid history row that lasted until `slut` last until `new`."""
    index = previous(p, typer, slut)
    if index >= 0:
        row, at = p.historik[index], _SLUT[p.historik[index][0]]
        p.historik[index] = (*row[:at], new, umrk, *row[at + 2 :])


def marked_navn(p: Person, mark: str) -> Raekke:
    """The history row of no length that tells of the current name annulled or corrected."""
    n = p.navn
    return ("026", mark, n.fornavn, "", n.mellemnavn, "", n.efternavn, "", n.start, n.umrk, n.start, n.umrk)


def undo_navn(p: Person) -> None:
    """Bring back the name before the current one, which stays as an annulled row."""
    mark = marked_navn(p, ANNULLERET)
    row = p.historik.pop(previous(p, ("026",), p.navn.start))
    p.historik.append(mark)
    p.navn = new_navn(row[2], row[4], row[6], row[8], row[9])


def marked_civil(p: Person, mark: str) -> Raekke:
    """The history row of no length that tells of the current civil status annulled or corrected."""
    c = p.civil
    return ("029", mark, c.civst, c.pnr, c.foedt, "", c.navn, "", c.start, c.umrk, c.start, c.umrk, c.henvis)


def undo_civil(p: Person) -> None:
    """Bring back the civil status before the current one (unmarried where none was), which stays as an annulled row."""
    mark = marked_civil(p, ANNULLERET)
    index = previous(p, ("029",), p.civil.start)
    if index >= 0:
        row = p.historik.pop(index)
        p.civil = Civil(row[2], row[3], row[4], row[6], row[8], row[9], row[12])
    else:
        p.civil = Civil("U")
    p.historik.append(mark)


def new_stat(p: Person, land: str, tid: str, umrk: str = "") -> None:
    """Another citizenship."""
    old = p.stat
    p.historik.append(("027", "", old.land, old.start, old.umrk, tid, umrk))
    p.stat = Statsborger(land, tid, umrk)


def marked_stat(p: Person, mark: str) -> Raekke:
    """The history row of no length that tells of the current citizenship annulled or corrected."""
    s = p.stat
    return ("027", mark, s.land, s.start, s.umrk, s.start, s.umrk)


def undo_stat(p: Person) -> None:
    """Bring back the citizenship before the current one, which stays as an annulled row."""
    mark = marked_stat(p, ANNULLERET)
    row = p.historik.pop(previous(p, ("027",), p.stat.start))
    p.historik.append(mark)
    p.stat = Statsborger(row[2], row[3], row[4])
