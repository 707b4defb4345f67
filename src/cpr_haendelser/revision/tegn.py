"""Bytes as text: hex in groups of four, so that no ten digits ever stand together and look like a personnummer."""

from __future__ import annotations


def to_hex(value: bytes) -> str:
    """`a1b2 c3d4 …`; what bytes.fromhex reads."""
    return value.hex(" ", 2)


def from_hex(text: str) -> bytes:
    """The bytes again. ValueError where the text is no hex."""
    return bytes.fromhex(text)
