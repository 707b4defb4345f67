"""The messenger: a process that pushes what the program hands it, and says what came of it.

It holds connections and nothing else: no database, no log, no record. It ends when the line to the program does,
however the program ended; what was under way then is pushed again later, as after any lost confirmation.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from threading import Thread
from typing import BinaryIO

from cpr_haendelser.fordeling.push import budlinje
from cpr_haendelser.fordeling.push.budlinje import LAENGDER, Hoved, Svar
from cpr_haendelser.fordeling.push.klient import Klient
from cpr_haendelser.fordeling.push.svar import Laest
from cpr_haendelser.fordeling.push.tur import Tur
from cpr_haendelser.tls.kontekster import Klientpapirer

_SAML = 0.005
"""Seconds that an answer waits at most to be told together with others."""
_FLEST = 64
"""So many answers are told at once."""


class Budbringer:
    """What is under way, and what has not been told yet."""

    def __init__(self, klient: Klient, ud: BinaryIO) -> None:
        self._klient, self._ud = klient, ud
        self._ture: dict[int, Tur] = {}
        self._svar: list[Svar] = []
        self._loop = asyncio.get_running_loop()

    def take(self, hoved: Hoved, kroppe: bytes) -> None:
        """Does what a frame says."""
        nr = hoved["tur"]
        if "url" in hoved:
            self._ture[nr] = Tur(self._klient, hoved["url"], hoved["samtidige"], partial(self._tell, nr))
        elif "pakker" in hoved:
            self._ture[nr].put(budlinje.read_pakker(hoved, kroppe))
        elif budlinje.SLUT in hoved:
            self._ture[nr].end()
        elif budlinje.LUK in hoved:
            del self._ture[nr]

    def _tell(self, tur: int, nr: int, laest: Laest | None, fejl: str = "") -> None:
        self._svar.append(Svar(tur, nr, laest, fejl))
        if len(self._svar) == 1:
            self._loop.call_later(_SAML, self._flush)
        elif len(self._svar) >= _FLEST:
            self._flush()

    def _flush(self) -> None:
        if self._svar:
            with suppress(OSError):  # the program is gone, and so will be this process
                self._ud.write(budlinje.write_svar(self._svar))
                self._ud.flush()
            self._svar = []


def _read_frame(ind: BinaryIO) -> tuple[Hoved, bytes] | None:
    """The next frame; None at the end of the line."""
    laengder = ind.read(LAENGDER.size)
    if len(laengder) < LAENGDER.size:
        return None
    hoved, kroppe = LAENGDER.unpack(laengder)
    indhold = ind.read(hoved + kroppe)
    return (json.loads(indhold[:hoved]), indhold[hoved:]) if len(indhold) == hoved + kroppe else None


async def _serve(ind: BinaryIO, ud: BinaryIO) -> None:
    aabnet = _read_frame(ind)
    if aabnet is None:
        return
    filer, indstillinger = budlinje.read_aabning(aabnet[0])
    slut, loop = asyncio.Event(), asyncio.get_running_loop()
    async with Klient(Klientpapirer(filer), indstillinger, lambda: datetime.now(UTC)) as klient:
        budbringer = Budbringer(klient, ud)

        def listen() -> None:
            while (modtaget := _read_frame(ind)) is not None:
                loop.call_soon_threadsafe(budbringer.take, *modtaget)
            loop.call_soon_threadsafe(slut.set)

        Thread(target=listen, name="linje", daemon=True).start()
        await slut.wait()


def main() -> None:
    """Runs until the line ends; signals are for the program, which ends the line."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    ind, ud = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # the line carries nothing else
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:  # as libcurl demands
        runner.run(_serve(ind, ud))


if __name__ == "__main__":
    main()
