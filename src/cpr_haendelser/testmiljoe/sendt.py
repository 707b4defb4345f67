"""After an order was carried out: what was really sent, held against the person that it shows, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cpr_haendelser.haendelser.model import Haendelse
from cpr_haendelser.storage.lager import Lager
from cpr_haendelser.storage.ordre import Udfoerelse
from cpr_haendelser.storage.ordrelager import Ordrelager
from cpr_haendelser.testmiljoe.divergens import Divergens, compare

_SIDE = 200


class Sendt(NamedTuple):
    """One hændelse of an order, and where its message disagrees with itself."""

    udfoerelse: Udfoerelse
    haendelse: Haendelse
    divergenser: tuple[Divergens, ...]
    oensket: bool
    """Whether the order's line says that a difference is wanted."""


def iterate_sendt(lager: Lager, ordrelager: Ordrelager, uuid: str) -> Iterator[Sendt]:
    """What came of an order, in the order of its plan."""
    efter = 0
    while side := ordrelager.udfoerelser(uuid, efter=efter, antal=_SIDE):
        yield from _come_of(lager, ordrelager, uuid, side)
        efter = side[-1].nr


def read_sendt(lager: Lager, ordrelager: Ordrelager, uuid: str, *, efter: int, antal: int) -> tuple[list[Sendt], int]:
    """What came of so many places of an order's plan above `efter`, and the last place read; `efter`: there are none.

    The places before are not read again, however far into the order the page is.
    """
    side = ordrelager.udfoerelser(uuid, efter=efter, antal=antal)
    return list(_come_of(lager, ordrelager, uuid, side)) if side else [], side[-1].nr if side else efter


def _come_of(lager: Lager, ordrelager: Ordrelager, uuid: str, side: Sequence[Udfoerelse]) -> Iterator[Sendt]:
    oenskede = _wanted(ordrelager, uuid, side)
    # What the log does not keep any more is left out.
    fundne = {each.loebenummer: each for each in lager.haendelser_med([nr for en in side for nr in en.loebenumre])}
    for udfoerelse in side:
        for haendelse in filter(None, map(fundne.get, udfoerelse.loebenumre)):
            divergenser = tuple(find_divergens(lager, haendelse))
            yield Sendt(udfoerelse, haendelse, divergenser, udfoerelse.linje in oenskede)


def _wanted(ordrelager: Ordrelager, uuid: str, side: Sequence[Udfoerelse]) -> set[int]:
    """The lines of some udførelser that say that a difference is wanted."""
    numre = [each.linje for each in side]
    linjer = ordrelager.linjer(uuid, efter=min(numre) - 1, antal=max(numre) - min(numre) + 1)
    return {linje.nr for linje in linjer if linje.oensket_divergens}


def find_divergens(lager: Lager, haendelse: Haendelse) -> list[Divergens]:
    """Where the message of a logged hændelse disagrees with the person's version that it shows."""
    versioner = [each for each in lager.versioner(int(haendelse.beslutning.pnr)) if each.fil <= haendelse.fil]
    if not versioner:
        return []
    foer = versioner[-2] if len(versioner) > 1 else versioner[-1] if haendelse.ordre else None
    return compare(haendelse.beslutning, versioner[-1].dokument, foer.dokument if foer else None)
