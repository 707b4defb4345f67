"""Long work that goes on while nobody waits for it: a few pieces at a time, with how far each has come.

It lives as long as the program. What it does, it does in small transactions of its own: what was reached when the
program ended holds, and the same work begun again does the rest.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from enum import Enum, auto
from threading import BoundedSemaphore, Event, Lock, Thread
from typing import Any

from cpr_haendelser.fejl import Brugsfejl, Fejl
from cpr_haendelser.logning import log_line

SAMTIDIGE = 4
"""So many pieces are under way at once; the others wait."""
FLEST_UFAERDIGE = 20
"""So many pieces wait or are under way; more are refused."""
FLEST_FAERDIGE = 100
"""So many that have ended are remembered, the oldest forgotten first."""
_SLUT = 10.0
"""Seconds that ending waits for the transaction under way."""

Trin = Callable[[str, int, int], None]
"""Told how far it has come: what is done, how many, of how many (0: not known)."""


class Stade(Enum):
    """Where a piece of work stands."""

    VENTER = auto()
    I_GANG = auto()
    UDFOERT = auto()
    AFVIST = auto()
    """It was refused, in words; what it had done before holds."""
    MISLYKKET = auto()
    """A fault, which the log tells."""
    STANDSET = auto()
    """The program ended."""


class Arbejde:
    """One piece of work, as far as it has come; written by its thread alone."""

    def __init__(self, ejer: str, navn: str, vis: Any) -> None:
        """`ejer`: whose it is. `vis`: what its owner keeps with it, untouched here."""
        self.id, self.ejer, self.navn, self.vis = secrets.token_urlsafe(16), ejer, navn, vis
        self.stade, self.svar, self.fejl = Stade.VENTER, None, None  # type: Stade, Any, Fejl | None
        self.hvad, self.gjort, self.ialt = "", 0, 0
        self._endt = Event()

    @property
    def er_endt(self) -> bool:
        """Whether there is nothing more to wait for."""
        return self._endt.is_set()

    def wait(self, sekunder: float) -> bool:
        """Waits so long at most; whether it has ended."""
        return self._endt.wait(sekunder)

    def end(self) -> None:
        """Whoever waits goes on."""
        self._endt.set()


class _Standset(BaseException):
    """The program ends. No fault, and caught by nobody on the way."""


class Arbejdsbord:
    """All work of a program; safe to share between threads."""

    def __init__(self) -> None:
        self._alle: dict[str, Arbejde] = {}
        self._laas, self._pladser, self._slut = Lock(), BoundedSemaphore(SAMTIDIGE), Event()
        self._traade: list[Thread] = []

    def begin(self, ejer: str, navn: str, vis: Any, goer: Callable[[Trin], Any]) -> Arbejde:
        """Begins a piece of work, or queues it behind the others. Brugsfejl KON-010 where too many wait.

        `goer` is handed what it tells how far it has come, which also ends it when the program ends.
        """
        arbejde = Arbejde(ejer, navn, vis)
        traad = Thread(target=self._run, args=(arbejde, goer), name="arbejde", daemon=True)
        with self._laas:
            if sum(not each.er_endt for each in self._alle.values()) >= FLEST_UFAERDIGE:
                raise Brugsfejl(
                    "KON-010", "der er allerede for meget langt arbejde i gang. Vent, til noget af det er færdigt,"
                    " og prøv igen. Intet er ændret."
                )  # fmt: skip
            self._forget()
            self._alle[arbejde.id] = arbejde
            self._traade = [each for each in self._traade if each.is_alive()]
            self._traade.append(traad)
        traad.start()
        return arbejde

    def find(self, ejer: str, id_: str) -> Arbejde:
        """One's own work; Brugsfejl KON-011 where it is not known, as after the program was started again."""
        with self._laas:
            arbejde = self._alle.get(id_)
        if arbejde is None or arbejde.ejer != ejer:
            raise Brugsfejl(
                "KON-011",
                "det arbejde kendes ikke mere: det er færdigt for længe siden, eller programmet er startet igen, siden"
                " det begyndte. Det, der nåede at ske, gælder; se efter, og begynd igen for at gøre resten.",
            )
        return arbejde

    def unfinished(self, ejer: str) -> list[Arbejde]:
        """One's own work that waits or is under way, the oldest first."""
        with self._laas:
            return [each for each in self._alle.values() if each.ejer == ejer and not each.er_endt]

    def close(self) -> None:
        """Ends what is under way at its next step, and begins nothing more."""
        self._slut.set()
        with self._laas:
            traade = list(self._traade)
        for traad in traade:
            traad.join(_SLUT)

    def _forget(self) -> None:
        endte = [each.id for each in self._alle.values() if each.er_endt]
        for id_ in endte[: max(0, len(endte) - FLEST_FAERDIGE + 1)]:
            del self._alle[id_]

    def _run(self, arbejde: Arbejde, goer: Callable[[Trin], Any]) -> None:
        def step(hvad: str, gjort: int, ialt: int) -> None:
            arbejde.hvad, arbejde.gjort, arbejde.ialt = hvad, gjort, ialt
            if self._slut.is_set():
                raise _Standset

        with self._pladser:
            try:
                step("", 0, 0)
                arbejde.stade = Stade.I_GANG
                arbejde.svar = goer(step)
                arbejde.stade = Stade.UDFOERT
            except _Standset:
                arbejde.stade = Stade.STANDSET
            except Fejl as fejl:
                arbejde.stade, arbejde.fejl = Stade.AFVIST, fejl
            except Exception:  # noqa: BLE001 - whatever it is, its page and the log tell
                log_line("arbejde.mislykket")
                arbejde.stade = Stade.MISLYKKET
            finally:
                arbejde.end()
