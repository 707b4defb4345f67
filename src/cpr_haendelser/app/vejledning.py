"""What the guides are held against, read from an installation."""

from __future__ import annotations

import os
import ssl
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding

from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.app.installation import Installation, stamp_now, today
from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.fordeling.amqp.server import PORT, PORT_UDEN_TLS
from cpr_haendelser.fordeling.gaeldende import Gaeldende
from cpr_haendelser.revision.post import Slags
from cpr_haendelser.settings import load
from cpr_haendelser.settings.reading import CONFIG, FILE
from cpr_haendelser.storage.forsendelsesbog import Dueslagstilstand
from cpr_haendelser.storage.ordre import Ordreart, Ordretilstand
from cpr_haendelser.storage.postrum import Opsaetning, Postrum
from cpr_haendelser.tls.ca import CA_NAVN
from cpr_haendelser.tls.kontekster import fingerprint
from cpr_haendelser.tls.udloeb import read_tillid
from cpr_haendelser.udlevering.betjening import STORT
from cpr_haendelser.vejledning.drift import MAPPE, SERVER
from cpr_haendelser.vejledning.trin import Doere, Forhold

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


def read_forhold(installation: Installation, cvr: str, system: str = "", vaert: str = "localhost") -> Forhold:
    """How it stands with an organisation, or with one it-system (UUID) of it; `vaert`: what the reader calls us."""
    postrum = installation.postrum
    opsat = narrow(installation.bord.gaeldende(), cvr)
    egne = {each.uuid.lower() for each in opsat.systemer if each.cvr == cvr}
    dueslag = {each.uuid.lower(): each.system.lower() for each in opsat.dueslag if each.system.lower() in egne}
    tilstande = _states(installation, dueslag)
    proevet = {dueslag[uuid] for uuid, each in tilstande.items() if each.ude or each.leveret or each.parkeret}
    noegler, nu = postrum.noegler(), stamp_now()
    brugte = {each.ejer.lower() for each in noegler if each.sidst_brugt}
    aabne = {each.ejer.lower() for each in noegler if not each.lukket and each.udloeber > nu}
    aftaler = [each.id for each in opsat.aftaler if bare_cvr(each.myndighed) == cvr]
    exttest = installation.settings.environment == "exttest"
    return Forhold(
        cvr,
        today(),
        nu,
        opsat,
        tilstande,
        frozenset(proevet | brugte) | installation.bord.kommet,
        _told_of(postrum, "system", egne),
        _told_of(postrum, "aftale", aftaler),
        system,
        frozenset(aabne),
        read_doere(installation, vaert),
        bool(exttest and installation.ordrelager.find_personer(ejer=cvr, antal=1)),
        _draft(installation, cvr) if exttest else "",
    )


def _draft(installation: Installation, cvr: str) -> str:
    """The newest order (UUID) with hændelser that an organisation has written and not submitted; empty: none."""
    kladder = installation.ordrelager.ordrer(ejer=cvr, tilstande=(Ordretilstand.KLADDE,))
    return next((each.uuid for each in kladder if each.art is not Ordreart.REPLIKA), "")


def narrow(gaeldende: Gaeldende, cvr: str) -> Opsaetning:
    """The set-up with no more than what touches an organisation: its it-systems, and those of agreements with it.

    Organisations, users and certificates are all there: they are few, and the steps of operators ask about them.
    """
    opsat = gaeldende.opsaetning
    egne = {each.uuid.lower() for each in opsat.systemer if each.cvr == cvr}
    med = gaeldende.aftaler_med.get(cvr, [])
    kendte = egne | {each.system.lower() for each in med}
    andre = (each for each in med if each.system.lower() not in egne)
    return opsat._replace(
        systemer=tuple(each for each in opsat.systemer if each.uuid.lower() in kendte),
        aftaler=(*(each for uuid in sorted(egne) for each in gaeldende.aftaler_for.get(uuid, [])), *andre),
        dueslag=tuple(each for each in opsat.dueslag if each.system.lower() in kendte),
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


def _told_of(postrum: Postrum, slags: str, hvilke: Iterable[str]) -> frozenset[str]:
    """Those about which the audit has anything that was passed on."""
    efter_noegle = {f"{slags}:{each}".lower(): each for each in hvilke}
    return frozenset(efter_noegle[each] for each in postrum.revisionsnoegler(efter_noegle, _UD))


def read_porte(installation: Installation) -> Porte:
    """The ports of the doors for machines."""
    hent = installation.settings.hent.port
    if hent is None:
        hent = PORT if installation.settings.tls.certifikat else PORT_UDEN_TLS
    return Porte(hent, installation.settings.maskindoer.port)


def read_doere(installation: Installation, vaert: str) -> Doere:
    """How it stands with the TLS of the doors for machines: in force, written, or lying ready in the test CA's folder.

    The settings are read again as they are written now: what is in force was read when the program started.
    """
    settings, tls, fejl = installation.settings, installation.settings.tls, ""
    aabne = tls.certifikat is not None and tls.tillid is not None
    if not aabne:
        try:
            tls = load().tls
        except Opsaetningsfejl as error:
            fejl = str(error)
    udstedere = next((fil for fil in (tls.tillid, Path(MAPPE, f"{CA_NAVN}.pem")) if read_tillid(fil)), None)
    server = next((fil for fil in (tls.certifikat, Path(MAPPE, f"{SERVER}.pem")) if fil and read_tillid(fil)), None)
    return Doere(
        settings.environment == "produktion",
        "" if udstedere is None else udstedere.as_posix(),
        "" if server is None else server.as_posix(),
        () if server is None else tuple(_names(read_tillid(server)[0])),
        bool(read_tillid(tls.certifikat) and read_tillid(tls.tillid) and tls.noegle and tls.noegle.is_file()),
        fejl,
        aabne,
        Path(os.environ.get(CONFIG, FILE)).name,
        vaert,
    )


def _names(certifikat: x509.Certificate) -> Iterator[str]:
    """The host names and addresses that a certificate holds for."""
    with suppress(x509.ExtensionNotFound):
        for navn in certifikat.extensions.get_extension_for_class(x509.SubjectAlternativeName).value:
            yield str(navn.value)


def read_vores(installation: Installation) -> list[Vores]:
    """Our own certificates that there are and that can be read."""
    tls = installation.settings.tls
    fundne = (("server", tls.certifikat), ("klient", tls.klient_certifikat))
    return [vores for rolle, fil in fundne if fil is not None and (vores := _read(rolle, fil)) is not None]


def read_ca(installation: Installation) -> str:
    """The CAs that a receiver must trust to call our doors, as PEM: those above the server certificate; empty: none."""
    tls = installation.settings.tls
    kendte = [*read_tillid(tls.certifikat), *read_tillid(tls.tillid)]
    fundne: list[x509.Certificate] = []
    mangler = kendte[:1]
    while mangler:
        under = mangler.pop()
        nye = [each for each in kendte if each not in fundne and _has_issued(each, under)]
        fundne += nye
        mangler += nye
    return "".join(ssl.DER_cert_to_PEM_cert(each.public_bytes(Encoding.DER)) for each in fundne)


def _has_issued(udsteder: x509.Certificate, under: x509.Certificate) -> bool:
    try:
        under.verify_directly_issued_by(udsteder)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


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
