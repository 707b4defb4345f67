"""What the guides are held against, read from an installation."""

from __future__ import annotations

import ssl
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.app.installation import Installation, stamp_now, today
from cpr_haendelser.fordeling.amqp.server import PORT, PORT_UDEN_TLS
from cpr_haendelser.revision.post import Slags
from cpr_haendelser.storage.postrum import Dueslagstilstand, Postrum
from cpr_haendelser.tls.kontekster import fingerprint
from cpr_haendelser.udlevering.betjening import STORT
from cpr_haendelser.vejledning.trin import Forhold

_FAA = 20
"""So many dueslag are counted while somebody waits."""
_UD = (Slags.LEVERING, Slags.VIDEREGIVELSE)
"""What is passed on."""


class Vores(NamedTuple):
    """One of our own certificates, as receivers meet it."""

    rolle: str
    """server: what our doors show; klient: what we show when we push."""
    navn: str
    udsteder: str
    gyldig_til: datetime
    """UTC."""
    fingeraftryk: str
    """SHA-256 of the DER, hex."""
    pem: str
    """It and the issuers that lie with it: never a key."""


class Porte(NamedTuple):
    """Where machines come in."""

    hent: int
    maskindoer: int


def read_forhold(installation: Installation, cvr: str, system: str = "") -> Forhold:
    """How it stands with an organisation, or with one it-system (UUID) of it."""
    opsat, postrum = installation.bord.opsaetning(), installation.postrum
    egne = {each.uuid.lower(): each for each in opsat.systemer if each.cvr == cvr}
    dueslag = {each.uuid.lower(): each.system.lower() for each in opsat.dueslag if each.system.lower() in egne}
    tilstande = _states(installation, dueslag)
    proevet = {dueslag[uuid] for uuid, each in tilstande.items() if each.ude or each.leveret or each.parkeret}
    noegler = {each.ejer.lower() for each in postrum.noegler() if each.sidst_brugt}
    aftaler = [each.id for each in opsat.aftaler if bare_cvr(each.myndighed) == cvr]
    return Forhold(
        cvr,
        today(),
        stamp_now(),
        opsat,
        tilstande,
        frozenset(proevet | noegler),
        frozenset(_told_of(postrum, "system", egne)),
        frozenset(_told_of(postrum, "aftale", aftaler)),
        system,
    )


def _states(installation: Installation, dueslag: Collection[str]) -> dict[str, Dueslagstilstand]:
    """How it goes with these dueslag: now where they are few, lately where counting what is in them takes long."""
    if not dueslag:
        return {}
    seneste = {each.tilstand.dueslag.lower(): each.tilstand for each in installation.udkig.seen().dueslag}
    kendte = {uuid: seneste[uuid] for uuid in dueslag if uuid in seneste}
    if len(dueslag) > _FAA or sum(each.rest for each in kendte.values()) > STORT:
        return kendte
    fundne = {uuid: installation.postrum.tilstand(uuid) for uuid in dueslag}
    return {uuid: tilstand for uuid, tilstand in fundne.items() if tilstand is not None}


def _told_of(postrum: Postrum, slags: str, hvilke: Iterable[str]) -> list[str]:
    """Those about which the audit has anything that was passed on; the first post of each is enough."""
    return [each for each in hvilke if next(iter(postrum.revisionsled_om(f"{slags}:{each.lower()}", slags=_UD)), None)]


def read_porte(installation: Installation) -> Porte:
    """The ports of the doors for machines."""
    hent = installation.settings.hent.port
    if hent is None:
        hent = PORT if installation.settings.tls.certifikat else PORT_UDEN_TLS
    return Porte(hent, installation.settings.maskindoer.port)


def read_vores(installation: Installation) -> list[Vores]:
    """Our own certificates that there are and that can be read."""
    tls = installation.settings.tls
    fundne = (("server", tls.certifikat), ("klient", tls.klient_certifikat))
    return [vores for rolle, fil in fundne if fil is not None and (vores := _read(rolle, fil)) is not None]


def _read(rolle: str, fil: Path) -> Vores | None:
    try:
        kaede = x509.load_pem_x509_certificates(fil.read_bytes())
    except (OSError, ValueError):
        return None
    blad = kaede[0]
    return Vores(
        rolle,
        blad.subject.rfc4514_string(),
        blad.issuer.rfc4514_string(),
        blad.not_valid_after_utc.astimezone(UTC),
        fingerprint(blad.public_bytes(Encoding.DER)),
        "".join(ssl.DER_cert_to_PEM_cert(each.public_bytes(Encoding.DER)) for each in kaede),
    )
