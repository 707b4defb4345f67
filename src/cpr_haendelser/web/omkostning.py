"""What ordering costs, over HTTP: the price list, an order's quote, and the settlement as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import FastAPI, Query

from cpr_haendelser.testmiljoe.omkostning.afregning import write_afregning
from cpr_haendelser.web import omkostningsmodeller as m
from cpr_haendelser.web.noegle import Kaldt
from cpr_haendelser.web.svar import Csv, described

if TYPE_CHECKING:
    from cpr_haendelser.testmiljoe.omkostning.regnskab import Regnskab


def add_omkostning(app: FastAPI, regnskab: Regnskab) -> None:
    """The routes of what ordering costs."""

    @app.get("/testmiljoe/priser", summary="Prislisten")
    def prices(kalder: Kaldt) -> m.Prisliste:
        del kalder
        return m.to_prisliste(regnskab.prisliste)

    @app.get(
        "/ordrer/{uuid}/tilbud",
        responses={404: described("Ingen ordre med det id, som er kalderens"), 400: described("Ordren er begyndt")},
        summary="Hvad en ordre ville koste",
    )
    def quote(kalder: Kaldt, uuid: UUID) -> m.Pristilbud:
        return m.to_tilbud(regnskab.quote(kalder, str(uuid)))

    @app.get(
        "/testmiljoe/afregning",
        response_class=Csv,
        responses={400: described("Dagene er byttet om"), 403: described("Det er en anden organisations")},
        summary="Hvad der er udført i en periode, og hvad det koster (CSV)",
    )
    def settlement(kalder: Kaldt, periode: Annotated[m.Periode, Query()]) -> Csv:
        poster = regnskab.settlement(kalder, periode.fra, periode.til, periode.organisation or "")
        return Csv(write_afregning(poster))
