"""Who asks: the operator, or one it-system. Found once at the door; every way out is handed the answer."""

from __future__ import annotations

from typing import NamedTuple

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.bord import Bord


class Kalder(NamedTuple):
    """Who asks."""

    system: str = ""
    """UUID of the it-system; empty: the operator, who may see everything."""

    @property
    def er_operatoer(self) -> bool:
        """Whether it is the operator."""
        return not self.system


OPERATOER = Kalder()


def find_kalder(bord: Bord, som: str) -> Kalder:
    """The it-system that the operator wants to see as, by UUID or name; empty: the operator itself.

    Brugsfejl UDL-002 or UDL-003 where it is not one active system.
    """
    if not som:
        return OPERATOER
    systemer = bord.opsaetning().systemer
    fundne = [system for system in systemer if system.uuid.lower() == som.lower()] or [
        system for system in systemer if system.navn.casefold() == som.casefold()
    ]
    aktive = [system for system in fundne if system.aktiv]
    if len(aktive) > 1:
        raise Brugsfejl(
            "UDL-003",
            f"{len(aktive)} it-systemer hedder det; brug UUID: {', '.join(system.uuid for system in aktive)}.",
        )
    if not aktive:
        hvorfor = "it-systemet er lukket" if fundne else "der er intet it-system med det UUID eller navn"
        raise Brugsfejl("UDL-002", f"{hvorfor}; `haendelser setup --export` viser opsætningen.")
    return Kalder(aktive[0].uuid)
