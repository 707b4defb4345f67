"""Searching a list of the console: the form is sent in a body, looked at, and shown again by an address without fault.

What somebody writes in a field stands in no address before it is known to hold no personnummer: a form that was sent by
its address would have it in the browser's history, whatever we answered.
"""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.konsol.side import Besoeg, Side
from cpr_haendelser.konti.fritekst import check_fritekst

_VORES = frozenset({"modtegn", "grund"})
"""Fields of the form that are not what is searched for."""


def searching(sti: str, handling: Handling) -> Side:
    """Takes the form of a page that searches; Brugsfejl TEGN-001 or KTO-013 where it holds what it may not."""
    return Side("POST", sti, handling, _to_address)


def _to_address(besoeg: Besoeg) -> Response:
    spurgt = {navn: vaerdi.strip() for navn, vaerdi in besoeg.felter.items() if navn not in _VORES and vaerdi.strip()}
    check_fritekst("søgningen", *spurgt.values())
    sti = besoeg.request.url.path
    return RedirectResponse(f"{sti}?{urlencode(spurgt)}" if spurgt else sti, 303)
