"""The snapshot over HTTP: pages of persons in XML, and a sealed mark to go on from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import FastAPI, Query

from cpr_haendelser.udlevering.snapshot import Maerke, Snapshotside
from cpr_haendelser.web import modeller
from cpr_haendelser.web.noegle import Kaldt
from cpr_haendelser.web.svar import Xml, described

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

PERSONER = "urn:cpr-haendelser:personer:1.0"
"""Namespace of the element that holds a page of persons."""

_SVAR: dict[int | str, dict[str, Any]] = {
    400: described("Et mærke, der ikke kan bruges"),
    403: described("Ingen godkendt serviceaftale med snapshot"),
    404: described("Intet åbent dueslag med det id"),
    409: described("Aftaler eller filter er ændret, siden snapshottet begyndte"),
}


def add_snapshot(app: FastAPI, installation: Installation) -> None:
    """The route of snapshots."""
    segl = installation.segl("snapshot")

    @app.get(
        "/snapshot",
        responses=_SVAR,
        response_class=Xml,
        summary="Personerne i kalderens kommuner, som de var ved et løbenummer, side for side",
    )
    def snapshot(kalder: Kaldt, oensket: Annotated[modeller.Snapshot, Query()]) -> Xml:
        if oensket.fortsaet:
            maerke: Maerke = segl.open(oensket.fortsaet, Maerke)
        else:
            maerke = installation.snapshot.begin(kalder, str(oensket.dueslag or ""))
        side = installation.snapshot.read(kalder, maerke, oensket.antal)
        return Xml(_page(side, segl.close(side.fortsaet) if side.fortsaet else ""))


def _page(side: Snapshotside, fortsaet: str) -> bytes:
    videre = f' fortsaet="{fortsaet}"' if fortsaet else ""
    start = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Personer xmlns="{PERSONER}" loebenummer="{side.loebenummer}"{videre}>'
    )
    return b"".join((start.encode(), *side.personer, b"</Personer>"))
