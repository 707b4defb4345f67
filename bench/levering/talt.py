"""What was handed over, as it was counted."""

from __future__ import annotations

from typing import NamedTuple


class Talt(NamedTuple):
    """Messages, their bytes, and the seconds that they took."""

    antal: int
    byte: int
    sekunder: float

    @property
    def hver(self) -> float:
        """Seconds a message."""
        return self.sekunder / self.antal

    @property
    def beskrevet(self) -> str:
        """How many, and how large."""
        return f"{self.antal:,} messages of {self.byte / self.antal / 1000:.2f} KB"

    def dummies(self) -> list[bytes]:
        """As many bodies of the same size."""
        return [bytes(self.byte // self.antal)] * self.antal
