"""Logging in and out over HTTP, and one's own account: password, authenticator app, sessions, keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from fastapi import Depends, FastAPI, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, RedirectResponse, Response

from cpr_haendelser.adgang.model import as_bruger
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.konti.login import Forsoeg
from cpr_haendelser.konti.noegler import no_noegle
from cpr_haendelser.konti.sessioner import Fundet, Sessioner
from cpr_haendelser.konti.totp import make_uri
from cpr_haendelser.web import kontomodeller as m
from cpr_haendelser.web.svar import HOVEDER, described

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_SMUTVEJ = "haendelser-oidc"
"""The cookie that ties the provider's answer to the browser that asked."""
_SEKUNDER = 600
_FORSOEG: dict[int | str, dict[str, Any]] = {
    401: described("Forkert brugernavn, adgangskode eller kode; teksten siger, hvis en kode mangler"),
    429: described("For mange forsøg; `Retry-After` siger, hvor længe der ventes"),
}
_VALG: dict[int | str, dict[str, Any]] = {400: described("Det kan ikke være sådan; teksten siger hvorfor")}
_UDBYDER: dict[int | str, dict[str, Any]] = {
    400: described("Svaret hører ikke til et login, der er begyndt her"),
    401: described("Login-udbyderens svar kan ikke bruges"),
    404: described("Der er ingen login-udbyder i indstillingerne"),
    503: described("Login-udbyderen svarer ikke"),
}


def own_session(request: Request) -> Fundet:
    """The session that calls; Brugsfejl KTO-060 where it is no login that calls."""
    sessioner: Sessioner = request.app.state.sessioner
    fundet = sessioner.find(request.headers.get("authorization", "").partition(" ")[2].strip())
    if fundet is None:
        raise Brugsfejl("KTO-060", "kun den, der er logget ind, har en konto; her kaldes med en nøgle.")
    return fundet


Egen = Annotated[Fundet, Depends(own_session)]


def add_login(app: FastAPI, installation: Installation) -> None:
    """The routes of login and of one's own account."""
    app.state.sessioner = installation.konti.sessioner
    _add_local(app, installation)
    _add_oidc(app, installation)
    _add_account(app, installation)
    _add_sessions(app, installation)
    _add_keys(app, installation)


def _add_local(app: FastAPI, installation: Installation) -> None:
    konti = installation.konti

    @app.post("/login", responses=_FORSOEG, summary="Logger ind med brugernavn og adgangskode")
    def login(request: Request, forsoeg: m.Loginforsoeg) -> m.Indlogget:
        adresse = request.client.host if request.client else ""
        givet = Forsoeg(forsoeg.brugernavn, forsoeg.adgangskode, forsoeg.kode, adresse)
        return m.to_indlogget(*konti.portner.log_in(givet))


def _add_oidc(app: FastAPI, installation: Installation) -> None:
    from cpr_haendelser.konti.oidc import Begyndt, Oidc, refused

    konti, segl = installation.konti, installation.segl("oidc")

    def provider() -> Oidc:
        if konti.oidc is None:
            raise Brugsfejl("KTO-061", "der er ingen login-udbyder; log ind med POST /login.")
        return konti.oidc

    @app.get(
        "/login/oidc",
        status_code=303,
        response_class=RedirectResponse,
        responses=_UDBYDER,
        summary="Sender browseren til login-udbyderen (OpenID Connect)",
    )
    async def begin(request: Request) -> RedirectResponse:
        adresse, begyndt = await provider().begin()
        svar = RedirectResponse(adresse, 303, HOVEDER)
        sikker = request.url.scheme == "https" or installation.settings.oidc.omdirigering.startswith("https:")
        svar.set_cookie(
            _SMUTVEJ, segl.close(begyndt), _SEKUNDER, path="/login", httponly=True, samesite="lax", secure=sikker
        )
        return svar

    @app.get("/login/oidc/svar", response_model=m.Indlogget, responses=_UDBYDER, summary="Login-udbyderens svar")
    async def finish(request: Request, svar: Annotated[m.Oidcsvar, Query()]) -> JSONResponse:
        udbyder = provider()
        gemt = request.cookies.get(_SMUTVEJ, "")
        if not gemt:
            raise Brugsfejl("KTO-051", "svaret hører ikke til et login, der er begyndt her for nylig. Begynd forfra.")
        begyndt: Begyndt = segl.open(gemt, Begyndt)
        if svar.error:
            raise refused("udbyderen loggede ingen ind")
        claims = await udbyder.finish(begyndt, state=svar.state, kode=svar.code, udsteder=svar.iss)
        indlogget = m.to_indlogget(*await run_in_threadpool(konti.udefra.log_in, claims))
        givet = JSONResponse(indlogget.model_dump(mode="json"), headers=HOVEDER)
        givet.delete_cookie(_SMUTVEJ, path="/login")
        return givet


def _add_account(app: FastAPI, installation: Installation) -> None:
    konti = installation.konti

    @app.post("/logout", status_code=204, response_class=Response, summary="Logger ud")
    def logout(fundet: Egen) -> None:
        konti.sessioner.end(fundet.session.hash)

    @app.get("/mig", summary="Hvem der er logget ind, og hvad vedkommende må")
    def who(fundet: Egen) -> m.Mig:
        return m.to_mig(fundet, konti.miljoe, tofaktor=konti.brugere.has_totp(fundet.bruger))

    @app.post(
        "/mig/adgangskode",
        responses={**_VALG, 429: _FORSOEG[429], 409: described("Kontoen blev ændret imens")},
        summary="Skifter adgangskode; alle andre logins ophører",
    )
    def change(fundet: Egen, skift: m.Kodeskift) -> m.Indlogget:
        return m.to_indlogget(*konti.portner.change_password(fundet.bruger, skift.gammel, skift.ny))

    @app.post("/mig/tofaktor", responses=_VALG, summary="Laver en hemmelighed til en godkendelsesapp")
    def new_app(fundet: Egen) -> m.Apphemmelighed:
        hemmelighed = konti.portner.new_totp(fundet.bruger)
        return m.Apphemmelighed(hemmelighed=hemmelighed, uri=make_uri(hemmelighed, fundet.bruger.brugernavn))

    @app.post(
        "/mig/tofaktor/bekraeft",
        responses={**_VALG, 429: _FORSOEG[429], 409: described("Kontoen blev ændret imens")},
        summary="Tager godkendelsesappen i brug; alle andre logins ophører",
    )
    def confirm_app(fundet: Egen, givet: m.Appbekraeftelse) -> m.Indlogget:
        return m.to_indlogget(
            *konti.portner.confirm_totp(fundet.bruger, givet.adgangskode, givet.hemmelighed, givet.kode)
        )


def _add_sessions(app: FastAPI, installation: Installation) -> None:
    konti = installation.konti

    @app.get("/mig/sessioner", summary="Egne logins")
    def sessions(fundet: Egen) -> m.Sessioner:
        egne = konti.sessioner.list_all(fundet.bruger.uuid)
        return m.Sessioner(
            sessioner=[
                m.SessionSvar(
                    oprettet=each.oprettet, sidst=each.sidst, udloeber=each.udloeber,
                    denne=each.hash == fundet.session.hash,
                )
                for each in egne
            ]
        )  # fmt: skip

    @app.delete(
        "/mig/sessioner", status_code=204, response_class=Response, summary="Afslutter alle egne logins, dette med"
    )
    def end_sessions(fundet: Egen) -> None:
        konti.sessioner.end_all(fundet.bruger.uuid)


def _add_keys(app: FastAPI, installation: Installation) -> None:
    konti = installation.konti

    @app.get("/mig/noegler", summary="Egne nøgler")
    def keys(fundet: Egen) -> m.Noegler:
        return m.Noegler(noegler=[m.to_noegle(each) for each in konti.noegler.list_all(ejer=fundet.bruger.uuid)])

    @app.post("/mig/noegler", status_code=201, responses=_VALG, summary="Laver en nøgle til sig selv")
    def new_key(fundet: Egen, ny: m.NyNoegle) -> m.LavetNoegle:
        ejer = as_bruger(fundet.bruger)
        tekst, noegle = konti.noegler.create(ejer, ny.navn, ny.handlinger, ny.dage, ejer.hvem)
        return m.LavetNoegle(noegle=tekst, om=m.to_noegle(noegle))

    @app.delete(
        "/mig/noegler/{id}",
        status_code=204,
        response_class=Response,
        responses={404: described("Ingen åben nøgle med det id, som er ens egen")},
        summary="Lukker en af sine nøgler",
    )
    def close_key(fundet: Egen, id: UUID) -> None:  # noqa: A002 - its name in the address
        if konti.noegler.by_id(str(id)).ejer != fundet.bruger.uuid:
            raise no_noegle()
        konti.noegler.close(str(id), as_bruger(fundet.bruger).hvem)
