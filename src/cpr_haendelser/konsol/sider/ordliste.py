"""The words of the console on one page."""

from __future__ import annotations

from starlette.responses import Response

from cpr_haendelser.konsol.ordbog import ordbog
from cpr_haendelser.konsol.side import Adgang, Besoeg, Side, draw


def pages() -> tuple[Side, ...]:
    """The page."""
    return (Side("GET", "/ord", Adgang.INDLOGGET, _show),)


def _show(besoeg: Besoeg) -> Response:
    return draw(besoeg.kald, "ordliste", alle=ordbog(besoeg.kald.sprog))
