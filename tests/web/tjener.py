"""The application over a real socket, and callers of the standard library."""

from __future__ import annotations

import http.client
import json
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import uvicorn

from cpr_haendelser.app import Installation
from cpr_haendelser.porte import bind
from cpr_haendelser.settings import Settings

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

    from fastapi import FastAPI

    from tests.udlevering.logbog import Logbog

VAERT = "127.0.0.1"


def installation_of(bog: Logbog, **indstillinger: Any) -> Installation:
    """An installation over a log in memory."""
    installation = Installation(Settings(database_url="memory://", **indstillinger), bog.lager)
    installation.__dict__.update(postrum=bog.postrum, bord=bog.bord, feed=bog.feed)
    return installation


@contextmanager
def serving(app: FastAPI) -> Iterator[int]:
    """The application on a port, as long as the block."""
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", server_header=False))
    with bind(VAERT, 0) as sock:
        traad = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
        traad.start()
        try:
            yield sock.getsockname()[1]
        finally:
            server.should_exit = True
            traad.join(10)
            assert not traad.is_alive()


def ask(
    port: int, adresse: str, noegle: str = "", *, tls: ssl.SSLContext | None = None, sekunder: float = 20
) -> tuple[int, dict[str, str], Any]:
    """Status, headers and what the JSON says."""
    headers = {"Authorization": f"Bearer {noegle}"} if noegle else {}
    with closing(_connect(port, tls, sekunder)) as forbindelse:
        forbindelse.request("GET", adresse, headers=headers)
        svar = forbindelse.getresponse()
        return svar.status, dict(svar.getheaders()), json.loads(svar.read())


def _connect(port: int, tls: ssl.SSLContext | None, sekunder: float) -> http.client.HTTPConnection:
    if tls is None:
        return http.client.HTTPConnection(VAERT, port, timeout=sekunder)
    return http.client.HTTPSConnection(VAERT, port, timeout=sekunder, context=tls)
