"""Draws that are the same on every machine and Python version.

Only `random.Random.random` is used (a documented, unchanging algorithm for a whole-number seed); everything else is
plain arithmetic on what it gives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")
Lod = Callable[[], float]
"""Draws a number from 0 up to 1."""


def new_lod(froe: int, *spor: int) -> Lod:
    """The draws of one track below a seed; other tracks never disturb them."""
    key = froe
    for led in spor:
        key = (key << 40) + led
    return Random(key).random  # noqa: S311 - made-up persons, nothing secret


def choose(lod: Lod, choices: Sequence[T]) -> T:
    """One of the choices, all equally likely."""
    return choices[int(lod() * len(choices))]


def whole(lod: Lod, lowest: int, highest: int) -> int:
    """A whole number from lowest to highest, both included."""
    return lowest + int(lod() * (highest - lowest + 1))
