"""The desk: an order's way from kladde to done, and what must hold at each step, told in words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from copy import copy
from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.opsamler import uncollected
from cpr_haendelser.storage.lager import Lager
from cpr_haendelser.storage.ordre import (
    Indlaeg,
    Kreds,
    Ordre,
    Ordreart,
    Ordrelinje,
    Ordretilstand,
    Side,
    Testperson,
)
from cpr_haendelser.storage.ordrefejl import no_ordre
from cpr_haendelser.storage.ordrelager import Ordrelager
from cpr_haendelser.storage.postrum import Opsaetning
from cpr_haendelser.testmiljoe.forudsaetninger import Forudsaetning, find_forudsaetninger
from cpr_haendelser.testmiljoe.linjekontrol import Afvisning, refuse_linjer
from cpr_haendelser.testmiljoe.personoversigt import Kendt, describe_persons
from cpr_haendelser.testmiljoe.plan import plan_ordre

T = Ordretilstand
AABNE = frozenset({T.KLADDE, T.INDSENDT, T.GODKENDT})
_LINJER = 10_000


class Udkast(NamedTuple):
    """What is ordered, before it is an order."""

    art: Ordreart
    titel: str
    ejer: str
    system: str
    myndighed: str
    kreds: Kreds = Kreds.EGNE


class Ekspedition:
    """Everything that is done with orders but carrying them out."""

    def __init__(
        self,
        lager: Lager,
        ordrelager: Ordrelager,
        opsaetning: Callable[[], Opsaetning],
        nu: Callable[[], datetime],
        *,
        automatisk: Callable[[], bool],
    ) -> None:
        """`automatisk`: whether what is submitted is approved and begun at once, asked each time."""
        self._lager, self._ordrelager, self._opsaetning, self._nu = lager, ordrelager, opsaetning, nu
        self._automatisk, self._side = automatisk, Side.BESTILLER

    def by(self, side: Side) -> Ekspedition:
        """The same desk, where what is done is that side's; else it is the orderer's."""
        samme = copy(self)
        samme._side = side  # noqa: SLF001 - one of us
        return samme

    # --- reading ------------------------------------------------------------------------------------------------------

    def find(self, uuid: str, ejer: str = "") -> Ordre:
        """The order; ORD-002 where there is none, or it is not that organisation's (empty: the operator asks)."""
        ordre = self._ordrelager.ordre(uuid)
        if ordre is None or (ejer and ordre.ejer != ejer):
            raise no_ordre()
        return ordre

    def lines(self, uuid: str) -> list[Ordrelinje]:
        """All lines of an order."""
        linjer: list[Ordrelinje] = []
        while side := self._ordrelager.linjer(uuid, efter=linjer[-1].nr if linjer else 0, antal=_LINJER):
            linjer += side
        return linjer

    def prerequisites(self, ordre: Ordre) -> list[Forudsaetning]:
        """What must hold for the order's organisation, each with what to do."""
        accepteret = self._ordrelager.accepteret(ordre.ejer)
        return find_forudsaetninger(self._opsaetning(), ordre, f"{self._nu():%Y-%m-%d}", accepteret)

    def check_lines(self, ordre: Ordre, linjer: Sequence[Ordrelinje]) -> list[Afvisning]:
        """The lines that cannot be ordered for whom they are about, name or correct, each with why."""
        return refuse_linjer(self._lager, self._ordrelager, ordre, linjer)

    def in_replika(self, pnrs: Sequence[int]) -> set[int]:
        """Those of the persons that the replica has."""
        return self._lager.findes(pnrs)

    def describe(self, personer: Sequence[Testperson]) -> list[Kendt]:
        """The persons with what the replica says of them."""
        return describe_persons(personer, self._lager.billeder([each.pnr for each in personer]))

    # --- the way ------------------------------------------------------------------------------------------------------

    def create(self, udkast: Udkast, linjer: Sequence[Ordrelinje], skabelon: bytes = b"") -> Ordre:
        """A new kladde."""
        nu = stamp(self._nu())
        ordre = Ordre(
            str(uuid4()), 0, udkast.art, udkast.titel, udkast.ejer, udkast.system, udkast.myndighed, udkast.kreds,
            T.KLADDE, len(linjer), nu, nu,
        )  # fmt: skip
        return self._ordrelager.opret(ordre, linjer, skabelon)

    def submit(self, ordre: Ordre, *, hvem: str) -> Ordre:
        """Hands an order in; approved and begun at once where the installation says so.

        TST-030 where a prerequisite does not hold, TST-031 where a line cannot be ordered, TST-034 where it was changed
        since it was read; then it stays a kladde.
        """
        mangler = [each.tekst for each in self.prerequisites(ordre) if not each.opfyldt]
        if mangler:
            raise Brugsfejl("TST-030", f"ordren kan ikke indsendes endnu. {' '.join(mangler)}")
        with uncollected():  # every line of the order is held until it is planned
            return self._submit(ordre, hvem)

    def _submit(self, ordre: Ordre, hvem: str) -> Ordre:
        linjer = self.lines(ordre.uuid)
        afviste = self.check_lines(ordre, linjer)
        if not linjer or afviste:
            foerste = "; ".join(f"linje {each.linje}: {each.tekst}" for each in afviste[:5]) or "den har ingen linjer."
            raise Brugsfejl("TST-031", f"ordren kan ikke indsendes. {foerste}")
        # What was looked at is what is handed in: of a change in between the lines are others.
        self._go(ordre, {T.KLADDE}, T.INDSENDT, hvem=hvem, pr=ordre.aendret)
        if self._automatisk():
            automat = self.by(Side.PROGRAMMET)
            automat.approve(ordre, hvem="automatisk")
            automat._begin(ordre, linjer, hvem="automatisk")  # noqa: SLF001 - one of us
        return self.find(ordre.uuid)

    def approve(self, ordre: Ordre, *, hvem: str) -> Ordre:
        """The operator says yes."""
        return self._go(ordre, {T.INDSENDT}, T.GODKENDT, hvem=hvem)

    def refuse(self, ordre: Ordre, *, hvem: str, grund: str) -> Ordre:
        """The operator says no, and why."""
        return self._go(ordre, {T.INDSENDT}, T.AFVIST, hvem=hvem, grund=grund)

    def begin(self, ordre: Ordre, *, hvem: str) -> Ordre:
        """Plans everything, and lets it be carried out from now on."""
        with uncollected():
            return self._begin(ordre, self.lines(ordre.uuid), hvem=hvem)

    def _begin(self, ordre: Ordre, linjer: Sequence[Ordrelinje], *, hvem: str) -> Ordre:
        plan = plan_ordre(ordre.uuid, linjer, self._nu())
        nu = Indlaeg(stamp(self._nu()), hvem, "")
        if not self._ordrelager.skift(ordre.uuid, {T.GODKENDT}, T.I_GANG, indlaeg=nu, plan=plan, side=self._side):
            raise self._elsewhere(ordre.uuid)
        return self.find(ordre.uuid)

    def stop(self, ordre: Ordre, *, hvem: str, grund: str) -> Ordre:
        """Nothing more is carried out until it is resumed."""
        return self._go(ordre, {T.I_GANG}, T.STOPPET, hvem=hvem, grund=grund)

    def resume(self, ordre: Ordre, *, hvem: str) -> Ordre:
        """Goes on with what waits."""
        return self._go(ordre, {T.STOPPET}, T.I_GANG, hvem=hvem)

    def cancel(self, ordre: Ordre, *, hvem: str) -> Ordre:
        """Withdraws an order that has not begun."""
        return self._go(ordre, AABNE, T.ANNULLERET, hvem=hvem)

    def again(self, ordre: Ordre) -> Ordre:
        """A new kladde with the same lines."""
        udkast = Udkast(ordre.art, ordre.titel, ordre.ejer, ordre.system, ordre.myndighed, ordre.kreds)
        return self.create(udkast, self.lines(ordre.uuid), self._ordrelager.skabelon(ordre.uuid))

    def say(self, ordre: Ordre, *, hvem: str, tekst: str) -> None:
        """A word in the order's thread."""
        self._ordrelager.skriv(ordre.uuid, Indlaeg(stamp(self._nu()), hvem, tekst), side=self._side)

    def _go(  # noqa: PLR0913 - one step is this
        self,
        ordre: Ordre,
        fra: Collection[Ordretilstand],
        til: Ordretilstand,
        *,
        hvem: str,
        grund: str = "",
        pr: str = "",
    ) -> Ordre:
        indlaeg = Indlaeg(stamp(self._nu()), hvem, grund)
        if not self._ordrelager.skift(ordre.uuid, fra, til, indlaeg=indlaeg, side=self._side, pr=pr):
            if pr and self.find(ordre.uuid).tilstand in fra:
                raise overtaken()
            raise self._elsewhere(ordre.uuid)
        return self.find(ordre.uuid)

    def _elsewhere(self, uuid: str) -> Brugsfejl:
        tilstand = self.find(uuid).tilstand.vist
        return Brugsfejl("TST-032", f"ordren er {tilstand}, og så kan det ikke gøres.")


def overtaken() -> Brugsfejl:
    """The refusal of what was decided by lines that are others now."""
    return Brugsfejl(
        "TST-034", "ordrens linjer er ændret, siden du så dem. Åbn ordren igen, og prøv på ny. Intet er ændret."
    )
