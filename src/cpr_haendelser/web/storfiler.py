"""Large files over HTTP: which of them await an operator, and what is decided about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import FastAPI, Path

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.storage.lager import STOERSTE
from cpr_haendelser.udlevering.kalder import check_reason
from cpr_haendelser.web import storfilmodeller as m
from cpr_haendelser.web.noegle import Kaldt
from cpr_haendelser.web.svar import described

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_FEJL: dict[int | str, dict[str, Any]] = {
    404: described("Intet fra den fil, eller i det dueslag, afventer en operatør")
}
Filnummer = Annotated[int, Path(ge=1, le=STOERSTE)]


def add_storfiler(app: FastAPI, installation: Installation) -> None:
    """The routes; who may is the door keeper's to know."""
    storfiler, miljoe = installation.storfiler, Miljoe(installation.settings.environment)

    @app.get("/storfiler", summary="Filer, hvis beskeder afventer en operatør, fordi filen er stor")
    def list_storfiler(kalder: Kaldt) -> m.Storfiler:
        del kalder
        return m.Storfiler(storfiler=[m.to_storfil(each) for each in storfiler.list_all()])

    @app.post("/storfiler/{fil}/frigiv", responses=_FEJL, summary="Frigiver det, der afventer fra en fil")
    def release(kalder: Kaldt, fil: Filnummer, valg: m.Valg) -> m.Afgjort:
        check_reason(kalder, Handling.FIL_FRIGIV, miljoe)
        return m.Afgjort(antal=storfiler.release(kalder, fil, str(valg.dueslag or ""), _silent))

    @app.post("/storfiler/{fil}/parker", responses=_FEJL, summary="Parkerer det, der afventer fra en fil")
    def park(kalder: Kaldt, fil: Filnummer, valg: m.Valg) -> m.Afgjort:
        check_reason(kalder, Handling.FIL_FRIGIV, miljoe)
        return m.Afgjort(antal=storfiler.park(kalder, fil, str(valg.dueslag or ""), _silent))


def _silent(_hvad: str, _antal: int, _ialt: int) -> None:
    """Nobody looks on."""
