"""Answers that are no answers: errors in words (Danish), with a code, and never with anything of what was sent."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from cpr_haendelser.fejl import Fejl
from cpr_haendelser.konti.login import Vent
from cpr_haendelser.web import (
    aftalemodeller,
    dueslagskald,
    filmodeller,
    gemtemodeller,
    indstillingsmodeller,
    kontomodeller,
    listemodeller,
    modeller,
    omkostningsmodeller,
    ordrekald,
    revisionsmodeller,
)

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request

HOVEDER = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
"""On every answer: personal data are kept by nobody on the way, and a browser runs nothing of it."""
TEKSTER = {
    400: "Kaldets krop kan ikke læses: den skal være JSON i UTF-8. /openapi.json siger formen.",
    404: "Der er intet på den adresse; /openapi.json viser, hvad der er.",
    405: "Adressen kan ikke kaldes på den måde; /openapi.json viser hvordan.",
}
"""What the framework refuses, in our words; their codes are WEB-400, WEB-404 and WEB-405."""
STATUS = {
    "ADG-001": 403,
    "ADG-002": 403,
    "ADG-003": 403,
    "ADG-004": 403,
    "ADG-005": 403,
    "ADG-006": 403,
    "ADG-008": 503,
    "AFT-019": 409,
    "AFT-030": 409,
    "AFT-037": 409,
    "AFT-038": 403,
    "AFT-044": 403,
    "AFT-040": 404,
    "CRT-023": 409,
    "FIL-020": 404,
    "FOR-002": 404,
    "CRT-024": 404,
    "SYT-001": 404,
    "SYT-003": 409,
    "POST-010": 409,
    "ABO-013": 404,
    "ABO-017": 409,
    "ABO-018": 409,
    "KTO-001": 429,
    "KTO-002": 401,
    "KTO-003": 401,
    "KTO-004": 401,
    "KTO-009": 409,
    "KTO-020": 404,
    "KTO-025": 409,
    "KTO-030": 404,
    "KTO-035": 409,
    "KTO-044": 404,
    "KTO-045": 409,
    "KTO-050": 503,
    "KTO-052": 401,
    "KTO-053": 403,
    "KTO-060": 403,
    "KTO-061": 404,
    "FOR-006": 404,
    "FOR-007": 404,
    "LAG-012": 503,
    "LAG-018": 500,
    "LAG-019": 500,
    "REV-014": 500,
    "LOG-001": 404,
    "OPS-030": 404,
    "OPS-032": 409,
    "OPS-033": 409,
    "OPS-034": 409,
    "ORD-002": 404,
    "TST-032": 409,
    "TST-034": 409,
    "TST-060": 403,
    "TST-062": 403,
    "TST-065": 403,
    "TST-090": 404,
    "UDL-011": 404,
    "UDL-013": 403,
    "UDL-014": 409,
    "WEB-408": 408,
    "WEB-413": 413,
    "WEB-415": 415,
    "WEB-431": 431,
    "WEB-503": 503,
}
"""The HTTP status of refusals that are not 400."""
_HOVEDER = {
    "ADG-008": {"Retry-After": "300"},
    "WEB-503": {"Retry-After": "5"},
    "KTO-050": {"Retry-After": "5"},
    "LAG-012": {"Retry-After": "5"},
    **{kode: {"WWW-Authenticate": "Bearer"} for kode in ("KTO-002", "KTO-003", "KTO-004", "KTO-052")},
}
_KENDTE = {
    navn
    for model in (
        *aftalemodeller.KALD,
        *dueslagskald.KALD,
        *filmodeller.KALD,
        *kontomodeller.KALD,
        listemodeller.NyVaerdiliste,
        *ordrekald.KALD,
        omkostningsmodeller.Periode,
        indstillingsmodeller.Valg,
        gemtemodeller.Hvis,
        gemtemodeller.NyGemt,
        gemtemodeller.Navngivet,
        modeller.Snapshot,
        modeller.Soegning,
        modeller.Udsnit,
        revisionsmodeller.Kontroloenske,
        revisionsmodeller.Revisionssoegning,
        revisionsmodeller.Tidsrum,
        listemodeller.Vaerdioenske,
        listemodeller.Vaerdiside,
    )
    for felt, info in model.model_fields.items()
    for navn in (felt, info.alias)
    if navn
} | {"loebenummer", "uuid"}


class Json(Response):
    """An answer that is JSON already."""

    media_type = "application/json"


class Csv(Response):
    """An answer for a spreadsheet."""

    media_type = "text/csv; charset=utf-8"


class Xlsx(Response):
    """An answer that is a workbook."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Xml(Response):
    """An answer that is whole messages."""

    media_type = "application/xml"


def described(hvorfor: str) -> dict[str, Any]:
    """An error in the description: JSON also where the answer would have been XML."""
    return {
        "description": hvorfor,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Fejlsvar"}}},
    }


FEJL: dict[int | str, dict[str, Any]] = {
    400: described("Det kan ikke gøres, som det er bedt om; teksten siger hvorfor"),
    401: described("Ingen gyldig nøgle, intet login og intet kendt certifikat"),
    403: described("Det må den, der kalder, ikke; teksten siger hvorfor (docs/roller.md)"),
    413: described("Kaldets krop er for lang"),
    422: described("Kaldet kan ikke læses"),
    429: described("For mange ukendte nøgler på kort tid; `Retry-After` siger, hvor længe der ventes"),
    431: described("En header er for lang"),
    500: described("En fejl i programmet"),
    503: described(
        "Databasen kan ikke læses eller skrives nu, fx fordi disken er fuld, eller installationen er gendannet fra en"
        " backup, som ingen har set efter endnu; prøv igen, når `Retry-After` siger"
    ),
}
"""What every call may be answered."""


def answer(status: int, kode: str, fejl: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """An error as the feed answers it."""
    return JSONResponse({"kode": kode, "fejl": fejl}, status_code=status, headers={**HOVEDER, **(headers or {})})


def answer_fejl(fejl: Fejl) -> JSONResponse:
    """A refusal as it is answered."""
    headers = _HOVEDER.get(fejl.kode)
    if isinstance(fejl, Vent):
        headers = {"Retry-After": str(fejl.sekunder)}
    return answer(STATUS.get(fejl.kode, 400), fejl.kode, fejl.tekst, headers)


def add_errors(app: FastAPI) -> None:
    """Lets every error be answered in words."""

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        return answer(
            422, "WEB-422", f"Kaldet kan ikke læses; se efter i: {_places(error)}. /openapi.json siger formen."
        )

    @app.exception_handler(HTTPException)
    def refused(_: Request, error: HTTPException) -> JSONResponse:
        text = TEKSTER.get(error.status_code, HTTPStatus(error.status_code).phrase)
        return answer(error.status_code, f"WEB-{error.status_code}", text, error.headers)

    @app.exception_handler(Fejl)
    def wrong(_: Request, error: Fejl) -> JSONResponse:
        return answer_fejl(error)

    @app.exception_handler(Exception)
    def broken(_: Request, __: Exception) -> JSONResponse:
        return answer(500, "WEB-500", "Der skete en fejl i programmet; den står i dets log. Intet er ændret.")


def _places(error: RequestValidationError) -> str:
    """The fields that are wrong. A name that we do not know may be anything, a personnummer too: it is not repeated."""
    steder = {
        str(fault["loc"][1]) if len(fault["loc"]) > 1 and fault["type"] != "json_invalid" else "kroppen"
        for fault in error.errors()
    }
    kendte = sorted(steder & (_KENDTE | {"kroppen"}))
    return ", ".join([*kendte, *(["et ukendt felt"] if steder - set(kendte) else [])])
