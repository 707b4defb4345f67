"""The certificates of it-systems at the desk: added after they were judged, removed, blocked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from cryptography import x509

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.model import Aktoer
from cpr_haendelser.administration.gemme import Aendring, keep
from cpr_haendelser.administration.ret import require
from cpr_haendelser.administration.systemer import find_system, sees
from cpr_haendelser.aftaler.certifikat import read_certifikat, to_systemcertifikat
from cpr_haendelser.aftaler.certifikatregler import Omstaendigheder, remarks, used
from cpr_haendelser.aftaler.certifikatregler import require as require_certifikat
from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.aftaler.model import ItSystem, Systemcertifikat
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.storage.postrum import Opsaetning, Postrum

SAMTIDIGE = 2
"""Certificates of a system that may hold at the same time: the old one and the new one while it changes over."""
_KORTEST = 8
"""Characters of a fingerprint that are enough to name it by."""


class Tilfoejet(NamedTuple):
    """A certificate that has been added, and what is worth a word about it."""

    certifikat: Systemcertifikat
    bemaerkninger: list[str]


class Certifikatkontor:
    """What actors do with the certificates of it-systems; safe to share between threads."""

    def __init__(
        self,
        postrum: Postrum,
        miljoe: Miljoe,
        nu: Callable[[], datetime],
        tillid: Callable[[], Sequence[x509.Certificate]],
    ) -> None:
        """`tillid`: the environment's trust anchors of the moment."""
        self._postrum, self._miljoe, self._nu, self._tillid = postrum, miljoe, nu, tillid

    def list_all(self, aktoer: Aktoer, hvad: str) -> list[Systemcertifikat]:
        """The certificates of an it-system, removed ones too, newest first; an unknown one by its fingerprint alone."""
        require(aktoer, Handling.CERTIFIKAT_LAES, miljoe=self._miljoe)
        opsat = self._postrum.opsaetning()
        system = find_system(opsat, aktoer, hvad, self._miljoe)
        kendte = {each.fingeraftryk: each for each in opsat.certifikater if each.system.lower() == system.uuid.lower()}
        ukendte = [_bare(each, system.uuid, self._miljoe) for each in system.fingeraftryk if each not in kendte]
        return sorted([*kendte.values(), *ukendte], key=lambda each: (not each.fjernet, each.gyldig_til), reverse=True)

    def add(self, aktoer: Aktoer, hvad: str, data: bytes) -> Tilfoejet:
        """Lets an it-system log in with a certificate, the public part of which is uploaded.

        Brugsfejl ADG-001 to ADG-003, CRT-001 to CRT-003 where it cannot be read, CRT-010 to CRT-022 where it cannot be
        used, and CRT-023 where the system has so many already.
        """
        require(aktoer, Handling.CERTIFIKAT_RET, miljoe=self._miljoe)
        certifikat = read_certifikat(data)
        bemaerkninger: list[str] = []

        def decide(opsat: Opsaetning) -> tuple[ItSystem, Systemcertifikat]:
            system = find_system(opsat, aktoer, hvad, self._miljoe)
            require(aktoer, Handling.CERTIFIKAT_RET, system.cvr, miljoe=self._miljoe)
            synlige = [each if sees(aktoer, each, self._miljoe) else each._replace(navn="") for each in opsat.systemer]
            om = Omstaendigheder(
                self._nu().astimezone(UTC), self._miljoe is Miljoe.PRODUKTION, self._miljoe, system.uuid.lower(),
                bare_cvr(system.cvr), self._tillid(), list(used(opsat.certifikater, synlige, self._miljoe)),
            )  # fmt: skip
            require_certifikat(certifikat, om)
            bemaerkninger[:] = remarks(certifikat, om.nu)
            if certifikat.fingeraftryk not in system.fingeraftryk:
                self._check_room(opsat, system, om.nu)
                system = system._replace(fingeraftryk=(*system.fingeraftryk, certifikat.fingeraftryk))
            return system, to_systemcertifikat(certifikat, system.uuid, self._miljoe)

        return Tilfoejet(self._change(aktoer, decide), bemaerkninger)

    def remove(self, aktoer: Aktoer, hvad: str, fingeraftryk: str, *, spaer: bool = False) -> Systemcertifikat:
        """Lets a system log in no more with a certificate; `spaer`: nobody ever again, with its key neither.

        Brugsfejl CRT-024 where the system has no certificate whose fingerprint begins so, or several.
        """
        require(aktoer, Handling.CERTIFIKAT_RET, miljoe=self._miljoe)
        foran = fingeraftryk.replace(":", "").lower()

        def decide(opsat: Opsaetning) -> tuple[ItSystem, Systemcertifikat]:
            system = find_system(opsat, aktoer, hvad, self._miljoe)
            require(aktoer, Handling.CERTIFIKAT_RET, system.cvr, miljoe=self._miljoe)
            kendte = {each.fingeraftryk: each for each in opsat.certifikater}
            egne = {*system.fingeraftryk, *(fp for fp, each in kendte.items() if each.system == system.uuid)}
            fundne = [each for each in egne if len(foran) >= _KORTEST and each.startswith(foran)]
            if len(fundne) != 1:
                raise Brugsfejl(
                    "CRT-024",
                    f"{len(fundne)} af it-systemets certifikater har et fingeraftryk, der begynder sådan; skriv mindst"
                    f" {_KORTEST} tegn af det, som `haendelser certifikat` viser.",
                )
            gammelt = kendte.get(fundne[0], _bare(fundne[0], system.uuid, self._miljoe))
            resten = tuple(each for each in system.fingeraftryk if each != fundne[0])
            fjernet = gammelt.fjernet or stamp(self._nu())
            return system._replace(fingeraftryk=resten), gammelt._replace(
                fjernet=fjernet, spaerret=gammelt.spaerret or spaer
            )

        return self._change(aktoer, decide)

    def _check_room(self, opsat: Opsaetning, system: ItSystem, nu: datetime) -> None:
        """What has expired takes no room."""
        udloeb = {each.fingeraftryk: each.gyldig_til for each in opsat.certifikater}
        gaelder = [each for each in system.fingeraftryk if not udloeb.get(each) or udloeb[each] > stamp(nu)]
        if len(gaelder) >= SAMTIDIGE:
            raise Brugsfejl(
                "CRT-023",
                f"it-systemet har allerede {SAMTIDIGE} certifikater, der gælder. Fjern det, der ikke bruges mere"
                " (`haendelser certifikat remove`), og upload igen.",
            )

    def _change(
        self, aktoer: Aktoer, decide: Callable[[Opsaetning], tuple[ItSystem, Systemcertifikat]]
    ) -> Systemcertifikat:
        def together(opsat: Opsaetning) -> Aendring:
            system, certifikat = decide(opsat)
            return Aendring(systemer=(system,), certifikater=(certifikat,))

        return keep(self._postrum, together, nu=lambda: stamp(self._nu()), hvem=aktoer.hvem).certifikater[0]


def _bare(fingeraftryk: str, system: str, miljoe: str) -> Systemcertifikat:
    """One that is known by its fingerprint alone."""
    return Systemcertifikat(fingeraftryk, "", system, miljoe, "", "", "", "")
