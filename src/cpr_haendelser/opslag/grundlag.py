"""Gathering what messages are composed from: person and children as of the hændelse's file, and its 099 lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from cpr_haendelser.beskeder.grundlag import Aarsag, Grundlag, boern_i
from cpr_haendelser.beskeder.saet import Saet
from cpr_haendelser.beskeder.sammensaetning import compose
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.haendelser.model import Haendelse
from cpr_haendelser.storage.lager import Lager


def gather(lager: Lager, haendelse: Haendelse) -> Grundlag:
    """What the hændelse's message shows. Brugsfejl OPS-001 where the person's version is not kept any more."""
    dokument = _document(lager, int(haendelse.beslutning.pnr), haendelse.fil)
    if dokument is None:
        raise Brugsfejl(
            "OPS-001", f"hændelse {haendelse.loebenummer}: personens version fra fil {haendelse.fil} findes ikke."
        )
    return Grundlag(dokument, gather_boern(lager, dokument, haendelse.fil), tuple(_causes(lager, haendelse)))


def gather_boern(lager: Lager, dokument: bytes, fil: int) -> dict[int, bytes]:
    """The documents as of a file of the children that a person's document names, as far as they are known."""
    return {barn: fundet for barn in boern_i(dokument) if (fundet := _document(lager, barn, fil)) is not None}


def _document(lager: Lager, pnr: int, fil: int) -> bytes | None:
    billede = lager.billede_pr_fil(pnr, fil)
    return billede.dokument if billede is not None else None


def _causes(lager: Lager, haendelse: Haendelse) -> Iterator[Aarsag]:
    for nummer in haendelse.beslutning.linjer:
        for linje in lager.linjer099(haendelse.fil, efter=nummer - 1, antal=1):
            if linje.linje == nummer:
                yield Aarsag(linje.linje, linje.kode, linje.maerke, linje.tid)


class Beskedskriver:
    """Composes the messages of logged hændelser; each set of composing settings is read once."""

    def __init__(self, lager: Lager) -> None:
        self._lager = lager
        self._saet = lru_cache(maxsize=16)(lambda nummer: Saet.from_json(lager.saet(nummer)))

    def write(self, haendelse: Haendelse) -> bytes:
        """The message of one hændelse: the same bytes every time."""
        return compose(haendelse, gather(self._lager, haendelse), self._saet(haendelse.saet))

    def write_all(self, haendelser: Iterable[Haendelse]) -> Iterator[bytes]:
        """The messages of hændelser, in their order."""
        return map(self.write, haendelser)
