from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pika
import pytest
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import AMQPError

from tests.fordeling.amqp import vaert as her


@pytest.fixture
def vaert() -> Iterator[her.Vaert]:
    """A running listener over an empty post room."""
    with her.vaert() as denne:
        yield denne


@contextmanager
def channel(vaert: her.Vaert, **andet: Any) -> Iterator[BlockingChannel]:
    """A pika channel; the connection is closed in an orderly way."""
    forbindelse = pika.BlockingConnection(parameters(vaert, **andet))
    try:
        yield forbindelse.channel()
    finally:
        with suppress(AMQPError):
            forbindelse.close()


def parameters(vaert: her.Vaert, **andet: Any) -> pika.ConnectionParameters:
    """How pika reaches the listener."""
    alle: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": vaert.port,
        "virtual_host": "BF",
        "credentials": pika.PlainCredentials(her.SYSTEM, her.HEMMELIGHED),
        "socket_timeout": 5,
        "blocked_connection_timeout": 10,
        **andet,
    }
    return pika.ConnectionParameters(**alle)


def wait_for(true: Callable[[], bool], seconds: float = 10.0) -> None:
    """Waits until something is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.01)


def crash(kanal: BlockingChannel) -> None:
    """Closes the client's socket without a word."""
    transport = kanal.connection._impl._transport  # noqa: SLF001 - as a killed process
    transport._sock.shutdown(socket.SHUT_RDWR)  # noqa: SLF001
