"""Slow callers: each is let go in time, and whoever is answered slowly is not."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn

from cpr_haendelser.tls.taalmod import Taalmod, TaalmodigProtocol

POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\n"
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


class Utaalmodig(TaalmodigProtocol):
    taalmod = Taalmod(hoved=0.4, stilhed=0.4, krop=1.2)


async def app(
    scope: MutableMapping[str, Any], receive: Callable[..., Any], send: Callable[..., Any]
) -> None:  # an answer that takes longer than any limit
    while (await receive()).get("more_body"):
        pass
    await asyncio.sleep(1.5 if scope["path"] == "/langsom" else 0)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@contextmanager
def serving() -> Iterator[int]:
    config = uvicorn.Config(
        app, http=Utaalmodig, log_config=None, access_log=False, lifespan="off", timeout_keep_alive=30
    )
    server = uvicorn.Server(config)
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    sock.listen()
    traad = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[sock])))
    traad.start()
    try:
        yield sock.getsockname()[1]
    finally:
        server.should_exit = True
        traad.join(10)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving() as port:
        yield port


def seconds_until_closed(port: int, begin: bytes, drip: bytes, every: float) -> float:
    """How long a caller that drips is suffered."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
        begun = time.monotonic()
        sock.sendall(begin)
        sock.settimeout(every)
        while time.monotonic() < begun + 5:
            try:
                if not sock.recv(1000):
                    break
            except TimeoutError:
                if drip:
                    sock.sendall(drip)
            except OSError:
                break
        return time.monotonic() - begun


@pytest.mark.parametrize(
    ("begin", "drip", "least", "most"),
    [
        (b"", b"", 0.3, 1.0),
        (b"GET / HTTP/1.1\r\n", b"X-a: b\r\n", 0.3, 1.0),
        (POST, b"", 0.3, 1.0),
        (POST, b"x", 1.0, 2.0),
        (GET + b"GET / HT", b"", 0.3, 1.0),
    ],
    ids=["says nothing", "headers by drips", "silent body", "body by drips", "the second request"],
)
def test_a_request_that_does_not_come_is_let_go(
    port: int, begin: bytes, drip: bytes, least: float, most: float
) -> None:
    assert least < seconds_until_closed(port, begin, drip, 0.1) < most


def test_an_answer_may_take_its_time_and_the_connection_is_kept_for_the_next(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
        for sti in (b"/langsom", b"/"):
            sock.sendall(GET.replace(b"/ ", sti + b" ", 1))
            got = b""
            while not got.endswith(b"ok"):
                piece = sock.recv(1000)
                assert piece
                got += piece
            time.sleep(0.6)  # longer than headers may take: between requests nothing is waited for but keep-alive
