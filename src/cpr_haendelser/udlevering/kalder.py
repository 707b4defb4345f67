"""Who asks, and whose things it sees: the operator everybody's, an organisation or an it-system its own.

Found once at the door; every way out is handed the answer.
"""

from __future__ import annotations

from typing import NamedTuple

from cpr_haendelser.adgang import model as adgang
from cpr_haendelser.adgang.afvisning import refuse
from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.maa import Hvorfor, Svar, is_grund
from cpr_haendelser.adgang.matrix import Omfang
from cpr_haendelser.adgang.model import Aktoer, Aktoerart
from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.aftaler.ret import Ret
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.fordeling.gaeldende import Gaeldende


class Kalder(NamedTuple):
    """Who asks."""

    system: str = ""
    """UUID of the it-system that sees its own."""
    organisation: str = ""
    """CVR of the organisation whose things a user sees; neither: everybody's things are seen."""
    aktoer: Aktoer | None = None
    """Who it is; None: the operator, or the system itself."""
    grund: str = ""
    """The reason that was written."""
    maskeret: bool = False
    """Whether personnumre are shown masked."""

    @property
    def er_operatoer(self) -> bool:
        """Whether everybody's things are its to see: the operator's, and a user's whose role reaches so far."""
        return not self.system and not self.organisation

    @property
    def hvem(self) -> str:
        """Who it is, as the audit and every change name it."""
        if self.aktoer is not None:
            return self.aktoer.hvem
        return f"{Aktoerart.SYSTEM}:{self.system.lower()}" if self.system else adgang.OPERATOER.hvem

    @property
    def modtager(self) -> str:
        """UUID of the it-system that gets what is shown; empty: people, also where they see as a system would."""
        som = self.aktoer is not None and self.aktoer.art is not Aktoerart.SYSTEM
        return "" if som else self.system


OPERATOER = Kalder()


def to_kalder(aktoer: Aktoer, svar: Svar, grund: str = "") -> Kalder:
    """An actor that was let in at the door, to see as far as the answer reaches."""
    system = aktoer.id if aktoer.art is Aktoerart.SYSTEM else ""
    egen = svar.omfang is Omfang.EGEN and not system
    return Kalder(system, aktoer.organisation if egen else "", aktoer, grund, svar.maskeret)


def owns(kalder: Kalder, gaeldende: Gaeldende, system: str) -> bool:
    """Whether what belongs to an it-system (UUID) is the caller's to see."""
    if kalder.organisation:
        fundet = gaeldende.systemer.get(system.lower())
        return fundet is not None and bare_cvr(fundet.cvr) == kalder.organisation
    return not kalder.system or system.lower() == kalder.system.lower()


def may_use(kalder: Kalder, handling: Handling) -> bool:
    """Whether what the caller came by may be used for another action than the door asked about."""
    return kalder.aktoer is None or kalder.aktoer.omfang is None or handling in kalder.aktoer.omfang


def check_own(kalder: Kalder, handling: Handling, cvr: str) -> None:
    """ADG-002 where a caller who may do it to its own organisation's things would do it to another's."""
    if kalder.organisation not in {"", cvr}:
        raise refuse(handling, Hvorfor.ORGANISATION)


def check_reason(kalder: Kalder, handling: Handling, miljoe: Miljoe) -> None:
    """People who interfere in Produktion write why; ADG-004 where it is missing. Programs need not."""
    menneske = kalder.aktoer is not None and kalder.aktoer.art is Aktoerart.BRUGER
    if miljoe is Miljoe.PRODUKTION and menneske and not is_grund(kalder.grund):
        raise refuse(handling, Hvorfor.GRUND)


def find_ret(kalder: Kalder, gaeldende: Gaeldende) -> Ret:
    """What the agreements let a caller have that does not see everything: of its system, or all its organisation's."""
    if kalder.organisation:
        return gaeldende.ret_of_organisation(kalder.organisation)
    return gaeldende.ret(kalder.system)


def find_kalder(bord: Bord, som: str, af: Kalder = OPERATOER) -> Kalder:
    """An it-system, by UUID or name, that `af` may know of: to see as, or to do something for; empty: the operator.

    Brugsfejl UDL-002 or UDL-003 where it is not one active system.
    """
    if not som:
        return OPERATOER
    gaeldende = bord.gaeldende()
    systemer = [each for each in gaeldende.opsaetning.systemer if owns(af, gaeldende, each.uuid)]
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
    return Kalder(aktive[0].uuid, aktoer=adgang.OPERATOER)
