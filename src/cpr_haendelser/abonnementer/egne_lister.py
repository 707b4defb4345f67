"""Whose value lists a filter may ask: whoever asks another's learns who stands in it."""

from __future__ import annotations

from collections.abc import Iterable

from cpr_haendelser.abonnementer.laesning import parse
from cpr_haendelser.abonnementer.model import Dueslag, Vaerdiliste
from cpr_haendelser.abonnementer.udtryk import Filterfejl, lists_in
from cpr_haendelser.fejl import Brugsfejl


def check_lists(dueslag: Dueslag, lister: Iterable[Vaerdiliste], foer: str = "") -> None:
    """A dueslag's filter asks lists of its own it-system alone, and those that it asked before.

    `foer`: the filter that is kept; a set-up file of the operator's may have others' lists in it. Brugsfejl ABO-019
    where a list is another's, and the same where there is none.
    """
    egne = {liste.uuid for liste in lister if liste.system.lower() == dueslag.system.lower()}
    if _asked(dueslag.filter) - _asked(foer) - egne:
        raise Brugsfejl(
            "ABO-019",
            "filteret spørger en værdiliste, som dueslagets it-system ikke har. Brug en af dets egne, eller opret den"
            " først (`haendelser vaerdiliste`). Intet er ændret.",
        )


def _asked(filter_: str) -> frozenset[str]:
    try:
        return lists_in(parse(filter_)) if filter_.strip() else frozenset()
    except Filterfejl:  # told where it is read
        return frozenset()
