"""Which alarms are raised, get graver or are over: what stands held against what is measured. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import NamedTuple

from cpr_haendelser.alarmer.maaling import Maalt
from cpr_haendelser.storage.alarmbog import Alarm


class Art(StrEnum):
    """What happened to an alarm."""

    REJST = "rejst"
    FORVAERRET = "forvaerret"
    OPHOERT = "ophoert"


class Skifte(NamedTuple):
    """One alarm that is another than before."""

    art: Art
    foer: Alarm | None
    efter: Alarm | None
    maalt: Maalt

    @property
    def alarm(self) -> Alarm:
        """The alarm as it stands, or as it stood last."""
        alarm = self.efter or self.foer
        if alarm is None:
            raise ValueError("a change is of something")
        return alarm


def decide(
    staar: Iterable[Alarm], maalte: Iterable[Maalt], step: Callable[[Maalt], int], *, proces: str, nu: str
) -> list[Skifte]:
    """The changes, each told once: a milder step than the gravest that was told is no news before it is over.

    What stands and is not measured any more (a dueslag that is closed) is over, but for what other processes
    than `proces` tell of themselves.
    """
    former = {(alarm.slags, alarm.emne): alarm for alarm in staar}
    skifter = []
    for maalt in maalte:
        foer = former.pop((maalt.slags, maalt.emne), None)
        skifte = _compare(foer, maalt, step(maalt), nu)
        if skifte is not None:
            skifter.append(skifte)
    skifter += [
        Skifte(Art.OPHOERT, alarm, None, Maalt(alarm.slags, alarm.emne, 0.0))
        for alarm in former.values()
        if alarm.slags != "afviste" or alarm.emne == proces
    ]
    return skifter


def _compare(foer: Alarm | None, maalt: Maalt, trin: int, nu: str) -> Skifte | None:
    if foer is None:
        efter = Alarm(maalt.slags, maalt.emne, trin, nu)
        return Skifte(Art.REJST, None, efter, maalt) if trin else None
    if trin > foer.trin:
        return Skifte(Art.FORVAERRET, foer, foer._replace(trin=trin), maalt)
    return None if trin else Skifte(Art.OPHOERT, foer, None, maalt)
