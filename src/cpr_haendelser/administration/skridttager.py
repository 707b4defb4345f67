"""A step of a serviceaftale's way, made: the agreement after it, what the thread says, and the letters about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from cpr_haendelser.adgang.model import Aktoer, Aktoerart
from cpr_haendelser.administration.adressebog import Adressebog
from cpr_haendelser.administration.breve import Brev, Sekretaer
from cpr_haendelser.administration.indsigt import Indsigt, Vilkaar
from cpr_haendelser.aftaler.livsforloeb import Skridt, find_overgang, replaced_by
from cpr_haendelser.aftaler.livsforloeb import take as after
from cpr_haendelser.aftaler.model import Aftaleskridt, Serviceaftale
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.storage.postrum import Opsaetning

PROGRAMMET = Aktoer(Aktoerart.OPERATOER, "programmet", "programmet", "", frozenset())
"""Who takes the steps that nobody takes."""


class Skift(NamedTuple):
    """One agreement that becomes another, or new."""

    aftale: Serviceaftale
    skridt: Aftaleskridt
    breve: tuple[Brev, ...] = ()


class Skridttager:
    """Makes steps; keeping them is the desk's."""

    def __init__(self, indsigt: Indsigt, vilkaar: Callable[[], Vilkaar], nu: Callable[[], datetime]) -> None:
        self._indsigt, self._vilkaar, self._nu = indsigt, vilkaar, nu

    def approve(self, opsat: Opsaetning, aktoer: Aktoer, aftale: Serviceaftale, grund: str) -> list[Skift]:
        """Approved, and what it takes over from is ended in the same moment."""
        skift = [self.take(opsat, aktoer, Skridt.GODKEND, aftale, after(aftale, Skridt.GODKEND), grund)]
        gammel = replaced_by(aftale, opsat.aftaler)
        if gammel is not None:
            efter = after(gammel, Skridt.AFLOES)
            skift.append(self.take(opsat, PROGRAMMET, Skridt.AFLOES, gammel, efter, f"afløst af {aftale.id}"))
        return skift

    def take(  # noqa: PLR0913 - one step is made of these
        self,
        opsat: Opsaetning,
        aktoer: Aktoer,
        skridt: Skridt,
        foer: Serviceaftale | None,
        efter: Serviceaftale,
        grund: str,
    ) -> Skift:
        """One step; `grund` may be empty, and `foer` is None where it is asked for."""
        overgang, nu = find_overgang(skridt, foer.tilstand if foer else None), stamp(self._nu())
        gjort = Aftaleskridt(
            efter.id, nu, aktoer.begge, aktoer.navn, skridt, foer.tilstand if foer else "", efter.tilstand, grund
        )
        sag = self._indsigt.sag_in(opsat, efter)
        ord_ = self._indsigt.explain_in(opsat, efter) if overgang.skal else ()
        breve = self.secretary(opsat, nu).write_step(overgang, sag, aktoer.navn, grund, ord_)
        return Skift(efter, gjort, tuple(breve))

    def secretary(self, opsat: Opsaetning, nu: str) -> Sekretaer:
        """Who writes the letters about it."""
        vilkaar = self._vilkaar()
        return Sekretaer(Adressebog(opsat.brugere, vilkaar.operatoer), vilkaar.miljoe, vilkaar.installation, nu)
