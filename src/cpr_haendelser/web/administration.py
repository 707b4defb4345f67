"""Organisations, users and keys over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from fastapi import FastAPI
from starlette.responses import Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.model import as_system
from cpr_haendelser.aftaler.model import Organisation
from cpr_haendelser.konti import brugere as rum
from cpr_haendelser.konti.noegler import no_noegle
from cpr_haendelser.udlevering.kalder import check_own, find_kalder
from cpr_haendelser.web import kontomodeller as m
from cpr_haendelser.web.noegle import Kaldt
from cpr_haendelser.web.svar import described

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_VALG: dict[int | str, dict[str, Any]] = {400: described("Det kan ikke være sådan; teksten siger hvorfor")}
_UKENDT: dict[int | str, dict[str, Any]] = {404: described("Der er ingen, som kalderen må kende")}
_TAGET: dict[int | str, dict[str, Any]] = {409: described("Der er allerede en af det navn eller nummer")}


def add_administration(app: FastAPI, installation: Installation) -> None:
    """The routes of administration."""
    _add_organisations(app, installation)
    _add_users(app, installation)
    _add_user_steps(app, installation)
    _add_keys(app, installation)


def _add_organisations(app: FastAPI, installation: Installation) -> None:
    organisationer = installation.konti.organisationer

    @app.get("/organisationer", summary="Organisationerne")
    def list_all(kalder: Kaldt) -> m.Organisationer:
        del kalder
        return m.Organisationer(organisationer=[m.to_organisation(each) for each in organisationer.list_all()])

    @app.post("/organisationer", status_code=201, responses={**_VALG, **_TAGET}, summary="Opretter en organisation")
    def create(kalder: Kaldt, ny: m.NyOrganisation) -> m.OrganisationSvar:
        oensket = Organisation(ny.cvr, ny.navn, str(ny.uuid or ""), myndighed=ny.myndighed, leverandoer=ny.leverandoer)
        check_own(kalder, Handling.ORGANISATION_RET, ny.cvr)
        return m.to_organisation(organisationer.create(oensket, kalder.hvem))

    @app.post("/organisationer/kommuner", summary="Opretter de kommuner, der ikke er der, og Christiansø")
    def load(kalder: Kaldt) -> m.Indlaest:
        return m.Indlaest(**organisationer.load_kommuner(kalder.hvem)._asdict())

    @app.get("/organisationer/{cvr}", responses=_UKENDT, summary="Én organisation, ved CVR-nummer eller UUID")
    def find(kalder: Kaldt, cvr: m.Organisationsnoegle) -> m.OrganisationSvar:
        del kalder
        return m.to_organisation(organisationer.find(cvr))

    @app.patch("/organisationer/{cvr}", responses={**_VALG, **_UKENDT}, summary="Retter eller lukker en organisation")
    def change(kalder: Kaldt, cvr: m.Organisationsnoegle, nyt: m.OrganisationAendring) -> m.OrganisationSvar:
        check_own(kalder, Handling.ORGANISATION_RET, organisationer.find(cvr).cvr)
        return m.to_organisation(organisationer.change(cvr, kalder.hvem, **nyt.model_dump()))


def _add_users(app: FastAPI, installation: Installation) -> None:
    brugere = installation.konti.brugere

    @app.get("/brugere", summary="Brugerne")
    def list_all(kalder: Kaldt) -> m.Brugere:
        return m.Brugere(brugere=[m.to_bruger(each) for each in brugere.list_all(kalder.organisation)])

    @app.post("/brugere", status_code=201, responses={**_VALG, **_TAGET}, summary="Opretter en bruger")
    def create(kalder: Kaldt, ny: m.NyBruger) -> m.OprettetBruger:
        oensket = rum.NyBruger(ny.brugernavn.lower(), ny.navn, ny.mail, ny.organisation, m.to_roller(ny.roller))
        check_own(kalder, Handling.BRUGER_RET, ny.organisation)
        return _to_oprettet(brugere.create(oensket, kalder.hvem))

    @app.get("/brugere/{brugernavn}", responses=_UKENDT, summary="Én bruger, ved brugernavn eller UUID")
    def find(kalder: Kaldt, brugernavn: m.Brugernavn) -> m.BrugerSvar:
        return m.to_bruger(brugere.find(brugernavn, kalder.organisation))

    @app.patch(
        "/brugere/{brugernavn}",
        responses={**_VALG, **_UKENDT},
        summary="Retter en bruger, giver og tager roller, lukker og åbner; dens logins ophører",
    )
    def change(kalder: Kaldt, brugernavn: m.Brugernavn, nyt: m.BrugerAendring) -> m.BrugerSvar:
        bruger = brugere.find(brugernavn, kalder.organisation)
        roller = None if nyt.roller is None else m.to_roller(nyt.roller)
        return m.to_bruger(
            brugere.change(bruger.uuid, kalder.hvem, fulde_navn=nyt.navn, mail=nyt.mail, roller=roller, aktiv=nyt.aktiv)
        )


def _add_user_steps(app: FastAPI, installation: Installation) -> None:
    brugere = installation.konti.brugere

    @app.post(
        "/brugere/{brugernavn}/foerstegangskode",
        responses=_UKENDT,
        summary="En ny førstegangskode; logins ophører, nøgler lukkes",
    )
    def reset(kalder: Kaldt, brugernavn: m.Brugernavn) -> m.OprettetBruger:
        return _to_oprettet(brugere.reset(brugere.find(brugernavn, kalder.organisation).uuid, kalder.hvem))

    @app.delete(
        "/brugere/{brugernavn}/tofaktor",
        status_code=204,
        response_class=Response,
        responses=_UKENDT,
        summary="Fjerner en brugers godkendelsesapp; logins ophører",
    )
    def remove_app(kalder: Kaldt, brugernavn: m.Brugernavn) -> None:
        brugere.remove_totp(brugere.find(brugernavn, kalder.organisation).uuid, kalder.hvem)


def _add_keys(app: FastAPI, installation: Installation) -> None:
    noegler, bord = installation.konti.noegler, installation.bord

    @app.get("/noegler", summary="Nøgler til it-systemer og brugere")
    def list_all(kalder: Kaldt) -> m.Noegler:
        return m.Noegler(noegler=[m.to_noegle(each) for each in noegler.list_all(kalder.organisation)])

    @app.post("/noegler", status_code=201, responses=_VALG, summary="Laver en nøgle til et it-system")
    def create(kalder: Kaldt, ny: m.NySystemnoegle) -> m.LavetNoegle:
        system = bord.gaeldende().systemer[find_kalder(bord, ny.system, kalder).system.lower()]
        ejer = as_system(system.uuid.lower(), system.navn, system.cvr)
        tekst, noegle = noegler.create(ejer, ny.navn, ny.handlinger, ny.dage, kalder.hvem)
        return m.LavetNoegle(noegle=tekst, om=m.to_noegle(noegle))

    @app.delete("/noegler/{id}", status_code=204, response_class=Response, responses=_UKENDT, summary="Lukker en nøgle")
    def close(kalder: Kaldt, id: UUID) -> None:  # noqa: A002 - its name in the address
        fundet = noegler.by_id(str(id))
        if kalder.organisation and noegler.cvr_of(fundet) != kalder.organisation:
            raise no_noegle()
        noegler.close(str(id), kalder.hvem)


def _to_oprettet(oprettet: rum.Oprettet) -> m.OprettetBruger:
    return m.OprettetBruger(
        bruger=m.to_bruger(oprettet.bruger),
        foerstegangskode=oprettet.foerstegangskode,
        udloeber=oprettet.udloeber,
        lukkede_noegler=oprettet.lukkede_noegler,
    )
