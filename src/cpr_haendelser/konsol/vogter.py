"""The keeper of the pages: who calls, whether a form is our own, and what every answer carries."""

from __future__ import annotations

import hmac
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, unquote_plus, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from cpr_haendelser.adgang.afvisning import refuse
from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.maa import Hvorfor
from cpr_haendelser.cpr.fritekst import holds_number
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.fejl import Brugsfejl, Fejl
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.formular import TOM, Formular, read_form
from cpr_haendelser.konsol.kald import SESSION, Kald, chosen_language
from cpr_haendelser.konsol.noedside import last_resort
from cpr_haendelser.konsol.side import KORT, Adgang, Besoeg, Side, Vis, draw
from cpr_haendelser.konsol.udkast import Udkast
from cpr_haendelser.konti.fritekst import check_grund
from cpr_haendelser.konti.sessioner import Mangler
from cpr_haendelser.web.svar import STATUS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request

    from cpr_haendelser.app import Installation

HOVEDER = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self';"
    " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_STATUS = {
    **STATUS,
    "WEB-404": 404,
    "FIL-020": 404,
    "FOR-002": 404,
    "OPS-002": 404,
    "ORD-002": 404,
    "UDL-002": 404,
    "KON-001": 403,
    "KON-002": 401,
    "KON-010": 503,
    "KON-011": 404,
    "KON-012": 403,
}
"""The HTTP status of refusals that are not 400."""
_UDENFOR = {
    405: Brugsfejl("WEB-405", "adressen kan ikke kaldes på den måde. Intet er ændret."),
    500: Brugsfejl("WEB-500", "der skete en fejl i programmet; den står i dets log. Intet er ændret."),
}
_SKIFT = {Mangler.ADGANGSKODE: f"{ROD}/adgangskode", Mangler.TOFAKTOR: f"{ROD}/tofaktor"}
_VEJE = {"kort": f"{ROD}/kom-godt-i-gang/kort#naeste"}
"""Where a form leads back to that was opened from a way of Kom godt i gang."""
_STITEGN = "/:@!$&'()*+,;=~"
"""What stands in a path as it is (RFC 3986, section 3.3)."""
_AFKODNINGER = 4
"""So often an address is decoded when it is searched: one that is carried on in another is encoded once more."""


class Sidevogter:
    """Lets a call in to a page, or says why not."""

    def __init__(self, installation: Installation) -> None:
        self._konti, self._postrum = installation.konti, installation.postrum
        self._miljoe, self._udkast = Miljoe(installation.settings.environment), Udkast(installation)

    def guard(self, side: Side) -> Callable[[Request], Awaitable[Response]]:
        """What answers calls to a page."""

        async def answer(request: Request) -> Response:
            kald = Kald(self._miljoe, chosen_language(request))
            try:
                _check_address(request)
                kald = await run_in_threadpool(self._recognise, request)
                svar = await self._answer(request, kald, side)
            except Fejl as fejl:
                svar = self._tell(request, kald, fejl)
            svar.headers.update(HOVEDER)
            return svar

        return answer

    def _tell(self, request: Request, kald: Kald, fejl: Fejl) -> Response:
        """A refusal; whoever was logged out meanwhile logs in there, and comes back to the page with the form."""
        status = _STATUS.get(fejl.kode, 400)
        if fejl.kode != "KON-002":
            return draw(kald, "fejl", status, fejl=fejl, tilbage=_came_from(request))
        til = _own_page(request)
        return draw(kald, "login", status, til=til, fejl=fejl, brugernavn="", begyndt=self._konti.is_begun)

    def broken(self, request: Request, error: Exception) -> Response:
        """What is answered where no page does: a method that none takes, or a fault, which the log tells.

        It says nothing of the call, and asks nobody who called. What cannot be drawn either is said without drawing.
        """
        status = error.status_code if isinstance(error, HTTPException) else 500
        try:
            kald, fejl = Kald(self._miljoe, chosen_language(request)), _UDENFOR.get(status, _UDENFOR[500])
            svar: Response = draw(kald, "fejl", status, fejl=fejl, tilbage=_came_from(request))
        except Exception:  # noqa: BLE001 - the fault that led here is the one that the log tells
            svar = last_resort(self._miljoe)
        svar.headers.update({**(getattr(error, "headers", None) or {}), **HOVEDER})
        return svar

    async def _answer(self, request: Request, kald: Kald, side: Side) -> Response:
        form = TOM
        if request.method == "POST":
            form = await _read(request, kald, side)
            _check_origin(request, kald, side, form.felter)
        if side.adgang is not Adgang.AABEN and kald.fundet is None:
            return _to_login(request)
        if side.adgang is not Adgang.AABEN and side.adgang is not Adgang.UFAERDIG and kald.mangler in _SKIFT:
            return RedirectResponse(_SKIFT[kald.mangler], 303)
        if side.adgang is Adgang.INDLOGGET and kald.gendannelse is not None:
            # Nobody may more than a login needs but by an action that is let through.
            raise refuse(Handling.KONTO_RET, Hvorfor.GENDANNET)
        if isinstance(side.adgang, Handling):
            grund = form.felter.get("grund", "").strip()
            check_grund(grund)
            fundet = kald.let_in(side.adgang, grund)
            if fundet is Hvorfor.GRUND:
                return draw(kald, "grund", 403, sti=request.url.path, query=request.url.query)
            if isinstance(fundet, Hvorfor):
                raise refuse(side.adgang, fundet)
            kald = replace(kald, kalder=fundet, grund=grund)
        spurgt = form.felter if request.method == "POST" else request.query_params
        kald = replace(kald, vej=spurgt.get("vej", "") if spurgt.get("vej") in _VEJE else "")
        return await self._show(side, Besoeg(request, kald, form.felter, form))

    async def _show(self, side: Side, besoeg: Besoeg) -> Response:
        """What a page answers to who was let in."""
        request, kald = besoeg.request, besoeg.kald
        if request.method != "POST":
            besoeg, afvist = self._udkast.again(besoeg)
            besoeg = besoeg._replace(fejl=afvist)
        try:
            svar = await _ask(side.vis, besoeg)
        except Fejl as fejl:
            if side.igen is None:
                raise
            return await self._show_again(side.igen, besoeg._replace(fejl=fejl))
        sendt = request.method == "POST" and isinstance(svar, RedirectResponse) and isinstance(side.adgang, Handling)
        if not (sendt and kald.vej):
            return svar
        til = on_way(svar.headers["location"], kald.vej) if side.foelges else _VEJE[kald.vej]
        return RedirectResponse(til, 303)

    async def _show_again(self, vis: Vis, besoeg: Besoeg) -> Response:
        """A form that was refused: by an address, so that Back in the browser sends nothing again, or as the answer.

        Who may not is answered: that is no mistake in the form.
        """
        kode = besoeg.fejl.kode if besoeg.fejl is not None else ""
        kept = None if kode.startswith("ADG") else self._udkast.keep_refused(besoeg)
        if kept is not None:
            til = kept.headers["location"]
            return RedirectResponse(on_way(til, besoeg.kald.vej) if besoeg.kald.vej else til, 303)
        svar = await _ask(vis, besoeg)
        svar.status_code = STATUS.get(kode, 400)
        return svar

    def _recognise(self, request: Request) -> Kald:
        maerke = request.cookies.get(SESSION, "")
        fundet = self._konti.sessioner.find(maerke) if maerke else None
        staar = self._postrum.gendannelse()
        return Kald(
            self._miljoe,
            chosen_language(request),
            fundet,
            maerke if fundet else "",
            gendannelse=staar,
            adresse=_address(request),
        )


async def _ask(vis: Vis, besoeg: Besoeg) -> Response:
    """What a page answers."""
    svar = await run_in_threadpool(vis, besoeg)
    return svar if isinstance(svar, Response) else await svar


def _address(request: Request) -> str:
    """Path and query as they were asked for, to come back to; empty: it is an answer to a form."""
    if request.method != "GET":
        return ""
    sti, spurgt = quote(request.scope["path"], safe=_STITEGN), request.url.query
    return f"{sti}?{spurgt}" if spurgt else sti


async def _read(request: Request, kald: Kald, side: Side) -> Formular:
    """The form; of somebody who is not logged in no more is read than a login is long, and then that is the refusal."""
    if kald.fundet is not None:
        return await read_form(request, side.hoejst)
    try:
        return await read_form(request, min(side.hoejst, KORT))
    except Brugsfejl:
        if side.adgang is Adgang.AABEN:
            raise
        return TOM


def _check_address(request: Request) -> None:
    """Brugsfejl KON-009 where path or query holds what looks like a personnummer, before anything is done with it."""
    if _has_number(request.scope["path"]) or _has_number(unquote_plus(request.url.query)):
        raise Brugsfejl(
            "KON-009",
            "adressen har noget, der ligner et personnummer; det må aldrig stå i en adresse, for den bliver i"
            " browserens historik. Søg efter personer på siden Personer. Intet er læst; ryd adressen af historikken.",
        )


def _has_number(tekst: str) -> bool:
    """Whether what looks like a personnummer stands in (a part of) an address, however often that is encoded."""
    for _ in range(_AFKODNINGER):
        if holds_number(tekst):
            return True
        tekst = unquote(tekst)
    return False


def _check_origin(request: Request, kald: Kald, side: Side, felter: Mapping[str, str]) -> None:
    """Brugsfejl KON-001 where another page sent the form.

    The form of a page for anybody, drawn before somebody logged in, has no mark of the login.
    """
    fra = request.headers.get("origin", "")
    fremmed = bool(fra) and fra != f"{request.url.scheme}://{request.headers.get('host', '')}"
    fremmed |= request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}
    uden = (
        bool(kald.maerke)
        and side.adgang is not Adgang.AABEN
        and not hmac.compare_digest(felter.get("modtegn", "").encode("utf-8", "replace"), kald.modtegn.encode())
    )
    if fremmed or uden:
        raise Brugsfejl(
            "KON-001",
            "formularen kom ikke fra en side, som denne konsol selv har vist dig for nylig. Gå tilbage, hent siden"
            " igen, og prøv en gang til. Intet er ændret.",
        )


def _to_login(request: Request) -> Response:
    if request.method != "GET":
        raise Brugsfejl(
            "KON-002",
            "du er logget ud; log ind, så kommer du tilbage til siden. Det, du sendte, er ikke gemt; vil du beholde"
            " det, så gå tilbage i browseren, og kopiér det først. Intet er ændret.",
        )
    return RedirectResponse(f"{ROD}/login?til={quote(_address(request), safe='/')}", 303)


def _came_from(request: Request) -> str:
    """The page of our own that the call came from; empty: none, or it is the one that was called."""
    fra = _own_page(request)
    return "" if fra.partition("?")[0] == request.url.path else fra


def _own_page(request: Request) -> str:
    """Path and query of the page that a browser says the call is from, where it is one of our own; empty: it is not."""
    try:
        fra = urlsplit(request.headers.get("referer", ""))
    except ValueError:  # no address at all
        return ""
    if fra.netloc != request.headers.get("host", ""):
        return ""
    til = f"{fra.path}?{fra.query}" if fra.query else fra.path
    return til if back_to(til) != ROD and '"' not in til else ""


def on_way(til: str, vej: str) -> str:
    """An address whose page still knows the way of Kom godt i gang that it was come to by."""
    foer, kryds, sted = til.partition("#")
    return f"{foer}{'&' if '?' in foer else '?'}vej={vej}{kryds}{sted}"


def back_to(til: str) -> str:
    """Where a login leads: a page of our own, with what it is asked; the console itself where it would be none.

    Nothing of it is decoded: what is asked would not be the same afterwards.
    """
    sti = unquote(til.partition("#")[0].partition("?")[0])
    egen = til.partition("?")[0] == ROD or til.startswith(f"{ROD}/")
    ren = "\\" not in sti and ".." not in sti and unquote(til).isprintable()
    return til if egen and ren and not _has_number(unquote_plus(til)) else ROD
