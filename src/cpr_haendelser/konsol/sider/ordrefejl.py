"""Refusals of what was written in a form of ordering, in the form's own words and at its own fields."""

from __future__ import annotations

from collections.abc import Mapping

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.testmiljoe.bestilling import Skabelonfejl

FELTER: Mapping[str, str] = {
    "TST-056": "titel",
    "TEGN-001": "titel",
    "TST-060": "organisation",
    "TST-061": "organisation",
}
"""The field that a refusal is about, where it is about one."""


def of_form(fejl: Brugsfejl | None) -> Brugsfejl | None:
    """The refusal as somebody reads it who has filled in a form and knows of no template."""
    if not isinstance(fejl, Skabelonfejl):
        return fejl
    return Brugsfejl(
        "TST-054",
        f"noget skal rettes, før det kan bestilles ({fejl.antal}): ved hvert felt står, hvad der må stå. Ret det, og"
        " send igen. Intet er bestilt.",
    )
