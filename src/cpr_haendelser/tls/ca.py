"""A certificate authority for tests, and certificates shaped like OCES3's. Never for produktion.

Keys are RSA 3072 signed with SHA-256: what .NET, Java 8 and later, and every OpenSSL in use accept without settings.
The subject is as in OCES3: organizationIdentifier NTRDK-<cvr>, serialNumber UI:DK-O:G:<uuid>, CN, C=DK.
"""

from __future__ import annotations

import ipaddress
import os
import re
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from cpr_haendelser.fejl import Brugsfejl, Opsaetningsfejl

_BITS, _OFFENTLIG = 3072, 65537
_CA_DAGE, _DAGE = 3650, 825
_TILBAGE = timedelta(minutes=5)
"""Valid from a little before now: the other machine's clock may be behind."""
CA_NAVN = "ca"


class Brug(StrEnum):
    """What a certificate is for."""

    SERVER = "server"
    KLIENT = "client"


_EKU = {Brug.SERVER: ExtendedKeyUsageOID.SERVER_AUTH, Brug.KLIENT: ExtendedKeyUsageOID.CLIENT_AUTH}


class Oenske(NamedTuple):
    """What a certificate is to say."""

    brug: Brug
    navn: str
    """CN, and the stem of the file names."""
    cvr: str
    vaerter: tuple[str, ...] = ()
    """Host names and addresses that a server certificate holds for."""
    gyldig_fra: datetime | None = None
    gyldig_til: datetime | None = None


class Udstedt(NamedTuple):
    """The files of one certificate: PEM certificate, PEM key (readable by its owner alone), PKCS#12 with both."""

    certifikat: Path
    noegle: Path
    pkcs12: Path


def init(folder: Path, *, nu: datetime) -> Udstedt:
    """Makes a CA in a folder; Brugsfejl TLS-001 where one is already."""
    if (folder / f"{CA_NAVN}.pem").exists():
        raise Brugsfejl("TLS-001", "der er allerede en CA i mappen. Vælg en anden mappe, eller brug den, der er.")
    folder.mkdir(parents=True, exist_ok=True)
    noegle = rsa.generate_private_key(_OFFENTLIG, _BITS)
    navn = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "DK"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "cpr-haendelser"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"cpr-haendelser TEST CA {uuid4().hex[:8]}"),
        ]
    )
    usage = _usage(signerer_certifikater=True)
    certifikat = (
        _builder(navn, navn, noegle.public_key(), nu - _TILBAGE, nu + timedelta(days=_CA_DAGE))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(noegle.public_key()), critical=False)
        .sign(noegle, hashes.SHA256())
    )
    return _write(folder, CA_NAVN, certifikat, noegle, kaede=[], adgangskode="")


def issue(folder: Path, oenske: Oenske, *, nu: datetime, adgangskode: str) -> Udstedt:
    """Issues a certificate by the folder's CA; `adgangskode` is that of the PKCS#12 file.

    Brugsfejl TLS-002 for a name or CVR that is none, TLS-003 for a name taken; Opsaetningsfejl TLS-004 without CA.
    """
    _check(folder, oenske)
    ca, ca_noegle = _read_ca(folder)
    noegle = rsa.generate_private_key(_OFFENTLIG, _BITS)
    navn = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "DK"),
            x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, f"NTRDK-{oenske.cvr}"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, oenske.navn),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, f"UI:DK-O:G:{uuid4()}"),
            x509.NameAttribute(NameOID.COMMON_NAME, oenske.navn),
        ]
    )
    fra, til = oenske.gyldig_fra or nu - _TILBAGE, oenske.gyldig_til or nu + timedelta(days=_DAGE)
    builder = (
        _builder(navn, ca.subject, noegle.public_key(), fra, til)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signerer_certifikater=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([_EKU[oenske.brug]]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(noegle.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_noegle.public_key()), critical=False)
    )
    if oenske.vaerter:
        builder = builder.add_extension(x509.SubjectAlternativeName([_host(v) for v in oenske.vaerter]), critical=False)
    return _write(
        folder, oenske.navn, builder.sign(ca_noegle, hashes.SHA256()), noegle, kaede=[ca], adgangskode=adgangskode
    )


def to_stem(navn: str) -> str:
    """A name as the stem of its files: letters and digits, lower case; empty where it has none."""
    return "-".join(re.findall(r"[^\W_]+", navn.lower()))


def _check(folder: Path, oenske: Oenske) -> None:
    if not oenske.navn or not all(tegn.isalnum() or tegn in "._-" for tegn in oenske.navn) or oenske.navn == CA_NAVN:
        raise Brugsfejl(
            "TLS-002", "navnet må kun bestå af bogstaver, tal, punktum, streg og understreg, og ikke være ca."
        )
    if not (len(oenske.cvr) == len("12345678") and oenske.cvr.isascii() and oenske.cvr.isdigit()):
        raise Brugsfejl("TLS-002", "CVR-nummeret skal være otte cifre.")
    if (folder / f"{oenske.navn}.pem").exists():
        raise Brugsfejl("TLS-003", "der er allerede et certifikat med det navn i mappen. Vælg et andet navn.")


def _read_ca(folder: Path) -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    try:
        ca = x509.load_pem_x509_certificate((folder / f"{CA_NAVN}.pem").read_bytes())
        noegle = serialization.load_pem_private_key((folder / f"{CA_NAVN}.key").read_bytes(), password=None)
    except (OSError, ValueError):
        raise Opsaetningsfejl("TLS-004", "der er ingen CA i mappen. Lav en med: haendelser ca init MAPPE") from None
    if not isinstance(noegle, rsa.RSAPrivateKey):
        raise Opsaetningsfejl("TLS-004", "CA'ens nøgle er ikke en RSA-nøgle. Lav en ny CA: haendelser ca init MAPPE")
    return ca, noegle


def _builder(
    subject: x509.Name, issuer: x509.Name, noegle: rsa.RSAPublicKey, fra: datetime, til: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(noegle)
        .serial_number(x509.random_serial_number())
        .not_valid_before(fra)
        .not_valid_after(til)
    )


def _usage(*, signerer_certifikater: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signerer_certifikater,
        content_commitment=False,
        key_encipherment=not signerer_certifikater,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signerer_certifikater,
        crl_sign=signerer_certifikater,
        encipher_only=False,
        decipher_only=False,
    )


def _host(vaert: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(vaert))
    except ValueError:
        return x509.DNSName(vaert.encode("idna").decode("ascii"))


def _write(  # noqa: PLR0913 - one certificate is made of these
    folder: Path,
    navn: str,
    certifikat: x509.Certificate,
    noegle: rsa.RSAPrivateKey,
    *,
    kaede: list[x509.Certificate],
    adgangskode: str,
) -> Udstedt:
    udstedt = Udstedt(folder / f"{navn}.pem", folder / f"{navn}.key", folder / f"{navn}.p12")
    pem = noegle.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write_secret(udstedt.noegle, pem)
    if kaede:
        samlet = pkcs12.serialize_key_and_certificates(
            navn.encode(), noegle, certifikat, kaede, _encryption(adgangskode)
        )
        _write_secret(udstedt.pkcs12, samlet)
    udstedt.certifikat.write_bytes(certifikat.public_bytes(serialization.Encoding.PEM))
    return udstedt


def _encryption(adgangskode: str) -> serialization.KeySerializationEncryption:
    return serialization.BestAvailableEncryption(adgangskode.encode())


def _write_secret(path: Path, content: bytes) -> None:
    """Made for its owner alone from the first byte on (on Windows the folder's own rights hold)."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(content)
