"""What awaits the one who looks: agreements and orders to decide, certificates that soon expire."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.aftaler.model import Aftaletilstand, ItSystem, Serviceaftale
from cpr_haendelser.konsol.sider.certifikater import Gyldighed, validities
from cpr_haendelser.storage.ordre import Ordretilstand

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation
    from cpr_haendelser.konsol.kald import Kald
    from cpr_haendelser.storage.ordre import Ordre

_ORDRER = 100


class Afventer(NamedTuple):
    """All of it, and what the parties are called."""

    aftaler: list[tuple[Serviceaftale, str, str]]
    """With the it-system's name and the authority's."""
    ordrer: list[Ordre]
    certifikater: list[tuple[ItSystem, Gyldighed]]


def find_afventer(installation: Installation, kald: Kald) -> Afventer:
    """What awaits whoever is logged in, as far as the matrix lets them act on it."""
    return Afventer(
        find_aftaler(installation, kald), _orders(installation, kald), _certificates(installation, kald)
    )  # fmt: skip


def find_aftaler(installation: Installation, kald: Kald) -> list[tuple[Serviceaftale, str, str]]:
    """The requests that are whoever is logged in to decide."""
    if not (kald.may(Handling.AFTALE_GODKEND) and kald.may(Handling.AFTALE_LAES)):
        return []
    anmodede = installation.aftalekontor.list_all(kald.known_actor, tilstand=Aftaletilstand.ANMODET)
    mine = [each for each in anmodede if kald.may_for(Handling.AFTALE_GODKEND, bare_cvr(each.myndighed))]
    return name_parties(installation, mine)


def name_parties(installation: Installation, aftaler: list[Serviceaftale]) -> list[tuple[Serviceaftale, str, str]]:
    """The agreements with their it-systems' names and their authorities'."""
    opsat = installation.bord.opsaetning()
    systemer = {each.uuid.lower(): each.navn for each in opsat.systemer}
    navne = {each.cvr: each.navn for each in opsat.organisationer}
    return [
        (each, systemer.get(each.system.lower(), each.system), navne.get(cvr, cvr))
        for each in aftaler
        for cvr in (bare_cvr(each.myndighed),)
    ]


def _orders(installation: Installation, kald: Kald) -> list[Ordre]:
    if installation.settings.environment != "exttest" or not kald.may(Handling.ORDRE_AFGOER):
        return []
    return installation.ordrelager.ordrer(tilstande=(Ordretilstand.INDSENDT,), antal=_ORDRER)


def _certificates(installation: Installation, kald: Kald) -> list[tuple[ItSystem, Gyldighed]]:
    """Of the it-systems that one may do something about, those whose last certificate soon expires or is gone."""
    if not kald.may(Handling.CERTIFIKAT_RET):
        return []
    systemer = installation.systemkontor.list_all(kald.known_actor)
    egne = [each for each in systemer if each.aktiv and kald.may_for(Handling.CERTIFIKAT_RET, bare_cvr(each.cvr))]
    fundne = validities(installation.bord.opsaetning().certifikater)
    return [(each, snart) for each in egne if (snart := fundne.get(each.uuid.lower())) is not None and snart.art]
