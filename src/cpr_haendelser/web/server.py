"""Serving the application until stopped: in clear text for the operator, and behind TLS for machines."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

import uvicorn
from starlette.responses import RedirectResponse

from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.logning import log_line
from cpr_haendelser.opsamler import settled
from cpr_haendelser.porte import FORSOEG, bind
from cpr_haendelser.settings import Settings
from cpr_haendelser.tls import asgi
from cpr_haendelser.tls.kontekster import Filer, Klientcertifikat, Serverkontekst
from cpr_haendelser.tls.taalmod import TaalmodigProtocol
from cpr_haendelser.web.doer import create_app

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from cpr_haendelser.app import Installation

LOOPBACK = ("127.", "::1", "localhost")
_EFTERSYN = 10.0
"""Seconds between looks at whether the certificate files have changed."""


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    return host.startswith(LOOPBACK)


class Maskindoer(NamedTuple):
    """Where machines come in: a bound socket, and the TLS that knows them by their certificates."""

    sock: socket.socket
    kontekst: Serverkontekst
    adresse: str


@contextmanager
def maskindoer(settings: Settings, *, forsoeg: int = FORSOEG) -> Iterator[Maskindoer | None]:
    """The machine door of the settings, bound as long as the block; None where it is off or has no certificates.

    `forsoeg`: so many ports are tried. Opsaetningsfejl where port or certificates do not fit.
    """
    tls, doer = settings.tls, settings.maskindoer
    if not doer.aktiv or tls.certifikat is None or tls.tillid is None:
        yield None
        return
    filer = Filer(tls.certifikat, tls.noegle, tls.tillid)
    kontekst = Serverkontekst(filer, Klientcertifikat.PAAKRAEVET, _refused)
    with bind(doer.host, doer.port, forsoeg=forsoeg, indstilling="maskindoer") as sock:
        vaert = f"[{doer.host}]" if ":" in doer.host else doer.host
        yield Maskindoer(sock, kontekst, f"https://{vaert}:{sock.getsockname()[1]}")


class Sider(NamedTuple):
    """Pages for people."""

    rod: str
    """Their address, without a slash at its end."""
    app: ASGIApp


def _refused(grund: str) -> None:
    log_line("tls.haandtryk-afvist", forklaring=f"maskindøren: {grund}")


def serve(
    installation: Installation,
    noegle: str,
    sock: socket.socket,
    doer: Maskindoer | None = None,
    sider: Sider | None = None,
) -> None:
    """Serves until interrupted. Requests are not logged: what is asked for is nobody's business.

    `sider`: pages for people, and below which address; at the operator's door alone.
    """
    with settled():
        asyncio.run(_serve(installation, noegle, sock, doer, sider))


def beside(app: ASGIApp, sider: Sider) -> ASGIApp:
    """The application, and the pages below their address; the bare address of the server leads to them."""

    async def choose(scope: Scope, receive: Receive, send: Send) -> None:
        sti = scope.get("path", "")
        if scope["type"] == "http" and sti == "/":
            await RedirectResponse(sider.rod, 303)(scope, receive, send)
        elif scope["type"] == "http" and (sti == sider.rod or sti.startswith(f"{sider.rod}/")):
            await sider.app(scope, receive, send)
        else:
            await app(scope, receive, send)

    return choose


async def _serve(
    installation: Installation, noegle: str, sock: socket.socket, doer: Maskindoer | None, sider: Sider | None
) -> None:
    app = create_app(installation, noegle)
    config = uvicorn.Config(
        beside(app, sider) if sider is not None else app,
        http=TaalmodigProtocol,
        log_config=None,
        log_level="warning",
        access_log=False,
        lifespan="off",
        server_header=False,
    )
    if doer is None:
        await _Hovedserver(config, app.state.ventesal.close).serve(sockets=[sock])
        return
    side = _Sideserver(asgi.config(app, doer.kontekst.kontekst))

    def close() -> None:
        app.state.ventesal.close()
        side.should_exit = True

    ved_siden_af = asyncio.create_task(side.serve(sockets=[doer.sock]))
    eftersyn = asyncio.create_task(_follow_files(doer.kontekst))
    await _Hovedserver(config, close, ved_siden_af).serve(sockets=[sock])
    eftersyn.cancel()


async def _follow_files(kontekst: Serverkontekst) -> None:
    while True:
        await asyncio.sleep(_EFTERSYN)
        with suppress(Opsaetningsfejl):  # the former certificate stays in force
            if kontekst.refresh():
                log_line("tls.certifikat-skiftet")


class _Hovedserver(uvicorn.Server):
    """The one that hears signals: before it ends, nobody waits any longer, and what is beside it has ended."""

    def __init__(self, config: uvicorn.Config, close: Callable[[], None], *ved_siden_af: asyncio.Task[None]) -> None:
        super().__init__(config)
        self._close, self._ved_siden_af = close, ved_siden_af

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ends."""
        self._close()
        for opgave in self._ved_siden_af:
            await opgave
        await super().shutdown(sockets)


class _Sideserver(uvicorn.Server):
    """One beside it, which hears none."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Hears none."""
        yield
