"""A small OpenID Connect provider over a real socket: it checks what a provider checks, and can be told to lie."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.web.tjener import VAERT, serving

KLIENT, HEMMELIGHED = "haendelser", "udbyderens-hemmelighed"
Loegn = Callable[[dict[str, Any]], dict[str, Any]]


class Udbyder:
    """One that logs in whoever `claims` says, at once."""

    def __init__(self) -> None:
        self.port = 0
        self.noegle = RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"})
        self.claims: dict[str, Any] = {"preferred_username": "lis.lund", "name": "Lis Lund"}
        self.loegn: Loegn = lambda claims: claims
        self.hoved: dict[str, Any] = {"alg": "RS256", "kid": "1"}
        self.underskriv: Any = None
        """Another key to sign with; None: its own."""
        self.delt = b""
        """A secret to sign with instead (HS256)."""
        self.beskrivelse: dict[str, Any] = {}
        self.fyld = 0
        """Bytes that its keys are longer by."""
        self.spurgt: list[str] = []
        self._koder: dict[str, dict[str, str]] = {}
        self.app = Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._describe),
                Route("/noegler", self._keys),
                Route("/login", self._authorize),
                Route("/token", self._token, methods=["POST"]),
            ]
        )

    @property
    def udsteder(self) -> str:
        return f"http://{VAERT}:{self.port}"

    async def _describe(self, request: Request) -> Response:
        self.spurgt.append(request.url.path)
        u = self.udsteder
        return JSONResponse(
            {"issuer": u, "authorization_endpoint": f"{u}/login", "token_endpoint": f"{u}/token",
             "jwks_uri": f"{u}/noegler"} | self.beskrivelse
        )  # fmt: skip

    async def _keys(self, request: Request) -> Response:
        self.spurgt.append(request.url.path)
        shared = {"kty": "oct", "kid": "hemmelig", "k": "aGVtbWVsaWc", "use": "sig"}
        svar = json.dumps({"keys": [self.noegle.as_dict(private=False), shared]}) + " " * self.fyld
        return StreamingResponse(_in_pieces(svar.encode()), media_type="application/json")

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert (asked["response_type"], asked["client_id"]) == ("code", KLIENT)
        assert (asked["code_challenge_method"], "openid" in asked["scope"].split()) == ("S256", True)
        kode = f"kode-{len(self._koder)}"
        self._koder[kode] = asked
        return RedirectResponse(
            f"{asked['redirect_uri']}?{urlencode({'code': kode, 'state': asked['state'], 'iss': self.udsteder})}"
        )

    async def _token(self, request: Request) -> Response:
        given = dict(parse_qsl((await request.body()).decode()))
        asked = self._koder.pop(str(given.get("code")), None)
        adgang = base64.b64encode(f"{KLIENT}:{HEMMELIGHED}".encode()).decode()
        bevis = hashlib.sha256(str(given.get("code_verifier")).encode()).digest()
        if (
            asked is None
            or request.headers.get("authorization") != f"Basic {adgang}"
            or given.get("redirect_uri") != asked["redirect_uri"]
            or _base64(bevis) != asked["code_challenge"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        nu = int(time.time())
        claims = {
            "iss": self.udsteder, "aud": KLIENT, "sub": "1", "iat": nu, "exp": nu + 300, "nonce": asked["nonce"],
            **self.claims,
        }  # fmt: skip
        token = self._sign(self.loegn(claims))
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": token})

    def _sign(self, claims: dict[str, Any]) -> str:
        if not self.delt:
            return jwt.encode(self.hoved, claims, self.underskriv or self.noegle)
        tekst = ".".join(_base64(json.dumps(part).encode()) for part in (self.hoved, claims))
        return f"{tekst}.{_base64(hmac.digest(self.delt, tekst.encode(), hashlib.sha256))}"

    def sign_with_public_key(self) -> None:
        """The old trick: HS256 with the public key as the secret. No library would help with it."""
        self.hoved, self.delt = {"alg": "HS256", "kid": "1"}, self.noegle.as_pem(private=False)


async def _in_pieces(raa: bytes) -> AsyncIterator[bytes]:
    """As the net may bring it: a little first, and the rest when that has been read."""
    yield raa[:100]
    await asyncio.sleep(0.02)
    yield raa[100:]


def _base64(raa: bytes) -> str:
    return base64.urlsafe_b64encode(raa).rstrip(b"=").decode()


@contextmanager
def logging_in() -> Iterator[Udbyder]:
    """A provider on a port, as long as the block."""
    udbyder = Udbyder()
    with serving(udbyder.app) as port:  # type: ignore[arg-type] # uvicorn serves any application
        udbyder.port = port
        yield udbyder
