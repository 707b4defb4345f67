"""Everybody's certificates in the demonstration, from one test CA."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from cpr_haendelser.settings import Tlsindstillinger
from cpr_haendelser.tls.ca import CA_NAVN, Brug, Oenske, init, issue
from cpr_haendelser.tls.kontekster import Filer

CVR = "11111111"
_HER = ("localhost", "127.0.0.1", "::1")
_BESKEDHENT, _BESKEDFORDELER = "beskedhent", "beskedfordeler"
FAGSYSTEM, MODTAGER = "fagsystem", "modtager"


class Certifikater(NamedTuple):
    """What the receivers show and trust."""

    fagsystem: Filer
    """The it-system's, for fetching."""
    modtager: Filer
    """The server's that messages are pushed to."""


def make_certifikater(mappe: Path) -> Certifikater:
    """Makes the CA and all that it issues in a folder."""
    nu = datetime.now(UTC)
    init(mappe, nu=nu)
    for oenske in (
        Oenske(Brug.SERVER, _BESKEDHENT, CVR, _HER),
        Oenske(Brug.KLIENT, _BESKEDFORDELER, CVR),
        Oenske(Brug.KLIENT, FAGSYSTEM, CVR),
        Oenske(Brug.SERVER, MODTAGER, CVR, _HER),
    ):
        issue(mappe, oenske, nu=nu, adgangskode=CVR)
    return Certifikater(_filer(mappe, FAGSYSTEM), _filer(mappe, MODTAGER))


def tls_settings(mappe: Path) -> Tlsindstillinger:
    """Our own side: BeskedHent's certificate, and what we show when we push."""
    hent, tilsend = _filer(mappe, _BESKEDHENT), _filer(mappe, _BESKEDFORDELER)
    return Tlsindstillinger(
        certifikat=hent.certifikat,
        noegle=hent.noegle,
        tillid=hent.tillid,
        klient_certifikat=tilsend.certifikat,
        klient_noegle=tilsend.noegle,
        klient_tillid=tilsend.tillid,
    )


def _filer(mappe: Path, navn: str) -> Filer:
    return Filer(mappe / f"{navn}.pem", mappe / f"{navn}.key", mappe / f"{CA_NAVN}.pem")
