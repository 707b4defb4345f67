"""A receiver that fetches its messages from BeskedHent: AMQP 0-9-1 over TLS with a client certificate, nothing else.

It shows what a receiver has to do; one of your own uses an AMQP library (docs/beskedhent.md).
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from threading import Thread
from typing import TypeVar

from pamqp import commands, frame
from pamqp.body import ContentBody
from pamqp.frame import FrameTypes
from pamqp.header import ContentHeader

_HILSEN = b"AMQP\x00\x00\x09\x01"
_FRIST = 10.0
_FORUD = 100
_T = TypeVar("_T", bound=FrameTypes)


class Hentemodtager:
    """Fetches from one dueslag until `stop`, acknowledges when `gem` has returned."""

    def __init__(self, port: int, tls: ssl.SSLContext, dueslag: str, gem: Callable[[bytes], None]) -> None:
        self._gem, self._dueslag = gem, dueslag
        sock = socket.create_connection(("127.0.0.1", port), _FRIST)
        self._sock = tls.wrap_socket(sock, server_hostname="localhost")
        self._data = b""
        self._connect()
        self._sock.settimeout(None)
        self._traad = Thread(target=self._receive, name="hentemodtager", daemon=True)
        self._traad.start()

    def stop(self) -> None:
        """Hangs up."""
        self._sock.close()

    def _connect(self) -> None:
        self._sock.sendall(_HILSEN)
        self._await(commands.Connection.Start)
        self._send(0, commands.Connection.StartOk({}, "EXTERNAL", "", "en_US"))
        self._await(commands.Connection.Tune)
        self._send(0, commands.Connection.TuneOk(0, 131072, 0))
        self._send(0, commands.Connection.Open("BF"))
        self._await(commands.Connection.OpenOk)
        self._send(1, commands.Channel.Open())
        self._await(commands.Channel.OpenOk)
        self._send(1, commands.Basic.Qos(0, _FORUD, global_=False))
        self._await(commands.Basic.QosOk)
        self._send(1, commands.Basic.Consume(0, self._dueslag))
        self._await(commands.Basic.ConsumeOk)

    def _receive(self) -> None:
        """Method, header, body; then the message is kept, and acknowledged."""
        try:
            while True:
                levering = self._await(commands.Basic.Deliver)
                hoved = self._await(ContentHeader)
                krop = b""
                while len(krop) < hoved.body_size:
                    krop += self._await(ContentBody).value
                self._gem(krop)
                self._send(1, commands.Basic.Ack(levering.delivery_tag or 0))
        except OSError:
            return

    def _send(self, kanal: int, ramme: FrameTypes) -> None:
        self._sock.sendall(frame.marshal(ramme, kanal))

    def _await(self, slags: type[_T]) -> _T:
        """The next frame of the kind; ConnectionError where another kind or nothing comes."""
        while True:
            laengde, _, ramme = frame.unmarshal(self._data) if self._whole() else (0, 0, None)
            if ramme is None:
                mere = self._sock.recv(65536)
                if not mere:
                    raise ConnectionError("BeskedHent hung up")
                self._data += mere
                continue
            self._data = self._data[laengde:]
            if isinstance(ramme, slags):
                return ramme
            raise ConnectionError(f"BeskedHent answered {type(ramme).__name__}")

    def _whole(self) -> bool:
        """Whether a whole frame has come: seven bytes, its payload, and the end mark."""
        return len(self._data) >= 7 and len(self._data) >= 8 + int.from_bytes(self._data[3:7], "big")  # noqa: PLR2004
