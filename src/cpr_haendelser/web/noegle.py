"""The door keeper: every call over HTTP bears the key, and every answer is kept out of caches.

Without the key there is no answer, whatever is asked for, on loopback too: nobody can tell an address from one that
does not exist. It stands before everything else, so that no route can be forgotten.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse

from cpr_haendelser.web.svar import HOVEDER, answer

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

KROP_HOEJST = 16 * 1024
"""Most bytes in a call's body; a search needs a hundred."""


def new_noegle() -> str:
    """A fresh key."""
    return secrets.token_urlsafe(32)


class Doervogter:
    """ASGI middleware: `Authorization: Bearer <key>`, exactly once, compared in constant time."""

    def __init__(self, app: ASGIApp, noegle: str) -> None:
        self._app, self._noegle = app, noegle.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a call through that bears the key; answers 401 to any other, 413 where its body is too long."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
        elif not self._bears_key(scope):
            await _unknown()(scope, receive, _with_headers(send))
        elif _is_long(scope):
            await answer(413, "WEB-413", f"Kaldets krop er for lang; højst {KROP_HOEJST} byte.")(
                scope, receive, _with_headers(send)
            )
        else:
            await self._app(scope, receive, _with_headers(send))

    def _bears_key(self, scope: Scope) -> bool:
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        if len(given) != 1:
            return False
        scheme, _, token = given[0].partition(b" ")
        return bool(scheme.lower() == b"bearer" and secrets.compare_digest(token.strip(), self._noegle))


def _unknown() -> JSONResponse:
    return answer(
        401,
        "WEB-401",
        "Kaldet har ingen gyldig nøgle. Send den som `Authorization: Bearer NØGLE`; den vises, når serveren startes.",
        {"WWW-Authenticate": "Bearer"},
    )


def _is_long(scope: Scope) -> bool:
    """Whether the body is longer than any call needs, or does not say how long it is."""
    headers = dict(scope["headers"])
    length = headers.get(b"content-length", b"0")
    return b"transfer-encoding" in headers or not length.isdigit() or int(length) > KROP_HOEJST


def _with_headers(send: Send) -> Send:
    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(HOVEDER)
        await send(message)

    return sender
