"""The received files, and what became of each 099 line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.konsol.side import Besoeg, Side, draw, read_number, read_path_number
from cpr_haendelser.opslag.filer import find_fil
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
        fil = find_fil(lager, nummer)
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
