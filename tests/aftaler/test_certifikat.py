"""An it-system's certificate is read, and refused in words for everything that hinders it."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.aftaler.certifikat import (
    Certifikat,
    Form,
    explain_subject,
    holds_private_key,
    issuers_to,
    read_certifikat,
    read_pem,
)
from cpr_haendelser.aftaler.certifikatregler import Brugt, Omstaendigheder, judge, remarks, require, steps_before
from cpr_haendelser.fejl import Brugsfejl
from tests.aftaler.certifikater import (
    CVR,
    DAG,
    NU,
    OCES2,
    OCES3,
    UDEN_EJER,
    Udsteder,
    key_files,
    make_key,
    to_der,
    to_pem,
)

ROD = Udsteder("Den Danske Stat OCES rod-CA")
MELLEM = Udsteder("Den Danske Stat OCES udstedende-CA 1", ROD)
FREMMED = Udsteder("En anden CA")
TESTROD = Udsteder("Den Danske Stat OCES rod-CA Systemtest")
SYSTEM = "0a000000-0000-4000-8000-000000000001"
ANDET = "0a000000-0000-4000-8000-000000000002"
GODT = MELLEM.issue()


OM = Omstaendigheder(
    NU,
    produktion=True,
    miljoe="produktion",
    system=SYSTEM,
    cvr=CVR,
    tillid=(ROD.certifikat, MELLEM.certifikat),
    brugte=(),
)


def om(**mere: Any) -> Omstaendigheder:
    return OM._replace(**mere)


def codes(certifikat: Certifikat, omstaendigheder: Omstaendigheder) -> list[str]:
    return [each.kode for each in judge(certifikat, omstaendigheder)]


@pytest.mark.parametrize(
    "data",
    [to_pem(GODT), to_der(GODT), b64encode(to_der(GODT)), b"\n" + to_pem(GODT), to_pem(MELLEM.certifikat, GODT)],
    ids=["pem", "der", "base64", "pem med linje foran", "med kæde"],
)
def test_the_same_certificate_is_read_whatever_form_it_comes_in(data: bytes) -> None:
    laest = read_certifikat(data)
    assert laest.x509 == GODT
    assert (laest.ejer.form, laest.ejer.cvr) == (Form.OCES3, CVR)
    assert laest.ejer.nummer.startswith("UI:DK-O:G:")
    assert read_pem(laest.pem).fingeraftryk == laest.fingeraftryk
    assert explain_subject(laest) == "Korsbæks fagsystem (OCES3, CVR 11111111)"


def test_an_oces2_subject_names_cvr_and_number() -> None:
    for slags in ("FID", "UID", "RID"):
        subject = tuple((oid, vaerdi.replace("FID", slags)) for oid, vaerdi in OCES2)
        ejer = read_certifikat(to_pem(MELLEM.issue(subject))).ejer
        assert ejer == (Form.OCES2, CVR, f"{slags}:12345678")


def test_a_good_certificate_is_hindered_by_nothing() -> None:
    for certifikat in (GODT, MELLEM.issue(OCES2), MELLEM.issue(brug=None)):
        assert codes(read_certifikat(to_pem(certifikat)), om()) == []


def test_the_intermediate_issuer_may_come_with_the_upload() -> None:
    alene = om(tillid=(ROD.certifikat,))
    assert codes(read_certifikat(to_pem(GODT)), alene) == ["CRT-021"]
    assert codes(read_certifikat(to_pem(GODT, MELLEM.certifikat)), alene) == []
    assert issuers_to(GODT, [MELLEM.certifikat], [ROD.certifikat]) == (MELLEM.certifikat, ROD.certifikat)
    assert issuers_to(GODT, [MELLEM.certifikat], []) == ()


def test_issuers_that_name_each_other_in_a_ring_lead_nowhere() -> None:
    a, b = Udsteder("A"), Udsteder("B")
    a.certifikat, b.certifikat = (
        Udsteder("A", b, noegle=a.noegle).certifikat,
        Udsteder("B", a, noegle=b.noegle).certifikat,
    )
    assert issuers_to(a.issue(), [a.certifikat, b.certifikat], [ROD.certifikat]) == ()


SVAG_RSA = rsa.generate_private_key(65537, 1024)  # noqa: S505 - it is to be refused


@pytest.mark.parametrize(
    ("kode", "certifikat", "omstaendigheder"),
    [
        ("CRT-010", MELLEM.issue(til=NU - DAG / 2), om()),
        ("CRT-011", MELLEM.issue(fra=NU + DAG), om()),
        ("CRT-012", MELLEM.issue(UDEN_EJER), om()),
        ("CRT-013", GODT, om(cvr="22222222")),
        ("CRT-014", MELLEM.issue(noegle=SVAG_RSA), om()),
        ("CRT-014", MELLEM.issue(noegle=ec.generate_private_key(ec.SECP224R1())), om()),
        ("CRT-016", MELLEM.issue(brug=ExtendedKeyUsageOID.SERVER_AUTH), om()),
        ("CRT-020", GODT, om(tillid=())),
        ("CRT-021", FREMMED.issue(), om()),
        ("CRT-022", TESTROD.issue(), om(tillid=(TESTROD.certifikat,))),
    ],
)
def test_what_hinders_a_certificate_is_told_by_its_code(
    kode: str, certifikat: object, omstaendigheder: Omstaendigheder
) -> None:
    laest = Certifikat(certifikat, ())  # type: ignore[arg-type]
    assert codes(laest, omstaendigheder) == [kode]
    with pytest.raises(Brugsfejl) as fejl:
        require(laest, omstaendigheder)
    assert fejl.value.kode == kode


SHA1 = b"""-----BEGIN CERTIFICATE-----
MIIB5jCCAYygAwIBAgIUaU2ewN1okMlBlx0TBvrvagruqY4wCQYHKoZIzj0EATBI
MQswCQYDVQQGEwJESzEXMBUGA1UEYQwOTlRSREstMTExMTExMTExETAPBgNVBAoM
CEtvcnNiYWVrMQ0wCwYDVQQDDARzaGExMCAXDTI2MTEzMDAyMzkyN1oYDzIwODEw
OTAyMDIzOTI3WjBIMQswCQYDVQQGEwJESzEXMBUGA1UEYQwOTlRSREstMTExMTEx
MTExETAPBgNVBAoMCEtvcnNiYWVrMQ0wCwYDVQQDDARzaGExMFkwEwYHKoZIzj0C
AQYIKoZIzj0DAQcDQgAEnTNg9aBNAPXsuqGQ9P+c2uSi5YE/dQwE93ZbqGaatjlk
TDzqkibBkTO9hr/Ws9GDv0vu5YXy+Ah0pVfS+mezYqNTMFEwHQYDVR0OBBYEFImA
6nZyUIfY1HvYONpKcwcTutytMB8GA1UdIwQYMBaAFImA6nZyUIfY1HvYONpKcwcT
utytMA8GA1UdEwEB/wQFMAMBAf8wCQYHKoZIzj0EAQNJADBGAiEAxceyhKlqnwBW
YFmelavsnaRO0XHB7llYOJByT2bkXAoCIQD2HbDgpHovD7LgzP71IRbxL1SLrmAF
O1Vd+aBl88+gaA==
-----END CERTIFICATE-----
"""
"""Made with `openssl req -x509 -sha1`; nothing here signs with SHA-1 any more."""


def test_a_certificate_signed_with_sha1_is_refused() -> None:
    assert "CRT-015" in codes(read_certifikat(SHA1), om())


def test_a_test_issuer_is_good_enough_for_the_test_environment() -> None:
    proeve = om(tillid=(TESTROD.certifikat,), produktion=False, miljoe="exttest")
    assert codes(read_certifikat(to_pem(TESTROD.issue())), proeve) == []


def test_a_name_that_only_resembles_a_test_is_none() -> None:
    rod = Udsteder("Attestations CA")
    assert codes(read_certifikat(to_pem(rod.issue())), om(tillid=(rod.certifikat,))) == []


def test_everything_that_hinders_is_told_at_once() -> None:
    certifikat = Certifikat(FREMMED.issue(UDEN_EJER, til=NU - DAG / 2, noegle=SVAG_RSA), ())
    with pytest.raises(Brugsfejl) as fejl:
        require(certifikat, om())
    assert fejl.value.kode == "CRT-010"
    assert all(kode in fejl.value.tekst for kode in ("CRT-012", "CRT-014", "CRT-021"))


def test_a_ca_is_no_it_systems_certificate() -> None:
    assert "CRT-016" in codes(read_certifikat(to_pem(MELLEM.certifikat)), om())


@pytest.mark.parametrize(
    ("kode", "brugt"),
    [
        ("CRT-017", Brugt(Certifikat(GODT, ()).fingeraftryk, "", SYSTEM, "Selv", "produktion", spaerret=True)),
        ("CRT-018", Brugt(Certifikat(GODT, ()).fingeraftryk, "", "", "", "exttest")),
        ("CRT-019", Brugt(Certifikat(GODT, ()).fingeraftryk, "", ANDET, "Et andet", "produktion")),
        ("CRT-019", Brugt("", Certifikat(GODT, ()).noegleaftryk, ANDET, "Et andet", "produktion")),
    ],
)
def test_a_certificate_or_key_that_is_used_elsewhere_is_refused(kode: str, brugt: Brugt) -> None:
    assert codes(Certifikat(GODT, ()), om(brugte=[brugt])) == [kode]


def test_the_same_certificate_on_the_same_system_hinders_nothing() -> None:
    eget = Brugt(Certifikat(GODT, ()).fingeraftryk, Certifikat(GODT, ()).noegleaftryk, SYSTEM, "Selv", "produktion")
    assert codes(Certifikat(GODT, ()), om(brugte=[eget])) == []


NOEGLER = {
    **key_files(rsa.generate_private_key(65537, 2048)),
    **{f"ec-{n}": d for n, d in key_files(make_key()).items()},
}
_KODE = BestAvailableEncryption(b"hemmelig")
NOEGLER |= {
    f"krypteret-{kodning}": make_key().private_bytes(kodning, PrivateFormat.PKCS8, _KODE)
    for kodning in (Encoding.PEM, Encoding.DER)
}
NOEGLER["pkcs12"] = pkcs12.serialize_key_and_certificates(b"x", make_key(), None, None, _KODE)
NOEGLER["pem med certifikat foran"] = to_pem(GODT) + key_files(make_key())["pkcs8-Encoding.PEM"]
NOEGLER["base64"] = b64encode(key_files(make_key())["pkcs8-Encoding.DER"])
NOEGLER["jks"] = b"\xfe\xed\xfe\xed\x00\x00\x00\x02"


@pytest.mark.parametrize("form", NOEGLER)
def test_a_private_key_is_refused_in_every_form_that_it_may_lie_in(form: str) -> None:
    assert holds_private_key(NOEGLER[form])
    with pytest.raises(Brugsfejl) as fejl:
        read_certifikat(NOEGLER[form])
    assert fejl.value.kode == "CRT-002"


@pytest.mark.parametrize("data", [to_pem(GODT), to_der(GODT), to_der(MELLEM.issue(OCES2)), to_der(ROD.certifikat)])
def test_a_certificate_is_not_taken_for_a_key(data: bytes) -> None:
    assert not holds_private_key(data)


def test_two_certificates_of_systems_at_once_are_not_understood() -> None:
    with pytest.raises(Brugsfejl) as fejl:
        read_certifikat(to_pem(GODT, MELLEM.issue()))
    assert fejl.value.kode == "CRT-003"


@given(st.binary(max_size=200) | st.binary(max_size=100).map(lambda hale: to_der(GODT)[:-40] + hale))
def test_whatever_is_uploaded_is_read_or_refused_in_words(data: bytes) -> None:
    try:
        kode = ""
        read_certifikat(data)
    except Brugsfejl as fejl:
        kode = fejl.kode
    assert kode in {"", "CRT-001", "CRT-002", "CRT-003"}


def test_what_is_too_long_is_not_looked_at() -> None:
    with pytest.raises(Brugsfejl) as fejl:
        read_certifikat(to_pem(GODT) * 100)
    assert fejl.value.kode == "CRT-001"


def test_warnings_are_due_sixty_thirty_and_seven_days_before() -> None:
    trin = [steps_before(NU + timedelta(days=dage), NU) for dage in (61, 60, 31, 30, 8, 7, 0, -5)]
    assert trin == [0, 1, 1, 2, 2, 3, 3, 3]


def test_a_certificate_that_soon_expires_or_is_of_the_old_kind_is_remarked_upon() -> None:
    assert remarks(read_certifikat(to_pem(GODT)), om().nu) == []
    gammelt = read_certifikat(to_pem(MELLEM.issue(OCES2, til=NU + 20 * DAG)))
    assert [tekst.split(";")[0] for tekst in remarks(gammelt, om().nu)] == [
        "certifikatet udløber om 20 dage",
        "certifikatet er af typen OCES2, som ophørte i 2023",
    ]


def test_a_subject_that_only_resembles_a_cvr_names_nobody() -> None:
    for identifier in ("NTRDK-1234567", "NTRSE-11111111", f"NTRDK-{CVR}1"):
        subject = tuple((oid, identifier if oid == NameOID.ORGANIZATION_IDENTIFIER else v) for oid, v in OCES3)
        assert Certifikat(MELLEM.issue(subject), ()).ejer.form is Form.ANDET
