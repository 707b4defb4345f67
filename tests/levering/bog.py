"""What receivers have got, and the reckoning: nothing lost, nothing out of order, no repetition unexplained.

Each receiver notes what comes; the post room says what it holds to have been delivered. A message that a receiver has
kept may come again only where its confirmation was lost, and each of those must be proved.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from threading import Lock
from typing import NamedTuple

from cpr_haendelser.storage.forsendelse import Forsendelse, Forsendelsestilstand
from tests.levering.besked import Besked
from tests.levering.skema import Godkend

LEVERET, PARKERET = Forsendelsestilstand.LEVERET, Forsendelsestilstand.PARKERET


class Modtagelse(NamedTuple):
    """One message that came to a receiver."""

    dueslag: str
    besked_id: str
    person: str
    forsoeg: int
    liv: int
    """Of the program: how often it had been killed."""
    gemt: bool
    """The receiver kept it."""
    kvitteret: bool
    """And has said so, as far as it knows."""


class Bog:
    """What has come, in order; any thread may note."""

    def __init__(self, numre: Mapping[str, int], godkend: Godkend | None = None) -> None:
        """`numre`: løbenummer by BeskedId, which may be filled in after messages have come.

        `godkend`: the official schemas, where they are.
        """
        self.numre, self._godkend = numre, godkend
        self.ugyldige: list[str] = []
        """Messages that did not follow them."""
        self.liv = 0
        self.modtaget: list[Modtagelse] = []
        self.tabt: set[tuple[str, str, int]] = set()
        """(dueslag, BeskedId, attempt): proved that the confirmation did not get through."""
        self._gemt: defaultdict[str, set[str]] = defaultdict(set)
        self._laas = Lock()

    def note(self, besked: Besked, *, gemt: bool, kvitteret: bool) -> None:
        """Notes a message."""
        with self._laas:
            dueslag, ident, person = besked.dueslag, besked.besked_id, besked.personnummer
            self.modtaget.append(Modtagelse(dueslag, ident, person, besked.forsoeg, self.liv, gemt, kvitteret))
            if gemt:
                self._gemt[dueslag].add(ident)
            if self._godkend is not None and not self._godkend(besked.xml):
                self.ugyldige.append(ident)

    def of(self, dueslag: str) -> list[Modtagelse]:
        """What has come from a dueslag."""
        with self._laas:
            return [each for each in self.modtaget if each.dueslag == dueslag]

    def kept(self, dueslag: str) -> set[str]:
        """What its receiver has kept, by BeskedId."""
        with self._laas:
            return set(self._gemt[dueslag])

    def has_kept(self, dueslag: str) -> int:
        """How many of its messages the receiver has kept."""
        return len(self._gemt[dueslag])

    def prove_lost(self, forsendelser: Iterable[Forsendelse]) -> None:
        """After the program has died: what its receivers had confirmed, and the post room does not know of."""
        ikke = {(each.dueslag, each.loebenummer) for each in forsendelser if each.tilstand is not LEVERET}
        self.tabt |= {
            (each.dueslag, each.besked_id, each.forsoeg)
            for each in self.modtaget
            if each.liv == self.liv and each.kvitteret and (each.dueslag, self.numre[each.besked_id]) in ikke
        }

    def prove_by_attempt(self, forsendelser: Iterable[Forsendelse]) -> None:
        """At the end, where programs stood side by side: what was confirmed, and delivered by a later attempt."""
        ved = {(each.dueslag, each.loebenummer): each.forsoeg for each in forsendelser if each.tilstand is LEVERET}
        self.tabt |= {
            (each.dueslag, each.besked_id, each.forsoeg)
            for each in self.modtaget
            if each.kvitteret and each.forsoeg < ved.get((each.dueslag, self.numre[each.besked_id]), 0)
        }


class Tal(NamedTuple):
    """The tally of one case."""

    forsendelser: int
    leveret: int
    """At the end."""
    modtagelser: int
    """What came to the receivers, every time counted."""
    gentaget: int
    """Of these: of what the receiver had kept before."""
    tabte_kvitteringer: int
    """Of the repeated ones: those whose confirmation was lost, proved one by one."""
    parkeret: str
    """How many were parked on the way, and why."""
    mistet: int
    byttet: int
    """Persons whose messages did not come in order."""
    maerket: int
    """Messages that came out of order and are marked so: put aside, and let go on when later ones had left."""
    brud: tuple[str, ...]
    """What did not hold; empty where the promise was kept."""


def reckon(
    bog: Bog,
    forventet: Mapping[str, Collection[int]],
    forsendelser: Sequence[Forsendelse],
    kontroller: Mapping[str, bool],
    parkerede: Mapping[str, int] | None = None,
) -> Tal:
    """Holds the book against what was expected of each dueslag and what the post room says.

    `kontroller` are what the case itself has looked at; `parkerede` the reasons of what was parked on the way.
    """
    stand = {(each.dueslag, each.loebenummer): each for each in forsendelser}
    alle = {(dueslag, nummer) for dueslag, numre in forventet.items() for nummer in numre}
    gemte = {(each.dueslag, bog.numre[each.besked_id]) for each in bog.modtaget if each.gemt}
    leverede = {noegle for noegle, each in stand.items() if each.tilstand is LEVERET}
    gentaget, tabte = _repeated(bog)
    mistet = (alle - stand.keys()) | (leverede - gemte)
    maerket = {noegle for noegle, each in stand.items() if each.uden_for_raekkefoelge}
    byttet = _exchanged(bog, maerket)
    brud = {
        "nothing is made up": not stand.keys() - alle,
        "nothing is lost": not mistet,
        "everything is delivered in the end": alle == leverede,
        "each person's messages came in order": not byttet,
        "every repetition is a lost confirmation": gentaget == tabte,
        "every message followed the official schemas": not bog.ugyldige,
        **kontroller,
    }
    return Tal(
        len(alle),
        len(leverede),
        len(bog.modtaget),
        gentaget,
        tabte,
        ", ".join(f"{antal} {grund}" for grund, antal in sorted((parkerede or {}).items())),
        len(mistet),
        len(byttet),
        len(maerket),
        tuple(navn for navn, holder in brud.items() if not holder),
    )


def _repeated(bog: Bog) -> tuple[int, int]:
    """How often something came that its receiver had kept, and how many of those are explained."""
    gentaget = tabte = 0
    sidst: dict[tuple[str, str], Modtagelse] = {}
    for each in bog.modtaget:
        noegle = (each.dueslag, each.besked_id)
        foer = sidst.get(noegle)
        if foer is not None:
            gentaget += 1
            tabte += not foer.kvitteret or (*noegle, foer.forsoeg) in bog.tabt
        if each.gemt:
            sidst[noegle] = each
    return gentaget, tabte


def _exchanged(bog: Bog, frigivne: Collection[tuple[str, int]]) -> set[tuple[str, str]]:
    """(dueslag, person) of which a lower number came after a higher one; those marked as out of order are let pass."""
    hoejeste: dict[tuple[str, str], int] = defaultdict(int)
    byttet = set()
    for each in bog.modtaget:
        person, nummer = (each.dueslag, each.person), bog.numre[each.besked_id]
        if (each.dueslag, nummer) in frigivne:
            continue
        if nummer < hoejeste[person]:
            byttet.add(person)
        hoejeste[person] = nummer
    return byttet


def parked(forsendelser: Iterable[Forsendelse]) -> Counter[str]:
    """The reasons of what is parked now."""
    return Counter(each.grund for each in forsendelser if each.tilstand is PARKERET)
