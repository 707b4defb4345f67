"""Text that people write about an account, a key or a reason: one line that shows, with no personnummer in it.

In any environment.
"""

from __future__ import annotations

from cpr_haendelser.adgang.maa import LAENGSTE_GRUND
from cpr_haendelser.cpr.fritekst import holds_number
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.skrift import check_line


def check_fritekst(hvad: str, *tekster: str) -> None:
    """Brugsfejl TEGN-001 where a text is no line that shows, KTO-013 where it holds what looks like a personnummer.

    `hvad` says what it is.
    """
    check_line(hvad, *tekster)
    if holds_number(*tekster):
        raise Brugsfejl(
            "KTO-013", f"{hvad} har noget, der ligner et personnummer; det må ikke stå der. Intet er gemt eller læst."
        )


def check_grund(grund: str) -> None:
    """Brugsfejl ADG-007 where a reason is too long, TEGN-001 and KTO-013 as `check_fritekst`.

    The same at every door, also where no reason is asked for: what is written stands in the audit.
    """
    if len(grund) > LAENGSTE_GRUND:
        raise Brugsfejl("ADG-007", f"grunden er højst {LAENGSTE_GRUND} tegn. Intet er gemt eller læst.")
    check_fritekst("grunden", grund)
