"""The line tested from the client's side: what is wrong with name, port, certificate or trust, in words."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from typing import NamedTuple

from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.tls.kontekster import Filer, client_context

FUND = {
    "i-orden": "Forbindelsen er i orden: navn, port, certifikat og tillid passer.",
    "navn": "Værtens navn kan ikke slås op. Er det stavet rigtigt, og kan maskinen nå en navneserver?",
    "port-lukket": "Værten svarer, men ingen lytter på porten. Er porten den rigtige, og kører modparten?",
    "ingen-vej": "Værten kan ikke nås. Er der net, og er der åbnet i firewallen for vært og port?",
    "intet-svar": "Der kom intet svar inden for tiden. Som regel spærrer en firewall, eller værten er en anden.",
    "ikke-tls": "Porten taler ikke TLS. Er det porten til klar tekst?",
    "tls-version": "De to ender har ingen TLS-version til fælles. Her tales TLS 1.2 og 1.3.",
    "afbrudt": "Modparten lagde på midt i TLS-aftalen. Måske kræver den et klientcertifikat, eller navnet er forkert.",
    "lagt-paa": "Modparten lagde på lige efter TLS-aftalen. Som regel kræver den et klientcertifikat (--certifikat og"
    " --noegle), eller den har ikke tillid til udstederen af vores.",
    "server-udloebet": "Modpartens certifikat er udløbet. Det er modparten, der skal forny det.",
    "server-ikke-endnu": "Modpartens certifikat gælder ikke endnu. Går begge maskiners ure rigtigt?",
    "server-navn": "Modpartens certifikat er til et andet navn. Brug det navn, der står i certifikatet.",
    "server-ukendt": "Udstederen af modpartens certifikat er ikke en, vi har tillid til. Giv dens CA med --tillid.",
    "server-andet": "Modpartens certifikat blev ikke godkendt.",
    "klient-mangler": "Modparten kræver et klientcertifikat. Giv det med --certifikat og --noegle.",
    "klient-ukendt": "Modparten kender ikke udstederen af vores klientcertifikat. Er det fra den rigtige CA og miljø?",
    "klient-udloebet": "Modparten afviste vores klientcertifikat som udløbet. Forny det.",
    "klient-afvist": "Modparten afviste vores klientcertifikat.",
    "tls-andet": "TLS kunne ikke aftales.",
}
"""What may be found, in words."""

_VERIFY = {
    9: "server-ikke-endnu",
    10: "server-udloebet",
    18: "server-ukendt",
    19: "server-ukendt",
    20: "server-ukendt",
    21: "server-ukendt",
    62: "server-navn",
    64: "server-navn",
}
"""OpenSSL's X509_V_ERR_* (openssl-verification-options(1))."""

_ALERTS = {
    "WRONG_VERSION_NUMBER": "ikke-tls",
    "HTTP_REQUEST": "ikke-tls",
    "RECORD_LAYER_FAILURE": "ikke-tls",
    "UNSUPPORTED_PROTOCOL": "tls-version",
    "TLSV1_ALERT_PROTOCOL_VERSION": "tls-version",
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": "klient-mangler",
    "TLSV1_ALERT_UNKNOWN_CA": "klient-ukendt",
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": "klient-udloebet",
    "SSLV3_ALERT_BAD_CERTIFICATE": "klient-afvist",
    "SSLV3_ALERT_CERTIFICATE_REVOKED": "klient-afvist",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": "klient-afvist",
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": "klient-afvist",
    "TLSV1_ALERT_ACCESS_DENIED": "klient-afvist",
    "TLSV1_ALERT_DECRYPT_ERROR": "klient-afvist",
}
"""OpenSSL's reasons; the alerts are what the other end said."""

_LYT = 1.0
"""Seconds to wait for a refusal that TLS 1.3 sends only after the handshake."""


class Linjesvar(NamedTuple):
    """What was found."""

    kode: str
    """A key of FUND."""
    tls: str = ""
    """The version agreed on."""
    udloeber: str = ""
    """When the other's certificate runs out, as OpenSSL writes it."""

    @property
    def tekst(self) -> str:
        """The finding in words."""
        return FUND[self.kode]


def try_line(vaert: str, port: int, filer: Filer, *, vent: float = 10.0) -> Linjesvar:
    """What is found on the way to a host; `vent` is the longest wait in seconds. TLS-010: own files."""
    kontekst = client_context(filer)
    try:
        with (
            socket.create_connection((vaert, port), timeout=vent) as raa,
            kontekst.wrap_socket(raa, server_hostname=vaert) as forbindelse,
        ):
            return _shaken(forbindelse)
    except OSError as error:
        return Linjesvar(_explain(error, har_certifikat=filer.certifikat is not None))
    except ValueError:
        raise Opsaetningsfejl("TLS-011", "værtens navn kan ikke være et navn på nettet.") from None


def _shaken(forbindelse: ssl.SSLSocket) -> Linjesvar:
    certifikat = forbindelse.getpeercert() or {}
    forbindelse.settimeout(_LYT)
    with suppress(TimeoutError):  # nobody refused us
        if not forbindelse.recv(1):
            return Linjesvar("lagt-paa")
    return Linjesvar("i-orden", forbindelse.version() or "", str(certifikat.get("notAfter", "")))


def _explain(error: OSError, *, har_certifikat: bool) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _VERIFY.get(error.verify_code, "server-andet")
    if isinstance(error, ssl.SSLError):
        return _alert(error.reason or "", har_certifikat=har_certifikat)
    kinds: tuple[tuple[type[OSError], str], ...] = (
        (socket.gaierror, "navn"),
        (ConnectionRefusedError, "port-lukket"),
        (TimeoutError, "intet-svar"),
        (ConnectionError, "afbrudt"),
    )
    return next((kode for kind, kode in kinds if isinstance(error, kind)), "ingen-vej")


def _alert(reason: str, *, har_certifikat: bool) -> str:
    if reason == "SSLV3_ALERT_HANDSHAKE_FAILURE":
        return "klient-afvist" if har_certifikat else "klient-mangler"
    if reason in {"UNEXPECTED_EOF_WHILE_READING", ""}:
        return "afbrudt"
    return _ALERTS.get(reason, "tls-andet")
