"""A test CA and what it has issued to everybody who takes part."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from cpr_haendelser.tls.ca import Brug, Oenske, Udstedt, init, issue
from cpr_haendelser.tls.kontekster import Filer, fingerprint


class Certifikater(NamedTuple):
    """The program's for its door and for its pushes, a push receiver's, and those of two it-systems that fetch."""

    ca: Path
    doer: Udstedt
    ud: Udstedt
    modtager: Udstedt
    omsorg: Udstedt
    journal: Udstedt

    def filer(self, udstedt: Udstedt) -> Filer:
        """As they are handed to a TLS context."""
        return Filer(udstedt.certifikat, udstedt.noegle, self.ca)

    def fingeraftryk(self, udstedt: Udstedt) -> str:
        """As it stands in the set-up."""
        return fingerprint(ssl.PEM_cert_to_DER_cert(udstedt.certifikat.read_text("ascii")))


def make(folder: Path) -> Certifikater:
    """A CA and its certificates in a folder."""
    nu = datetime.now(UTC)
    ca = init(folder, nu=nu)

    def made(brug: Brug, navn: str) -> Udstedt:
        return issue(folder, Oenske(brug, navn, "12345678", ("localhost", "127.0.0.1")), nu=nu, adgangskode="x")

    return Certifikater(
        ca.certifikat,
        made(Brug.SERVER, "doer"),
        made(Brug.KLIENT, "ud"),
        made(Brug.SERVER, "modtager"),
        made(Brug.KLIENT, "omsorg"),
        made(Brug.KLIENT, "journal"),
    )
