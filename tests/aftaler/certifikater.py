"""Certificates good and bad, made by hand: subjects as OCES3 and OCES2 have them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes

NU = datetime(2026, 11, 30, 12, tzinfo=UTC)
CVR = "11111111"
DAG = timedelta(days=1)
OCES3 = (
    (NameOID.COUNTRY_NAME, "DK"),
    (NameOID.ORGANIZATION_IDENTIFIER, f"NTRDK-{CVR}"),
    (NameOID.ORGANIZATION_NAME, "Korsbæk Kommune"),
    (NameOID.SERIAL_NUMBER, "UI:DK-O:G:0a000000-0000-4000-8000-000000000001"),
    (NameOID.COMMON_NAME, "Korsbæks fagsystem"),
)
OCES2 = (
    (NameOID.COUNTRY_NAME, "DK"),
    (NameOID.ORGANIZATION_NAME, f"Korsbæk Kommune // CVR:{CVR}"),
    (NameOID.SERIAL_NUMBER, f"CVR:{CVR}-FID:12345678"),
    (NameOID.COMMON_NAME, "Fagsystem (funktionscertifikat)"),
)
UDEN_EJER = ((NameOID.COMMON_NAME, "fagsystem.korsbaek.example"),)
Navn = tuple[tuple[x509.ObjectIdentifier, str], ...]


def make_key() -> ec.EllipticCurvePrivateKey:
    """A key that is quickly made."""
    return ec.generate_private_key(ec.SECP256R1())


@dataclass
class Udsteder:
    """A CA."""

    navn: str = "Den Danske Stat OCES udstedende-CA 1"
    over: Udsteder | None = None
    """Who issued it; None: it is a root."""
    noegle: CertificateIssuerPrivateKeyTypes = field(default_factory=make_key)

    def __post_init__(self) -> None:
        navn = ((NameOID.COUNTRY_NAME, "DK"), (NameOID.COMMON_NAME, self.navn))
        over = self.over or self
        self.certifikat = _build(
            navn, over.navn_som_udsteder(navn), self.noegle.public_key(), over.noegle, ca=True
        )  # fmt: skip

    def navn_som_udsteder(self, eget: Navn) -> x509.Name:
        return _name(eget) if self.over is None and not hasattr(self, "certifikat") else self.certifikat.subject

    def issue(
        self,
        subject: Navn = OCES3,
        *,
        fra: datetime = NU - DAG,
        til: datetime = NU + 1000 * DAG,
        noegle: object = None,
        brug: x509.ObjectIdentifier | None = ExtendedKeyUsageOID.CLIENT_AUTH,
    ) -> x509.Certificate:
        offentlig = (noegle or make_key()).public_key()  # type: ignore[attr-defined]
        return _build(
            subject, self.certifikat.subject, offentlig, self.noegle, fra=fra, til=til, brug=brug
        )  # fmt: skip


def _name(dele: Navn) -> x509.Name:
    return x509.Name([x509.NameAttribute(oid, vaerdi) for oid, vaerdi in dele])


def _build(  # noqa: PLR0913 - one certificate is made of these
    subject: Navn,
    issuer: x509.Name,
    offentlig: object,
    underskriver: CertificateIssuerPrivateKeyTypes,
    *,
    ca: bool = False,
    fra: datetime = NU - 10 * DAG,
    til: datetime = NU + 3000 * DAG,
    brug: x509.ObjectIdentifier | None = None,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(issuer)
        .public_key(offentlig)  # type: ignore[arg-type]
        .serial_number(x509.random_serial_number())
        .not_valid_before(fra)
        .not_valid_after(til)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if brug is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([brug]), critical=False)
    return builder.sign(underskriver, hashes.SHA256())


def to_pem(*certifikater: x509.Certificate) -> bytes:
    return b"".join(each.public_bytes(Encoding.PEM) for each in certifikater)


def to_der(certifikat: x509.Certificate) -> bytes:
    return certifikat.public_bytes(Encoding.DER)


def key_files(noegle: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> dict[str, bytes]:
    """The same key as it may lie in files, without a password."""
    former = {
        "pkcs8": PrivateFormat.PKCS8,
        "traditional": PrivateFormat.TraditionalOpenSSL,
    }
    return {
        f"{navn}-{kodning}": noegle.private_bytes(kodning, form, NoEncryption())
        for navn, form in former.items()
        for kodning in (Encoding.PEM, Encoding.DER)
    }
