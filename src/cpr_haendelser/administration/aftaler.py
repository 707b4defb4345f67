"""Serviceaftaler at the desk: requested, decided, ended, run out. Every step is kept, and told to those concerned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.model import Aktoer
from cpr_haendelser.administration.anmodning import Anmodning, check_text, to_aftale
from cpr_haendelser.administration.breve import Sag, to_json
from cpr_haendelser.administration.gemme import Aendring, keep
from cpr_haendelser.administration.indsigt import Indsigt, Vilkaar, find_party
from cpr_haendelser.administration.oejne import Oejne
from cpr_haendelser.administration.ret import require
from cpr_haendelser.administration.skridttager import PROGRAMMET, Skift, Skridttager
from cpr_haendelser.aftaler.hold import bare_cvr, find_hindring
from cpr_haendelser.aftaler.livsforloeb import (
    OPSAETNING,
    ORD,
    Part,
    Skridt,
    has_run_out,
    take,
)
from cpr_haendelser.aftaler.model import Aftaleskridt, Aftaletilstand, Hindring, Serviceaftale
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.gaeldende import closed, without_closed
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.storage.aftalebog import Foelge
from cpr_haendelser.storage.postrum import Opsaetning, Postrum

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


class Aftalekontor(Indsigt):
    """What actors do with serviceaftaler; safe to share between threads."""

    def __init__(
        self,
        postrum: Postrum,
        vilkaar: Callable[[], Vilkaar],
        nu: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        super().__init__(postrum, vilkaar)
        self._nu, self._new_id = nu, new_id
        self._skridt = Skridttager(self, vilkaar, nu)

    def hindringer(self, aftaler: Iterable[Serviceaftale]) -> Mapping[str, Hindring]:
        """Of agreements that were shown, those (by id) that let nothing at all through today, and why.

        As the doors see it: a closed organisation takes its it-systems and its agreements with it.
        """
        opsat, dag = without_closed(self._postrum.opsaetning()), f"{self._nu():%Y-%m-%d}"
        lukkede = closed(opsat.organisationer)
        uden = {each.uuid.lower() for each in opsat.systemer if not each.aktiv}
        fundne = {}
        for aftale in aftaler:
            hindring = find_hindring(aftale._replace(lukket=bare_cvr(aftale.myndighed) in lukkede), dag)
            if hindring is None and aftale.system.lower() in uden:
                hindring = Hindring.SYSTEM_LUKKET
            if hindring is not None:
                fundne[aftale.id] = hindring
        return fundne

    # --- steps --------------------------------------------------------------------------------------------------------

    def request(self, aktoer: Aktoer, anmodning: Anmodning) -> list[Serviceaftale]:
        """Asks each of the authorities for an agreement; all of them or none.

        Brugsfejl ADG-001 to ADG-003 where the actor may not, AFT-004 to AFT-037 where something is wrong with it.
        """
        myndigheder = tuple(dict.fromkeys(bare_cvr(each) for each in anmodning.myndigheder))
        if not myndigheder:
            raise Brugsfejl("AFT-034", "myndigheder mangler; vælg mindst én, der skal godkende.")
        if anmodning.erstatter and len(myndigheder) > 1:
            raise Brugsfejl("AFT-037", "en ændring er af én aftale, og så er der kun én myndighed.")
        require(aktoer, Handling.AFTALE_ANMOD, miljoe=self._vilkaar.miljoe)

        def decide(opsat: Opsaetning) -> list[Skift]:
            egen = find_party(opsat, anmodning.system)
            require(aktoer, Handling.AFTALE_ANMOD, egen.cvr if egen else "-", miljoe=self._vilkaar.miljoe)
            skift: list[Skift] = []
            for cvr in myndigheder:
                aftale = to_aftale(anmodning, opsat, cvr, self._new_id())
                anmodet = self._skridt.take(opsat, aktoer, Skridt.ANMOD, None, aftale, "")
                if self._vilkaar.approves_at_once(cvr):
                    skift += [
                        anmodet._replace(breve=()),
                        *self._skridt.approve(opsat, PROGRAMMET, aftale, _AF_SIG_SELV),
                    ]
                else:
                    skift.append(anmodet)
            return skift

        taget = self._change(aktoer, decide)
        nye = {each.aftale.id for each in taget if each.skridt.skridt == Skridt.ANMOD}
        return list({each.aftale.id: each.aftale for each in taget if each.aftale.id in nye}.values())

    def take(self, aktoer: Aktoer, id_: str, skridt: Skridt, grund: str = "") -> Serviceaftale:
        """Takes a step with an agreement.

        Brugsfejl ADG-001 to ADG-003 where the actor may not, AFT-030 where it cannot be taken from where it stands,
        AFT-031 where a reason is missing, AFT-038 where the operator does not decide for the authority, AFT-044 where
        somebody else must approve.
        """
        if skridt not in _HANDLING:
            raise Brugsfejl("AFT-030", f"{skridt} er ikke et skridt, nogen tager; det gør programmet selv.")

        require(aktoer, _HANDLING[skridt], miljoe=self._vilkaar.miljoe)
        grund = check_text("grund", grund)

        def decide(opsat: Opsaetning) -> list[Skift]:
            aftale = self.find_in(opsat, aktoer, id_)
            self._require_step(opsat, aktoer, skridt, aftale)
            ny = take(aftale, skridt, grund)
            if skridt is Skridt.GODKEND:
                return self._skridt.approve(opsat, aktoer, aftale, grund)
            return [self._skridt.take(opsat, aktoer, skridt, aftale, ny, grund)]

        return self._change(aktoer, decide)[0].aftale

    def needs_other_eyes(self, aktoer: Aktoer, aftale: Serviceaftale) -> bool:
        """Whether somebody else than this actor must approve what is asked for: it asked, or may have (oejne)."""
        if not self._vilkaar.fire_oejne or aftale.tilstand is not Aftaletilstand.ANMODET:
            return False
        traad = self._postrum.aftaleskridt(aftale.id)
        anmodet = next((each for each in traad if each.skridt == Skridt.ANMOD), None)
        return anmodet is not None and Oejne(self._postrum, anmodet, aktoer).are_own()

    def say(self, aktoer: Aktoer, id_: str, ord_: str) -> None:
        """A word in an agreement's thread; the other parties are told."""
        require(aktoer, Handling.AFTALE_SKRIV, miljoe=self._vilkaar.miljoe)
        tekst = check_text("teksten", ord_)
        if not tekst:
            raise Brugsfejl("AFT-034", "der står intet i teksten.")
        opsat = self._postrum.opsaetning()
        aftale = self.find_in(opsat, aktoer, id_)
        sag = self.sag_in(opsat, aftale)
        organisationer = (sag.system.cvr, bare_cvr(aftale.myndighed))
        require(aktoer, Handling.AFTALE_SKRIV, *organisationer, miljoe=self._vilkaar.miljoe)
        nu = stamp(self._nu())
        skridt = Aftaleskridt(aftale.id, nu, aktoer.hvem, aktoer.navn, ORD, aftale.tilstand, "", tekst)
        breve = self._skridt.secretary(opsat, nu).write_word(sag, _part(aktoer, sag), aktoer.navn, tekst)
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
            return self._skridt.take(opsat, aktoer, skridt, foer, efter, _VED_FIL)
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
                self._skridt.take(opsat, PROGRAMMET, Skridt.UDLOEB, aftale, take(aftale, Skridt.UDLOEB), "")
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

    def _require_step(self, opsat: Opsaetning, aktoer: Aktoer, skridt: Skridt, aftale: Serviceaftale) -> None:
        """The party that the step is for: the authority decides, the supplier withdraws, either ends."""
        system = find_party(opsat, aftale.system)
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
        if skridt is Skridt.GODKEND and self.needs_other_eyes(aktoer, aftale):
            raise Brugsfejl(
                "AFT-044",
                "den, der har anmodet om en aftale, godkender den ikke selv; en anden af myndighedens"
                " aftaleadministratorer skal gøre det (indstillingen adgang.fire_oejne). Er der anmodet på"
                " kommandolinjen, er det en, der ikke har været driftsoperatør siden. Det er heller ikke en, hvis"
                " bruger anmoderen siden har oprettet, rettet eller givet en ny kode; træk så anmodningen tilbage, og"
                " anmod igen. Intet er ændret.",
            )


def _part(aktoer: Aktoer, sag: Sag) -> Part:
    """Whose word it is; of an organisation that is both, the supplier's."""
    if not aktoer.organisation:
        return Part.OPERATOER
    return Part.LEVERANDOER if aktoer.organisation == sag.system.cvr else Part.MYNDIGHED
