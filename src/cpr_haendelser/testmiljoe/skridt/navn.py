"""Names and citizenship, and what is corrected or annulled of them."""

from __future__ import annotations

from cpr_haendelser.population.forloeb import (
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
from cpr_haendelser.population.person import NUL12, Navn, Person, Statsborger
from cpr_haendelser.testmiljoe.familie import Familie
from cpr_haendelser.testmiljoe.skridt.oensket import Oensket, check, check_after, check_after_earlier


def navngivning(familie: Familie, person: Person, oensket: Oensket) -> None:
    """003."""
    check(person.navn.start == NUL12, "personen har allerede et navn.")
    efternavn = oensket.take("efternavn") or (person.mor.navn.efternavn if person.mor else "")
    check(bool(efternavn), "angiv efternavn; moderens kendes ikke her.")
    person.navn = new_navn(oensket.take("fornavn"), oensket.take("mellemnavn"), efternavn, oensket.virkning)
    familie.linje(person, "A14", oensket.registreret)


def _renamed(person: Person, oensket: Oensket, start: str) -> Navn:
    """The name with what was given put in place; a middle name of `-` takes it away."""
    foer = person.navn
    check(foer.start != NUL12, "personen har intet navn endnu; bestil navngivning.")
    mellemnavn = oensket.take("mellemnavn", foer.mellemnavn)
    nyt = new_navn(
        oensket.take("fornavn", foer.fornavn),
        "" if mellemnavn == "-" else mellemnavn,
        oensket.take("efternavn", foer.efternavn),
        start,
    )
    check(nyt[:4] != foer[:4], "navnet er allerede sådan.")
    return nyt


def navneaendring(familie: Familie, person: Person, oensket: Oensket) -> None:
    """004."""
    nyt = _renamed(person, oensket, oensket.virkning)
    check(nyt[:3] != person.navn[:3], "navnet er allerede sådan.")
    check_after(oensket.virkning, person.navn.start, "navnets start")
    rename(person, nyt)
    familie.linje(person, "A13", oensket.registreret)


def navn_rettet(familie: Familie, person: Person, oensket: Oensket) -> None:
    """The present name, or the day it began, is corrected."""
    forkert = person.navn
    rigtigt = _renamed(person, oensket, oensket.virkning or forkert.start)
    check_after_earlier(person, ("026",), forkert.start, rigtigt.start, "det forrige navns start")
    stretch(person, ("026",), forkert.start, rigtigt.start)
    person.historik.append(marked_navn(person, KORRIGERET))
    person.navn = rigtigt
    familie.linje(person, "A16", oensket.registreret)


def navn_annulleret(familie: Familie, person: Person, oensket: Oensket) -> None:
    """The present name is annulled: the one before holds."""
    check(previous(person, ("026",), person.navn.start) >= 0, "der er intet tidligere navn at vende tilbage til.")
    undo_navn(person)
    familie.linje(person, "A17", oensket.registreret)


def adresseringsnavn(familie: Familie, person: Person, oensket: Oensket) -> None:
    """The addressing name changes, the name is the same: a catch-all."""
    check(person.navn.adressenavn != oensket.take("tekst"), "adresseringsnavnet er allerede sådan.")
    person.navn = person.navn._replace(adressenavn=oensket.take("tekst")[:34])
    familie.linje(person, "A15", oensket.registreret)


def statsborgerskab(familie: Familie, person: Person, oensket: Oensket) -> None:
    """023."""
    check(person.stat.land != oensket.take("land"), "personen har allerede det statsborgerskab.")
    check_after(oensket.virkning, person.stat.start, "statsborgerskabets start")
    new_stat(person, oensket.take("land"), oensket.virkning)
    familie.linje(person, "A27", oensket.registreret)


def statsborgerskab_rettet(familie: Familie, person: Person, oensket: Oensket) -> None:
    """The country of the present citizenship is corrected."""
    check(person.stat.land != oensket.take("land"), "personen har allerede det statsborgerskab.")
    person.historik.append(marked_stat(person, KORRIGERET))
    person.stat = Statsborger(oensket.take("land"), person.stat.start)
    familie.linje(person, "A29", oensket.registreret)


def statsborgerskab_annulleret(familie: Familie, person: Person, oensket: Oensket) -> None:
    """The present citizenship is annulled: the one before holds."""
    check(previous(person, ("027",), person.stat.start) >= 0, "der er intet tidligere statsborgerskab.")
    undo_stat(person)
    familie.linje(person, "A29", oensket.registreret)
