"""What may be ordered coherently: each handling as a step of the life model, with the 099 lines that tell of it.

A step is handed the persons, whom it is about, and what was wished; it changes persons and writes 099 lines, as CPR
does. The pure steps beneath (move, die, widow …) are those of `population`, whose facit proves them.
"""

from __future__ import annotations

from collections.abc import Mapping

from cpr_haendelser.haendelser.model import Art
from cpr_haendelser.testmiljoe.skridt import bopael, civilstand, doed, navn, nummer, oevrige, slaegt
from cpr_haendelser.testmiljoe.skridt.oensket import Livsskridt, Oensket

_NYE: Mapping[str, Livsskridt] = {
    "flytning": bopael.flytning,
    "udrejse": bopael.udrejse,
    "forsvinding": bopael.forsvinding,
    "genfinding": bopael.genfinding,
    "genindrejse": bopael.genindrejse,
    "doedsfald": doed.doedsfald,
    "navngivning": navn.navngivning,
    "navneaendring": navn.navneaendring,
    "statsborgerskab": navn.statsborgerskab,
    "vielse": civilstand.vielse,
    "separation": civilstand.separation,
    "separation_ophoert": civilstand.separation_ophoert,
    "skilsmisse": civilstand.skilsmisse,
    "foedsel": slaegt.foedsel,
    "faderskab": slaegt.faderskab,
    "adoption": slaegt.adoption,
    "umyndiggoerelse": oevrige.umyndiggoerelse,
    "myndiggoerelse": oevrige.myndiggoerelse,
    "nummerskift": nummer.nummerskift,
    "dobbeltnummer": nummer.dobbeltnummer,
    "nummer_annulleret": nummer.nummer_annulleret,
    "samle:beskyttelse": oevrige.beskyttelse,
    "samle:kreditadvarsel": oevrige.kreditadvarsel,
    "samle:folkekirke": oevrige.folkekirke,
    "samle:stilling": oevrige.stilling,
    "samle:foraeldremyndighed": slaegt.foraeldremyndighed,
    "samle:vaergemaal": oevrige.vaerge,
    "samle:kontaktadresse": oevrige.kontaktadresse,
    "samle:supplerende_adresse": bopael.supplerende_adresse,
    "samle:udlandsadresse": bopael.udlandsadresse,
    "samle:klarskriftadresse": bopael.vejnavn,
    "samle:navn": navn.adresseringsnavn,
    "samle:civilstand": civilstand.partnerskab,
    "samle:aegtefaelle_doed": civilstand.aegtefaelle_doed,
    "samle:notat": oevrige.notat,
    "samle:kommunale_forhold": oevrige.kommunale_forhold,
    "samle:flyttepaabud": oevrige.flyttepaabud,
    "samle:valg": oevrige.valg,
}
_KORREKTIONER: Mapping[str, Livsskridt] = {
    "flytning": bopael.flytning_rettet,
    "genfinding": bopael.flytning_rettet,
    "genindrejse": bopael.flytning_rettet,
    "doedsfald": doed.doedsfald_rettet,
    "navneaendring": navn.navn_rettet,
    "navngivning": navn.navn_rettet,
    "statsborgerskab": navn.statsborgerskab_rettet,
    "vielse": civilstand.vielse_rettet,
    "separation": civilstand.separation_rettet,
    "faderskab": slaegt.faderskab_rettet,
}
_ANNULLERINGER: Mapping[str, Livsskridt] = {
    "flytning": bopael.ophold_annulleret,
    "udrejse": bopael.ophold_annulleret,
    "forsvinding": bopael.ophold_annulleret,
    "doedsfald": doed.doedsfald_annulleret,
    "navneaendring": navn.navn_annulleret,
    "statsborgerskab": navn.statsborgerskab_annulleret,
    "vielse": civilstand.vielse_annulleret,
    "skilsmisse": civilstand.skilsmisse_annulleret,
    "separation": civilstand.separation_annulleret,
    "nummerskift": nummer.nummerskift_annulleret,
    "dobbeltnummer": nummer.dobbeltnummer_annulleret,
    "samle:folkekirke": oevrige.folkekirke_annulleret,
}
LIVSSKRIDT: Mapping[tuple[str, Art], Livsskridt] = {
    (handling, art): skridt
    for art, skridtene in ((Art.NY, _NYE), (Art.KORREKTION, _KORREKTIONER), (Art.ANNULLERING, _ANNULLERINGER))
    for handling, skridt in skridtene.items()
}
"""By handling (testmiljoe/data/handlinger.csv) and art; what is not here cannot be ordered coherently."""

ALENE = frozenset(
    noegle
    for noegle, _ in LIVSSKRIDT
    if all(
        skridt.__module__ in {bopael.__name__, oevrige.__name__}
        for (each, _), skridt in LIVSSKRIDT.items()
        if each == noegle
    )
) | {"navneaendring", "statsborgerskab", "samle:navn"}
"""Handlings whose steps look at nobody but the person and whom the order names: kin need not be read for them."""

LAESES: Mapping[str, frozenset[str]] = {
    noegle: bopael.POSTER
    for noegle in ALENE
    if {skridt.__module__ for (each, _), skridt in LIVSSKRIDT.items() if each == noegle} == {bopael.__name__}
}
"""The record types that a handling's steps look at, where they are few: the others need not be read for them."""

__all__ = ["ALENE", "LAESES", "LIVSSKRIDT", "Livsskridt", "Oensket"]
