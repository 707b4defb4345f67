"""Who may come in, as the listener asks it; the answers are given by the rooms, not by this door."""

from __future__ import annotations

import hashlib
import ssl
from typing import NamedTuple, Protocol

EXTERNAL, PLAIN = "EXTERNAL", "PLAIN"

UKENDT = "ukendt"
"""What `Adgang.kan_hente` answers about a dueslag that does not exist (404 rather than 403)."""


class Adgang(Protocol):
    """Asked in a thread of its own: it may read a database, and hashing a secret takes its time."""

    def lukket(self) -> str:
        """Empty; or in Danish why nobody comes in now, whoever it is."""
        ...

    def system_af_certifikat(self, fingeraftryk: str) -> str:
        """UUID of the active it-system with this certificate (SHA-256 of the DER, hex, lower case); empty: none."""
        ...

    def system_af_hemmelighed(self, navn: str, hemmelighed: str) -> str:
        """UUID of the active it-system with this UUID or name and this secret; empty: none."""
        ...

    def system_af_navn(self, navn: str) -> str:
        """UUID of the active it-system with this UUID or name, whoever asks; empty: none."""
        ...

    def kan_hente(self, system: str, dueslag: str) -> str:
        """Empty: it may. UKENDT, or in Danish why the system may not fetch from the dueslag (now)."""
        ...


class Afvist(NamedTuple):
    """Why nobody was let in (Danish)."""

    grund: str
    system: str = ""
    """UUID of the it-system that it said it was, where there is one; told to nobody outside."""


def identify(adgang: Adgang, mekanisme: str, svar: bytes, fingeraftryk: str) -> str | Afvist:
    """UUID of the it-system that logs in, or why it is not let in."""
    if lukket := adgang.lukket():
        return Afvist(lukket)
    if mekanisme == EXTERNAL:
        return _external(adgang, svar, fingeraftryk)
    if mekanisme == PLAIN:
        return _plain(adgang, svar)
    return Afvist("login sker med EXTERNAL (klientcertifikat) eller PLAIN (systemets UUID og hemmelighed).")


def _external(adgang: Adgang, svar: bytes, fingeraftryk: str) -> str | Afvist:
    if not fingeraftryk:
        if svar.strip():
            return Afvist("login med token kommer senere; brug systemets klientcertifikat (EXTERNAL) eller PLAIN.")
        return Afvist("EXTERNAL kræver, at klienten viser systemets certifikat i TLS-forbindelsen.")
    kort = f"{fingeraftryk[:12]}…"
    return adgang.system_af_certifikat(fingeraftryk) or Afvist(
        f"certifikatet (SHA-256 {kort}) er ikke registreret på noget aktivt it-system."
    )


def _plain(adgang: Adgang, svar: bytes) -> str | Afvist:
    parts = svar.split(b"\0")
    if len(parts) != 3:  # noqa: PLR2004 - RFC 4616: authorization, name, secret
        return Afvist("PLAIN skal have systemets UUID eller navn og dets hemmelighed (RFC 4616).")
    try:
        _, navn, hemmelighed = (part.decode() for part in parts)
    except UnicodeDecodeError:
        return Afvist("PLAIN skal være UTF-8 (RFC 4616).")
    system = adgang.system_af_hemmelighed(navn, hemmelighed) if navn and hemmelighed else ""
    return system or Afvist(
        "it-systemet er ukendt, eller hemmeligheden er forkert.", adgang.system_af_navn(navn) if navn else ""
    )


def fingerprint(tls: object) -> str:
    """SHA-256 (hex) of the peer's certificate in a TLS connection; empty without TLS or certificate."""
    if not isinstance(tls, ssl.SSLObject | ssl.SSLSocket):
        return ""
    der = tls.getpeercert(binary_form=True)
    return hashlib.sha256(der).hexdigest() if der else ""
