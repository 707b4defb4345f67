"""A family of the shared population: what it is called, whose numbers it takes, and how its records come to be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from cpr_haendelser.population.klan import Tildeling
from cpr_haendelser.storage.ordre import Personslags

DAG = date(2026, 1, 1).toordinal()
"""The day on which the shared population is as the table says: the same everywhere, whenever it is made."""
FROE = 1
"""The seed that an installation uses unless it asks for another."""

TildelFor = Callable[[str], Tildeling]
"""Gives the numbers of a group."""


class Faelles(NamedTuple):
    """One family."""

    gruppe: str
    """What its persons are in the order store, ending in a slash; each person's group begins with it."""
    slags: Personslags
    build: Callable[[TildelFor], list[bytes]]
    """The blocks of its persons' record lines; asks for numbers on the way, always in the same order."""
