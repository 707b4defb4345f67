"""Settings that may be chosen while the program runs, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import FastAPI
from pydantic import StringConstraints

from cpr_haendelser.web import indstillingsmodeller as m
from cpr_haendelser.web.noegle import Kaldt
from cpr_haendelser.web.svar import described

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_UKENDT: dict[int | str, dict[str, Any]] = {
    404: described("Der er ingen indstilling af det navn, som kan ændres, mens der køres")
}
_VALG: dict[int | str, dict[str, Any]] = {
    **_UKENDT,
    400: described("Indstillingen kan ikke have den værdi"),
    409: described("En anden har ændret den imens, eller der mangler noget for at den kan virke"),
}
Navn = Annotated[str, StringConstraints(pattern=r"^[a-z_.]{1,100}$")]
"""A setting's name, in letters alone: an address has no room for a personnummer."""


def add_indstillinger(app: FastAPI, installation: Installation) -> None:
    """The routes of settings."""
    kontor = installation.valgkontor

    @app.get("/indstillinger", summary="Indstillinger, der kan ændres, mens der køres")
    def list_all(kalder: Kaldt) -> m.Indstillinger:
        del kalder
        return m.Indstillinger(indstillinger=[m.to_indstilling(each) for each in kontor.list_all()])

    @app.get("/indstillinger/{navn}", responses=_UKENDT, summary="Én af dem")
    def find(kalder: Kaldt, navn: Navn) -> m.IndstillingSvar:
        del kalder
        return m.to_indstilling(kontor.find(navn))

    @app.put("/indstillinger/{navn}", responses=_VALG, summary="Vælger en værdi, som gælder med det samme")
    def choose(kalder: Kaldt, navn: Navn, valg: m.Valg) -> m.IndstillingSvar:
        return m.to_indstilling(kontor.choose(navn, valg.vaerdi, kalder.hvem, kalder.grund, pr=valg.pr))

    @app.delete(
        "/indstillinger/{navn}", responses=_VALG, summary="Tager valget tilbage: variabel eller fil gælder igen"
    )
    def release(kalder: Kaldt, navn: Navn) -> m.IndstillingSvar:
        return m.to_indstilling(kontor.release(navn, kalder.hvem, kalder.grund))

    @app.post("/indstillinger/{navn}/fortryd", responses=_VALG, summary="Fortryder den seneste ændring")
    def undo(kalder: Kaldt, navn: Navn) -> m.IndstillingSvar:
        return m.to_indstilling(kontor.undo(navn, kalder.hvem, kalder.grund))
