"""A small certificate authority for one test run."""

from __future__ import annotations

import hashlib
import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Certifikater(NamedTuple):
    """Where they lie, and the client's fingerprint."""

    folder: Path
    fingeraftryk: str

    def server_context(self) -> ssl.SSLContext:
        """A client certificate is optional, but must be the authority's."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "server.pem", self.folder / "server.key")
        context.load_verify_locations(self.folder / "ca.pem")
        context.verify_mode = ssl.CERT_OPTIONAL
        return context


def make(folder: Path) -> Certifikater:
    """Authority, server, `klient` (registered) and `fremmed` (not)."""
    ca_key = ec.generate_private_key(ec.SECP256R1())
    ca = _certificate("Test-CA", ca_key, None, ca_key)
    _save(folder, "ca", ca, ca_key)
    made = {}
    for name in ("server", "klient", "fremmed"):
        key = ec.generate_private_key(ec.SECP256R1())
        made[name] = _certificate("localhost" if name == "server" else name, key, ca, ca_key)
        _save(folder, name, made[name], key)
    der = made["klient"].public_bytes(serialization.Encoding.DER)
    return Certifikater(folder, hashlib.sha256(der).hexdigest())


def _certificate(
    name: str, key: ec.EllipticCurvePrivateKey, ca: x509.Certificate | None, ca_key: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    names = [x509.DNSName(name.replace(" ", "")), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca is None,
        crl_sign=ca is None,
        encipher_only=False,
        decipher_only=False,
    )
    identifier = x509.SubjectKeyIdentifier.from_public_key
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(ca.subject if ca else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=ca is None, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(identifier(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier(ca_key.public_key())),
            critical=False,
        )
        .sign(ca_key, hashes.SHA256())
    )


def _save(folder: Path, name: str, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
    pem = serialization.Encoding.PEM
    (folder / f"{name}.pem").write_bytes(certificate.public_bytes(pem))
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / f"{name}.key").write_bytes(private)
