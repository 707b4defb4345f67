"""The beat of the post room, in a thread of its own: distributing as the log grows, and looking after what may leave.

Whatever fails is logged and tried again: nothing here may end the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from threading import Event, Thread
from typing import NamedTuple

from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.fordeling.proces import Proces
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.fordeling.tilsyn import Indgreb, enforce, resume
from cpr_haendelser.logning import log_line
from cpr_haendelser.storage.forsendelse import Forsendelse
from cpr_haendelser.storage.postrum import Postrum

_PAUSE = 1.0
"""Seconds after something has failed."""


class Slag(NamedTuple):
    """How often; seconds."""

    log: float = 0.03
    """Between looks at a log in which there was nothing new."""
    aftaler: float = 1.0
    """Between looks at whether the set-up, or the day, is another."""
    eftersyn: float = 2.0
    """Between looks at what is withheld, at processes that are gone, and at certificates."""


class Takt:
    """Distributes and looks after, from `start` to `stop`."""

    def __init__(  # noqa: PLR0913 - the parts are put together in one place
        self,
        fordeler: Fordeler,
        bord: Bord,
        postrum: Postrum,
        *,
        proces: Proces,
        nu: Callable[[], datetime],
        nyt: Callable[[Iterable[str]], None],
        eftersyn: Callable[[], None],
        slag: Slag | None = None,
    ) -> None:
        """`nyt` is told which dueslag have something new, `eftersyn` is called now and then."""
        self._fordeler, self._bord, self._postrum, self._proces = fordeler, bord, postrum, proces
        self._nu, self._nyt, self._eftersyn, self._slag = nu, nyt, eftersyn, slag or Slag()
        self._vaekket, self._slut = Event(), Event()
        self._haandhaevet: tuple[int, str] | None = None
        self._traade = [
            Thread(target=self._distribute, name="fordeling", daemon=True),
            Thread(target=self._look_after, name="tilsyn", daemon=True),
        ]

    def start(self) -> None:
        """Begins."""
        for traad in self._traade:
            traad.start()

    def wake(self) -> None:
        """Says, from any thread, that there may be something new in the log."""
        self._vaekket.set()

    def stop(self) -> None:
        """Ends after the step under way."""
        self._slut.set()
        self._vaekket.set()
        for traad in self._traade:
            traad.join()

    # --- distributing -------------------------------------------------------------------------------------------------

    def _distribute(self) -> None:
        while not self._slut.is_set():
            self._vaekket.clear()
            try:
                if self._postrum.gendannelse() is not None:
                    # What is open again may be closed, and what was agreed since agreed anew, before it is matched.
                    self._slut.wait(self._slag.aftaler)
                    continue
                fordelt = self._fordeler.step()
            except Exception:  # noqa: BLE001 - whatever it is, it is tried again
                log_line("fordeling.mislykket")
                self._slut.wait(_PAUSE)
                continue
            if fordelt.dueslag:
                self._nyt(fordelt.dueslag)
            if not fordelt.haendelser:
                self._vaekket.wait(self._slag.log)

    # --- looking after ------------------------------------------------------------------------------------------------

    def _look_after(self) -> None:
        rest = 0.0
        while not self._slut.is_set():
            try:
                self._enforce()
                if rest <= 0:
                    self._inspect()
                    rest = self._slag.eftersyn
            except Exception:  # noqa: BLE001 - whatever it is, it is tried again
                log_line("fordeling.tilsyn-mislykket")
            self._slut.wait(self._slag.aftaler)
            rest -= self._slag.aftaler

    def _enforce(self) -> None:
        """Withholds and lets go what the agreements say, once for each version of the set-up and each day."""
        noegle = self._bord.noegle()
        if noegle == self._haandhaevet:
            return
        indgreb = enforce(self._postrum, self._bord.opsaetning(), dag=noegle[1], nu=stamp(self._nu()))
        self._haandhaevet = noegle
        self._tell(indgreb)

    def _inspect(self) -> None:
        nu = stamp(self._nu())
        self._proces.give_back(self._postrum, nu=nu)
        self._tell(resume(self._postrum, self._may_leave, nu=nu))
        self._eftersyn()

    def _tell(self, indgreb: Iterable[Indgreb]) -> None:
        """Into the log, and to those who wait for what was let go."""
        for dueslag, myndighed, tilbageholdt, antal, grund in indgreb:
            if tilbageholdt:
                log_line("fordeling.tilbageholdt", dueslag=dueslag, myndighed=myndighed, antal=antal, grund=grund)
            else:
                log_line("fordeling.genoptaget", dueslag=dueslag, myndighed=myndighed, antal=antal)
                self._nyt({dueslag})

    def _may_leave(self, forsendelse: Forsendelse) -> bool:
        return self._bord.may_leave(forsendelse, "") is not None
