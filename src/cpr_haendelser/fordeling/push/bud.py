"""The program's end of the line to its messenger, which is begun when there is something to push.

Pushing in a process of its own leaves the interpreter to taking, writing and keeping: in one process each stands still
while the other holds it. A messenger that ends is begun again; what it had is pushed again.
"""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Iterable
from contextlib import suppress
from itertools import count
from typing import Self

from cpr_haendelser.fordeling.push import budlinje
from cpr_haendelser.fordeling.push.budlinje import LAENGDER, Aabning, Hoved, Svar
from cpr_haendelser.fordeling.push.tur import TABT, Pakke, Svarer
from cpr_haendelser.logning import log_line

_MODUL = "cpr_haendelser.fordeling.push.budproces"
_PAUSE = 1.0
"""Seconds before a messenger that has ended is begun again."""
_FARVEL = 5.0
"""Seconds that it has to end in."""


class Fjerntur:
    """An Udbringning that the messenger runs."""

    def __init__(self, bud: Bud, nr: int, svarer: Svarer) -> None:
        self._bud, self._nr, self._svarer = bud, nr, svarer
        self._ude: set[int] = set()
        self.er_slut = False
        """The messenger is gone."""

    def put(self, pakker: Iterable[Pakke]) -> None:
        """Pushes these too."""
        pakker = list(pakker)
        self._ude |= {pakke.nr for pakke in pakker}
        if self.er_slut:
            self.lose()
        elif pakker:
            self._bud.say(budlinje.write_pakker(self._nr, pakker))

    def end(self) -> None:
        """Begins nothing more: what has not begun is answered with None; what is under way ends by itself."""
        if not self.er_slut:
            self._bud.say(budlinje.write_ord(self._nr, budlinje.SLUT))

    def close(self) -> None:
        """Forgets it; everything has been answered."""
        self._bud.forget(self._nr)

    def answer(self, svar: Svar) -> None:
        """Passes an answer on."""
        self._ude.discard(svar.nr)
        self._svarer(svar.nr, svar.laest, svar.fejl)

    def lose(self) -> None:
        """Nobody knows what came of what the messenger had."""
        self.er_slut = True
        while self._ude:
            self._svarer(self._ude.pop(), None, TABT)


class Bud:
    """Bude in a process beside this; an async context manager."""

    def __init__(self, aabning: Aabning) -> None:
        self._aabning = budlinje.write_aabning(aabning)
        self._numre = count(1)
        self._ture: dict[int, Fjerntur] = {}
        self._usagt: list[bytes] = []
        """Said while no messenger listens."""
        self._linje: asyncio.StreamWriter | None = None
        self._brug = asyncio.Event()
        self._slut = False
        self._opgave: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Begins no process yet."""
        self._opgave = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Ends the messenger; what it had is pushed again later."""
        self._slut = True
        self._brug.set()
        if self._linje is not None:
            self._linje.close()
        if self._opgave is not None:
            await self._opgave

    def tur(self, url: str, samtidige: int, svarer: Svarer) -> Fjerntur:
        """Begins one."""
        nr = next(self._numre)
        tur = self._ture[nr] = Fjerntur(self, nr, svarer)
        self.say(budlinje.write_tur(nr, url, samtidige))
        self._brug.set()
        return tur

    def say(self, ramme: bytes) -> None:
        """Sends a frame, when there is somebody to hear it."""
        if self._linje is None:
            self._usagt.append(ramme)
        else:
            self._linje.write(ramme)

    def forget(self, nr: int) -> None:
        """A tur is over."""
        if self._ture.pop(nr, None) is not None:
            self.say(budlinje.write_ord(nr, budlinje.LUK))

    # --- the process --------------------------------------------------------------------------------------------------

    async def _run(self) -> None:
        """One messenger after the other, as long as there is work."""
        while not self._slut:
            await self._brug.wait()
            self._brug.clear()
            if self._slut:
                return
            await self._serve()
            if not self._slut:
                log_line("tilsend.bud-standset")
                await asyncio.sleep(_PAUSE)

    async def _serve(self) -> None:
        """One messenger, from beginning to end."""
        try:
            proces = await asyncio.create_subprocess_exec(sys.executable, "-m", _MODUL, stdin=PIPE, stdout=PIPE)
        except OSError:
            self._lose()
            return
        try:
            await self._converse(proces)
        finally:
            self._linje = None
            self._lose()
            await _see_off(proces)

    async def _converse(self, proces: Process) -> None:
        if proces.stdin is None or proces.stdout is None:
            raise AssertionError("both are pipes")
        self._linje = proces.stdin
        self._linje.write(b"".join((self._aabning, *self._usagt)))
        self._usagt.clear()
        if self._slut:
            self._linje.close()
        while (hoved := await _read_head(proces.stdout)) is not None:
            for svar in budlinje.read_svar(hoved):
                if svar.tur in self._ture:
                    self._ture[svar.tur].answer(svar)

    def _lose(self) -> None:
        """There is no messenger: what was said is void."""
        self._usagt.clear()
        ture = list(self._ture.values())
        self._ture.clear()
        for tur in ture:
            tur.lose()


async def _read_head(linje: asyncio.StreamReader) -> Hoved | None:
    """The next frame, which has no bodies; None at the end of the line."""
    try:
        laengde, _ = LAENGDER.unpack(await linje.readexactly(LAENGDER.size))
        hoved: Hoved = json.loads(await linje.readexactly(laengde))
    except (asyncio.IncompleteReadError, OSError):
        return None
    return hoved


async def _see_off(proces: Process) -> None:
    """Waits for its end, and makes one where it does not come."""
    if proces.stdin is not None:
        proces.stdin.close()
    try:
        await asyncio.wait_for(proces.wait(), _FARVEL)
    except TimeoutError:
        with suppress(ProcessLookupError):
            proces.kill()
        await proces.wait()
