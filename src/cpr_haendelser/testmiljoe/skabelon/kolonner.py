"""The template's columns as data (testmiljoe/data/kolonner.csv)."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

VERSION = "1"
"""Of the template; stands in its first row."""


class Kolonne(NamedTuple):
    """One column."""

    navn: str
    slags: str
    """The kind of value (skabelon.vaerdier)."""
    led: tuple[str, ...]
    """What the kind is told: allowed values, a length, an interval."""
    forklaring: str
    eksempel: str
    andre_navne: tuple[str, ...]


@cache
def read_kolonner() -> Mapping[str, Kolonne]:
    """Every column by name, in the order of the table."""
    tekst = (files("cpr_haendelser.testmiljoe") / "data" / "kolonner.csv").read_text("utf-8")
    fundne = {}
    for row in csv.DictReader(tekst.splitlines(), delimiter=";", quoting=csv.QUOTE_NONE):
        slags, *led = row["slags"].split()
        fundne[row["navn"]] = Kolonne(
            row["navn"], slags, tuple(led), row["forklaring"], row["eksempel"], tuple(row["andre_navne"].split())
        )
    return fundne


@cache
def _by_any_name() -> Mapping[str, str]:
    return {fold(navn): en.navn for en in read_kolonner().values() for navn in (en.navn, *en.andre_navne)}


def find_kolonne(overskrift: str) -> str:
    """The column that a heading names, however it is written; empty: none."""
    return _by_any_name().get(fold(overskrift), "")


def fold(navn: str) -> str:
    """A heading without case, blanks, signs and Danish letters, so that people may write it as they do."""
    navn = navn.strip().lower()
    for dansk, foldet in (("æ", "ae"), ("ø", "oe"), ("å", "aa")):
        navn = navn.replace(dansk, foldet)
    return re.sub(r"[^a-z0-9]", "", navn)
