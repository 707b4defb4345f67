"""Secrets and API keys are kept as salted scrypt hashes (RFC 7914) and compared in constant time."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from base64 import b64decode, b64encode

_N, _R, _P, _LAENGDE, _SALT = 2**14, 8, 1, 32, 16
_HASH = re.compile(r"scrypt\$([0-9]{1,8})\$([0-9]{1,3})\$([0-9]{1,3})\$([A-Za-z0-9+/]{22}==)\$([A-Za-z0-9+/]{43}=)")
_LOFT = 64 * 1024 * 1024
"""Bytes that one computation may take: what a hash from outside can make us spend."""


def new_secret() -> str:
    """A secret that nobody can guess, of letters, digits, - and _."""
    return secrets.token_urlsafe(32)


def hash_secret(hemmelighed: str, salt: bytes | None = None) -> str:
    """A secret as it is kept: `scrypt$n$r$p$salt$hash`; a new salt where none is given."""
    salt = salt or secrets.token_bytes(_SALT)
    return f"scrypt${_N}${_R}${_P}${_text(salt)}${_text(_derive(hemmelighed, salt, _N, _R, _P))}"


def is_hash(tekst: str) -> bool:
    """Whether a text has the form of a kept secret."""
    fundet = _HASH.fullmatch(tekst)
    if not fundet:
        return False
    n, r, p = map(int, fundet.group(1, 2, 3))
    return n > 1 and n & (n - 1) == 0 and r > 0 and 0 < p <= _R and 128 * r * n < _LOFT


def verify(hemmelighed: str, kendt: str) -> bool:
    """Whether a secret is the one that was kept; never where nothing was kept."""
    if not is_hash(kendt):
        return False
    _, n, r, p, salt, forventet = kendt.split("$")
    fundet = _derive(hemmelighed, b64decode(salt), int(n), int(r), int(p))
    return hmac.compare_digest(fundet, b64decode(forventet))


def _derive(hemmelighed: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(hemmelighed.encode(), salt=salt, n=n, r=r, p=p, maxmem=_LOFT, dklen=_LAENGDE)


def _text(data: bytes) -> str:
    return b64encode(data).decode("ascii")
