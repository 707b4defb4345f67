"""The book of alarms, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from threading import RLock

from cpr_haendelser.storage.aftalebog import BREV
from cpr_haendelser.storage.alarmbog import Alarm, Alarmpost


class HukommelseAlarmer:
    """What storage.alarmbog.Alarmbog says."""

    def __init__(self) -> None:
        self._alarmlaas = RLock()
        self._alarmer: dict[tuple[str, str], Alarm] = {}
        self._alarmposter: dict[int, tuple[str, Alarmpost]] = {}
        """By number: the time from which it is offered, and the thing itself."""
        self._alarmnumre = count(1)

    def alarmer(self) -> list[Alarm]:
        """What stands."""
        with self._alarmlaas:
            return sorted(self._alarmer.values())

    def skift_alarm(self, foer: Alarm | None, efter: Alarm | None, post: Sequence[tuple[str, str]]) -> bool:
        """Puts one in the other's place."""
        slags, emne, *_ = efter or foer or ("", "")
        with self._alarmlaas:
            if self._alarmer.get((slags, emne)) != foer:
                return False
            if efter:
                self._alarmer[slags, emne] = efter
            else:
                self._alarmer.pop((slags, emne), None)
            self._add(post)
        return True

    def _add(self, post: Sequence[tuple[str, str]]) -> None:
        with self._alarmlaas:
            for kanal, indhold in post:
                nr = next(self._alarmnumre)
                self._alarmposter[nr] = "", Alarmpost(nr, kanal, indhold, 0)

    def tag_alarmpost(self, antal: int, *, nu: str, igen: str) -> list[Alarmpost]:
        """Takes what is to be told."""
        with self._alarmlaas:
            rede = [post for naeste, post in self._alarmposter.values() if naeste <= nu]
            tagne = [post._replace(forsoeg=post.forsoeg + 1) for post in sorted(rede)[:antal]]
            self._alarmposter.update((post.nr, (igen, post)) for post in tagne)
        return tagne

    def udskyd_alarmpost(self, nr: int, *, til: str) -> None:
        """Offers it again later."""
        with self._alarmlaas:
            if nr in self._alarmposter:
                self._alarmposter[nr] = til, self._alarmposter[nr][1]

    def slet_alarmpost(self, nr: int) -> None:
        """It is told."""
        with self._alarmlaas:
            self._alarmposter.pop(nr, None)

    def antal_alarmposter(self) -> int:
        """How many are still to be told."""
        with self._alarmlaas:
            return sum(post.kanal != BREV for _, post in self._alarmposter.values())
