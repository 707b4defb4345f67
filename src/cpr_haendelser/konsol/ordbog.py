"""The words that pages use and not everybody knows, in both languages (konsol/data/ordbog.csv)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

from cpr_haendelser.konsol.sprog import DANSK


class Ord(NamedTuple):
    """A word and what it means, in the language of the page."""

    ord: str
    forklaring: str


@cache
def ordbog(sprog: str) -> Mapping[str, Ord]:
    """Every word by its key, in the order of the alphabet."""
    kolonner = ("dansk", "forklaring") if sprog == DANSK else ("engelsk", "explanation")
    tekst = (files(__package__) / "data" / "ordbog.csv").read_text("utf-8")
    rows = csv.DictReader(tekst.splitlines(), delimiter=";", quoting=csv.QUOTE_NONE)
    fundne = {row["noegle"]: Ord(*(row[navn] for navn in kolonner)) for row in rows}
    return MappingProxyType(dict(sorted(fundne.items(), key=lambda par: par[1].ord.casefold())))
