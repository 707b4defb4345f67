"""TransaktionsId: computed, so that it is the same at every attempt without being kept."""

from __future__ import annotations

from hashlib import sha1


def transaktion(navnerum: bytes, dueslag: str, loebenummer: int) -> str:
    """The UUIDv5 of a dueslag and løbenummer in a post room's own secret namespace (16 bytes)."""
    name = f"{dueslag}/{loebenummer}".encode()
    digest = bytearray(sha1(navnerum + name, usedforsecurity=False).digest()[:16])
    digest[6], digest[8] = digest[6] & 0x0F | 0x50, digest[8] & 0x3F | 0x80  # version 5, variant RFC 4122
    tekst = digest.hex()
    return f"{tekst[:8]}-{tekst[8:12]}-{tekst[12:16]}-{tekst[16:20]}-{tekst[20:]}"
