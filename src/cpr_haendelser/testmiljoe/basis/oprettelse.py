"""The shared population made: what is missing of it, in one file let in by the front door without hændelser."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from cpr_haendelser.population.klan import Tildeling
from cpr_haendelser.storage.ordre import Personslags
from cpr_haendelser.testmiljoe.basis.faelles import Faelles
from cpr_haendelser.testmiljoe.basis.indlaes import let_in, shared_tasks
from cpr_haendelser.testmiljoe.dele import Dele
from cpr_haendelser.testmiljoe.ejerskab import FAELLES

TildelSlags = Callable[[Personslags, str], Tildeling]
"""Gives the numbers of everybody's persons of a kind and group."""
Trin = Callable[[str, int, int], None]
_ALLE = 1_000_000


class Oprettet(NamedTuple):
    """What was made, and what was there already."""

    familier: int
    personer: int
    fandtes: int
    """Families that were there before."""


def make_missing(dele: Dele, tildel: TildelSlags, familier: Sequence[Faelles], trin: Trin) -> Oprettet:
    """Makes the families that the replica does not have. A second run, also after one that was cut off, makes none."""
    mangler = _missing(dele, familier)
    blokke: list[bytes] = []
    for nummer, familie in enumerate(mangler):
        trin("Familier", nummer, len(mangler))
        blokke += familie.build(partial(tildel, familie.slags))
    if blokke:
        trin("Indlæser", 0, len(blokke))
        let_in(dele._replace(opgaver=shared_tasks(dele.opgaver)), blokke, "basis", etablering=True)
    return Oprettet(len(mangler), len(blokke), len(familier) - len(mangler))


def _missing(dele: Dele, familier: Sequence[Faelles]) -> list[Faelles]:
    """Those of whom the replica has nobody: a family came in as a whole or not at all."""
    kendte = [person for slags in sorted(FAELLES) for person in dele.ordrelager.find_personer(slags=slags, antal=_ALLE)]
    inde = dele.lager.billeder([person.pnr for person in kendte]).keys()
    grupper = {person.gruppe for person in kendte if person.pnr in inde}
    return [familie for familie in familier if not any(gruppe.startswith(familie.gruppe) for gruppe in grupper)]
