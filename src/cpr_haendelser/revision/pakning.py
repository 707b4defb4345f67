"""How the canonical bytes are kept: compressed where they are many; what is exported and hashed is never so."""

from __future__ import annotations

import zlib

NIVEAU = 1
"""Fast: a batch of deliveries becomes a fifth; higher levels take several times as long for a tenth less."""

FAA = 600
"""Bytes: so few are kept as they are, for a compressor costs more to start than it saves."""
_UDEN = b"{"
"""Canonical bytes begin so; compressed ones never do."""


def pack(indhold: bytes) -> bytes:
    """The bytes as they are kept."""
    return indhold if len(indhold) <= FAA and indhold.startswith(_UDEN) else zlib.compress(indhold, NIVEAU)


def unpack(pakket: bytes) -> bytes:
    """The bytes again. ValueError where they have been damaged."""
    if pakket.startswith(_UDEN):
        return pakket
    try:
        return zlib.decompress(pakket)
    except zlib.error as error:
        raise ValueError("the content of the link cannot be unpacked") from error
