"""The pushes of one dueslag to one address, side by side, until an answer is about the receiver."""

from __future__ import annotations

import asyncio
import time
import traceback
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, Protocol

from cpr_haendelser.fordeling.push.indpakning import wrap
from cpr_haendelser.fordeling.push.klient import Klient
from cpr_haendelser.fordeling.push.svar import Laest
from cpr_haendelser.storage.forsendelse import Udfald

INTERN_FEJL = "intern-fejl"
"""Code of fordeling.grunde: what is said of a push that went wrong with us."""
TABT = "forbindelse-afbrudt"
"""Code of fordeling.grunde: what is said of a push of which nobody knows what came of it."""
HOLDBAR = 1.0
"""Seconds that a message may wait here to be pushed; after that its agreement is asked again, so it goes back."""


class Pakke(NamedTuple):
    """A message to be pushed."""

    nr: int
    """Its løbenummer: it is answered by this."""
    krop: bytes
    """UTF-8 XML with root Haendelsesbesked."""


class Svarer(Protocol):
    """Is told what came of each Pakke."""

    def __call__(self, nr: int, laest: Laest | None, fejl: str = "") -> None:
        """`laest` None: it was not tried, or with `fejl` TABT nobody knows whether it was.

        `fejl` with INTERN_FEJL: what went wrong and where, in our own code.
        """


class Udbringning(Protocol):
    """A Tur, wherever it runs. Everything that is put is answered, once."""

    @property
    def er_slut(self) -> bool:
        """Whether nothing more will be begun."""

    def put(self, pakker: Iterable[Pakke]) -> None:
        """Pushes these too."""

    def end(self) -> None:
        """Begins nothing more: what has not begun is answered with None; what is under way ends by itself."""

    def close(self) -> None:
        """Forgets it; everything has been answered."""


class Bude(Protocol):
    """Gives an Udbringning to an address, with so many pushes at once."""

    def tur(self, url: str, samtidige: int, svarer: Svarer) -> Udbringning:
        """Begins one."""


class Tur:
    """An Udbringning in this process."""

    def __init__(self, klient: Klient, url: str, samtidige: int, svarer: Svarer) -> None:
        self._klient, self._url, self._samtidige, self._svarer = klient, url, samtidige, svarer
        self._koe: deque[tuple[float, Pakke]] = deque()
        self._i_gang: set[asyncio.Task[None]] = set()
        self.er_slut = False

    def put(self, pakker: Iterable[Pakke]) -> None:
        """Pushes these too."""
        til = time.monotonic() + HOLDBAR
        self._koe += ((til, pakke) for pakke in pakker)
        if self.er_slut:
            self.end()
        for _ in range(min(len(self._koe), self._samtidige - len(self._i_gang))):
            opgave = asyncio.create_task(self._work())
            self._i_gang.add(opgave)
            opgave.add_done_callback(self._i_gang.discard)

    def end(self) -> None:
        """Begins nothing more: what has not begun is answered with None; what is under way ends by itself."""
        self.er_slut = True
        while self._koe:
            self._svarer(self._koe.popleft()[1].nr, None)

    def close(self) -> None:
        """Nothing is left to forget."""

    async def _work(self) -> None:
        """Pushes one after the other while there are any."""
        while self._koe:
            til, pakke = self._koe.popleft()
            if time.monotonic() > til:
                self._svarer(pakke.nr, None)
                continue
            laest, fejl = await self._push(pakke)
            self._svarer(pakke.nr, laest, fejl)
            if laest.udfald in {Udfald.MODTAGERFEJL, Udfald.STOP}:
                self.end()

    async def _push(self, pakke: Pakke) -> tuple[Laest, str]:
        try:
            return await self._klient.push(self._url, wrap(pakke.krop)), ""
        except Exception as error:  # noqa: BLE001 - whatever it is, the others go on
            return Laest(Udfald.MODTAGERFEJL, INTERN_FEJL), _where(error)


class Egne:
    """Bude in this process: the client's own."""

    def __init__(self, klient: Klient) -> None:
        self._klient = klient

    def tur(self, url: str, samtidige: int, svarer: Svarer) -> Tur:
        """Begins one."""
        return Tur(self._klient, url, samtidige, svarer)


def _where(error: Exception) -> str:
    """The kind of an error and the line that raised it; not its words, which may hold what they should not."""
    sted = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} i {Path(sted.filename).name}:{sted.lineno}"
