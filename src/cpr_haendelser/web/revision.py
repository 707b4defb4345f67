"""The audit over HTTP: its state, questions, its check and the export. Personnumre stand in bodies alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import FastAPI, Query
from starlette.responses import StreamingResponse

from cpr_haendelser.app.revision import find_noegle
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.revision import eksport, kontrol, svar
from cpr_haendelser.revision.segl import read_segl
from cpr_haendelser.revision.tegn import to_hex
from cpr_haendelser.revision.underskrift import find_kaede, last_segl
from cpr_haendelser.revision.visning import KOLONNER, to_row
from cpr_haendelser.web import revisionsmodeller as m
from cpr_haendelser.web.noegle import Kaldt
from cpr_haendelser.web.svar import described

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation
    from cpr_haendelser.revision.post import Led

_SOEGFEJL: dict[int | str, dict[str, Any]] = {400: described("Ikke netop ét spørgsmål, eller et ukendt sted")}
_KONTROLFEJL: dict[int | str, dict[str, Any]] = {400: described("Hovedet eller nøglen kan ikke læses")}
_UDSKRIFT: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/jsonl": {}, "text/csv": {}}},
    400: described("Et maskeret spor kan kun skrives som csv, eller nøglen kan ikke læses"),
}


def add_revision(app: FastAPI, installation: Installation) -> None:
    """The routes of the audit."""
    bog, laeser = installation.postrum, installation.revisionslaeser

    @app.get("/revision", summary="Hvor langt revisionssporet er")
    def state(kalder: Kaldt) -> m.Revisionsstand:
        del kalder
        hoved, sidst = bog.revisionshoved(), last_segl(bog)
        return m.Revisionsstand(
            kaede=find_kaede(bog),
            nr=hoved.nr,
            tidspunkt=hoved.tidspunkt,
            hash=to_hex(hoved.hash),
            bortfaldet_til=bog.revisionsbegyndelse().hoved.nr,
            underskrevet_led=sidst[1].nr if sidst else None,
            underskrevet_tid=sidst[0] if sidst else None,
        )

    @app.post("/revision/soegning", responses=_SOEGFEJL, summary="Hvem der har fået, set og ændret hvad")
    def ask(kalder: Kaldt, soegning: m.Revisionssoegning) -> m.Revisionsside:
        if soegning.personnummer:
            installation.vagt.check_tekst("søgningen", soegning.personnummer)
        efter = svar.read_sted(soegning.efter) if soegning.efter else svar.START
        side = laeser.ask(kalder, m.to_spoergsmaal(soegning), efter=efter, antal=soegning.antal)
        return m.to_side(side, maskeret=kalder.maskeret)

    @app.post("/revision/kontrol", responses=_KONTROLFEJL, summary="Kontrollerer hele sporet")
    def check(kalder: Kaldt, oenske: m.Kontroloenske) -> m.Kontrol:
        del kalder
        noegle = find_noegle(installation.settings)
        segl = read_segl(oenske.hoved) if oenske.hoved else None
        return m.to_kontrol(kontrol.check(bog, noegle.offentlig if noegle else None, segl))

    @app.get(
        "/revision/eksport",
        responses=_UDSKRIFT,
        response_class=StreamingResponse,
        summary="Sporet til en tilsynsmyndighed",
    )
    def export(kalder: Kaldt, tid: Annotated[m.Tidsrum, Query()]) -> StreamingResponse:
        if kalder.maskeret and tid.form != "csv":
            raise Brugsfejl("REV-011", "et maskeret led kan ikke kontrolleres; bed om `form=csv`.")
        udsnit = eksport.choose(bog, installation.settings.environment, m.to_tid(tid.fra), m.to_tid(tid.til))
        noegle = find_noegle(installation.settings)
        led = laeser.export(kalder, efter=udsnit.fra.nr, til=udsnit.til.nr)
        if tid.form == "csv":
            return StreamingResponse(write_rows(led, maskeret=kalder.maskeret), media_type="text/csv; charset=utf-8")
        segl = noegle.sign(udsnit.kaede, udsnit.til) if noegle and udsnit.til.nr else None
        return StreamingResponse(eksport.write_lines(udsnit, led, segl), media_type="application/jsonl")


def write_rows(alle: Iterator[Led], *, maskeret: bool) -> Iterator[str]:
    """The posts of links as CSV, a link at a time."""
    ud = io.StringIO()
    rows = csv.writer(ud, delimiter=";", lineterminator="\n")
    rows.writerow(KOLONNER)
    for led in alle:
        rows.writerows(to_row(linje, maskeret=maskeret) for linje in svar.read_linjer(led))
        yield ud.getvalue()
        ud.seek(0)
        ud.truncate()
    yield ud.getvalue()
