"""The receiver that is pushed to, in a process of its own, and the bare client that pushes the same bodies to it."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection

import aiohttp
from aiohttp import web

from bench.levering.opstilling import Certifikater
from bench.levering.talt import Talt
from cpr_haendelser.tls.kontekster import Klientcertifikat, server_context

TAK = (
    b'<?xml version="1.0" encoding="UTF-8"?><sts:ModtagBeskedOutput xmlns:sts="urn:oio:sts:1.0.0">'
    b'<StandardRetur xmlns="urn:oio:sagdok:3.0.0"><StatusKode>20</StatusKode></StandardRetur></sts:ModtagBeskedOutput>'
)
"""What a receiver says that has it."""
_STI = "/modtag"
_TAALMODIGHED = 60.0


def address(port: int) -> str:
    """Where a receiver is."""
    return f"https://localhost:{port}{_STI}"


class Modtager:
    """The receiver as the bench speaks to it."""

    def __init__(self, line: Connection) -> None:
        self._line = line
        if not line.poll(_TAALMODIGHED):
            raise TimeoutError("the receiver did not start")
        self.port: int = line.recv()

    def tally(self) -> Talt:
        """What has come since last time; the seconds are those from the first to the last."""
        self._line.send("tally")
        talt: Talt = self._line.recv()
        return talt


@contextmanager
def receiving(certifikater: Certifikater) -> Iterator[Modtager]:
    """A receiver that asks for a client certificate and says 20 to everything."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(certifikater, theirs))
    process.start()
    try:
        yield Modtager(ours)
    finally:
        ours.send("stop")
        process.join(_TAALMODIGHED)
        if process.is_alive():
            process.terminate()


async def listen(certifikater: Certifikater, handler: object) -> web.AppRunner:
    """A server with mutual TLS on a free port, whose handler takes what is pushed."""
    app = web.Application()
    app.router.add_post(_STI, handler)  # type: ignore[arg-type]
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    kontekst = server_context(certifikater.server, Klientcertifikat.PAAKRAEVET)
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=kontekst).start()
    return runner


def push(url: str, kroppe: Sequence[bytes], samtidige: int, certifikater: Certifikater) -> None:
    """Pushes the bodies over as many connections, by aiohttp alone."""
    asyncio.run(_push(url, kroppe, samtidige, certifikater.caller()))


def _serve(certifikater: Certifikater, line: Connection) -> None:
    asyncio.run(_receive(certifikater, line))


async def _receive(certifikater: Certifikater, line: Connection) -> None:
    kommet: list[tuple[float, int]] = []

    async def take(request: web.Request) -> web.Response:
        krop = await request.read()
        kommet.append((time.monotonic(), len(krop)))
        return web.Response(body=TAK, content_type="application/xml")

    runner = await listen(certifikater, take)
    line.send(runner.addresses[0][1])
    while await asyncio.to_thread(line.recv) != "stop":
        line.send(Talt(len(kommet), sum(size for _, size in kommet), kommet[-1][0] - kommet[0][0]))
        kommet.clear()
    await runner.cleanup()


async def _push(url: str, kroppe: Sequence[bytes], samtidige: int, kontekst: ssl.SSLContext) -> None:
    tilbage = iter(kroppe)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=samtidige, ssl=kontekst)) as session:

        async def work() -> None:
            for krop in tilbage:
                async with session.post(url, data=krop, headers={"Content-Type": "application/xml"}) as svar:
                    await svar.read()

        await asyncio.gather(*(work() for _ in range(samtidige)))
