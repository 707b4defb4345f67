"""The second factor: codes of an authenticator app (TOTP, RFC 6238), each good once."""

from __future__ import annotations

import pyotp

TRIN = 30
"""Seconds of a code."""
SKAEV = 1
"""So many steps the app's clock may be off, either way."""
UDSTEDER = "cpr-haendelser"


def new_hemmelighed() -> str:
    """A fresh shared secret, base32 (160 bits)."""
    return pyotp.random_base32()


def make_uri(hemmelighed: str, brugernavn: str) -> str:
    """What an authenticator app takes in, as text or as a QR code (otpauth)."""
    return pyotp.TOTP(hemmelighed, interval=TRIN).provisioning_uri(name=brugernavn, issuer_name=UDSTEDER)


def find_trin(hemmelighed: str, kode: str, sekunder: int, sidst: int) -> int | None:
    """The time step that a code is of, later than the last one used; None: it is wrong, too old, or was used.

    `sekunder`: since 1970.
    """
    nu = sekunder // TRIN
    totp = pyotp.TOTP(hemmelighed, interval=TRIN)
    rene = "".join(kode.split())
    fundne = [trin for trin in range(nu - SKAEV, nu + SKAEV + 1) if totp.verify(rene, for_time=trin * TRIN)]
    return next((trin for trin in fundne if trin > sidst), None)
