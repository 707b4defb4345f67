"""Templates put aside, over HTTP. Their names stand in bodies alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import FastAPI, Query

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.web import gemtemodeller as m
from cpr_haendelser.web import ordremodeller
from cpr_haendelser.web.modeller import Fejlsvar
from cpr_haendelser.web.noegle import Kaldt
from cpr_haendelser.web.svar import described

if TYPE_CHECKING:
    from cpr_haendelser.testmiljoe.hylde import Hylde

_AFVIST: dict[int | str, dict[str, Any]] = {
    400: {
        "model": ordremodeller.Skabelonfejl | Fejlsvar,
        "description": "Fejl i skabelonen eller navnet; intet er gemt",
    },
    403: described("Det er en anden organisations"),
}
_UKENDT: dict[int | str, dict[str, Any]] = {404: described("Ingen gemt skabelon af det navn")}


def add_gemte(app: FastAPI, hylde: Hylde) -> None:
    """The routes of templates put aside."""

    @app.get("/skabeloner", summary="Organisationens gemte skabeloner, den nyeste version af hver")
    def list_all(kalder: Kaldt, hvis: Annotated[m.Hvis, Query()]) -> m.Gemte:
        fundne = hylde.list_skabeloner(kalder, hvis.organisation or "")
        return m.Gemte(skabeloner=[m.to_gemt(each) for each in fundne])

    @app.post(
        "/skabeloner",
        status_code=201,
        responses=_AFVIST,
        summary="Gemmer en udfyldt skabelon, eller personer, som de er",
    )
    def save(kalder: Kaldt, ny: m.NyGemt) -> m.Gemt:
        if sum(each is not None for each in (ny.linjer, ny.skabelon, ny.regneark, ny.personer)) != 1:
            raise Brugsfejl("TST-094", "send netop én af `linjer`, `skabelon`, `regneark` og `personer`.")
        organisation = ny.organisation or ""
        if ny.personer is not None:
            return m.to_gemt(hylde.save_persons(kalder, ny.navn, list(map(int, ny.personer)), organisation))
        if ny.regneark is not None:
            return m.to_gemt(hylde.save_order(kalder, ny.navn, ny.art, ny.regneark, organisation))
        tekst = ny.skabelon if ny.skabelon is not None else json.dumps(ny.linjer, ensure_ascii=False)
        return m.to_gemt(hylde.save_order(kalder, ny.navn, ny.art, tekst.encode("utf-8", "replace"), organisation))

    @app.post("/skabeloner/indhold", responses=_UKENDT, summary="En gemt skabelon til en ordre, som den blev gemt")
    def content(kalder: Kaldt, gemt: m.Navngivet) -> m.Indhold:
        art, indhold = hylde.show_order(kalder, gemt.navn, gemt.organisation or "")
        return m.Indhold(art=art, skabelon=indhold.decode("utf-8", "replace"))

    @app.post("/skabeloner/glem", responses=_UKENDT, summary="Fjerner en gemt skabelon, alle dens versioner")
    def forget(kalder: Kaldt, gemt: m.Navngivet) -> m.Glemt:
        hylde.forget(kalder, gemt.navn, gemt.organisation or "")
        return m.Glemt(glemt=True)
