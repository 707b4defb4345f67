"""What may be ordered: the table of handlinger (data/handlinger.csv), and which of them in which kinds of order."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.haendelser.model import SAMLE, Art
from cpr_haendelser.storage.ordre import Ordreart
from cpr_haendelser.testmiljoe.skridt import LIVSSKRIDT

UDEN_SPOR = frozenset({"038", "039", "040", "041"})
"""Codes without a trace in a file: a coherent order writes them to the log beside it."""


class Handling(NamedTuple):
    """One thing that may be ordered."""

    noegle: str
    navn: str
    koder: tuple[str, ...]
    """The personhændelser that it may come to; SAMLE for a catch-all."""
    skal: tuple[str, ...]
    """Columns that must have a value."""
    kan: tuple[str, ...]
    """Columns that may have one."""
    forklaring: str
    kun_replika: bool
    """Creating and removing: in a replika-ordre alone."""

    @property
    def uden_spor(self) -> bool:
        """Whether it has no trace in a CPR file."""
        return bool(UDEN_SPOR & set(self.koder))

    def check_kind(self, art: Ordreart) -> None:
        """Brugsfejl TST-009 where it cannot stand in that kind of order."""
        if art not in self.ordrearter():
            raise Brugsfejl("TST-009", f"{self.navn.lower()} kan {self.kun_eller_ikke} bestilles i en replika-ordre.")

    def ordrearter(self) -> tuple[Ordreart, ...]:
        """The kinds of order that it can stand in; what has no trace changes no person, and is no replika-ordre's."""
        if self.kun_replika:
            return (Ordreart.REPLIKA,)
        return tuple(art for art in Ordreart if art is not Ordreart.REPLIKA or not self.uden_spor)

    @property
    def kun_eller_ikke(self) -> str:
        """How it stands to replika-ordrer where it does not fit: `kun` in them, or `ikke`."""
        return "kun" if self.kun_replika else "ikke"

    @property
    def gruppe(self) -> str:
        """The changed group of a catch-all; empty otherwise."""
        return self.noegle.partition(":")[2] if SAMLE in self.koder else ""

    def arter(self) -> tuple[Art, ...]:
        """The arts that a coherent order can have of it: where CPR has a code or a mark for them."""
        if self.kun_replika:
            return ()
        return (Art.NY,) if self.uden_spor else tuple(art for art in Art if (self.noegle, art) in LIVSSKRIDT)


def arts_in(handling: Handling, ordreart: Ordreart) -> tuple[Art, ...]:
    """The arts of a handling that a kind of order can have; empty: none."""
    if ordreart not in handling.ordrearter():
        return ()
    if handling.kun_replika:
        return (Art.NY,)
    return tuple(Art) if ordreart is Ordreart.HAENDELSE else handling.arter()


@cache
def read_handlinger() -> Mapping[str, Handling]:
    """Every handling by its key, in the order of the table."""
    tekst = (files(__package__) / "data" / "handlinger.csv").read_text("utf-8")
    return {
        row["handling"]: Handling(
            row["handling"],
            row["navn"],
            tuple(row["koder"].split()),
            tuple(row["skal"].split()),
            tuple(row["kan"].split()),
            row["forklaring"],
            row["kun"] == "replika",
        )
        for row in csv.DictReader(tekst.splitlines(), delimiter=";", quoting=csv.QUOTE_NONE)
    }
