"""Emptying one dueslag by push: take, write, push side by side, and keep the answers in groups.

Once an answer is about the receiver, nothing more is begun: what is under way ends, and the dueslag waits as the post
room was told. From then on the post room hands out one at a time, until one is delivered.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from cpr_haendelser.fordeling.genforsoeg import Foelge, Graenser, follow
from cpr_haendelser.fordeling.push.indpakning import wrap
from cpr_haendelser.fordeling.push.klient import Klient
from cpr_haendelser.fordeling.push.svar import Laest
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.logning import log_line
from cpr_haendelser.storage.forsendelse import (
    Afslutning,
    Forsendelse,
    Forsendelsestilstand,
    Udfald,
    Videregivelse,
)
from cpr_haendelser.storage.postrum import Postrum

_FORUD = 2
"""So many times as may be under way are taken at once, so that nobody waits while answers are being kept."""
_PAUSE = 1.0
"""Seconds after the post room has failed."""


class Omgivelser(NamedTuple):
    """What is handed in."""

    postrum: Postrum
    klient: Klient
    skriv: Callable[[Forsendelse], tuple[bytes, str]]
    """The message as it leaves, and its message id."""
    maa: Callable[[Forsendelse], Videregivelse | None]
    """Asked as it leaves: on whose agreement; None where there is none any more, then it is withheld."""
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


class _Brev(NamedTuple):
    forsendelse: Forsendelse
    videregivelse: Videregivelse | None
    body: bytes
    laest: Laest | None = None
    """What is known before it leaves (or after); None: it has not been tried."""


class Udsendelse:
    """One dueslag and its address; what it remembers between runs is only how far it is in the table."""

    def __init__(self, omgivelser: Omgivelser, dueslag: str) -> None:
        self._om, self._dueslag = omgivelser, dueslag
        self._traek = 0
        self._rask = False
        self._uden_skyld: Counter[int] = Counter()
        self._semafor = asyncio.Semaphore(omgivelser.samtidige)
        self._slut = False

    def end(self) -> None:
        """Begins nothing more; what is under way ends by itself."""
        self._slut = True

    async def run(self, url: str) -> None:
        """Pushes until nothing may leave now."""
        self._slut = False
        ude: set[asyncio.Task[_Brev]] = set()
        faerdige: list[_Brev] = []
        while True:
            plads = 0 if self._slut else self._om.samtidige * _FORUD - len(ude)
            try:
                breve = await asyncio.to_thread(self._turn, faerdige, plads)
            except Exception:  # noqa: BLE001 - whatever it is, the others go on
                log_line("tilsend.postrum-svarer-ikke", dueslag=self._dueslag)
                await asyncio.sleep(_PAUSE)
                continue
            faerdige = []
            ude |= {asyncio.create_task(self._push(url, brev)) for brev in breve}
            if not ude:
                return
            done, ude = await asyncio.wait(ude, return_when=asyncio.FIRST_COMPLETED)
            faerdige = [task.result() for task in done]

    async def _push(self, url: str, brev: _Brev) -> _Brev:
        if brev.laest is not None:
            return brev
        async with self._semafor:
            if self._slut:
                return brev
            try:
                laest = await self._om.klient.push(url, wrap(brev.body))
            except Exception:  # noqa: BLE001 - whatever it is, the others go on
                log_line("tilsend.intern-fejl", dueslag=self._dueslag, loebenummer=brev.forsendelse.loebenummer)
                laest = Laest(Udfald.MODTAGERFEJL, "intern-fejl")
        if laest.udfald in {Udfald.MODTAGERFEJL, Udfald.STOP}:
            self._slut = True
        return brev._replace(laest=laest)

    # --- in a thread: the post room and the writer ----------------------------------------------------------------

    def _turn(self, faerdige: list[_Brev], plads: int) -> list[_Brev]:
        """Keeps answers, then takes and writes what there is room for."""
        nu = self._om.nu()
        if faerdige:
            self._keep(faerdige, nu)
        if plads <= 0 or self._slut:
            return []
        tagne = self._om.postrum.tag(self._dueslag, plads, nu=stamp(nu), hvem=self._om.hvem)
        return self._write(tagne, nu)

    def _write(self, tagne: list[Forsendelse], nu: datetime) -> list[_Brev]:
        breve, tilbageholdte = [], []
        for forsendelse in tagne:
            videregivelse = self._om.maa(forsendelse)
            if videregivelse is None:
                tilbageholdte.append(_ended(forsendelse, Forsendelsestilstand.TILBAGEHOLDT, grund="aftale"))
            else:
                breve.append(self._written(forsendelse, videregivelse))
        if tilbageholdte:
            self._om.postrum.svar(tilbageholdte, nu=stamp(nu))
        return breve

    def _written(self, forsendelse: Forsendelse, videregivelse: Videregivelse) -> _Brev:
        try:
            body, _ = self._om.skriv(forsendelse)
        except Exception:  # noqa: BLE001 - whatever it is, the others go on
            nummer = forsendelse.loebenummer
            log_line("levering.kan-ikke-skrives", dueslag=self._dueslag, loebenummer=nummer, kanal="tilsend")
            return _Brev(forsendelse, videregivelse, b"", Laest(Udfald.BESKEDFEJL, "kan-ikke-skrives"))
        return _Brev(forsendelse, videregivelse, body)

    def _keep(self, faerdige: list[_Brev], nu: datetime) -> None:
        """First the dueslag (stopped, waiting), then the answers: nobody may take in between."""
        foelger = [(brev, self._follow(brev, nu)) for brev in faerdige]
        self._hold_back([foelge for _, foelge in foelger if foelge is not None], nu)
        self._om.postrum.svar([_closed(brev, foelge) for brev, foelge in foelger], nu=stamp(nu))
        if any(foelge and foelge.tilstand is Forsendelsestilstand.LEVERET for _, foelge in foelger):
            self._recovered()
        for brev, foelge in foelger:
            self._note(brev, foelge)

    def _follow(self, brev: _Brev, nu: datetime) -> Foelge | None:
        if brev.laest is None:
            return None
        laest, nummer = brev.laest, brev.forsendelse.forsoeg - self._uden_skyld[brev.forsendelse.loebenummer]
        return follow(
            brev.forsendelse,
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

    def _note(self, brev: _Brev, foelge: Foelge | None) -> None:
        nummer = brev.forsendelse.loebenummer
        if foelge is None or foelge.dueslag_venter_til or foelge.stoppet:
            self._uden_skyld[nummer] += 1
        elif foelge.tilstand is not Forsendelsestilstand.VENTER:
            self._uden_skyld.pop(nummer, None)
        if foelge is not None and foelge.alarm:
            self._om.alarm(self._dueslag, nummer, foelge.alarm)


def _closed(brev: _Brev, foelge: Foelge | None) -> Afslutning:
    if foelge is None:
        return _ended(brev.forsendelse, Forsendelsestilstand.VENTER)
    return foelge.afslutning(brev.forsendelse, brev.videregivelse)


def _ended(forsendelse: Forsendelse, tilstand: Forsendelsestilstand, *, grund: str = "") -> Afslutning:
    return Afslutning(forsendelse.dueslag, forsendelse.loebenummer, forsendelse.forsoeg, tilstand, grund=grund)
