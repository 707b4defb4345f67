"""The queue of what is to be told, emptied: alarms and letters alike, each tried again until it is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import msgspec

from cpr_haendelser.alarmer.kanal import Kanalfejl
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.logning import log_line
from cpr_haendelser.storage.aftalebog import BREV
from cpr_haendelser.storage.alarmbog import Alarmbog, Alarmpost

PAUSER = (60, 300, 900, 3600)
"""Seconds until it is tried again after each failure; the last one repeats without end."""
_TAG = 20
"""Told in one round at most."""
_UDE = timedelta(minutes=5)
"""What a process has begun to tell and never ended is told by the next after this."""

Vej = Callable[[str], None]
"""One way: tells what was kept in the queue; Kanalfejl where it could not be."""


class Udpost:
    """Tells what waits, by the ways that there are."""

    def __init__(self, bog: Alarmbog, veje: Mapping[str, Vej], nu: Callable[[], datetime]) -> None:
        """`veje` by the names that the queue has (alarmbog.Alarmpost.kanal)."""
        self._bog, self._veje, self._nu = bog, veje, nu

    def tell(self, has_ended: Callable[[], bool] = lambda: False) -> int:
        """Tells what is to be told now, a round of it; where a way fails, the rest by that way waits with it.

        How many were taken. What is left when `has_ended` is given back.
        """
        nu = self._nu()
        tagne = self._bog.tag_alarmpost(_TAG, nu=stamp(nu), igen=stamp(nu + _UDE))
        nede: set[str] = set()
        for post in tagne:
            if has_ended():
                self._bog.udskyd_alarmpost(post.nr, til=stamp(nu))
            elif post.kanal in nede:
                self._bog.udskyd_alarmpost(post.nr, til=stamp(self._again(post)))
            elif not self._tell(post):
                nede.add(post.kanal)
        return len(tagne)

    def _tell(self, post: Alarmpost) -> bool:
        vej = self._veje.get(post.kanal)
        if vej is None:
            log_line("alarm.opgivet", kanal=post.kanal)
            self._bog.slet_alarmpost(post.nr)
            return True
        try:
            vej(post.indhold)
        except (Kanalfejl, msgspec.DecodeError) as fejl:
            _note_failure(post, str(fejl))
            self._bog.udskyd_alarmpost(post.nr, til=stamp(self._again(post)))
            return False
        self._bog.slet_alarmpost(post.nr)
        if post.kanal == BREV:
            log_line("brev.sendt")
        else:
            log_line("alarm.sendt", kanal=post.kanal)
        return True

    def _again(self, post: Alarmpost) -> datetime:
        return self._nu() + timedelta(seconds=PAUSER[min(post.forsoeg, len(PAUSER)) - 1])


def _note_failure(post: Alarmpost, forklaring: str) -> None:
    if post.kanal == BREV:
        log_line("brev.ikke-sendt", forklaring=forklaring, antal=post.forsoeg)
    else:
        log_line("alarm.ikke-sendt", kanal=post.kanal, forklaring=forklaring, antal=post.forsoeg)
