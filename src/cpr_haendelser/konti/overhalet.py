"""What is decided upon the set-up of the moment, decided again where somebody else was first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.storage.postrum import Opsaetning, Postrum

FORSOEG = 10
"""So many times at most; each time somebody else has come in between."""
_OVERHALET = "POST-010"
T = TypeVar("T")


def decide_again(postrum: Postrum, take: Callable[[Opsaetning], T]) -> T:
    """What `take` gives, which keeps its change on condition that the set-up is the one it was handed (Foelge.pr).

    Brugsfejl POST-010 where others came in between every time; what else `take` raises.
    """
    for forsoeg in range(1, FORSOEG + 1):
        try:
            return take(postrum.opsaetning())
        except Brugsfejl as fejl:
            if fejl.kode != _OVERHALET or forsoeg == FORSOEG:
                raise
    raise AssertionError("the last attempt returns or raises")
