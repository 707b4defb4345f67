"""The numbered feed over HTTP: JSON pages, whole messages as XML, search by POST.

A personnummer never stands in a URL; every call bears the key (`web.noegle`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from fastapi import FastAPI, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from cpr_haendelser import __version__
from cpr_haendelser.fejl import Brugsfejl, Fejl
from cpr_haendelser.haendelser.model import SAMLE, Haendelse
from cpr_haendelser.haendelser.visning import to_plain
from cpr_haendelser.web import modeller
from cpr_haendelser.web.noegle import Noeglekrav

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cpr_haendelser.app import Installation

XML = "application/xml; charset=utf-8"
_JSON = msgspec.json.Encoder()
_DECLARATION = re.compile(rb"^<\?xml[^>]*\?>\s*")

Efter = Annotated[int, Query(ge=0, le=2**63 - 1, description="Løbenumre over dette.")]
Antal = Annotated[int, Query(ge=1, le=1000, description="Højst så mange.")]
Koder = Annotated[list[str], Query(alias="kode", description="Kun disse hændelseskoder; kan gentages.")]
Kommuner = Annotated[list[str], Query(alias="kommune", description="Kun til disse kommunekoder; kan gentages.")]
Loebenummer = Annotated[int, Path(ge=1, le=2**63 - 1)]

_FEJL: dict[int | str, dict[str, Any]] = {code: {"model": modeller.Fejlsvar} for code in (400, 401, 404, 422)}


def create_app(installation: Installation, noegle: str) -> FastAPI:
    """The feed of an installation, behind a key."""
    app = FastAPI(
        title="cpr-haendelser",
        version=__version__,
        description="CPR-hændelser som en nummereret log. Læs fra det løbenummer, du sidst har behandlet.",
        docs_url=None,
        redoc_url=None,
        responses=_FEJL,
    )
    _add_errors(app)
    _add_routes(app, installation)
    app.add_middleware(Noeglekrav, noegle=noegle)
    return app


def _add_routes(app: FastAPI, installation: Installation) -> None:
    lager, samlekode = installation.lager, installation.settings.samlekode

    def read(efter: int, antal: int, koder: Sequence[str], kommuner: Sequence[str]) -> list[Haendelse]:
        indre = tuple(SAMLE if kode == samlekode else kode for kode in koder)
        return lager.haendelser(efter=efter, antal=antal, koder=indre, cvr=_receivers(installation, kommuner))

    def page(haendelser: list[Haendelse], efter: int) -> Response:
        sidste = lager.sidste_loebenummer()
        side = {
            "haendelser": [to_plain(haendelse, samlekode) for haendelse in haendelser],
            "naeste": haendelser[-1].loebenummer if haendelser else efter,
            "sidste": sidste,
        }
        return Response(_JSON.encode(side), media_type="application/json")

    @app.get("/haendelser", response_model=modeller.Side, summary="En side af loggen")
    def haendelser(efter: Efter = 0, antal: Antal = 100, koder: Koder = [], kommuner: Kommuner = []) -> Response:  # noqa: B006 - FastAPI copies
        return page(read(efter, antal, koder, kommuner), efter)

    @app.post("/haendelser/soegning", response_model=modeller.Side, summary="En persons hændelser")
    def soegning(soegning: modeller.Soegning) -> Response:
        fundne = lager.haendelser(efter=soegning.efter, antal=soegning.antal, pnr=int(soegning.personnummer))
        return page(fundne, soegning.efter)

    @app.get("/haendelser/{loebenummer}", response_model=modeller.Haendelse, summary="Én hændelse")
    def haendelse(loebenummer: Loebenummer) -> Response:
        return Response(
            _JSON.encode(to_plain(_one(installation, loebenummer), samlekode)), media_type="application/json"
        )

    @app.get("/haendelser/{loebenummer}/besked", summary="Én hændelse som hel besked (Haendelsesbesked)")
    def besked(loebenummer: Loebenummer) -> Response:
        return Response(installation.beskedskriver.write(_one(installation, loebenummer)), media_type=XML)

    @app.get("/beskeder", summary="En side af loggen som hele beskeder (Haendelsesbesked) i XML")
    def beskeder(efter: Efter = 0, antal: Antal = 100, koder: Koder = [], kommuner: Kommuner = []) -> Response:  # noqa: B006 - FastAPI copies
        fundne = read(efter, antal, koder, kommuner)
        naeste = fundne[-1].loebenummer if fundne else efter
        return Response(_bundle(installation.beskedskriver.write_all(fundne), naeste), media_type=XML)

    @app.get("/status", response_model=modeller.Status, summary="Hvad installationen rummer")
    def status() -> dict[str, object]:
        return {
            "miljoe": installation.settings.environment,
            "personer": lager.antal_personer(),
            "sidste_loebenummer": lager.sidste_loebenummer(),
            "uden_modtager": lager.antal_uden_modtager(),
        }


def _receivers(installation: Installation, kommuner: Sequence[str]) -> list[str]:
    """The CVR numbers of municipality codes; Brugsfejl where a code has none, for then no hændelse could be found."""
    cvr = {kode: installation.cvr_for(kode) for kode in kommuner}
    ukendte = sorted(kode for kode, nummer in cvr.items() if not nummer)
    if ukendte:
        raise Brugsfejl("WEB-400", f"ingen modtager kendes for kommunekode {', '.join(k[:4] for k in ukendte)}.")
    return sorted(set(cvr.values()))


def _one(installation: Installation, loebenummer: int) -> Haendelse:
    fundne = installation.lager.haendelser(efter=loebenummer - 1, antal=1)
    if not fundne or fundne[0].loebenummer != loebenummer:
        raise HTTPException(404, "Der er ingen hændelse med det løbenummer.")
    return fundne[0]


def _bundle(beskeder: Any, naeste: int) -> bytes:
    """Whole messages in one document, each as it is but for its XML declaration."""
    start = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Beskeder xmlns="urn:cpr-haendelser:beskeder:1.0" naeste="{naeste}">'
    )
    return b"".join((start.encode(), *(_DECLARATION.sub(b"", besked) for besked in beskeder), b"</Beskeder>"))


def _add_errors(app: FastAPI) -> None:
    """Errors in words, and never with what was sent."""

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        steder = sorted({".".join(str(part) for part in fault["loc"][1:]) or "kroppen" for fault in error.errors()})
        return _answer(
            422, "WEB-422", f"Kaldet kan ikke læses; se efter i: {', '.join(steder)}. /openapi.json siger formen."
        )

    @app.exception_handler(HTTPException)
    def refused(_: Request, error: HTTPException) -> JSONResponse:
        return _answer(error.status_code, f"WEB-{error.status_code}", str(error.detail))

    @app.exception_handler(Fejl)
    def wrong(_: Request, error: Fejl) -> JSONResponse:
        return _answer(400, error.kode, error.tekst)


def _answer(status: int, kode: str, fejl: str) -> JSONResponse:
    return JSONResponse({"kode": kode, "fejl": fejl}, status_code=status)
