"""Passwords: kept by Argon2id (RFC 9106), chosen long, and first ones made to be changed.

What a password must be follows OWASP ASVS 4.0.3, 2.1: long, any characters, no rules of composition, no expiry.
"""

from __future__ import annotations

import secrets
from functools import cached_property
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from cpr_haendelser.fejl import Brugsfejl

KORTEST, LAENGST = 12, 128
"""Characters of a password."""
FORSKELLIGE = 5
"""So many different characters it has at least."""
_TEGN = "abcdefghijkmnpqrstuvwxyz23456789"
"""Letters and digits that are not mistaken for each other."""
_LED, _LEDLAENGDE = 5, 4
_KORT = 3
"""Characters of a name from which it counts as one."""
_KENDTE = ("adgangskode", "password", "kodeord", "velkommen", "welcome", "qwertyuiop", "haendelser", "hændelser")
"""What the passwords that are guessed first are made of."""


class Koder:
    """Makes and checks hashes; safe to share between threads."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """`hasher`: with the parameters in force; None: those of the library (64 MiB, three passes)."""
        self._hasher = hasher or PasswordHasher()

    @cached_property
    def _ingen(self) -> str:
        """What is checked against where nothing was kept."""
        return self._hasher.hash(secrets.token_urlsafe(16))

    def hash(self, adgangskode: str) -> str:
        """A password as it is kept."""
        return self._hasher.hash(adgangskode)

    def verify(self, adgangskode: str, kendt: str) -> bool:
        """Whether a password is the one that was kept; as slow where nothing was kept (empty), and never then."""
        try:
            self._hasher.verify(kendt or self._ingen, adgangskode)
        except (VerificationError, InvalidHashError):
            return False
        return bool(kendt)

    def is_old(self, kendt: str) -> bool:
        """Whether the hash was made with other parameters than those in force."""
        return self._hasher.check_needs_rehash(kendt)


def new_first() -> str:
    """A first password: a hundred bits, in groups that can be read out loud."""
    return "-".join("".join(secrets.choice(_TEGN) for _ in range(_LEDLAENGDE)) for _ in range(_LED))


def check_new(adgangskode: str, *egne: str) -> None:
    """Brugsfejl KTO-010 to KTO-012 where a password cannot be chosen; `egne`: the user's own names and words."""
    if not KORTEST <= len(adgangskode) <= LAENGST:
        raise Brugsfejl("KTO-010", f"adgangskoden skal have mellem {KORTEST} og {LAENGST} tegn. Intet er ændret.")
    lille = adgangskode.casefold()
    if len(set(lille)) < FORSKELLIGE or _is_row(lille):
        raise Brugsfejl("KTO-011", "adgangskoden er for let at gætte: vælg noget med mere forskel i. Intet er ændret.")
    rest = lille
    for ord_ in (*_KENDTE, *(each.casefold() for each in egne if len(each) >= _KORT)):
        rest = rest.replace(ord_, "")
    if len(rest) < KORTEST // 2:
        raise Brugsfejl(
            "KTO-012",
            "adgangskoden er næsten kun et navn eller et ord, der gættes først. Vælg en anden; intet er ændret.",
        )


def _is_row(tekst: str) -> bool:
    """Whether each character follows the one before it, as in 123456789012 or abcdefghijkl."""
    trin = [ord(efter) - ord(foer) for foer, efter in pairwise(tekst)]
    return trin.count(1) > len(trin) * 2 // 3 or trin.count(-1) > len(trin) * 2 // 3
