"""One AMQP 0-9-1 connection as a state machine: bytes in, bytes out and `Handling` to be done; no I/O, no clock.

Section numbers are those of the AMQP 0-9-1 specification; where RabbitMQ has settled what it leaves open (basic.qos for
each consumer, basic.nack, consumer_cancel_notify, 403 at login), this follows RabbitMQ, for that is what clients know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from pamqp import commands, frame, heartbeat
from pamqp.base import Frame
from pamqp.frame import FrameTypes

from cpr_haendelser.fordeling.amqp import indhold, metoder
from cpr_haendelser.fordeling.amqp.kanal import Forbruger, Handling, Kanal, LogInd, Opgivet
from cpr_haendelser.fordeling.amqp.rammer import HILSEN, MINDSTE_RAMME, Protokolfejl, Rammer
from cpr_haendelser.fordeling.brev import Brev

VHOST = "BF"

ACCESS_REFUSED, NOT_FOUND, RESOURCE_LOCKED, PRECONDITION_FAILED = 403, 404, 405, 406
CONNECTION_FORCED, CHANNEL_ERROR, UNEXPECTED_FRAME = 320, 504, 505
NOT_ALLOWED, NOT_IMPLEMENTED, INTERNAL_ERROR = 530, 540, 541

_LAENGSTE_TEKST = 255
"""A reply text is a short string: its bytes are counted in one."""


@dataclass(frozen=True, slots=True)
class Graenser:
    """What one connection may ask for."""

    ramme: int = 128 * 1024
    """Largest frame, bytes."""
    kanaler: int = 64
    forbrugere: int = 64
    """Consumers of one connection."""
    hjerteslag: int = 60
    """Seconds between heartbeats, as we wish it; the client decides."""
    prefetch: int = 1
    """Most unacknowledged for a consumer where the client has set no qos."""
    ude: int = 2000
    """Most unacknowledged for a consumer, whatever its qos."""


class Trin(Enum):
    """How far the connection is (2.2.4)."""

    HILSEN = auto()
    LOGIN = auto()
    TUNE = auto()
    VHOST = auto()
    AABEN = auto()
    LUKKER = auto()
    """connection.close has been sent; only its answer counts."""
    LUKKET = auto()


class Protokol:
    """The server's side of one connection."""

    def __init__(self, graenser: Graenser, mekanismer: str) -> None:
        """`mekanismer`: SASL mechanisms that are offered, separated by blanks."""
        self.graenser = graenser
        self.trin = Trin.HILSEN
        self.hjerteslag = 0
        self.kanaler: dict[int, Kanal] = {}
        self.forbrugere_taget = 0
        self.rammer = Rammer()
        self.afmelder = False
        """Whether the client understands a basic.cancel from the server."""
        self.fejl = ""
        """Why the connection ended, when it was not the peer's wish."""
        self.modpart_lukkede = False
        """The peer said goodbye: what it has outstanding is given back without blame."""
        self._ramme = graenser.ramme
        self._mekanismer = mekanismer
        self._ud: list[bytes] = []
        self.modtaget = 0
        """Whole frames received."""

    # --- bytes --------------------------------------------------------------------------------------------------------

    def receive(self, data: bytes) -> Iterator[Handling]:
        """What the bytes ask for, one by one; each is to be answered before the next is asked for."""
        self.rammer.feed(data)
        try:
            if self.trin is Trin.HILSEN and not self._greet():
                return
            for nummer, ramme in self.rammer.frames():
                self.modtaget += 1
                if ramme is not None:
                    yield from self._frame(nummer, ramme)
                if self.trin is Trin.LUKKET:
                    return
        except Protokolfejl as error:
            yield from self.close(error.kode, error.tekst)

    def take(self) -> bytes:
        """The bytes to be sent since last time."""
        ud, self._ud = self._ud, []
        return b"".join(ud)

    def send(self, nummer: int, ramme: FrameTypes) -> None:
        """Queues a frame."""
        self._ud.append(frame.marshal(ramme, nummer))

    def beat(self) -> None:
        """Queues a heartbeat."""
        self.send(0, heartbeat.Heartbeat())

    # --- answers ------------------------------------------------------------------------------------------------------

    def welcome(self) -> None:
        """The login is good: limits are offered (connection.tune)."""
        self.trin = Trin.TUNE
        graenser = self.graenser
        self.send(0, commands.Connection.Tune(graenser.kanaler, graenser.ramme, graenser.hjerteslag))

    def refuse(self, tekst: str) -> None:
        """The login is not good: told with 403, as RabbitMQ does, so that the client can show why."""
        for _ in self.close(ACCESS_REFUSED, tekst):
            raise AssertionError  # there are no channels before login

    def consume_ok(self, forbruger: Forbruger, *, uden_svar: bool) -> None:
        """The consumer is on."""
        if not uden_svar:
            self.send(forbruger.kanal.nummer, commands.Basic.ConsumeOk(forbruger.tag))

    def get_ok(self, kanal: Kanal, brev: Brev, *, uden_kvittering: bool, tilbage: int) -> None:
        """A message for basic.get; `tilbage` is about how many there are after it."""
        tag = kanal.number(brev, None)
        if uden_kvittering:
            del kanal.ude[tag]
        forsendelse = brev.forsendelse
        self.send(kanal.nummer, commands.Basic.GetOk(tag, forsendelse.forsoeg > 1, "", forsendelse.dueslag, tilbage))
        self._ud += indhold.content(kanal.nummer, brev.krop, brev.besked_id, self._ramme)

    def get_empty(self, kanal: Kanal) -> None:
        """There is nothing to get."""
        self.send(kanal.nummer, commands.Basic.GetEmpty())

    def declare_ok(self, maal: str, kanal: Kanal, antal: int, forbrugere: int) -> None:
        """How many messages and consumers a dueslag has."""
        self.send(kanal.nummer, commands.Queue.DeclareOk(maal, antal, forbrugere))

    def deliver(self, forbruger: Forbruger, brev: Brev) -> None:
        """A message for a consumer."""
        kanal = forbruger.kanal
        tag = kanal.number(brev, forbruger)
        forsendelse = brev.forsendelse
        igen = forsendelse.forsoeg > 1
        self._ud.append(indhold.deliver(kanal.nummer, forbruger.tag, tag, forsendelse.dueslag, igen=igen))
        self._ud += indhold.content(kanal.nummer, brev.krop, brev.besked_id, self._ramme)

    def cancel(self, forbruger: Forbruger, grund: str) -> list[Brev]:
        """Ends a consumer from our side; the messages that come back because its channel had to be closed for it."""
        if forbruger.lukket:
            return []
        if not self.afmelder:
            return self.channel_error(forbruger.kanal, ACCESS_REFUSED, grund)
        self.remove(forbruger)
        self.send(forbruger.kanal.nummer, commands.Basic.Cancel(forbruger.tag, nowait=True))
        return []

    def remove(self, forbruger: Forbruger) -> None:
        """Forgets a consumer; its unacknowledged messages stay with the channel."""
        forbruger.lukket = True
        forbruger.kanal.forbrugere.pop(forbruger.tag, None)

    def channel_error(self, kanal: Kanal, kode: int, tekst: str, metode: Frame | None = None) -> list[Brev]:
        """Closes a channel with the reason (2.2.8); the messages that come back."""
        klasse, nummer = divmod(metode.index, 1 << 16) if metode is not None else (0, 0)
        self.send(kanal.nummer, commands.Channel.Close(kode, _short(tekst), klasse, nummer))
        kanal.lukker = True
        return self._abandon(kanal)

    def close(self, kode: int, tekst: str) -> Iterator[Handling]:
        """Closes the connection with the reason; nothing comes back by it, for it is told to a peer in the wrong."""
        if self.trin in {Trin.LUKKER, Trin.LUKKET}:
            self.trin = Trin.LUKKET
            return
        self.fejl = tekst
        if self.trin is Trin.HILSEN:
            self.trin = Trin.LUKKET
            return
        self.trin = Trin.LUKKER
        for kanal in self.kanaler.values():
            for forbruger in list(kanal.forbrugere.values()):
                self.remove(forbruger)
        self.send(0, commands.Connection.Close(kode, _short(tekst), 0, 0))
        yield from ()

    def has_outstanding(self) -> bool:
        """Whether anything is unacknowledged."""
        return any(kanal.ude for kanal in self.kanaler.values())

    def outstanding(self) -> list[Brev]:
        """Takes everything unacknowledged on every channel; the connection is at its end."""
        breve: list[Brev] = []
        for kanal in self.kanaler.values():
            breve += self._abandon(kanal)
        self.kanaler.clear()
        return breve

    # --- frames -------------------------------------------------------------------------------------------------------

    def _greet(self) -> bool:
        known = self.rammer.greeting()
        if known is None:
            return False
        if not known:
            self._ud.append(HILSEN)
            self.trin, self.fejl = Trin.LUKKET, "modparten taler ikke AMQP 0-9-1."
            return False
        egenskaber: dict[str, Any] = {
            "product": "cpr-haendelser BeskedHent",
            "capabilities": {
                "authentication_failure_close": True,
                "basic.nack": True,
                "consumer_cancel_notify": True,
                "per_consumer_qos": True,
                "publisher_confirms": True,  # aio-pika opens no channel without it, also where nothing is published
            },
        }
        self.send(0, commands.Connection.Start(0, 9, egenskaber, self._mekanismer, "en_US"))
        self.trin = Trin.LOGIN
        return True

    def _frame(self, nummer: int, ramme: FrameTypes) -> Iterator[Handling]:
        if self.trin is Trin.LUKKER:
            self._closing(ramme)
        elif self.trin is not Trin.AABEN:
            yield from self._handshake(nummer, ramme)
        elif nummer == 0:
            yield from self._connection(ramme)
        else:
            yield from self._channel(nummer, ramme)

    def _closing(self, ramme: FrameTypes) -> None:
        if isinstance(ramme, commands.Connection.Close):
            self.send(0, commands.Connection.CloseOk())
        if isinstance(ramme, commands.Connection.Close | commands.Connection.CloseOk):
            self.trin = Trin.LUKKET

    def _handshake(self, nummer: int, ramme: FrameTypes) -> Iterator[Handling]:
        match (self.trin, ramme):
            case (_, commands.Connection.Close()) if nummer == 0:
                yield from self._connection(ramme)
            case (Trin.LOGIN, commands.Connection.StartOk()) if nummer == 0:
                self.afmelder = _can(ramme.client_properties, "consumer_cancel_notify")
                svar: str | bytes = ramme.response or b""
                yield LogInd(ramme.mechanism, svar.encode() if isinstance(svar, str) else bytes(svar))
            case (Trin.TUNE, commands.Connection.TuneOk()) if nummer == 0:
                self._tune(ramme)
            case (Trin.VHOST, commands.Connection.Open()) if nummer == 0:
                self._open(ramme.virtual_host)
            case _:
                raise Protokolfejl(UNEXPECTED_FRAME, f"{_name(ramme)} kommer på et forkert sted i opkoblingen.")

    def _tune(self, ramme: commands.Connection.TuneOk) -> None:
        wished = ramme.frame_max or self.graenser.ramme
        if not MINDSTE_RAMME <= wished <= self.graenser.ramme:
            raise Protokolfejl(NOT_ALLOWED, f"frame_max skal være fra {MINDSTE_RAMME} til {self.graenser.ramme}.")
        if ramme.channel_max > self.graenser.kanaler:
            raise Protokolfejl(NOT_ALLOWED, f"channel_max er højst {self.graenser.kanaler}.")
        self._ramme = wished
        self.rammer.loft = max(wished, MINDSTE_RAMME)
        self.hjerteslag = ramme.heartbeat
        self.trin = Trin.VHOST

    def _open(self, vhost: str) -> None:
        if vhost != VHOST:
            raise Protokolfejl(NOT_ALLOWED, f"der er intet virtual host af det navn; her er kun {VHOST}.")
        self.trin = Trin.AABEN
        self.send(0, commands.Connection.OpenOk())

    def _connection(self, ramme: FrameTypes) -> Iterator[Handling]:
        if not isinstance(ramme, commands.Connection.Close):
            raise Protokolfejl(UNEXPECTED_FRAME, f"{_name(ramme)} ventes ikke på kanal 0.")
        self.modpart_lukkede = True
        breve = self.outstanding()
        self.send(0, commands.Connection.CloseOk())
        self.trin = Trin.LUKKET
        yield Opgivet(breve)

    def _channel(self, nummer: int, ramme: FrameTypes) -> Iterator[Handling]:
        kanal = self.kanaler.get(nummer)
        if isinstance(ramme, commands.Channel.Open):
            self._open_channel(nummer, kanal)
        elif kanal is None:
            if not isinstance(ramme, commands.Channel.CloseOk):
                raise Protokolfejl(CHANNEL_ERROR, f"kanal {nummer} er ikke åben.")
        elif kanal.lukker:
            if isinstance(ramme, commands.Channel.Close):
                self.send(nummer, commands.Channel.CloseOk())
            if isinstance(ramme, commands.Channel.Close | commands.Channel.CloseOk):
                del self.kanaler[nummer]
        elif isinstance(ramme, commands.Channel.Close):
            del self.kanaler[nummer]
            self.send(nummer, commands.Channel.CloseOk())
            yield Opgivet(self._abandon(kanal))
        elif isinstance(ramme, Frame):
            yield from metoder.dispatch(self, kanal, ramme)
        else:
            raise Protokolfejl(UNEXPECTED_FRAME, "der kommer indhold uden en metode foran.")

    def _open_channel(self, nummer: int, kanal: Kanal | None) -> None:
        if kanal is not None:
            raise Protokolfejl(CHANNEL_ERROR, f"kanal {nummer} er allerede åben.")
        if nummer > self.graenser.kanaler:
            raise Protokolfejl(CHANNEL_ERROR, f"der er højst {self.graenser.kanaler} kanaler.")
        self.kanaler[nummer] = Kanal(nummer, self.graenser.prefetch)
        self.send(nummer, commands.Channel.OpenOk())

    def _abandon(self, kanal: Kanal) -> list[Brev]:
        for forbruger in list(kanal.forbrugere.values()):
            self.remove(forbruger)
        return kanal.settle_all()


def _can(properties: Any, what: str) -> bool:
    capabilities = properties.get("capabilities") if isinstance(properties, dict) else None
    return isinstance(capabilities, dict) and capabilities.get(what) is True


def _short(tekst: str) -> str:
    return tekst.encode()[:_LAENGSTE_TEKST].decode(errors="ignore")


def _name(ramme: FrameTypes) -> str:
    return str(getattr(ramme, "name", type(ramme).__name__))
