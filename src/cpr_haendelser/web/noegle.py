"""The door keeper: every call over HTTP says who it is, and every answer is kept out of caches.

Whoever is not known gets no answer, whatever is asked for, on loopback too: nobody can tell an address from one that
does not exist. It stands before everything else, so that no route can be forgotten.
"""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse

from cpr_haendelser.tls.asgi import caller_fingerprint
from cpr_haendelser.udlevering.genkend import SEKUNDER, Genkender, Travlt
from cpr_haendelser.udlevering.kalder import Kalder
from cpr_haendelser.web.svar import HOVEDER, answer

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

KROP_HOEJST = 16 * 1024
"""Most bytes in a call's body; a search needs a hundred."""
LISTE_HOEJST = 32 * 1024 * 1024
"""Most bytes of a value list that comes in: nearly three million personnumre, one a line."""
BESTILLING_HOEJST = 32 * 1024 * 1024
"""Most bytes of an order."""
_BESTILLINGER = re.compile(r"/ordrer(/[0-9A-Fa-f-]{36})?")
_LANGE = re.compile(r"/vaerdilister/[0-9A-Fa-f-]{36}/vaerdier(/tilfoej|/fjern)?")
"""Addresses whose bodies are taken in as they come, and looked at there."""
_KALDER = "kalder"


def new_noegle() -> str:
    """A fresh key."""
    return secrets.token_urlsafe(32)


def caller(request: Request) -> Kalder:
    """Who asks, as the door keeper found out."""
    kalder: Kalder = request.scope[_KALDER]
    return kalder


Kaldt = Annotated[Kalder, Depends(caller)]


class Doervogter:
    """ASGI middleware: a client certificate, or `Authorization: Bearer <key>`, exactly once.

    Where a certificate is shown it decides, and a key beside it must be the same system's.
    """

    def __init__(self, app: ASGIApp, genkender: Genkender) -> None:
        self._app, self._genkender = app, genkender

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
        try:
            kalder = await run_in_threadpool(self._recognise, scope)
        except Travlt as travlt:
            return answer(429, travlt.kode, travlt.tekst, {"Retry-After": str(int(SEKUNDER))})
        if kalder is None:
            return _unknown()
        if _is_long(scope):
            return answer(413, "WEB-413", f"Kaldets krop er for lang; højst {_longest(scope)} byte.")
        scope[_KALDER] = kalder
        return self._app

    def _recognise(self, scope: Scope) -> Kalder | None:
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        fingeraftryk = caller_fingerprint(scope)
        if not fingeraftryk:
            return self._by_header(given)
        kalder = self._genkender.by_certifikat(fingeraftryk)
        return kalder if kalder is None or not given or self._by_header(given) == kalder else None

    def _by_header(self, given: list[bytes]) -> Kalder | None:
        if len(given) != 1:
            return None
        scheme, _, token = given[0].partition(b" ")
        token = token.strip()
        return self._genkender.by_noegle(token) if scheme.lower() == b"bearer" and token else None


def _unknown() -> JSONResponse:
    return answer(
        401,
        "WEB-401",
        "Kaldet har ingen gyldig nøgle. Send den som `Authorization: Bearer NØGLE`: operatørens vises, når serveren "
        "startes, og et it-systems er givet i opsætningen. På maskindøren vises systemets klientcertifikat.",
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
