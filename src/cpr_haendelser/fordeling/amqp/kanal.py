"""What a connection remembers about its channels, consumers and unacknowledged messages; plain values, no I/O."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from cpr_haendelser.fordeling.brev import Brev
from cpr_haendelser.storage.forsendelse import Udfald


@dataclass(slots=True, eq=False)
class Forbruger:
    """One basic.consume."""

    tag: str
    kanal: Kanal
    dueslag: str
    uden_kvittering: bool
    prefetch: int
    """Most unacknowledged at a time; 0: only the channel's and the program's own limits."""
    ude: int = 0
    lukket: bool = False


class Udestaaende(NamedTuple):
    """A message that has been delivered and not acknowledged."""

    brev: Brev
    forbruger: Forbruger | None
    """None: fetched with basic.get."""


@dataclass(slots=True, eq=False)
class Kanal:
    """One open channel."""

    nummer: int
    prefetch: int
    """What the next consumer gets."""
    prefetch_faelles: int = 0
    """basic.qos with global: most unacknowledged over the channel's consumers; 0: no such limit."""
    aktiv: bool = True
    """channel.flow."""
    lukker: bool = False
    """channel.close has been sent and not answered: everything else on the channel is passed over."""
    sidste: int = 0
    bestilt: int = 0
    """Being fetched for the channel's consumers, and not yet delivered."""
    ude: dict[int, Udestaaende] = field(default_factory=dict)
    forbrugere: dict[str, Forbruger] = field(default_factory=dict)

    def number(self, brev: Brev, forbruger: Forbruger | None) -> int:
        """The delivery tag of a message that leaves; unacknowledged from now on unless the consumer wants no ack."""
        self.sidste += 1
        if forbruger is None or not forbruger.uden_kvittering:
            self.ude[self.sidste] = Udestaaende(brev, forbruger)
            if forbruger is not None:
                forbruger.ude += 1
        return self.sidste

    def settle(self, tag: int, *, multiple: bool) -> list[Brev]:
        """Takes the messages that a tag stands for (with `multiple` all up to it; 0: all); KeyError: no such tag."""
        if not multiple:
            return [self._take(tag)]
        if tag and not 0 < tag <= self.sidste:
            raise KeyError(tag)
        return [self._take(each) for each in list(self._up_to(tag))]

    def settle_all(self) -> list[Brev]:
        """Takes every message of the channel."""
        return [self._take(tag) for tag in list(self.ude)]

    def room(self, forbruger: Forbruger, hoejst: int) -> int:
        """How many more messages the consumer may have unacknowledged, at most `hoejst` in all."""
        if not self.aktiv or self.lukker or forbruger.lukket:
            return 0
        if forbruger.uden_kvittering:
            return hoejst
        room = min(forbruger.prefetch or hoejst, hoejst) - forbruger.ude
        if self.prefetch_faelles:
            room = min(room, self.prefetch_faelles - len(self.ude) - self.bestilt)
        return max(room, 0)

    def _up_to(self, tag: int) -> Iterator[int]:
        for each in self.ude:  # in order: tags only grow
            if tag and each > tag:
                return
            yield each

    def _take(self, tag: int) -> Brev:
        taget = self.ude.pop(tag)
        if taget.forbruger is not None:
            taget.forbruger.ude -= 1
        return taget.brev


class LogInd(NamedTuple):
    """The peer says who it is; answered by `Protokol.welcome` or `Protokol.refuse`."""

    mekanisme: str
    svar: bytes


class Forbrug(NamedTuple):
    """basic.consume; answered by `Protokol.consume_ok` or `Protokol.channel_error`."""

    forbruger: Forbruger
    uden_svar: bool


class Hent(NamedTuple):
    """basic.get; answered by `Protokol.get_ok`, `Protokol.get_empty` or `Protokol.channel_error`."""

    kanal: Kanal
    dueslag: str
    uden_kvittering: bool


class Maal(NamedTuple):
    """A passive queue.declare; answered by `Protokol.declare_ok` or `Protokol.channel_error`."""

    kanal: Kanal
    dueslag: str
    uden_svar: bool


class Svaret(NamedTuple):
    """The receiver has said what came of messages."""

    breve: list[Brev]
    udfald: Udfald
    grund: str


class Opgivet(NamedTuple):
    """Messages come back without blame: their channel or connection was closed in an orderly way."""

    breve: list[Brev]


class Plads(NamedTuple):
    """A consumer's room may have changed (channel.flow, basic.qos, basic.cancel)."""


Handling = LogInd | Forbrug | Hent | Maal | Svaret | Opgivet | Plads
"""What the state machine asks of the outside."""
