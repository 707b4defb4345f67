"""Emptying every dueslag that is pushed to, as long as the program runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from cpr_haendelser.fordeling.push.udsendelse import Omgivelser, Udsendelse
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.logning import log_line


class Aflever:
    """Looks for dueslag with something ready, and empties them side by side.

    `ruter` gives the address of each dueslag that is pushed to, as it is now, checked already (adresse.check_callback).
    """

    def __init__(self, omgivelser: Omgivelser, ruter: Callable[[], Mapping[str, str]], *, kig: float = 0.1) -> None:
        """`kig` is the time in seconds between two looks where nobody calls `wake`."""
        self._om, self._ruter, self._kig = omgivelser, ruter, kig
        self._udsendelser: dict[str, Udsendelse] = {}
        self._i_gang: dict[str, asyncio.Task[None]] = {}
        self._vaekket, self._slut = asyncio.Event(), False
        self._loop: asyncio.AbstractEventLoop | None = None

    async def run(self) -> None:
        """Runs until `stop`; what is under way then ends first, and everything else is given back."""
        self._loop = asyncio.get_running_loop()
        await self._give_back()
        try:
            while not self._slut:
                await self._look()
                self._vaekket.clear()
                await self._pause()
        finally:
            for udsendelse in self._udsendelser.values():
                udsendelse.end()
            await asyncio.gather(*self._i_gang.values(), return_exceptions=True)
            await self._give_back()

    def wake(self) -> None:
        """Says, from any thread, that something may be ready."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._vaekket.set)

    def stop(self) -> None:
        """Ends `run`, from any thread."""
        self._slut = True
        self.wake()

    async def _look(self) -> None:
        try:
            ruter = await asyncio.to_thread(self._ruter)
            klare = await asyncio.to_thread(self._om.postrum.klare, nu=stamp(self._om.nu()))
        except Exception:  # noqa: BLE001 - whatever it is, the others go on
            log_line("tilsend.postrum-svarer-ikke", dueslag="")
            return
        self._i_gang = {dueslag: task for dueslag, task in self._i_gang.items() if not task.done()}
        for dueslag in klare:
            if dueslag in ruter and dueslag not in self._i_gang:
                udsendelse = self._udsendelser.setdefault(dueslag, Udsendelse(self._om, dueslag))
                self._i_gang[dueslag] = asyncio.create_task(udsendelse.run(ruter[dueslag]))
        for dueslag in self._i_gang.keys() - ruter.keys():
            self._udsendelser[dueslag].end()

    async def _pause(self) -> None:
        try:
            await asyncio.wait_for(self._vaekket.wait(), self._kig)
        except TimeoutError:
            return

    async def _give_back(self) -> None:
        await asyncio.to_thread(self._om.postrum.giv_tilbage, self._om.hvem, nu=stamp(self._om.nu()))
