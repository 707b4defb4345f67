"""Ydelsessiden: the public page of the service, printable, from what the installation is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from starlette.responses import Response

from cpr_haendelser.aftaler.model import Aftaletilstand
from cpr_haendelser.konsol.kald import Kald
from cpr_haendelser.konsol.side import Adgang, Besoeg, Side, draw

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation


class Forudsaetning(NamedTuple):
    """One thing that must be in place; `opfyldt` None: not known of who reads."""

    navn: str
    opfyldt: bool | None
    naeste: str


def pages(installation: Installation) -> tuple[Side, ...]:
    """The page."""

    def show(besoeg: Besoeg) -> Response:
        return draw(
            besoeg.kald, "ydelse",
            generelle=requirements(installation, besoeg.kald),
            navn=installation.settings.alarmer.navn,
        )  # fmt: skip

    return (Side("GET", "/ydelse", Adgang.AABEN, show),)


def requirements(installation: Installation, kald: Kald) -> list[Forudsaetning]:
    """The general requirements, as they are for the organisation that reads."""
    cvr = kald.fundet.bruger.cvr if kald.fundet is not None else ""
    opsat = installation.bord.opsaetning()
    systemer = [each for each in opsat.systemer if each.cvr == cvr and each.aktiv]
    egne = {each.uuid.lower() for each in systemer}
    aftaler = [each for each in opsat.aftaler if each.system.lower() in egne]
    godkendt = any(each.tilstand is Aftaletilstand.GODKENDT for each in aftaler)
    organisation = any(each.cvr == cvr and each.aktiv for each in opsat.organisationer)
    rows = (
        ("Leverandør og myndighed er oprettet som organisationer", organisation, "Bed driftsoperatøren oprette jer."),
        ("It-systemet er oprettet", bool(systemer), "Opret it-systemet, og læg dets certifikat op."),
        (
            "Serviceaftalen er godkendt af de valgte myndigheder",
            godkendt,
            "Anmod om en serviceaftale."
            if not aftaler
            else "Serviceaftalen er anmodet; myndigheden skal godkende den.",
        ),
    )
    return [Forudsaetning(navn, opfyldt if cvr else None, naeste) for navn, opfyldt, naeste in rows]
