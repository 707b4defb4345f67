"""What an order really came to, day by day, as the order store has it. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from cpr_haendelser.cpr.tider import localise_utc
from cpr_haendelser.storage.ordre import Ordre, Udfoerelse
from cpr_haendelser.testmiljoe.omkostning.priser import Ydelse

Lavet = Mapping[tuple[int, int], Sequence[tuple[str, int]]]
"""When how many persons were made, by line and repetition of an order."""
_DELE = 3
"""Slashes of a group's name at least."""


class Forbrug(NamedTuple):
    """So many of one thing on one day of an order."""

    dag: str
    """In Denmark, YYYY-MM-DD."""
    ordre: Ordre
    ydelse: Ydelse
    antal: int
    loebenumre: tuple[int, ...] = ()
    """Of hændelser."""

    @property
    def maaned(self) -> str:
        """YYYY-MM."""
        return self.dag[:7]


def made_by_order(oprettede: Mapping[tuple[str, str], int]) -> dict[str, Lavet]:
    """What each order (UUID) made, of the groups `UUID/ny:NAVN/linje/gentagelse` (Ordrelager.oprettede)."""
    fundne: dict[str, dict[tuple[int, int], list[tuple[str, int]]]] = defaultdict(lambda: defaultdict(list))
    for (gruppe, tidspunkt), antal in oprettede.items():
        uuid, *_, linje, gentagelse = gruppe.split("/") if gruppe.count("/") >= _DELE else ("", "0", "0")
        fundne[uuid][int(linje), int(gentagelse)].append((tidspunkt, antal))
    return dict(fundne)


def find_forbrug(ordre: Ordre, udfoerte: Iterable[Udfoerelse], lavet: Lavet) -> Iterator[Forbrug]:
    """What the order's udførelser came to, by day: the order itself on the first; nothing where there are none."""
    loebenumre: dict[str, list[int]] = defaultdict(list)
    personer: Counter[str] = Counter()
    talt: set[tuple[int, int]] = set()
    for udfoerelse in udfoerte:
        dag = to_day(udfoerelse.udfoert)
        loebenumre[dag] += udfoerelse.loebenumre
        sted = (udfoerelse.linje, udfoerelse.gentagelse)
        nye = lavet.get(sted, ()) if sted not in talt else ()
        # Whoever is born later to a person of the group is in it too.
        personer[dag] += sum(antal for tidspunkt, antal in nye if tidspunkt <= udfoerelse.udfoert)
        talt.add(sted)
    for nr, dag in enumerate(sorted(loebenumre)):
        antal = {Ydelse.ORDRE: int(nr == 0), Ydelse.PERSON: personer[dag], Ydelse.HAENDELSE: len(loebenumre[dag])}
        for ydelse, hvor_mange in antal.items():
            if hvor_mange:
                numre = tuple(sorted(loebenumre[dag])) if ydelse is Ydelse.HAENDELSE else ()
                yield Forbrug(dag, ordre, ydelse, hvor_mange, numre)


def to_day(tidspunkt: str) -> str:
    """The day in Denmark (YYYY-MM-DD) of a moment (ISO 8601 with offset)."""
    return f"{localise_utc(datetime.fromisoformat(tidspunkt)):%Y-%m-%d}"
