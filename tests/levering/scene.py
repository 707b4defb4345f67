"""The stage of a case: an installation, a clock that is moved by hand, receivers and how they behave, the book."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cpr_haendelser.abonnementer.model import Dueslag
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.revision.kanonisk import read_poster
from cpr_haendelser.revision.kontrol import check
from cpr_haendelser.storage.forsendelse import Forsendelse, Forsendelsestilstand
from cpr_haendelser.storage.revisionsposter import BESKED
from tests.levering.besked import Besked
from tests.levering.bog import Bog, Tal, reckon
from tests.levering.certifikater import Certifikater
from tests.levering.henter import Gestus, Henter
from tests.levering.program import Program, running
from tests.levering.push_modtager import MODTAGET, Pushmodtager, Svar
from tests.levering.skema import Godkend
from tests.levering.verden import JOURNAL, OMSORG, Ur, Verden, dueslag, verden

OPERATOER = "operatør"


class Vilkaar(NamedTuple):
    """What a case is given."""

    folder: Path
    certifikater: Certifikater
    froe: int = 20260401
    lang: bool = False
    """The long form: more persons, more kills."""
    godkend: Godkend | None = None
    """The official schemas, where they are."""


class Scene:
    """What a case works with."""

    def __init__(self, vilkaar: Vilkaar, verden: Verden) -> None:
        self.vilkaar, self.verden = vilkaar, verden
        self.push = push_receiver(vilkaar.certifikater, self.receive)
        self.ur = Ur()
        self.tilfaeldig = random.Random(vilkaar.froe)  # noqa: S311 - a repeatable run, nothing secret
        self.adfaerd: dict[str, Callable[[Besked], Svar]] = defaultdict(lambda: _accept)
        """How the push receiver behaves with the messages of a dueslag."""
        self._numre: dict[str, int] = {}
        self.bog = Bog(self._numre, vilkaar.godkend)
        self.dueslag: list[Dueslag] = []

    # --- before the program runs --------------------------------------------------------------------------------------

    def pushed(self, nummer: int, *, system: str = OMSORG, url: str = "") -> str:
        """A dueslag that is pushed to, by id."""
        return self._add(dueslag(nummer, system, callback=url or self.push.url))

    def fetched(self, nummer: int, *, system: str = OMSORG) -> str:
        """A dueslag that is fetched from, by id."""
        return self._add(dueslag(nummer, system))

    def _add(self, ny: Dueslag) -> str:
        self.dueslag.append(ny)
        if ny.callback:
            kendte = self.verden.callbacks.get(ny.system, ())
            self.verden.callbacks[ny.system] = tuple(dict.fromkeys((*kendte, ny.callback)))
        return ny.uuid

    def set_up(self, *, uden: tuple[tuple[str, str], ...] = ()) -> None:
        """Applies the set-up; the agreements of (system, authority) in `uden` are ended."""
        self.verden.set_up(self.dueslag, uden=uden)

    def move(self, personer: int, *, dage: int = 1) -> None:
        """Files in which all of them move come in."""
        if not self.verden.dage:
            self.verden.settle(personer)
        self.verden.move(personer, dage=dage)
        self._numre.update(self.verden.expected())

    def running(self, *, svar: float = 5.0) -> AbstractContextManager[Program]:
        """The program at work; `svar`: seconds that a push may take."""
        return running(self.verden, self.vilkaar.certifikater, self.ur, svar=svar)

    # --- receivers ----------------------------------------------------------------------------------------------------

    def receive(self, besked: Besked) -> Svar:
        """What the push receiver does with a message."""
        svar = self.adfaerd[besked.dueslag](besked)
        self.bog.note(besked, gemt=svar.gemt, kvitteret=svar.kvitteret)
        return svar

    def fetcher(
        self, port: int, uuid: str, goer: Callable[[Besked], Gestus] | None = None, *, system: str = OMSORG
    ) -> Henter:
        """A receiver that fetches; where nothing is said, it keeps and acknowledges."""
        return Henter(port, self.vilkaar.certifikater, uuid, system, goer or self.acknowledge)

    def acknowledge(self, besked: Besked) -> Gestus:
        """Keeps a message and says so."""
        self.bog.note(besked, gemt=True, kvitteret=True)
        return Gestus.ACK

    # --- while it runs ------------------------------------------------------------------------------------------------

    def until(self, program: Program, *dueslag: str, slut: datetime | None = None, mindst: float = 0.0) -> None:
        """Moves the clock from one time at which something is due to the next, at least `mindst` hours on.

        Ends at `slut`, or when nothing will happen by itself.
        """
        while True:
            program.settled(*dueslag)
            naeste = program.next_due(*dueslag)
            if naeste is None or (slut is not None and naeste > slut):
                break
            self.ur.nu = max(naeste, self.ur.nu + timedelta(hours=mindst))
        if slut is not None:
            self.ur.nu = max(self.ur.nu, slut)

    def rounds(self, program: Program, *dueslag: str, antal: int, timer: float) -> None:
        """Moves the clock by so many hours so many times; what is due happens once each time."""
        for _ in range(antal):
            program.settled(*dueslag)
            self.ur.leap(timedelta(hours=timer))
        program.settled(*dueslag)

    def release(self, *dueslag: str) -> int:
        """An operator lets everything that is parked go on; how many."""
        return sum(
            self.verden.postrum.frigiv(uuid, numre, nu=stamp(self.ur()), hvem=OPERATOER)
            for uuid in dueslag
            if (numre := [each.loebenummer for each in self.standing(uuid, Forsendelsestilstand.PARKERET)])
        )

    def replay(self, *dueslag: str, efter: int, cvr: str) -> None:
        """An operator sends again what is for an authority from a number on."""
        alle = self.verden.lager.haendelser(efter=efter, cvr=[cvr], antal=1_000_000)
        valgte = [(each.loebenummer, int(each.beslutning.pnr), cvr) for each in alle]
        for uuid in dueslag:
            self.verden.postrum.afspil(uuid, valgte, nu=stamp(self.ur()), hvem=OPERATOER)

    def standing(self, uuid: str, tilstand: Forsendelsestilstand | None = None) -> list[Forsendelse]:
        """The forsendelser of a dueslag, in that state."""
        return self.verden.postrum.forsendelser(uuid, tilstand=tilstand, antal=1_000_000)

    def delivered(self, *dueslag: str) -> bool:
        """Whether everything of these dueslag is delivered."""
        alle = set(self._numre.values())
        return all(
            {each.loebenummer for each in self.standing(uuid, Forsendelsestilstand.LEVERET)} == alle for uuid in dueslag
        )

    def reckon(self, kontroller: Mapping[str, bool], parkerede: Mapping[str, int] | None = None) -> Tal:
        """The tally."""
        alle = set(self._numre.values())
        forsendelser = [each for one in self.dueslag for each in self.standing(one.uuid)]
        forventet = {one.uuid: alle for one in self.dueslag}
        kontroller = {
            **kontroller,
            "the audit is whole": check(self.verden.postrum).fund == (),
            "whatever came is in the audit": self._in_the_audit() >= self._came(),
        }
        return reckon(self.bog, forventet, forsendelser, kontroller, parkerede)

    def _came(self) -> set[tuple[str, int]]:
        """What came to receivers, kept by them or not."""
        return {
            (each.dueslag, self._numre[each.besked_id]) for each in self.bog.modtaget if each.besked_id in self._numre
        }

    def _in_the_audit(self) -> set[tuple[str, int]]:
        """What the audit says was passed on, or may have been."""
        return {
            (post.sag.removeprefix("dueslag:"), post.loebenummer)
            for led in self.verden.postrum.revisionsled()
            for _, post in read_poster(led.slags, led.indhold)
            if post.felter == BESKED
        }


def _accept(_: Besked) -> Svar:
    return MODTAGET


def push_receiver(certifikater: Certifikater, modtag: Callable[[Besked], Svar], port: int = 0) -> Pushmodtager:
    """A stranger's push receiver with its certificate."""
    sit = certifikater.modtager
    return Pushmodtager(modtag, certifikat=sit.certifikat, noegle=sit.noegle, tillid=certifikater.ca, port=port)


@contextmanager
def scene(vilkaar: Vilkaar) -> Iterator[Scene]:
    """An empty stage in the folder."""
    random.seed(vilkaar.froe)
    with verden(vilkaar.folder) as denne:
        her = Scene(vilkaar, denne)
        with her.push:
            yield her


__all__ = ["JOURNAL", "OMSORG", "Scene", "Vilkaar", "push_receiver", "scene"]
