"""Received files over HTTP, with what became of each 099 line; and what a restored backup brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import FastAPI, Path, Query

from cpr_haendelser.opslag.filer import find_fil
from cpr_haendelser.storage.lager import STOERSTE
from cpr_haendelser.udlevering.spor import LINJER, shown
from cpr_haendelser.web import filmodeller as m
from cpr_haendelser.web.noegle import Kaldt
from cpr_haendelser.web.svar import described

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_UKENDT: dict[int | str, dict[str, Any]] = {404: described("Ingen modtaget fil med det nummer")}
Filnummer = Annotated[int, Path(ge=1, le=STOERSTE)]


def add_filer(app: FastAPI, installation: Installation) -> None:
    """The routes; who may is the door keeper's to know."""
    lager = installation.lager

    @app.get("/filer", summary="De modtagne filer")
    def list_all(kalder: Kaldt, side: Annotated[m.Filside, Query()]) -> m.Filer:
        del kalder
        return m.Filer(filer=[m.to_fil(each) for each in lager.leverancer(efter=side.efter, antal=side.antal)])

    @app.get("/filer/{fil}", responses=_UKENDT, summary="Én modtaget fil")
    def find(kalder: Kaldt, fil: Filnummer) -> m.Modtaget:
        del kalder
        return m.to_fil(find_fil(lager, fil))

    @app.get("/filer/{fil}/linjer", responses=_UKENDT, summary="Hvad der blev af hver af en fils 099-linjer")
    def lines(kalder: Kaldt, fil: Filnummer, side: Annotated[m.Filside, Query()]) -> m.Filposter:
        find_fil(lager, fil)
        installation.revision.skriv([shown(kalder, "fil.linjer", LINJER, f"fil:{fil}")])
        fundne = lager.linjer099(fil, efter=side.efter, antal=side.antal)
        return m.Filposter(linjer=[m.to_linje(each) for each in fundne])

    @app.get("/gendannelse", summary="Hvad en gendannet backup bragte tilbage, og som ingen har set efter endnu")
    def restored(kalder: Kaldt) -> m.Gendannelser:
        del kalder
        return m.to_gendannelse(installation.tilbagebringelse.list_all())
