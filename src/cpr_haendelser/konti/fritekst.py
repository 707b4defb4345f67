"""Text that people write about an account, a key or a reason: a personnummer never stands in it, in any environment."""

from __future__ import annotations

from cpr_haendelser.cpr.personnummer import find_numbers
from cpr_haendelser.fejl import Brugsfejl


def check_fritekst(hvad: str, *tekster: str) -> None:
    """Brugsfejl KTO-013 where a text holds what looks like a personnummer; `hvad` says what it is."""
    if any(next(find_numbers(tekst), None) for tekst in tekster):
        raise Brugsfejl(
            "KTO-013", f"{hvad} har noget, der ligner et personnummer; det må ikke stå der. Intet er gemt eller læst."
        )
