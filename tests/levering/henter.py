"""A receiver that fetches with pika in a thread of its own, and does with each message what it is told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from typing import Self

import pika
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import AMQPError

from tests.levering.besked import Besked, read
from tests.levering.certifikater import Certifikater
from tests.levering.klienter import tls
from tests.levering.verden import HEMMELIGHED

_PAUSE = 0.05


class Gestus(Enum):
    """What a receiver does with a message."""

    ACK = "ack"
    NACK = "nack"
    """Refused for good."""
    REQUEUE = "requeue"
    DOE = "doe"
    """It dies: the connection breaks off, and it comes again."""
    TIE = "tie"
    """It says nothing."""


class Henter:
    """Fetches as long as it is open; `goer` is called with every message in the order they come."""

    def __init__(
        self, port: int, certifikater: Certifikater, dueslag: str, system: str, goer: Callable[[Besked], Gestus]
    ) -> None:
        self.port, self._certifikater, self._dueslag, self._system = port, certifikater, dueslag, system
        self._goer = goer
        self.prefetch = 10
        self.forbundet = False
        self.doede = 0
        """How often it has died."""
        self._fejl: Exception | None = None
        self._slut = threading.Event()
        self._traad = threading.Thread(target=self._live, daemon=True)

    def __enter__(self) -> Self:
        self._traad.start()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        """Ends; what went wrong in it is raised."""
        self._slut.set()
        self._traad.join(20)
        if self._fejl is not None and kind is None:
            raise self._fejl

    def _live(self) -> None:
        while not self._slut.is_set():
            try:
                self._one_life()
            except (AMQPError, OSError):
                pass  # the connection broke; it comes again
            except Exception as error:  # noqa: BLE001 - raised where it is ended
                self._fejl = error
                return
            finally:
                self.forbundet = False
            self._slut.wait(_PAUSE)

    def _one_life(self) -> None:
        forbindelse = pika.BlockingConnection(
            pika.ConnectionParameters(
                "127.0.0.1",
                self.port,
                "BF",
                pika.PlainCredentials(self._system, HEMMELIGHED),
                ssl_options=pika.SSLOptions(tls(self._certifikater, None), "localhost"),
                socket_timeout=3,
                blocked_connection_timeout=5,
                stack_timeout=5,
            )
        )
        self.forbundet = True
        try:
            kanal = forbindelse.channel()
            kanal.basic_qos(prefetch_count=self.prefetch)
            self._consume(kanal)
        finally:
            with suppress(AMQPError, OSError):
                forbindelse.close()

    def _consume(self, kanal: BlockingChannel) -> None:
        for metode, _, krop in kanal.consume(self._dueslag, inactivity_timeout=0.05):
            if self._slut.is_set():
                return
            if metode is None:
                continue
            gestus = self._goer(read(krop))
            if gestus is Gestus.ACK:
                kanal.basic_ack(metode.delivery_tag)
            elif gestus is Gestus.DOE:
                self.doede += 1
                _tear(kanal)
                return
            elif gestus is not Gestus.TIE:
                kanal.basic_nack(metode.delivery_tag, requeue=gestus is Gestus.REQUEUE)


def _tear(kanal: BlockingChannel) -> None:
    """As a process that is killed: the socket is gone without a word."""
    transport = kanal.connection._impl._transport  # noqa: SLF001
    transport._sock.shutdown(socket.SHUT_RDWR)  # noqa: SLF001
