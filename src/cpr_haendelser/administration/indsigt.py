"""Serviceaftaler as actors see them: whose they are, and what they say in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import NamedTuple

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.model import Aktoer, Aktoerart
from cpr_haendelser.administration.adressebog import Adressebog
from cpr_haendelser.administration.breve import Sag
from cpr_haendelser.administration.ret import is_allowed, require
from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.aftaler.livsforloeb import Part
from cpr_haendelser.aftaler.model import ALLE, Aftaleskridt, Aftaletilstand, ItSystem, Organisation, Serviceaftale
from cpr_haendelser.aftaler.ord import DANSK, Maal, Navne, explain
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.gaeldende import closed
from cpr_haendelser.storage.postrum import Opsaetning, Postrum


class Vilkaar(NamedTuple):
    """What an installation says about agreements."""

    miljoe: Miljoe
    installation: str = ""
    """Its name, for letters."""
    operatoer: tuple[str, ...] = ()
    """The operator's mail addresses."""
    testmyndigheder: frozenset[str] = frozenset({ALLE})
    """CVR of those for whom the operator decides, in ExtTest."""
    automatisk: bool = False
    """Whether what is asked of them is approved at once."""
    fire_oejne: bool = False
    """Whether somebody else approves than who asked; then nothing is approved at once."""
    navne: Navne = Navne("", "", "")
    """What beskedtyper and classes of følsomhed are called."""
    sender_mail: bool = False
    """Whether letters leave by mail; else they are written to a file of the operator's."""

    def approves_at_once(self, myndighed: str) -> bool:
        """Whether what is asked of an authority is approved by the program."""
        return self.automatisk and not self.fire_oejne and self.decides_for(myndighed)

    def decides_for(self, myndighed: str) -> bool:
        """Whether the operator decides for an authority."""
        return self.miljoe is Miljoe.EXTTEST and not {ALLE, bare_cvr(myndighed)}.isdisjoint(self.testmyndigheder)


class Indsigt:
    """What an actor may see of serviceaftaler; safe to share between threads."""

    def __init__(self, postrum: Postrum, vilkaar: Callable[[], Vilkaar]) -> None:
        """`vilkaar` gives what the installation says at the moment."""
        self._postrum, self._read_vilkaar = postrum, vilkaar

    @property
    def _vilkaar(self) -> Vilkaar:
        return self._read_vilkaar()

    def find(self, aktoer: Aktoer, id_: str) -> Serviceaftale:
        """An agreement; Brugsfejl AFT-040 where there is none that the actor may see."""
        return self.find_in(self._postrum.opsaetning(), aktoer, id_)

    def list_all(
        self, aktoer: Aktoer, *, tilstand: Aftaletilstand | None = None, system: str = "", myndighed: str = ""
    ) -> list[Serviceaftale]:
        """The agreements that the actor may see, by authority and system."""
        require(aktoer, Handling.AFTALE_LAES, miljoe=self._vilkaar.miljoe)
        opsat, af = self._postrum.opsaetning(), bare_cvr(myndighed)
        ses = self._seeing(opsat, aktoer)
        fundne = [
            each
            for each in opsat.aftaler
            if tilstand in {None, each.tilstand}
            and system.lower() in {"", each.system.lower()}
            and (not af or af == bare_cvr(each.myndighed))
            and ses(each)
        ]
        return sorted(fundne, key=lambda aftale: (bare_cvr(aftale.myndighed), aftale.system, aftale.id))

    def thread(self, aktoer: Aktoer, id_: str) -> list[Aftaleskridt]:
        """Every step and word of an agreement, oldest first."""
        return self._postrum.aftaleskridt(self.find(aktoer, id_).id)

    def explain(self, aktoer: Aktoer, id_: str, maal: Maal = DANSK) -> list[str]:
        """What an agreement lets through, in plain words."""
        opsat = self._postrum.opsaetning()
        return self.explain_in(opsat, self.find_in(opsat, aktoer, id_), maal)

    def sag(self, aktoer: Aktoer, id_: str) -> Sag:
        """An agreement with the names of its parties."""
        opsat = self._postrum.opsaetning()
        return self.sag_in(opsat, self.find_in(opsat, aktoer, id_))

    def unreached(self, sag: Sag, parter: Iterable[Part]) -> frozenset[Part]:
        """Those of the parties to whom no mail goes: none is sent from here, or none of their people has an address."""
        sender, bog = self._vilkaar.sender_mail, Adressebog(self._postrum.opsaetning().brugere, ())
        return frozenset(part for part in parter if not sender or not bog.find(part, sag.aftale, sag.system))

    # --- in one set-up ----------------------------------------------------------------------------------------------

    def find_in(self, opsat: Opsaetning, aktoer: Aktoer, id_: str) -> Serviceaftale:
        """An agreement of a set-up; Brugsfejl AFT-040 where there is none that the actor may see."""
        require(aktoer, Handling.AFTALE_LAES, miljoe=self._vilkaar.miljoe)
        fundet = next((each for each in opsat.aftaler if each.id == id_), None)
        if fundet is None or not self._seeing(opsat, aktoer)(fundet):
            raise Brugsfejl(
                "AFT-040", "der er ingen serviceaftale med det id, som du kan se; `haendelser aftale` viser dem."
            )
        return fundet

    def _seeing(self, opsat: Opsaetning, aktoer: Aktoer) -> Callable[[Serviceaftale], bool]:
        """Whether an actor sees an agreement, asked of many: the matrix is asked once for each two parties.

        An it-system sees its own agreements alone, and not those of the organisation's other systems.
        """
        if aktoer.art is Aktoerart.SYSTEM:
            return lambda aftale: aftale.system.lower() == aktoer.id.lower()
        cvr, miljoe = {each.uuid.lower(): each.cvr for each in opsat.systemer}, self._vilkaar.miljoe

        @cache
        def allowed(*parter: str) -> bool:
            return is_allowed(aktoer, Handling.AFTALE_LAES, *parter, miljoe=miljoe)

        return lambda aftale: allowed(cvr.get(aftale.system.lower(), "-"), bare_cvr(aftale.myndighed))

    def sag_in(self, opsat: Opsaetning, aftale: Serviceaftale) -> Sag:
        """An agreement with the names that its parties have in a set-up."""
        system = find_party(opsat, aftale.system) or _ukendt(aftale.system)
        leverandoer = _name(opsat.organisationer, system.cvr)
        myndighed = _name(opsat.organisationer, aftale.myndighed)
        lukket = bare_cvr(aftale.myndighed) in closed(opsat.organisationer)
        return Sag(aftale._replace(lukket=lukket), system, leverandoer, myndighed)

    def explain_in(self, opsat: Opsaetning, aftale: Serviceaftale, maal: Maal = DANSK) -> list[str]:
        """What it lets through, in plain words."""
        sag = self.sag_in(opsat, aftale)
        navne = self._vilkaar.navne._replace(
            system=sag.system.navn, leverandoer=sag.leverandoer, myndighed=sag.myndighed
        )
        return explain(aftale, navne, maal)


def find_party(opsat: Opsaetning, uuid: str) -> ItSystem | None:
    """The it-system of an agreement; None: it is not in the set-up."""
    return next((each for each in opsat.systemer if each.uuid.lower() == uuid.lower()), None)


def _name(organisationer: Sequence[Organisation], cvr: str) -> str:
    navne = {each.cvr: each.navn for each in organisationer}
    return navne.get(bare_cvr(cvr), f"CVR {bare_cvr(cvr)}")


def _ukendt(uuid: str) -> ItSystem:
    return ItSystem(uuid, "ukendt it-system", "", "", (), "", "", ())
