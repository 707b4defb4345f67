"""Dueslag at the desk: made for an it-system, changed, closed. Who wants what; the agreements say who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from cpr_haendelser.abonnementer.egne_lister import check_lists
from cpr_haendelser.abonnementer.laesning import values_of
from cpr_haendelser.abonnementer.model import Dueslag, Leveringsmaade
from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.model import Aktoer
from cpr_haendelser.administration.anmodning import check_name
from cpr_haendelser.administration.gemme import Aendring, keep
from cpr_haendelser.administration.ret import require
from cpr_haendelser.administration.systemer import find_system, read_form, sees
from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.aftaler.model import ItSystem
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.storage.postrum import Opsaetning, Postrum


class Oenske(NamedTuple):
    """What a dueslag is to be; None: it stays, or is as a new one is."""

    navn: str | None = None
    callback: str | None = None
    """The address that it is pushed to; empty: it is fetched from."""
    filter: str | None = None
    aktiv: bool | None = None


class Dueslagskontor:
    """What actors do with dueslag as they are set up; safe to share between threads."""

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

    def create(
        self, aktoer: Aktoer, system: str, beskedtype: str, oenske: Oenske, fra: int | None = None
    ) -> Dueslag:  # fmt: skip
        """A new dueslag of an it-system; `fra`: only løbenumre above it, None: what is distributed from now on.

        Brugsfejl ADG-001 to ADG-003, SYT-001, and what is wrong with it by the codes of the set-up file.
        """
        require(aktoer, Handling.DUESLAG_RET, miljoe=self._miljoe)
        nyt_id = self._new_id()
        begynd = self._postrum.position() if fra is None else int(read_form("fra", "loebenummer", fra))

        def decide(opsat: Opsaetning) -> Dueslag:
            ejer = self._owner(opsat, aktoer, system)
            type_ = read_form("beskedtype", "uuid", beskedtype)
            nyt = Dueslag(nyt_id, "", ejer.uuid, type_, Leveringsmaade.HENT, "", "", begynd)
            return self._with(ejer, nyt, oenske._replace(navn=oenske.navn or ""))

        return self._change(aktoer, decide)

    def change(self, aktoer: Aktoer, uuid: str, oenske: Oenske, *, pr: Dueslag | None = None) -> Dueslag:
        """Another name, filter or way; closed or open again.

        `pr`: the dueslag that it was decided upon; None: however it is. Brugsfejl as `create`, FOR-002 for an unknown
        one, KON-007 where somebody else has changed it since.
        """
        require(aktoer, Handling.DUESLAG_RET, miljoe=self._miljoe)

        def decide(opsat: Opsaetning) -> Dueslag:
            fundet = next((each for each in opsat.dueslag if each.uuid.lower() == uuid.lower()), None)
            synlige = {each.uuid.lower() for each in opsat.systemer if sees(aktoer, each, self._miljoe)}
            if fundet is None or fundet.system.lower() not in synlige:
                raise Brugsfejl("FOR-002", "der er intet dueslag med det id; `haendelser dueslag` viser dem, der er.")
            ejer = self._owner(opsat, aktoer, fundet.system)
            if pr is not None and fundet != pr:
                raise overtaken()
            return self._with(ejer, fundet, oenske)

        return self._change(aktoer, decide)

    def _owner(self, opsat: Opsaetning, aktoer: Aktoer, system: str) -> ItSystem:
        ejer = find_system(opsat, aktoer, system, self._miljoe)
        require(aktoer, Handling.DUESLAG_RET, bare_cvr(ejer.cvr), miljoe=self._miljoe)
        return ejer

    def _with(self, ejer: ItSystem, dueslag: Dueslag, oenske: Oenske) -> Dueslag:
        """The dueslag with what is wished, when that fits its system."""
        nyt = dueslag._replace(**{felt: vaerdi for felt, vaerdi in oenske._asdict().items() if vaerdi is not None})
        navn = check_name("navnet", nyt.navn)
        if not navn:
            raise Brugsfejl("AFT-034", "navnet mangler.")
        self._check_tekst("dueslaget", navn, *values_of(nyt.filter))
        if nyt.callback and nyt.callback not in ejer.callbacks:
            raise Brugsfejl(
                "AFT-015", "callback er ikke en af dem, som it-systemet har registreret; ret systemet først."
            )
        maade = Leveringsmaade.TILSEND if nyt.callback else Leveringsmaade.HENT
        nyt = nyt._replace(navn=navn, filter=read_form("filter", "filter", nyt.filter), leveringsmaade=maade)
        check_lists(nyt, self._postrum.vaerdilister(), dueslag.filter)
        return nyt

    def _change(self, aktoer: Aktoer, decide: Callable[[Opsaetning], Dueslag]) -> Dueslag:
        def together(opsat: Opsaetning) -> Aendring:
            return Aendring(dueslag=(decide(opsat),))

        return keep(self._postrum, together, nu=lambda: stamp(self._nu()), hvem=aktoer.hvem).dueslag[0]


def overtaken() -> Brugsfejl:
    """Somebody else has changed it since it was looked at."""
    return Brugsfejl(
        "KON-007",
        "dueslaget er ændret af en anden, siden du åbnede siden. Åbn den igen, og ret på ny. Intet er ændret.",
    )
