"""The received files, what became of each 099 line, what of a large file awaits, and what a watched folder refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.arbejde import Trin
from cpr_haendelser.cpr.koder import lookup
from cpr_haendelser.cpr.layouts import posttyper
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.side import Besoeg, Side, draw, read_number, read_path_number
from cpr_haendelser.konsol.sider.arbejde import Vis, begin
from cpr_haendelser.modtagelse.grunde import GRUNDE
from cpr_haendelser.opslag.filer import find_fil
from cpr_haendelser.udlevering.kalder import Kalder, check_reason
from cpr_haendelser.udlevering.spor import LINJER, shown
from cpr_haendelser.udlevering.storfiler import Storfil

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_SIDE = 50
_LINJER = 200
_MELDINGER = 50


def pages(installation: Installation) -> tuple[Side, ...]:
    """The list, the single file, the large files and the folder."""
    filer = _Filer(installation)
    return (
        Side("GET", "/filer", Handling.FIL_LAES, filer.show_list),
        Side("GET", "/filer/mappe", Handling.FIL_LAES, filer.show_folder),
        Side("GET", "/filer/store", Handling.FIL_FRIGIV, filer.show_large),
        Side("POST", "/filer/{fil}/frigiv", Handling.FIL_FRIGIV, filer.release),
        Side("POST", "/filer/{fil}/parker", Handling.FIL_FRIGIV, filer.park),
        Side("GET", "/filer/{fil}", Handling.FIL_LAES, filer.show_one),
        Side("GET", "/filer/{fil}/linjer", Handling.FIL_LINJER, filer.show_lines),
        Side("POST", "/filer/{fil}/linjer", Handling.FIL_LINJER, filer.show_lines),
    )


class _Filer:
    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def show_list(self, besoeg: Besoeg) -> Response:
        lager, kald = self._installation.lager, besoeg.kald
        sidste = lager.stade().fil
        til = min(read_number(besoeg, "til", sidste), sidste)
        filer = [fil for fil in lager.leverancer(efter=max(0, til - _SIDE), antal=_SIDE) if fil.fil <= til][::-1]
        return draw(
            kald, "filer",
            filer=filer,
            tidligere=til - _SIDE if til > _SIDE else 0,
            store=sum(each.antal for each in self._installation.storfiler.list_all())
            if kald.may(Handling.FIL_FRIGIV)
            else 0,
            meldinger=len(self._installation.meldingsbog.read()),
        )  # fmt: skip

    def show_one(self, besoeg: Besoeg) -> Response:
        fil, kald = find_fil(self._installation.lager, read_path_number(besoeg, "fil")), besoeg.kald
        return draw(
            kald, "fil",
            fil=fil,
            poster=[(kode, _record(kode), antal) for kode, antal in sorted(fil.poster.items())],
            koder=[(kode, _code(kode), antal) for kode, antal in sorted(fil.koder099.items())],
            stor=self._large(fil.fil) if kald.may(Handling.FIL_FRIGIV) else None,
            skal_grund=kald.miljoe is Miljoe.PRODUKTION,
            gjort=read_number(besoeg, "gjort", -1),
        )  # fmt: skip

    def show_lines(self, besoeg: Besoeg) -> Response:
        nummer, lager = read_path_number(besoeg, "fil"), self._installation.lager
        fil, efter, kald = find_fil(lager, nummer), read_number(besoeg, "efter", 0), besoeg.kald
        self._installation.revision.skriv([shown(kald.known, "fil.linjer", LINJER, f"fil:{nummer}")])
        linjer = lager.linjer099(nummer, efter=efter, antal=_LINJER)
        naeste = linjer[-1].linje if len(linjer) == _LINJER else 0
        return draw(kald, "fil_linjer", fil=fil, linjer=linjer, navne={each.kode: _code(each.kode) for each in linjer},
                    naeste=naeste, begyndt=bool(efter), grunde=GRUNDE)  # fmt: skip

    # --- what awaits --------------------------------------------------------------------------------------------------

    def show_large(self, besoeg: Besoeg) -> Response:
        return draw(besoeg.kald, "filer_store", filer=self._installation.storfiler.list_all())

    def _large(self, fil: int) -> Storfil | None:
        return next((each for each in self._installation.storfiler.list_all() if each.fil == fil), None)

    def release(self, besoeg: Besoeg) -> Response:
        return self._begin(besoeg, self._installation.storfiler.release)

    def park(self, besoeg: Besoeg) -> Response:
        return self._begin(besoeg, self._installation.storfiler.park)

    def _begin(self, besoeg: Besoeg, goer: Callable[[Kalder, int, str, Trin], int]) -> Response:
        kalder, fil, dueslag = besoeg.kald.known, read_path_number(besoeg, "fil"), besoeg.felter.get("dueslag", "")
        self._installation.storfiler.find_kasser(fil, dueslag)
        check_reason(kalder, Handling.FIL_FRIGIV, besoeg.kald.miljoe)
        vis = Vis(
            Handling.FIL_FRIGIV,
            f"/filer/{fil}",
            lambda _, antal: RedirectResponse(f"{ROD}/filer/{fil}?gjort={antal}", 303),
        )
        return begin(self._installation, besoeg, vis, lambda trin: goer(kalder, fil, dueslag, trin))

    # --- the watched folder -------------------------------------------------------------------------------------------

    def show_folder(self, besoeg: Besoeg) -> Response:
        alle = self._installation.meldingsbog.read()
        return draw(besoeg.kald, "filer_mappe", meldinger=alle[: -_MELDINGER - 1 : -1], ialt=len(alle))


def _code(kode: str) -> str:
    kendt = lookup("haendelse099", kode)
    return kendt.dansk if kendt else ""


def _record(kode: str) -> str:
    return posttyper()[kode].navn if kode in posttyper() else ""
