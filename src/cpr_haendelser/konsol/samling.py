"""The console put together: its pages, its style, and what is said of addresses that are no page."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from cpr_haendelser.app.testmiljoe import Testmiljoe
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.side import Adgang, Besoeg, Side
from cpr_haendelser.konsol.sider import (
    aftaler,
    anmodning,
    arbejde,
    bestilling,
    brugere,
    certifikater,
    dueslag,
    dueslagsgreb,
    dueslagsskema,
    filer,
    forklaring,
    gendannelse,
    guider,
    haendelser,
    indstillinger,
    konto,
    minkonto,
    noegler,
    ordliste,
    organisationer,
    overblik,
    personer,
    revision,
    systemer,
    vaerdilister,
    ydelse,
)
from cpr_haendelser.konsol.vogter import HOVEDER, Sidevogter

if TYPE_CHECKING:
    from starlette.requests import Request

    from cpr_haendelser.app import Installation

_STATISK = {
    "konsol.css": "text/css; charset=utf-8",
    "maerke.svg": "image/svg+xml",
    "filter.js": "text/javascript; charset=utf-8",
    "kopier.js": "text/javascript; charset=utf-8",
    "levende.js": "text/javascript; charset=utf-8",
}


def pages(installation: Installation) -> tuple[Side, ...]:
    """Every page of the console."""
    andre = _pages(installation)
    return (*andre, *guider.pages(installation, andre))


def _pages(installation: Installation) -> tuple[Side, ...]:
    return (
        *konto.pages(installation),
        *overblik.pages(installation),
        *arbejde.pages(installation),
        *gendannelse.pages(installation),
        *filer.pages(installation),
        *haendelser.pages(installation),
        *personer.pages(installation),
        *dueslagsskema.pages(installation),
        *dueslag.pages(installation),
        *dueslagsgreb.pages(installation),
        *forklaring.pages(installation),
        *vaerdilister.pages(installation),
        *ydelse.pages(installation),
        *ordliste.pages(),
        *minkonto.pages(installation),
        *organisationer.pages(installation),
        *brugere.pages(installation),
        *systemer.pages(installation),
        *certifikater.pages(installation),
        *noegler.pages(installation),
        *anmodning.pages(installation),
        *aftaler.pages(installation),
        *revision.pages(installation),
        *indstillinger.pages(installation),
        *(
            bestilling.pages(Testmiljoe(installation), installation.bord.opsaetning)
            if installation.settings.environment == "exttest"
            else ()
        ),
    )


def create_konsol(installation: Installation) -> Starlette:
    """The console of an installation, at /konsol."""
    vogter = Sidevogter(installation)
    routes = [Route(f"{ROD}{side.sti}", vogter.guard(side), methods=[side.metode]) for side in pages(installation)]
    intet = Side("GET", "/{sti:path}", Adgang.INDLOGGET, _nothing)
    return Starlette(
        routes=[
            Route(f"{ROD}/statisk/{{navn}}", _static),
            *routes,
            Route(f"{ROD}/{{sti:path}}", vogter.guard(intet), methods=["GET", "POST"]),
        ],
        exception_handlers={HTTPException: vogter.broken, Exception: vogter.broken},
    )


def _nothing(_: Besoeg) -> Response:
    raise Brugsfejl("WEB-404", "der er ingen side på den adresse.")


async def _static(request: Request) -> Response:
    navn = request.path_params["navn"]
    if navn not in _STATISK:
        return Response(status_code=404, headers=HOVEDER)
    indhold = (files(__package__) / "statisk" / navn).read_bytes()
    # Only what is asked for by a mark of its content may be kept: the address is another when the content is.
    gemmes = "public, max-age=3600" if "v" in request.query_params else "no-cache"
    return Response(indhold, media_type=_STATISK[navn], headers={**HOVEDER, "Cache-Control": gemmes})
