"""Ydelsessiden: the public page of the service, printable, from what the installation is."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.app.vejledning import read_forhold, read_porte
from cpr_haendelser.konsol.kald import Kald
from cpr_haendelser.konsol.side import Adgang, Besoeg, Side, draw
from cpr_haendelser.konsol.sider.ordrelinjer import ARTER
from cpr_haendelser.testmiljoe.forudsaetninger import VILKAAR
from cpr_haendelser.testmiljoe.omkostning.priser import Ydelse
from cpr_haendelser.vejledning.leverandoer import LEVERANDOER
from cpr_haendelser.vejledning.myndighed import MYNDIGHED
from cpr_haendelser.vejledning.trin import Trin, walk

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

KRAV = {
    "organisation": "Leverandør og myndighed er oprettet som organisationer.",
    "system": "It-systemet er oprettet.",
    "certifikat": "It-systemet kan logge ind.",
    "anmodet": "Serviceaftalen er anmodet.",
    "godkendt": "Serviceaftalen er godkendt af de valgte testmyndigheder.",
}
"""The general requirements, by the step of the guides that fulfils them."""
VILKAARET = "Vilkårene for testmiljøet er accepteret."
PERSONERNE = "Personerne er i replikaen i forvejen: egne, delte eller fælles."
SPECIFIKKE = {
    VILKAARET: "De accepteres sammen med den første ordre.",
    PERSONERNE: "Bestil personer med en replika-ordre, eller brug de fælles testpersoner.",
}
"""The specific requirements, and what to do."""
PRISER = {
    Ydelse.ORDRE: "En ordre, hvoraf noget er udført",
    Ydelse.PERSON: "En person, som en ordre opretter",
    Ydelse.HAENDELSE: "En hændelse",
}
"""What is paid for."""


class Forudsaetning(NamedTuple):
    """One thing that must be in place; `opfyldt` None: not known of who reads."""

    navn: str
    opfyldt: bool | None
    naeste: str


class Pris(NamedTuple):
    """What one of a thing costs."""

    navn: str
    kroner: Decimal
    frie: int
    """So many a month are free."""


def pages(installation: Installation) -> tuple[Side, ...]:
    """The page."""

    def show(besoeg: Besoeg) -> Response:
        exttest = installation.settings.environment == "exttest"
        return draw(
            besoeg.kald, "ydelse",
            generelle=requirements(installation, besoeg.kald),
            specifikke=specifics(installation, besoeg.kald) if exttest else [],
            priser=prices(installation) if exttest else [],
            arter=ARTER,
            porte=read_porte(installation),
            navn=installation.settings.alarmer.navn,
        )  # fmt: skip

    return (Side("GET", "/ydelse", Adgang.AABEN, show),)


def requirements(installation: Installation, kald: Kald) -> list[Forudsaetning]:
    """The general requirements, as they are for the organisation that reads."""
    cvr = _reader(kald)
    if not cvr:
        return [Forudsaetning(navn, None, "") for navn in KRAV.values()]
    forhold = read_forhold(installation, cvr)
    stader = walk(_way(forhold.organisation is not None and not forhold.organisation.leverandoer), forhold)
    return [
        Forudsaetning(KRAV[each.trin.noegle], each.fund.gjort, each.fund.raad)
        for each in stader
        if each.trin.noegle in KRAV
    ]


def _way(er_kun_myndighed: bool) -> Iterable[Trin]:  # noqa: FBT001 - which of two ways
    return MYNDIGHED if er_kun_myndighed else LEVERANDOER


def specifics(installation: Installation, kald: Kald) -> list[Forudsaetning]:
    """What must hold for orders, as it is for the organisation that reads."""
    cvr = _reader(kald)
    ordrelager = installation.ordrelager
    opfyldt: dict[str, bool | None] = {VILKAARET: None, PERSONERNE: None}
    if cvr and kald.may(Handling.ORDRE_LAES):
        opfyldt = {
            VILKAARET: ordrelager.accepteret(cvr) == VILKAAR,
            PERSONERNE: bool(ordrelager.find_personer(ejer=cvr, antal=1)),
        }
    return [Forudsaetning(navn, opfyldt[navn], raad) for navn, raad in SPECIFIKKE.items()]


def prices(installation: Installation) -> list[Pris]:
    """The price list; empty: nothing costs anything."""
    exttest = installation.settings.exttest
    if not any(exttest.priser.values()):
        return []
    priser = {Ydelse(navn): pris for navn, pris in exttest.priser.items()}
    frie = {Ydelse(navn): antal for navn, antal in exttest.frie.items()}
    return [Pris(navn, priser.get(each, Decimal(0)), frie.get(each, 0)) for each, navn in PRISER.items()]


def _reader(kald: Kald) -> str:
    """CVR of the organisation that reads; empty: nobody that is known."""
    return kald.fundet.bruger.cvr if kald.fundet is not None else ""
