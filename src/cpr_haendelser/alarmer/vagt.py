"""The watch: looks now and then, raises and ends alarms, and tells of them; delivery never waits for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Event, Thread
from typing import NamedTuple

from cpr_haendelser.alarmer.afgoerelse import Art, Skifte, decide
from cpr_haendelser.alarmer.afviste import Afviste
from cpr_haendelser.alarmer.kanal import Kanal
from cpr_haendelser.alarmer.maaling import Eget, measure, step
from cpr_haendelser.alarmer.melding import Afsender, compose, from_json, to_json
from cpr_haendelser.alarmer.slags import Graenser
from cpr_haendelser.alarmer.udpost import Udpost, Vej
from cpr_haendelser.fordeling.push.svar import STOPPER
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.logning import counts, log_line
from cpr_haendelser.overblik.fremskridt import Fremskridt
from cpr_haendelser.overblik.udkig import Udkig
from cpr_haendelser.storage.aftalebog import BREV
from cpr_haendelser.storage.alarmbog import Alarmbog

POSTER_HOEJST = 1000
"""So much may wait to be told; what is above it is told in the log alone."""
_RO = 10
"""After a look there is quiet for so many times as long as it took."""
_FARVEL = 5.0
"""Seconds that the step under way gets at the end."""
_MINDST = 1.0
"""Seconds from one look to the next at least."""


class Vilkaar(NamedTuple):
    """What an installation may set."""

    afsender: Afsender
    proces: str
    """The process's name, for what it tells of itself."""
    graenser: Callable[[], Graenser] = Graenser
    """When alarms stand, asked at each look."""
    kig: float = 15.0
    """Seconds from one look to the next where nobody calls."""


class Breve(NamedTuple):
    """Letters beside the alarms."""

    vej: Vej
    """By which they leave."""
    om: Callable[[Skifte], list[str]]
    """The letters about a change, as they are kept in the queue."""
    skriv: Callable[[], object] = lambda: None
    """Puts letters into the queue that are to be written of what others have kept."""


def alarm_way(kanal: Kanal) -> Vej:
    """A way by which alarms leave as the queue knows it."""

    def tell(indhold: str) -> None:
        kanal.send(from_json(indhold))

    return tell


class Alarmvagt:
    """From `start` to `stop`; `alarm` is what delivery calls."""

    def __init__(  # noqa: PLR0913 - what it works with
        self,
        udkig: Udkig,
        bog: Alarmbog,
        kanaler: Callable[[], Sequence[Kanal]],
        vilkaar: Vilkaar,
        nu: Callable[[], datetime],
        breve: Breve | None = None,
    ) -> None:
        """`kanaler` gives the ways of the moment, asked whenever there is something to tell."""
        self._udkig, self._bog, self._vilkaar, self._nu, self._breve = udkig, bog, vilkaar, nu, breve
        self._kanaler = kanaler
        self._fremskridt = Fremskridt(time.monotonic)
        self._afviste = Afviste(counts, time.monotonic)
        self._vaekket, self._slut = Event(), Event()
        self._traad = Thread(target=self._run, name="alarmvagt", daemon=True)

    def start(self) -> None:
        """Begins."""
        self._traad.start()

    def stop(self) -> None:
        """Ends after the step under way; what is not told yet is told after the next start.

        A mail server that does not answer is not waited for: what it may have got is told again.
        """
        self._slut.set()
        self._vaekket.set()
        self._traad.join(_FARVEL)

    def alarm(self, dueslag: str, loebenummer: int, grund: str) -> None:
        """Notes what happened, and has the watch look at once; from any thread, and nothing is waited for."""
        if grund in STOPPER:
            log_line("levering.dueslag-stoppet", dueslag=dueslag, loebenummer=loebenummer, grund=grund)
        else:
            log_line("levering.parkeret", dueslag=dueslag, loebenummer=loebenummer, grund=grund)
        self._vaekket.set()

    # --- in the thread ------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._slut.is_set():
            self._vaekket.clear()
            begyndt = time.monotonic()
            try:
                self.look()
                self.tell()
            except Exception:  # noqa: BLE001 - whatever it is, it is tried again
                log_line("alarm.mislykket")
            self._slut.wait(max(_MINDST, _RO * (time.monotonic() - begyndt)))
            self._vaekket.wait(self._vilkaar.kig)

    def look(self) -> None:
        """Raises and ends what there is to raise and end, now."""
        overblik, vilkaar, graenser = self._udkig.look(), self._vilkaar, self._vilkaar.graenser()
        stille = self._fremskridt.stille(overblik.sidste_loebenummer, overblik.position)
        maalte = measure(overblik, Eget(vilkaar.proces, stille, self._afviste()))
        for skifte in decide(
            overblik.alarmer,
            maalte,
            lambda maalt: step(maalt, graenser),
            proces=vilkaar.proces,
            nu=stamp(overblik.tidspunkt),
        ):
            self._change(skifte, graenser)

    def _change(self, skifte: Skifte, graenser: Graenser) -> None:
        melding = to_json(compose(skifte, self._vilkaar.afsender, graenser, self._nu()))
        fuldt = self._bog.antal_alarmposter() >= POSTER_HOEJST
        post = [] if fuldt else [(kanal.navn, melding) for kanal in self._kanaler()]
        post += [(BREV, brev) for brev in (self._breve.om(skifte) if self._breve else ())]
        if not self._bog.skift_alarm(skifte.foer, skifte.efter, post):
            return  # another process was first, and tells of it
        alarm = skifte.alarm
        match skifte.art:
            case Art.REJST:
                log_line("alarm.rejst", slags=alarm.slags, emne=alarm.emne, trin=alarm.trin)
            case Art.FORVAERRET:
                log_line("alarm.forvaerret", slags=alarm.slags, emne=alarm.emne, trin=alarm.trin)
            case Art.OPHOERT:
                log_line("alarm.ophoert", slags=alarm.slags, emne=alarm.emne)
        if fuldt:
            log_line("alarm.fuldt", slags=alarm.slags, emne=alarm.emne)

    def tell(self) -> None:
        """Tells what is to be told now."""
        if self._breve is not None:
            self._breve.skriv()
        veje = {kanal.navn: alarm_way(kanal) for kanal in self._kanaler()}
        Udpost(self._bog, veje | ({BREV: self._breve.vej} if self._breve else {}), self._nu).tell(self._slut.is_set)
