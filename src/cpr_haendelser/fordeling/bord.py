"""The sorting table: the set-up as it is now, read once a version and day, and what the post room asks it.

Who may is asked twice: when a dueslag is matched (`match`) and when a message leaves (`may_leave`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from threading import Lock

from cpr_haendelser.abonnementer.match import Begrundelse, Kilder, explain, match
from cpr_haendelser.abonnementer.model import Dueslag, Leveringsmaade
from cpr_haendelser.abonnementer.noegler import besked_of
from cpr_haendelser.aftaler.hemmeligheder import verify
from cpr_haendelser.aftaler.model import Besked
from cpr_haendelser.beskeder.grundlag import Grundlag, to_person
from cpr_haendelser.beskeder.haendelsesdata import current_adresse
from cpr_haendelser.beskeder.saet import Saet
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.amqp.adgang import UKENDT
from cpr_haendelser.fordeling.gaeldende import Gaeldende
from cpr_haendelser.fordeling.tilsyn import may_hold
from cpr_haendelser.haendelser.model import Adresse, Haendelse
from cpr_haendelser.opslag.grundlag import gather
from cpr_haendelser.storage.forsendelse import Forsendelse, Videregivelse
from cpr_haendelser.storage.lager import Lager
from cpr_haendelser.storage.postrum import Ny, Opsaetning, Postrum

_HUSKET = 8192


class Bord:
    """Answers from the set-up of the moment; safe to share between threads."""

    def __init__(self, lager: Lager, postrum: Postrum, dag: Callable[[], str]) -> None:
        """`dag` gives today in Denmark (YYYY-MM-DD)."""
        self._lager, self._postrum, self._dag = lager, postrum, dag
        self._laas = Lock()
        self._laest: Gaeldende | None = None
        self._saet = lru_cache(maxsize=16)(lambda nummer: Saet.from_json(lager.saet(nummer)))
        self._haendelse = lru_cache(maxsize=_HUSKET)(self._read_haendelse)

    # --- matching -----------------------------------------------------------------------------------------------------

    def match(self, haendelser: Sequence[Haendelse]) -> tuple[list[Ny], str]:
        """The forsendelser of a batch, and the versions (JSON) that they were matched with (fordel.Matcher)."""
        laest = self.gaeldende()
        fundne = [Ny(*traef) for traef in match(haendelser, laest.indeks, self._kilder())]
        versioner = {
            "opsaetning": laest.noegle[0],
            "dag": laest.noegle[1],
            "vaerdilister": {liste.uuid: liste.version for liste in self._postrum.vaerdilister()},
        }
        return fundne, json.dumps(versioner, sort_keys=True)

    def explain(self, loebenummer: int, dueslag: str) -> Begrundelse:
        """Why a hændelse is or is not for a dueslag, as the set-up is now. Brugsfejl where one of them is not known."""
        laest = self.gaeldende()
        fundet = laest.dueslag.get(dueslag.lower())
        if fundet is None:
            raise Brugsfejl("FOR-002", "der er intet dueslag med det id; `haendelser dueslag` viser dem, der er.")
        opsaetning = laest.opsaetning
        return explain(
            self._haendelse(loebenummer),
            fundet,
            aftaler=opsaetning.aftaler,
            systemer=opsaetning.systemer,
            dag=self._dag(),
            kilder=self._kilder(),
        )

    def _kilder(self) -> Kilder:
        return Kilder(self._saet, self._present_address, self._postrum.medlemskaber)

    def _present_address(self, haendelse: Haendelse) -> Adresse | None:
        if haendelse.beslutning.efter is not None:
            return haendelse.beslutning.efter
        return _present(gather(self._lager, haendelse), haendelse.proddto)

    def _read_haendelse(self, loebenummer: int) -> Haendelse:
        fundne = self._lager.haendelser(efter=loebenummer - 1, antal=1)
        if not fundne or fundne[0].loebenummer != loebenummer:
            raise Brugsfejl("FOR-001", f"hændelse {loebenummer} findes ikke i loggen.")
        return fundne[0]

    # --- leaving ------------------------------------------------------------------------------------------------------

    def may_leave(self, forsendelse: Forsendelse, kanal: str) -> Videregivelse | None:
        """On whose agreement a forsendelse may leave now; None: there is none any more, and it is withheld."""
        laest = self.gaeldende()
        dueslag = laest.dueslag.get(forsendelse.dueslag.lower())
        if dueslag is None or not dueslag.aktiv:
            return None
        haendelse = self._haendelse(forsendelse.loebenummer)
        besked = self.besked(haendelse)._replace(myndighed=forsendelse.myndighed, afsender=forsendelse.myndighed)
        aftale = laest.aftaler.find(dueslag.system, besked, laest.noegle[1])
        return Videregivelse(dueslag.system, aftale.id, kanal) if aftale is not None else None

    def ruter(self) -> Mapping[str, str]:
        """The address of each dueslag that is pushed to: one of its system's registered ones."""
        laest = self.gaeldende()
        return {
            dueslag.uuid: dueslag.callback
            for dueslag in laest.opsaetning.dueslag
            if dueslag.aktiv
            and dueslag.leveringsmaade is Leveringsmaade.TILSEND
            and dueslag.callback in self._callbacks(laest, dueslag)
        }

    @staticmethod
    def _callbacks(laest: Gaeldende, dueslag: Dueslag) -> tuple[str, ...]:
        system = laest.systemer.get(dueslag.system.lower())
        return system.callbacks if system is not None and system.aktiv else ()

    # --- coming in (amqp.adgang.Adgang) -------------------------------------------------------------------------------

    def system_af_certifikat(self, fingeraftryk: str) -> str:
        """UUID of the active it-system with this certificate; empty: none."""
        for system in self.gaeldende().opsaetning.systemer:
            if system.aktiv and fingeraftryk in system.fingeraftryk:
                return system.uuid
        return ""

    def system_af_hemmelighed(self, navn: str, hemmelighed: str) -> str:
        """UUID of the active it-system with this UUID or name and this secret; empty: none."""
        for system in self.gaeldende().opsaetning.systemer:
            if system.aktiv and navn.lower() in (system.uuid.lower(), system.navn.lower()):
                return system.uuid if verify(hemmelighed, system.hemmelighed) else ""
        return ""

    def kan_hente(self, system: str, dueslag: str) -> str:
        """Empty: it may. UKENDT, or in Danish why the system may not fetch from the dueslag now."""
        laest = self.gaeldende()
        fundet = laest.dueslag.get(dueslag.lower())
        if fundet is None or fundet.system.lower() != system.lower():
            return UKENDT
        if not fundet.aktiv:
            return "dueslaget er lukket."
        if fundet.leveringsmaade is not Leveringsmaade.HENT:
            return "dueslaget tømmes ved BeskedFåTilsendt, ikke ved at hente."
        aftaler = laest.opsaetning.aftaler
        myndigheder = {aftale.myndighed for aftale in aftaler if aftale.system.lower() == system.lower()}
        if any(may_hold(aftaler, fundet, myndighed, laest.noegle[1]) for myndighed in myndigheder):
            return ""
        return "it-systemet har ingen godkendt serviceaftale, der gælder dueslagets beskedtype i dag."

    # --- the set-up ---------------------------------------------------------------------------------------------------

    def opsaetning(self) -> Opsaetning:
        """The set-up of the moment."""
        return self.gaeldende().opsaetning

    def noegle(self) -> tuple[int, str]:
        """The version of the set-up and the day that answers are given by."""
        return self.gaeldende().noegle

    def gaeldende(self) -> Gaeldende:
        """The set-up of the moment: what is asked of it is of one version and day."""
        noegle = (self._postrum.version(), self._dag())
        laest = self._laest
        if laest is not None and laest.noegle == noegle:
            return laest
        with self._laas:
            laest = Gaeldende(self._postrum.opsaetning(), noegle[1])
            if self._laest is None or self._laest.noegle != laest.noegle:
                self._laest = laest
            return self._laest

    def besked(self, haendelse: Haendelse) -> Besked:
        """The match keys of a hændelse's message."""
        return besked_of(haendelse, self._saet(haendelse.saet))


def _present(grundlag: Grundlag, proddto: str) -> Adresse | None:
    return current_adresse(to_person(grundlag.dokument, grundlag.boern, proddto))
