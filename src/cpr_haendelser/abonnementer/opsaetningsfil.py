"""Reading the set-up file (TOML): organisations, users, it-systems, serviceaftaler and dueslag, with line-exact errors.

Secrets are never in clear in it: a hash, or `env:NAVN` for what an environment variable holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cpr_haendelser.abonnementer.model import Dueslag
from cpr_haendelser.abonnementer.opsaetning import Oensket, Opsat
from cpr_haendelser.abonnementer.opsaetningscertifikater import Egen, keep
from cpr_haendelser.abonnementer.opsaetningscertifikater import check as check_certifikater
from cpr_haendelser.abonnementer.opsaetningsformer import (
    FORMER,
    Formfejl,
    Klartekst,
    Naevnt,
    Omgivelser,
    read_vaerdi,
)
from cpr_haendelser.abonnementer.opsaetningskontrol import check
from cpr_haendelser.abonnementer.opsaetningsskema import KRAEVES, OMGIVELSER, Noegle, tabeller
from cpr_haendelser.abonnementer.opsaetningstoml import Fejlliste, Toml, read_tables
from cpr_haendelser.adgang.model import Bruger, uuid_of_bruger
from cpr_haendelser.aftaler.hemmeligheder import hash_secret, verify
from cpr_haendelser.aftaler.model import ItSystem, Organisation, Serviceaftale, Systemcertifikat

__all__ = ["Omgivelser", "read"]


def read(tekst: str, nu: Opsat, omgivelser: Omgivelser) -> Oensket:
    """What a set-up file describes. `nu`: what it may refer to beside itself, and whose secrets it may repeat.

    Opsaetningsfejl (AFT-001 to AFT-019, CRT-001 to CRT-022) with every fault and its line.
    """
    fejl = Fejlliste()
    toml = read_tables(tekst, fejl)
    laest = {navn: [_values(tabel, omgivelser, fejl) for tabel in alle] for navn, alle in toml.items()}
    fejl.raise_all()
    systemer = {system.uuid: system for system in nu.systemer}
    dueslag = {each.uuid: each for each in nu.dueslag}
    egne = [_own(tabel, each, systemer) for tabel, each in zip(toml["system"], laest["system"], strict=True)]
    krav = omgivelser.krav
    oensket = Oensket(
        tuple(Organisation(**each) for each in laest["organisation"]),
        tuple(each.system for each in egne),
        tuple(_aftale(each, omgivelser) for each in laest["serviceaftale"]),
        tuple(_dueslag(each, dueslag.get(each["uuid"]), omgivelser) for each in laest["dueslag"]),
        tuple(elsewhere(each["fingeraftryk"], each["miljoe"]) for each in laest["brugt_certifikat"]),
        keep(egne, krav.miljoe) if krav is not None else (),
        tuple(_bruger(each, omgivelser) for each in laest["bruger"]),
    )
    check(toml, nu, oensket, fejl)
    if krav is not None:
        check_certifikater(toml["system"], nu, egne, krav, fejl)
    fejl.raise_all()
    return oensket


def _values(tabel: Toml, omgivelser: Omgivelser, fejl: Fejlliste) -> dict[str, Any]:
    """Every key of a table with its value, or its standard."""
    return {noegle.navn: _value(tabel, noegle, omgivelser, fejl) for noegle in tabeller()[tabel.navn].noegler}


def _value(tabel: Toml, noegle: Noegle, omgivelser: Omgivelser, fejl: Fejlliste) -> Any:
    given = tabel.vaerdier.get(noegle.navn, noegle.standard)
    if given is KRAEVES:
        if noegle.navn not in tabel.stavet:
            tabel.fail(fejl, "AFT-003", noegle.navn, f"mangler; ventede {FORMER[noegle.form].ventet}.")
        return None
    if given is OMGIVELSER:
        return None
    try:
        return read_vaerdi(noegle.form, given, omgivelser)
    except Formfejl as fundet:
        tabel.fail(fejl, fundet.kode, noegle.navn, fundet.tekst)
        return None


def _own(tabel: Toml, vaerdier: dict[str, Any], systemer: Mapping[str, ItSystem]) -> Egen:
    """A system, with its certificates: those that the file names, and where it names none, those that there are."""
    kendt, naevnte = systemer.get(vaerdier["uuid"]), vaerdier.pop("certifikater")
    if kendt is not None and "certifikater" not in tabel.vaerdier:
        naevnte = tuple(map(Naevnt, kendt.fingeraftryk))
    return Egen(_system(vaerdier, kendt, tuple(each.fingeraftryk for each in naevnte)), naevnte)


def _system(vaerdier: dict[str, Any], kendt: ItSystem | None, fingeraftryk: tuple[str, ...]) -> ItSystem:
    for noegle in ("hemmelighed", "noegle"):
        vaerdier[noegle] = _kept(vaerdier[noegle], getattr(kendt, noegle) if kendt else "")
    return ItSystem(**vaerdier, fingeraftryk=fingeraftryk)


def _kept(hemmelighed: str, kendt: str) -> str:
    """A secret as it is kept: the hash that is known, where it is still the same."""
    if not isinstance(hemmelighed, Klartekst):
        return hemmelighed
    return kendt if verify(hemmelighed, kendt) else hash_secret(hemmelighed)


def elsewhere(fingeraftryk: str, miljoe: str) -> Systemcertifikat:
    """A certificate that another environment uses."""
    return Systemcertifikat(fingeraftryk, "", "", miljoe, "", "", "", "")


def _bruger(vaerdier: dict[str, Any], omgivelser: Omgivelser) -> Bruger:
    navn = vaerdier["brugernavn"].lower()
    return Bruger(
        str(uuid_of_bruger(omgivelser.navnerum, navn)), navn, vaerdier["navn"], vaerdier["mail"],
        vaerdier["organisation"], vaerdier["roller"], vaerdier["aktiv"],
    )  # fmt: skip


def _aftale(vaerdier: dict[str, Any], omgivelser: Omgivelser) -> Serviceaftale:
    return Serviceaftale(**{**vaerdier, "tilstand": vaerdier["tilstand"] or omgivelser.standardtilstand})


def _dueslag(vaerdier: dict[str, Any], kendt: Dueslag | None, omgivelser: Omgivelser) -> Dueslag:
    """Where it does not say where it begins: where it began, or what is distributed from now on."""
    if vaerdier["fra"] is None:
        vaerdier["fra"] = kendt.fra if kendt else omgivelser.position
    return Dueslag(**vaerdier)
