"""Why a workbook is not taken in, in words; nothing is ordered then."""

from __future__ import annotations

from cpr_haendelser.fejl import Brugsfejl


def wrong_type(hvad: str) -> Brugsfejl:
    """It is a file of another type."""
    return Brugsfejl(
        "TST-100",
        f"filen er {hvad}; ventede et regneark (.xlsx), CSV eller JSON. Gem den som Excel-projektmappe (.xlsx), og "
        "prøv igen. Intet er bestilt.",
    )


def too_large(hvad: str) -> Brugsfejl:
    """It is too large in some way."""
    return Brugsfejl(
        "TST-101", f"regnearket er for stort: {hvad}. Del ordren i flere, eller hent en ny skabelon. Intet er bestilt."
    )


def damaged(hvad: str) -> Brugsfejl:
    """It cannot be read."""
    return Brugsfejl(
        "TST-102",
        f"regnearket kan ikke læses: {hvad}. Åbn det, gem det på ny som .xlsx, og prøv igen. Intet er bestilt.",
    )


def active(hvad: str) -> Brugsfejl:
    """It holds what does something."""
    return Brugsfejl(
        "TST-103", f"regnearket har {hvad}; det tages ikke ind. Gem det som .xlsx uden, og prøv igen. Intet er bestilt."
    )
