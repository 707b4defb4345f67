"""What the post room keeps of serviceaftaler beside what they are: how they came to be so, and what was said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from cpr_haendelser.aftaler.model import Aftaleskridt

BREV = "brev"
"""The way by which letters leave, in the queue of what is still to be told (alarmbog.Alarmpost.kanal)."""


class Foelge(NamedTuple):
    """What is kept together with a change of the set-up, in its transaction."""

    pr: int | None = None
    """The version that was decided upon: nothing is kept where the set-up is another; None: whatever it is."""
    skridt: tuple[Aftaleskridt, ...] = ()
    breve: tuple[str, ...] = ()
    """Letters to be sent, each as it is kept in the queue."""


INGEN_FOELGE = Foelge()


class Aftalebog(Protocol):
    """The book of serviceaftaler. Times as in the rest of the post room."""

    def aftaleskridt(self, aftale: str) -> list[Aftaleskridt]:
        """Every step and word of an agreement, oldest first."""
        ...

    def skriv_aftaleskridt(self, foelge: Foelge) -> None:
        """Keeps words and letters where nothing of the set-up changes; durable when it returns."""

    def ordrenyt_til(self) -> int:
        """Up to which number of orders' news (storage.ordrelager.Ordrelager.nyt) letters have been written; 0: none."""
        ...

    def skriv_ordrebreve(self, breve: Sequence[str], *, efter: int, til: int) -> bool:
        """Keeps the letters about the news above `efter` up to `til`, and that it has come so far; durable.

        False, and nothing kept, where it had come to another number than `efter`: somebody else was first.
        """
        ...
