"""TransaktionsId: computed, so that it is the same at every attempt without being kept."""

from __future__ import annotations

from hashlib import sha1
from uuid import UUID


def transaktion(navnerum: bytes, dueslag: str, loebenummer: int) -> str:
    """The UUIDv5 of a dueslag and løbenummer in a post room's own secret namespace (16 bytes)."""
    name = f"{dueslag}/{loebenummer}".encode()
    return str(UUID(bytes=sha1(navnerum + name, usedforsecurity=False).digest()[:16], version=5))
