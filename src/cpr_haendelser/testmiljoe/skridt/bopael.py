"""Where people live: moves, leaving the country, disappearing, and what is corrected or annulled of it."""

from __future__ import annotations

from cpr_haendelser.population.forloeb import (
    ANNULLERET,
    KORRIGERET,
    OPHOLD,
    leave,
    marked_ophold,
    move,
    residence_before,
    resident_status,
    stretch,
    undo_ophold,
)
from cpr_haendelser.population.person import Adresse, Forsvinding, Person, Udrejse
from cpr_haendelser.testmiljoe.familie import Familie
from cpr_haendelser.testmiljoe.skridt.oensket import (
    Oensket,
    check,
    check_after,
    check_after_earlier,
    check_resident,
    to_dag,
)

_LINJER = ("udlandsadresse1", "udlandsadresse2", "udlandsadresse3", "udlandsadresse4", "udlandsadresse5")

POSTER = frozenset({"001", "002", "003", "005", "007", "008", "023", "024", "025"})
"""The record types of where somebody lives, and what stands beside it in them: name and status."""


def flytning(familie: Familie, person: Person, oensket: Oensket) -> None:
    """034 and 035, or 036 and 037."""
    fra, til = check_resident(person), oensket.bolig()
    check_after(oensket.virkning, fra.start, "bopælens start")
    check(til.koder != fra.bolig.koder, "personen bor allerede på adressen.")
    move(person, til, oensket.virkning, conavn=oensket.take("conavn"))
    familie.linje(person, "A01", oensket.registreret)


def flytning_rettet(familie: Familie, person: Person, oensket: Oensket) -> None:
    """The present address, or the day it began, is corrected: what is not given stays."""
    forkert = check_resident(person)
    rigtig = oensket.bolig() if oensket.take("vejkode") else forkert.bolig
    start = oensket.virkning or forkert.start
    check((rigtig.koder, start) != (forkert.bolig.koder, forkert.start), "der er intet at rette.")
    foer = residence_before(person, forkert.start)
    check_after_earlier(person, ("023",), forkert.start, start, "den forrige bopæls start")
    check_after_earlier(person, ("024", "025"), forkert.start, start, "fraværets start")
    stretch(person, OPHOLD, forkert.start, start)
    person.historik.append(marked_ophold(forkert, KORRIGERET))
    fra = foer.bolig.kommune if foer else "0000"
    person.ophold = Adresse(rigtig, forkert.conavn, start, "", start, fra, start)
    person.status = resident_status(rigtig)
    familie.linje(person, "A09", oensket.registreret)


def ophold_annulleret(familie: Familie, person: Person, oensket: Oensket) -> None:
    """The present address, departure or disappearance is annulled: the address before holds."""
    forkert = person.ophold
    check(forkert is not None, "personen har intet ophold at annullere.")
    if forkert is not None:
        check(residence_before(person, forkert.start) is not None, "der er ingen tidligere bopæl at vende tilbage til.")
        undo_ophold(person, forkert.start, marked_ophold(forkert, ANNULLERET))
        familie.linje(person, "A10", oensket.registreret)


def udrejse(familie: Familie, person: Person, oensket: Oensket) -> None:
    """013."""
    check(isinstance(person.ophold, Adresse | Forsvinding), "personen er allerede udrejst eller død.")
    check_after(oensket.virkning, person.ophold.start if person.ophold else "", "opholdets start")
    linjer = [oensket.take(felt) for felt in _LINJER]
    leave(person, oensket.virkning)
    adresse = (linjer[0], linjer[1], linjer[2], linjer[3], linjer[4])
    person.ophold = Udrejse(oensket.take("land"), oensket.virkning, "", adresse)
    person.status, person.status_tid, person.status_umrk = "80", oensket.virkning, ""
    familie.linje(person, "A06", oensket.registreret)
    if any(linjer):
        familie.linje(person, "A08", oensket.registreret)


def forsvinding(familie: Familie, person: Person, oensket: Oensket) -> None:
    """010."""
    check(isinstance(person.ophold, Adresse | Udrejse), "personen er allerede forsvundet eller død.")
    check_after(oensket.virkning, person.ophold.start if person.ophold else "", "opholdets start")
    leave(person, oensket.virkning)
    person.ophold = Forsvinding(oensket.virkning, "")
    person.status, person.status_tid, person.status_umrk = "70", oensket.virkning, ""
    familie.linje(person, "A02", oensket.registreret)


def genfinding(familie: Familie, person: Person, oensket: Oensket) -> None:
    """011."""
    check(isinstance(person.ophold, Forsvinding), "kun en, der er forsvundet, kan genfindes.")
    _back(familie, person, oensket, "A03")


def genindrejse(familie: Familie, person: Person, oensket: Oensket) -> None:
    """014."""
    check(isinstance(person.ophold, Udrejse), "kun en, der er udrejst, kan genindrejse.")
    _back(familie, person, oensket, "A04")


def _back(familie: Familie, person: Person, oensket: Oensket, kode: str) -> None:
    check_after(oensket.virkning, person.ophold.start if person.ophold else "", "fraværets start")
    move(person, oensket.bolig(), oensket.virkning, conavn=oensket.take("conavn"))
    familie.linje(person, kode, oensket.registreret)


def supplerende_adresse(familie: Familie, person: Person, oensket: Oensket) -> None:
    """The address gets supplementary lines, or loses them where no text is given."""
    bopael = check_resident(person)
    tekst = oensket.take("tekst")
    check(bool(tekst) or bool(bopael.supplerende), "personen har ingen supplerende adresse at fjerne.")
    ny = (bopael.bolig.kommune, tekst, "", "", "", "", to_dag(oensket.registreret)) if tekst else ()
    person.ophold = bopael._replace(supplerende=ny)
    familie.linje(person, "A07", oensket.registreret)


def udlandsadresse(familie: Familie, person: Person, oensket: Oensket) -> None:
    """Another address abroad."""
    if not isinstance(person.ophold, Udrejse):
        check(holder=False, tekst="kun en, der er udrejst, har en udlandsadresse.")
        return
    linjer = [oensket.take(felt) for felt in _LINJER]
    check(tuple(linjer) != person.ophold.linjer, "udlandsadressen er allerede sådan.")
    person.ophold = person.ophold._replace(linjer=(linjer[0], linjer[1], linjer[2], linjer[3], linjer[4]))
    familie.linje(person, "A08", oensket.registreret)


def vejnavn(familie: Familie, person: Person, oensket: Oensket) -> None:
    """The town or place of the address gets another name; nobody moves."""
    bopael = check_resident(person)
    bynavn = oensket.take("tekst")
    check(bynavn != bopael.bolig.bynavn, "bynavnet er allerede sådan.")
    person.ophold = bopael._replace(bolig=bopael.bolig._replace(bynavn=bynavn))
    familie.linje(person, "P10", oensket.registreret)
