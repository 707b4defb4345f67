"""Reading the public part of an it-system's certificate, as it is uploaded: PEM or DER, with or without its chain.

Subjects: OCES3 has the CVR number in organizationIdentifier (`NTRDK-<cvr>`), and what it stands for in serialNumber
(`UI:DK-O:G:<uuid>`); OCES2 has both in serialNumber (`CVR:<cvr>-FID:<n>`, UID, RID). Read on real certificates.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from cpr_haendelser.aftaler.model import Systemcertifikat
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.skrift import with_all_seen

LAENGST = 64 * 1024
"""Bytes of an upload; a certificate with its chain is a tenth of it."""
_PEM = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----")
_OCES3 = re.compile(r"NTRDK-([0-9]{8})")
_OCES2 = re.compile(r"CVR:([0-9]{8})-((?:FID|UID|RID):\S+)")
_KEYSTORES = (
    b"\xfe\xed\xfe\xed",  # Java keystore (JKS)
    b"\xce\xce\xce\xce",  # Java keystore (JCEKS)
)
_INTEGER, _SEQUENCE = 0x02, 0x30
_ENCRYPTED = (
    bytes.fromhex("06092a864886f70d0105"),  # PKCS#5: an encrypted key
    bytes.fromhex("060a2a864886f70d010c01"),  # PKCS#12's own way to encrypt one
)


class Form(StrEnum):
    """Whose kind of certificate it is, by its subject."""

    OCES3 = "OCES3"
    OCES2 = "OCES2"
    ANDET = "andet"


class Ejer(NamedTuple):
    """Whom a certificate's subject names."""

    form: Form
    cvr: str
    """Empty: it names no organisation."""
    nummer: str
    """The owner's number beside the CVR number: `FID:…`, `UI:DK-O:G:…`; empty: none."""


class Certifikat(NamedTuple):
    """The public part of a certificate."""

    x509: x509.Certificate
    kaede: tuple[x509.Certificate, ...]
    """What came with it: the issuers, in any order."""

    @property
    def fingeraftryk(self) -> str:
        """SHA-256 of it (DER), hex, lower case: what a caller is known by."""
        return sha256(self.x509.public_bytes(Encoding.DER)).hexdigest()

    @property
    def noegleaftryk(self) -> str:
        """SHA-256 of its public key (SubjectPublicKeyInfo): the same for a certificate made again for the same key."""
        return sha256(self.x509.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()

    @property
    def ejer(self) -> Ejer:
        """Whom it names."""
        return read_ejer(self.x509.subject)

    @property
    def navn(self) -> str:
        """Its common name; empty: none."""
        return _attribute(self.x509.subject, NameOID.COMMON_NAME)

    @property
    def udsteder(self) -> str:
        """Its issuer's common name, or its whole name where it has none."""
        return _attribute(self.x509.issuer, NameOID.COMMON_NAME) or with_all_seen(self.x509.issuer.rfc4514_string())

    @property
    def gyldig_fra(self) -> datetime:
        """From when it holds (UTC)."""
        return self.x509.not_valid_before_utc

    @property
    def gyldig_til(self) -> datetime:
        """Until when it holds (UTC)."""
        return self.x509.not_valid_after_utc

    @property
    def pem(self) -> str:
        """It alone, as PEM."""
        return self.x509.public_bytes(Encoding.PEM).decode("ascii")


def read_certifikat(data: bytes) -> Certifikat:
    """The certificate of an upload; what else is in it is its chain.

    Brugsfejl CRT-001 where there is none, CRT-002 where a private key is in it, CRT-003 where it is not one alone.
    """
    if len(data) > LAENGST:
        raise _unreadable()
    if holds_private_key(data):
        raise Brugsfejl(
            "CRT-002",
            "filen har en privat nøgle i sig. Den er ikke gemt, og intet er ændret. Nøglen skal blive på den maskine,"
            " som bruger den: er den sendt over nettet eller vist for andre, så få et nyt certifikat med en ny nøgle."
            " Upload certifikatet alene (PEM eller DER).",
        )
    fundne = _read_all(data)
    blade = [each for each in fundne if not is_ca(each)] or fundne
    if len(blade) != 1:
        raise Brugsfejl(
            "CRT-003", f"filen har {len(blade)} certifikater; ventede systemets eget, og udstederne med, hvis I vil."
        )
    return Certifikat(blade[0], tuple(each for each in fundne if each is not blade[0]))


def read_pem(tekst: str) -> Certifikat:
    """A certificate as it was kept (`Certifikat.pem`)."""
    return Certifikat(x509.load_pem_x509_certificate(tekst.encode("ascii")), ())


def read_ejer(subject: x509.Name) -> Ejer:
    """Whom a subject names: OCES3, OCES2, or neither."""
    serienummer = _attribute(subject, NameOID.SERIAL_NUMBER)
    if fundet := _OCES3.fullmatch(_attribute(subject, NameOID.ORGANIZATION_IDENTIFIER)):
        return Ejer(Form.OCES3, fundet[1], serienummer)
    if fundet := _OCES2.fullmatch(serienummer):
        return Ejer(Form.OCES2, fundet[1], fundet[2])
    return Ejer(Form.ANDET, "", "")


def is_ca(certifikat: x509.Certificate) -> bool:
    """Whether it may issue others."""
    try:
        return certifikat.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False


def holds_private_key(data: bytes) -> bool:
    """Whether something has a private key in it, or is a container that is made for one: PEM, DER, PKCS#12, Java's."""
    if any(b"PRIVATE KEY" in label for label in _PEM.findall(data)) or data.startswith(_KEYSTORES):
        return True
    # A certificate is a SEQUENCE of a SEQUENCE; a key or a PKCS#12 file begins with its version, an encrypted key with
    # how it is encrypted.
    inde = _content(_to_der(data))
    return inde[:1] == bytes([_INTEGER]) or _content(inde).startswith(_ENCRYPTED)


def explain_subject(certifikat: Certifikat) -> str:
    """Whom it names, in words."""
    ejer = certifikat.ejer
    if ejer.form is Form.ANDET:
        return certifikat.navn or "uden navn"
    return f"{certifikat.navn or 'uden navn'} ({ejer.form}, CVR {ejer.cvr})"


def to_systemcertifikat(certifikat: Certifikat, system: str, miljoe: str) -> Systemcertifikat:
    """A certificate as it is kept."""
    fra, til = (each.isoformat(timespec="milliseconds") for each in (certifikat.gyldig_fra, certifikat.gyldig_til))
    return Systemcertifikat(
        certifikat.fingeraftryk,
        certifikat.noegleaftryk,
        system,
        miljoe,
        explain_subject(certifikat),
        fra,
        til,
        certifikat.pem,
    )


def issuers_to(
    certifikat: x509.Certificate, kendte: Sequence[x509.Certificate], tillid: Iterable[x509.Certificate]
) -> tuple[x509.Certificate, ...]:
    """The way from a certificate to a trust anchor (self-issued, of `tillid`), over `kendte`; empty: there is none.

    Names, signatures and that issuers may issue are looked at; the TLS door looks at everything again.
    """
    ankre = [each for each in tillid if each.subject == each.issuer]
    return _climb(certifikat, [*kendte, *tillid], ankre, frozenset())


def _climb(
    her: x509.Certificate,
    kendte: Sequence[x509.Certificate],
    ankre: Sequence[x509.Certificate],
    set_: frozenset[x509.Certificate],
) -> tuple[x509.Certificate, ...]:
    for anker in ankre:
        if _is_issued_by(her, anker):
            return (anker,)
    for udsteder in kendte:
        if udsteder not in set_ and udsteder != her and _is_issued_by(her, udsteder):
            resten = _climb(udsteder, kendte, ankre, set_ | {udsteder})
            if resten:
                return (udsteder, *resten)
    return ()


def _is_issued_by(certifikat: x509.Certificate, udsteder: x509.Certificate) -> bool:
    if not is_ca(udsteder):
        return False
    try:
        certifikat.verify_directly_issued_by(udsteder)
    except Exception:  # noqa: BLE001 - whatever does not fit is not issued by it
        return False
    return True


def _attribute(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    fundne = name.get_attributes_for_oid(oid)
    vaerdi = fundne[0].value if fundne else ""
    return with_all_seen(vaerdi) if isinstance(vaerdi, str) else ""


def _read_all(data: bytes) -> list[x509.Certificate]:
    try:
        if b"-----BEGIN" in data:
            return x509.load_pem_x509_certificates(data)
        return [x509.load_der_x509_certificate(_to_der(data))]
    except ValueError:
        raise _unreadable() from None


def _unreadable() -> Brugsfejl:
    return Brugsfejl(
        "CRT-001",
        "filen kan ikke læses som et certifikat. Ventede X.509 som PEM (-----BEGIN CERTIFICATE-----) eller DER; har I"
        " en .p12-fil, så tag certifikatet ud: openssl pkcs12 -in fil.p12 -nokeys -clcerts -out fil.pem",
    )


def _to_der(data: bytes) -> bytes:
    """Base64 without its PEM lines is read as what it holds."""
    if data[:1] == b"\x30":
        return data
    try:
        return b64decode(b"".join(data.split()), validate=True)
    except (Base64Error, ValueError):
        return data


def _content(der: bytes) -> bytes:
    """What is inside the SEQUENCE that something begins with; empty where it does not."""
    if len(der) < 2 or der[0] != _SEQUENCE:  # noqa: PLR2004 - tag and length
        return b""
    return der[2 + (der[1] & 0x7F if der[1] & 0x80 else 0) :]
