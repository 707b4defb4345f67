"""What a restored backup brought back: the page that says what to look through; it is released at the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.administration.tilbagebragt import SLAGS
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.side import Besoeg, Side, draw

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation


def pages(installation: Installation) -> tuple[Side, ...]:
    """The page."""

    def show(besoeg: Besoeg) -> Response:
        fundet = installation.tilbagebringelse.list_all()
        if fundet is None:
            return RedirectResponse(ROD, 303)
        slags = [(SLAGS[navn], fundet.of(navn)) for navn in SLAGS]
        return draw(besoeg.kald, "gendannelse", fundet=fundet, slags=slags)

    return (Side("GET", "/gendannelse", Handling.DRIFT_KONTROLLER, show),)
