"""The sorting table: the set-up as it is now, read once a version and day, and what the post room asks it.

Who may is asked twice: when a dueslag is matched (`match`) and when a message leaves (`may_leave`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from threading import Lock

from cpr_haendelser.abonnementer.indeks import Matchindeks, to_abonnement
from cpr_haendelser.abonnementer.match import Begrundelse, Kilder, explain, match
from cpr_haendelser.abonnementer.model import Dueslag, Leveringsmaade, Traef, Vaerdiliste
from cpr_haendelser.abonnementer.noegler import besked_of, to_besked
from cpr_haendelser.aftaler.hemmeligheder import verify
from cpr_haendelser.aftaler.model import Besked, ItSystem
from cpr_haendelser.beskeder.saet import Saet
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.amqp.adgang import UKENDT
from cpr_haendelser.fordeling.dengang import Dengang, Versioner
from cpr_haendelser.fordeling.fordel import Matchet
from cpr_haendelser.fordeling.gaeldende import Gaeldende, without_closed
from cpr_haendelser.fordeling.kilder import Logkilder
from cpr_haendelser.fordeling.tilsyn import may_hold
from cpr_haendelser.haendelser.model import Haendelse
from cpr_haendelser.logning import log_line
from cpr_haendelser.storage.forsendelse import Forsendelse, Videregivelse
from cpr_haendelser.storage.lager import Lager
from cpr_haendelser.storage.postrum import Opsaetning, Postrum

GENDANNET = "installationen er gendannet fra en backup, og operatøren har ikke set den efter endnu; prøv igen senere."
"""Why nobody comes in while a restoring stands."""


class Bord:
    """Answers from the set-up of the moment; safe to share between threads."""

    def __init__(self, lager: Lager, postrum: Postrum, dag: Callable[[], str]) -> None:
        """`dag` gives today in Denmark (YYYY-MM-DD)."""
        self._postrum, self._dag = postrum, dag
        self._laas = Lock()
        self._laest: Gaeldende | None = None
        self._kommet: set[str] = set()
        self._kilder = Logkilder(lager, postrum)
        self.gaeldende_pr = lru_cache(maxsize=8)(self._read_gaeldende)
        """The set-up as it was at a version, on a day."""

    # --- matching -----------------------------------------------------------------------------------------------------

    def match(self, haendelser: Sequence[Haendelse]) -> Matchet:
        """The forsendelser of a batch, and what they were matched with (fordel.Matcher)."""
        laest, (lister, kilder) = self.gaeldende(), self._kilder.now()
        fundne = match(haendelser, laest.indeks, kilder)
        versioner = Versioner(laest.noegle[0], lister, laest.noegle[1]).to_json()
        return Matchet(fundne, versioner, frozenset(laest.indeks.ulaeselige))

    def matches(self, haendelser: Sequence[Haendelse], dueslag: Dueslag) -> list[Traef]:
        """Those that are for one dueslag, as the set-up is now but for the dueslag itself, which is as it is given.

        Filterfejl where its filter cannot be read.
        """
        laest = self.gaeldende()
        to_abonnement(dueslag)
        indeks = Matchindeks([dueslag], laest.opsaetning.aftaler, laest.opsaetning.systemer, laest.noegle[1])
        return match(haendelser, indeks, self._kilder.now()[1])

    def dueslag(self, uuid: str) -> Dueslag:
        """A dueslag of the set-up. Brugsfejl FOR-002 where there is none."""
        fundet = self.gaeldende().dueslag.get(uuid.lower())
        if fundet is None:
            raise Brugsfejl("FOR-002", "der er intet dueslag med det id; `haendelser dueslag` viser dem, der er.")
        return fundet

    def explain(self, loebenummer: int, dueslag: str) -> Begrundelse:
        """Why a hændelse is or is not for a dueslag, as the set-up is now. Brugsfejl where one of them is not known."""
        return self.explain_haendelse(self._kilder.haendelse(loebenummer), dueslag)

    def explain_haendelse(self, haendelse: Haendelse, dueslag: str) -> Begrundelse:
        """The same of a hændelse that need not be in the log."""
        laest, fundet = self.gaeldende(), self.dueslag(dueslag)
        return _explain(haendelse, fundet, laest.opsaetning, laest.noegle[1], self._kilder.now()[1])

    def explain_then(self, loebenummer: int, dueslag: str) -> Dengang | None:
        """The same as it was when the hændelse was distributed; None: it has not been yet."""
        fordeling = self._postrum.fordeling(self.dueslag(dueslag).uuid, loebenummer)
        if fordeling is None:
            return None
        versioner = Versioner.from_json(fordeling.versioner)
        opsaetning = without_closed(self._postrum.opsaetning_pr(versioner.opsaetning))
        fundet = next((each for each in opsaetning.dueslag if each.uuid.lower() == dueslag.lower()), None)
        if fundet is None:
            return Dengang(fordeling.tidspunkt, versioner, None)
        kilder = self._kilder.at(versioner.lister)
        begrundelse = _explain(self._kilder.haendelse(loebenummer), fundet, opsaetning, versioner.dag, kilder)
        return Dengang(fordeling.tidspunkt, versioner, begrundelse)

    # --- leaving ------------------------------------------------------------------------------------------------------

    def may_leave(self, forsendelse: Forsendelse, kanal: str) -> Videregivelse | None:
        """On whose agreement a forsendelse may leave now; None: there is none any more, and it is withheld."""
        return self.leaving(kanal)(forsendelse)

    def leaving(self, kanal: str) -> Callable[[Forsendelse], Videregivelse | None]:
        """The same for many forsendelser, by the set-up of this moment; each kind of them is asked about once."""
        laest = self.gaeldende()
        husket: dict[tuple[object, ...], Videregivelse | None] = {}

        def may_leave(forsendelse: Forsendelse) -> Videregivelse | None:
            haendelse = self._kilder.haendelse(forsendelse.loebenummer)
            slags = (haendelse.beslutning.kode, haendelse.saet, haendelse.kreds)
            noegle = (forsendelse.dueslag, forsendelse.myndighed, *slags)
            if noegle not in husket:
                husket[noegle] = find(forsendelse, haendelse)
            return husket[noegle]

        def find(forsendelse: Forsendelse, haendelse: Haendelse) -> Videregivelse | None:
            dueslag = laest.dueslag.get(forsendelse.dueslag.lower())
            if dueslag is None or not dueslag.aktiv:
                return None
            myndighed = forsendelse.myndighed
            besked = self.besked(haendelse)._replace(myndighed=myndighed, afsender=myndighed)
            aftale = laest.aftale(dueslag.system, besked)
            return Videregivelse(dueslag.system, aftale, kanal) if aftale is not None else None

        return may_leave

    def prepare(self, loebenumre: Iterable[int]) -> None:
        """Reads the hændelser of these numbers in one go: they are about to be asked about."""
        self._kilder.prepare(loebenumre)

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

    def lukket(self) -> str:
        """Empty; or why nobody comes in now."""
        return GENDANNET if self._postrum.gendannelse() is not None else ""

    def system_af_certifikat(self, fingeraftryk: str) -> str:
        """UUID of the active it-system with this certificate; empty: none."""
        for system in self.gaeldende().opsaetning.systemer:
            if fingeraftryk in system.fingeraftryk:
                if system.aktiv:
                    return self._came(system)
                log_line("system.lukket", system=system.uuid)
        return ""

    def system_af_hemmelighed(self, navn: str, hemmelighed: str) -> str:
        """UUID of the active it-system with this UUID or name and this secret; empty: none."""
        system = self._by_name(navn)
        if system is None or not verify(hemmelighed, system.hemmelighed):
            return ""
        if not system.aktiv:
            log_line("system.lukket", system=system.uuid)
        return self._came(system) if system.aktiv else ""

    def _came(self, system: ItSystem) -> str:
        self._kommet.add(system.uuid.lower())
        return system.uuid

    @property
    def kommet(self) -> frozenset[str]:
        """The it-systems (UUID, lower case) that have proved who they are here since the program began."""
        return frozenset(self._kommet)

    def system_af_navn(self, navn: str) -> str:
        """UUID of the active it-system with this UUID or name; empty: none."""
        system = self._by_name(navn)
        return system.uuid if system is not None and system.aktiv else ""

    def _by_name(self, navn: str) -> ItSystem | None:
        """The active one, else a closed one."""
        fundne = [
            system
            for system in self.gaeldende().opsaetning.systemer
            if navn.lower() in (system.uuid.lower(), system.navn.lower())
        ]
        return next((system for system in fundne if system.aktiv), fundne[0] if fundne else None)

    def kan_hente(self, system: str, dueslag: str) -> str:
        """Empty: it may. UKENDT, or in Danish why the system may not fetch from the dueslag now."""
        laest = self.gaeldende()
        fundet = laest.dueslag.get(dueslag.lower())
        if fundet is None or fundet.system.lower() != system.lower():
            return UKENDT
        ejer = laest.systemer.get(system.lower())
        if ejer is not None and not ejer.aktiv:
            return "it-systemet eller dets organisation er lukket."
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
            laest = Gaeldende(without_closed(self._postrum.opsaetning()), noegle[1])
            if self._laest is None or self._laest.noegle != laest.noegle:
                self._laest = laest
            return self._laest

    def haendelse(self, loebenummer: int) -> Haendelse:
        """A hændelse of the log; Brugsfejl FOR-001 where there is none."""
        return self._kilder.haendelse(loebenummer)

    def besked(self, haendelse: Haendelse) -> Besked:
        """The match keys of a hændelse's message."""
        return besked_of(haendelse, self._kilder.saet(haendelse.saet))

    def saet(self, nummer: int) -> Saet:
        """The composing settings of that number."""
        return self._kilder.saet(nummer)

    def kilder(self, lister: int) -> Kilder:
        """What filters ask, at a state of the value lists (Postrum.listestand)."""
        return self._kilder.at(lister)

    def vaerdilister(self) -> list[Vaerdiliste]:
        """Every value list."""
        return self._postrum.vaerdilister()

    def kilder_nu(self) -> Kilder:
        """What filters ask, at the state of the value lists now."""
        return self._kilder.now()[1]

    def besked_for(self, cvr: str, kode: str, saet: int) -> Besked:
        """The match keys of a message to an authority about a code of the log, by a number of composing settings."""
        return to_besked(cvr, kode, self._kilder.saet(saet))

    def _read_gaeldende(self, version: int, dag: str) -> Gaeldende:
        return Gaeldende(without_closed(self._postrum.opsaetning_pr(version)), dag)


def _explain(haendelse: Haendelse, dueslag: Dueslag, opsaetning: Opsaetning, dag: str, kilder: Kilder) -> Begrundelse:
    aftaler, systemer = opsaetning.aftaler, opsaetning.systemer
    return explain(haendelse, dueslag, aftaler=aftaler, systemer=systemer, dag=dag, kilder=kilder)
