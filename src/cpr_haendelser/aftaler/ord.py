"""A serviceaftale in plain Danish words: what the authority is asked to let be passed on. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cpr_haendelser.aftaler.model import ALLE, BESKEDAFSEND, BESKEDMODTAG, OPSLAG, Serviceaftale
from cpr_haendelser.cpr.koder import koder

SERVICES: Mapping[str, str] = {
    BESKEDMODTAG: "modtage hændelser om",
    BESKEDAFSEND: "sende beskeder om",
    OPSLAG: "slå oplysninger op om",
}
"""The services that can be asked for, and what each lets the it-system do."""
INDHOLD = (
    "personnummer, fødselsdato, køn og status",
    "navn og tidligere navne",
    "adresse, kommune og tidligere adresser; også beskyttede navne og adresser, med mærke om beskyttelsen",
    "civilstand og ægtefælle eller partner",
    "børn, forældre, forældremyndighed og værgemål",
    "statsborgerskab, folkekirkeforhold og stilling",
)
"""What a message tells of a person, beside what has happened (docs/beskeder.md has it field by field)."""


class Navne(NamedTuple):
    """What things are called."""

    system: str
    leverandoer: str
    """The organisation whose system it is."""
    myndighed: str
    beskedtyper: Mapping[str, str] = {}
    """By UUID in lower case."""
    foelsomhed: Mapping[str, str] = {}


def explain(aftale: Serviceaftale, navne: Navne) -> list[str]:
    """What it would let through, sentence by sentence."""
    goer = SERVICES.get(aftale.service, f"bruge {aftale.service} om")
    hvem = f"{navne.myndighed} lader it-systemet »{navne.system}« fra {navne.leverandoer}"
    saetninger = [f"{hvem} {goer} personer, som {navne.myndighed} er ansvarlig for."]
    saetninger.append("Der videregives om hver person: " + "; ".join(INDHOLD) + ".")
    saetninger += _limits_of_lookup(aftale, navne) if aftale.service == OPSLAG else _limits(aftale, navne)
    if aftale.snapshot:
        saetninger.append(f"It-systemet må også læse alle {navne.myndighed}s personer samlet (snapshot).")
    saetninger.append(_period(aftale))
    saetninger.append(f"Formål: {aftale.formaal or 'ikke oplyst'}.")
    saetninger.append(f"Hjemmel: {aftale.hjemmel or 'ikke oplyst'}.")
    if aftale.erstatter:
        saetninger.append(f"Når den godkendes, erstatter den aftalen {aftale.erstatter}, som da ophører.")
    return [saetning.replace("..", ".") for saetning in saetninger]


def _limits(aftale: Serviceaftale, navne: Navne) -> list[str]:
    return [
        f"Hændelser: {_codes(aftale)}.",
        f"Beskedtyper: {_set(aftale.beskedtyper, navne.beskedtyper, 'alle')}.",
        f"Følsomhed: {_set(aftale.foelsomhed, navne.foelsomhed, 'alle klasser, også de følsomme')}.",
        f"Forvaltningsområder (KLE): {_set(aftale.forvaltningsomraader, {}, 'alle; CPR-hændelser har intet')}.",
        f"Afsendende myndigheder: {_set(aftale.afsendere, {}, 'alle')}.",
    ]


def _limits_of_lookup(aftale: Serviceaftale, navne: Navne) -> list[str]:
    """A lookup is about nothing that has happened: the class of the data alone is a limit, where one is given."""
    if not aftale.foelsomhed:
        return []
    return [f"Følsomhed: {_set(aftale.foelsomhed, navne.foelsomhed, 'alle klasser, også de følsomme')}."]


def _codes(aftale: Serviceaftale) -> str:
    if ALLE in aftale.koder:
        return "alle hændelser om personen, også nye slags"
    navne = koder("personhaendelse")
    return ", ".join(
        f"{kode} {navne[kode].dansk}" if kode in navne and navne[kode].dansk else kode for kode in sorted(aftale.koder)
    )


def _set(vaerdier: frozenset[str], navne: Mapping[str, str], alle: str) -> str:
    if ALLE in vaerdier:
        return alle
    return ", ".join(navne.get(each.lower(), each) for each in sorted(vaerdier)) or "ingen"


def _period(aftale: Serviceaftale) -> str:
    fra = f"fra {aftale.gyldig_fra}" if aftale.gyldig_fra else "fra den godkendes"
    til = f"til og med {aftale.gyldig_til}" if aftale.gyldig_til else "indtil en af parterne opsiger den"
    return f"Den gælder {fra} {til}."
