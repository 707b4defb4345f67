"""uvicorn that hands the caller's certificate to the application.

docs/decisions/0010-tls-doeren.md says why. The certificate is in `scope["extensions"]["tls"]` as the ASGI TLS extension
has it (client_cert_chain, PEM), with its fingerprint beside (`fingeraftryk`, as `ItSystem.fingeraftryk`).
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, MutableMapping
from typing import Any

import uvicorn

from cpr_haendelser.tls.kontekster import fingerprint
from cpr_haendelser.tls.taalmod import TaalmodigProtocol

App = Callable[[MutableMapping[str, Any], Callable[..., Any], Callable[..., Any]], Any]


class TlsProtocol(TaalmodigProtocol):
    """HTTP/1.1 that asks the connection once for the other's certificate."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wraps the application for this connection alone."""
        super().connection_made(transport)
        self.app = with_certificate(self.app, transport.get_extra_info("ssl_object"))


def with_certificate(app: App, forbindelse: ssl.SSLObject | None) -> App:
    """The application with the certificate of one connection in its scope."""
    der = forbindelse.getpeercert(binary_form=True) if forbindelse is not None else None
    if der is None:
        return app
    tls = {"client_cert_chain": [ssl.DER_cert_to_PEM_cert(der)], "fingeraftryk": fingerprint(der)}

    async def inner(scope: MutableMapping[str, Any], receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        scope["extensions"] = {**scope.get("extensions", {}), "tls": tls}
        await app(scope, receive, send)

    return inner


def caller_fingerprint(scope: MutableMapping[str, Any]) -> str:
    """The caller's fingerprint; empty where no certificate was shown."""
    return str(scope.get("extensions", {}).get("tls", {}).get("fingeraftryk", ""))


def config(app: App, kontekst: ssl.SSLContext) -> uvicorn.Config:
    """The set-up of a machine door over HTTP: give it to `Server(config(...)).serve(sockets=[…])`."""
    opsaetning = uvicorn.Config(
        app,
        http=TlsProtocol,
        log_config=None,
        log_level="warning",
        access_log=False,
        lifespan="off",
        server_header=False,
    )
    opsaetning.load()
    opsaetning.ssl = kontekst
    return opsaetning
