"""What matching asks of the log and of the value lists, at one state of the lists; remembered where it may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, partial

from cpr_haendelser.abonnementer.match import Kilder
from cpr_haendelser.beskeder.adresser import current_adresse, own_adresse
from cpr_haendelser.beskeder.grundlag import to_person
from cpr_haendelser.beskeder.saet import Saet
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.haendelser.model import Adresse, Haendelse
from cpr_haendelser.opslag.grundlag import gather
from cpr_haendelser.storage.lager import Lager
from cpr_haendelser.storage.postrum import Postrum

_HUSKET = 8192
"""Hændelser remembered."""


class Logkilder:
    """Safe to share between threads."""

    def __init__(self, lager: Lager, postrum: Postrum) -> None:
        self._lager, self._postrum = lager, postrum
        self.saet = lru_cache(maxsize=16)(lambda nummer: Saet.from_json(lager.saet(nummer)))
        """The composing settings by number."""
        self._husket: dict[int, Haendelse] = {}

    def now(self) -> tuple[int, Kilder]:
        """The state of the value lists, and what is asked at it."""
        stand = self._postrum.listestand()
        return stand, self.at(stand)

    def at(self, stand: int) -> Kilder:
        """What is asked at a state of the value lists."""
        return Kilder(self.saet, self._present_address, partial(self._postrum.medlemskaber, stand=stand))

    def _present_address(self, haendelse: Haendelse) -> Adresse | None:
        egen = own_adresse(haendelse.beslutning)
        if egen is not None or haendelse.ordre:
            # An order's kuvert is the order's alone (beskeder.adresser.kuvert_adresse).
            return egen
        grundlag = gather(self._lager, haendelse)
        return current_adresse(to_person(grundlag.dokument, grundlag.boern, haendelse.proddto))

    # --- hændelser by number ------------------------------------------------------------------------------------------

    def haendelse(self, loebenummer: int) -> Haendelse:
        """The hændelse of a number; Brugsfejl FOR-001 where there is none."""
        fundet = self._husket.get(loebenummer) or self._read([loebenummer]).get(loebenummer)
        if fundet is None:
            raise Brugsfejl("FOR-001", f"hændelse {loebenummer} findes ikke i loggen.")
        return fundet

    def prepare(self, loebenumre: Iterable[int]) -> None:
        """Reads in one go those of the numbers that are not remembered: they are about to be asked for."""
        mangler = [loebenummer for loebenummer in loebenumre if loebenummer not in self._husket]
        if mangler:
            self._read(mangler)

    def _read(self, loebenumre: Sequence[int]) -> Mapping[int, Haendelse]:
        fundne = {haendelse.loebenummer: haendelse for haendelse in self._lager.haendelser_med(loebenumre)}
        gamle = self._husket
        self._husket = fundne if len(gamle) + len(fundne) > _HUSKET else gamle | fundne
        return fundne
