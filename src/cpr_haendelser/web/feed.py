"""The numbered feed over HTTP: JSON pages, whole messages as XML, search by POST.

A personnummer never stands in a URL; every call says who it is (`web.noegle`), and sees what that caller may see.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from fastapi import Depends, FastAPI, Query
from fastapi.responses import Response
from fastapi.security import HTTPBearer

from cpr_haendelser import __version__
from cpr_haendelser.haendelser.visning import to_plain
from cpr_haendelser.opslag import log
from cpr_haendelser.udlevering.genkend import Genkender
from cpr_haendelser.udlevering.kalder import Kalder
from cpr_haendelser.udlevering.status import read_status
from cpr_haendelser.web import modeller
from cpr_haendelser.web.noegle import Doervogter, Kaldt
from cpr_haendelser.web.svar import add_errors

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

BUNDT = "urn:cpr-haendelser:beskeder:1.0"
"""Namespace of the element that holds a page of whole messages."""

_JSON = msgspec.json.Encoder()
_DECLARATION = re.compile(rb"^<\?xml[^>]*\?>\s*")
_OM = """CPR-hændelser som en nummereret log. Spørg efter det løbenummer, der sidst er behandlet; et nyt kommer aldrig
under et, der er set. Hvert kald bærer nøglen. Et personnummer står aldrig i en URL."""


def _fejl(hvorfor: str) -> dict[str, Any]:
    """An error in the description: JSON also where the answer would have been XML."""
    return {
        "description": hvorfor,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Fejlsvar"}}},
    }


_FEJL: dict[int | str, dict[str, Any]] = {
    401: _fejl("Ingen gyldig nøgle"),
    422: _fejl("Kaldet kan ikke læses"),
    500: _fejl("En fejl i programmet"),
}
_UKENDT: dict[int | str, dict[str, Any]] = {404: _fejl("Ingen hændelse med det løbenummer")}
_KOMMUNE: dict[int | str, dict[str, Any]] = {400: _fejl("En kommunekode uden modtager")}
_KENDT: dict[int | str, dict[str, Any]] = {500: {"model": modeller.Fejlsvar}}
"""Names the shape of errors once by its model, so that the description holds it."""

Oensket = Annotated[modeller.Udsnit, Query()]


class Json(Response):
    """An answer that is JSON already."""

    media_type = "application/json"


class Xml(Response):
    """An answer that is whole messages."""

    media_type = "application/xml"


def create_app(installation: Installation, noegle: str) -> FastAPI:
    """The feed of an installation; `noegle` is the operator's key."""
    app = FastAPI(
        title="cpr-haendelser",
        version=__version__,
        description=_OM,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses=_FEJL,
        # Only says in the description what the door keeper demands.
        dependencies=[Depends(HTTPBearer(auto_error=False, description="Nøglen, som serveren viser ved start."))],
    )
    add_errors(app)
    _add_routes(app, installation)
    app.add_middleware(Doervogter, genkender=Genkender(installation.bord, noegle))
    return app


def _add_routes(app: FastAPI, installation: Installation) -> None:
    feed, samlekode = installation.feed, installation.settings.samlekode

    def read(kalder: Kalder, oensket: modeller.Udsnit) -> log.Side:
        udsnit = log.make_udsnit(oensket.koder, oensket.kommuner, samlekode=samlekode, cvr_for=installation.cvr_for)
        return feed.read_side(kalder, udsnit, efter=oensket.efter, antal=oensket.antal)

    def page(side: log.Side) -> Json:
        plain = [to_plain(haendelse, samlekode) for haendelse in side.haendelser]
        return Json(_JSON.encode({"haendelser": plain, "naeste": side.naeste}))

    @app.get(
        "/haendelser",
        response_model=modeller.Side,
        responses=_KOMMUNE,
        summary="En side af loggen",
    )
    def haendelser(kalder: Kaldt, oensket: Oensket) -> Json:
        return page(read(kalder, oensket))

    @app.post("/haendelser/soegning", response_model=modeller.Side, summary="En persons hændelser")
    def soegning(kalder: Kaldt, soegning: modeller.Soegning) -> Json:
        pnr = int(soegning.personnummer)
        return page(feed.read_persons_side(kalder, pnr, efter=soegning.efter, antal=soegning.antal))

    @app.get(
        "/haendelser/{loebenummer}",
        response_model=modeller.Haendelse,
        responses=_UKENDT,
        summary="Én hændelse",
    )
    def haendelse(kalder: Kaldt, loebenummer: modeller.Loebenummer) -> Json:
        return Json(_JSON.encode(to_plain(feed.read_one(kalder, loebenummer), samlekode)))

    @app.get(
        "/haendelser/{loebenummer}/besked",
        responses=_UKENDT,
        response_class=Xml,
        summary="Én hændelse som hel besked (Haendelsesbesked)",
    )
    def besked(kalder: Kaldt, loebenummer: modeller.Loebenummer) -> Xml:
        return Xml(installation.beskedskriver.write(feed.read_one(kalder, loebenummer)))

    @app.get(
        "/beskeder",
        responses=_KOMMUNE,
        response_class=Xml,
        summary="En side af loggen som hele beskeder (Haendelsesbesked) i XML",
    )
    def beskeder(kalder: Kaldt, oensket: Oensket) -> Xml:
        side = read(kalder, oensket)
        return Xml(_bundle(installation.beskedskriver.write_all(side.haendelser), side.naeste))

    @app.get("/status", responses=_KENDT, summary="Hvad installationen rummer, og hvordan det går dueslagene")
    def status(kalder: Kaldt) -> modeller.Status:
        fundet = read_status(installation.lager, installation.postrum, installation.bord, kalder)
        return modeller.to_status(installation.settings.environment, fundet)


def _bundle(beskeder: Iterable[bytes], naeste: int) -> bytes:
    """Whole messages in one document, each as it is but for its XML declaration."""
    start = f'<?xml version="1.0" encoding="UTF-8"?>\n<Beskeder xmlns="{BUNDT}" naeste="{naeste}">'
    return b"".join((start.encode(), *(_DECLARATION.sub(b"", besked) for besked in beskeder), b"</Beskeder>"))
