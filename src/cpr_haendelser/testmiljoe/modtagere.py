"""To whom an order's messages went: own dueslag by name, those that the persons are shared with by organisation.

Of all others no more than how many: whose systems have agreements is nobody else's business.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cpr_haendelser.haendelser.model import Haendelse
from cpr_haendelser.storage.forsendelse import Forsendelsestilstand
from cpr_haendelser.storage.postrum import Opsaetning, Postrum

FLEST_EGNE = 20
"""So many of an organisation's own dueslag are looked at."""
_AD_GANGEN = 100
"""Forsendelser read together: an order's hændelser mostly lie beside each other in the log."""


class Eget(NamedTuple):
    """A dueslag of the order's organisation, and how far the message is."""

    navn: str
    tilstand: Forsendelsestilstand


class Deler(NamedTuple):
    """Another organisation that the person is shared with, and to how many of its dueslag it was delivered."""

    organisation: str
    antal: int


class Modtagere(NamedTuple):
    """To whom one hændelse went."""

    egne: tuple[Eget, ...] = ()
    delere: tuple[Deler, ...] = ()
    andre: int = 0
    """Dueslag of others that it was delivered to."""

    @property
    def ingen(self) -> bool:
        """Whether nobody has got it, and nobody is going to."""
        return not (self.egne or self.delere or self.andre)


def find_modtagere(
    postrum: Postrum, opsaetning: Opsaetning, ejer: str, haendelser: Sequence[Haendelse]
) -> Mapping[int, Modtagere]:
    """By løbenummer, to whom hændelser of an order of an organisation (CVR) went.

    Own dueslag are told also while it waits there; of the others what was delivered counts.
    """
    organisation = {each.uuid.lower(): each.cvr for each in opsaetning.systemer}
    hvis = {each.uuid.lower(): organisation.get(each.system.lower(), "") for each in opsaetning.dueslag}
    egne = _own(postrum, opsaetning, {uuid for uuid, cvr in hvis.items() if cvr == ejer}, haendelser)
    leveret = _delivered(postrum, haendelser, hvis)
    navne = {each.cvr: each.navn for each in opsaetning.organisationer}
    fundne = {}
    for haendelse in haendelser:
        antal = leveret.get(haendelse.loebenummer, Counter[str]())
        kreds = [cvr for cvr in haendelse.kreds if cvr != ejer]
        fundne[haendelse.loebenummer] = Modtagere(
            tuple(egne.get(haendelse.loebenummer, ())),
            tuple(Deler(navne.get(cvr, cvr), antal[cvr]) for cvr in kreds),
            sum(tal for cvr, tal in antal.items() if cvr not in {ejer, *kreds}),
        )
    return fundne


def _own(
    postrum: Postrum, opsaetning: Opsaetning, egne: set[str], haendelser: Iterable[Haendelse]
) -> dict[int, list[Eget]]:
    numre = sorted({each.loebenummer for each in haendelser})
    fundne: dict[int, list[Eget]] = {}
    for dueslag in [each for each in opsaetning.dueslag if each.uuid.lower() in egne][:FLEST_EGNE]:
        for nummer, tilstand in _states(postrum, dueslag.uuid, numre):
            fundne.setdefault(nummer, []).append(Eget(dueslag.navn, tilstand))
    return fundne


def _states(postrum: Postrum, dueslag: str, numre: Sequence[int]) -> Iterator[tuple[int, Forsendelsestilstand]]:
    """How far a dueslag is with those of some løbenumre (in order) that it has."""
    her = 0
    while her < len(numre):
        side = postrum.forsendelser(dueslag, efter=numre[her] - 1, antal=_AD_GANGEN)
        laest = {each.loebenummer: each.tilstand for each in side}
        slut = bisect_right(numre, side[-1].loebenummer) if len(side) == _AD_GANGEN else len(numre)
        yield from ((nummer, laest[nummer]) for nummer in numre[her:slut] if nummer in laest)
        her = slut


def _delivered(postrum: Postrum, haendelser: Iterable[Haendelse], hvis: Mapping[str, str]) -> dict[int, Counter[str]]:
    """To how many dueslag of each organisation each was delivered, one that got it twice counted once."""
    numre = {each.loebenummer for each in haendelser}
    fundne: dict[int, Counter[str]] = {}
    sete: set[tuple[int, str]] = set()
    for pnr in sorted({int(each.beslutning.pnr) for each in haendelser}):
        for levering in postrum.leveringer(pnr):
            noegle = (levering.loebenummer, levering.dueslag.lower())
            if levering.loebenummer in numre and noegle not in sete:
                sete.add(noegle)
                fundne.setdefault(levering.loebenummer, Counter())[hvis.get(noegle[1], "")] += 1
    return fundne
