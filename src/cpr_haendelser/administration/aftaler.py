"""Serviceaftaler at the desk: requested, decided, ended, run out. Every step is kept, and told to those concerned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.model import Aktoer, Aktoerart
from cpr_haendelser.administration.adressebog import Adressebog
from cpr_haendelser.administration.anmodning import Anmodning, check_text, to_aftale
from cpr_haendelser.administration.breve import Brev, Sag, Sekretaer, to_json
from cpr_haendelser.administration.gemme import Aendring, keep
from cpr_haendelser.administration.ret import is_allowed, require
from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.aftaler.livsforloeb import (
    OPSAETNING,
    ORD,
    Part,
    Skridt,
    find_overgang,
    has_run_out,
    replaced_by,
    take,
)
from cpr_haendelser.aftaler.model import ALLE, Aftaleskridt, Aftaletilstand, ItSystem, Organisation, Serviceaftale
from cpr_haendelser.aftaler.ord import DANSK, Maal, Navne, explain
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.storage.aftalebog import Foelge
from cpr_haendelser.storage.postrum import Opsaetning, Postrum

PROGRAMMET = Aktoer(Aktoerart.OPERATOER, "programmet", "programmet", "", frozenset())
"""Who takes the steps that nobody takes."""
_AF_SIG_SELV = "automatisk, som installationen er sat op til"
_HANDLING = {
    Skridt.GODKEND: Handling.AFTALE_GODKEND,
    Skridt.AFVIS: Handling.AFTALE_GODKEND,
    Skridt.TRAEK: Handling.AFTALE_ANMOD,
    Skridt.OPSIG: Handling.AFTALE_OPSIG,
}
"""What each step that somebody takes is in the matrix."""


_VED_FIL = "ved opsætningsfil"
_FILSKRIDT = {
    (None, Aftaletilstand.ANMODET): Skridt.ANMOD,
    (Aftaletilstand.ANMODET, Aftaletilstand.AFVIST): Skridt.TRAEK,
    (Aftaletilstand.GODKENDT, Aftaletilstand.OPSAGT): Skridt.OPSIG,
}
"""What a set-up file does with an agreement that is a step of its life as well."""
Par = tuple[Serviceaftale | None, Serviceaftale]


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
    navne: Navne = Navne("", "", "")
    """What beskedtyper and classes of følsomhed are called."""

    def decides_for(self, myndighed: str) -> bool:
        """Whether the operator decides for an authority."""
        return self.miljoe is Miljoe.EXTTEST and not {ALLE, bare_cvr(myndighed)}.isdisjoint(self.testmyndigheder)


class Skift(NamedTuple):
    """One agreement that becomes another, or new."""

    aftale: Serviceaftale
    skridt: Aftaleskridt
    breve: tuple[Brev, ...] = ()


class Aftalekontor:
    """What actors do with serviceaftaler; safe to share between threads."""

    def __init__(
        self, postrum: Postrum, vilkaar: Vilkaar, nu: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        self._postrum, self._vilkaar, self._nu, self._new_id = postrum, vilkaar, nu, new_id

    # --- reading ------------------------------------------------------------------------------------------------------

    def find(self, aktoer: Aktoer, id_: str) -> Serviceaftale:
        """An agreement; Brugsfejl AFT-040 where there is none that the actor may see."""
        return self._find(self._postrum.opsaetning(), aktoer, id_)

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
        return self._explain(opsat, self._find(opsat, aktoer, id_), maal)

    def sag(self, aktoer: Aktoer, id_: str) -> Sag:
        """An agreement with the names of its parties."""
        opsat = self._postrum.opsaetning()
        return self._sag(opsat, self._find(opsat, aktoer, id_))

    # --- steps --------------------------------------------------------------------------------------------------------

    def request(self, aktoer: Aktoer, anmodning: Anmodning) -> list[Serviceaftale]:
        """Asks each of the authorities for an agreement; all of them or none.

        Brugsfejl ADG-001 to ADG-003 where the actor may not, AFT-004 to AFT-037 where something is wrong with it.
        """
        myndigheder = tuple(dict.fromkeys(bare_cvr(each) for each in anmodning.myndigheder))
        if not myndigheder:
            raise Brugsfejl("AFT-034", "myndigheder mangler; skriv CVR-nummeret på dem, der skal godkende.")
        if anmodning.erstatter and len(myndigheder) > 1:
            raise Brugsfejl("AFT-037", "en ændring er af én aftale, og så er der kun én myndighed.")
        require(aktoer, Handling.AFTALE_ANMOD, miljoe=self._vilkaar.miljoe)

        def decide(opsat: Opsaetning) -> list[Skift]:
            egen = _find_system(opsat, anmodning.system)
            require(aktoer, Handling.AFTALE_ANMOD, egen.cvr if egen else "-", miljoe=self._vilkaar.miljoe)
            skift: list[Skift] = []
            for cvr in myndigheder:
                aftale = to_aftale(anmodning, opsat, cvr, self._new_id())
                anmodet = self._take(opsat, aktoer, Skridt.ANMOD, None, aftale, "")
                if self._vilkaar.automatisk and self._vilkaar.decides_for(cvr):
                    skift += [anmodet._replace(breve=()), *self._approve(opsat, PROGRAMMET, aftale, _AF_SIG_SELV)]
                else:
                    skift.append(anmodet)
            return skift

        taget = self._change(aktoer, decide)
        nye = {each.aftale.id for each in taget if each.skridt.skridt == Skridt.ANMOD}
        return list({each.aftale.id: each.aftale for each in taget if each.aftale.id in nye}.values())

    def take(self, aktoer: Aktoer, id_: str, skridt: Skridt, grund: str = "") -> Serviceaftale:
        """Takes a step with an agreement.

        Brugsfejl ADG-001 to ADG-003 where the actor may not, AFT-030 where it cannot be taken from where it stands,
        AFT-031 where a reason is missing, AFT-038 where the operator does not decide for the authority.
        """
        if skridt not in _HANDLING:
            raise Brugsfejl("AFT-030", f"{skridt} er ikke et skridt, nogen tager; det gør programmet selv.")

        require(aktoer, _HANDLING[skridt], miljoe=self._vilkaar.miljoe)
        grund = check_text("grund", grund)

        def decide(opsat: Opsaetning) -> list[Skift]:
            aftale = self._find(opsat, aktoer, id_)
            self._require_step(opsat, aktoer, skridt, aftale)
            ny = take(aftale, skridt, grund)
            if skridt is Skridt.GODKEND:
                return self._approve(opsat, aktoer, aftale, grund)
            return [self._take(opsat, aktoer, skridt, aftale, ny, grund)]

        return self._change(aktoer, decide)[0].aftale

    def say(self, aktoer: Aktoer, id_: str, ord_: str) -> None:
        """A word in an agreement's thread; the other parties are told."""
        require(aktoer, Handling.AFTALE_SKRIV, miljoe=self._vilkaar.miljoe)
        tekst = check_text("teksten", ord_)
        if not tekst:
            raise Brugsfejl("AFT-034", "der står intet i teksten.")
        opsat = self._postrum.opsaetning()
        aftale = self._find(opsat, aktoer, id_)
        sag = self._sag(opsat, aftale)
        organisationer = (sag.system.cvr, bare_cvr(aftale.myndighed))
        require(aktoer, Handling.AFTALE_SKRIV, *organisationer, miljoe=self._vilkaar.miljoe)
        nu = stamp(self._nu())
        skridt = Aftaleskridt(aftale.id, nu, aktoer.hvem, aktoer.navn, ORD, aftale.tilstand, "", tekst)
        breve = self._secretary(opsat, nu).write_word(sag, _part(aktoer, sag), aktoer.navn, tekst)
        self._postrum.skriv_aftaleskridt(Foelge(skridt=(skridt,), breve=tuple(map(to_json, breve))))

    def follow_file(self, aktoer: Aktoer, opsat: Opsaetning, aftaler: Sequence[Par]) -> Foelge:
        """What is to be kept with agreements as a set-up file changes them: their steps, and those are told who must.

        `opsat` is the set-up that was read; each pair is an agreement before (None: it is new) and after.
        """
        skift = [self._follow(opsat, aktoer, foer, efter) for foer, efter in aftaler]
        breve = tuple(to_json(brev) for each in skift for brev in each.breve)
        return Foelge(opsat.version, tuple(each.skridt for each in skift), breve)

    def _follow(self, opsat: Opsaetning, aktoer: Aktoer, foer: Serviceaftale | None, efter: Serviceaftale) -> Skift:
        skridt = _FILSKRIDT.get((foer.tilstand if foer else None, efter.tilstand))
        if skridt is not None:
            return self._take(opsat, aktoer, skridt, foer, efter, _VED_FIL)
        fra = foer.tilstand if foer else ""
        gjort = Aftaleskridt(
            efter.id, stamp(self._nu()), aktoer.hvem, aktoer.navn, OPSAETNING, fra, efter.tilstand, _VED_FIL
        )
        return Skift(efter, gjort)

    def expire(self, dag: str) -> list[Serviceaftale]:
        """Notes and tells of what has run out by a day (YYYY-MM-DD); that it holds no more, every door knows itself."""
        if not any(has_run_out(each, dag) for each in self._postrum.opsaetning().aftaler):
            return []

        def decide(opsat: Opsaetning) -> list[Skift]:
            return [
                self._take(opsat, PROGRAMMET, Skridt.UDLOEB, aftale, take(aftale, Skridt.UDLOEB), "")
                for aftale in opsat.aftaler
                if has_run_out(aftale, dag)
            ]

        return [each.aftale for each in self._change(PROGRAMMET, decide)]

    # --- how ----------------------------------------------------------------------------------------------------------

    def _change(self, aktoer: Aktoer, decide: Callable[[Opsaetning], list[Skift]]) -> list[Skift]:
        """The steps that were taken."""
        taget: list[Skift] = []

        def together(opsat: Opsaetning) -> Aendring:
            taget[:] = decide(opsat)
            return Aendring(
                aftaler=tuple({each.aftale.id: each.aftale for each in taget}.values()),
                skridt=tuple(each.skridt for each in taget),
                breve=tuple(brev for each in taget for brev in each.breve),
            )

        keep(self._postrum, together, nu=lambda: stamp(self._nu()), hvem=aktoer.hvem)
        return taget

    def _approve(self, opsat: Opsaetning, aktoer: Aktoer, aftale: Serviceaftale, grund: str) -> list[Skift]:
        """Approved, and what it takes over from is ended in the same moment."""
        skift = [self._take(opsat, aktoer, Skridt.GODKEND, aftale, take(aftale, Skridt.GODKEND), grund)]
        gammel = replaced_by(aftale, opsat.aftaler)
        if gammel is not None:
            efter = take(gammel, Skridt.AFLOES)
            skift.append(self._take(opsat, PROGRAMMET, Skridt.AFLOES, gammel, efter, f"afløst af {aftale.id}"))
        return skift

    def _take(  # noqa: PLR0913 - one step is made of these
        self,
        opsat: Opsaetning,
        aktoer: Aktoer,
        skridt: Skridt,
        foer: Serviceaftale | None,
        efter: Serviceaftale,
        grund: str,
    ) -> Skift:
        overgang, nu = find_overgang(skridt, foer.tilstand if foer else None), stamp(self._nu())
        gjort = Aftaleskridt(
            efter.id, nu, aktoer.hvem, aktoer.navn, skridt, foer.tilstand if foer else "", efter.tilstand, grund
        )
        sag = self._sag(opsat, efter)
        ord_ = self._explain(opsat, efter) if overgang.skal else ()
        breve = self._secretary(opsat, nu).write_step(overgang, sag, aktoer.navn, grund, ord_)
        return Skift(efter, gjort, tuple(breve))

    def _require_step(self, opsat: Opsaetning, aktoer: Aktoer, skridt: Skridt, aftale: Serviceaftale) -> None:
        """The party that the step is for: the authority decides, the supplier withdraws, either ends."""
        system = _find_system(opsat, aftale.system)
        leverandoer, myndighed = system.cvr if system else "-", bare_cvr(aftale.myndighed)
        hvis = {
            Handling.AFTALE_GODKEND: (myndighed,),
            Handling.AFTALE_ANMOD: (leverandoer,),
            Handling.AFTALE_OPSIG: (leverandoer, myndighed),
        }[_HANDLING[skridt]]
        require(aktoer, _HANDLING[skridt], *hvis, miljoe=self._vilkaar.miljoe)
        egen = aktoer.organisation == myndighed
        if _HANDLING[skridt] is Handling.AFTALE_GODKEND and not egen and not self._vilkaar.decides_for(myndighed):
            raise Brugsfejl(
                "AFT-038",
                "operatøren afgør kun aftaler for de testmyndigheder, som indstillingen exttest.testmyndigheder nævner;"
                " myndigheden gør det selv.",
            )

    def _find(self, opsat: Opsaetning, aktoer: Aktoer, id_: str) -> Serviceaftale:
        require(aktoer, Handling.AFTALE_LAES, miljoe=self._vilkaar.miljoe)
        fundet = next((each for each in opsat.aftaler if each.id == id_), None)
        if fundet is None or not self._sees(opsat, aktoer, fundet):
            raise Brugsfejl(
                "AFT-040", "der er ingen serviceaftale med det id, som du kan se; `haendelser aftale` viser dem."
            )
        return fundet

    def _sees(self, opsat: Opsaetning, aktoer: Aktoer, aftale: Serviceaftale) -> bool:
        return self._seeing(opsat, aktoer)(aftale)

    def _seeing(self, opsat: Opsaetning, aktoer: Aktoer) -> Callable[[Serviceaftale], bool]:
        """Whether an actor sees an agreement, asked of many: the matrix is asked once for each two parties.

        An it-system sees its own agreements alone, and not those of the organisation's other systems.
        """
        if aktoer.art is Aktoerart.SYSTEM:
            return lambda aftale: aftale.system.lower() == aktoer.id.lower()
        cvr = {each.uuid.lower(): each.cvr for each in opsat.systemer}

        @cache
        def allowed(*parter: str) -> bool:
            return is_allowed(aktoer, Handling.AFTALE_LAES, *parter, miljoe=self._vilkaar.miljoe)

        return lambda aftale: allowed(cvr.get(aftale.system.lower(), "-"), bare_cvr(aftale.myndighed))

    def _sag(self, opsat: Opsaetning, aftale: Serviceaftale) -> Sag:
        system = _find_system(opsat, aftale.system) or _ukendt(aftale.system)
        leverandoer = _name(opsat.organisationer, system.cvr)
        myndighed = _name(opsat.organisationer, aftale.myndighed)
        return Sag(aftale, system, leverandoer, myndighed)

    def _explain(self, opsat: Opsaetning, aftale: Serviceaftale, maal: Maal = DANSK) -> list[str]:
        sag = self._sag(opsat, aftale)
        navne = self._vilkaar.navne._replace(
            system=sag.system.navn, leverandoer=sag.leverandoer, myndighed=sag.myndighed
        )
        return explain(aftale, navne, maal)

    def _secretary(self, opsat: Opsaetning, nu: str) -> Sekretaer:
        bog = Adressebog(opsat.brugere, self._vilkaar.operatoer)
        return Sekretaer(bog, self._vilkaar.miljoe, self._vilkaar.installation, nu)


def _find_system(opsat: Opsaetning, uuid: str) -> ItSystem | None:
    return next((each for each in opsat.systemer if each.uuid.lower() == uuid.lower()), None)


def _name(organisationer: Sequence[Organisation], cvr: str) -> str:
    navne = {each.cvr: each.navn for each in organisationer}
    return navne.get(bare_cvr(cvr), f"CVR {bare_cvr(cvr)}")


def _ukendt(uuid: str) -> ItSystem:
    return ItSystem(uuid, "ukendt it-system", "", "", (), "", "", ())


def _part(aktoer: Aktoer, sag: Sag) -> Part:
    """Whose word it is; of an organisation that is both, the supplier's."""
    if not aktoer.organisation:
        return Part.OPERATOER
    return Part.LEVERANDOER if aktoer.organisation == sag.system.cvr else Part.MYNDIGHED
