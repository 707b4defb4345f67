"""The test CA: subjects as in OCES3, keys for their owner alone, nothing written over."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from cpr_haendelser.cli import run
from cpr_haendelser.fejl import Fejl
from cpr_haendelser.tls.ca import Brug, Oenske, init, issue
from tests.tls.conftest import NU, Certifikater


def test_a_certificate_has_a_subject_shaped_like_oces3(certifikater: Certifikater) -> None:
    certifikat = x509.load_pem_x509_certificate(certifikater.klient.certifikat.read_bytes())
    ca = x509.load_pem_x509_certificate(certifikater.ca.certifikat.read_bytes())
    subject = {attribut.oid: str(attribut.value) for attribut in certifikat.subject}
    assert subject[NameOID.ORGANIZATION_IDENTIFIER] == "NTRDK-12345678"
    assert subject[NameOID.SERIAL_NUMBER].startswith("UI:DK-O:G:")
    assert subject[NameOID.COMMON_NAME] == "klient"
    certifikat.verify_directly_issued_by(ca)


def test_the_key_is_for_its_owner_alone_and_the_p12_holds_key_certificate_and_ca(certifikater: Certifikater) -> None:
    klient = certifikater.klient
    if os.name == "posix":
        assert klient.noegle.stat().st_mode & 0o777 == 0o600
        assert klient.pkcs12.stat().st_mode & 0o777 == 0o600
    noegle, certifikat, kaede = pkcs12.load_key_and_certificates(klient.pkcs12.read_bytes(), b"hemmelig")
    assert noegle is not None
    assert certifikat is not None
    assert len(kaede) == 1


@pytest.mark.parametrize(
    ("navn", "cvr", "kode"),
    [
        ("", "12345678", "TLS-002"),
        ("ca", "12345678", "TLS-002"),
        ("../x", "12345678", "TLS-002"),
        ("x", "1234567", "TLS-002"),
        ("klient", "12345678", "TLS-003"),
    ],
)
def test_what_cannot_be_issued_is_refused_in_words(certifikater: Certifikater, navn: str, cvr: str, kode: str) -> None:
    with pytest.raises(Fejl) as fejl:
        issue(certifikater.folder / "ca", Oenske(Brug.KLIENT, navn, cvr), nu=NU, adgangskode="x")
    assert fejl.value.kode == kode


def test_a_ca_is_never_written_over_and_none_is_needed_first(certifikater: Certifikater, tmp_path: Path) -> None:
    with pytest.raises(Fejl, match="TLS-001"):
        init(certifikater.folder / "ca", nu=NU)
    with pytest.raises(Fejl, match="TLS-004"):
        issue(tmp_path, Oenske(Brug.KLIENT, "x", "12345678"), nu=NU, adgangskode="x")


def test_the_command_line_makes_a_ca_and_issues_but_never_in_production(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["ca", "init", "ca"]) == 0
    assert run(["ca", "issue", "server", "--navn", "port", "--cvr", "12345678"]) == 0
    assert (tmp_path / "ca" / "port.p12").is_file()
    monkeypatch.setenv("HAENDELSER_ENVIRONMENT", "produktion")
    assert run(["ca", "init", "ny"]) == 1
    assert "MIL-010" in capsys.readouterr().err
    assert not (tmp_path / "ny").exists()
