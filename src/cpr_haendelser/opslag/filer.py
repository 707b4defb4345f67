"""Finding a received file by its number."""

from __future__ import annotations

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.storage.lager import Lager, Leverance


def find_fil(lager: Lager, nummer: int) -> Leverance:
    """The file of that number. Brugsfejl FIL-020 where there is none; what was asked for may be a personnummer."""
    fil = lager.leverance(nummer)
    if fil is None:
        raise Brugsfejl("FIL-020", "der er ingen fil med det nummer; `haendelser files` viser dem, der er.")
    return fil
