"""After an order was carried out: what was really sent, held against the person that it shows, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cpr_haendelser.haendelser.model import Haendelse
from cpr_haendelser.storage.lager import Lager
from cpr_haendelser.storage.ordre import Udfoerelse
from cpr_haendelser.storage.ordrelager import Ordrelager
from cpr_haendelser.testmiljoe.divergens import Divergens, compare

_SIDE = 1000


class Sendt(NamedTuple):
    """One hændelse of an order, and where its message disagrees with itself."""

    udfoerelse: Udfoerelse
    haendelse: Haendelse
    divergenser: tuple[Divergens, ...]


def iterate_sendt(lager: Lager, ordrelager: Ordrelager, uuid: str) -> Iterator[Sendt]:
    """What came of an order, in the order of its plan."""
    efter = 0
    while side := ordrelager.udfoerelser(uuid, efter=efter, antal=_SIDE):
        for udfoerelse in side:
            for nummer in udfoerelse.loebenumre:
                for haendelse in lager.haendelser(efter=nummer - 1, antal=1):
                    yield Sendt(udfoerelse, haendelse, tuple(find_divergens(lager, haendelse)))
        efter = side[-1].nr


def find_divergens(lager: Lager, haendelse: Haendelse) -> list[Divergens]:
    """Where the message of a logged hændelse disagrees with the person's version that it shows."""
    versioner = [each for each in lager.versioner(int(haendelse.beslutning.pnr)) if each.fil <= haendelse.fil]
    if not versioner:
        return []
    foer = versioner[-2] if len(versioner) > 1 else versioner[-1] if haendelse.ordre else None
    return compare(haendelse.beslutning, versioner[-1].dokument, foer.dokument if foer else None)
