"""Whether an actor may, as the desk asks it: the matrix (adgang), said in words where it says no."""

from __future__ import annotations

from cpr_haendelser.adgang.afvisning import refuse
from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.maa import may
from cpr_haendelser.adgang.model import Aktoer
from cpr_haendelser.cpr.vagt import Miljoe


def require(aktoer: Aktoer, handling: Handling, *organisationer: str, miljoe: Miljoe) -> None:
    """Brugsfejl ADG-001 to ADG-003 where an actor may not do it to what is those organisations' (CVR; any of them)."""
    svar = may(aktoer, handling, *organisationer, miljoe=miljoe)
    if svar.hvorfor is not None:
        raise refuse(handling, svar.hvorfor)


def is_allowed(aktoer: Aktoer, handling: Handling, *organisationer: str, miljoe: Miljoe) -> bool:
    """The same as a question."""
    return may(aktoer, handling, *organisationer, miljoe=miljoe).tilladt
