"""How the canonical bytes are kept: compressed; what is exported and hashed is never so."""

from __future__ import annotations

import zlib

NIVEAU = 1
"""Fast: a batch of deliveries becomes a fifth; higher levels take several times as long for a tenth less."""


def pack(indhold: bytes) -> bytes:
    """Compressed bytes."""
    return zlib.compress(indhold, NIVEAU)


def unpack(pakket: bytes) -> bytes:
    """The bytes again. ValueError where they have been damaged."""
    try:
        return zlib.decompress(pakket)
    except zlib.error as error:
        raise ValueError("the content of the link cannot be unpacked") from error
