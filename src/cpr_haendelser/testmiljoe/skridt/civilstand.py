"""Marriage, separation and divorce, and what is corrected or annulled of them; the spouse's side is derived."""

from __future__ import annotations

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.population.forloeb import (
    ANNULLERET,
    KORRIGERET,
    marked_civil,
    new_civil,
    previous,
    stretch,
    undo_civil,
    widow,
)
from cpr_haendelser.population.liv_civilstand import end_separation
from cpr_haendelser.population.person import NUL10, Civil, Person, Separation
from cpr_haendelser.testmiljoe.familie import Familie
from cpr_haendelser.testmiljoe.skridt.oensket import (
    Oensket,
    begun,
    both,
    check,
    check_after,
    check_after_earlier,
    spouse,
)

GIFT, PARTNER = "G", "P"


def vielse(familie: Familie, person: Person, oensket: Oensket) -> None:
    """028, for both where the spouse is in the replica."""
    _join(familie, person, oensket, GIFT, ("A19", "ÆG"))


def partnerskab(familie: Familie, person: Person, oensket: Oensket) -> None:
    """A registered partnership: a catch-all of civil status."""
    _join(familie, person, oensket, PARTNER, ("A23", "PA"))


def _join(familie: Familie, person: Person, oensket: Oensket, civst: str, linje: tuple[str, str]) -> None:
    pnr, navn = oensket.take("aegtefaelle"), oensket.take("aegtefaelle_navn")
    check(bool(pnr) != bool(navn), "angiv enten aegtefaelle (et personnummer i replikaen) eller aegtefaelle_navn.")
    anden = familie.person(pnr) if pnr else None
    check(anden is not person, "ingen kan gifte sig med sig selv.")
    par = [person, *([anden] if anden is not None else [])]
    for part in par:
        check(part.ophold is not None, "en, der er død, kan ikke indgå ægteskab.")
        check(part.civil.civst not in {GIFT, PARTNER}, "begge skal være ugifte eller have et ægteskab bag sig.")
        check_after(oensket.virkning, begun(part.civil.start), "den nuværende civilstands start")
    person.aegtefaelle = anden
    new_civil(person, Civil(civst, pnr or NUL10, "", navn, oensket.virkning))
    familie.linje(person, linje[0], oensket.registreret)
    if anden is not None:
        anden.aegtefaelle = person
        new_civil(anden, Civil(civst, person.pnr, start=oensket.virkning))
        familie.linje(anden, linje[0], oensket.registreret, linje[1])


def _married(person: Person, civst: str = GIFT) -> list[tuple[Person, str]]:
    """Both of a marriage; the spouse where it is in the replica and says the same."""
    check(person.civil.civst == civst, "personen er ikke gift.")
    par = spouse(person)
    check(par is None or par.civil.pnr == person.pnr, "ægtefællens poster siger noget andet end personens.")
    return both(person)


def vielse_rettet(familie: Familie, person: Person, oensket: Oensket) -> None:
    """The day of the marriage is corrected."""
    par = _married(person)
    check(oensket.virkning != person.civil.start, "vielsesdagen er allerede sådan.")
    for part, maerke in par:
        gammel = part.civil
        check_after_earlier(part, ("029",), gammel.start, oensket.virkning, "den forrige civilstands start")
        stretch(part, ("029",), gammel.start, oensket.virkning)
        part.historik.append(marked_civil(part, KORRIGERET))
        part.civil = gammel._replace(start=oensket.virkning, umrk="")
        familie.linje(part, "A24", oensket.registreret, maerke)


def vielse_annulleret(familie: Familie, person: Person, oensket: Oensket) -> None:
    """The marriage never was."""
    par = _married(person)
    check(all(part.separation is None for part, _ in par), "annullér først separationen.")
    for part, maerke in par:
        undo_civil(part)
        familie.linje(part, "A25", oensket.registreret, maerke)
    for part, _ in par:
        part.aegtefaelle = None


def skilsmisse(familie: Familie, person: Person, oensket: Oensket) -> None:
    """031, for both; a separation ends with it."""
    par = _married(person)
    check_after(oensket.virkning, person.civil.start, "ægteskabets start")
    for part, maerke in par:
        gammel = part.civil
        if part.separation is not None:
            check(oensket.dag >= part.separation.start, "skilsmissen kan ikke være før separationen.")
        end_separation(part, oensket.dag)
        new_civil(part, Civil("F", gammel.pnr, gammel.foedt, gammel.navn, oensket.virkning))
        familie.linje(part, "A20", oensket.registreret, maerke)


def skilsmisse_annulleret(familie: Familie, person: Person, oensket: Oensket) -> None:
    """They are still married."""
    check(person.civil.civst == "F", "personen er ikke skilt.")
    check(previous(person, ("029",), person.civil.start) >= 0, "ægteskabet før skilsmissen står ikke i posterne.")
    anden = person.aegtefaelle if person.civil.pnr not in {"", NUL10} else None
    par = [(person, "")]
    if anden is not None and anden.civil.civst == "F" and anden.civil.pnr == person.pnr:
        par.append((anden, "ÆG"))
    for part, maerke in par:
        undo_civil(part)
        familie.linje(part, "A25", oensket.registreret, maerke)


def separation(familie: Familie, person: Person, oensket: Oensket) -> None:
    """029, for both."""
    par = _married(person)
    check_after(oensket.virkning, person.civil.start, "ægteskabets start")
    check(all(part.separation is None for part, _ in par), "parret er allerede separeret.")
    for part, maerke in par:
        part.separation = Separation(oensket.registreret, oensket.dag)
        familie.linje(part, "P35", oensket.registreret, maerke)


def _separated(person: Person) -> list[tuple[Person, str, Separation]]:
    fundne = [(part, maerke, part.separation) for part, maerke in _married(person)]
    parter = [(part, maerke, separation) for part, maerke, separation in fundne if separation is not None]
    if len(parter) != len(fundne):
        raise Brugsfejl("TST-003", "parret er ikke separeret.")
    return parter


def separation_ophoert(familie: Familie, person: Person, oensket: Oensket) -> None:
    """030, for both."""
    for part, maerke, aktuel in _separated(person):
        check_after(oensket.dag, aktuel.start, "separationens start")
        end_separation(part, oensket.dag)
        familie.linje(part, "P36", oensket.registreret, maerke)


def separation_rettet(familie: Familie, person: Person, oensket: Oensket) -> None:
    """The day of the separation is corrected."""
    for part, maerke, s in _separated(person):
        check(s.start != oensket.dag, "separationsdagen er allerede sådan.")
        check_after(oensket.virkning, part.civil.start, "ægteskabets start")
        part.historik.append(("030", KORRIGERET, s.henvis, s.start, s.umrk, s.start, s.umrk))
        part.separation = Separation(s.henvis, oensket.dag)
        familie.linje(part, "P48", oensket.registreret, maerke)


def separation_annulleret(familie: Familie, person: Person, oensket: Oensket) -> None:
    """There never was a separation."""
    for part, maerke, s in _separated(person):
        part.historik.append(("030", ANNULLERET, s.henvis, s.start, s.umrk, s.start, s.umrk))
        part.separation = None
        familie.linje(part, "P49", oensket.registreret, maerke)


def aegtefaelle_doed(familie: Familie, person: Person, oensket: Oensket) -> None:
    """A spouse without personnummer has died: a catch-all of civil status."""
    check(person.civil.civst == GIFT and person.civil.pnr == NUL10, "personen er ikke gift med en uden personnummer.")
    check_after(oensket.virkning, person.civil.start, "ægteskabets start")
    widow(person, oensket.virkning)
    familie.linje(person, "A22", oensket.registreret)
