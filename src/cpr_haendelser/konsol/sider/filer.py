"""The received files, and what became of each 099 line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.konsol.side import Besoeg, Side, draw
from cpr_haendelser.udlevering.spor import LINJER, shown

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_SIDE = 50
_LINJER = 500


def pages(installation: Installation) -> tuple[Side, ...]:
    """The list and the single file."""
    lager = installation.lager

    def show_list(besoeg: Besoeg) -> Response:
        sidste = lager.stade().fil
        til = min(read_number(besoeg, "til", sidste), sidste)
        filer = [fil for fil in lager.leverancer(efter=max(0, til - _SIDE), antal=_SIDE) if fil.fil <= til][::-1]
        return draw(besoeg.kald, "filer", filer=filer, tidligere=til - _SIDE if til > _SIDE else 0)

    def show_one(besoeg: Besoeg) -> Response:
        nummer = read_path_number(besoeg, "fil")
        fil = lager.leverance(nummer)
        if fil is None:
            raise Brugsfejl("FIL-020", f"der er ingen fil {nummer}; `haendelser files` viser dem, der er.")
        efter = read_number(besoeg, "efter", 0)
        kald = besoeg.kald
        installation.revision.skriv([shown(kald.known, "fil.linjer", LINJER, f"fil:{nummer}")])
        linjer = lager.linjer099(nummer, efter=efter, antal=_LINJER)
        naeste = linjer[-1].linje if len(linjer) == _LINJER else 0
        return draw(kald, "fil", fil=fil, linjer=linjer, naeste=naeste)

    return (
        Side("GET", "/filer", Handling.FIL_LAES, show_list),
        Side("GET", "/filer/{fil}", Handling.FIL_LINJER, show_one),
        Side("POST", "/filer/{fil}", Handling.FIL_LINJER, show_one),
    )


def read_number(besoeg: Besoeg, navn: str, ellers: int) -> int:
    """A whole number from the address, or another."""
    tekst = besoeg.request.query_params.get(navn, "")
    return int(tekst) if tekst.isascii() and tekst.isdigit() and len(tekst) <= 18 else ellers  # noqa: PLR2004 - of 64 bits


def read_path_number(besoeg: Besoeg, navn: str) -> int:
    """A whole number that the address is made with; Brugsfejl WEB-404 where it is none."""
    tekst = str(besoeg.request.path_params[navn])
    if not (tekst.isascii() and tekst.isdigit() and len(tekst) <= 18):  # noqa: PLR2004 - of 64 bits
        raise Brugsfejl("WEB-404", "der er ingen side på den adresse.")
    return int(tekst)
