"""Bytes into frames (AMQP 0-9-1, 4.2): cut with care here, decoded by pamqp."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from pamqp import commands, frame
from pamqp.exceptions import PAMQPException
from pamqp.frame import FrameTypes

HILSEN = b"AMQP\x00\x00\x09\x01"
"""The protocol header (4.2.2): AMQP 0-9-1."""
FOER_TUNE = 32 * 1024
"""Largest frame before connection.tune: a token of 9 kB has to fit (AMQP itself asks for 4 kB at least)."""
MINDSTE_RAMME = 4096
"""frame-min-size: no peer may ask for less."""
OMSLAG = 8
"""Bytes of a frame around its payload: type, channel and size before it, the end mark after it."""

HOVED = struct.Struct(">BHI")
SLUT = b"\xce"
_METODE = 1
_ACK, _ACK_BEGYNDER = struct.Struct(">11sQBc"), struct.pack(">HH", 60, 80)
"""basic.ack, of which there is one for each message: read without pamqp."""
_TYPER = frozenset({1, 2, 3, 8})
_HJERTESLAG = 8

FRAME_ERROR = 501
SYNTAX_ERROR = 502

_ULAESELIG = (
    PAMQPException, ValueError, LookupError, TypeError, AttributeError, struct.error, OverflowError, RecursionError
)  # fmt: skip
"""What a decoder may raise at bytes that are no frame; whatever it is, the peer is told that its frame is broken."""


class Protokolfejl(Exception):
    """What ends the connection: an AMQP reply code and a Danish text."""

    def __init__(self, kode: int, tekst: str) -> None:
        super().__init__(tekst)
        self.kode = kode
        self.tekst = tekst


class Rammer:
    """What has come of bytes and is not yet a whole frame; never more than one frame and one read."""

    def __init__(self) -> None:
        self.loft = FOER_TUNE
        """Largest frame, in bytes with what is around the payload."""
        self._data = bytearray()

    def __len__(self) -> int:
        """How many bytes wait for the rest of their frame."""
        return len(self._data)

    def feed(self, data: bytes) -> None:
        """Keeps what has been read."""
        self._data += data

    def greeting(self) -> bool | None:
        """Whether the peer begins as AMQP 0-9-1 does; None while that cannot be said."""
        begun = bytes(self._data[: len(HILSEN)])
        if begun == HILSEN:
            del self._data[: len(HILSEN)]
            return True
        return None if HILSEN.startswith(begun) else False

    def frames(self) -> Iterator[tuple[int, FrameTypes | None]]:
        """Channel and frame, one by one; None for a heartbeat. Protokolfejl 501 and 502."""
        while len(self._data) >= HOVED.size:
            slags, kanal, size = HOVED.unpack_from(self._data)
            if slags not in _TYPER:
                raise Protokolfejl(FRAME_ERROR, f"rammetype {slags} findes ikke i AMQP 0-9-1.")
            if size + OMSLAG > self.loft:
                raise Protokolfejl(FRAME_ERROR, f"rammen er på {size + OMSLAG} bytes; den største er {self.loft}.")
            if len(self._data) < size + OMSLAG:
                return
            raw = bytes(self._data[: size + OMSLAG])
            del self._data[: size + OMSLAG]
            if raw[-1:] != SLUT:
                raise Protokolfejl(FRAME_ERROR, "rammen slutter ikke med sit sluttegn (0xCE).")
            yield kanal, None if slags == _HJERTESLAG else _decode(raw)


def _decode(raw: bytes) -> FrameTypes:
    if len(raw) == _ACK.size and raw[0] == _METODE and raw.startswith(_ACK_BEGYNDER, HOVED.size):
        _, nummer, bits, _ = _ACK.unpack(raw)
        return commands.Basic.Ack(nummer, bool(bits & 1))
    try:
        return frame.unmarshal(raw)[2]
    except _ULAESELIG as error:
        raise Protokolfejl(SYNTAX_ERROR, "rammens indhold kan ikke læses som AMQP 0-9-1.") from error
