from __future__ import annotations

import asyncio
import gc
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any
from warnings import catch_warnings, simplefilter

import aio_pika
import pytest
from aio_pika.abc import AbstractConnection, AbstractIncomingMessage
from aio_pika.exceptions import AMQPError

from tests.fordeling.amqp.certifikater import Certifikater, make
from tests.fordeling.amqp.conftest import wait_for
from tests.fordeling.amqp.vaert import DUESLAG, HEMMELIGHED, SYSTEM, Vaert, krop


@asynccontextmanager
async def connected(vaert: Vaert, **andet: Any) -> AsyncIterator[AbstractConnection]:
    """A connection that is closed in an orderly way if it is still there."""
    alle: dict[str, Any] = {"host": "127.0.0.1", "login": SYSTEM, "password": HEMMELIGHED, **andet}
    forbindelse = await aio_pika.connect(port=vaert.port, virtualhost="BF", timeout=5, **alle)
    try:
        yield forbindelse
    finally:
        with suppress(AMQPError, OSError, RuntimeError):
            await forbindelse.close()


@contextmanager
def leaving_its_socket() -> Iterator[None]:
    """Where a login is refused: the client forgets to close its socket, so it goes here and not in some later test."""
    with catch_warnings():
        simplefilter("ignore", ResourceWarning)
        try:
            yield
        finally:
            gc.collect()


async def until(true: Callable[[], bool]) -> None:
    """Waits until something is so."""
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110 - what is waited for is done in another thread
            await asyncio.sleep(0.01)


def test_consumed_messages_are_delivered_when_acknowledged(vaert: Vaert) -> None:
    vaert.fill(range(600))

    async def receive() -> list[bytes]:
        seen = []
        async with connected(vaert) as forbindelse:
            kanal = await forbindelse.channel()
            await kanal.set_qos(prefetch_count=500)
            koe = await kanal.get_queue(DUESLAG, ensure=True)
            async with koe.iterator(timeout=5) as beskeder:
                async for besked in beskeder:
                    await besked.ack()
                    seen.append(besked.body)
                    if len(seen) == 600:
                        break
        return seen

    assert asyncio.run(receive()) == [krop(n) for n in range(1, 601)]
    # The last acks are kept in the next transaction, which may come after the goodbye has been answered.
    wait_for(lambda: set(vaert.states().values()) == {"leveret"})


def test_several_channels_and_consumers_share_a_dueslag_and_never_two_messages_about_a_person(vaert: Vaert) -> None:
    vaert.fill([person for person in range(10) for _ in range(20)])
    ude: Counter[int] = Counter()
    seen: list[int] = []
    two: list[int] = []

    async def receive() -> None:
        async with connected(vaert) as foerste, connected(vaert) as anden:
            for forbindelse in (foerste, foerste, anden):
                kanal = await forbindelse.channel()
                await kanal.set_qos(prefetch_count=50)
                koe = await kanal.get_queue(DUESLAG, ensure=False)
                await koe.consume(take)
            await until(lambda: len(seen) == 200)

    async def take(besked: AbstractIncomingMessage) -> None:
        nummer = number(besked)
        person = (nummer - 1) // 20
        ude[person] += 1
        if ude[person] > 1:
            two.append(person)
        await asyncio.sleep(0.001)
        ude[person] -= 1
        seen.append(nummer)
        await besked.ack()

    asyncio.run(receive())
    assert not two
    assert sorted(seen) == list(range(1, 201))


@pytest.fixture(scope="module")
def certifikater(tmp_path_factory: pytest.TempPathFactory) -> Certifikater:
    """A small authority with a server's certificate and two clients'."""
    return make(tmp_path_factory.mktemp("certifikater"))


@pytest.fixture
def med_tls(certifikater: Certifikater) -> Iterator[Vaert]:
    denne = Vaert()
    denne.tls = certifikater.server_context()
    denne.adgang.certifikater[certifikater.fingeraftryk] = SYSTEM
    denne.start()
    yield denne
    denne.stop()


def external(folder: Path, klient: str | None) -> dict[str, Any]:
    """aio-pika's way to log in by certificate."""
    context = ssl.create_default_context(cafile=folder / "ca.pem")
    if klient is not None:
        context.load_cert_chain(folder / f"{klient}.pem", folder / f"{klient}.key")
    return {"ssl": True, "ssl_context": context, "host": "localhost"}


def test_a_system_logs_in_by_its_certificate(med_tls: Vaert, certifikater: Certifikater) -> None:
    med_tls.fill([1])

    async def receive() -> bytes:
        tls = external(certifikater.folder, "klient")
        async with connected(med_tls, auth="external", **tls) as forbindelse:
            koe = await (await forbindelse.channel()).get_queue(DUESLAG, ensure=True)
            besked = await koe.get()
            await besked.ack()
            return besked.body

    assert asyncio.run(receive()) == krop(1)


def test_a_connection_whose_certificate_is_removed_is_ended_and_what_was_out_comes_back(
    med_tls: Vaert, certifikater: Certifikater
) -> None:
    med_tls.fill([1])

    async def receive() -> bool:
        lukket = asyncio.Event()
        tls = external(certifikater.folder, "klient")
        async with connected(med_tls, auth="external", **tls) as forbindelse:
            forbindelse.close_callbacks.add(lambda *_: lukket.set())
            koe = await (await forbindelse.channel()).get_queue(DUESLAG, ensure=True)
            assert await koe.get() is not None
            med_tls.adgang.certifikater.clear()
            await asyncio.wait_for(lukket.wait(), 10)
        return lukket.is_set()

    assert asyncio.run(receive())
    wait_for(lambda: med_tls.states() == {1: "venter"})
    assert [each.tabt for each in med_tls.postrum.forsendelser(DUESLAG)] == [0]


@pytest.mark.parametrize(
    ("klient", "grund"),
    [("fremmed", "ikke registreret"), (None, "EXTERNAL kræver")],
)
def test_who_has_no_registered_certificate_is_told_so(
    med_tls: Vaert, certifikater: Certifikater, klient: str | None, grund: str
) -> None:
    async def receive() -> None:
        async with connected(med_tls, auth="external", **external(certifikater.folder, klient)):
            pass

    with leaving_its_socket(), pytest.raises(AMQPError, match=grund):
        asyncio.run(receive())


def test_a_secret_is_enough_over_tls_without_a_certificate(med_tls: Vaert, certifikater: Certifikater) -> None:
    async def receive() -> None:
        async with connected(med_tls, **external(certifikater.folder, None)) as forbindelse:
            koe = await (await forbindelse.channel()).get_queue(DUESLAG, ensure=True)
            assert await koe.get(fail=False) is None

    asyncio.run(receive())


def number(besked: AbstractIncomingMessage) -> int:
    """The løbenummer that the test's body holds."""
    return int(besked.body.removeprefix(b"<besked>").removesuffix(b"</besked>"))
