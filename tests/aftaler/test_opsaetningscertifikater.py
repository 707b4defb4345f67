"""Certificates that a set-up file names are judged as those that are uploaded, kept, and told of before they expire."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from cpr_haendelser.abonnementer.opsaetning import apply, plan
from cpr_haendelser.abonnementer.opsaetningscertifikater import remarks
from cpr_haendelser.abonnementer.opsaetningsfil import Omgivelser, read
from cpr_haendelser.abonnementer.opsaetningsformer import Certifikatkrav
from cpr_haendelser.abonnementer.opsaetningsudskrift import export
from cpr_haendelser.aftaler.model import Aftaletilstand, Systemcertifikat
from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.overblik.udkig import count_unknown, expiries
from cpr_haendelser.storage.hukommelse_postrum import HukommelsePostrum
from tests.aftaler.certifikater import CVR, DAG, NU, OCES3, Udsteder, key_files, make_key, to_pem

if TYPE_CHECKING:
    from cryptography import x509

ROD = Udsteder()
SYSTEM, ANDET = "0a000000-0000-4000-8000-00000000000a", "0a000000-0000-4000-8000-00000000000b"
ANDEN_ORGANISATION = tuple((oid, vaerdi.replace(CVR, "22222222")) for oid, vaerdi in OCES3)


def fil(certifikater: str | None = '["fagsystem.pem"]', *, uuid: str = SYSTEM, aktiv: str = "true") -> str:
    linje = "" if certifikater is None else f"certifikater = {certifikater}\n"
    return f"""
[[organisation]]
cvr = "{CVR}"
navn = "Korsbæk Kommune"
uuid = "0a000000-0000-4000-8000-000000000001"

[[system]]
uuid = "{uuid}"
navn = "System {uuid[-1]}"
cvr = "{CVR}"
aktiv = {aktiv}
{linje}"""


class Sted:
    """A set-up, and a folder that files and certificates lie in."""

    def __init__(self, mappe: Path) -> None:
        self.mappe, self.postrum, self.nu = mappe, HukommelsePostrum(), NU

    def omgivelser(self, **mere: Any) -> Omgivelser:
        krav = Certifikatkrav(self.nu, "exttest", False, (ROD.certifikat,))._replace(**mere)  # noqa: FBT003
        return Omgivelser(self.mappe, {}, Aftaletilstand.GODKENDT, 0, krav)

    def lay(self, certifikat: x509.Certificate, *andet: x509.Certificate, navn: str = "fagsystem.pem") -> None:
        (self.mappe / navn).write_bytes(to_pem(certifikat, *andet))

    def use(self, tekst: str, **mere: Any) -> list[tuple[str, str]]:
        """Applies a file; what was done to what."""
        nu = self.postrum.opsaetning()
        skridt = plan(nu, read(tekst, nu, self.omgivelser(**mere)))
        apply(skridt, self.postrum.gem, tidspunkt="2026-11-30T12:00:00.000+00:00", hvem="x")
        return [(each.handling, each.slags) for each in skridt]

    def refused(self, tekst: str, **mere: Any) -> str:
        with pytest.raises(Opsaetningsfejl) as fejl:
            self.use(tekst, **mere)
        assert "linje 12, [[system]] certifikater" in fejl.value.tekst
        return fejl.value.kode

    def certificates(self) -> tuple[Systemcertifikat, ...]:
        return self.postrum.opsaetning().certifikater

    def remarks(self, tekst: str) -> list[str]:
        nu = self.postrum.opsaetning()
        return list(remarks(read(tekst, nu, self.omgivelser()), nu, self.nu))


@pytest.fixture
def sted(tmp_path: Path) -> Sted:
    return Sted(tmp_path)


def test_a_certificate_beside_the_file_is_kept_whole_and_told_of_before_it_expires(sted: Sted) -> None:
    til = NU + 20 * DAG
    sted.lay(ROD.issue(til=til))
    assert sted.use(fil()) == [("opret", "organisation"), ("opret", "system"), ("opret", "certifikat")]
    [kendt] = sted.certificates()
    opsat = sted.postrum.opsaetning()
    assert opsat.systemer[0].fingeraftryk == (kendt.fingeraftryk,)
    assert (kendt.system, kendt.miljoe, kendt.navn) == (SYSTEM, "exttest", "Korsbæks fagsystem (OCES3, CVR 11111111)")
    assert [(each.system, each.udloeber) for each in expiries(opsat)] == [(SYSTEM, til)]
    assert sted.remarks(fil()) == ["systemet System a: certifikatet udløber om 20 dage; få et nyt i god tid."]


def test_the_same_file_again_does_nothing_not_when_the_certificate_has_expired_either(sted: Sted) -> None:
    sted.lay(ROD.issue(til=NU + DAG))
    sted.use(fil())
    assert sted.use(fil()) == []
    sted.nu = NU + 2 * DAG
    assert sted.use(fil()) == []
    assert sted.use(export(sted.postrum.opsaetning())) == []
    assert sted.remarks(fil()) == ["systemet System a: certifikatet udløb 2026-12-01; få et nyt."]


def test_the_issuers_and_a_key_in_the_same_file_are_left_where_they_are(sted: Sted) -> None:
    mellem = Udsteder("Mellem", over=ROD)
    noegle = make_key()
    sted.lay(mellem.certifikat, mellem.issue(noegle=noegle))
    with (sted.mappe / "fagsystem.pem").open("ab") as ud:
        ud.write(key_files(noegle)["pkcs8-Encoding.PEM"])
    sted.use(fil())
    [kendt] = sted.certificates()
    assert "PRIVATE" not in kendt.pem
    assert kendt.pem.count("BEGIN") == 1


@pytest.mark.parametrize(
    ("kode", "hvordan"),
    [
        ("CRT-010", {"fra": NU - 2 * DAG, "til": NU - DAG}),
        ("CRT-011", {"fra": NU + DAG}),
        ("CRT-013", {"subject": ANDEN_ORGANISATION}),
        ("CRT-014", {"noegle": rsa.generate_private_key(65537, 1024)}),  # noqa: S505 - that is what is refused
    ],
)
def test_what_is_refused_when_it_is_uploaded_is_refused_in_the_file(
    sted: Sted, kode: str, hvordan: dict[str, Any]
) -> None:
    sted.lay(ROD.issue(**hvordan))
    assert sted.refused(fil()) == kode
    assert sted.postrum.opsaetning().systemer == ()
    assert sted.use(fil(aktiv="false")) != []


def test_whom_the_environment_trusts_is_asked_where_it_trusts_anybody(sted: Sted) -> None:
    sted.lay(Udsteder("En anden").issue())
    assert sted.refused(fil()) == "CRT-021"
    assert sted.use(fil(), tillid=()) != []


def test_a_certificate_that_another_system_or_environment_uses_is_refused_by_its_key_too(sted: Sted) -> None:
    noegle = make_key()
    sted.lay(ROD.issue(noegle=noegle))
    sted.use(fil())
    sted.lay(ROD.issue(noegle=noegle), navn="nyt.pem")
    assert sted.refused(fil('["nyt.pem"]', uuid=ANDET)) == "CRT-019"
    [kendt] = sted.certificates()
    assert sted.refused(fil(f'["{kendt.fingeraftryk}"]', uuid=ANDET)) == "AFT-019"
    brugt = f'\n[[brugt_certifikat]]\nfingeraftryk = "{"ab" * 32}"\nmiljoe = "produktion"\n'
    sted.use(fil() + brugt)
    assert sted.refused(fil(f'["{"ab" * 32}"]', uuid=ANDET)) == "CRT-018"


def test_one_that_is_blocked_is_not_let_in_again_by_the_file(sted: Sted) -> None:
    sted.lay(ROD.issue())
    sted.use(fil())
    [kendt] = sted.certificates()
    [system] = sted.postrum.opsaetning().systemer
    spaerret = kendt._replace(fjernet="2026-11-30T13:00:00.000+00:00", spaerret=True)
    sted.postrum.gem(
        systemer=[system._replace(fingeraftryk=())], certifikater=[spaerret], tidspunkt="2026-11-30T13:00", hvem="x"
    )
    assert sted.refused(fil()) == "CRT-017"
    assert sted.refused(fil(f'["{kendt.fingeraftryk}"]')) == "CRT-017"
    assert sted.certificates() == (spaerret,)


def test_of_a_fingerprint_alone_it_is_said_that_no_warning_comes(sted: Sted) -> None:
    sted.use(fil(f'["{"ab" * 32}"]'))
    assert sted.remarks(fil(f'["{"ab" * 32}"]')) == [
        "systemet System a: af certifikatet abababab… kendes kun fingeraftrykket, så udløb varsles ikke; nævn PEM-filen."  # noqa: E501 - as it is told
    ]
    assert sted.certificates() == ()
    assert count_unknown(sted.postrum.opsaetning()) == 1


def test_a_file_that_names_no_certificates_leaves_those_that_were_uploaded(sted: Sted) -> None:
    sted.lay(ROD.issue())
    sted.use(fil())
    aftryk = sted.postrum.opsaetning().systemer[0].fingeraftryk
    sted.nu = NU + timedelta(days=2000)
    assert sted.use(fil(None)) == []
    assert sted.postrum.opsaetning().systemer[0].fingeraftryk == aftryk
    assert sted.use(fil("[]")) == [("ret", "system")]
    assert sted.postrum.opsaetning().systemer[0].fingeraftryk == ()
