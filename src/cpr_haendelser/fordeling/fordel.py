"""Distributing: new hændelser of the log become forsendelser, one per dueslag that may and wants, in batches.

A new dueslag begins at its own number (Dueslag.fra): it is given by itself what lies between there and the position of
all, in order, and is one of all from then on.

While there is more than a batch, what has come last goes ahead, so that a few hændelser do not wait for a large file
before them; but not about persons about whom something before them waits: order is kept for each person.

Gather (the batch, the set-up), decide (`Matcher`, pure but for value lists), apply (one transaction with the position).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

from cpr_haendelser.fordeling.storfil import Storfiler, never
from cpr_haendelser.haendelser.model import Haendelse
from cpr_haendelser.logning import log_line
from cpr_haendelser.opsamler import uncollected
from cpr_haendelser.storage.forsendelsesbog import Ny
from cpr_haendelser.storage.lager import Lager
from cpr_haendelser.storage.postrum import Postrum

BATCH, STOERSTE = 1000, 10_000
"""Hændelser read and matched at a time; and most, where there are many waiting and many dueslag."""
_HVER = 20
"""So many forsendelser for each dueslag make a batch large enough: each has a place of its own in the post room's file,
which is written anew by every batch that it is part of."""


class Fordelt(NamedTuple):
    """What one batch came to."""

    haendelser: int
    """Those that went ahead are counted when it is their turn."""
    forsendelser: int
    til: int
    """The løbenummer up to which forsendelser have been derived."""
    dueslag: frozenset[str] = frozenset()
    """Those that got something."""


class Matchet(NamedTuple):
    """What matching a batch came to."""

    nye: list[Ny]
    versioner: str
    """JSON: of set-up and lists that they were matched with."""
    ulaeselige: frozenset[str] = frozenset()
    """Dueslag that could not be matched, for their filter cannot be read: they must get it later."""


class Matcher(Protocol):
    """Decides which dueslag get which hændelser."""

    def __call__(self, haendelser: Sequence[Haendelse]) -> Matchet:
        """The forsendelser of a batch."""
        ...


class Fordeler:
    """Follows the log from the post room's position."""

    def __init__(
        self,
        lager: Lager,
        postrum: Postrum,
        matcher: Matcher,
        nu: Callable[[], str],
        *,
        stor_fil: Callable[[], int] = never,
    ) -> None:
        """`nu` gives the time of day as the post room compares it.

        Files with more hændelser than `stor_fil` says await.
        """
        self._lager, self._postrum, self._matcher, self._nu = lager, postrum, matcher, nu
        self._storfiler = Storfiler(lager, stor_fil)
        self._antal = BATCH
        self._set = 0
        """Up to which number it has been looked whether anything may go ahead."""
        self._fortalt: frozenset[str] = frozenset()
        """The dueslag whose filter cannot be read, as told in the log."""

    def step(self, antal: int | None = None) -> Fordelt:
        """Distributes the next batch, and one to the dueslag that are behind; 0 hændelser: there is nothing new.

        `antal`: so many hændelser at most; None: as many as pay. Another process may do the same at the same time:
        each løbenummer is derived once, whoever is first.
        """
        if antal is None:
            antal = self._antal
        with uncollected():
            dele = [self._catch_up(naaet, dueslag, antal) for naaet, dueslag in _by_number(self._behind())]
            fordelt = self._distribute(antal)
            if fordelt.haendelser == antal:
                dele.append(self._look_ahead(fordelt.til, min(antal, BATCH)))
        self._antal = _next_batch(antal, fordelt)
        return _sum_up([*dele, fordelt])

    def _behind(self) -> Mapping[str, int]:
        """Those that are behind and can be matched, and how far each has come."""
        bagud = self._postrum.bagud()
        ulaeselige = self._match([]).ulaeselige if bagud else ()
        return {dueslag: naaet for dueslag, naaet in bagud.items() if dueslag not in ulaeselige}

    def _distribute(self, antal: int) -> Fordelt:
        """The next batch, but not to the dueslag that are behind: they get it in their turn, for order's sake."""
        opsat, position = self._postrum.version(), self._postrum.position()
        haendelser = self._lager.haendelser(efter=position, antal=antal)
        if not haendelser:
            return Fordelt(0, 0, position)
        til = haendelser[-1].loebenummer
        nye, versioner, ulaeselige = self._match(haendelser)
        skrevet = self._postrum.fordel(
            nye, til=til, tidspunkt=self._nu(), versioner=versioner, opsat=opsat, uden=ulaeselige,
            afventer=self._storfiler.choose(haendelser),
        )  # fmt: skip
        return Fordelt(len(haendelser), skrevet, til, frozenset(ny.dueslag for ny in nye))

    def _look_ahead(self, position: int, antal: int) -> Fordelt:
        """What has come last, so that it does not wait for many before it: of persons about whom nothing else waits."""
        sidste = self._lager.sidste_loebenummer()
        fra, self._set = max(position, self._set, sidste - antal), sidste
        haendelser = self._lager.haendelser(efter=fra, antal=antal) if fra < sidste else []
        foran = self._persons_before(haendelser, position, fra)
        haendelser = [haendelse for haendelse in haendelser if int(haendelse.beslutning.pnr) not in foran]
        if not haendelser:
            return Fordelt(0, 0, position)
        opsat = self._postrum.version()
        nye, versioner, ulaeselige = self._match(haendelser)
        numre = [haendelse.loebenummer for haendelse in haendelser]
        skrevet = self._postrum.fordel_forud(
            nye, numre=numre, tidspunkt=self._nu(), versioner=versioner, opsat=opsat, uden=ulaeselige,
            afventer=self._storfiler.choose(haendelser),
        )  # fmt: skip
        return Fordelt(0, skrevet, position, frozenset(ny.dueslag for ny in nye))

    def _persons_before(self, haendelser: Sequence[Haendelse], position: int, til: int) -> set[int]:
        """The persons of hændelser about whom something between two numbers has not been derived."""
        forud = set(self._postrum.forud())
        pnrs = {int(haendelse.beslutning.pnr) for haendelse in haendelser}
        return {pnr for pnr, nummer in self._lager.numre_om(pnrs, efter=position, til=til) if nummer not in forud}

    def _catch_up(self, naaet: int, dueslag: frozenset[str], antal: int) -> Fordelt:
        """What comes after a number, to the dueslag that have come that far."""
        position = self._postrum.position()
        haendelser = [en for en in self._lager.haendelser(efter=naaet, antal=antal) if en.loebenummer <= position]
        nye, versioner, ulaeselige = self._match(haendelser) if haendelser else Matchet([], "")
        dueslag = dueslag - ulaeselige
        nye = [ny for ny in nye if ny.dueslag in dueslag]
        til = haendelser[-1].loebenummer if haendelser else max(naaet, position)
        skrevet = self._postrum.indhent(
            dueslag, nye, fra=naaet, til=til, tidspunkt=self._nu(), versioner=versioner,
            afventer=self._storfiler.choose(haendelser),
        )  # fmt: skip
        return Fordelt(len(haendelser), skrevet, til, frozenset(ny.dueslag for ny in nye))

    def _match(self, haendelser: Sequence[Haendelse]) -> Matchet:
        matchet = self._matcher([haendelse for haendelse in haendelser if haendelse.modtager_cvr])
        for dueslag in sorted(matchet.ulaeselige - self._fortalt):
            log_line("fordeling.filter-ulaeseligt", dueslag=dueslag)
        self._fortalt = matchet.ulaeselige
        return matchet

    def drain(self) -> Fordelt:
        """Distributes until there is nothing new."""
        haendelser = forsendelser = 0
        while (trin := self.step()).haendelser:
            haendelser += trin.haendelser
            forsendelser += trin.forsendelser
        return Fordelt(haendelser, forsendelser, trin.til)


def _next_batch(antal: int, fordelt: Fordelt) -> int:
    """How many hændelser to take after a batch: few as long as that pays, for others wait for the post room too."""
    if fordelt.haendelser < antal:
        return BATCH
    faa_hver = fordelt.forsendelser < _HVER * len(fordelt.dueslag)
    return min(2 * antal, STOERSTE) if faa_hver else antal


def _by_number(bagud: Mapping[str, int]) -> list[tuple[int, frozenset[str]]]:
    """Those that have come equally far together."""
    efter_nummer: dict[int, set[str]] = defaultdict(set)
    for dueslag, naaet in bagud.items():
        efter_nummer[naaet].add(dueslag)
    return [(naaet, frozenset(dueslag)) for naaet, dueslag in sorted(efter_nummer.items())]


def _sum_up(dele: Sequence[Fordelt]) -> Fordelt:
    return Fordelt(
        sum(del_.haendelser for del_ in dele),
        sum(del_.forsendelser for del_ in dele),
        dele[-1].til,
        frozenset().union(*(del_.dueslag for del_ in dele)),
    )
