"""It-systems and their certificates over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from fastapi import FastAPI

from cpr_haendelser.adgang.model import OPERATOER, Aktoer, as_system
from cpr_haendelser.administration.dueslag import Oenske
from cpr_haendelser.administration.systemer import Udvalg, no_system
from cpr_haendelser.udlevering.kalder import Kalder, owns
from cpr_haendelser.web import aftalemodeller as m
from cpr_haendelser.web.noegle import Kaldt
from cpr_haendelser.web.svar import described

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_UKENDT: dict[int | str, dict[str, Any]] = {404: described("Intet it-system med det UUID, som kalderen kan se")}
_FEJL: dict[int | str, dict[str, Any]] = {
    400: described("Noget er forkert; teksten siger hvad"),
    409: described("Navnet eller UUID'et er taget, eller andre har ændret opsætningen imens"),
}
_CERTIFIKATFEJL: dict[int | str, dict[str, Any]] = {
    **_UKENDT,
    400: described("Certifikatet kan ikke bruges; teksten siger alt, der er galt (docs/certifikater.md)"),
    409: described("Andre har ændret opsætningen imens; prøv igen"),
}


def actor(kalder: Kalder, installation: Installation) -> Aktoer:
    """Who acts, as the desk asks it."""
    if kalder.aktoer is not None:
        return kalder.aktoer
    system = installation.bord.gaeldende().systemer.get(kalder.system.lower()) if kalder.system else None
    return as_system(system.uuid, system.navn, system.cvr) if system is not None else OPERATOER


def add_systemer(app: FastAPI, installation: Installation) -> None:
    """The routes of it-systems."""
    _add_systems(app, installation)
    _add_certificates(app, installation)
    _add_dueslag(app, installation)


def _add_systems(app: FastAPI, installation: Installation) -> None:
    kontor = installation.systemkontor

    @app.get("/systemer", summary="It-systemerne, som kalderen kan se")
    def list_all(kalder: Kaldt) -> m.Systemer:
        return m.Systemer(systemer=[m.to_system(each) for each in kontor.list_all(actor(kalder, installation))])

    @app.post("/systemer", status_code=201, responses=_FEJL, summary="Opretter et it-system")
    def create(kalder: Kaldt, oensket: m.NytSystem) -> m.System:
        valg = Udvalg(kontakt=oensket.kontakt, callbacks=tuple(oensket.callbacks))
        uuid = str(oensket.uuid or "")
        return m.to_system(kontor.create(actor(kalder, installation), oensket.navn, oensket.cvr, valg, uuid))

    @app.get("/systemer/{uuid}", responses=_UKENDT, summary="Ét it-system")
    def find(kalder: Kaldt, uuid: UUID) -> m.System:
        return m.to_system(kontor.find(actor(kalder, installation), str(uuid)))

    @app.patch("/systemer/{uuid}", responses={**_UKENDT, **_FEJL}, summary="Retter, lukker eller åbner et it-system")
    def change(kalder: Kaldt, uuid: UUID, oensket: m.RetSystem) -> m.System:
        callbacks = None if oensket.callbacks is None else tuple(oensket.callbacks)
        valg = Udvalg(oensket.navn, oensket.kontakt, callbacks, oensket.aktiv)
        return m.to_system(kontor.change(actor(kalder, installation), str(uuid), valg))


def _add_dueslag(app: FastAPI, installation: Installation) -> None:
    kontor = installation.dueslagskontor

    @app.get("/systemer/{uuid}/dueslag", responses=_UKENDT, summary="Et it-systems dueslag, som de er sat op")
    def list_all(kalder: Kaldt, uuid: UUID) -> m.AlleDueslag:
        gaeldende = installation.bord.gaeldende()
        if str(uuid) not in gaeldende.systemer or not owns(kalder, gaeldende, str(uuid)):
            raise no_system()
        egne = [each for each in gaeldende.dueslag.values() if each.system.lower() == str(uuid)]
        return m.AlleDueslag(dueslag=[m.to_dueslag(each) for each in sorted(egne, key=lambda each: each.navn)])

    @app.post(
        "/systemer/{uuid}/dueslag", status_code=201, responses={**_UKENDT, **_FEJL}, summary="Opretter et dueslag"
    )
    def create(kalder: Kaldt, uuid: UUID, oensket: m.NytDueslag) -> m.Dueslag:
        oenske = Oenske(oensket.navn, oensket.callback, oensket.filter)
        hvem, type_ = actor(kalder, installation), str(oensket.beskedtype)
        return m.to_dueslag(kontor.create(hvem, str(uuid), type_, oenske, oensket.fra))

    @app.patch("/dueslag/{uuid}", responses={**_UKENDT, **_FEJL}, summary="Retter, lukker eller åbner et dueslag")
    def change(kalder: Kaldt, uuid: UUID, oensket: m.RetDueslag) -> m.Dueslag:
        oenske = Oenske(oensket.navn, oensket.callback, oensket.filter, oensket.aktiv)
        return m.to_dueslag(kontor.change(actor(kalder, installation), str(uuid), oenske))


def _add_certificates(app: FastAPI, installation: Installation) -> None:
    kontor = installation.certifikatkontor

    @app.get("/systemer/{uuid}/certifikater", responses=_UKENDT, summary="Et it-systems certifikater")
    def list_all(kalder: Kaldt, uuid: UUID) -> m.Certifikater:
        fundne = kontor.list_all(actor(kalder, installation), str(uuid))
        return m.Certifikater(certifikater=[m.to_certifikat(each) for each in fundne])

    @app.post(
        "/systemer/{uuid}/certifikater",
        status_code=201,
        responses=_CERTIFIKATFEJL,
        summary="Tilføjer den offentlige del af et certifikat",
    )
    def add(kalder: Kaldt, uuid: UUID, oensket: m.NytCertifikat) -> m.Tilfoejet:
        data = oensket.certifikat.encode("utf-8", "replace")
        tilfoejet = kontor.add(actor(kalder, installation), str(uuid), data)
        return m.Tilfoejet(certifikat=m.to_certifikat(tilfoejet.certifikat), bemaerkninger=tilfoejet.bemaerkninger)

    @app.post(
        "/systemer/{uuid}/certifikater/fjern",
        responses=_CERTIFIKATFEJL,
        summary="Fjerner eller spærrer et certifikat: systemet kan ikke logge ind med det mere",
    )
    def remove(kalder: Kaldt, uuid: UUID, fjernelse: m.Fjernelse) -> m.Certifikat:
        hvem = actor(kalder, installation)
        return m.to_certifikat(kontor.remove(hvem, str(uuid), fjernelse.fingeraftryk, spaer=fjernelse.spaer))
