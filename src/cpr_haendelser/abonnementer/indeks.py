"""The subscriptions of one set-up, found by what a message is and whom it is about.

What does not match costs next to nothing: a subscription that demands certain persons is met through those persons
and their value lists, any other through its it-system and its codes; the agreements are asked once for each kind of
message.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from cpr_haendelser.abonnementer.krav import Krav, to_krav
from cpr_haendelser.abonnementer.laesning import parse
from cpr_haendelser.abonnementer.model import Dueslag
from cpr_haendelser.abonnementer.udtryk import Filterfejl, Udtryk
from cpr_haendelser.aftaler.hold import Aftaleindeks
from cpr_haendelser.aftaler.model import Besked, ItSystem, Serviceaftale


class Abonnement(NamedTuple):
    """A dueslag with its filter as read."""

    dueslag: Dueslag
    udtryk: Udtryk | None
    krav: tuple[Krav, ...]
    system: str
    """The it-system in lower case."""


class Mulighed(NamedTuple):
    """One way for a subscription's filter to be true."""

    abonnement: Abonnement
    krav: Krav


class Udvalg(NamedTuple):
    """The subscriptions that agreement and code let have one kind of message."""

    kode: str
    systemer: frozenset[str]
    alle: tuple[Mulighed, ...]
    """Those that demand nothing of the person."""
    lister: Mapping[str, list[Mulighed]]
    """Those that demand a person of a value list, of all kinds of messages."""
    numre: Mapping[int, list[Mulighed]]
    """Those that demand a certain person, of all kinds of messages."""

    def about(self, pnr: int, lister: Collection[str]) -> Iterator[Mulighed]:
        """Those that may have such a message about a person who is in these value lists."""
        yield from self.alle
        for gruppe in (self.numre.get(pnr, ()), *[self.lister.get(liste, ()) for liste in lister]):
            for mulighed in gruppe:
                koder = mulighed.krav.koder
                if mulighed.abonnement.system in self.systemer and (koder is None or self.kode in koder):
                    yield mulighed


class _Beskedtype:
    """The subscriptions of one beskedtype."""

    def __init__(self) -> None:
        self.uden_person: dict[tuple[str, str | None], list[Mulighed]] = defaultdict(list)
        """By it-system and code; code None: of every code."""
        self.lister: dict[str, list[Mulighed]] = defaultdict(list)
        self.numre: dict[int, list[Mulighed]] = defaultdict(list)

    def add(self, mulighed: Mulighed) -> None:
        system, krav = mulighed.abonnement.system, mulighed.krav
        if not krav.om_personer:
            for kode in (None,) if krav.koder is None else krav.koder:
                self.uden_person[system, kode].append(mulighed)
        for liste in krav.lister or ():
            self.lister[liste].append(mulighed)
        for nummer in krav.numre or ():
            self.numre[nummer].append(mulighed)

    def select(self, kode: str, systemer: frozenset[str]) -> Udvalg:
        """The subscriptions of these it-systems that may have the code."""
        alle = tuple(
            mulighed
            for system in sorted(systemer)
            for each in (None, kode)
            for mulighed in self.uden_person.get((system, each), ())
        )
        return Udvalg(kode, systemer, alle, self.lister, self.numre)


class Matchindeks:
    """The dueslag and agreements of one version of the set-up, ready to be matched on one day (YYYY-MM-DD).

    A dueslag whose filter, kept earlier, cannot be read is in `ulaeselige` and matches nothing: whoever distributes
    must hold it back, for to pass it over would lose messages.
    """

    def __init__(
        self, dueslag: Iterable[Dueslag], aftaler: Iterable[Serviceaftale], systemer: Iterable[ItSystem], dag: str
    ) -> None:
        self.dag = dag
        self._aftaler = Aftaleindeks(aftaler, systemer)
        self._typer: dict[str, _Beskedtype] = defaultdict(_Beskedtype)
        self._udvalg: dict[Besked, Udvalg] = {}
        self.ulaeselige: dict[str, Filterfejl] = {}
        """By UUID of the dueslag, why its filter cannot be read."""
        for each in dueslag:
            if each.aktiv:
                try:
                    abonnement = to_abonnement(each)
                except Filterfejl as fejl:
                    self.ulaeselige[each.uuid] = fejl
                    continue
                for krav in abonnement.krav:
                    self._typer[each.beskedtype.lower()].add(Mulighed(abonnement, krav))
        self.har_lister = any(typen.lister for typen in self._typer.values())
        """Whether any subscription looks a person up in a value list."""

    def select(self, besked: Besked) -> Udvalg:
        """The subscriptions that agreement and code let have a kind of message; remembered."""
        udvalg = self._udvalg.get(besked)
        if udvalg is None:
            typen = self._typer.get(besked.beskedtype.lower(), _Beskedtype())
            udvalg = typen.select(besked.kode, self._aftaler.systemer(besked, self.dag))
            self._udvalg[besked] = udvalg
        return udvalg


def to_abonnement(dueslag: Dueslag) -> Abonnement:
    """A dueslag with its filter read; Filterfejl, with a note of whose filter it is, where it cannot be."""
    try:
        return Abonnement(dueslag, *_read(dueslag.filter), dueslag.system.lower())
    except Filterfejl as fejl:
        fejl.add_note(
            f"Det er filteret på dueslaget {dueslag.uuid}. Ret det med `haendelser setup`, eller luk dueslaget"
            " (aktiv = false); indtil da venter det, og intet er tabt."
        )
        raise


@lru_cache(maxsize=1 << 16)
def _read(filter_: str) -> tuple[Udtryk | None, tuple[Krav, ...]]:
    """A filter and its demands; remembered, for every change of the set-up asks about all of them again."""
    udtryk = parse(filter_) if filter_.strip() else None
    return udtryk, to_krav(udtryk)
