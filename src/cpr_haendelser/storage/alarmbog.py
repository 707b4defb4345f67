"""What the post room keeps of alarms: those that stand, and what is still to be told of them.

So an alarm is told once, by whichever process sees it first, and a restart forgets nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Alarm(NamedTuple):
    """An alarm that stands."""

    slags: str
    emne: str
    """What it is about: a dueslag's UUID, a task, a certificate; empty: the installation."""
    trin: int
    """The gravest step that was told, from 1."""
    siden: str


class Alarmpost(NamedTuple):
    """Something to be told by one way."""

    nr: int
    kanal: str
    indhold: str
    forsoeg: int
    """Attempts begun, this one too."""


class Alarmbog(Protocol):
    """The book of alarms. Times as in the rest of the post room."""

    def alarmer(self) -> list[Alarm]:
        """What stands, by kind and subject."""
        ...

    def skift_alarm(self, foer: Alarm | None, efter: Alarm | None, post: Sequence[tuple[str, str]]) -> bool:
        """Puts one in the other's place (None: none), with what is to be told (way, content), in one transaction.

        False, and nothing done, where it does not stand as `foer` says: somebody else was first.
        """
        ...

    def tag_alarmpost(self, antal: int, *, nu: str, igen: str) -> list[Alarmpost]:
        """Takes at most `antal` to be told now, oldest first; each is offered again from `igen`, unless it is ended."""
        ...

    def udskyd_alarmpost(self, nr: int, *, til: str) -> None:
        """Offers it again from that time."""

    def slet_alarmpost(self, nr: int) -> None:
        """It is told."""

    def antal_alarmposter(self) -> int:
        """How many alarms are still to be told; letters (aftalebog.BREV) are not counted."""
        ...
