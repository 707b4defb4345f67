"""Logging in and out, a new password, and the choice of language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.kald import SESSION, SPROGVALG
from cpr_haendelser.konsol.side import Adgang, Besoeg, Side, draw
from cpr_haendelser.konsol.skema import Skema
from cpr_haendelser.konsol.sprog import SPROG
from cpr_haendelser.konsol.vogter import back_to
from cpr_haendelser.konti.adgangskode import KORTEST
from cpr_haendelser.konti.login import Forsoeg
from cpr_haendelser.konti.sessioner import Mangler
from cpr_haendelser.web.svar import STATUS

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation

_AAR = 365 * 24 * 3600
_STEDER = {"KTO-005": "gammel", "KTO-006": "ny", "KTO-010": "ny", "KTO-011": "ny", "KTO-012": "ny", "KON-003": "igen"}
"""The field that each refusal of a new password is about."""
_TOMME = dict.fromkeys(("gammel", "ny", "igen"), "")
"""What is shown again of them: nothing."""


def pages(installation: Installation) -> tuple[Side, ...]:
    """The pages of one's own account."""
    konto = _Konto(installation)
    return (
        Side("GET", "/login", Adgang.AABEN, konto.show_login),
        Side("POST", "/login", Adgang.AABEN, konto.log_in),
        Side("POST", "/logout", Adgang.UFAERDIG, konto.log_out),
        Side("GET", "/adgangskode", Adgang.UFAERDIG, konto.show_password),
        Side("POST", "/adgangskode", Adgang.UFAERDIG, konto.change_password),
        Side("GET", "/sprog/{valgt}", Adgang.AABEN, _choose_language),
    )


class _Konto:
    def __init__(self, installation: Installation) -> None:
        self._konti = installation.konti

    def show_login(self, besoeg: Besoeg) -> Response:
        if besoeg.kald.fundet is not None:
            return RedirectResponse(ROD, 303)
        return self._draw_login(besoeg, 200, besoeg.request.query_params.get("til", ""), "", None)

    def _draw_login(self, besoeg: Besoeg, status: int, til: str, brugernavn: str, fejl: Brugsfejl | None) -> Response:
        return draw(
            besoeg.kald, "login", status,
            til=til,
            fejl=fejl,
            brugernavn=brugernavn,
            begyndt=self._konti.is_begun,
        )  # fmt: skip

    def log_in(self, besoeg: Besoeg) -> Response:
        felter, request = besoeg.felter, besoeg.request
        if besoeg.kald.fundet is not None:
            # From another tab, or sent twice: whoever it is stays who it is, and nothing is tried.
            return RedirectResponse(back_to(felter.get("til", "")), 303)
        adresse = request.client.host if request.client else ""
        brugernavn = felter.get("brugernavn", "").strip()
        forsoeg = Forsoeg(brugernavn, felter.get("adgangskode", ""), felter.get("kode", "").strip(), adresse)
        try:
            maerke, _ = self._konti.portner.log_in(forsoeg)
        except Brugsfejl as fejl:
            return self._draw_login(besoeg, STATUS.get(fejl.kode, 400), felter.get("til", ""), brugernavn, fejl)
        return enter(besoeg, maerke, back_to(felter.get("til", "")))

    def log_out(self, besoeg: Besoeg) -> Response:
        if besoeg.kald.fundet is not None:
            self._konti.sessioner.end(besoeg.kald.fundet.session.hash)
        svar = RedirectResponse(f"{ROD}/login", 303)
        svar.delete_cookie(SESSION, path=ROD)
        return svar

    def show_password(self, besoeg: Besoeg) -> Response:
        return self._draw_password(besoeg, 200, None)

    @staticmethod
    def _draw_password(besoeg: Besoeg, status: int, fejl: Brugsfejl | None) -> Response:
        foerste = besoeg.kald.mangler is Mangler.ADGANGSKODE
        skema = Skema(_TOMME, fejl, _STEDER)
        return draw(besoeg.kald, "adgangskode", status, skema=skema, foerste=foerste, laengde=KORTEST)

    def change_password(self, besoeg: Besoeg) -> Response:
        felter, fundet = besoeg.felter, besoeg.kald.fundet
        if fundet is None:
            raise AssertionError("the keeper lets nobody in here")
        ny = felter.get("ny", "")
        try:
            _check_alike(ny, felter.get("igen", ""))
            maerke, _ = self._konti.portner.change_password(fundet.bruger, felter.get("gammel", ""), ny)
        except Brugsfejl as fejl:
            return self._draw_password(besoeg, STATUS.get(fejl.kode, 400), fejl)
        return enter(besoeg, maerke, f"{ROD}?adgangskode=valgt")


def _check_alike(ny: str, igen: str) -> None:
    if ny != igen:
        raise Brugsfejl("KON-003", "de to nye adgangskoder er ikke ens. Intet er ændret.")


def enter(besoeg: Besoeg, maerke: str, til: str) -> Response:
    """A new session in its cookie, and on to a page of our own."""
    svar = RedirectResponse(til, 303)
    sikker = besoeg.request.url.scheme == "https"
    svar.set_cookie(SESSION, maerke, path=ROD, httponly=True, samesite="lax", secure=sikker)
    return svar


def _choose_language(besoeg: Besoeg) -> Response:
    valgt = besoeg.request.path_params["valgt"]
    svar = RedirectResponse(back_to(besoeg.request.query_params.get("til", "")), 303)
    if valgt in SPROG:
        svar.set_cookie(SPROGVALG, valgt, _AAR, path=ROD, httponly=True, samesite="lax")
    return svar
