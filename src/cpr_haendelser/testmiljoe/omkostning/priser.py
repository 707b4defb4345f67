"""The price list, and what so many of a thing come to when some are free. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class Ydelse(StrEnum):
    """What is paid for, named as in the settings."""

    ORDRE = "ordre"
    """An order of which anything was carried out."""
    PERSON = "person"
    """A person that an order created or copied; not the newborn of a birth, which is a hændelse."""
    HAENDELSE = "haendelse"
    """A hændelse in the log."""


class Prisliste(NamedTuple):
    """Kroner for one, and how many are free for an organisation in a calendar month; what is not named is nought."""

    priser: Mapping[Ydelse, Decimal]
    frie: Mapping[Ydelse, int]


class Regning(NamedTuple):
    """So many of one thing: how many of them are free, the price of one of the others, and what it comes to."""

    ydelse: Ydelse
    antal: int
    frie: int
    pris: Decimal
    beloeb: Decimal


def charge(prisliste: Prisliste, ydelse: Ydelse, antal: int, brugt: int) -> Regning:
    """What so many cost an organisation that has had `brugt` of them in the month already."""
    frie = min(antal, max(0, prisliste.frie.get(ydelse, 0) - brugt))
    pris = prisliste.priser.get(ydelse, Decimal(0))
    return Regning(ydelse, antal, frie, pris, (antal - frie) * pris)
