"""It-systems at the desk: made, changed, closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from cpr_haendelser.abonnementer.opsaetningsformer import Formfejl, read_vaerdi
from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.model import Aktoer, Aktoerart
from cpr_haendelser.administration.anmodning import INGEN, check_name
from cpr_haendelser.administration.gemme import Aendring, keep
from cpr_haendelser.administration.ret import is_allowed, require
from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.aftaler.model import ItSystem
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.storage.postrum import Opsaetning, Postrum


class Udvalg(NamedTuple):
    """What of an it-system is to be changed; None: it stays."""

    navn: str | None = None
    kontakt: str | None = None
    callbacks: tuple[str, ...] | None = None
    aktiv: bool | None = None


INTET = Udvalg()


class Systemkontor:
    """What actors do with it-systems; safe to share between threads."""

    def __init__(
        self,
        postrum: Postrum,
        miljoe: Miljoe,
        nu: Callable[[], datetime],
        new_id: Callable[[], str],
        check_tekst: Callable[..., None],
    ) -> None:
        """`check_tekst`: Nummervagt.check_tekst."""
        self._postrum, self._miljoe, self._nu, self._new_id = postrum, miljoe, nu, new_id
        self._check_tekst = check_tekst

    # --- reading ------------------------------------------------------------------------------------------------------

    def list_all(self, aktoer: Aktoer) -> list[ItSystem]:
        """The it-systems that the actor may see, by name."""
        require(aktoer, Handling.SYSTEM_LAES, miljoe=self._miljoe)
        alle = sorted(self._postrum.opsaetning().systemer, key=lambda each: (each.navn.casefold(), each.uuid))
        return [each for each in alle if sees(aktoer, each, self._miljoe)]

    def find(self, aktoer: Aktoer, hvad: str) -> ItSystem:
        """An it-system by UUID or name. Brugsfejl SYT-001 where there is none that the actor may see, or several."""
        require(aktoer, Handling.SYSTEM_LAES, miljoe=self._miljoe)
        return find_system(self._postrum.opsaetning(), aktoer, hvad, self._miljoe)

    # --- it-systems ---------------------------------------------------------------------------------------------------

    def create(self, aktoer: Aktoer, navn: str, cvr: str, valg: Udvalg = INTET, uuid: str = "") -> ItSystem:
        """A new it-system of an organisation.

        Brugsfejl ADG-001 to ADG-003, SYT-002 where the organisation is none, AFT-019 where the name is taken, SYT-003
        where the UUID is, AFT-009 where an address is none.
        """
        cvr = bare_cvr(cvr)
        require(aktoer, Handling.SYSTEM_RET, cvr, miljoe=self._miljoe)
        nyt = ItSystem(uuid.lower() or self._new_id(), "", cvr, "", (), "", "", ())

        def decide(opsat: Opsaetning) -> ItSystem:
            if not any(each.cvr == cvr and each.aktiv for each in opsat.organisationer):
                raise Brugsfejl("SYT-002", "organisationen findes ikke, eller den er lukket; opret den først.")
            if any(each.uuid.lower() == nyt.uuid for each in opsat.systemer):
                raise Brugsfejl("SYT-003", "der er allerede et it-system med det UUID.")
            return self._with(opsat, nyt, valg._replace(navn=navn))

        return self._change(aktoer, decide)

    def change(self, aktoer: Aktoer, hvad: str, valg: Udvalg) -> ItSystem:
        """Another name, contact, callbacks; closed or open again.

        Brugsfejl as `create`, and AFT-015 where a dueslag is still pushed to a callback that would go.
        """
        require(aktoer, Handling.SYSTEM_RET, miljoe=self._miljoe)

        def decide(opsat: Opsaetning) -> ItSystem:
            system = find_system(opsat, aktoer, hvad, self._miljoe)
            require(aktoer, Handling.SYSTEM_RET, system.cvr, miljoe=self._miljoe)
            return self._with(opsat, system, valg)

        return self._change(aktoer, decide)

    def _with(self, opsat: Opsaetning, system: ItSystem, valg: Udvalg) -> ItSystem:
        """The system with what is chosen, when that hangs together with the rest of the set-up."""
        nyt = system._replace(**{felt: vaerdi for felt, vaerdi in valg._asdict().items() if vaerdi is not None})
        navn, kontakt = check_name("navnet", nyt.navn), check_name("kontakten", nyt.kontakt)
        if not navn:
            raise Brugsfejl("AFT-034", "navnet mangler.")
        self._check_tekst("it-systemet", navn, kontakt)
        nyt = nyt._replace(
            uuid=read_form("uuid", "uuid", nyt.uuid),
            navn=navn,
            kontakt=kontakt,
            callbacks=read_form("callbacks", "adresser", list(nyt.callbacks)),
        )
        andre = (each for each in opsat.systemer if each.uuid != nyt.uuid and each.aktiv)
        if nyt.aktiv and any(each.navn.casefold() == navn.casefold() for each in andre):
            raise Brugsfejl("AFT-019", "et andet aktivt it-system hedder det samme.")
        for dueslag in opsat.dueslag:
            eget = dueslag.system.lower() == nyt.uuid.lower()
            if eget and dueslag.aktiv and dueslag.callback and dueslag.callback not in nyt.callbacks:
                raise Brugsfejl(
                    "AFT-015",
                    f"dueslaget »{dueslag.navn}« sendes til en callback, der ville blive fjernet; ret det først.",
                )
        return nyt

    def _change(self, aktoer: Aktoer, decide: Callable[[Opsaetning], ItSystem]) -> ItSystem:
        def together(opsat: Opsaetning) -> Aendring:
            return Aendring(systemer=(decide(opsat),))

        return keep(self._postrum, together, nu=lambda: stamp(self._nu()), hvem=aktoer.hvem).systemer[0]


def find_system(opsat: Opsaetning, aktoer: Aktoer, hvad: str, miljoe: Miljoe) -> ItSystem:
    """An it-system by UUID or name. Brugsfejl SYT-001 where there is none that the actor may see, or several."""
    synlige = [each for each in opsat.systemer if sees(aktoer, each, miljoe)]
    fundne = [each for each in synlige if each.uuid.lower() == hvad.lower()] or [
        each for each in synlige if each.navn.casefold() == hvad.casefold()
    ]
    aktive = [each for each in fundne if each.aktiv] or fundne
    if len(aktive) > 1:
        raise Brugsfejl("SYT-001", f"{len(aktive)} it-systemer hedder det; brug UUID: `haendelser system` viser dem.")
    if not aktive:
        raise no_system()
    return aktive[0]


def no_system() -> Brugsfejl:
    """There is no such it-system that one may know of."""
    return Brugsfejl("SYT-001", "der er intet it-system, som du kan se, med det UUID eller navn.")


def sees(aktoer: Aktoer, system: ItSystem, miljoe: Miljoe) -> bool:
    """Whether an actor may see an it-system; an it-system sees itself alone."""
    if aktoer.art is Aktoerart.SYSTEM:
        return system.uuid.lower() == aktoer.id.lower()
    return is_allowed(aktoer, Handling.SYSTEM_LAES, bare_cvr(system.cvr), miljoe=miljoe)


def read_form(navn: str, form: str, vaerdi: object) -> Any:
    """A value as the set-up file reads it; Brugsfejl with the code of what is wrong."""
    try:
        return read_vaerdi(form, vaerdi, INGEN)
    except Formfejl as fejl:
        raise Brugsfejl(fejl.kode, f"{navn}: {fejl.tekst}") from None
