"""A login tried from the client's side (`linjetest --dueslag`): whether the other end knows us and may let us fetch.

By certificate (EXTERNAL), to the vhost BF, and a passive declare of the dueslag; nothing is fetched.
"""

from __future__ import annotations

import socket
import ssl
from typing import NamedTuple

from pamqp import commands, frame
from pamqp.frame import FrameTypes

from cpr_haendelser.fordeling.amqp.rammer import HILSEN, Protokolfejl, Rammer

VHOST = "BF"
_LAES = 64 * 1024


class Loginsvar(NamedTuple):
    """What came of it."""

    i_orden: bool
    tekst: str
    """In words; what the other end said, where it refused."""


def try_login(vaert: str, port: int, kontekst: ssl.SSLContext, dueslag: str, *, vent: float = 10.0) -> Loginsvar:
    """Whether the certificate may fetch from a dueslag, as the other end answers. The line itself must be in order."""
    try:
        with (
            socket.create_connection((vaert, port), timeout=vent) as raa,
            kontekst.wrap_socket(raa, server_hostname=vaert) as forbindelse,
        ):
            return _Samtale(forbindelse).ask(dueslag)
    except (OSError, Protokolfejl):
        return Loginsvar(
            i_orden=False, tekst="Modparten lagde på eller svarede ikke som AMQP 0-9-1. Er det porten til BeskedHent?"
        )


class _Samtale:
    """One conversation, a frame at a time."""

    def __init__(self, forbindelse: socket.socket) -> None:
        self._forbindelse, self._rammer = forbindelse, Rammer()

    def ask(self, dueslag: str) -> Loginsvar:
        """Goes all the way, or as far as the other end lets us."""
        self._forbindelse.sendall(HILSEN)
        self._next()
        afvist = (
            self._step(0, commands.Connection.StartOk({}, "EXTERNAL", "", "en_US"), commands.Connection.Tune)
            or self._open()
            or self._step(1, commands.Channel.Open(), commands.Channel.OpenOk)
            or self._step(1, commands.Queue.Declare(queue=dueslag, passive=True), commands.Queue.DeclareOk)
        )
        self._send(0, commands.Connection.Close(200, "", 0, 0))
        return afvist or Loginsvar(
            i_orden=True, tekst="Login er i orden: modparten kender certifikatet, og dueslaget må hentes."
        )

    def _open(self) -> Loginsvar | None:
        self._send(0, commands.Connection.TuneOk(1, _LAES, 0))
        return self._step(0, commands.Connection.Open(VHOST), commands.Connection.OpenOk)

    def _step(self, kanal: int, spoerg: FrameTypes, ventet: type[FrameTypes]) -> Loginsvar | None:
        """None where the answer is as hoped; else what the other end said."""
        self._send(kanal, spoerg)
        svar = self._next()
        if isinstance(svar, ventet):
            return None
        if isinstance(svar, commands.Connection.Close | commands.Channel.Close):
            return Loginsvar(i_orden=False, tekst=f"Modparten afviste os ({svar.reply_code}): {svar.reply_text}")
        return Loginsvar(i_orden=False, tekst="Modparten svarede noget andet, end AMQP 0-9-1 siger.")

    def _send(self, kanal: int, ramme: FrameTypes) -> None:
        self._forbindelse.sendall(frame.marshal(ramme, kanal))

    def _next(self) -> FrameTypes:
        while True:
            for _, ramme in self._rammer.frames():
                if ramme is not None:
                    return ramme
            data = self._forbindelse.recv(_LAES)
            if not data:
                raise ConnectionError
            self._rammer.feed(data)
