"""API keys of users and it-systems: shown once, for some actions only, expiring, closed at once."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from threading import Lock
from uuid import uuid4

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.maa import UFAERDIG
from cpr_haendelser.adgang.matrix import Omfang, rettigheder
from cpr_haendelser.adgang.model import Aktoer, Aktoerart, Rolle, as_bruger, as_system
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.konti.fritekst import check_fritekst
from cpr_haendelser.konti.sessioner import hash_maerke
from cpr_haendelser.logning import log_line
from cpr_haendelser.storage.adgangsbog import Noegle
from cpr_haendelser.storage.postrum import Postrum

MAERKE = "hn_"
"""What a key begins with."""
IKKE_MED_NOEGLE = frozenset({*UFAERDIG, Handling.KONTO_RET, Handling.BRUGER_RET, Handling.NOEGLE_RET})
"""What would let a key make itself more than it is."""
FLEST = 20
"""Open keys of one owner."""
LAENGSTE_NAVN = 100


class Noegler:
    """Makes, finds and closes them; safe to share between threads."""

    def __init__(
        self,
        postrum: Postrum,
        bord: Bord,
        miljoe: Miljoe,
        nu: Callable[[], datetime],
        hoejst: timedelta = timedelta(days=365),
    ) -> None:
        """`nu` gives the time of day with its zone, `hoejst` how long a key may hold."""
        self._postrum, self._bord, self._miljoe = postrum, bord, miljoe
        self._nu, self._hoejst = nu, hoejst
        self._laas = Lock()

    @property
    def flest_dage(self) -> int:
        """So many days a key can hold at the most."""
        return self._hoejst.days

    def create(  # noqa: PLR0913 - a key is made of these
        self, ejer: Aktoer, navn: str, omfang: Collection[Handling], dage: int, hvem: str, *, engang: str = ""
    ) -> tuple[str, Noegle]:
        """A key of a user or an it-system, shown now and never again.

        `engang` is the one-time mark (a UUID) of the form that asks, and becomes the key's id: the same form sent
        once more makes nothing. Brugsfejl KTO-040 to KTO-043 where it cannot be so, KTO-045 where it is made already,
        KTO-013 where its name holds a personnummer.
        """
        check_fritekst("nøglens navn", navn)
        if not navn.strip() or len(navn) > LAENGSTE_NAVN:
            raise Brugsfejl("KTO-040", f"nøglen skal have et navn på højst {LAENGSTE_NAVN} tegn. Intet er lavet.")
        if not 1 <= dage <= self.flest_dage:
            raise Brugsfejl("KTO-041", f"nøglen kan gælde i 1-{self.flest_dage} dage. Intet er lavet.")
        if not omfang:
            raise Brugsfejl("KTO-042", "vælg mindst én ting, som nøglen må. Intet er lavet.")
        if for_meget := sorted(set(omfang) - self.possible(ejer.roller)):
            raise Brugsfejl(
                "KTO-042",
                f"nøglen kan ikke laves til {', '.join(for_meget)}: det er mere, end ejeren må, eller noget, der kun"
                " gøres efter login; docs/roller.md siger, hvad der kan. Intet er lavet.",
            )
        with self._laas:
            self._check_room(ejer, engang)
            nu, tekst = self._nu(), MAERKE + secrets.token_urlsafe(32)
            noegle = Noegle(
                engang or str(uuid4()), hash_maerke(tekst), ejer.art, ejer.id, navn.strip(), frozenset(omfang),
                stamp(nu), hvem, stamp(nu + timedelta(days=dage)),
            )  # fmt: skip
            self._postrum.opret_noegle(noegle)
        return tekst, noegle

    def _check_room(self, ejer: Aktoer, engang: str) -> None:
        alle = self._postrum.noegler()
        if any(each.id == engang for each in alle):
            raise Brugsfejl(
                "KTO-045",
                "nøglen er allerede lavet og vises ikke igen; er den tabt, så luk den, og lav en ny. Intet er lavet"
                " nu.",
            )
        if sum(each.ejer == ejer.id and self._is_open(each) for each in alle) >= FLEST:
            raise Brugsfejl("KTO-043", f"der er allerede {FLEST} åbne nøgler; luk en af dem først. Intet er lavet.")

    def possible(self, roller: frozenset[Rolle]) -> frozenset[Handling]:
        """What a key of somebody with those roles can be made for."""
        kan = {ret.handling for ret in rettigheder().values() if ret.reach(roller, self._miljoe) is not Omfang.INTET}
        return frozenset(kan) - IKKE_MED_NOEGLE

    def find(self, tekst: str) -> Aktoer | None:
        """Who acts by a key, within what it was made for; None where there is none, or it holds no more."""
        noegle = self._postrum.noegle(hash_maerke(tekst))
        if noegle is None or not self._is_open(noegle):
            return None
        aktoer = self._owner(noegle)
        if aktoer is not None and noegle.sidst_brugt != (dag := stamp(self._nu())[:10]):
            self._postrum.brug_noegle(noegle.id, dag)
        return aktoer

    def list_all(self, cvr: str = "", ejer: str = "") -> list[Noegle]:
        """Keys, closed ones too, the oldest first: of an organisation's users and systems, of one owner, or all."""
        return [
            each
            for each in self._postrum.noegler()
            if (not ejer or each.ejer == ejer) and (not cvr or self.cvr_of(each) == cvr)
        ]

    def by_id(self, id_: str) -> Noegle:
        """A key. Brugsfejl KTO-044 where there is none."""
        fundet = next((each for each in self._postrum.noegler() if each.id == id_.lower()), None)
        if fundet is None:
            raise no_noegle()
        return fundet

    def close(self, id_: str, hvem: str) -> None:
        """Closes a key for good. Brugsfejl KTO-044 where there is no open one with that id."""
        if not self._postrum.luk_noegle(id_.lower(), stamp(self._nu()), hvem=hvem):
            raise no_noegle()

    def cvr_of(self, noegle: Noegle) -> str:
        """CVR of the organisation whose it is; empty: it is nobody's any more."""
        gaeldende = self._bord.gaeldende()
        ejere = gaeldende.brugere if noegle.art == Aktoerart.BRUGER else gaeldende.systemer
        ejer = ejere.get(noegle.ejer)
        return ejer.cvr if ejer is not None else ""

    def _owner(self, noegle: Noegle) -> Aktoer | None:
        gaeldende = self._bord.gaeldende()
        omfang = frozenset(each for each in Handling if each in noegle.omfang)
        if noegle.art == Aktoerart.BRUGER:
            bruger = gaeldende.brugere.get(noegle.ejer)
            return as_bruger(bruger, omfang) if bruger is not None and gaeldende.is_open(bruger) else None
        system = gaeldende.systemer.get(noegle.ejer)
        if system is None or not system.aktiv:
            log_line("system.lukket", system=noegle.ejer)
            return None
        return as_system(system.uuid, system.navn, system.cvr, omfang)

    def _is_open(self, noegle: Noegle) -> bool:
        return not noegle.lukket and stamp(self._nu()) < noegle.udloeber


def close_keys(postrum: Postrum, ejer: str, nu: str, hvem: str, *, lavet_af: str = "") -> int:
    """Closes every open key of an owner, or those that somebody made, each with its line in the audit; how many."""
    valgte = [
        each
        for each in postrum.noegler()
        if each.ejer == ejer and not each.lukket and (not lavet_af or each.hvem == lavet_af)
    ]
    return sum(postrum.luk_noegle(each.id, nu, hvem=hvem) for each in valgte)


def no_noegle() -> Brugsfejl:
    """There is no such key that one may know of."""
    return Brugsfejl("KTO-044", "der er ingen åben nøgle med det id.")
