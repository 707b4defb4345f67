"""Whom a step names beside its person: the personnumre in its fields."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cpr_haendelser.storage.ordre import Trin

PERSONFELTER = frozenset({"aegtefaelle", "far", "mor", "vaerge", "gaeldende", "indehaver", "barn", "fra"})
"""Columns that may hold personnumre."""
FJERN = "fjern"
"""The handling that removes its person."""
KOPIERES = "fra"
"""The column of those who are copied: they are read and not changed."""
NY = "ny:"
"""Before the name of a person that the order itself creates."""
_SKILLER = re.compile(r"[\s,;]+")
_PNR = 10


def iterate_named(trin: Trin) -> Iterator[tuple[str, str]]:
    """(Column, personnummer or `ny:NAVN`) of whomever a step names; words like `begge` are nobody."""
    for felt, vaerdi in trin.felter:
        if felt in PERSONFELTER:
            for each in _SKILLER.split(vaerdi):
                if each.startswith(NY) or (len(each) == _PNR and each.isdigit()):
                    yield felt, each


def named_in(trin: Trin) -> list[str]:
    """The personnumre that a step names beside its person."""
    return [hvem for _, hvem in iterate_named(trin) if not hvem.startswith(NY)]
