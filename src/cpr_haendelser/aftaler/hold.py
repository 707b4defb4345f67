"""Holding a message against serviceaftaler: pure, asked at matching and again when a message leaves.

Which key lies where in the kuvert: reference "Subscriptions, dueslag, filtering and service-agreement matching".
Følsomhed is a set that the message's class must be in, not a level. CVR numbers stand bare, whatever URN they came in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from cpr_haendelser.aftaler.model import (
    ALLE,
    BESKEDMODTAG,
    OPSLAG,
    Aftaletilstand,
    Besked,
    Hindring,
    ItSystem,
    Serviceaftale,
    Svar,
)

URN_CVR = ("urn:oio:cvr-nr:", "urn:oio:cvr:")
"""Two ways to write the same authority; both are seen in real traffic."""

Proeve = Callable[[Serviceaftale, Besked, str], bool]


class Trin(NamedTuple):
    """One step of holding a message against a serviceaftale."""

    navn: str
    holder: bool


@lru_cache(maxsize=4096)
def bare_cvr(myndighed: str) -> str:
    """The CVR number of an authority, with or without its URN."""
    for urn in URN_CVR:
        if myndighed.lower().startswith(urn):
            return myndighed[len(urn) :]
    return myndighed


def _is_in(vaerdi: str, graenser: frozenset[str]) -> bool:
    """Whether a limit lets a value through; a value that the message lacks is let through by ALLE alone."""
    return ALLE in graenser or (bool(vaerdi) and vaerdi.lower() in {graense.lower() for graense in graenser})


def _is_cvr_in(cvr: str, graenser: frozenset[str]) -> bool:
    return ALLE in graenser or (bool(cvr) and bare_cvr(cvr) in {bare_cvr(graense) for graense in graenser})


_TRIN: tuple[tuple[str, Proeve], ...] = (
    ("tilstand", lambda aftale, _, __: aftale.tilstand is Aftaletilstand.GODKENDT),
    ("myndigheden er åben", lambda aftale, _, __: not aftale.lukket),
    ("gyldig fra", lambda aftale, _, dag: aftale.gyldig_fra <= dag),
    ("gyldig til", lambda aftale, _, dag: not aftale.gyldig_til or dag <= aftale.gyldig_til),
    ("service", lambda aftale, _, __: aftale.service == BESKEDMODTAG),
    ("myndighed", lambda aftale, besked, _: _is_cvr_in(besked.myndighed, frozenset({aftale.myndighed}) - {ALLE})),
    ("beskedtype", lambda aftale, besked, _: _is_in(besked.beskedtype, aftale.beskedtyper)),
    ("kode", lambda aftale, besked, _: _is_in(besked.kode, aftale.koder)),
    ("følsomhed", lambda aftale, besked, _: _is_in(besked.foelsomhed, aftale.foelsomhed)),
    ("forvaltningsområde", lambda aftale, besked, _: _is_in(besked.emne, aftale.forvaltningsomraader)),
    ("afsender", lambda aftale, besked, _: _is_cvr_in(besked.afsender, aftale.afsendere)),
)
"""The steps in the order they are taken."""

TRIN = tuple(navn for navn, _ in _TRIN)


_HINDRINGER: tuple[tuple[Hindring, Callable[[Serviceaftale, str], bool]], ...] = (
    (Hindring.TILSTAND, lambda aftale, _: aftale.tilstand is not Aftaletilstand.GODKENDT),
    (Hindring.MYNDIGHED_LUKKET, lambda aftale, _: aftale.lukket),
    (Hindring.IKKE_BEGYNDT, lambda aftale, dag: aftale.gyldig_fra > dag),
    (Hindring.UDLOEBET, lambda aftale, dag: bool(aftale.gyldig_til) and aftale.gyldig_til < dag),
)
"""What keeps everything back, the first of them counting; that the it-system is closed is asked of the system."""


def find_hindring(aftale: Serviceaftale, dag: str) -> Hindring | None:
    """Why a serviceaftale lets nothing at all through on a day (YYYY-MM-DD); None: it may."""
    return next((hindring for hindring, er in _HINDRINGER if er(aftale, dag)), None)


def is_in_force(aftale: Serviceaftale, dag: str, service: str = BESKEDMODTAG) -> bool:
    """Whether a serviceaftale lets anything at all through to a user of a service on a day (YYYY-MM-DD)."""
    return aftale.service == service and find_hindring(aftale, dag) is None


def allows_lookup(aftale: Serviceaftale, besked: Besked, dag: str) -> bool:
    """Whether the persons of the message's authority may be looked up on a day (YYYY-MM-DD).

    A lookup tells of nothing that has happened, so codes, beskedtyper and senders are no limits to it. An agreement
    that says which classes of data it is about is held to them.
    """
    return (
        is_in_force(aftale, dag, OPSLAG)
        and bare_cvr(aftale.myndighed) == bare_cvr(besked.myndighed) != ""
        and (not aftale.foelsomhed or _is_in(besked.foelsomhed, aftale.foelsomhed))
    )


def is_in_kreds(besked: Besked, cvr: str) -> bool:
    """Whether an organisation's systems may have a message, agreements apart; `cvr` empty: not known whose they are."""
    return not besked.kreds or (bool(cvr) and bare_cvr(cvr) in besked.kreds)


def check(aftale: Serviceaftale, besked: Besked, dag: str) -> Svar:
    """Whether a serviceaftale lets a message through on a day (YYYY-MM-DD), else the first step that does not hold."""
    for navn, holder in _TRIN:
        if not holder(aftale, besked, dag):
            return Svar(tilladt=False, stoppet_ved=navn)
    return Svar(tilladt=True, stoppet_ved="")


def steps(aftale: Serviceaftale, besked: Besked, dag: str) -> tuple[Trin, ...]:
    """Every step, those after the first that does not hold too: what an explanation shows."""
    return tuple(Trin(navn, holder(aftale, besked, dag)) for navn, holder in _TRIN)


def find(aftaler: Iterable[Serviceaftale], system: str, besked: Besked, dag: str) -> Serviceaftale | None:
    """The first serviceaftale of a system that lets a message through, whoever's the system is; None: there is none."""
    egne = (aftale for aftale in aftaler if aftale.system.lower() == system.lower())
    return next((aftale for aftale in egne if check(aftale, besked, dag).tilladt), None)


class Aftaleindeks:
    """Many serviceaftaler, found by authority and beskedtype; those that can never hold again are left out."""

    def __init__(self, aftaler: Iterable[Serviceaftale], systemer: Iterable[ItSystem] = ()) -> None:
        """`systemer`: where given, those that are not active may receive nothing.

        What is for some organisations alone (Besked.kreds) only those among them may receive that are theirs.
        """
        self._cvr = {system.uuid.lower(): system.cvr for system in systemer}
        lukkede = {system.uuid.lower() for system in systemer if not system.aktiv}
        self._aftaler: dict[tuple[str, str], list[Serviceaftale]] = defaultdict(list)
        for aftale in aftaler:
            if aftale.tilstand is Aftaletilstand.GODKENDT and aftale.system.lower() not in lukkede:
                for beskedtype in aftale.beskedtyper:
                    self._aftaler[bare_cvr(aftale.myndighed), beskedtype.lower()].append(aftale)

    def find(self, system: str, besked: Besked, dag: str) -> Serviceaftale | None:
        """As `hold.find`, among all."""
        return find(self._candidates(besked), system, besked, dag) if self._is_for(besked, system) else None

    def systemer(self, besked: Besked, dag: str) -> frozenset[str]:
        """Every it-system that may receive the message on that day (UUID in lower case)."""
        return frozenset(
            aftale.system.lower()
            for aftale in self._candidates(besked)
            if check(aftale, besked, dag).tilladt and self._is_for(besked, aftale.system)
        )

    def tilladte(self, system: str, beskeder: Iterable[Besked], dag: str) -> frozenset[str]:
        """TilladtModtager of one message cut to the authorities for which a system holds agreements; empty: none."""
        return frozenset(bare_cvr(besked.myndighed) for besked in beskeder if self.find(system, besked, dag))

    def _is_for(self, besked: Besked, system: str) -> bool:
        return not besked.kreds or is_in_kreds(besked, self._cvr.get(system.lower(), ""))

    def _candidates(self, besked: Besked) -> list[Serviceaftale]:
        myndighed = bare_cvr(besked.myndighed)
        return [
            aftale
            for beskedtype in (besked.beskedtype.lower(), ALLE)
            for aftale in self._aftaler.get((myndighed, beskedtype), ())
        ]
