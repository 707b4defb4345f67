"""Marks that a caller carries from page to page without being able to read or change them: they hold personnumre."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from typing import Any

import msgspec
from cryptography.fernet import Fernet, InvalidToken

from cpr_haendelser.fejl import Brugsfejl

GYLDIG = 7 * 24 * 3600
"""Seconds that a mark can be used."""


class Segl:
    """Seals and opens the marks of one kind; the same on every process of an installation."""

    def __init__(self, hemmelighed: bytes, slags: str) -> None:
        """`hemmelighed` is the installation's own, `slags` tells one kind of mark from another."""
        noegle = hmac.digest(hemmelighed, f"mærke: {slags}".encode(), hashlib.sha256)
        self._fernet = Fernet(urlsafe_b64encode(noegle))

    def close(self, indhold: object) -> str:
        """The mark, fit for a URL."""
        return self._fernet.encrypt(msgspec.json.encode(indhold)).decode("ascii")

    def open(self, maerke: str, slags: type[Any]) -> Any:
        """What was sealed. Brugsfejl UDL-010 where it is no mark of ours, or too old."""
        try:
            return msgspec.json.decode(self._fernet.decrypt(maerke, ttl=GYLDIG), type=slags)
        except (InvalidToken, msgspec.MsgspecError, ValueError):
            raise Brugsfejl(
                "UDL-010", "mærket `fortsaet` er ikke herfra, eller det er over syv dage gammelt. Begynd forfra."
            ) from None
