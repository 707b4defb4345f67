"""Ids are computed, not drawn: the same delivery read again gives the same ids.

UUID version 5 in the installation's secret namespace, so that nobody can try personnumre against an id. What a hændelse
is stands in the name of both ids, the receiver role only in that of the BeskedId.
"""

from __future__ import annotations

from hashlib import sha1
from uuid import UUID

from cpr_haendelser.haendelser.model import Beslutning, Rolle


def compute_ids(namespace: UUID, opgave: str, proddto: str, beslutning: Beslutning) -> tuple[bytes, bytes]:
    """ObjektRegistreringId and BeskedId of a decided hændelse from a file of that task and production date.

    As their sixteen bytes: a delivery makes very many, and none of them is read before it is in the log.
    """
    b = beslutning
    return _compute(namespace, f"{opgave}|{proddto}|{b.pnr}|{b.regel}|{b.art}|{b.registreret}|{b.om}", b.rolle)


def compute_ordre_ids(  # noqa: PLR0913 - an ordered hændelse is what it is by these
    namespace: UUID, ordre: str, linje: int, trin: int, gentagelse: int, pnr: str, kode: str, rolle: Rolle
) -> tuple[UUID, UUID]:
    """ObjektRegistreringId and BeskedId of an ordered hændelse: carried out again, it is the same one.

    No name of a file's hændelse begins like these, for those begin with a task number.
    """
    ids = _compute(namespace, f"ordre|{ordre}|{linje}|{trin}|{gentagelse}|{pnr}|{kode}", rolle)
    return UUID(bytes=ids[0]), UUID(bytes=ids[1])


def _compute(namespace: UUID, navn: str, rolle: Rolle) -> tuple[bytes, bytes]:
    """UUID version 5 (RFC 9562, section 5.5) of the name, and of the name with the role; both in one run of SHA-1."""
    sha = sha1(namespace.bytes + navn.encode(), usedforsecurity=False)
    registrering = sha.digest()
    sha.update(f"|{rolle}".encode())
    return _to_version_5(registrering), _to_version_5(sha.digest())


_VERSION_OG_VARIANT = 0xF000 << 64 | 0xC000 << 48
_VERSION_5 = 0x5000 << 64 | 0x8000 << 48


def _to_version_5(digest: bytes) -> bytes:
    return (int.from_bytes(digest[:16]) & ~_VERSION_OG_VARIANT | _VERSION_5).to_bytes(16)
