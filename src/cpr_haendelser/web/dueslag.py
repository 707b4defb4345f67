"""Dueslag over HTTP: how it goes with one, what is in it, why, and what is done with it by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from fastapi import FastAPI, Path, Query
from starlette.responses import Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.storage.lager import STOERSTE
from cpr_haendelser.udlevering.betjening import KAN_FLYTTES, KAN_FRIGIVES
from cpr_haendelser.udlevering.kalder import Kalder, check_reason
from cpr_haendelser.web import dueslagskald as k
from cpr_haendelser.web import dueslagsmodeller as m
from cpr_haendelser.web.noegle import Kaldt
from cpr_haendelser.web.svar import described

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_UKENDT: dict[int | str, dict[str, Any]] = {404: described("Intet dueslag med det UUID, som er kalderens")}
_FEJL: dict[int | str, dict[str, Any]] = {**_UKENDT, 400: described("Der er ikke sagt, hvad det er; intet er ændret")}
_AFSPIL: dict[int | str, dict[str, Any]] = {
    **_UKENDT,
    400: described("Der er ikke sagt, hvad det er, eller dueslaget er lukket eller uden aftale; intet er afspillet"),
}
Nummer = Annotated[int, Path(ge=1, le=STOERSTE)]


def add_dueslag(app: FastAPI, installation: Installation) -> None:
    """The routes; who may is the door keeper's to know."""
    _add_reading(app, installation)
    _add_explanation(app, installation)
    _add_doing(app, installation)
    _add_replay(app, installation)


def _add_reading(app: FastAPI, installation: Installation) -> None:
    betjening, samlekode = installation.betjening, installation.settings.samlekode

    @app.get("/dueslag/{uuid}", responses=_UKENDT, summary="Hvordan det går et dueslag")
    def look(kalder: Kaldt, uuid: UUID) -> m.Dueslag:
        return m.to_linje(betjening.look(kalder, str(uuid)))

    @app.get("/dueslag/{uuid}/forsendelser", responses=_FEJL, summary="Hvad der ligger i et dueslag, uden personer")
    def read(kalder: Kaldt, uuid: UUID, side: Annotated[k.Forsendelsesside, Query()]) -> m.Forsendelser:
        tilstande = k.to_tilstande(side)
        fundne = betjening.read_side(kalder, str(uuid), tilstande, efter=side.efter, antal=side.antal)
        return m.Forsendelser(forsendelser=[m.to_forsendelse(*each, samlekode) for each in fundne])

    @app.get("/dueslag/{uuid}/leveringer", responses=_UKENDT, summary="Hvad et dueslag har fået, uden personer")
    def delivered(kalder: Kaldt, uuid: UUID, side: Annotated[k.Leveringsside, Query()]) -> m.Leveringer:
        fundne = betjening.read_leverede(kalder, str(uuid), efter=side.efter, antal=side.antal)
        return m.Leveringer(leveringer=[m.to_levering(*each, samlekode) for each in fundne])

    @app.get("/indgreb", summary="Hvad der er gjort med kalderens dueslag i hånden, og hvad aftaler har tilbageholdt")
    def done(kalder: Kaldt, side: Annotated[k.Indgrebsside, Query()]) -> m.Indgrebene:
        fundne = betjening.read_indgreb(kalder, efter=side.efter, antal=side.antal)
        return m.Indgrebene(indgreb=[m.to_indgreb(*each) for each in fundne])


def _add_explanation(app: FastAPI, installation: Installation) -> None:
    @app.get(
        "/dueslag/{uuid}/forklaring/{loebenummer}",
        responses={404: described("Intet dueslag eller ingen hændelse, som kalderen kan se")},
        summary="Hvorfor en hændelse er eller ikke er til et dueslag, trin for trin",
    )
    def explain(kalder: Kaldt, uuid: UUID, loebenummer: Nummer) -> m.Forklaring:
        forklaring = installation.betjening.explain(kalder, str(uuid), loebenummer)
        return m.to_forklaring(forklaring, installation.settings.samlekode, maskeret=kalder.maskeret)

    @app.post(
        "/dueslag/{uuid}/filterproeve",
        responses={**_UKENDT, 400: described("Filteret kan ikke læses; teksten siger hvor og hvorfor")},
        summary="Hvad et filter ville lukke igennem til dueslaget af de nyeste hændelser; intet gemmes",
    )
    def attempt(kalder: Kaldt, uuid: UUID, proeve: k.Filterproeve) -> m.Filterudfald:
        dueslag = installation.betjening.find(kalder, str(uuid))
        udfald = installation.filterproeve.attempt(kalder, dueslag._replace(filter=proeve.filter))
        return m.to_udfald(udfald, installation.settings.samlekode)


def _add_doing(app: FastAPI, installation: Installation) -> None:
    betjening, miljoe = installation.betjening, Miljoe(installation.settings.environment)

    def find(kalder: Kalder, uuid: UUID) -> str:
        fundet = betjening.find(kalder, str(uuid)).uuid
        check_reason(kalder, Handling.DUESLAG_RET, miljoe)
        return fundet

    @app.post(
        "/dueslag/{uuid}/stop", status_code=204, response_class=Response, responses=_UKENDT,
        summary="Standser et dueslag: intet sendes, til det startes igen",
    )  # fmt: skip
    def stop(kalder: Kaldt, uuid: UUID) -> None:
        betjening.stop(kalder, find(kalder, uuid))

    @app.post(
        "/dueslag/{uuid}/start", status_code=204, response_class=Response, responses=_UKENDT,
        summary="Starter et dueslag, der er standset eller venter på sin modtager",
    )  # fmt: skip
    def start(kalder: Kaldt, uuid: UUID) -> None:
        betjening.start(kalder, find(kalder, uuid))

    @app.post("/dueslag/{uuid}/frigiv", responses=_FEJL, summary="Frigiver det, der er parkeret eller i fejlkøen")
    def release(kalder: Kaldt, uuid: UUID, valg: k.Valg) -> m.Gjort:
        ment = k.to_valg(valg, KAN_FRIGIVES)
        return m.Gjort(**betjening.release(kalder, find(kalder, uuid), ment, _silent)._asdict())

    @app.post("/dueslag/{uuid}/fejlkoe", responses=_FEJL, summary="Flytter forsendelser til fejlkøen")
    def move(kalder: Kaldt, uuid: UUID, valg: k.Valg) -> m.Gjort:
        ment = k.to_valg(valg, KAN_FLYTTES)
        return m.Gjort(**betjening.move_to_fejlkoe(kalder, find(kalder, uuid), ment, _silent)._asdict())


def _add_replay(app: FastAPI, installation: Installation) -> None:
    afspiller, miljoe = installation.afspiller, Miljoe(installation.settings.environment)

    @app.post("/dueslag/{uuid}/afspil", responses=_AFSPIL, summary="Sender hændelser igen, eller tæller dem (`proev`)")
    def replay(kalder: Kaldt, uuid: UUID, oensket: k.Afspilning) -> m.Afspillet:
        oenske = k.to_oenske(oensket, installation.settings.samlekode)
        if oensket.personnummer:
            installation.vagt.check_tekst("opslaget", oensket.personnummer)
        fundet = installation.betjening.find(kalder, str(uuid)).uuid
        if oenske.pnr or not oensket.proev:
            check_reason(kalder, Handling.DUESLAG_AFSPIL, miljoe)
        do = afspiller.count if oensket.proev else afspiller.replay
        return m.Afspillet(**do(kalder, fundet, oenske, _silent)._asdict())


def _silent(_hvad: str, _antal: int, _ialt: int) -> None:
    """Nobody looks on."""
