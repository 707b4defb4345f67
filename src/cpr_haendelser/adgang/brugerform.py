"""What is asked of what is said of a user, wherever it is said: over HTTP, at the command line, in a set-up file."""

from __future__ import annotations

import re
from typing import NamedTuple

from cpr_haendelser.adgang.model import BRUGERROLLER, Bruger
from cpr_haendelser.cpr.fritekst import holds_number
from cpr_haendelser.skrift import KODE, find_in_line

LAENGSTE_NAVN = 100
_BRUGERNAVN = re.compile(r"[a-z0-9](?:[a-z0-9._@-]{0,61}[a-z0-9])?")
_MAIL = re.compile(r"[^\s@<>,;\"]{1,64}@[A-Za-z0-9.-]{1,190}")


class Mangel(NamedTuple):
    """What is wrong with a user."""

    kode: str
    felt: str
    tekst: str
    """In words (Danish)."""


def find_fault(bruger: Bruger) -> Mangel | None:
    """The first thing that is wrong; None: nothing is."""
    return _find_in_text(bruger) or _find_in_form(bruger)


def _find_in_text(bruger: Bruger) -> Mangel | None:
    for felt, tekst in (("brugernavn", bruger.brugernavn), ("navn", bruger.navn), ("mail", bruger.mail)):
        if (tegn := find_in_line(tekst)) is not None:
            return Mangel(KODE, felt, f"{felt}: {tegn}.")
        if holds_number(tekst):
            return Mangel("KTO-013", felt, "brugeren har noget, der ligner et personnummer; det må ikke stå der.")
    return None


def _find_in_form(bruger: Bruger) -> Mangel | None:
    if not _BRUGERNAVN.fullmatch(bruger.brugernavn):
        return Mangel(
            "KTO-021",
            "brugernavn",
            "et brugernavn er 1-63 små bogstaver a-z, cifre, punktum, bindestreg, understreg eller @, fx lis.lund.",
        )
    if not bruger.navn.strip() or len(bruger.navn) > LAENGSTE_NAVN:
        return Mangel("KTO-022", "navn", f"navnet skal være der og er højst {LAENGSTE_NAVN} tegn.")
    if bruger.mail and not _MAIL.fullmatch(bruger.mail):
        return Mangel("KTO-023", "mail", "mailadressen kan ikke læses; den er som lis@example.dk.")
    if not bruger.roller <= frozenset(BRUGERROLLER):
        return Mangel("KTO-026", "roller", "it-system er ingen rolle for en bruger; se docs/roller.md.")
    return None
