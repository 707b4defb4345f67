"""A damper: so many attempts for each name, and more as time goes; however many names are tried, it grows no larger.

Names share a fixed number of buckets, by a hash that nobody outside can compute. Two names that fall into the same one
slow each other down a little; that cannot be brought about on purpose.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from array import array
from collections.abc import Callable
from threading import Lock

SPANDE = 8192
_IPV6_NET = 64
"""Bits of an IPv6 address that say whose net it is."""


class Spjaeld:
    """Safe to share between threads."""

    def __init__(self, antal: int, sekunder: float, ur: Callable[[], float]) -> None:
        """`antal` attempts at once, and so many each `sekunder`; `ur` gives seconds."""
        self._antal, self._fart, self._ur = antal, antal / sekunder, ur
        self._hemmelig, self._laas = secrets.token_bytes(32), Lock()
        self._rest = array("d", [antal]) * SPANDE
        self._senest = array("d", [ur()]) * SPANDE

    def look(self, navn: str) -> float:
        """The seconds until there is an attempt; 0.0: there is one now. None is taken."""
        with self._laas:
            return self._wait(self._find(navn))

    def take(self, navn: str) -> float:
        """Takes an attempt: 0.0, or, where there is none, the seconds until there is."""
        nr = self._find(navn)
        with self._laas:
            vent = self._wait(nr)
            if not vent:
                self._rest[nr] -= 1
            return vent

    def give_back(self, navn: str) -> None:
        """The attempt was a right one: it does not count."""
        nr = self._find(navn)
        with self._laas:
            self._fill(nr)
            self._rest[nr] = min(self._antal, self._rest[nr] + 1)

    def _wait(self, nr: int) -> float:
        self._fill(nr)
        return max(0.0, (1 - self._rest[nr]) / self._fart)

    def _fill(self, nr: int) -> None:
        nu = self._ur()
        self._rest[nr] = min(self._antal, self._rest[nr] + (nu - self._senest[nr]) * self._fart)
        self._senest[nr] = nu

    def _find(self, navn: str) -> int:
        return int.from_bytes(hmac.digest(self._hemmelig, navn.encode(), hashlib.sha256)[:8]) % SPANDE


def network(adresse: str) -> str:
    """What counts as one address: of IPv6 the net, for a household has all of it; what is no IP address is itself."""
    try:
        ip = ipaddress.ip_address(adresse.partition("%")[0])
    except ValueError:
        return adresse
    if isinstance(ip, ipaddress.IPv6Address):
        return str(ip.ipv4_mapped or ipaddress.ip_network((ip, _IPV6_NET), strict=False))
    return str(ip)
