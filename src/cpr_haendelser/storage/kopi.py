"""What a copy of the stores is: its parts, and the numbers that it has come to."""

from __future__ import annotations

import msgspec


class Kopifil(msgspec.Struct, frozen=True):
    """One database file of a copy."""

    rum: str
    """postrum, ordrer, register: in the order that they are copied in."""
    bytes: int
    sha256: str
    skema: int
    """Version of the room's schema."""

    @property
    def navn(self) -> str:
        """What the file is called in the copy's folder."""
        return f"{self.rum}.db"


class Kopinumre(msgspec.Struct, frozen=True):
    """How far the stores had come at the moment of the copy."""

    loebenummer: int
    fil: int
    personer: int
    position: int
    """Up to which number of the log forsendelser had been derived."""
    ordre: int
    """The number of the newest order."""


class Kopi(msgspec.Struct, frozen=True):
    """A copy of all stores of an installation, as they were at one moment."""

    filer: tuple[Kopifil, ...]
    numre: Kopinumre
