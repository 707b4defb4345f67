"""What must hold before an order can be submitted, each in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cpr_haendelser.aftaler.model import BESKEDMODTAG, Aftaletilstand, Serviceaftale
from cpr_haendelser.storage.ordre import Ordre
from cpr_haendelser.storage.postrum import Opsaetning

VILKAAR = "1"
"""The version of the terms: no real personal data, share with care, clean up (docs/exttest.md)."""


class Forudsaetning(NamedTuple):
    """One thing that must hold, and what to do where it does not."""

    navn: str
    opfyldt: bool
    tekst: str


def find_forudsaetninger(opsaetning: Opsaetning, ordre: Ordre, dag: str, accepteret: str) -> list[Forudsaetning]:
    """The prerequisites of an order on a day (YYYY-MM-DD); `accepteret`: the version of the terms that was accepted."""
    organisationer = {each.cvr: each for each in opsaetning.organisationer if each.aktiv}
    systemer = {each.uuid for each in opsaetning.systemer if each.aktiv and each.cvr == ordre.ejer}
    myndighed = organisationer.get(ordre.myndighed)
    return [
        Forudsaetning(
            "organisation", ordre.ejer in organisationer, "Organisationen, der bestiller, skal stå i opsætningen."
        ),
        Forudsaetning(
            "myndighed",
            myndighed is not None and myndighed.myndighed,
            "Testmyndigheden skal stå i opsætningen som myndighed.",
        ),
        Forudsaetning("it-system", bool(systemer), "Organisationen skal have et aktivt it-system."),
        Forudsaetning(
            "serviceaftale",
            any(_holds(each, ordre.myndighed, systemer, dag) for each in opsaetning.aftaler),
            "Et af organisationens systemer skal have en godkendt serviceaftale om BeskedModtag for myndigheden.",
        ),
        Forudsaetning(
            "vilkår", accepteret == VILKAAR, "Organisationen skal have accepteret vilkårene for testmiljøet."
        ),
    ]


def agreed_myndigheder(opsaetning: Opsaetning, ejer: str, dag: str) -> set[str]:
    """CVR of those that an organisation's systems have an approved agreement with on a day (YYYY-MM-DD)."""
    systemer = {each.uuid for each in opsaetning.systemer if each.aktiv and each.cvr == ejer}
    return {each.myndighed for each in opsaetning.aftaler if _holds(each, each.myndighed, systemer, dag)}


def _holds(aftale: Serviceaftale, myndighed: str, systemer: Iterable[str], dag: str) -> bool:
    gyldig = aftale.gyldig_fra <= dag and (not aftale.gyldig_til or dag <= aftale.gyldig_til)
    godkendt = aftale.tilstand is Aftaletilstand.GODKENDT and aftale.service == BESKEDMODTAG
    return godkendt and gyldig and aftale.myndighed == myndighed and aftale.system in systemer
