"""What is asked of a certificate before an it-system may log in with it: a table of rules, each with its refusal. Pure.

RSA from 2048 bits and SHA-2 as OCES3's own certificate policy has it; one certificate for one system in one environment
(reference "Certificates").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from cpr_haendelser.aftaler.certifikat import Certifikat, Form, is_ca, issuers_to
from cpr_haendelser.aftaler.model import ItSystem, Systemcertifikat
from cpr_haendelser.fejl import Brugsfejl

RSA_MINDST, KURVE_MINDST = 2048, 256
"""Bits of a key at least."""
VARSLER = (60, 30, 7)
"""Days before a certificate expires when it is told."""
_SVAGE = (hashes.MD5, hashes.SHA1)
_TEST = re.compile(r"(?i)\b(system)?test\b")


class Brugt(NamedTuple):
    """A certificate that is known here, or known to be used elsewhere."""

    fingeraftryk: str
    noegleaftryk: str
    """Empty: only the fingerprint is known."""
    system: str
    """UUID in lower case; empty: another environment's."""
    systemnavn: str
    """Empty where it is not to be told."""
    miljoe: str
    spaerret: bool = False


class Omstaendigheder(NamedTuple):
    """What a certificate is held against."""

    nu: datetime
    produktion: bool
    miljoe: str
    system: str
    """UUID of the it-system in lower case."""
    cvr: str
    """Of the organisation whose system it is."""
    tillid: Sequence[x509.Certificate]
    """The environment's trust anchors."""
    brugte: Iterable[Brugt]


class Afslag(NamedTuple):
    """Why a certificate cannot be used: the code and the words (Danish)."""

    kode: str
    tekst: str


Regel = Callable[[Certifikat, Omstaendigheder], Afslag | None]


def judge(certifikat: Certifikat, om: Omstaendigheder) -> list[Afslag]:
    """Everything that hinders a certificate, in the order of the rules; none: it may be used."""
    return [afslag for regel in REGLER if (afslag := regel(certifikat, om)) is not None]


def require(certifikat: Certifikat, om: Omstaendigheder) -> None:
    """Brugsfejl with the first refusal's code and the words of them all; nothing where there is none."""
    afslag = judge(certifikat, om)
    if afslag:
        flere = [f"{each.kode}: {each.tekst}" for each in afslag[1:]]
        raise Brugsfejl(afslag[0].kode, "\n".join([afslag[0].tekst, *flere]))


def judge_known(fingeraftryk: str, om: Omstaendigheder) -> list[Afslag]:
    """What hinders a certificate of which the fingerprint alone is known; the TLS door looks at the rest."""
    afslag = _find_use(fingeraftryk, None, om)
    return [afslag] if afslag is not None else []


def used(certifikater: Iterable[Systemcertifikat], systemer: Sequence[ItSystem], miljoe: str) -> Iterator[Brugt]:
    """Every certificate that is known here: those that are known whole, and those that systems name by fingerprint."""
    navne = {each.uuid.lower(): each.navn for each in systemer}
    for each in certifikater:
        yield Brugt(
            each.fingeraftryk, each.noegleaftryk, each.system.lower(), navne.get(each.system.lower(), ""), each.miljoe,
            each.spaerret,
        )  # fmt: skip
    for system in systemer:
        for fingeraftryk in system.fingeraftryk:
            yield Brugt(fingeraftryk, "", system.uuid.lower(), system.navn, miljoe)


def remarks(certifikat: Certifikat, nu: datetime) -> list[str]:
    """What is allowed, but worth a word."""
    bemaerkninger = []
    dage = (certifikat.gyldig_til - nu).days
    if dage < 0:
        bemaerkninger.append(f"certifikatet udløb {certifikat.gyldig_til:%Y-%m-%d}; få et nyt.")
    elif dage < max(VARSLER):
        bemaerkninger.append(
            f"certifikatet udløber om {'1 dag' if dage == 1 else f'{dage} dage'}; få et nyt i god tid."
        )
    if certifikat.ejer.form is Form.OCES2:
        bemaerkninger.append("certifikatet er af typen OCES2, som ophørte i 2023; brug OCES3.")
    return bemaerkninger


def steps_before(gyldig_til: datetime, nu: datetime, varsler: Sequence[int] = VARSLER) -> int:
    """How many of the warnings are due: 0 none, and one more for each of the days of `varsler` passed."""
    sekunder = (gyldig_til - nu).total_seconds()
    return sum(sekunder <= dage * 86400 for dage in varsler)


# --- the rules --------------------------------------------------------------------------------------------------------


def _expired(certifikat: Certifikat, om: Omstaendigheder) -> Afslag | None:
    if om.nu <= certifikat.gyldig_til:
        return None
    return Afslag("CRT-010", f"certifikatet udløb {certifikat.gyldig_til:%Y-%m-%d}. Bestil et nyt, og upload det.")


def _not_yet(certifikat: Certifikat, om: Omstaendigheder) -> Afslag | None:
    if om.nu >= certifikat.gyldig_fra:
        return None
    naar = f"{certifikat.gyldig_fra:%Y-%m-%d kl. %H:%M} UTC"
    return Afslag("CRT-011", f"certifikatet gælder først fra {naar}. Upload det, når det gælder; går urene rigtigt?")


def _owner(certifikat: Certifikat, om: Omstaendigheder) -> Afslag | None:
    if not certifikat.ejer.cvr:
        return Afslag(
            "CRT-012",
            "certifikatet siger ikke, hvilken organisation det er udstedt til. Ventede OCES3 (organizationIdentifier"
            " NTRDK-CVR) eller OCES2 (serialNumber CVR:…-FID:…). Bestil et system- eller organisationscertifikat.",
        )
    if certifikat.ejer.cvr != om.cvr:
        return Afslag(
            "CRT-013",
            f"certifikatet er udstedt til CVR {certifikat.ejer.cvr}, men it-systemet hører til CVR {om.cvr}. Brug"
            " organisationens eget certifikat, eller ret systemets organisation.",
        )
    return None


def _key(certifikat: Certifikat, _: Omstaendigheder) -> Afslag | None:
    try:
        noegle = certifikat.x509.public_key()
    except (UnsupportedAlgorithm, ValueError):
        noegle = None
    match noegle:
        case rsa.RSAPublicKey() if noegle.key_size < RSA_MINDST:
            hvad = f"RSA på {noegle.key_size} bit"
        case ec.EllipticCurvePublicKey() if noegle.curve.key_size < KURVE_MINDST:
            hvad = f"en elliptisk kurve på {noegle.curve.key_size} bit"
        case rsa.RSAPublicKey() | ec.EllipticCurvePublicKey() | ed25519.Ed25519PublicKey() | ed448.Ed448PublicKey():
            return None
        case _:
            hvad = "af en slags, der ikke bruges"
    return Afslag(
        "CRT-014",
        f"nøglen er {hvad}. Ventede RSA fra {RSA_MINDST} bit eller en elliptisk kurve fra {KURVE_MINDST} bit. Lav en"
        " ny nøgle, og bestil et nyt certifikat.",
    )


def _signature(certifikat: Certifikat, _: Omstaendigheder) -> Afslag | None:
    try:
        svag = isinstance(certifikat.x509.signature_hash_algorithm, _SVAGE)
    except UnsupportedAlgorithm:
        svag = True
    if not svag:
        return None
    return Afslag(
        "CRT-015", "certifikatet er underskrevet med SHA-1, MD5 eller noget ukendt; ventede SHA-256 eller stærkere."
    )


def _use(certifikat: Certifikat, _: Omstaendigheder) -> Afslag | None:
    if is_ca(certifikat.x509):
        return Afslag("CRT-016", "det er en udsteders (CA) certifikat; ventede it-systemets eget.")
    try:
        brug = certifikat.x509.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return None
    if ExtendedKeyUsageOID.CLIENT_AUTH in brug or ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE in brug:
        return None
    return Afslag(
        "CRT-016",
        "certifikatet må ikke bruges til at logge ind med (extendedKeyUsage uden clientAuth); er det et"
        " servercertifikat? Bestil et system- eller organisationscertifikat.",
    )


def _elsewhere(certifikat: Certifikat, om: Omstaendigheder) -> Afslag | None:
    return _find_use(certifikat.fingeraftryk, certifikat.noegleaftryk, om)


def _find_use(fingeraftryk: str, noegle: str | None, om: Omstaendigheder) -> Afslag | None:
    """Blocked, another system's, another environment's: by the certificate, or by its key where that is known."""
    for brugt in om.brugte:
        if brugt.fingeraftryk != fingeraftryk and brugt.noegleaftryk != noegle:
            continue
        hvad = "certifikatet" if brugt.fingeraftryk == fingeraftryk else "certifikatets nøgle"
        if brugt.spaerret:
            return Afslag("CRT-017", f"{hvad} er spærret og bruges ikke igen. Lav en ny nøgle, og bestil et nyt.")
        if brugt.miljoe != om.miljoe:
            return Afslag(
                "CRT-018", f"{hvad} bruges i et andet miljø ({brugt.miljoe}). Hvert miljø har sit eget certifikat."
            )
        if brugt.system != om.system:
            hvis = f" (»{brugt.systemnavn}«)" if brugt.systemnavn else ""
            return Afslag(
                "CRT-019", f"{hvad} bruges af et andet it-system{hvis}. Hvert it-system har sit eget certifikat."
            )
    return None


def _trusted(certifikat: Certifikat, om: Omstaendigheder) -> Afslag | None:
    if not om.tillid:
        return Afslag(
            "CRT-020",
            "miljøet har ingen udstedere, det har tillid til. Sæt tls.tillid til en PEM-fil med dem; i exttest laver"
            " `haendelser ca init ca` en.",
        )
    vej = issuers_to(certifikat.x509, certifikat.kaede, om.tillid)
    if not vej:
        return Afslag(
            "CRT-021",
            f"certifikatet er ikke fra en udsteder, som miljøet ({om.miljoe}) har tillid til; udstederen er"
            f" »{certifikat.udsteder}«. Er det fra det rigtige miljø? Mangler mellemudstederen, så upload den med.",
        )
    if om.produktion and any(map(_is_for_test, (certifikat.x509, *vej))):
        return Afslag(
            "CRT-022", "certifikatet er fra en udsteder til test; i produktion bruges certifikater fra OCES3 alene."
        )
    return None


def _is_for_test(certifikat: x509.Certificate) -> bool:
    """Whether its issuer says in its name that it is for tests: `Test - cti`, `Systemtest`, `TEST CA`."""
    navne = {NameOID.COMMON_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME, NameOID.ORGANIZATION_NAME}
    return any(attribut.oid in navne and _TEST.search(str(attribut.value)) for attribut in certifikat.issuer)


REGLER: tuple[Regel, ...] = (_use, _expired, _not_yet, _owner, _key, _signature, _elsewhere, _trusted)
"""In the order that they are told."""
