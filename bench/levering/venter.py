"""The receiver that waits, in a process of its own: fetches from one dueslag, is pushed to from another, notes when."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import NamedTuple

from aio_pika.abc import AbstractIncomingMessage
from aiohttp import web

from bench.levering.hentere import Hvor, connect
from bench.levering.modtager import TAK, listen
from bench.levering.opstilling import Certifikater

_NUMMER = re.compile(rb"<Loebenummer>(\d+)</Loebenummer>")
_PREFETCH = 100
_TAALMODIGHED = 60.0


class Ankomst(NamedTuple):
    """A message that has come."""

    vej: str
    loebenummer: int
    hvornaar: float
    """By the machine's monotonic clock, which its processes share."""


class Venter:
    """The receiver as the bench speaks to it."""

    def __init__(self, line: Connection) -> None:
        self._line = line
        self.port: int = self._hear()
        """Where it is pushed to."""

    def fetch(self, hvor: Hvor) -> None:
        """Begins to fetch; it waits when this returns."""
        self._line.send(hvor)
        self._hear()

    def arrivals(self) -> list[Ankomst]:
        """Everything that has come; it goes no further."""
        self._line.send(None)
        fundne: list[Ankomst] = self._hear()  # type: ignore[assignment]
        return fundne

    def _hear(self) -> int:
        if not self._line.poll(_TAALMODIGHED):
            raise TimeoutError("the receiver says nothing")
        return self._line.recv()  # type: ignore[no-any-return]


@contextmanager
def waiting(certifikater: Certifikater) -> Iterator[Venter]:
    """A receiver while the block lasts."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(certifikater, theirs))
    process.start()
    try:
        yield Venter(ours)
    finally:
        process.join(1)
        if process.is_alive():
            process.terminate()


def _serve(certifikater: Certifikater, line: Connection) -> None:
    asyncio.run(_wait(certifikater, line))


async def _wait(certifikater: Certifikater, line: Connection) -> None:
    fundne: list[Ankomst] = []

    def note(vej: str, krop: bytes) -> None:
        nu = time.monotonic()
        fundet = _NUMMER.search(krop)
        if fundet:
            fundne.append(Ankomst(vej, int(fundet[1]), nu))

    async def pushed(request: web.Request) -> web.Response:
        note("pushed", await request.read())
        return web.Response(body=TAK, content_type="application/xml")

    async def fetched(besked: AbstractIncomingMessage) -> None:
        note("fetched", besked.body)
        await besked.ack()

    runner = await listen(certifikater, pushed)
    line.send(runner.addresses[0][1])
    hvor: Hvor = await asyncio.to_thread(line.recv)
    async with await connect(hvor) as forbindelse:
        kanal = await forbindelse.channel()
        await kanal.set_qos(prefetch_count=_PREFETCH)
        await (await kanal.get_queue(hvor.koe, ensure=False)).consume(fetched)
        line.send(0)
        await asyncio.to_thread(line.recv)
    await runner.cleanup()
    line.send(fundne)
