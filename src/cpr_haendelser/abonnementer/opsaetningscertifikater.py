"""The certificates that a set-up file names: judged as those that are uploaded are, kept, and remarked upon. Pure.

Only one that is new to its system is judged: a file that is applied again does nothing, though a certificate has
expired meanwhile. Of a fingerprint alone can only be asked whether it is blocked, or used elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from cpr_haendelser.abonnementer.opsaetning import Oensket, Opsat
from cpr_haendelser.abonnementer.opsaetningsformer import Certifikatkrav, Naevnt
from cpr_haendelser.abonnementer.opsaetningstoml import Fejlliste, Toml
from cpr_haendelser.aftaler import certifikatregler
from cpr_haendelser.aftaler.certifikat import read_pem, to_systemcertifikat
from cpr_haendelser.aftaler.certifikatregler import Afslag, Omstaendigheder, judge, judge_known, used
from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.aftaler.model import ItSystem, Systemcertifikat

_UDSTEDER = "CRT-020"
"""That the environment trusts nobody yet: asked by the TLS door, and where certificates are uploaded."""


class Egen(NamedTuple):
    """A system of the file with what it names."""

    system: ItSystem
    naevnte: tuple[Naevnt, ...]


def keep(egne: Sequence[Egen], miljoe: str) -> tuple[Systemcertifikat, ...]:
    """The certificates that are known whole, as they are kept."""
    return tuple(
        to_systemcertifikat(naevnt.certifikat, system.uuid, miljoe)
        for system, naevnte in egne
        for naevnt in naevnte
        if naevnt.certifikat is not None
    )


def check(toml: Sequence[Toml], nu: Opsat, egne: Sequence[Egen], krav: Certifikatkrav, fejl: Fejlliste) -> None:
    """Each certificate that is new to its system may be used; else a fault with its line (CRT-010 to CRT-022)."""
    filens = {each.system.uuid: each.system for each in egne}
    systemer = [*(each for each in nu.systemer if each.uuid not in filens), *filens.values()]
    brugte = list(used([*nu.certifikater, *keep(egne, krav.miljoe)], systemer, krav.miljoe))
    kendte = {each.uuid: each.fingeraftryk for each in nu.systemer}
    for tabel, (system, naevnte) in zip(toml, egne, strict=True):
        om = Omstaendigheder(
            krav.nu, krav.produktion, krav.miljoe, system.uuid.lower(), bare_cvr(system.cvr), krav.tillid, brugte
        )
        nye = [each for each in naevnte if each.fingeraftryk not in kendte.get(system.uuid, ())]
        for naevnt in nye if system.aktiv else ():
            for afslag in _judge(naevnt, om):
                tabel.fail(fejl, afslag.kode, "certifikater", afslag.tekst)


def _judge(naevnt: Naevnt, om: Omstaendigheder) -> list[Afslag]:
    if naevnt.certifikat is None:
        return judge_known(naevnt.fingeraftryk, om)
    return [afslag for afslag in judge(naevnt.certifikat, om) if afslag.kode != _UDSTEDER]


def remarks(oensket: Oensket, nu: Opsat, tidspunkt: datetime) -> Iterator[str]:
    """What is worth a word about the certificates of the systems that a file describes (Danish)."""
    kendte: Mapping[str, Systemcertifikat] = {
        each.fingeraftryk: each for each in (*nu.certifikater, *oensket.egne) if each.pem
    }
    for system in oensket.systemer:
        for fingeraftryk in system.fingeraftryk if system.aktiv else ():
            if fingeraftryk in kendte:
                certifikat = read_pem(kendte[fingeraftryk].pem)
                ord_ = certifikatregler.remarks(certifikat, tidspunkt)
            else:
                kort = fingeraftryk[:8]
                ord_ = [f"af certifikatet {kort}… kendes kun fingeraftrykket, så udløb varsles ikke; nævn PEM-filen."]
            yield from (f"systemet {system.navn}: {each}" for each in ord_)
