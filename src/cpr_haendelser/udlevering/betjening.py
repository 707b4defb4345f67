"""What is done with dueslag by hand: seen, explained, released, moved out of the way, stopped and started.

The operator may do it with all of them, an it-system with its own; of others it learns nothing, not even that they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from cpr_haendelser.abonnementer.match import Begrundelse
from cpr_haendelser.abonnementer.model import Dueslag
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.fordeling.dengang import Dengang
from cpr_haendelser.haendelser.model import Haendelse
from cpr_haendelser.opslag import log
from cpr_haendelser.revision.skriver import Revision
from cpr_haendelser.storage.forsendelse import Forsendelse, Forsendelsestilstand, Levering
from cpr_haendelser.storage.forsendelsesbog import Dueslagstilstand, Indgreb
from cpr_haendelser.storage.lager import Lager
from cpr_haendelser.storage.postrum import Postrum
from cpr_haendelser.udlevering.kalder import Kalder, find_ret, owns
from cpr_haendelser.udlevering.spor import FORKLARING, changed, shown

BATCH = 1000
"""Forsendelser changed in one transaction, so that those who deliver need not wait long."""
STORT = 10_000
"""Forsendelser in a dueslag that are counted while somebody waits."""
INGEN: Mapping[str, Dueslagstilstand] = MappingProxyType({})
OPERATOER = "operatoer"
"""Why a dueslag is stopped by hand: a code of fordeling.grunde."""

Trin = Callable[[str, int, int], None]
"""Told how far it has come: what is done, how many, of how many (0: not known)."""


class Linje(NamedTuple):
    """A dueslag and how it goes with it."""

    dueslag: Dueslag
    system: str
    """The it-system's name."""
    tilstand: Dueslagstilstand
    bagud: int | None
    """It has not got the log up to the position yet, but up to this number."""


class Valg(NamedTuple):
    """Which forsendelser are meant: all that fit every part."""

    numre: tuple[range, ...] = ()
    """Empty: all."""
    tilstande: tuple[Forsendelsestilstand, ...] = ()
    grund: str = ""
    """A code of fordeling.grunde; empty: all."""

    def fits(self, forsendelse: Forsendelse) -> bool:
        """Whether a forsendelse is meant."""
        return (not self.grund or forsendelse.grund == self.grund) and (
            not self.numre or any(forsendelse.loebenummer in numre for numre in self.numre)
        )


KAN_FRIGIVES = (Forsendelsestilstand.PARKERET, Forsendelsestilstand.FEJLKOE)
KAN_FLYTTES = (Forsendelsestilstand.PARKERET, Forsendelsestilstand.VENTER, Forsendelsestilstand.TILBAGEHOLDT)
"""To the fejlkø."""


def choose(
    mulige: tuple[Forsendelsestilstand, ...],
    numre: tuple[range, ...],
    tilstande: Sequence[Forsendelsestilstand] = (),
    grund: str = "",
) -> Valg:
    """What is meant; where no state is named: of løbenumre all states that can be, else what is parked alone."""
    return Valg(numre, tuple(tilstande) or (mulige if numre else mulige[:1]), grund)


class Gjort(NamedTuple):
    """What came of it."""

    antal: int
    uden_aftale: int = 0
    """Of them, those that may not leave now: they are withheld until an agreement lets them through."""


class Forklaring(NamedTuple):
    """Why a hændelse is or is not for a dueslag."""

    haendelse: Haendelse
    dueslag: Dueslag
    dengang: Dengang | None
    """When it was distributed; None: it has not been yet."""
    nu: Begrundelse
    forsendelse: Forsendelse | None


class Betjening:
    """Does it for callers; safe to share between threads."""

    def __init__(self, lager: Lager, postrum: Postrum, bord: Bord, nu: Callable[[], str], revision: Revision) -> None:
        """`nu` gives the time of day as the post room compares it."""
        self._lager, self._postrum, self._bord, self._nu, self.revision = lager, postrum, bord, nu, revision

    # --- seeing -------------------------------------------------------------------------------------------------------

    def list_all(self, kalder: Kalder) -> list[Linje]:
        """The caller's dueslag, by the system's name and their own."""
        systemer = self._bord.gaeldende().systemer
        tilstande = {tilstand.dueslag.lower(): tilstand for tilstand in self._postrum.tilstande()}
        bagud = self._postrum.bagud()
        linjer = [
            Linje(
                dueslag,
                systemer[dueslag.system.lower()].navn if dueslag.system.lower() in systemer else "",
                tilstande[dueslag.uuid.lower()],
                bagud.get(dueslag.uuid),
            )
            for dueslag in self._own(kalder)
        ]
        return sorted(linjer, key=lambda linje: (linje.system.casefold(), linje.dueslag.navn.casefold()))

    def find(self, kalder: Kalder, navn: str) -> Dueslag:
        """One of the caller's dueslag, by UUID or name. Brugsfejl FOR-002 or FOR-003 where it is not one."""
        egne = self._own(kalder)
        fundne = [each for each in egne if each.uuid.lower() == navn.lower()] or [
            each for each in egne if each.navn.casefold() == navn.casefold()
        ]
        if len(fundne) > 1:
            uuider = ", ".join(each.uuid for each in fundne)
            raise Brugsfejl("FOR-003", f"{len(fundne)} dueslag hedder det; brug UUID: {uuider}.")
        if not fundne:
            raise Brugsfejl("FOR-002", "der er intet dueslag med det UUID eller navn; `haendelser dueslag` viser dem.")
        return fundne[0]

    def look(self, kalder: Kalder, navn: str, seneste: Mapping[str, Dueslagstilstand] = INGEN) -> Linje:
        """One of the caller's dueslag.

        `seneste` has how it went lately, by UUID in lower case: where there was so much in a dueslag (STORT) that
        counting it would take long, that is shown, with what keeps it now.
        """
        dueslag = self.find(kalder, navn)
        system = self._bord.gaeldende().systemer.get(dueslag.system.lower())
        foer = seneste.get(dueslag.uuid.lower())
        if foer is not None and foer.rest > STORT:
            tilstand: Dueslagstilstand | None = foer._replace(**self._postrum.stilstand(dueslag.uuid)._asdict())
        else:
            tilstand = self._postrum.tilstand(dueslag.uuid)
        if tilstand is None:
            raise AssertionError("every dueslag of the set-up has a state")
        return Linje(dueslag, system.navn if system else "", tilstand, self._postrum.bagud().get(dueslag.uuid))

    def read_side(
        self, kalder: Kalder, navn: str, tilstande: Sequence[Forsendelsestilstand], *, efter: int, antal: int
    ) -> list[tuple[Forsendelse, Haendelse]]:
        """At most `antal` forsendelser in those states, above a løbenummer."""
        uuid = self.find(kalder, navn).uuid
        fundne = [
            forsendelse
            for tilstand in tilstande
            for forsendelse in self._postrum.forsendelser(uuid, tilstand=tilstand, efter=efter, antal=antal)
        ]
        fundne = sorted(fundne, key=lambda each: each.loebenummer)[:antal]
        self._bord.prepare(each.loebenummer for each in fundne)
        return [(forsendelse, self._bord.haendelse(forsendelse.loebenummer)) for forsendelse in fundne]

    def read_leverede(self, kalder: Kalder, navn: str, *, efter: int, antal: int) -> list[tuple[Levering, Haendelse]]:
        """At most `antal` of what was delivered, above a løbenummer; each by its last delivery."""
        fundne = self._postrum.leverede(self.find(kalder, navn).uuid, efter=efter, antal=antal)
        self._bord.prepare(each.loebenummer for each in fundne)
        return [(levering, self._bord.haendelse(levering.loebenummer)) for levering in fundne]

    def read_indgreb(self, kalder: Kalder, *, efter: int, antal: int) -> list[tuple[int, Indgreb, str]]:
        """What was done with the caller's dueslag: (number, what, dueslag's name), at most `antal` above a number."""
        navne = {each.uuid.lower(): each.navn for each in self._own(kalder)}
        fundne: list[tuple[int, Indgreb, str]] = []
        while len(fundne) < antal and (side := self._postrum.indgreb(efter=efter, antal=BATCH)):
            for nummer, indgreb in enumerate(side, efter + 1):
                if indgreb.dueslag.lower() in navne:
                    fundne.append((nummer, indgreb, navne[indgreb.dueslag.lower()]))
            efter += len(side)
        return fundne[:antal]

    def explain(self, kalder: Kalder, navn: str, loebenummer: int) -> Forklaring:
        """Why a hændelse is or is not for a dueslag. Brugsfejl LOG-001 where there is none that the caller may see."""
        dueslag, haendelse = self.find(kalder, navn), log.read_one(self._lager, loebenummer)
        if not kalder.er_operatoer and not find_ret(kalder, self._bord.gaeldende()).allows(
            self._bord.besked(haendelse)
        ):
            raise log.no_haendelse(self._lager)
        post = shown(kalder, "dueslag.forklar", FORKLARING, f"dueslag:{dueslag.uuid}")
        self.revision.skriv([post._replace(pnr=int(haendelse.beslutning.pnr), loebenummer=loebenummer)])
        fundne = self._postrum.forsendelser(dueslag.uuid, efter=loebenummer - 1, antal=1)
        return Forklaring(
            haendelse,
            dueslag,
            self._bord.explain_then(loebenummer, dueslag.uuid),
            self._bord.explain(loebenummer, dueslag.uuid),
            next((each for each in fundne if each.loebenummer == loebenummer), None),
        )

    # --- doing --------------------------------------------------------------------------------------------------------

    def release(self, kalder: Kalder, navn: str, valg: Valg, trin: Trin) -> Gjort:
        """Lets what is parked or in the fejlkø leave again; the agreements are asked when it does."""
        dueslag, hvem = self.find(kalder, navn), kalder.hvem
        self.say_why(kalder, dueslag, "frigiv")
        antal = uden_aftale = 0
        for side in self._pages(dueslag, valg):
            antal += self._postrum.frigiv(dueslag.uuid, _numbers(side), nu=self._nu(), hvem=hvem)
            uden_aftale += sum(self._bord.may_leave(forsendelse, "") is None for forsendelse in side)
            trin("frigiver", antal, 0)
        return Gjort(antal, uden_aftale)

    def move_to_fejlkoe(self, kalder: Kalder, navn: str, valg: Valg, trin: Trin) -> Gjort:
        """Moves forsendelser out of the way; their persons' later ones go on."""
        dueslag, hvem, antal = self.find(kalder, navn), kalder.hvem, 0
        self.say_why(kalder, dueslag, "fejlkoe")
        for side in self._pages(dueslag, valg):
            antal += self._postrum.flyt_til_fejlkoe(dueslag.uuid, _numbers(side), nu=self._nu(), hvem=hvem)
            trin("flytter", antal, 0)
        return Gjort(antal)

    def stop(self, kalder: Kalder, navn: str) -> None:
        """Nothing leaves any more; what is out may still be acknowledged."""
        dueslag = self.find(kalder, navn)
        self.say_why(kalder, dueslag, "stop")
        self._postrum.stop(dueslag.uuid, OPERATOER, nu=self._nu(), hvem=kalder.hvem)

    def start(self, kalder: Kalder, navn: str) -> None:
        """What waits leaves again, at once: a pause for the receiver's sake is over too."""
        dueslag = self.find(kalder, navn)
        self.say_why(kalder, dueslag, "start")
        self._postrum.stop(dueslag.uuid, "", nu=self._nu(), hvem=kalder.hvem)
        self._postrum.vent(dueslag.uuid, "", "")

    def say_why(self, kalder: Kalder, dueslag: Dueslag, indgreb: str) -> None:
        """A written reason goes into the audit before what it is the reason of; that it is done stands beside it."""
        if kalder.grund:
            self.revision.skriv([changed(kalder, "dueslag.ret", f"dueslag:{dueslag.uuid}", indgreb=indgreb)])

    def list_own(self, kalder: Kalder) -> list[Dueslag]:
        """The caller's dueslag as they are set up, in no order; nothing is asked of what is in them."""
        return self._own(kalder)

    def _own(self, kalder: Kalder) -> list[Dueslag]:
        gaeldende = self._bord.gaeldende()
        return [each for each in gaeldende.dueslag.values() if owns(kalder, gaeldende, each.system)]

    def _pages(self, dueslag: Dueslag, valg: Valg) -> Iterator[list[Forsendelse]]:
        """What is meant, some at a time."""
        for tilstand in valg.tilstande:
            efter = 0
            while side := self._postrum.forsendelser(dueslag.uuid, tilstand=tilstand, efter=efter, antal=BATCH):
                efter = side[-1].loebenummer
                if ment := [forsendelse for forsendelse in side if valg.fits(forsendelse)]:
                    yield ment


def _numbers(forsendelser: Iterable[Forsendelse]) -> list[int]:
    return [forsendelse.loebenummer for forsendelse in forsendelser]
