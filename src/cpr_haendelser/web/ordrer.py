"""Ordering over HTTP, in ExtTest: orders and their way, test persons, terms. Personnumre stand in bodies alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from fastapi import FastAPI, Query, Request
from starlette.responses import JSONResponse, Response

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.storage.ordre import Ordreart, Udfoerelsestilstand
from cpr_haendelser.testmiljoe import bestilling as rum
from cpr_haendelser.testmiljoe.bestiller import Bestiller
from cpr_haendelser.testmiljoe.handlinger import arts_in, read_handlinger
from cpr_haendelser.testmiljoe.regneark.skriv import write_regneark
from cpr_haendelser.testmiljoe.regneark.udseende import examples_of
from cpr_haendelser.testmiljoe.sendt import read_sendt
from cpr_haendelser.testmiljoe.skabelon.skriv import to_raekker, write_skabelon
from cpr_haendelser.udlevering.spor import BESKED
from cpr_haendelser.web import ordrekald as k
from cpr_haendelser.web import ordremodeller as m
from cpr_haendelser.web.modeller import Fejlsvar
from cpr_haendelser.web.noegle import Kaldt
from cpr_haendelser.web.svar import HOVEDER, Csv, Xlsx, described

if TYPE_CHECKING:
    from cpr_haendelser.app.testmiljoe import Testmiljoe
    from cpr_haendelser.udlevering.kalder import Kalder

_UKENDT: dict[int | str, dict[str, Any]] = {404: described("Ingen ordre med det id, som er kalderens")}
_AFVIST: dict[int | str, dict[str, Any]] = {
    400: {"model": m.Skabelonfejl | Fejlsvar, "description": "Fejl i skabelonen, alle på én gang; intet er bestilt"},
    413: described("Kroppen er for lang"),
}
_SKRIDT: dict[int | str, dict[str, Any]] = {
    **_UKENDT,
    400: described("Det kan ikke gøres nu; teksten siger hvorfor"),
    403: described("Kun operatøren gør det"),
    409: described("Ordren står et andet sted på sin vej"),
}


def add_ordrer(app: FastAPI, testmiljoe: Testmiljoe) -> None:
    """The routes of ordering."""
    _add_errors(app)
    _add_tables(app)
    _add_orders(app, testmiljoe)
    _add_reading(app, testmiljoe)
    _add_way(app, testmiljoe.bestiller)
    _add_persons(app, testmiljoe.bestiller)


def _add_errors(app: FastAPI) -> None:
    @app.exception_handler(rum.Skabelonfejl)
    def mistakes(_: Request, fejl: rum.Skabelonfejl) -> JSONResponse:
        return JSONResponse(m.to_skabelonfejl(fejl).model_dump(), status_code=400, headers=HOVEDER)


def _add_tables(app: FastAPI) -> None:
    @app.get("/ordrer/handlinger", summary="Hvad der kan bestilles i en slags ordre")
    def handlinger(kalder: Kaldt, valg: Annotated[k.Artvalg, Query()]) -> m.Handlinger:
        del kalder
        fundne = ((each, arts_in(each, valg.art)) for each in read_handlinger().values())
        return m.Handlinger(handlinger=[m.to_handling(each, arter) for each, arter in fundne if arter])

    @app.get("/ordrer/skabelon", response_class=Csv, summary="Den tomme bestillingstemplate (CSV)")
    def skabelon(kalder: Kaldt, valg: Annotated[k.Artvalg, Query()]) -> Csv:
        del kalder
        return Csv(write_skabelon(valg.art))

    @app.get("/ordrer/regneark", response_class=Xlsx, summary="Templaten som regneark, tom eller med eksempler")
    def regneark(kalder: Kaldt, valg: Annotated[k.Regnearksvalg, Query()]) -> Xlsx:
        del kalder
        return Xlsx(write_regneark(valg.art, examples_of(valg.art) if valg.eksempel else ()))


def _add_orders(app: FastAPI, testmiljoe: Testmiljoe) -> None:
    bestiller = testmiljoe.bestiller

    @app.get("/ordrer", summary="Kalderens ordrer, de nyeste først")
    def list_all(kalder: Kaldt, side: Annotated[k.Ordreside, Query()]) -> m.Ordrer:
        return m.Ordrer(
            ordrer=[m.to_ordre(each) for each in bestiller.list_ordrer(kalder, foer=side.foer, antal=side.antal)]
        )

    @app.post("/ordrer", status_code=201, responses={**_AFVIST, 404: _UKENDT[404]}, summary="Laver en ordre (kladde)")
    def create(kalder: Kaldt, bestilling: k.Bestilling) -> m.Ordre:
        return m.to_ordre(bestiller.create(kalder, _to_bestilling(bestilling, kalder, testmiljoe)))

    @app.get("/ordrer/{uuid}", responses=_UKENDT, summary="Én ordre, hvor langt den er, og dens forudsætninger")
    def find(kalder: Kaldt, uuid: UUID) -> m.Ordrestatus:
        ordre, antal = bestiller.find(kalder, str(uuid)), bestiller.status(kalder, str(uuid))
        return m.Ordrestatus(
            ordre=m.to_ordre(ordre),
            oenskede=bestiller.wanted(kalder, str(uuid)),
            **{each.value: antal.get(each, 0) for each in Udfoerelsestilstand},
            forudsaetninger=[m.to_forudsaetning(each) for each in bestiller.prerequisites(kalder, str(uuid))],
        )

    @app.put("/ordrer/{uuid}", responses={**_UKENDT, **_AFVIST, 409: _SKRIDT[409]}, summary="Retter en kladde")
    def change(kalder: Kaldt, uuid: UUID, bestilling: k.Bestilling) -> m.Ordre:
        return m.to_ordre(bestiller.change(kalder, str(uuid), _to_bestilling(bestilling, kalder, testmiljoe)))


def _to_bestilling(bestilling: k.Bestilling, kalder: Kalder, testmiljoe: Testmiljoe) -> rum.Bestilling:
    maader = (bestilling.linjer, bestilling.skabelon, bestilling.regneark, bestilling.gemt, bestilling.saetning)
    if sum(each is not None for each in maader) != 1:
        raise Brugsfejl("TST-057", "send netop én af `linjer`, `skabelon`, `regneark`, `gemt` og `saetning`.")
    art = bestilling.art
    if bestilling.gemt is not None:
        art, skabelon = testmiljoe.hylde.take_order(kalder, bestilling.gemt, bestilling.organisation or "")
    elif bestilling.regneark is not None:
        skabelon = bestilling.regneark
    elif bestilling.saetning is not None:
        oensker = testmiljoe.bestiller.read_wishes(bestilling.saetning)
        art, skabelon = Ordreart.REPLIKA, _to_json([{"handling": "opret_familie", **oensker}])
    elif bestilling.linjer is not None:
        skabelon = _to_json(bestilling.linjer)
    else:
        skabelon = (bestilling.skabelon or "").encode("utf-8", "replace")
    return rum.Bestilling(
        art,
        bestilling.titel,
        skabelon,
        bestilling.organisation or "",
        bestilling.myndighed or "",
        bestilling.kreds,
    )


def _to_json(linjer: list[dict[str, Any]]) -> bytes:
    return json.dumps(linjer, ensure_ascii=False).encode("utf-8", "replace")


def _add_reading(app: FastAPI, testmiljoe: Testmiljoe) -> None:
    bestiller = testmiljoe.bestiller

    @app.get(
        "/ordrer/{uuid}/skabelon",
        response_class=Response,
        responses={**_UKENDT, 200: {"content": {"application/octet-stream": {}}}},
        summary="Den udfyldte skabelon, som den kom",
    )
    def template(kalder: Kaldt, uuid: UUID) -> Response:
        return Response(bestiller.template(kalder, str(uuid)), media_type="application/octet-stream")

    @app.get("/ordrer/{uuid}/regneark", response_class=Xlsx, responses=_UKENDT, summary="Ordrens linjer som regneark")
    def workbook(kalder: Kaldt, uuid: UUID) -> Xlsx:
        ordre, linjer = bestiller.find(kalder, str(uuid)), bestiller.all_lines(kalder, str(uuid))
        return Xlsx(write_regneark(ordre.art, to_raekker(linjer)))

    @app.get("/ordrer/{uuid}/udfoerelser", responses=_UKENDT, summary="Hvad ordren planlagde, og hvad der kom af det")
    def executions(kalder: Kaldt, uuid: UUID, side: Annotated[k.Linjeside, Query()]) -> m.Udfoerelser:
        fundne = bestiller.executions(kalder, str(uuid), efter=side.efter, antal=side.antal)
        return m.Udfoerelser(udfoerelser=[m.to_udfoerelse(each) for each in fundne])

    @app.get("/ordrer/{uuid}/visning", responses=_SKRIDT, summary="Hvad ordren ville give, før den sendes")
    def preview(kalder: Kaldt, uuid: UUID) -> m.Visning:
        return m.to_visning(bestiller.look(kalder, str(uuid)))

    @app.get("/ordrer/{uuid}/sendt", responses=_UKENDT, summary="Hvad ordren sendte, til hvem, og hvor det er uenigt")
    def sent(kalder: Kaldt, uuid: UUID, side: Annotated[k.Planside, Query()]) -> m.Sendte:
        ordre = bestiller.find(kalder, str(uuid))
        sendte, naeste = read_sendt(
            testmiljoe.lager, testmiljoe.ordrelager, ordre.uuid, efter=side.efter, antal=side.antal
        )
        bestiller.note(kalder, ordre, BESKED, ((each.udfoerelse.pnr, each.haendelse.loebenummer) for each in sendte))
        hvem = testmiljoe.receivers(ordre.ejer, [each.haendelse for each in sendte])
        return m.Sendte(beskeder=[m.to_sendt(each, hvem[each.haendelse.loebenummer]) for each in sendte], naeste=naeste)


def _add_way(app: FastAPI, bestiller: Bestiller) -> None:
    @app.post("/ordrer/{uuid}/skridt", responses=_SKRIDT, summary="Tager et skridt på ordrens vej")
    def take(kalder: Kaldt, uuid: UUID, skridt: k.Skridt) -> m.Ordre:
        return m.to_ordre(
            bestiller.take(kalder, str(uuid), skridt.skridt, skridt.grund, bekraeftet=skridt.bekraeft_forskelle)
        )

    @app.get("/ordrer/{uuid}/traad", responses=_UKENDT, summary="Ordrens tråd")
    def thread(kalder: Kaldt, uuid: UUID) -> m.Traad:
        return m.Traad(indlaeg=[m.Indlaeg(**each._asdict()) for each in bestiller.thread(kalder, str(uuid))])

    @app.post("/ordrer/{uuid}/traad", status_code=201, responses=_UKENDT, summary="Skriver i ordrens tråd")
    def say(kalder: Kaldt, uuid: UUID, ord_: k.Ord) -> m.Traad:
        bestiller.say(kalder, str(uuid), ord_.tekst)
        return thread(kalder, uuid)


def _add_persons(app: FastAPI, bestiller: Bestiller) -> None:
    @app.post("/testpersoner/soegning", summary="Testpersoner, som kalderen må kende")
    def persons(kalder: Kaldt, soegning: k.Personsoegning) -> m.Personer:
        fundne = bestiller.persons(
            kalder,
            soegning.organisation or "",
            slags=soegning.slags,
            gruppe=soegning.gruppe,
            efter=int(soegning.efter or 0),
            antal=soegning.antal,
        )
        i_replika = bestiller.in_replika(fundne)
        return m.Personer(personer=[m.to_person(each, i_replika) for each in fundne])

    @app.post(
        "/testpersoner/deling",
        responses={400: described("Ukendt person eller organisation"), 403: described("Personen er en andens")},
        summary="Deler en egen person med netop de nævnte organisationer",
    )
    def share(kalder: Kaldt, deling: k.Deling) -> m.Person:
        [delt] = bestiller.share(kalder, [int(deling.personnummer)], deling.med)
        return m.to_person(delt, bestiller.in_replika([delt]))

    @app.post("/testmiljoe/vilkaar", summary="Accepterer vilkårene for testmiljøet")
    def accept(kalder: Kaldt, vilkaar: k.Vilkaar) -> m.Accepteret:
        return m.Accepteret(version=bestiller.accept_terms(kalder, vilkaar.organisation or ""))
