"""Refusals at the doors for machines, explained: what it was, what to do, and whose it-system it was where known.

A refused TLS handshake does not tell whose it was: the certificate is not believed, so it names nobody. After the
handshake a certificate is known by its fingerprint, and a login by the system that it named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from cpr_haendelser.logning import Skrevet
from cpr_haendelser.storage.postrum import Opsaetning

MASKINDOER, BESKEDHENT, FEED = "Maskindøren", "BeskedHent", "Feed og REST"
_FORAN = "maskindøren: "
_AFTRYK = 12
"""Characters of a fingerprint that the log has."""
_NAEVNT = re.compile(rf"(?<![0-9a-f])[0-9a-f]{{{_AFTRYK}}}(?=…)")


class Forklaring(NamedTuple):
    """A refusal in words."""

    kende: str
    """What OpenSSL, or the door, says (a part of it, lower case)."""
    hvad: str
    raad: str


HAANDTRYK = (
    Forklaring(
        "peer did not return a certificate",
        "Klienten viste intet certifikat.",
        "Giv klienten certifikat og nøgle, og se efter, at den sender dem til denne adresse og port.",
    ),
    Forklaring(
        "certificate has expired",
        "Klientens certifikat er udløbet.",
        "Bestil et nyt, upload det, og skift til det på alle systemets maskiner.",
    ),
    Forklaring(
        "not yet valid",
        "Klientens certifikat gælder ikke endnu.",
        "Går klientens og vores ur rigtigt? Ellers vent, til certifikatet gælder.",
    ),
    Forklaring(
        "unsuitable certificate purpose",
        "Klientens certifikat er ikke til at logge ind med.",
        "Det er nok et servercertifikat. Bestil et system- eller organisationscertifikat.",
    ),
    Forklaring(
        "certificate verify failed",
        "Udstederen af klientens certifikat er ikke en, som miljøet har tillid til.",
        "Er certifikatet fra det rigtige miljø? Mangler mellemudstederen, så lad klienten sende den med.",
    ),
    Forklaring(
        "certificate expired",
        "Klienten siger, at vores certifikat er udløbet.",
        "Går klientens ur rigtigt? Ellers er det driftsoperatøren, der skal forny servercertifikatet.",
    ),
    Forklaring(
        "unknown ca",
        "Klienten har ikke tillid til udstederen af vores certifikat.",
        "Læg miljøets CA i klientens tillidsfil; på siden om certifikater står, hvordan.",
    ),
    Forklaring(
        "certificate unknown",
        "Klienten afviste vores certifikat.",
        "Brug det værtsnavn, der står i certifikatet, og læg miljøets CA i klientens tillidsfil.",
    ),
    Forklaring(
        "bad certificate",
        "Klienten afviste vores certifikat.",
        "Brug det værtsnavn, der står i certifikatet, og læg miljøets CA i klientens tillidsfil.",
    ),
    Forklaring(
        "unsupported protocol",
        "Klienten taler en for gammel version af TLS.",
        "Brug TLS 1.2 eller 1.3. Gamle Java- og .NET-versioner skal have det slået til.",
    ),
    Forklaring(
        "version",
        "De to ender har ingen version af TLS til fælles, eller klienten taler ikke TLS.",
        "Brug TLS 1.2 eller 1.3, og se efter, at det er den rigtige port.",
    ),
    Forklaring(
        "http request",
        "Klienten talte HTTP i klar tekst til en port, der er til TLS.",
        "Skriv https:// foran adressen.",
    ),
    Forklaring(
        "no shared cipher",
        "De to ender har ingen krypteringsmåde til fælles.",
        "Opdatér klientens TLS-bibliotek, eller fjern dens egne begrænsninger.",
    ),
    Forklaring(
        "",
        "TLS kunne ikke aftales.",
        "Kør linjetesten fra den samme maskine; den siger i ord, hvad der er galt.",
    ),
)
"""The first that fits holds."""

EFTER = (
    Forklaring(
        "ikke registreret",
        "Certifikatet er fra en kendt udsteder, men hører ikke til noget aktivt it-system.",
        "Sammenlign fingeraftrykket med det uploadede certifikat. Er systemet lukket, eller er certifikatet fjernet?",
    ),
    Forklaring(
        "hemmeligheden er forkert",
        "Hemmeligheden passer ikke, eller der er intet it-system af det navn.",
        "Log ind med systemets UUID, og få en ny hemmelighed af driftsoperatøren, hvis den gamle er tabt.",
    ),
    Forklaring(
        "for mange forkerte",
        "Der er prøvet for mange forkerte hemmeligheder.",
        "Vent et minut. Retter programmet sig ikke selv, så stop det, før det prøver igen.",
    ),
    Forklaring(
        "viser systemets certifikat",
        "Klienten ville logge ind med certifikat, men viste intet.",
        "Giv AMQP-klienten certifikat og nøgle, og vælg EXTERNAL.",
    ),
    Forklaring(
        "token",
        "Klienten ville logge ind med et token.",
        "Log ind med certifikat (EXTERNAL) eller hemmelighed (PLAIN).",
    ),
    Forklaring(
        "ingen godkendt serviceaftale",
        "It-systemet er logget ind, men har ingen godkendt serviceaftale for dueslagets beskeder i dag.",
        "Se aftalens tilstand og dage. Er den opsagt eller udløbet, så anmod om en ny; er myndigheden lukket, så vent.",
    ),
    Forklaring(
        "dueslaget er lukket",
        "Dueslaget er lukket.",
        "Åbn det på dets side, eller brug et andet.",
    ),
    Forklaring(
        "beskedfåtilsendt",
        "Dueslaget sendes til jeres modtager og kan ikke hentes fra.",
        "Ret leveringsmåden, hvis I hellere vil hente.",
    ),
    Forklaring(
        "et andet systems",
        "Dueslaget findes ikke, eller det hører til et andet system.",
        "Skriv dueslagets UUID, som det står på dets side, og log ind som det system, der ejer det.",
    ),
    Forklaring(
        "nøgle",
        "Nøglen til REST er forkert, lukket eller udløbet.",
        "Lav en ny nøgle, eller brug systemets certifikat på maskindøren.",
    ),
    Forklaring("", "Kaldet blev afvist.", "Kør linjetesten; den siger i ord, hvad der er galt."),
)
"""The first that fits holds."""


class Afvisning(NamedTuple):
    """One refusal, explained."""

    tidspunkt: datetime
    doer: str
    hvad: str
    raad: str
    maskinord: str
    """The door's own words, such as OpenSSL's."""
    system: str
    """UUID (lower case) of the it-system; empty: not known."""


def explain(linjer: Iterable[Skrevet], opsat: Opsaetning) -> list[Afvisning]:
    """Every refusal in words, in the order given."""
    ejere = _owners(opsat)
    return [_explain(linje, ejere) for linje in linjer]


def visible(afvisninger: Iterable[Afvisning], systemer: frozenset[str] | None) -> list[Afvisning]:
    """Those of some it-systems, and those that nobody knows whose are; None: all."""
    return [each for each in afvisninger if systemer is None or not each.system or each.system in systemer]


def _explain(linje: Skrevet, ejere: Mapping[str, str]) -> Afvisning:
    ord_ = str(linje.felter.get("forklaring", ""))
    if linje.kode == "tls.haandtryk-afvist":
        doer = MASKINDOER if ord_.startswith(_FORAN) else BESKEDHENT
        fundet = _find(HAANDTRYK, ord_)
        return Afvisning(linje.tidspunkt, doer, fundet.hvad, fundet.raad, ord_.removeprefix(_FORAN), "")
    # A key is shown at the plain port as well as at the machine's: the line does not tell which.
    doer = {"web.noegle-afvist": FEED, "web.certifikat-afvist": MASKINDOER}.get(linje.kode, BESKEDHENT)
    noegle = {"web.noegle-afvist": "nøgle", "web.certifikat-afvist": "ikke registreret"}.get(linje.kode, ord_)
    fundet = _find(EFTER, noegle)
    system = str(linje.felter.get("system", "")).lower() or _by_fingerprint(ord_, ejere)
    return Afvisning(linje.tidspunkt, doer, fundet.hvad, fundet.raad, ord_, system)


def _find(tabel: Sequence[Forklaring], ord_: str) -> Forklaring:
    return next(each for each in tabel if each.kende in ord_.lower())


def _owners(opsat: Opsaetning) -> dict[str, str]:
    """Whose a certificate is or was, by the beginning of its fingerprint: removed and closed systems' ones too."""
    kendte = [(each.fingeraftryk, each.system) for each in opsat.certifikater]
    kendte += [(each, system.uuid) for system in opsat.systemer for each in system.fingeraftryk]
    ejere: dict[str, str] = {}
    for aftryk, system in kendte:
        if system:
            ejere.setdefault(aftryk[:_AFTRYK], system.lower())
    return ejere


def _by_fingerprint(ord_: str, ejere: Mapping[str, str]) -> str:
    """The owner of the certificate that is named; empty: none is, or nobody knows it."""
    return next((ejere[each] for each in _NAEVNT.findall(ord_) if each in ejere), "")
