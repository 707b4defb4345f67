"""The settlement: what was had, in order of time, with the free ones taken first, as CSV. Pure."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from cpr_haendelser.testmiljoe.omkostning.forbrug import Forbrug
from cpr_haendelser.testmiljoe.omkostning.priser import Prisliste, Regning, Ydelse, charge

KOLONNER = (
    "organisation", "dag", "ordre", "ordre_uuid", "titel", "ydelse", "antal", "heraf_frie", "pris", "beloeb",
    "loebenumre",
)  # fmt: skip
_FORMEL = ("=", "+", "-", "@", "\t", "\r", "\n")
_RAEKKEFOELGE = tuple(Ydelse)


class Post(NamedTuple):
    """One line of a settlement."""

    forbrug: Forbrug
    regning: Regning


def settle(forbrug: Iterable[Forbrug], prisliste: Prisliste) -> Iterator[Post]:
    """What everything costs; `forbrug` must have whole months, for what is free is had by whoever comes first in it."""
    brugt: Counter[tuple[str, str, Ydelse]] = Counter()
    for each in sorted(forbrug, key=lambda f: (f.ordre.ejer, f.dag, f.ordre.nr, _RAEKKEFOELGE.index(f.ydelse))):
        noegle = (each.ordre.ejer, each.maaned, each.ydelse)
        yield Post(each, charge(prisliste, each.ydelse, each.antal, brugt[noegle]))
        brugt[noegle] += each.antal


def write_afregning(poster: Iterable[Post]) -> str:
    """The settlement as spreadsheets read it: semicolons, decimal commas, and no cell that would be run."""
    ud = io.StringIO()
    skriver = csv.writer(ud, delimiter=";", lineterminator="\r\n")
    skriver.writerow(KOLONNER)
    skriver.writerows([disarm(celle) for celle in _cells(post)] for post in poster)
    return "\ufeff" + ud.getvalue()


def _cells(post: Post) -> tuple[str, ...]:
    forbrug, regning = post
    ordre = forbrug.ordre
    return (
        ordre.ejer, forbrug.dag, str(ordre.nr), ordre.uuid, ordre.titel, forbrug.ydelse, str(regning.antal),
        str(regning.frie), to_kroner(regning.pris), to_kroner(regning.beloeb), show_numre(forbrug.loebenumre),
    )  # fmt: skip


def to_kroner(beloeb: Decimal) -> str:
    """Kroner with two decimals, as Danish spreadsheets read them."""
    return f"{beloeb:.2f}".replace(".", ",")


def show_numre(numre: Sequence[int]) -> str:
    """Ascending numbers as `nr. 1-4, 7`, which no spreadsheet takes for a date; empty: none."""
    return f"nr. {gather_numre(numre)}" if numre else ""


def gather_numre(numre: Sequence[int]) -> str:
    """Ascending numbers as intervals: `1-4, 7`; empty: none."""
    dele: list[list[int]] = []
    for nummer in numre:
        if dele and nummer == dele[-1][1] + 1:
            dele[-1][1] = nummer
        else:
            dele.append([nummer, nummer])
    return ", ".join(f"{a}-{b}" if a != b else str(a) for a, b in dele)


def disarm(celle: str) -> str:
    """The cell as text, also where a spreadsheet would run it as a formula."""
    return f"'{celle}" if celle.startswith(_FORMEL) else celle
