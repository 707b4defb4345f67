"""Distributing: new hændelser of the log become forsendelser, one per dueslag that may and wants, in batches.

Gather (the batch, the set-up), decide (`Matcher`, pure but for value lists), apply (one transaction with the position).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from cpr_haendelser.haendelser.model import Haendelse
from cpr_haendelser.storage.lager import Lager
from cpr_haendelser.storage.postrum import Ny, Postrum

BATCH = 1000
"""Hændelser read and matched at a time."""


class Fordelt(NamedTuple):
    """What one batch came to."""

    haendelser: int
    forsendelser: int
    til: int
    """The løbenummer up to which forsendelser have been derived."""
    dueslag: frozenset[str] = frozenset()
    """Those that got something."""


class Matcher(Protocol):
    """Decides which dueslag get which hændelser."""

    def __call__(self, haendelser: Sequence[Haendelse]) -> tuple[list[Ny], str]:
        """The forsendelser of a batch, and the versions (JSON) of set-up and lists that they were matched with."""
        ...


class Fordeler:
    """Follows the log from the post room's position."""

    def __init__(self, lager: Lager, postrum: Postrum, matcher: Matcher, nu: Callable[[], str]) -> None:
        """`nu` gives the time of day as the post room compares it."""
        self._lager, self._postrum, self._matcher, self._nu = lager, postrum, matcher, nu

    def step(self, antal: int = BATCH) -> Fordelt:
        """Distributes the next batch; 0 hændelser: there is nothing new.

        Another process may do the same at the same time: each løbenummer is derived once, whoever is first.
        """
        position = self._postrum.position()
        haendelser = self._lager.haendelser(efter=position, antal=antal)
        if not haendelser:
            return Fordelt(0, 0, position)
        til = haendelser[-1].loebenummer
        nye, versioner = self._matcher([haendelse for haendelse in haendelser if haendelse.modtager_cvr])
        skrevet = self._postrum.fordel(nye, til=til, tidspunkt=self._nu(), versioner=versioner)
        return Fordelt(len(haendelser), skrevet, til, frozenset(ny.dueslag for ny in nye))

    def drain(self) -> Fordelt:
        """Distributes until there is nothing new."""
        haendelser = forsendelser = 0
        while (trin := self.step()).haendelser:
            haendelser += trin.haendelser
            forsendelser += trin.forsendelser
        return Fordelt(haendelser, forsendelser, trin.til)
