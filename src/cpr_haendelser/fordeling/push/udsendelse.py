"""Emptying one dueslag by push: take, write, have them pushed, and keep the answers in groups.

Once an answer is about the receiver, nothing more is begun: what is under way ends, and the dueslag waits as the post
room was told. From then on the post room hands out one at a time, until one is delivered.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from cpr_haendelser.fordeling.brev import KAN_IKKE_SKRIVES, Brev, Skriver
from cpr_haendelser.fordeling.genforsoeg import Foelge, Graenser, follow
from cpr_haendelser.fordeling.push.svar import Laest
from cpr_haendelser.fordeling.push.tur import TABT, Bude, Pakke, Udbringning
from cpr_haendelser.fordeling.spor import USENDT, attempted
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.logning import log_line
from cpr_haendelser.revision.post import Revisionspost
from cpr_haendelser.storage.forsendelse import (
    Afslutning,
    Forsendelse,
    Forsendelsestilstand,
    Udfald,
    Videregivelse,
)
from cpr_haendelser.storage.postrum import Postrum

_FORUD = 0.1
"""Seconds: what is pushed in so long is taken beside what is under way, so that nobody waits while answers are being
kept. More would be faster, and would leave after an agreement has ended."""
_FLEST = 1000
"""So many are taken beforehand at most."""
_SAML = 0.05
"""Seconds that an answer waits at most to be kept together with others."""
_PAUSE = 1.0
"""Seconds after the post room has failed."""
_AFSKED = 3
"""So often in a row the post room may fail before a program that ends waits for it no more."""


class Omgivelser(NamedTuple):
    """What is handed in."""

    postrum: Postrum
    bude: Bude
    skriver: Skriver
    """The messages as they leave."""
    alarm: Callable[[str, int, str], None]
    """Tells somebody: dueslag, løbenummer, reason."""
    nu: Callable[[], datetime]
    jitter: Callable[[], float]
    """A number from -1 to 1."""
    hvem: str
    """Who the post room notes as having the messages out."""
    samtidige: int = 8
    """Pushes under way at once for one dueslag."""
    graenser: Graenser = Graenser()


class _Proevet(NamedTuple):
    """What came of a forsendelse that was taken."""

    forsendelse: Forsendelse
    laest: Laest | None
    """None: it was not tried."""
    videregivelse: Videregivelse | None = None
    tabt: bool = False
    """Nobody knows whether it was."""


class Udsendelse:
    """One dueslag and its address; what it remembers between runs is only how far it is in the table."""

    def __init__(self, omgivelser: Omgivelser, dueslag: str) -> None:
        self._om, self._dueslag = omgivelser, dueslag
        self._traek = 0
        self._rask = False
        self._uden_skyld: Counter[int] = Counter()
        self._slut = self._farvel = False
        """Nothing more is begun; the program ends."""
        self._tur: Udbringning | None = None
        self._ude: dict[int, Brev] = {}
        self._proevede: list[_Proevet] = []
        self._fart = 0.0
        """Answers a second, lately."""
        self._vaekket = asyncio.Event()

    def end(self) -> None:
        """Begins nothing more; what is under way ends by itself."""
        self._farvel = True
        self._stop()

    def _stop(self) -> None:
        if not self._slut:
            self._slut = True
            if self._tur is not None:
                self._tur.end()

    async def run(self, url: str) -> None:
        """Pushes until nothing may leave now."""
        self._slut = self._farvel = False
        tur = self._tur = self._om.bude.tur(url, self._om.samtidige, self._answered)
        try:
            await self._run(tur)
        finally:
            self._tur = None
            tur.close()

    async def _run(self, tur: Udbringning) -> None:
        forgaeves, sidst = 0, time.monotonic()
        while True:
            svarede, nu = len(self._proevede), time.monotonic()
            self._fart = (self._fart + svarede / max(nu - sidst, 0.001)) / 2
            sidst = nu
            if not await self._turn(tur):
                forgaeves += 1
                if self._farvel and forgaeves >= _AFSKED:
                    return  # what was answered meanwhile is pushed again: a confirmation was lost
                continue
            forgaeves = 0
            if not self._ude and not self._proevede:
                return
            await self._gather()

    async def _turn(self, tur: Udbringning) -> bool:
        """Keeps the answers there are, and takes what there is room for; False after the post room has failed."""
        plads = 0 if self._slut else self._om.samtidige + self._forud() - len(self._ude)
        proevede = self._proevede[:]
        try:
            skrevne, ikke = await asyncio.to_thread(self._keep_and_take, proevede, plads)
        except Exception:  # noqa: BLE001 - whatever it is, the others go on
            log_line("tilsend.postrum-svarer-ikke", dueslag=self._dueslag)
            await asyncio.sleep(_PAUSE)
            return False
        del self._proevede[: len(proevede)]
        self._proevede += ikke
        if self._slut:
            self._proevede += [_Proevet(brev.forsendelse, None) for brev in skrevne]
        else:
            self._ude |= {brev.forsendelse.loebenummer: brev for brev in skrevne}
            tur.put(Pakke(brev.forsendelse.loebenummer, brev.krop) for brev in skrevne)
        return True

    async def _gather(self) -> None:
        """Waits for answers: until few are left to be pushed, some have waited long enough, or nothing is under way."""
        while self._ude and not (self._proevede and (self._slut or self._is_low())):
            self._vaekket.clear()
            try:
                await asyncio.wait_for(self._vaekket.wait(), _SAML)
            except TimeoutError:
                if self._proevede:
                    return

    def _is_low(self) -> bool:
        """Whether half of what was taken beforehand has been pushed."""
        return len(self._ude) <= self._om.samtidige + self._forud() // 2

    def _forud(self) -> int:
        return min(_FLEST, int(self._fart * _FORUD))

    def _answered(self, nr: int, laest: Laest | None, fejl: str = "") -> None:
        """What came of one; once it is about the receiver, or there is nobody to push, nothing more is begun."""
        brev = self._ude.pop(nr)
        self._proevede.append(_Proevet(brev.forsendelse, laest, brev.videregivelse, tabt=fejl == TABT))
        if fejl and laest is not None:
            log_line("tilsend.intern-fejl", dueslag=self._dueslag, loebenummer=nr, hvad=fejl)
        om_modtageren = laest is not None and laest.udfald in {Udfald.MODTAGERFEJL, Udfald.STOP}
        if om_modtageren or (self._tur is not None and self._tur.er_slut):
            self._stop()
        if self._slut or self._is_low():
            self._vaekket.set()

    # --- in a thread: the post room and the writer ----------------------------------------------------------------

    def _keep_and_take(self, proevede: list[_Proevet], plads: int) -> tuple[list[Brev], list[_Proevet]]:
        """Keeps answers, then takes and writes what there is room for: written, and what cannot be."""
        nu = self._om.nu()
        if proevede:
            self._keep(proevede, nu)
        if plads <= 0 or self._slut:
            return [], []
        tagne = self._om.postrum.tag(self._dueslag, plads, nu=stamp(nu), hvem=self._om.hvem)
        return self._write(tagne, nu) if tagne else ([], [])

    def _write(self, tagne: list[Forsendelse], nu: datetime) -> tuple[list[Brev], list[_Proevet]]:
        skrevne: list[Brev] = []
        ikke: list[_Proevet] = []
        tilbageholdte: list[Afslutning] = []
        try:
            skriv = self._om.skriver(tagne)
        except Exception:
            self._om.postrum.svar([_ended(each, Forsendelsestilstand.VENTER) for each in tagne], nu=stamp(nu))
            raise
        for forsendelse in tagne:
            try:
                skrevet = skriv(forsendelse)
            except Exception:  # noqa: BLE001 - whatever it is, the others go on
                nummer = forsendelse.loebenummer
                log_line("levering.kan-ikke-skrives", dueslag=self._dueslag, loebenummer=nummer, kanal="tilsend")
                ikke.append(_Proevet(forsendelse, Laest(Udfald.BESKEDFEJL, KAN_IKKE_SKRIVES)))
                continue
            if isinstance(skrevet, Brev):
                skrevne.append(skrevet)
            else:
                tilbageholdte.append(skrevet)
        if tilbageholdte:
            self._om.postrum.svar(tilbageholdte, nu=stamp(nu))
        return skrevne, ikke

    def _keep(self, proevede: list[_Proevet], nu: datetime) -> None:
        """First the dueslag (stopped, waiting), then the answers: nobody may take in between."""
        foelger = [(proevet, self._follow(proevet, nu)) for proevet in proevede]
        if sendte := list(_sent(proevede)):
            self._om.postrum.skriv_revision(sendte, nu=stamp(nu))
        self._hold_back([foelge for _, foelge in foelger if foelge is not None], nu)
        self._om.postrum.svar([_closed(proevet, foelge) for proevet, foelge in foelger], nu=stamp(nu))
        if any(foelge and foelge.tilstand is Forsendelsestilstand.LEVERET for _, foelge in foelger):
            self._recovered()
        for proevet, foelge in foelger:
            self._note(proevet, foelge)

    def _follow(self, proevet: _Proevet, nu: datetime) -> Foelge | None:
        if proevet.laest is None:
            return None
        laest, forsendelse = proevet.laest, proevet.forsendelse
        nummer = forsendelse.forsoeg - self._uden_skyld[forsendelse.loebenummer]
        return follow(
            forsendelse,
            laest.udfald,
            laest.grund,
            laest.vent,
            nu=nu,
            jitter=self._om.jitter(),
            nummer=self._traek + 1 if laest.udfald is Udfald.MODTAGERFEJL else nummer,
            graenser=self._om.graenser,
        )

    def _hold_back(self, foelger: list[Foelge], nu: datetime) -> None:
        stoppet = next((foelge.stoppet for foelge in foelger if foelge.stoppet), "")
        venter = max(foelger, key=lambda foelge: foelge.dueslag_venter_til, default=None)
        if stoppet:
            self._om.postrum.stop(self._dueslag, stoppet, nu=stamp(nu))
        if venter is not None and venter.dueslag_venter_til:
            self._om.postrum.vent(self._dueslag, venter.dueslag_venter_til, venter.grund)
            self._traek, self._rask = self._traek + 1, False

    def _recovered(self) -> None:
        """A delivery ends the waiting, unless an attempt beside it has just begun one."""
        if self._slut or self._rask:
            return
        self._om.postrum.vent(self._dueslag, "", "")
        self._traek, self._rask = 0, True

    def _note(self, proevet: _Proevet, foelge: Foelge | None) -> None:
        nummer = proevet.forsendelse.loebenummer
        if foelge is None or foelge.dueslag_venter_til or foelge.stoppet:
            self._uden_skyld[nummer] += 1
        elif foelge.tilstand is not Forsendelsestilstand.VENTER:
            self._uden_skyld.pop(nummer, None)
        if foelge is not None and foelge.alarm:
            self._om.alarm(self._dueslag, nummer, foelge.alarm)


def _sent(proevede: list[_Proevet]) -> Iterator[Revisionspost]:
    """What the audit says of those that left and were not delivered."""
    for forsendelse, laest, vej, tabt in proevede:
        if vej and tabt:
            yield attempted(forsendelse, vej, TABT)
        elif laest and vej and laest.udfald is not Udfald.LEVERET and laest.grund not in USENDT:
            yield attempted(forsendelse, vej, laest.grund)


def _closed(proevet: _Proevet, foelge: Foelge | None) -> Afslutning:
    if foelge is None:
        return _ended(proevet.forsendelse, Forsendelsestilstand.VENTER)
    return foelge.afslutning(proevet.forsendelse, proevet.videregivelse)


def _ended(forsendelse: Forsendelse, tilstand: Forsendelsestilstand) -> Afslutning:
    return Afslutning(forsendelse.dueslag, forsendelse.loebenummer, forsendelse.forsoeg, tilstand)
