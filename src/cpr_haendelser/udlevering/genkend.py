"""Knowing who calls by key, session or certificate.

An it-system's key is kept as a slow hash (scrypt), which a call cannot wait for every time. A key that was right is
remembered as a digest that only this process can make, with the hash that it fitted; it holds as long as the set-up
has that hash on an active system, so a key that is ended there stops at once.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from cpr_haendelser.adgang.model import OPERATOER, Aktoer, as_system
from cpr_haendelser.aftaler.hemmeligheder import verify
from cpr_haendelser.aftaler.model import ItSystem
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.konti import noegler, sessioner
from cpr_haendelser.logning import log_line
from cpr_haendelser.spjaeld import Spjaeld, network

_MAERKER = (sessioner.MAERKE.encode(), noegler.MAERKE.encode())
"""What sessions and API keys begin with: they are found by a fast hash, and no slow one is spent on them."""
SAMTIDIGE, PR_ADRESSE = 8, 4
"""Unknown keys looked at at the same time, from everywhere and from one address: no one address takes all places."""
UKENDTE, SEKUNDER = 20, 10.0
"""So many wrong keys may come from an address at once, and so many each ten seconds: each costs a slow hash for every
system."""


class Travlt(Brugsfejl):
    """So many unknown keys have been tried, from there or right now, that no more are looked at for a moment."""

    def __init__(self) -> None:
        super().__init__("UDL-001", "der er prøvet for mange ukendte nøgler på kort tid. Vent lidt, og prøv igen.")


class Genkender:
    """Knows callers; safe to share between threads."""

    def __init__(
        self,
        bord: Bord,
        operatoernoegle: str,
        ur: Callable[[], float] = time.monotonic,
        by_maerke: Callable[[str], Aktoer | None] = lambda _: None,
    ) -> None:
        """`operatoernoegle`: empty, and no key is the operator's. `ur` gives seconds.

        `by_maerke` knows who acts by the mark of a session or by an API key.
        """
        self._bord, self._operatoer, self._by_maerke = bord, operatoernoegle.encode(), by_maerke
        self._hemmelig = secrets.token_bytes(32)
        self._kendte: dict[bytes, tuple[str, str]] = {}
        """By digest: the system and the hash that the key fitted."""
        self._pladser, self._laas, self._spjaeld = Counter[str](), Lock(), Spjaeld(UKENDTE, SEKUNDER, ur)
        """How many keys of each address are being looked at; guarded by the lock."""

    def by_noegle(self, noegle: bytes, adresse: str = "") -> Aktoer | None:
        """Whose key it is; None: nobody's. Travlt (UDL-001) where too many wrong ones have been tried from `adresse`.

        Wrong ones from elsewhere hinder nobody, unless they come from so many addresses that every place is taken.
        """
        if self._operatoer and secrets.compare_digest(noegle, self._operatoer):
            return OPERATOER
        if noegle.startswith(_MAERKER):
            aktoer = self._by_maerke(noegle.decode("ascii", "replace"))
            if aktoer is None:
                log_line("web.noegle-afvist")
            return aktoer
        fingeraftryk = hmac.digest(self._hemmelig, noegle, hashlib.sha256)
        kendt = self._kendte.get(fingeraftryk)
        if kendt is not None and self._still_holds(*kendt):
            return self._system(kendt[0])
        system = self._try(noegle, network(adresse))
        if system is None:
            return None
        self._kendte[fingeraftryk] = (system.uuid, system.noegle)
        return as_system(system.uuid, system.navn, system.cvr)

    def by_certifikat(self, fingeraftryk: str) -> Aktoer | None:
        """Whose certificate it is (SHA-256 of the DER, hex, lower case); None: no active it-system's."""
        system = self._bord.system_af_certifikat(fingeraftryk) if fingeraftryk else ""
        if system:
            return self._system(system)
        if fingeraftryk:
            log_line("web.certifikat-afvist", forklaring=f"{fingeraftryk[:12]}…")
        return None

    def _system(self, uuid: str) -> Aktoer | None:
        system = self._bord.gaeldende().systemer.get(uuid.lower())
        return as_system(system.uuid, system.navn, system.cvr) if system is not None else None

    def _still_holds(self, uuid: str, kendt: str) -> bool:
        system = self._bord.gaeldende().systemer.get(uuid.lower())
        return system is not None and system.aktiv and system.noegle == kendt

    def _try(self, noegle: bytes, net: str) -> ItSystem | None:
        with self._place(net):
            if self._spjaeld.take(net):
                raise Travlt
            tekst = noegle.decode("utf-8", "replace")
            for system in self._bord.opsaetning().systemer:
                if system.aktiv and verify(tekst, system.noegle):
                    self._spjaeld.give_back(net)
                    return system
            log_line("web.noegle-afvist")
            return None

    @contextmanager
    def _place(self, net: str) -> Iterator[None]:
        """A place to look at a key from an address; Travlt where there is none."""
        with self._laas:
            if self._pladser.total() >= SAMTIDIGE or self._pladser[net] >= PR_ADRESSE:
                raise Travlt
            self._pladser[net] += 1
        try:
            yield
        finally:
            with self._laas:
                self._pladser[net] -= 1
                self._pladser += Counter()  # only those that are there: it holds no more than there are places
