"""Whether an actor may, as the desk asks it: the matrix (adgang), said in words where it says no."""

from __future__ import annotations

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.maa import may
from cpr_haendelser.adgang.model import Aktoer
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.fejl import Brugsfejl


def require(aktoer: Aktoer, handling: Handling, *organisationer: str, miljoe: Miljoe) -> None:
    """Brugsfejl ADM-001 where an actor may not do it to what is those organisations' (CVR; any of them)."""
    if not may(aktoer, handling, *organisationer, miljoe=miljoe).tilladt:
        raise Brugsfejl(
            "ADM-001", "det giver ingen af dine roller lov til her; docs/roller.md viser, hvem der må hvad."
        )


def is_allowed(aktoer: Aktoer, handling: Handling, *organisationer: str, miljoe: Miljoe) -> bool:
    """The same as a question."""
    return may(aktoer, handling, *organisationer, miljoe=miljoe).tilladt
