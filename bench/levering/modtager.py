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
from cpr_haendelser.tls.kontekster import Klientcertifikat, server_context

STI = "/modtag"
TAK = (
    b'<?xml version="1.0" encoding="UTF-8"?><sts:ModtagBeskedOutput xmlns:sts="urn:oio:sts:1.0.0">'
    b'<StandardRetur xmlns="urn:oio:sagdok:3.0.0"><StatusKode>20</StatusKode></StandardRetur></sts:ModtagBeskedOutput>'
)
_TAALMODIGHED = 60.0


def address(port: int) -> str:
    """Where the receiver is."""
    return f"https://localhost:{port}{STI}"


@contextmanager
def receiving(certifikater: Certifikater) -> Iterator[int]:
    """A receiver that asks for a client certificate and says 20 to everything; its port."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(certifikater, theirs))
    process.start()
    try:
        if not ours.poll(_TAALMODIGHED):
            raise TimeoutError("the receiver did not start")
        yield ours.recv()
    finally:
        ours.send("stop")
        process.join(_TAALMODIGHED)
        if process.is_alive():
            process.terminate()


def push(url: str, kroppe: Sequence[bytes], samtidige: int, certifikater: Certifikater) -> float:
    """Seconds of pushing the bodies with as many connections, by aiohttp alone."""
    return asyncio.run(_push(url, kroppe, samtidige, certifikater.caller()))


def _serve(certifikater: Certifikater, line: Connection) -> None:
    asyncio.run(_receive(certifikater, line))


async def _receive(certifikater: Certifikater, line: Connection) -> None:
    app = web.Application()
    app.router.add_post(STI, _take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    kontekst = server_context(certifikater.server, Klientcertifikat.PAAKRAEVET)
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=kontekst).start()
    line.send(runner.addresses[0][1])
    await asyncio.to_thread(line.recv)
    await runner.cleanup()


async def _take(request: web.Request) -> web.Response:
    await request.read()
    return web.Response(body=TAK, content_type="application/xml")


async def _push(url: str, kroppe: Sequence[bytes], samtidige: int, kontekst: ssl.SSLContext) -> float:
    tilbage = iter(kroppe)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=samtidige, ssl=kontekst)) as session:

        async def work() -> None:
            for krop in tilbage:
                async with session.post(url, data=krop, headers={"Content-Type": "application/xml"}) as svar:
                    await svar.read()

        begun = time.perf_counter()
        await asyncio.gather(*(work() for _ in range(samtidige)))
        return time.perf_counter() - begun
