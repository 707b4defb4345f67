"""The key that every call over HTTP must bear: without it no answer, whatever is asked for, on loopback too."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


def new_noegle() -> str:
    """A fresh key."""
    return secrets.token_urlsafe(32)


class Noeglekrav:
    """ASGI middleware before everything else: `Authorization: Bearer <key>`, compared in constant time."""

    def __init__(self, app: ASGIApp, noegle: str) -> None:
        self._app, self._noegle = app, noegle.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a call through that bears the key; answers 401 to any other."""
        if scope["type"] == "lifespan" or self._bears_key(scope):
            await self._app(scope, receive, send)
            return
        answer = JSONResponse(
            {"kode": "WEB-401", "fejl": "Kaldet har ingen gyldig nøgle. Send den som `Authorization: Bearer NØGLE`."},
            status_code=401,
            headers={"WWW-Authenticate": "Bearer"},
        )
        await answer(scope, receive, send)

    def _bears_key(self, scope: Scope) -> bool:
        headers: list[tuple[bytes, bytes]] = scope.get("headers") or []
        given = [value for name, value in headers if name == b"authorization"]
        if len(given) != 1 or scope["type"] != "http":
            return False
        scheme, _, token = given[0].partition(b" ")
        return scheme.lower() == b"bearer" and secrets.compare_digest(token.strip(), self._noegle)
