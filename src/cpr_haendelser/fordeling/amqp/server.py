"""The listener: accepts receivers, lets each have its connection, and watches over them all."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import itertools
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor

from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.fordeling.amqp.adgang import Adgang
from cpr_haendelser.fordeling.amqp.forbindelse import Forbindelse, Frister, Rammevilkaar
from cpr_haendelser.fordeling.amqp.koe import Koe
from cpr_haendelser.fordeling.amqp.protocol import Graenser
from cpr_haendelser.logning import log_line
from cpr_haendelser.spjaeld import Spjaeld

PORT, PORT_UDEN_TLS = 5671, 5672
FORSOEG, SEKUNDER = 10, 60.0
"""So many wrong secrets may come for one name from one address at once, and so many more each minute."""
_EFTERSYN = 2.0
"""Seconds between looks at whether consumers still may."""
_SLAG = 0.5
"""Seconds between looks at heartbeats and deadlines."""
_TRAADE = 4
_BUFFER = 256 * 1024
"""Bytes on their way to one peer; above it nothing more is written."""


class BeskedHent:
    """An AMQP 0-9-1 listener over a Koe."""

    def __init__(
        self,
        koe: Koe,
        adgang: Adgang,
        *,
        graenser: Graenser | None = None,
        frister: Frister | None = None,
        forbindelser: int = 500,
    ) -> None:
        """`forbindelser`: most connections at a time; those above it are closed at once."""
        self._traade = ThreadPoolExecutor(_TRAADE, thread_name_prefix="beskedhent-adgang")
        spjaeld = Spjaeld(FORSOEG, SEKUNDER, time.monotonic)
        graenser, frister = graenser or Graenser(), frister or Frister()
        self._vilkaar = Rammevilkaar(koe, adgang, graenser, frister, self._traade, spjaeld)
        self._hoejst = forbindelser
        self._aktive: dict[asyncio.Task[None], Forbindelse | None] = {}
        self._sockets: list[socket.socket] = []
        self._opgaver: list[asyncio.Task[None]] = []
        self._numre = itertools.count(1)

    @property
    def forbindelser(self) -> int:
        """How many connections there are now, those that are opening and closing with them."""
        return len(self._aktive)

    async def start(self, sock: socket.socket, tls: ssl.SSLContext | None) -> None:
        """Listens on a bound socket; without TLS on loopback alone (Opsaetningsfejl HENT-001)."""
        host = sock.getsockname()[0]
        if tls is None and not ipaddress.ip_address(host.split("%")[0]).is_loopback:
            raise Opsaetningsfejl(
                "HENT-001",
                "BeskedHent uden TLS kan kun lytte på maskinens egen adresse (127.0.0.1). Giv et certifikat, eller lyt "
                "på 127.0.0.1.",
            )
        if not self._opgaver:
            await self._vilkaar.koe.start()
            self._opgaver = [asyncio.create_task(self._tick()), asyncio.create_task(self._look())]
        sock.settimeout(0)
        sock.listen()
        self._sockets.append(sock)
        self._opgaver.append(asyncio.create_task(self._accept(sock, tls)))

    async def stop(self) -> None:
        """Tells every peer, takes leave, and accounts for everything outstanding."""
        for opgave in self._opgaver:
            opgave.cancel()
        await asyncio.gather(*self._opgaver, return_exceptions=True)
        self._opgaver.clear()
        for sock in self._sockets:
            sock.close()
        for opgave, forbindelse in self._aktive.items():
            if forbindelse is None:
                opgave.cancel()
            else:
                forbindelse.stop()
        if self._aktive:
            _, late = await asyncio.wait(list(self._aktive), timeout=1.0)
            for opgave in late:
                forbindelse = self._aktive.get(opgave)
                if forbindelse is not None:
                    forbindelse.abort()
            if late:
                await asyncio.wait(late)
        await self._vilkaar.koe.stop()
        self._traade.shutdown()

    def end_consumers(self, dueslag: str, grund: str) -> None:
        """Ends every consumer of a dueslag (no approved agreement is left); on the loop's thread."""
        for forbindelse in self._served():
            forbindelse.end_consumers(dueslag.lower(), grund)

    def _served(self) -> list[Forbindelse]:
        return [each for each in self._aktive.values() if each is not None]

    async def _accept(self, sock: socket.socket, tls: ssl.SSLContext | None) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                peer, _ = await loop.sock_accept(sock)
            except OSError:  # too many open files, or a peer gone before it was taken
                log_line("hent.ikke-modtaget")
                await asyncio.sleep(_SLAG)
                continue
            if len(self._aktive) >= self._hoejst:
                log_line("hent.fuldt", antal=len(self._aktive))
                peer.close()
                continue
            opgave = asyncio.create_task(self._serve(peer, tls))
            self._aktive[opgave] = None
            opgave.add_done_callback(lambda done: self._aktive.pop(done, None))

    async def _serve(self, peer: socket.socket, tls: ssl.SSLContext | None) -> None:
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=_BUFFER)
        protocol = asyncio.StreamReaderProtocol(reader)
        frist = self._vilkaar.frister.opkobling
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        try:
            transport, _ = await loop.connect_accepted_socket(
                lambda: protocol, peer, ssl=tls, ssl_handshake_timeout=frist if tls is not None else None
            )
        except OSError as error:
            peer.close()
            if not isinstance(error, ssl.SSLError):  # of what TLS refuses its context tells (tls.haandtryk-afvist)
                log_line("hent.opkobling-mislykket", forklaring=type(error).__name__)
            return
        except BaseException:
            peer.close()
            raise
        transport.set_write_buffer_limits(high=_BUFFER)
        writer = asyncio.StreamWriter(transport, protocol, reader, loop)
        forbindelse = Forbindelse(self._vilkaar, str(next(self._numre)), reader, writer)
        opgave = asyncio.current_task()
        if opgave is not None:
            self._aktive[opgave] = forbindelse
        await forbindelse.run()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_SLAG)
            for forbindelse in self._served():
                forbindelse.tick()

    async def _look(self) -> None:
        """Consumers whose dueslag has no approved agreement left are ended within seconds, whoever ended it."""
        while True:
            await asyncio.sleep(_EFTERSYN)
            for forbindelse in self._served():
                with contextlib.suppress(Exception):  # asked again in a moment; every message is asked about too
                    await forbindelse.look()
