"""A serviceaftale in plain Danish words: what the authority is asked to let be passed on. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from cpr_haendelser.aftaler.model import ALLE, BESKEDAFSEND, BESKEDMODTAG, OPSLAG, Hindring, Serviceaftale
from cpr_haendelser.cpr.koder import Kode, koder

SERVICES: Mapping[str, str] = {
    BESKEDMODTAG: "modtage hændelser om",
    BESKEDAFSEND: "sende beskeder om",
    OPSLAG: "slå oplysninger op om",
}
"""The services that can be asked for, and what each lets the it-system do."""
HINDRINGER: Mapping[Hindring, str] = {
    Hindring.MYNDIGHED_LUKKET: "myndigheden er lukket",
    Hindring.SYSTEM_LUKKET: "it-systemet er lukket",
    Hindring.IKKE_BEGYNDT: "gælder ikke endnu",
    Hindring.UDLOEBET: "sidste dag er gået",
}
"""Why an agreement that is approved lets nothing through."""
INDHOLD = (
    "personnummer, fødselsdato, køn og status",
    "navn og tidligere navne",
    "adresse, kommune og tidligere adresser; også beskyttede navne og adresser, med mærke om beskyttelsen",
    "civilstand og ægtefælle eller partner",
    "børn, forældre, forældremyndighed og værgemål",
    "statsborgerskab, folkekirkeforhold og stilling",
)
"""What a message tells of a person, beside what has happened (docs/beskeder.md has it field by field)."""


SAETNINGER: Mapping[str, str] = {
    "hvem": "{myndighed} lader it-systemet »{system}« fra {leverandoer} {goer} personer, som {myndighed} er ansvarlig"
    " for.",
    "bruge": "bruge {service} om",
    "haendelser": "Hændelser: {hvad}.",
    "alle_haendelser": "alle hændelser om personen, også nye slags",
    "indhold": "Der videregives om hver person: {hvad}.",
    "beskedtyper": "Beskedtyper: {hvad}.",
    "foelsomhed": "Følsomhed: {hvad}.",
    "al_foelsomhed": "alle klasser, også de følsomme",
    "omraader": "Forvaltningsområder (KLE): {hvad}.",
    "alle_omraader": "alle; CPR-hændelser har intet",
    "afsendere": "Afsendende myndigheder: {hvad}.",
    "alle": "alle",
    "ingen": "ingen",
    "snapshot": "It-systemet må også læse alle {myndighed}s personer samlet (snapshot).",
    "fra": "fra {dag}",
    "fra_nu": "fra den godkendes",
    "til": "til og med {dag}",
    "til_opsagt": "indtil en af parterne opsiger den",
    "gaelder": "Den gælder {fra} {til}.",
    "formaal": "Formål: {hvad}.",
    "hjemmel": "Hjemmel: {hvad}.",
    "ikke_oplyst": "ikke oplyst",
    "erstatter": "Når den godkendes, erstatter den aftalen {aftale}, som da ophører.",
}
"""What is said, with places for what it is said of; another language says the same by these."""


class Navne(NamedTuple):
    """What things are called."""

    system: str
    leverandoer: str
    """The organisation whose system it is."""
    myndighed: str
    beskedtyper: Mapping[str, str] = {}
    """By UUID in lower case."""
    foelsomhed: Mapping[str, str] = {}


class Maal(NamedTuple):
    """The language that it is said in."""

    oversaet: Callable[[str], str]
    """Another language's text for one of SAETNINGER, SERVICES, INDHOLD, or what things are called."""
    kodenavn: Callable[[Kode], str]
    """What a hændelse is called."""
    dag: Callable[[str], str]
    """A day (YYYY-MM-DD) in words."""

    def say(self, navn: str, **led: str) -> str:
        """One of SAETNINGER."""
        return self.oversaet(SAETNINGER[navn]).format(**led)


_MAANEDER = (
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip


def danish_day(dag: str) -> str:
    """A day (YYYY-MM-DD) as a Dane writes it in a sentence: 1. december 2026."""
    aar, maaned, nr = dag.split("-")
    return f"{int(nr)}. {_MAANEDER[int(maaned) - 1]} {aar}"


DANSK = Maal(str, lambda kode: kode.dansk, danish_day)


def explain(aftale: Serviceaftale, navne: Navne, maal: Maal = DANSK) -> list[str]:
    """What it would let through, sentence by sentence."""
    say, oversaet = maal.say, maal.oversaet
    goer = SERVICES.get(aftale.service)
    saetninger = [
        say(
            "hvem",
            myndighed=navne.myndighed,
            system=navne.system,
            leverandoer=navne.leverandoer,
            goer=oversaet(goer) if goer else say("bruge", service=aftale.service),
        )
    ]
    if aftale.service != OPSLAG:
        saetninger.append(say("haendelser", hvad=_codes(aftale, maal)))
    saetninger += [
        say("indhold", hvad="; ".join(map(oversaet, INDHOLD))),
        say("beskedtyper", hvad=_set(aftale.beskedtyper, navne.beskedtyper, "alle", maal)),
        say("foelsomhed", hvad=_set(aftale.foelsomhed, navne.foelsomhed, "al_foelsomhed", maal)),
        say("omraader", hvad=_set(aftale.forvaltningsomraader, {}, "alle_omraader", maal)),
        say("afsendere", hvad=_set(aftale.afsendere, {}, "alle", maal)),
    ]
    if aftale.snapshot:
        saetninger.append(say("snapshot", myndighed=navne.myndighed))
    saetninger += [
        _period(aftale, maal),
        # On one line, whatever was written: what the supplier says cannot look like a sentence of ours.
        say("formaal", hvad=" ".join(aftale.formaal.split()) or say("ikke_oplyst")),
        say("hjemmel", hvad=" ".join(aftale.hjemmel.split()) or say("ikke_oplyst")),
    ]
    if aftale.erstatter:
        saetninger.append(say("erstatter", aftale=aftale.erstatter))
    return [saetning.replace("..", ".") for saetning in saetninger]


def _codes(aftale: Serviceaftale, maal: Maal) -> str:
    if ALLE in aftale.koder:
        return maal.say("alle_haendelser")
    kendte = koder("personhaendelse")
    navne = ((kode, maal.kodenavn(kendte[kode]) if kode in kendte else "") for kode in sorted(aftale.koder))
    return ", ".join(f"{kode} {navn}" if navn else kode for kode, navn in navne)


def _set(vaerdier: frozenset[str], navne: Mapping[str, str], alle: str, maal: Maal) -> str:
    if ALLE in vaerdier:
        return maal.say(alle)
    kaldt = (navne.get(each.lower()) for each in sorted(vaerdier))
    fundne = (maal.oversaet(navn) if navn else each for navn, each in zip(kaldt, sorted(vaerdier), strict=True))
    return ", ".join(fundne) or maal.say("ingen")


def _period(aftale: Serviceaftale, maal: Maal) -> str:
    fra = maal.say("fra", dag=maal.dag(aftale.gyldig_fra)) if aftale.gyldig_fra else maal.say("fra_nu")
    til = maal.say("til", dag=maal.dag(aftale.gyldig_til)) if aftale.gyldig_til else maal.say("til_opsagt")
    return maal.say("gaelder", fra=fra, til=til)
