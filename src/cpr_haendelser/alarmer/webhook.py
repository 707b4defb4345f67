"""Alarms as JSON by POST, signed where a key is shared."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import ssl
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

from cpr_haendelser.alarmer.kanal import FRIST, Kanalfejl
from cpr_haendelser.alarmer.melding import Melding, to_json

SIGNATUR = "X-Haendelser-Signatur"
"""`sha256=` and the HMAC of the body with the shared key, in hex."""
_OK = range(200, 300)


class Modtager(NamedTuple):
    """Who gets it."""

    url: str
    noegle: str = ""


class Webhook:
    """A POST for each alarm. Answered by 2xx it is told; a redirect is not followed."""

    navn = "webhook"

    def __init__(self, modtager: Modtager, kontekst: Callable[[], ssl.SSLContext]) -> None:
        """`kontekst`: whom to trust, of the moment."""
        self._modtager, self._kontekst = modtager, kontekst

    def send(self, melding: Melding) -> None:
        """Posts it."""
        body = to_json(melding).encode()
        headers = {"Content-Type": "application/json", "User-Agent": "cpr-haendelser"}
        if self._modtager.noegle:
            headers[SIGNATUR] = sign(body, self._modtager.noegle)
        forbindelse = self._connect()
        try:
            forbindelse.request("POST", self._target, body, headers)
            status = forbindelse.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            raise Kanalfejl(type(error).__name__) from None
        finally:
            forbindelse.close()
        if status not in _OK:
            raise Kanalfejl(f"HTTP {status}")

    @property
    def _target(self) -> str:
        url = urlsplit(self._modtager.url)
        return f"{url.path or '/'}{f'?{url.query}' if url.query else ''}"

    def _connect(self) -> http.client.HTTPConnection:
        url = urlsplit(self._modtager.url)
        if url.scheme == "https":
            return http.client.HTTPSConnection(url.hostname or "", url.port, timeout=FRIST, context=self._kontekst())
        return http.client.HTTPConnection(url.hostname or "", url.port, timeout=FRIST)


def sign(body: bytes, noegle: str) -> str:
    """The signature of a body."""
    return f"sha256={hmac.new(noegle.encode(), body, hashlib.sha256).hexdigest()}"
