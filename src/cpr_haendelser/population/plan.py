"""How often things happen: a table of rates and minimum counts, and the calendar made of it."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor
from typing import NamedTuple

from cpr_haendelser.population import liv_adresserettelser as adresse
from cpr_haendelser.population import liv_bopael as bopael
from cpr_haendelser.population import liv_civilstand as civil
from cpr_haendelser.population import liv_doed as doed
from cpr_haendelser.population import liv_familie as familie
from cpr_haendelser.population import liv_navn as navn
from cpr_haendelser.population import liv_nummer as nummer
from cpr_haendelser.population import liv_oevrige as oevrige
from cpr_haendelser.population import liv_separation as sep
from cpr_haendelser.population import liv_udefra as udefra
from cpr_haendelser.population import liv_udland as udland
from cpr_haendelser.population import liv_vej as vej
from cpr_haendelser.population.tilfaeldig import Lod
from cpr_haendelser.population.verden import Verden

AARSDAGE = 365.0
MAANED = 30
MINDSTE_BEFOLKNING = 2_000
"""Below this many persons not everything can happen ten times in a month."""


class Liv(NamedTuple):
    """Something that may happen."""

    navn: str
    rate: float
    """Times a year among 1,000 persons."""
    mindst: int
    """At least so often in 30 days, whatever the population's size."""
    ske: Callable[[Verden], bool]
    """Makes it happen once; False where nobody fits that day."""
    tidligst: float = 0.0
    """Share of the run that passes first (what undoes something needs it to have happened)."""


LIV: tuple[Liv, ...] = (
    Liv("flytning", 60.0, 12, bopael.flytning),
    Liv("flytning_alene", 40.0, 12, bopael.flytning_alene),
    Liv("hjem_igen", 0.3, 2, bopael.hjem_igen, 0.4),
    Liv("to_flytninger", 0.3, 4, bopael.to_flytninger),
    Liv("flyttet_og_fortrudt", 0.2, 4, adresse.flyttet_og_fortrudt),
    Liv("flyttet_og_rettet", 0.2, 4, adresse.flyttet_og_rettet),
    Liv("korrigeret_adresse", 1.5, 14, adresse.korrigeret_adresse),
    Liv("korrigeret_tilbagekomst", 0.2, 4, adresse.korrigeret_tilbagekomst, 0.1),
    Liv("annulleret_flytning", 0.8, 6, adresse.annulleret_flytning),
    Liv("annulleret_udrejse", 0.1, 4, adresse.annulleret_udrejse),
    Liv("annulleret_forsvinding", 0.1, 4, adresse.annulleret_forsvinding),
    Liv("udrejse", 8.0, 14, udland.udrejse),
    Liv("forsvundet_og_udrejst", 0.05, 3, udland.forsvundet_og_udrejst),
    Liv("forsvinding", 1.0, 14, udland.forsvinding),
    Liv("genfinding", 0.6, 12, udland.genfinding),
    Liv("genindrejse", 3.0, 12, udland.genindrejse),
    Liv("indrejse_med_nummer", 0.5, 12, udland.indrejse_med_nummer),
    Liv("supplerende_adresse", 1.0, 11, bopael.supplerende_adresse),
    Liv("udlandsadresse", 0.4, 11, udland.udlandsadresse),
    Liv("ny_vej", 2.0, 11, vej.ny_vej),
    Liv("omkodet_vej", 1.0, 11, vej.omkodet_vej),
    Liv("rettet_adressehistorik", 0.2, 11, adresse.rettet_adressehistorik),
    Liv("navneaendring", 5.0, 12, navn.navneaendring),
    Liv("navngivning", 9.0, 13, navn.navngivning),
    Liv("navnefelter", 0.5, 11, navn.navnefelter),
    Liv("navn_rettet", 0.5, 12, navn.navn_rettet),
    Liv("navn_annulleret", 0.2, 11, navn.navn_annulleret),
    Liv("navn_rettet_straks", 0.2, 4, navn.navn_rettet_straks),
    Liv("rettet_navnehistorik", 0.2, 11, navn.rettet_navnehistorik),
    Liv("nyt_statsborgerskab", 1.5, 12, navn.nyt_statsborgerskab),
    Liv("statsborgerskab_rettet", 0.1, 7, navn.statsborgerskab_rettet),
    Liv("statsborgerskab_annulleret", 0.1, 7, navn.statsborgerskab_annulleret),
    Liv("vielse", 5.0, 22, civil.vielse),
    Liv("vielse_i_udlandet", 0.6, 4, civil.vielse_i_udlandet),
    Liv("partnerskab", 0.1, 11, civil.partnerskab),
    Liv("skilsmisse", 2.4, 13, civil.skilsmisse),
    Liv("skilsmisse_annulleret", 0.05, 5, civil.skilsmisse_annulleret, 0.2),
    Liv("aegteskab_annulleret", 0.05, 5, civil.aegteskab_annulleret, 0.1),
    Liv("civilstand_rettet", 0.4, 11, civil.civilstand_rettet),
    Liv("aegtefaelle_doed_i_udlandet", 0.3, 11, civil.aegtefaelle_doed_i_udlandet),
    Liv("separation", 1.5, 15, sep.separation),
    Liv("separation_ophoert", 0.5, 12, sep.separation_ophoert, 0.1),
    Liv("separation_rettet", 0.1, 11, sep.separation_rettet, 0.05),
    Liv("separation_annulleret", 0.1, 11, sep.separation_annulleret, 0.1),
    Liv("doedsfald", 8.0, 12, doed.doedsfald),
    Liv("doed_gift", 2.0, 12, doed.doed_gift),
    Liv("doed_som_forsvundet", 0.1, 11, doed.doed_som_forsvundet),
    Liv("doed_som_udrejst", 0.3, 11, doed.doed_som_udrejst),
    Liv("doed_som_nyfoedt", 0.1, 12, doed.doed_som_nyfoedt),
    Liv("doedsfald_annulleret", 0.1, 12, doed.doedsfald_annulleret, 0.1),
    Liv("doedsdato_rettet", 0.1, 4, doed.doedsdato_rettet, 0.2),
    Liv("doed_og_levende", 0.1, 4, doed.doed_og_levende),
    Liv("foedsel_med_far", 7.0, 12, familie.foedsel_med_far),
    Liv("foedsel", 3.0, 12, familie.foedsel),
    Liv("faderskab", 1.5, 12, familie.faderskab),
    Liv("faderskab_rettet", 0.2, 11, familie.faderskab_rettet),
    Liv("adoption", 0.2, 11, familie.adoption),
    Liv("stedbarnsadoption", 0.3, 7, familie.stedbarnsadoption),
    Liv("foraeldremyndighed", 2.0, 11, familie.foraeldremyndighed),
    Liv("nyt_nummer", 0.3, 14, nummer.nyt_nummer),
    Liv("slettet_dobbeltnummer", 0.1, 11, nummer.slettet_dobbeltnummer),
    Liv("sletning_fortrudt", 0.05, 11, nummer.sletning_fortrudt),
    Liv("nummerskift_fortrudt", 0.05, 11, nummer.nummerskift_fortrudt),
    Liv("annulleret_nummer", 0.1, 11, nummer.annulleret_nummer, 0.1),
    Liv("beskyttelse", 5.0, 11, oevrige.beskyttelse),
    Liv("kreditadvarsel", 1.0, 4, oevrige.kreditadvarsel),
    Liv("notat", 2.0, 11, oevrige.notat),
    Liv("kommunale_forhold", 2.0, 11, oevrige.kommunale_forhold),
    Liv("flyttepaabud", 0.1, 11, oevrige.flyttepaabud),
    Liv("kontaktadresse", 1.0, 11, oevrige.kontaktadresse),
    Liv("valg", 0.5, 5, oevrige.valg),
    Liv("automatisk_sletning", 2.0, 12, oevrige.automatisk_sletning),
    Liv("kirke_og_stilling", 4.0, 14, oevrige.kirke_og_stilling),
    Liv("kirke_annulleret", 0.1, 11, oevrige.kirke_annulleret),
    Liv("umyndiggjort", 0.4, 12, oevrige.umyndiggjort),
    Liv("myndiggjort", 0.1, 12, oevrige.myndiggjort),
    Liv("ny_vaerge", 0.2, 5, oevrige.ny_vaerge),
    Liv("abonnement", 0.5, 11, oevrige.abonnement),
    Liv("rekvisition", 0.5, 11, oevrige.rekvisition),
    Liv("periodisk_rekvisition", 1.0, 11, oevrige.periodisk_rekvisition),
    Liv("uden_forskel", 1.0, 8, oevrige.uden_forskel),
    Liv("fejl_og_kvittering", 0.2, 8, oevrige.fejl_og_kvittering),
    Liv("tilflytning", 10.0, 12, udefra.tilflytning),
    Liv("tilgang", 5.0, 13, udefra.tilgang),
    Liv("genindrejse_ukendt", 1.0, 5, udefra.genindrejse_ukendt),
    Liv("indrejse_ukendt", 0.3, 4, udefra.indrejse_ukendt),
    Liv("abonnement_ukendt", 0.3, 5, udefra.abonnement_ukendt),
)


def minimum_counts(personer: int, dage: int) -> dict[str, int]:
    """How often each thing must happen in a run of so many calendar days.

    The minimum counts of a month come again in later months only where there are persons enough for them. What needs
    something else to have happened may be left out of a run of few days.
    """
    share = min(dage / MAANED, max(1.0, personer / MINDSTE_BEFOLKNING))
    return {liv.navn: floor(liv.mindst * share) if liv.tidligst else ceil(liv.mindst * share) for liv in LIV}


def rate_counts(personer: int, dage: int) -> dict[str, int]:
    """How often each thing happens by its rate in a run of so many calendar days."""
    return {liv.navn: round(liv.rate * personer / 1000 * dage / AARSDAGE) for liv in LIV}


def calendar(lod: Lod, antal: dict[str, int], dage: int) -> list[list[Liv]]:
    """What is due on each of the production days, in the order it happens."""
    due: list[list[Liv]] = [[] for _ in range(dage)]
    for liv in LIV:
        n = antal[liv.navn]
        for j in range(n):
            where = liv.tidligst + (j + lod()) / n * (0.97 - liv.tidligst)
            due[min(dage - 1, int(where * dage))].append(liv)
    for day in due:
        _shuffle(lod, day)
    return due


def _shuffle(lod: Lod, items: list[Liv]) -> None:
    for i in range(len(items) - 1, 0, -1):
        j = int(lod() * (i + 1))
        items[i], items[j] = items[j], items[i]
