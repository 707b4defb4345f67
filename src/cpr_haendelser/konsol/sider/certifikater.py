"""An it-system's certificates: the public part uploaded, what was read in it told in words, changed over, removed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from shlex import quote
from typing import TYPE_CHECKING, NamedTuple

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from starlette.responses import RedirectResponse, Response

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.administration.certifikater import SAMTIDIGE
from cpr_haendelser.aftaler.certifikat import LAENGST, Certifikat, Form, read_certifikat
from cpr_haendelser.aftaler.certifikatregler import VARSLER
from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.aftaler.model import Systemcertifikat
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.side import Besoeg, Side, draw
from cpr_haendelser.konsol.skema import JA
from cpr_haendelser.web.svar import STATUS

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation


class Laest(NamedTuple):
    """What was read in a certificate."""

    navn: str
    form: str
    cvr: str
    nummer: str
    udsteder: str
    gyldig_fra: str
    gyldig_til: str
    noegle: str
    fingeraftryk: str
    kaede: tuple[str, ...]
    """The issuers that came with it, by name."""


class Linje(NamedTuple):
    """A certificate of an it-system, and how it stands."""

    certifikat: Systemcertifikat
    fingeraftryk: str
    """In groups that can be compared by eye."""
    tilstand: str
    art: str
    """The look of its sign."""
    dage: int | None
    """Days left; None: not known, or it is in use no more."""


class Gyldighed(NamedTuple):
    """How long an it-system can log in by the certificates that are known of it."""

    til: str
    """Of the one that lasts longest; empty: none is known."""
    dage: int
    art: str
    """The look of its sign; empty: there is time."""


UDEN = Gyldighed("", 0, "agt")


def pages(installation: Installation) -> tuple[Side, ...]:
    """The list with its upload, and removal."""
    certifikater = _Certifikater(installation)
    sti = "/systemer/{uuid}/certifikater"
    return (
        Side("GET", sti, Handling.CERTIFIKAT_LAES, certifikater.show),
        Side("POST", sti, Handling.CERTIFIKAT_RET, certifikater.add, 2 * LAENGST),
        Side("POST", f"{sti}/fjern", Handling.CERTIFIKAT_RET, certifikater.remove),
    )


class _Certifikater:
    def __init__(self, installation: Installation) -> None:
        self._installation, self._kontor = installation, installation.certifikatkontor

    def show(self, besoeg: Besoeg) -> Response:
        return self._draw(besoeg, 200)

    def add(self, besoeg: Besoeg) -> Response:
        aktoer, uuid = besoeg.kald.known_actor, besoeg.request.path_params["uuid"]
        data = besoeg.form.filer.get("fil") or besoeg.felter.get("certifikat", "").encode()
        system = self._installation.systemkontor.find(aktoer, uuid)
        try:
            tilfoejet = self._kontor.add(aktoer, system.uuid, data)
        except Brugsfejl as fejl:
            laest = _read(data) if not fejl.kode.startswith("ADG") else None
            return self._draw(besoeg, STATUS.get(fejl.kode, 400), fejl=fejl, laest=laest)
        return self._draw(besoeg, 200, laest=_read(data), bemaerkninger=tilfoejet.bemaerkninger, tilfoejet=True)

    def remove(self, besoeg: Besoeg) -> Response:
        aktoer, uuid = besoeg.kald.known_actor, besoeg.request.path_params["uuid"]
        system = self._installation.systemkontor.find(aktoer, uuid)
        spaer = besoeg.felter.get("spaer") == JA
        self._kontor.remove(aktoer, system.uuid, besoeg.felter.get("fingeraftryk", ""), spaer=spaer)
        gjort = "spaerret" if spaer else "fjernet"
        return RedirectResponse(f"{ROD}/systemer/{system.uuid}/certifikater?gjort={gjort}", 303)

    def _draw(  # noqa: PLR0913 - what came of an upload
        self,
        besoeg: Besoeg,
        status: int,
        *,
        fejl: Brugsfejl | None = None,
        laest: Laest | None = None,
        bemaerkninger: list[str] | None = None,
        tilfoejet: bool = False,
    ) -> Response:
        aktoer = besoeg.kald.known_actor
        system = self._installation.systemkontor.find(aktoer, besoeg.request.path_params["uuid"])
        linjer = [_line(each) for each in self._kontor.list_all(aktoer, system.uuid)]
        gaelder = [each for each in linjer if each.art in {"god", "agt"}]
        return draw(
            besoeg.kald, "certifikater", status,
            system=system,
            systemnavn=quote(system.navn),
            linjer=linjer,
            gaelder=len(gaelder),
            plads=SAMTIDIGE - len(gaelder),
            afslag=refusals(fejl),
            laest=laest,
            bemaerkninger=bemaerkninger or [],
            tilfoejet=tilfoejet,
            ret=besoeg.kald.may_for(Handling.CERTIFIKAT_RET, bare_cvr(system.cvr)),
            gjort=besoeg.request.query_params.get("gjort", ""),
        )  # fmt: skip


def validities(certifikater: Iterable[Systemcertifikat]) -> dict[str, Gyldighed]:
    """How long each it-system (UUID in lower case) can log in; those of which no certificate is known are not there."""
    fundne: dict[str, Gyldighed] = {}
    for linje in map(_line, certifikater):
        system = linje.certifikat.system.lower()
        if linje.dage is not None and linje.certifikat.gyldig_til > fundne.get(system, UDEN).til:
            art = "" if linje.art == "god" else linje.art
            fundne[system] = Gyldighed(linje.certifikat.gyldig_til, linje.dage, art)
    return fundne


def refusals(fejl: Brugsfejl | None) -> list[tuple[str, str]]:
    """The code and the words of each thing that hinders a certificate."""
    if fejl is None:
        return []
    foerste, *flere = fejl.tekst.split("\n")
    resten = (linje.partition(": ") for linje in flere)
    return [(fejl.kode, foerste), *((kode, tekst) for kode, _, tekst in resten)]


def group(fingeraftryk: str) -> str:
    """A fingerprint in groups of four."""
    return " ".join(fingeraftryk[nr : nr + 4] for nr in range(0, len(fingeraftryk), 4))


def _line(certifikat: Systemcertifikat) -> Linje:
    vist = group(certifikat.fingeraftryk)
    if certifikat.spaerret:
        return Linje(certifikat, vist, "spærret", "slem", None)
    if certifikat.fjernet:
        return Linje(certifikat, vist, "fjernet", "", None)
    if not certifikat.gyldig_til:
        return Linje(certifikat, vist, "i brug; kun fingeraftrykket kendes", "god", None)
    nu = datetime.now(UTC)
    dage = (datetime.fromisoformat(certifikat.gyldig_til) - nu).days
    if certifikat.gyldig_til <= stamp(nu):
        return Linje(certifikat, vist, "udløbet", "slem", dage)
    return Linje(certifikat, vist, "i brug", "agt" if dage < max(VARSLER) else "god", dage)


def _read(data: bytes) -> Laest | None:
    """What is in it; None where it cannot be read."""
    try:
        fundet = read_certifikat(data)
    except Brugsfejl:
        return None
    ejer = fundet.ejer
    return Laest(
        fundet.navn,
        "" if ejer.form is Form.ANDET else str(ejer.form),
        ejer.cvr,
        ejer.nummer,
        fundet.udsteder,
        stamp(fundet.gyldig_fra),
        stamp(fundet.gyldig_til),
        _key(fundet),
        group(fundet.fingeraftryk),
        tuple(Certifikat(each, ()).navn for each in fundet.kaede),
    )


def _key(certifikat: Certifikat) -> str:
    """The kind and size of its key."""
    try:
        noegle = certifikat.x509.public_key()
    except (UnsupportedAlgorithm, ValueError):
        return ""
    match noegle:
        case rsa.RSAPublicKey():
            return f"RSA, {noegle.key_size} bit"
        case ec.EllipticCurvePublicKey():
            return f"EC, {noegle.curve.name}"
        case _:
            return type(noegle).__name__.lstrip("_").removesuffix("PublicKey")


CERTIFIKATORD = frozenset({"spærret", "fjernet", "i brug; kun fingeraftrykket kendes", "udløbet", "i brug"})
"""How a certificate can stand, in words: the catalogue must have each."""
