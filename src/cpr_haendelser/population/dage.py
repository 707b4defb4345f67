"""Days as whole numbers (proleptic ordinals) and as the CPR Office writes them."""

from __future__ import annotations

from datetime import date
from functools import cache

_LOERDAG = 5


@cache
def dato8(dag: int) -> str:
    """YYYYMMDD."""
    d = date.fromordinal(dag)
    return f"{d.year:04d}{d.month:02d}{d.day:02d}"


@cache
def dato10(dag: int) -> str:
    """YYYY-MM-DD."""
    d = date.fromordinal(dag)
    return f"{d.year:04d}-{d.month:02d}-{d.day:02d}"


def from_8(text: str) -> int:
    """The day of the first eight characters; unknown month or day counts as the first."""
    return date(int(text[:4]), int(text[4:6]) or 1, int(text[6:8]) or 1).toordinal()


def is_hverdag(dag: int) -> bool:
    """Whether the CPR Office produces a file that day (Monday to Friday)."""
    return date.fromordinal(dag).weekday() < _LOERDAG


def previous_hverdag(dag: int) -> int:
    """The last weekday before that day."""
    dag -= 1
    while not is_hverdag(dag):
        dag -= 1
    return dag
