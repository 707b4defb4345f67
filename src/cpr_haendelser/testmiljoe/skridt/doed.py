"""Death, and what is corrected or annulled of it."""

from __future__ import annotations

from cpr_haendelser.population.forloeb import (
    KORRIGERET,
    die,
    marked_civil,
    residence_before,
    stretch,
    undo_civil,
    undo_ophold,
    widow,
)
from cpr_haendelser.population.person import NUL10, Person
from cpr_haendelser.testmiljoe.familie import Familie
from cpr_haendelser.testmiljoe.skridt.oensket import Oensket, check, check_after, check_after_earlier, spouse

DOED = "90"


def doedsfald(familie: Familie, person: Person, oensket: Oensket) -> None:
    """005 to 008, by the state before; the spouse's civil status is derived."""
    check(person.ophold is not None, "personen er allerede død, eller nummeret er udgået.")
    check_after(oensket.virkning, person.ophold.start if person.ophold else "", "opholdets start")
    par, maerke = spouse(person), "PA" if person.civil.civst == "P" else "ÆG"
    if par is not None and par.civil.pnr != person.pnr:
        par = None  # whose own records are about somebody else, or nobody
    if par is not None:
        check_after(oensket.virkning, par.civil.start, "civilstandens start")
    die(person, oensket.virkning)
    familie.linje(person, "A21", oensket.registreret)
    if par is not None:
        widow(par, oensket.virkning)
        familie.linje(par, "A21", oensket.registreret, maerke)


def doedsfald_rettet(familie: Familie, person: Person, oensket: Oensket) -> None:
    """The day of the death is corrected."""
    check(person.status == DOED, "personen er ikke død.")
    check(person.civil.pnr in {"", NUL10}, "dødsdatoen for en, der var gift, kan ikke rettes her.")
    forkert = person.status_tid
    foer = residence_before(person, forkert)
    if foer is not None:
        check_after(oensket.virkning, foer.start, "bopælens start")
    check(oensket.virkning != forkert, "dødsdatoen er allerede sådan.")
    check_after_earlier(person, ("029",), forkert, oensket.virkning, "den forrige civilstands start")
    stretch(person, ("023",), forkert, oensket.virkning)
    stretch(person, ("029",), forkert, oensket.virkning)
    person.historik.append(marked_civil(person, KORRIGERET))
    person.civil = person.civil._replace(start=oensket.virkning, umrk="")
    person.status_tid, person.status_umrk = oensket.virkning, ""
    familie.linje(person, "A24", oensket.registreret)


def doedsfald_annulleret(familie: Familie, person: Person, oensket: Oensket) -> None:
    """042: the person lives where they lived, married as before."""
    check(person.status == DOED, "personen er ikke død.")
    check(residence_before(person, person.status_tid) is not None, "der er ingen bopæl at vende tilbage til.")
    doed = person.status_tid
    par = person.aegtefaelle if person.civil.pnr not in {"", NUL10} else None
    undo_ophold(person, doed, None)
    undo_civil(person)
    familie.linje(person, "A25", oensket.registreret)
    if par is not None and par.civil.pnr == person.pnr and par.civil.civst in {"E", "L"}:
        maerke = "PA" if par.civil.civst == "L" else "ÆG"
        undo_civil(par)
        familie.linje(par, "A25", oensket.registreret, maerke)
