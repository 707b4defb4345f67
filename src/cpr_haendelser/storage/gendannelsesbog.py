"""What the post room keeps of restorings: that it was put back from a backup, and whether anybody has looked.

A backup brings back what was closed, ended or changed since: until an operator has looked nothing leaves (decision 22).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol


class Gendannelse(NamedTuple):
    """One restoring."""

    taget: str
    """When the backup was taken (ISO 8601 with offset), as it says itself."""
    gendannet: str
    """When it was put back."""


class Gendannelsesbog(Protocol):
    """The book of restorings. Times as in the rest of the post room."""

    def gendannelse(self) -> Gendannelse | None:
        """The restoring that nobody has looked through yet, the newest; None: there is none. Cheap to ask.

        While there is one nothing is ready to leave (`klare`) and nothing is taken (`tag`).
        """
        ...

    def saet_gendannelse(self, gendannelse: Gendannelse) -> None:
        """It has been restored: all sessions are over, and nothing leaves until it is released."""

    def frigiv_gendannelse(self, set_: Mapping[str, str], *, nu: str, hvem: str) -> bool:
        """It has been looked through; into the audit, in the same transaction, with what was looked at (`set_`).

        False, and nothing done, where nothing stands.
        """
        ...
