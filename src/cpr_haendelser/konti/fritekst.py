"""Text that people write about an account, a key or a reason: a personnummer never stands in it, in any environment."""

from __future__ import annotations

from cpr_haendelser.adgang.maa import LAENGSTE_GRUND, is_line
from cpr_haendelser.cpr.fritekst import holds_number
from cpr_haendelser.fejl import Brugsfejl


def check_fritekst(hvad: str, *tekster: str) -> None:
    """Brugsfejl KTO-013 where a text holds what looks like a personnummer; `hvad` says what it is."""
    if holds_number(*tekster):
        raise Brugsfejl(
            "KTO-013", f"{hvad} har noget, der ligner et personnummer; det må ikke stå der. Intet er gemt eller læst."
        )


def check_grund(grund: str) -> None:
    """Brugsfejl ADG-007 where a reason is no line that can be kept, KTO-013 where it names a person.

    The same at every door, also where no reason is asked for: what is written stands in the audit.
    """
    if not is_line(grund):
        raise Brugsfejl(
            "ADG-007",
            f"grunden er én linje på højst {LAENGSTE_GRUND} tegn, uden linjeskift og usynlige tegn. Intet er gemt eller"
            " læst.",
        )
    check_fritekst("grunden", grund)
