"""Which dueslag a batch of hændelser is for: agreement first, then filter, value lists asked for the batch together.

`indeks` finds the few that may match; only where what they demand is not the whole filter is the filter asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from cpr_haendelser.abonnementer.indeks import Abonnement, Matchindeks, to_abonnement
from cpr_haendelser.abonnementer.model import Dueslag, Traef
from cpr_haendelser.abonnementer.noegler import besked_of
from cpr_haendelser.abonnementer.udtryk import Udtryk
from cpr_haendelser.abonnementer.vurdering import Forklaring, Sandhed, Vaerdi, ask, forklar, vurder
from cpr_haendelser.aftaler.hold import Trin, is_in_kreds, steps
from cpr_haendelser.aftaler.model import ItSystem, Serviceaftale
from cpr_haendelser.beskeder.kuvertfelter import Felter, felter
from cpr_haendelser.beskeder.saet import Saet
from cpr_haendelser.haendelser.model import Adresse, Haendelse

KREDS = "kreds af organisationer"
"""The step of an explanation that says whether the system's organisation may have the hændelse at all."""

Medlemskaber = Callable[[Collection[Vaerdi]], Mapping[Vaerdi, Collection[str]]]
"""Which value lists each of the values is in; one that is in none is left out (Postrum.medlemskaber)."""


class Kilder(NamedTuple):
    """What matching asks for beside the hændelser; each only when it is needed."""

    saet: Callable[[int], Saet]
    """The composing settings by number."""
    efter: Callable[[Haendelse], Adresse | None]
    """The address that the message shows as the present one."""
    medlemskaber: Medlemskaber


_BY_NUMBER = attrgetter("loebenummer", "dueslag")


def match(haendelser: Sequence[Haendelse], indeks: Matchindeks, kilder: Kilder) -> list[Traef]:
    """The (dueslag, løbenummer) pairs of a batch, which is in order, by løbenummer; each pair once.

    A hændelse without receiver is for nobody.
    """
    med_modtager = [haendelse for haendelse in haendelser if haendelse.modtager_cvr]
    numre = sorted({int(haendelse.beslutning.pnr) for haendelse in med_modtager})
    i_lister = kilder.medlemskaber(numre) if indeks.har_lister and numre else {}
    fundne: list[Traef] = []
    usikre: list[tuple[Haendelse, Abonnement]] = []
    for haendelse in med_modtager:
        udvalg = indeks.select(besked_of(haendelse, kilder.saet(haendelse.saet)))
        nummer, pnr, cvr = haendelse.loebenummer, int(haendelse.beslutning.pnr), haendelse.modtager_cvr
        sikre: set[str] = set()
        maaske: dict[str, Abonnement] = {}
        for abonnement, krav in udvalg.about(pnr, i_lister.get(pnr, ())):
            if nummer > abonnement.dueslag.fra:
                if krav.eksakt:
                    sikre.add(abonnement.dueslag.uuid)
                else:
                    maaske[abonnement.dueslag.uuid] = abonnement
        fundne += [Traef(uuid, nummer, pnr, cvr) for uuid in sorted(sikre)]
        usikre += [(haendelse, abonnement) for uuid, abonnement in maaske.items() if uuid not in sikre]
    if usikre:
        fundne += _evaluate(usikre, kilder)
        fundne.sort(key=_BY_NUMBER)
    return fundne


def _evaluate(usikre: Sequence[tuple[Haendelse, Abonnement]], kilder: Kilder) -> list[Traef]:
    """Those whose filter is true, the value lists that they refer to asked together."""
    vaerdier: dict[int, Felter] = {}
    spurgt: set[tuple[str, Vaerdi]] = set()
    for haendelse, abonnement in usikre:
        if haendelse.loebenummer not in vaerdier:
            vaerdier[haendelse.loebenummer] = _felter(haendelse, kilder)
        spurgt |= ask(_filter(abonnement), vaerdier[haendelse.loebenummer])
    medlem = ask_together(spurgt, kilder.medlemskaber)
    return [
        Traef(abonnement.dueslag.uuid, haendelse.loebenummer, int(haendelse.beslutning.pnr), haendelse.modtager_cvr)
        for haendelse, abonnement in usikre
        if vurder(_filter(abonnement), vaerdier[haendelse.loebenummer], medlem) is Sandhed.SAND
    ]


def ask_together(spurgt: Iterable[tuple[str, Vaerdi]], medlemskaber: Medlemskaber) -> Callable[[str, Vaerdi], bool]:
    """Answers from one question for all the values."""
    vaerdier = {vaerdi for _, vaerdi in spurgt}
    medlemmer = medlemskaber(vaerdier) if vaerdier else {}
    return lambda liste, vaerdi: liste in medlemmer.get(vaerdi, ())


def _filter(abonnement: Abonnement) -> Udtryk:
    if abonnement.udtryk is None:
        raise AssertionError("a dueslag without filter is certain")
    return abonnement.udtryk


def _felter(haendelse: Haendelse, kilder: Kilder) -> Felter:
    return felter(haendelse, kilder.efter(haendelse), kilder.saet(haendelse.saet))


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
