"""Which dueslag a batch of hændelser is for: agreement first, then filter, value lists asked for the batch together.

What does not match costs next to nothing: per kind of message (authority, code) only the dueslag with an agreement are
kept, and of them those that demand certain persons are met through those persons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from cpr_haendelser.abonnementer.krav import Krav, to_krav
from cpr_haendelser.abonnementer.laesning import parse
from cpr_haendelser.abonnementer.model import Dueslag
from cpr_haendelser.abonnementer.noegler import besked_of
from cpr_haendelser.abonnementer.udtryk import Udtryk
from cpr_haendelser.abonnementer.vurdering import Forklaring, Sandhed, Vaerdi, ask, forklar, vurder
from cpr_haendelser.aftaler.hold import Aftaleindeks, Trin, is_in_kreds, steps
from cpr_haendelser.aftaler.model import Besked, ItSystem, Serviceaftale
from cpr_haendelser.beskeder.kuvertfelter import Felter, felter
from cpr_haendelser.beskeder.saet import Saet
from cpr_haendelser.haendelser.model import Adresse, Haendelse

KREDS = "kreds af organisationer"
"""The step of an explanation that says whether the system's organisation may have the hændelse at all."""

Medlemskaber = Callable[[Sequence[str], Sequence[Vaerdi]], set[tuple[str, Vaerdi]]]
"""Which of the values are in which of the lists (Postrum.medlemskaber)."""


class Kilder(NamedTuple):
    """What matching asks for beside the hændelser; each only when it is needed."""

    saet: Callable[[int], Saet]
    """The composing settings by number."""
    efter: Callable[[Haendelse], Adresse | None]
    """The address that the message shows as the present one."""
    medlemskaber: Medlemskaber


class Traef(NamedTuple):
    """A hændelse is for a dueslag, on the agreement of an authority (CVR)."""

    dueslag: str
    loebenummer: int
    pnr: int
    myndighed: str


class Abonnement(NamedTuple):
    """A dueslag with its filter as read."""

    dueslag: Dueslag
    udtryk: Udtryk | None
    krav: tuple[Krav, ...]


class _Udvalg(NamedTuple):
    """The subscriptions that may have a kind of message, by what they demand of the person."""

    alle: tuple[tuple[Abonnement, bool], ...]
    """(subscription, whether it is certain): nothing is demanded of the person."""
    lister: dict[str, list[tuple[Abonnement, bool]]]
    numre: dict[int, list[tuple[Abonnement, bool]]]


def to_abonnement(dueslag: Dueslag) -> Abonnement:
    """A dueslag with its filter read; Filterfejl where it cannot be."""
    udtryk = parse(dueslag.filter) if dueslag.filter.strip() else None
    return Abonnement(dueslag, udtryk, to_krav(udtryk))


class Matchindeks:
    """The dueslag and agreements of one version of the set-up, ready to be matched on one day (YYYY-MM-DD).

    Filterfejl where a filter kept earlier cannot be read: to leave its dueslag out would lose messages.
    """

    def __init__(
        self, dueslag: Iterable[Dueslag], aftaler: Iterable[Serviceaftale], systemer: Iterable[ItSystem], dag: str
    ) -> None:
        self.dag = dag
        self._aftaler = Aftaleindeks(aftaler, systemer)
        self._efter_system: dict[tuple[str, str], list[Abonnement]] = defaultdict(list)
        self._udvalg: dict[Besked, _Udvalg] = {}
        for each in dueslag:
            if each.aktiv:
                self._efter_system[each.system.lower(), each.beskedtype.lower()].append(to_abonnement(each))
        self.lister = sorted(
            {
                liste
                for gruppe in self._efter_system.values()
                for abonnement in gruppe
                for krav in abonnement.krav
                for liste in krav.lister or ()
            }
        )
        """The value lists that persons are looked up in."""

    def select(self, besked: Besked) -> _Udvalg:
        """The subscriptions that agreement and code let have a kind of message; remembered."""
        udvalg = self._udvalg.get(besked)
        if udvalg is None:
            udvalg = self._udvalg[besked] = self._select(besked)
        return udvalg

    def _select(self, besked: Besked) -> _Udvalg:
        udvalg = _Udvalg((), defaultdict(list), defaultdict(list))
        alle: list[tuple[Abonnement, bool]] = []
        for system in sorted(self._aftaler.systemer(besked, self.dag)):
            for abonnement in self._efter_system.get((system, besked.beskedtype.lower()), ()):
                for krav in abonnement.krav:
                    if krav.koder is not None and besked.kode not in krav.koder:
                        continue
                    mulig = (abonnement, krav.eksakt)
                    if not krav.om_personer:
                        alle.append(mulig)
                    for liste in krav.lister or ():
                        udvalg.lister[liste].append(mulig)
                    for nummer in krav.numre or ():
                        udvalg.numre[nummer].append(mulig)
        return udvalg._replace(alle=tuple(alle))


def match(haendelser: Sequence[Haendelse], indeks: Matchindeks, kilder: Kilder) -> list[Traef]:
    """The (dueslag, løbenummer) pairs of a batch, by løbenummer; each pair once.

    A hændelse without receiver is for nobody.
    """
    sikre: dict[tuple[int, str], Traef] = {}
    usikre: dict[tuple[int, str], tuple[Haendelse, Abonnement]] = {}
    for haendelse, abonnement, sikker in _candidates(haendelser, indeks, kilder):
        noegle = (haendelse.loebenummer, abonnement.dueslag.uuid)
        if sikker:
            sikre[noegle] = _to_traef(haendelse, abonnement)
        elif noegle not in sikre:
            usikre[noegle] = (haendelse, abonnement)
    tilbage = {noegle: each for noegle, each in usikre.items() if noegle not in sikre}
    fundne = sikre | _evaluate(tilbage, kilder)
    return [fundne[noegle] for noegle in sorted(fundne)]


def _candidates(
    haendelser: Sequence[Haendelse], indeks: Matchindeks, kilder: Kilder
) -> Iterator[tuple[Haendelse, Abonnement, bool]]:
    """What may match, and whether it does for certain."""
    med_modtager = [haendelse for haendelse in haendelser if haendelse.modtager_cvr]
    numre = sorted({int(haendelse.beslutning.pnr) for haendelse in med_modtager})
    i_lister: dict[Vaerdi, list[str]] = defaultdict(list)
    if indeks.lister and numre:
        for liste, nummer in kilder.medlemskaber(indeks.lister, numre):
            i_lister[nummer].append(liste)
    for haendelse in med_modtager:
        udvalg = indeks.select(besked_of(haendelse, kilder.saet(haendelse.saet)))
        nummer = int(haendelse.beslutning.pnr)
        for gruppe in (
            udvalg.alle,
            udvalg.numre.get(nummer, ()),
            *(udvalg.lister.get(liste, ()) for liste in i_lister.get(nummer, ())),
        ):
            for abonnement, sikker in gruppe:
                if haendelse.loebenummer > abonnement.dueslag.fra:
                    yield haendelse, abonnement, sikker


def _evaluate(
    usikre: dict[tuple[int, str], tuple[Haendelse, Abonnement]], kilder: Kilder
) -> dict[tuple[int, str], Traef]:
    """Those whose filter is true, the value lists that they refer to asked together."""
    vaerdier: dict[int, Felter] = {}
    spurgt: set[tuple[str, Vaerdi]] = set()
    for haendelse, abonnement in usikre.values():
        if haendelse.loebenummer not in vaerdier:
            vaerdier[haendelse.loebenummer] = _felter(haendelse, kilder)
        spurgt |= ask(_filter(abonnement), vaerdier[haendelse.loebenummer])
    medlem = ask_together(spurgt, kilder.medlemskaber)
    return {
        noegle: _to_traef(haendelse, abonnement)
        for noegle, (haendelse, abonnement) in usikre.items()
        if vurder(_filter(abonnement), vaerdier[haendelse.loebenummer], medlem) is Sandhed.SAND
    }


def ask_together(spurgt: set[tuple[str, Vaerdi]], medlemskaber: Medlemskaber) -> Callable[[str, Vaerdi], bool]:
    """Answers from one question for all whole numbers and one for all texts: a list holds either."""
    medlemmer: set[tuple[str, Vaerdi]] = set()
    for slags in (int, str):
        par = [(liste, vaerdi) for liste, vaerdi in spurgt if isinstance(vaerdi, slags)]
        if par:
            medlemmer |= medlemskaber(sorted({liste for liste, _ in par}), list({vaerdi for _, vaerdi in par}))
    return lambda liste, vaerdi: (liste, vaerdi) in medlemmer


def _filter(abonnement: Abonnement) -> Udtryk:
    if abonnement.udtryk is None:
        raise AssertionError("a dueslag without filter is certain")
    return abonnement.udtryk


def _felter(haendelse: Haendelse, kilder: Kilder) -> Felter:
    return felter(haendelse, kilder.efter(haendelse), kilder.saet(haendelse.saet))


def _to_traef(haendelse: Haendelse, abonnement: Abonnement) -> Traef:
    return Traef(abonnement.dueslag.uuid, haendelse.loebenummer, int(haendelse.beslutning.pnr), haendelse.modtager_cvr)


class Aftalebegrundelse(NamedTuple):
    """One of the system's agreements, step by step."""

    aftale: Serviceaftale
    trin: tuple[Trin, ...]


class Begrundelse(NamedTuple):
    """Why a hændelse is or is not for a dueslag."""

    matcher: bool
    stoppet_ved: str
    """The first of: aktiv, system, beskedtype, modtager, løbenummer, KREDS, aftale, filter; empty where it matches."""
    trin: tuple[Trin, ...]
    aftaler: tuple[Aftalebegrundelse, ...]
    """Empty: the system has none."""
    filter: Forklaring | None
    """None: the dueslag has no filter."""


def explain(  # noqa: PLR0913 - one explanation leans on these
    haendelse: Haendelse,
    dueslag: Dueslag,
    *,
    aftaler: Iterable[Serviceaftale],
    systemer: Iterable[ItSystem],
    dag: str,
    kilder: Kilder,
) -> Begrundelse:
    """Why, step by step; it agrees with `match`. For then or now: hand in that set-up, day and list versions."""
    besked = besked_of(haendelse, kilder.saet(haendelse.saet))
    system = next((system for system in systemer if system.uuid.lower() == dueslag.system.lower()), None)
    begrundet = tuple(
        Aftalebegrundelse(aftale, steps(aftale, besked, dag))
        for aftale in aftaler
        if aftale.system.lower() == dueslag.system.lower()
    )
    abonnement = to_abonnement(dueslag)
    forklaring = _explain_filter(haendelse, abonnement, kilder)
    trin = (
        Trin("aktiv", dueslag.aktiv),
        Trin("system", system is None or system.aktiv),
        Trin("beskedtype", dueslag.beskedtype.lower() == besked.beskedtype.lower()),
        Trin("modtager", bool(haendelse.modtager_cvr)),
        Trin("løbenummer", haendelse.loebenummer > dueslag.fra),
        Trin(KREDS, is_in_kreds(besked, system.cvr if system else "")),
        Trin("aftale", any(all(trin.holder for trin in each.trin) for each in begrundet)),
        Trin("filter", forklaring is None or forklaring.sandhed is Sandhed.SAND),
    )
    stoppet = next((each.navn for each in trin if not each.holder), "")
    return Begrundelse(not stoppet, stoppet, trin, begrundet, forklaring)


def _explain_filter(haendelse: Haendelse, abonnement: Abonnement, kilder: Kilder) -> Forklaring | None:
    if abonnement.udtryk is None:
        return None
    vaerdier = _felter(haendelse, kilder)
    return forklar(abonnement.udtryk, vaerdier, ask_together(ask(abonnement.udtryk, vaerdier), kilder.medlemskaber))
