"""The receiver that fetches: the same aio-pika program whoever it fetches from, in a process of its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import NamedTuple

import aio_pika
from aio_pika.abc import AbstractIncomingMessage

from bench.levering.opstilling import Certifikater
from bench.levering.talt import Talt

_TAALMODIGHED = 600.0


class Hvor(NamedTuple):
    """Where a queue is, and with what one gets in."""

    port: int
    vhost: str
    bruger: str
    hemmelighed: str
    koe: str
    certifikater: Certifikater


def fetch(hvor: Hvor, antal: int, prefetch: int) -> Talt:
    """Fetches that many messages and acknowledges each as it comes.

    The seconds are those from basic.consume until the channel has been closed after the last ack.
    """
    return asyncio.run(_fetch(hvor, antal, prefetch))


def fill(hvor: Hvor, kroppe: Sequence[bytes]) -> None:
    """Declares a durable quorum queue and puts messages into it, persistent and confirmed."""
    asyncio.run(_fill(hvor, kroppe))


async def connect(hvor: Hvor) -> aio_pika.abc.AbstractConnection:
    """A connection over TLS; it does not come back by itself."""
    return await aio_pika.connect(
        host="localhost",
        port=hvor.port,
        virtualhost=hvor.vhost,
        login=hvor.bruger,
        password=hvor.hemmelighed,
        ssl=True,
        ssl_context=hvor.certifikater.caller(),
    )


async def _fetch(hvor: Hvor, antal: int, prefetch: int) -> Talt:
    faerdig = asyncio.get_running_loop().create_future()
    modtaget = size = 0

    async def take(besked: AbstractIncomingMessage) -> None:
        nonlocal modtaget, size
        await besked.ack()
        modtaget += 1
        size += len(besked.body)
        if modtaget == antal:
            faerdig.set_result(None)

    async with await connect(hvor) as forbindelse:
        kanal = await forbindelse.channel()
        await kanal.set_qos(prefetch_count=prefetch)
        koe = await kanal.get_queue(hvor.koe, ensure=False)
        begun = time.perf_counter()
        await koe.consume(take)
        await asyncio.wait_for(faerdig, _TAALMODIGHED)
        await kanal.close()
        return Talt(antal, size, time.perf_counter() - begun)


async def _fill(hvor: Hvor, kroppe: Sequence[bytes]) -> None:
    async with await connect(hvor) as forbindelse:
        kanal = await forbindelse.channel()
        await kanal.declare_queue(hvor.koe, durable=True, arguments={"x-queue-type": "quorum"})
        for start in range(0, len(kroppe), 200):
            await asyncio.gather(
                *(
                    kanal.default_exchange.publish(
                        aio_pika.Message(krop, delivery_mode=aio_pika.DeliveryMode.PERSISTENT), hvor.koe
                    )
                    for krop in kroppe[start : start + 200]
                )
            )
