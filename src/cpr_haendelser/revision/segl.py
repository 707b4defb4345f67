"""The head of the chain, signed with a key that is not in the database (Ed25519).

Who has the head and the public key can tell, later and elsewhere, whether everything up to it is as it was.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from cpr_haendelser.fejl import Brugsfejl, Opsaetningsfejl
from cpr_haendelser.revision.post import Hoved
from cpr_haendelser.revision.tegn import from_hex, to_hex

FORM = "cpr-haendelser revisionshoved 1"
"""The first line of what is signed."""


_SEGL = re.compile(r'\{"form":"[^{}]*\}')
"""How a signed head looks among other text."""


class Segl(NamedTuple):
    """A signed head, as it is kept and sent: one JSON object, bytes in hex in groups of four."""

    form: str
    kaede: str
    """Which chain (UUID)."""
    nr: int
    tidspunkt: str
    hash: str
    noegle: str
    """The public key."""
    signatur: str

    @property
    def hoved(self) -> Hoved:
        """The head that was signed."""
        return Hoved(self.nr, self.tidspunkt, from_hex(self.hash))


class Seglfelter(msgspec.Struct, forbid_unknown_fields=True):
    """The JSON of a signed head."""

    form: str
    kaede: str
    nr: int
    tidspunkt: str
    hash: str
    noegle: str
    signatur: str


class Signaturnoegle:
    """The private key, read from its file."""

    def __init__(self, noegle: Ed25519PrivateKey) -> None:
        self._noegle = noegle

    @property
    def offentlig(self) -> bytes:
        """The public key, 32 bytes."""
        return self._noegle.public_key().public_bytes_raw()

    def sign(self, kaede: str, hoved: Hoved) -> Segl:
        """The signed head of a chain."""
        segl = Segl(FORM, kaede, hoved.nr, hoved.tidspunkt, to_hex(hoved.hash), to_hex(self.offentlig), "")
        return segl._replace(signatur=to_hex(self._noegle.sign(_signed(segl))))


def make_noegle(fil: Path) -> Signaturnoegle:
    """A new key in a new file that only its owner may read. Brugsfejl REV-001 where there is one already."""
    noegle = Ed25519PrivateKey.generate()
    pem = noegle.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    try:
        fil.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(fil, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as ud:
            ud.write(pem)
    except FileExistsError:
        raise Brugsfejl(
            "REV-001",
            f"{fil.name} findes allerede, og en nøgle overskrives aldrig. Vælg et andet navn. Intet er gjort.",
        ) from None
    except OSError as error:
        raise Brugsfejl(
            "REV-001", f"{fil.name} kan ikke skrives: {error.strerror}. Vælg et andet sted. Intet er gjort."
        ) from None
    return Signaturnoegle(noegle)


def read_noegle(fil: Path) -> Signaturnoegle:
    """The key of a file. Opsaetningsfejl REV-002 where it is none."""
    try:
        noegle = serialization.load_pem_private_key(fil.read_bytes(), None)
    except OSError as error:
        raise Opsaetningsfejl(
            "REV-002", f"revisionens nøgle {fil.name} kan ikke læses: {error.strerror}. Ret indstillingen"
            " revision.noegle, eller lav en med `haendelser revision noegle FIL`."
        ) from error  # fmt: skip
    except (ValueError, TypeError):
        noegle = None
    if not isinstance(noegle, Ed25519PrivateKey):
        raise Opsaetningsfejl(
            "REV-002", f"{fil.name} er ikke en nøgle til revisionen (Ed25519 i PEM uden adgangskode). Ret indstillingen"
            " revision.noegle, eller lav en med `haendelser revision noegle FIL`."
        )  # fmt: skip
    return Signaturnoegle(noegle)


def read_offentlig(fil: Path) -> bytes:
    """The public key of a file: as `haendelser revision noegle` shows it, or in PEM. Brugsfejl REV-008: it is none."""
    try:
        indhold = fil.read_bytes()
    except OSError as error:
        raise Brugsfejl("REV-008", f"{fil.name} kan ikke læses: {error.strerror}.") from None
    for laes in (_from_text, _from_public_pem, _from_private_pem):
        with suppress(ValueError, TypeError):
            return laes(indhold)
    raise Brugsfejl(
        "REV-008",
        f"{fil.name} er ikke en offentlig nøgle. Der ventes den, som `haendelser revision noegle` viser, eller Ed25519"
        " i PEM.",
    )


def _from_text(indhold: bytes) -> bytes:
    return Ed25519PublicKey.from_public_bytes(from_hex(indhold.decode())).public_bytes_raw()


def _from_public_pem(indhold: bytes) -> bytes:
    noegle = serialization.load_pem_public_key(indhold)
    if not isinstance(noegle, Ed25519PublicKey):
        raise TypeError("it is another kind of key")
    return noegle.public_bytes_raw()


def _from_private_pem(indhold: bytes) -> bytes:
    noegle = serialization.load_pem_private_key(indhold, None)
    if not isinstance(noegle, Ed25519PrivateKey):
        raise TypeError("it is another kind of key")
    return noegle.public_key().public_bytes_raw()


def holds(segl: Segl, noegle: bytes) -> bool:
    """Whether a signed head is as the key (public, 32 bytes) signed it."""
    try:
        Ed25519PublicKey.from_public_bytes(noegle).verify(from_hex(segl.signatur), _signed(segl))
    except (InvalidSignature, ValueError):
        return False
    return segl.form == FORM and segl.noegle == to_hex(noegle)


def to_felter(segl: Segl) -> Seglfelter:
    """The same for JSON."""
    return Seglfelter(*segl)


def to_segl(felter: Seglfelter) -> Segl:
    """The same back again. ValueError where its hash is no hex."""
    segl = Segl(*msgspec.structs.astuple(felter))
    segl.hoved  # noqa: B018 - its hash must be hex
    return segl


def to_json(segl: Segl) -> str:
    """One line of JSON."""
    return msgspec.json.encode(to_felter(segl)).decode()


def find_segl(tekst: str) -> Segl | None:
    """The last signed head in a text: a file of heads, a mail, a webhook's JSON; None: there is none."""
    for fundet in reversed(_SEGL.findall(tekst.replace('\\"', '"'))):
        with suppress(msgspec.DecodeError, ValueError):
            return to_segl(msgspec.json.decode(fundet, type=Seglfelter))
    return None


def read_segl(tekst: str) -> Segl:
    """As `find_segl`, of what somebody brought. Brugsfejl REV-003: there is none."""
    fundet = find_segl(tekst)
    if fundet is not None:
        return fundet
    raise Brugsfejl(
        "REV-003",
        "der er intet underskrevet hoved i filen. Der ventes det, som `haendelser revision hoved` skriver, eller en"
        " alarmmail eller webhook med det; det sidste i filen gælder.",
    )


def _signed(segl: Segl) -> bytes:
    return f"{segl.form}\n{segl.kaede}\n{segl.nr}\n{segl.tidspunkt}\n{segl.hash}\n".encode()
