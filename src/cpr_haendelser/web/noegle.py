"""The door keeper: every call over HTTP says who it is and may do what it asks, and every answer is kept out of caches.

Whoever is not known gets no answer, whatever is asked for, on loopback too: nobody can tell an address from one that
does not exist; only logging in is open. It stands before everything else, so that no route can be forgotten, and
nothing of a call is read, nor anything kept looked at, before the matrix of roles has said yes.
"""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Annotated
from urllib.parse import unquote

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse

from cpr_haendelser.adgang.afvisning import refuse
from cpr_haendelser.adgang.gendannet import while_restored
from cpr_haendelser.adgang.maa import may
from cpr_haendelser.adgang.model import Aktoer, Aktoerart
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.fejl import Brugsfejl, Fejl
from cpr_haendelser.konti.fritekst import check_grund
from cpr_haendelser.tls.asgi import caller_fingerprint
from cpr_haendelser.udlevering.genkend import SEKUNDER, Genkender, Travlt
from cpr_haendelser.udlevering.kalder import Kalder, to_kalder
from cpr_haendelser.web.handlinger import KALD, find_kald
from cpr_haendelser.web.svar import HOVEDER, answer, answer_fejl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

KROP_HOEJST = 16 * 1024
"""Most bytes in a call's body; a search needs a hundred."""
LISTE_HOEJST = 32 * 1024 * 1024
"""Most bytes of a value list that comes in: nearly three million personnumre, one a line."""
BESTILLING_HOEJST = 32 * 1024 * 1024
"""Most bytes of an order."""
_BESTILLINGER = re.compile(r"/ordrer(/[0-9A-Fa-f-]{36})?|/skabeloner")
_LANGE = re.compile(r"/vaerdilister/[0-9A-Fa-f-]{36}/vaerdier(/tilfoej|/fjern)?")
"""Addresses whose bodies are taken in as they come, and looked at there."""
_KALDER = "kalder"
GRUND = b"x-grund"
"""The header with the written reason, percent-encoded UTF-8."""


def new_noegle() -> str:
    """A fresh key."""
    return secrets.token_urlsafe(32)


def caller(request: Request) -> Kalder:
    """Who asks, as the door keeper found out."""
    kalder: Kalder = request.scope[_KALDER]
    return kalder


Kaldt = Annotated[Kalder, Depends(caller)]


class Doervogter:
    """ASGI middleware: a client certificate, or `Authorization: Bearer <key or session>`, exactly once.

    Where a certificate is shown it decides, and a key beside it must be the same system's.
    """

    def __init__(
        self,
        app: ASGIApp,
        genkender: Genkender,
        routes: Callable[[], Iterable[BaseRoute]],
        miljoe: Miljoe,
        er_gendannet: Callable[[], bool],
    ) -> None:
        """`routes`: those of the application, in the order that it tries them.

        `er_gendannet`: whether a restoring stands, and hardly anybody may anything.
        """
        self._app, self._genkender, self._routes, self._miljoe = app, genkender, routes, miljoe
        self._er_gendannet = er_gendannet

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a known caller through; answers 401 to any other, 413 where its body is too long."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await (await self._admit(scope))(scope, receive, _with_headers(send))

    async def _admit(self, scope: Scope) -> ASGIApp:
        """What is to answer the call."""
        kald = find_kald(self._routes(), scope)
        if kald is None or KALD[kald] is not None:
            try:
                aktoer = await run_in_threadpool(self._recognise, scope)
            except Travlt as travlt:
                return answer(429, travlt.kode, travlt.tekst, {"Retry-After": str(int(SEKUNDER))})
            except Fejl as fejl:  # what would say who it is cannot be read
                return answer_fejl(fejl)
            if aktoer is None:
                return _unknown()
            if kald is not None:
                try:
                    scope[_KALDER] = self._let_in(aktoer, kald, scope)
                except Brugsfejl as fejl:
                    return answer_fejl(fejl)
        if _is_long(scope):
            return answer(413, "WEB-413", f"Kaldets krop er for lang; højst {_longest(scope)} byte.")
        return self._app

    def _let_in(self, aktoer: Aktoer, kald: tuple[str, str], scope: Scope) -> Kalder:
        """Who asks, as far as it may; Brugsfejl of adgang.afvisning where it may not."""
        handling, grund = KALD[kald], _grund(scope)
        if handling is None:
            raise AssertionError("an open call asks nobody")
        svar = may(aktoer, handling, miljoe=self._miljoe, grund=grund)
        if svar.hvorfor is not None:
            raise refuse(handling, svar.hvorfor)
        return to_kalder(aktoer, svar, grund)

    def _recognise(self, scope: Scope) -> Aktoer | None:
        """Who calls, with the rights that are left while a restoring stands."""
        aktoer = self._find(scope)
        return while_restored(aktoer) if aktoer is not None and self._er_gendannet() else aktoer

    def _find(self, scope: Scope) -> Aktoer | None:
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        fingeraftryk = caller_fingerprint(scope)
        if not fingeraftryk:
            return self._by_header(given, scope)
        system = self._genkender.by_certifikat(fingeraftryk)
        if system is None or not given:
            return system
        ved_siden_af = self._by_header(given, scope)
        return ved_siden_af if ved_siden_af is not None and _is_same(ved_siden_af, system) else None

    def _by_header(self, given: list[bytes], scope: Scope) -> Aktoer | None:
        if len(given) != 1:
            return None
        scheme, _, token = given[0].partition(b" ")
        token = token.strip()
        adresse = scope["client"][0] if scope.get("client") else ""
        return self._genkender.by_noegle(token, adresse) if scheme.lower() == b"bearer" and token else None


def _is_same(en: Aktoer, anden: Aktoer) -> bool:
    return (en.art, en.id) == (anden.art, anden.id) and en.art is Aktoerart.SYSTEM


def _grund(scope: Scope) -> str:
    """The written reason; Brugsfejl WEB-431 where there are two, and as `check_grund` says."""
    givne = [value for name, value in scope["headers"] if name == GRUND]
    if not givne:
        return ""
    grund = unquote(givne[0].decode("latin-1"), errors="replace")
    if len(givne) > 1:
        raise Brugsfejl("WEB-431", "X-Grund er én grund, procentkodet i UTF-8; her er flere.")
    check_grund(grund)
    return grund


def _unknown() -> JSONResponse:
    return answer(
        401,
        "WEB-401",
        "Kaldet har ingen gyldig nøgle. Send den som `Authorization: Bearer NØGLE`: operatørens vises, når serveren "
        "startes, et it-systems er givet i opsætningen, og POST /login giver en session. På maskindøren vises "
        "systemets klientcertifikat.",
        {"WWW-Authenticate": "Bearer"},
    )


def _is_long(scope: Scope) -> bool:
    """Whether the body is longer than any call needs, or does not say how long it is."""
    headers = dict(scope["headers"])
    if _LANGE.fullmatch(scope["path"]):
        return False
    length = headers.get(b"content-length", b"0")
    return b"transfer-encoding" in headers or not length.isdigit() or int(length) > _longest(scope)


def _longest(scope: Scope) -> int:
    """Most bytes in the body of a call to that address."""
    return BESTILLING_HOEJST if _BESTILLINGER.fullmatch(scope["path"]) else KROP_HOEJST


def _with_headers(send: Send) -> Send:
    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(HOVEDER)
        await send(message)

    return sender
