"""When certificates expire, and who is trusted, as the files say."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from cryptography import x509


def read_tillid(fil: Path | None) -> tuple[x509.Certificate, ...]:
    """The certificates of a file of trust anchors; none where there is no file or it cannot be read."""
    try:
        return tuple(x509.load_pem_x509_certificates(fil.read_bytes())) if fil is not None else ()
    except (OSError, ValueError):
        return ()


def read_udloeb(fil: Path) -> datetime | None:
    """When the first of the certificates of a PEM file expires (UTC); None where it cannot be read."""
    try:
        kaede = x509.load_pem_x509_certificates(fil.read_bytes())
    except (OSError, ValueError):
        return None
    return min(certifikat.not_valid_after_utc for certifikat in kaede)
