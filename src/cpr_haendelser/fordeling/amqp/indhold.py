"""The frames of a delivery, which leave by the thousand: as pamqp writes them once, with what differs put in.

A method, a content header and the body in frames (AMQP 0-9-1, 4.2.3, 4.2.6).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from pamqp import commands, frame, header

from cpr_haendelser.fordeling.amqp.rammer import HOVED, OMSLAG, SLUT

CONTENT_TYPE = "application/xml"
PERSISTENT = 2

_METODE = HOVED.size + 4
"""Where the arguments of a method begin, or the size of a content header: after class and method, class and weight."""
_LEVERING, _LAENGDE = struct.Struct(">Q?"), struct.Struct(">Q")
_INDHOLD = 3
"""Frame type of a body."""


class _Skabelon(NamedTuple):
    """A frame around something that is put in."""

    foer: bytes
    efter: bytes


def deliver(kanal: int, forbruger: str, nummer: int, dueslag: str, *, igen: bool) -> bytes:
    """The frame of basic.deliver; `igen`: it has left before."""
    skabelon = _deliver(kanal, forbruger, dueslag)
    return skabelon.foer + _LEVERING.pack(nummer, igen) + skabelon.efter


def content(kanal: int, krop: bytes, besked_id: str, ramme: int) -> Iterator[bytes]:
    """Content header and body, the body in pieces that fit frames of the agreed size."""
    ident = besked_id.encode()
    skabelon = _header(kanal, len(ident))
    yield skabelon.foer[:_METODE] + _LAENGDE.pack(len(krop)) + skabelon.foer[_METODE + _LAENGDE.size :]
    yield ident + skabelon.efter
    for start in range(0, len(krop), ramme - OMSLAG):
        piece = krop[start : start + ramme - OMSLAG]
        yield HOVED.pack(_INDHOLD, kanal, len(piece))
        yield piece
        yield SLUT


@lru_cache(maxsize=1024)
def _deliver(kanal: int, forbruger: str, dueslag: str) -> _Skabelon:
    raw = frame.marshal(commands.Basic.Deliver(forbruger, 0, False, "", dueslag), kanal)  # noqa: FBT003 - pamqp's
    sted = _METODE + 1 + len(forbruger.encode())
    return _Skabelon(raw[:sted], raw[sted + _LEVERING.size :])


@lru_cache(maxsize=1024)
def _header(kanal: int, laengde: int) -> _Skabelon:
    """Around a message id of so many bytes, at least one."""
    ident = "?" * laengde
    egenskaber = commands.Basic.Properties(content_type=CONTENT_TYPE, delivery_mode=PERSISTENT, message_id=ident)
    foer, efter = frame.marshal(header.ContentHeader(0, 0, egenskaber), kanal).rsplit(ident.encode(), 1)
    return _Skabelon(foer, efter)
