"""Emptying one dueslag by push: take, write, push side by side, and keep the answers in groups.

Once an answer is about the receiver, nothing more is begun: what is under way ends, and the dueslag waits as the post
room was told. From then on the post room hands out one at a time, until one is delivered.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from cpr_haendelser.fordeling.brev import KAN_IKKE_SKRIVES, Brev, Skriver
from cpr_haendelser.fordeling.genforsoeg import Foelge, Graenser, follow
from cpr_haendelser.fordeling.push.indpakning import wrap
from cpr_haendelser.fordeling.push.klient import Klient
from cpr_haendelser.fordeling.push.svar import Laest
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

_FORUD = 4
"""So many times as may be under way are taken at once, so that nobody waits while answers are being kept.
More would be faster, and would all leave after an agreement has ended."""
_SAML = 0.05
"""Seconds that an answer waits at most to be kept together with others."""
_PAUSE = 1.0
"""Seconds after the post room has failed."""
_AFSKED = 3
"""So often in a row the post room may fail before a program that ends waits for it no more."""


class Omgivelser(NamedTuple):
    """What is handed in."""

    postrum: Postrum
    klient: Klient
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


class Udsendelse:
    """One dueslag and its address; what it remembers between runs is only how far it is in the table."""

    def __init__(self, omgivelser: Omgivelser, dueslag: str) -> None:
        self._om, self._dueslag = omgivelser, dueslag
        self._traek = 0
        self._rask = False
        self._uden_skyld: Counter[int] = Counter()
        self._slut = self._farvel = False
        """Nothing more is begun; the program ends."""
        self._skrevne: deque[Brev] = deque()
        self._proevede: list[_Proevet] = []
        self._i_gang: set[asyncio.Task[None]] = set()
        self._vaekket = asyncio.Event()

    def end(self) -> None:
        """Begins nothing more; what is under way ends by itself."""
        self._slut = self._farvel = True

    async def run(self, url: str) -> None:
        """Pushes until nothing may leave now."""
        self._slut = self._farvel = False
        forgaeves = 0
        while True:
            if self._slut:
                self._proevede += [_Proevet(brev.forsendelse, None) for brev in self._skrevne]
                self._skrevne.clear()
            if not await self._turn():
                forgaeves += 1
                if self._farvel and forgaeves >= _AFSKED:
                    return  # what was answered meanwhile is pushed again: a confirmation was lost
                continue
            forgaeves = 0
            for _ in range(min(len(self._skrevne), self._om.samtidige - len(self._i_gang))):
                opgave = asyncio.create_task(self._work(url))
                self._i_gang.add(opgave)
                opgave.add_done_callback(self._i_gang.discard)
            if not self._i_gang and not self._proevede:
                return
            await self._gather()

    async def _turn(self) -> bool:
        """Keeps the answers there are, and takes what there is room for; False after the post room has failed."""
        ude = len(self._skrevne) + len(self._i_gang)
        plads = 0 if self._slut else self._om.samtidige * _FORUD - ude
        proevede = self._proevede[:]
        try:
            skrevne, ikke = await asyncio.to_thread(self._keep_and_take, proevede, plads)
        except Exception:  # noqa: BLE001 - whatever it is, the others go on
            log_line("tilsend.postrum-svarer-ikke", dueslag=self._dueslag)
            await asyncio.sleep(_PAUSE)
            return False
        del self._proevede[: len(proevede)]
        self._skrevne += skrevne
        self._proevede += ikke
        return True

    async def _gather(self) -> None:
        """Waits for answers: until few are left to be pushed, some have waited long enough, or nothing is under way."""
        while self._i_gang and not (self._proevede and (self._slut or self._is_low())):
            self._vaekket.clear()
            try:
                await asyncio.wait_for(self._vaekket.wait(), _SAML)
            except TimeoutError:
                if self._proevede:
                    return

    def _is_low(self) -> bool:
        return len(self._skrevne) < self._om.samtidige

    async def _work(self, url: str) -> None:
        """Pushes one after the other while there are any."""
        while self._skrevne and not self._slut:
            brev = self._skrevne.popleft()
            laest = await self._push(url, brev)
            if laest.udfald in {Udfald.MODTAGERFEJL, Udfald.STOP}:
                self._slut = True
            self._proevede.append(_Proevet(brev.forsendelse, laest, brev.videregivelse))
            if self._slut or self._is_low():
                self._vaekket.set()

    async def _push(self, url: str, brev: Brev) -> Laest:
        try:
            return await self._om.klient.push(url, wrap(brev.krop))
        except Exception:  # noqa: BLE001 - whatever it is, the others go on
            log_line("tilsend.intern-fejl", dueslag=self._dueslag, loebenummer=brev.forsendelse.loebenummer)
            return Laest(Udfald.MODTAGERFEJL, "intern-fejl")

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
    for forsendelse, laest, vej in proevede:
        if laest and vej and laest.udfald is not Udfald.LEVERET and laest.grund not in USENDT:
            yield attempted(forsendelse, vej, laest.grund)


def _closed(proevet: _Proevet, foelge: Foelge | None) -> Afslutning:
    if foelge is None:
        return _ended(proevet.forsendelse, Forsendelsestilstand.VENTER)
    return foelge.afslutning(proevet.forsendelse, proevet.videregivelse)


def _ended(forsendelse: Forsendelse, tilstand: Forsendelsestilstand) -> Afslutning:
    return Afslutning(forsendelse.dueslag, forsendelse.loebenummer, forsendelse.forsoeg, tilstand)
