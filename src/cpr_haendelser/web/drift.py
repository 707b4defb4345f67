"""What looks after the program asks it: metrics with the operator's key, health and readiness without any."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse

from cpr_haendelser.logning import counts
from cpr_haendelser.overblik.metrikker import CONTENT_TYPE, Kilde, render
from cpr_haendelser.overblik.proces import read_proces
from cpr_haendelser.web.noegle import Kaldt
from cpr_haendelser.web.svar import HOVEDER

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI
    from starlette.types import ASGIApp, Receive, Scope, Send

    from cpr_haendelser.app import Installation

SUNDHED, KLAR = "/sundhed", "/klar"
_TAALMODIGHED = 5.0
"""Seconds that readiness is waited for; then it is no."""


class Maalinger(PlainTextResponse):
    """Metrics."""

    media_type = CONTENT_TYPE


def add_maalinger(app: FastAPI, installation: Installation) -> None:
    """The route of the metrics; the stores are asked at a bounded cost, however often they are fetched."""

    @app.get(
        "/metrics",
        response_class=Maalinger,
        summary="Målinger til Prometheus (kun operatøren)",
    )
    def metrics(kalder: Kaldt) -> Maalinger:
        del kalder
        return Maalinger(render(Kilde(installation.udkig.latest(), counts(), read_proces())))


class Sundhed:
    """ASGI middleware before the door keeper: answers /sundhed and /klar to anybody, with yes or no alone."""

    def __init__(self, app: ASGIApp, klar: Callable[[], bool]) -> None:
        """`klar`: whether the program can be given work."""
        self._app, self._klar = app, klar

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers what it knows, and passes everything else on."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or scope["path"] not in {SUNDHED, KLAR}:
            await self._app(scope, receive, send)
        else:
            ja = scope["path"] == SUNDHED or await self._is_ready()
            svar = PlainTextResponse("ja\n" if ja else "nej\n", 200 if ja else 503, headers=HOVEDER)
            await svar(scope, receive, send)

    async def _is_ready(self) -> bool:
        try:
            return await asyncio.wait_for(run_in_threadpool(self._klar), _TAALMODIGHED)
        except TimeoutError:
            return False
