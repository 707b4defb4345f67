"""The waiting room of the feed: however many callers wait for something new, the log is looked at once for them all."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from starlette.concurrency import run_in_threadpool

from cpr_haendelser.fejl import Brugsfejl, Fejl
from cpr_haendelser.udlevering.kalder import Kalder

FLEST, FLEST_PR_KALDER = 256, 16
"""Callers that may wait at the same time, and of them those of one it-system."""
PAUSE = 0.05
"""Seconds between two looks at the log."""

Stand = tuple[object, ...]
"""What is compared to see whether something has changed."""


class Fuldt(Brugsfejl):
    """So many callers wait that no more can."""

    def __init__(self) -> None:
        super().__init__("WEB-503", "der er for mange, der venter på nyt. Spørg igen om lidt, eller uden `vent`.")


class Ventesal:
    """Waits for callers, in one event loop at a time; ends them all when it is closed."""

    def __init__(self, look: Callable[[], Stand]) -> None:
        """`look` is called in a thread, as long as anybody waits."""
        self._look = look
        self._ventende: Counter[str] = Counter()
        self._nu: Stand = ()
        self._aendret = asyncio.Event()
        self._vagt: asyncio.Task[None] | None = None
        self.lukket = False

    @contextmanager
    def seat(self, kalder: Kalder) -> Iterator[None]:
        """A place to wait in. Fuldt (WEB-503) where there is none."""
        if self._ventende.total() >= FLEST or self._ventende[kalder.hvem] >= FLEST_PR_KALDER:
            raise Fuldt
        self._ventende[kalder.hvem] += 1
        try:
            yield
        finally:
            self._ventende[kalder.hvem] -= 1
            self._ventende += Counter()  # forgets who has nobody left

    @property
    def antal(self) -> int:
        """How many wait."""
        return self._ventende.total()

    @property
    def stand(self) -> Stand:
        """What was seen last: take it before reading, and wait for it to be another."""
        return self._nu

    async def changed(self, fra: Stand, sekunder: float, gaaet: asyncio.Future[None]) -> None:
        """Returns when something is another than it was, the time is out, the caller is gone, or all is closed."""
        if self.lukket or self._nu != fra:
            return
        self._watch()
        venter = asyncio.ensure_future(self._aendret.wait())
        try:
            await asyncio.wait((venter, gaaet), timeout=sekunder, return_when=asyncio.FIRST_COMPLETED)
        finally:
            venter.cancel()

    def close(self) -> None:
        """Lets nobody wait any longer."""
        self.lukket = True
        self._aendret.set()

    def _watch(self) -> None:
        """Lets somebody look at the log; of another event loop than before, begins anew."""
        if self._vagt is None or self._vagt.done() or self._vagt.get_loop() is not asyncio.get_running_loop():
            self._aendret = asyncio.Event()
            self._vagt = asyncio.create_task(self._look_on())

    async def _look_on(self) -> None:
        nu = self._nu
        while self._ventende and not self.lukket:
            with suppress(Fejl):
                nu = await run_in_threadpool(self._look)
            if nu != self._nu:
                self._nu = nu
                self._aendret.set()
                self._aendret = asyncio.Event()
            await asyncio.sleep(PAUSE)
