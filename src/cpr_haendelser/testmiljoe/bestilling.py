"""An order as it is handed in and looked at: what doors give, and what they are told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.storage.ordre import Kreds, Ordreart, Ordrelinje
from cpr_haendelser.testmiljoe.forhaandsvisning import Forhaandsvisning
from cpr_haendelser.testmiljoe.linjekontrol import Afvisning
from cpr_haendelser.testmiljoe.skabelon.betydning import Cellefejl, count_slags

FLEST_UDFOERELSER = 500_000
"""So much an order may come to: persons x steps x repetitions of all its lines."""
FLEST_FEJL, FLEST_SLAGS = 1000, 100
"""So many mistakes of a template are told one by one, and so many kinds of them are counted."""


class Bestilling(NamedTuple):
    """What is handed in."""

    art: Ordreart
    titel: str
    skabelon: bytes
    """A filled template: a workbook (.xlsx), CSV or JSON."""
    organisation: str = ""
    """CVR of the one that orders; empty: the calling system's."""
    myndighed: str = ""
    """CVR of the test authority; empty: the organisation itself."""
    kreds: Kreds = Kreds.EGNE


class Skabelonfejl(Brugsfejl):
    """A template with mistakes: the first of them, and how many there are of each kind."""

    def __init__(self, celler: Sequence[Cellefejl]) -> None:
        super().__init__("TST-054", f"skabelonen har {len(celler)} fejl; intet er bestilt.")
        self.antal = len(celler)
        self.celler = celler[:FLEST_FEJL]
        self.slags = count_slags(celler)[:FLEST_SLAGS]


class Laest(NamedTuple):
    """A filled template that has no mistakes."""

    linjer: list[Ordrelinje]
    beholdes: bytes
    """What is kept of it (testmiljoe.indlaesning)."""


class Syn(NamedTuple):
    """An order before it is submitted: lines that cannot be ordered, and what the rest would come to."""

    afviste: list[Afvisning]
    visning: Forhaandsvisning
