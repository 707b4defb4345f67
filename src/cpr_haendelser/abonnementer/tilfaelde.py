"""The table of cases that specifies how filters are evaluated (data/tilfaelde.csv), and the page that prints it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

from cpr_haendelser.abonnementer.vurdering import Sandhed, Vaerdi
from cpr_haendelser.beskeder.kuvertfelter import Felter

LISTER: Mapping[str, frozenset[Vaerdi]] = MappingProxyType(
    {
        "0a000000-0000-4000-8000-000000000001": frozenset({6101901234}),
        "0a000000-0000-4000-8000-000000000003": frozenset({"0999:0123:017a", "0998"}),
    }
)
"""The value lists that the cases know; there is none whose id ends in 2."""


class Tilfaelde(NamedTuple):
    """A filter, what the kuvert has, what that comes to, and why."""

    udtryk: str
    kuvert: str
    """`path=value|value,path=value`; empty: none of the elements."""
    sandhed: Sandhed
    fordi: str

    @property
    def felter(self) -> Felter:
        """The kuvert's values by path."""
        par = (del_.partition("=") for del_ in self.kuvert.split(",") if del_)
        return {sti: tuple(vaerdier.split("|")) for sti, _, vaerdier in par}


def read_tilfaelde() -> tuple[Tilfaelde, ...]:
    """Every case, in the order of the table."""
    tekst = (files("cpr_haendelser.abonnementer") / "data" / "tilfaelde.csv").read_text("utf-8")
    raekker = csv.DictReader(tekst.splitlines(), delimiter=";", quoting=csv.QUOTE_NONE)
    return tuple(
        Tilfaelde(raekke["udtryk"], raekke["kuvert"], Sandhed(raekke["sandhed"]), raekke["fordi"]) for raekke in raekker
    )
