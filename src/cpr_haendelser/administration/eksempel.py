"""An example of what a serviceaftale would let be passed on: one message about a person who is made up for it.

The person is the same each time, with a replacement number (day of birth + 60), lives in one of the authority's
municipalities, and is in no store. The message is composed as every other.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID, uuid5

from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.aftaler.model import ALLE, OPSLAG, Serviceaftale
from cpr_haendelser.beskeder.grundlag import Grundlag, boern_i
from cpr_haendelser.beskeder.saet import Saet
from cpr_haendelser.beskeder.sammensaetning import compose, write_person
from cpr_haendelser.haendelser.model import ORDREREGEL, Adresse, Art, Beslutning, Haendelse, Rolle
from cpr_haendelser.population.linjer import to_linjer
from cpr_haendelser.population.numre import Numre
from cpr_haendelser.population.person import Adresse as Bopael
from cpr_haendelser.population.person import Person
from cpr_haendelser.replika.billede import to_dokument
from cpr_haendelser.testmiljoe.personer.familier import Familieoenske, build_familie

DAG = date(2026, 11, 24)
"""The day that the example is of."""
_NAVNERUM = UUID("6d1a6f0e-7f43-5c0a-9a55-2f3c1c0b9e11")
_FRO = 60
_ELLERS = "0101"
"""Where the person lives when the authority has no municipality."""
FLYTNING = "034"
"""The code that is shown where it is among the agreement's."""


def write_example(aftale: Serviceaftale, kommunekoder: Sequence[str], saet: Saet) -> bytes:
    """The message (UTF-8 XML); of an agreement about lookups the person alone.

    `kommunekoder`: the authority's municipalities, the one to show first.
    """
    kommune = kommunekoder[0] if kommunekoder else _ELLERS
    person, *resten = _family(kommune)
    dokument = _document(person)
    boern = {int(each.pnr): _document(each) for each in resten}
    kendte = {pnr: boern[pnr] for pnr in boern_i(dokument) if pnr in boern}
    if aftale.service == OPSLAG:
        return write_person(dokument, kendte, f"{DAG:%Y%m%d}", saet)
    return compose(_haendelse(aftale, person, kommune), Grundlag(dokument, kendte), saet)


def choose_code(aftale: Serviceaftale) -> str:
    """The personhændelse that is shown: a move to the municipality, or the agreement's first."""
    return FLYTNING if {ALLE, FLYTNING} & aftale.koder else min(aftale.koder, default=FLYTNING)


def _family(kommune: str) -> list[Person]:
    numre = Numre()
    tildel: Callable[[int, str], str] = numre.next_for
    oenske = Familieoenske(kommune, boern=2, boern_fra=3, boern_til=12)
    return build_familie(oenske, random.Random(_FRO).random, DAG.toordinal(), tildel)  # noqa: S311 - always the same


def _document(person: Person) -> bytes:
    return to_dokument(linje.encode("iso-8859-1") for linje in to_linjer(person))


def _haendelse(aftale: Serviceaftale, person: Person, kommune: str) -> Haendelse:
    kode, tid = choose_code(aftale), f"{DAG:%Y%m%d}1200"
    beslutning = Beslutning(
        pnr=person.pnr, kode=kode, art=Art.NY, regel=ORDREREGEL, rolle=Rolle.NY, kommune=kommune, gyldig_fra=tid,
        usikker=False, registreret=tid, om="", grupper=(), foer=None, efter=_address(person), relaterede=(),
        retter=None, hoved=None, linjer=(), poster=(),
    )  # fmt: skip
    registrering, besked = (uuid5(_NAVNERUM, f"{aftale.id}/{kode}/{led}") for led in ("registrering", "besked"))
    return Haendelse(
        0, registrering, besked, beslutning, bare_cvr(aftale.myndighed), 0, None, None, 0, "", "", f"{DAG:%Y%m%d}",
        f"{DAG:%Y-%m-%d}T12:00:00.000+01:00", 0,
    )  # fmt: skip


def _address(person: Person) -> Adresse | None:
    if not isinstance(person.ophold, Bopael):
        return None
    bolig = person.ophold.bolig
    return Adresse(bolig.kommune, bolig.vejkode, bolig.husnr, bolig.etage, bolig.sidedoer, bolig.bnr, "")
