"""Dueslag: what waits, is out, delivered and parked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.konsol.side import Besoeg, Side, draw

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation


def pages(installation: Installation) -> tuple[Side, ...]:
    """The list."""

    def show_list(besoeg: Besoeg) -> Response:
        kalder = besoeg.kald.kalder
        if kalder is None:
            raise AssertionError("the keeper lets nobody in here")
        linjer = installation.betjening.list_all(kalder)
        return draw(besoeg.kald, "dueslag", linjer=linjer)

    return (Side("GET", "/dueslag", Handling.DUESLAG_LAES, show_list),)
