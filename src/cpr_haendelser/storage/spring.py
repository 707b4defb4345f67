"""Leaps in the numbering of the log: a restored database goes on above every number that may have been given.

Between the backup and its restoring numbers have been given, to readers who hold them as their place in the log. Which,
nobody knows: the database that knew is gone. So the numbers go on from the time of day (decision 14).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

NOEGLE = "nummerspring"
"""Under this name the leaps stand in the register's meta (JSON), the newest last."""
PR_SEKUND = 100_000
"""More numbers a second than can be given: so one made of the time is above all that have been given."""


class Spring(NamedTuple):
    """Numbers above `sidste` and up to `over` have not been given here, and never will be."""

    sidste: int
    over: int


_laes = msgspec.json.Decoder(tuple[Spring, ...]).decode


def read_spring(tekst: str | None) -> tuple[Spring, ...]:
    """The leaps, the oldest first; None: there are none."""
    return _laes(tekst) if tekst else ()


def write_spring(spring: Sequence[Spring]) -> str:
    """The leaps as they are kept."""
    return msgspec.json.encode(spring).decode()


def leap(sidste: int, sekunder: int, mindst: int = 0) -> Spring:
    """The leap of a database whose last number is `sidste`, restored so many seconds after 1970.

    `mindst`: a number that is known to have been given.
    """
    return Spring(sidste, max(sidste, mindst, sekunder * PR_SEKUND))


def count_between(spring: Sequence[Spring], efter: int, til: int) -> int:
    """How many numbers above `efter` and up to `til` may be those of hændelser."""
    tomme = sum(max(0, min(each.over, til) - max(each.sidste, efter)) for each in spring)
    return max(0, til - efter) - tomme
