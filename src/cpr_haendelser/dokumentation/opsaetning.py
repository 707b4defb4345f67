"""docs/opsaetning.md: the set-up file, every table and key, and the example that the program writes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count

from cpr_haendelser.abonnementer.opsaetningsformer import FORMER, KORTESTE
from cpr_haendelser.abonnementer.opsaetningsskema import KRAEVES, Noegle, Tabel, tabeller
from cpr_haendelser.abonnementer.opsaetningsudskrift import example
from cpr_haendelser.beskeder.saet import Saet
from cpr_haendelser.dokumentation.markdown import fill, table


def render() -> str:
    """The page."""
    return fill(
        "opsaetning.md",
        korteste=str(KORTESTE),
        tabeller="\n\n".join(part for navn, tabel in tabeller().items() for part in _table(navn, tabel)),
        eksempel=f"```toml\n{_example()}```",
    )


def _table(navn: str, tabel: Tabel) -> Iterator[str]:
    yield f"## `[[{navn}]]`"
    yield tabel.tekst
    rows = ((f"`{each.navn}`", each.tekst, FORMER[each.form].ventet, _standard(each)) for each in tabel.noegler)
    yield table(("Nøgle", "Hvad", "Værdi", "Uden nøglen"), rows).strip()


def _standard(noegle: Noegle) -> str:
    if noegle.standard is KRAEVES:
        return "*skal være der*"
    if noegle.ellers:
        return noegle.ellers
    return f"`{json.dumps(noegle.standard)}`" if noegle.standard not in ("", []) else "intet"


def _example() -> str:
    saet, numre = Saet(), count(1)
    return example(saet.beskedtype, saet.sikkerhedsklassificering, lambda: f"0a000000-0000-4000-8000-{next(numre):012}")
