"""Value lists over HTTP: each system its own, the operator any; their values are `web.listevaerdier`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from fastapi import FastAPI

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.udlevering.kalder import find_kalder
from cpr_haendelser.web import listemodeller
from cpr_haendelser.web.noegle import Kaldt
from cpr_haendelser.web.svar import described

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

FEJL: dict[int | str, dict[str, Any]] = {404: described("Ingen værdiliste med det UUID, som er kalderens")}
_OPRETFEJL: dict[int | str, dict[str, Any]] = {
    400: described("Uden navn eller system"),
    409: described("Navn eller UUID er taget"),
}


def add_vaerdilister(app: FastAPI, installation: Installation) -> None:
    """The routes of the lists themselves."""
    lister = installation.vaerdilister

    @app.get("/vaerdilister", summary="Kalderens værdilister")
    def list_all(kalder: Kaldt) -> listemodeller.Vaerdilister:
        return listemodeller.Vaerdilister(
            vaerdilister=[listemodeller.to_vaerdiliste(each) for each in lister.list_all(kalder)]
        )

    @app.post(
        "/vaerdilister",
        status_code=201,
        responses=_OPRETFEJL,
        summary="Opretter en tom værdiliste",
    )
    def create(kalder: Kaldt, oensket: listemodeller.NyVaerdiliste) -> listemodeller.Vaerdiliste:
        ejer = kalder if kalder.system else find_kalder(installation.bord, oensket.system, kalder)
        if oensket.system and find_kalder(installation.bord, oensket.system).system.lower() != ejer.system.lower():
            raise Brugsfejl("UDL-020", "et it-system opretter kun sine egne værdilister; udelad `system`.")
        return listemodeller.to_vaerdiliste(lister.create(ejer, oensket.navn, str(oensket.uuid or "")))

    @app.get("/vaerdilister/{uuid}", responses=FEJL, summary="Én værdiliste")
    def find(kalder: Kaldt, uuid: UUID) -> listemodeller.Vaerdiliste:
        return listemodeller.to_vaerdiliste(lister.find(kalder, str(uuid)))

    @app.post("/vaerdilister/{uuid}/luk", responses=FEJL, summary="Lukker en liste: den kan ikke ændres")
    def close(kalder: Kaldt, uuid: UUID) -> listemodeller.Vaerdiliste:
        return listemodeller.to_vaerdiliste(lister.close(kalder, str(uuid)))

    @app.post("/vaerdilister/{uuid}/aabn", responses=FEJL, summary="Åbner en liste, der er lukket")
    def reopen(kalder: Kaldt, uuid: UUID) -> listemodeller.Vaerdiliste:
        return listemodeller.to_vaerdiliste(lister.open(kalder, str(uuid)))
