"""Wishes for a family as a sentence: a small exact language, whose every word is understood or refused. Pure.

    et par med tre børn under 7, en med navnebeskyttelse, i kommune 0791

comes to the columns of `opret_familie`. What is not said is left open; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from cpr_haendelser.cpr.kommuner import kommuner
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.testmiljoe.skabelon.betydning import shorten

EKSEMPLER = (
    "et par med tre børn under 7, en med navnebeskyttelse, i kommune 0791",
    "en enlig på 30-40 år med et barn på 4 år i Aalborg",
    "et samlevende par uden børn, der hedder Lunde, i kommune 0101",
    "a married couple with 2 children aged 3-6, one under guardianship, in municipality 0751",
)
"""Sentences that are understood."""
SIGES = (
    "kommunekode", "voksne", "civilstand", "alder_fra", "alder_til", "boern", "boern_fra", "boern_til", "beskyttede",
    "umyndige", "efternavn",
)  # fmt: skip
"""Columns that a sentence can say; those that it does not are left open."""
LAENGSTE = 300
"""Characters of a sentence."""
_VIST = 60
_ORDTAL = {
    "en": 1, "et": 1, "én": 1, "ét": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "syv": 7, "otte": 8,
    "ni": 9, "ti": 10, "elleve": 11, "tolv": 12,
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_TAL = rf"(?:\d{{1,2}}|{'|'.join(sorted(_ORDTAL, key=len, reverse=True))})"
_AAR = r"(?: (?:år|years?)(?: (?:gamle?|old))?)?"
_FRA_TIL = rf"({_TAL}) ?(?:-|til|to|og|and) ?({_TAL})"
_PAA = r"(?:på|i alderen|mellem|fra|aged|between|from)"

Felter = Mapping[str, str]


class Led(NamedTuple):
    """A part of a sentence: how it is written, and the columns that it comes to."""

    navn: str
    """Said once at most."""
    form: re.Pattern[str]
    felter: Callable[[re.Match[str]], Felter]


def _led(navn: str, form: str, felter: Callable[[re.Match[str]], Felter]) -> Led:
    return Led(navn, re.compile(form + r"(?=[ ,.]|$)"), felter)


def _number(tekst: str) -> str:
    return tekst if tekst.isdigit() else str(_ORDTAL[tekst])


def _fixed(**felter: str) -> Callable[[re.Match[str]], Felter]:
    return lambda _: felter


def _ages(fra: str, til: str) -> Callable[[re.Match[str]], Felter]:
    """Of one age, or from one to another."""
    return lambda m: {fra: _number(m[1]), til: _number(m[m.re.groups] or m[1])}


_VOKSNE: tuple[tuple[str, Mapping[str, str]], ...] = (
    (r"et (?:gift par|ægtepar)|a married couple", {"voksne": "2", "civilstand": "gift"}),
    (r"et samlevende par|a couple living together", {"voksne": "2", "civilstand": "samlevende"}),
    (r"et separeret par|a separated couple", {"voksne": "2", "civilstand": "separeret"}),
    (
        r"et par i registreret partnerskab|a couple in a registered partnership",
        {"voksne": "2", "civilstand": "partner"},
    ),
    (r"et par|a couple", {"voksne": "2"}),
    (r"en skilt|a divorced person", {"voksne": "1", "civilstand": "skilt"}),
    (r"en ugift|an unmarried person", {"voksne": "1", "civilstand": "ugift"}),
    (r"en (?:efterladt|enke eller enkemand)|a widowed person", {"voksne": "1", "civilstand": "enke"}),
    (r"en (?:enlig|voksen)|a single person", {"voksne": "1"}),
)
LED: tuple[Led, ...] = (
    *(_led("de voksne", form, _fixed(**felter)) for form, felter in _VOKSNE),
    _led("børnene", r"(?:uden|ingen) børn|(?:without|no) children", _fixed(boern="0")),
    _led("børnene", rf"({_TAL}) (?:børn|barn|children|child)", lambda m: {"boern": _number(m[1])}),
    _led("beskyttelse", rf"({_TAL}) med (?:navne- og adresse|navne|adresse)?beskyttelse",
         lambda m: {"beskyttede": _number(m[1])}),
    _led("beskyttelse", rf"({_TAL}) with (?:(?:name and address|name|address) )?protection",
         lambda m: {"beskyttede": _number(m[1])}),
    _led("værgemål", rf"({_TAL}) (?:under værgemål|under guardianship)", lambda m: {"umyndige": _number(m[1])}),
    _led("efternavnet", r"(?:der hedder|efternavnet|called|the surname) ([^\W\d_][\w'-]*)",
         lambda m: {"efternavn": m[1].title()}),
    _led("kommunen", r"(?:i|in) (?:kommune |municipality )?(\d{3,4})", lambda m: {"kommunekode": m[1].zfill(4)}),
)  # fmt: skip
"""What can be said, the longest way to say a thing before a shorter one."""
ALDRE: Mapping[str, tuple[Led, ...]] = {
    hvis: (
        _led("alder", rf"{_PAA} {_FRA_TIL}{_AAR}", _ages(fra, til)),
        _led("alder", rf"(?:på|aged) ({_TAL}){_AAR}", _ages(fra, til)),
        _led("alder", rf"under ({_TAL}){_AAR}", lambda m, til=til: {til: str(int(_number(m[1])) - 1)}),  # type: ignore[misc]
        _led("alder", rf"(?:over) ({_TAL}){_AAR}", lambda m, fra=fra: {fra: str(int(_number(m[1])) + 1)}),  # type: ignore[misc]
    )
    for hvis, fra, til in (("de voksne", "alder_fra", "alder_til"), ("børnene", "boern_fra", "boern_til"))
}
"""How old they are is said right behind them."""
_KALDES = {"københavn": "0101", "bornholm": "0400"}
"""Municipalities that are called otherwise than they are named."""
_MELLEM = re.compile(r"\A(?:[ ,.]|(?:og|med|and|with)(?= ))+")


def read_saetning(tekst: str) -> dict[str, str]:
    """The columns of `opret_familie` that a sentence comes to.

    Brugsfejl TST-044 where a word is not understood or a thing is said twice, TST-045 where it says no municipality.
    """
    rest = " ".join(tekst.casefold().split())
    if len(rest) > LAENGSTE:
        raise Brugsfejl("TST-056", f"teksten er for lang; højst {LAENGSTE} tegn.")
    fundne: dict[str, str] = {}
    sagt: set[str] = set()
    seneste = ""
    while rest := _MELLEM.sub("", rest):
        led, laengde, felter = _next(rest, seneste)
        if led in sagt:
            raise _not_understood(rest, f"{led} er nævnt før")
        sagt.add(led)
        seneste = led
        fundne |= felter
        rest = rest[laengde:]
    if "kommunekode" not in fundne:
        raise Brugsfejl("TST-045", "ønsket siger ikke, hvor de bor; skriv fx »i kommune 0791«. Intet er bestilt.")
    return fundne


def _next(rest: str, seneste: str) -> tuple[str, int, Felter]:
    """The part that comes: its name, its length, and its columns."""
    for led in ALDRE.get(seneste, ()):
        if fundet := led.form.match(rest):
            return f"alder ({seneste})", fundet.end(), led.felter(fundet)
    for led in LED:
        if fundet := led.form.match(rest):
            return led.navn, fundet.end(), led.felter(fundet)
    if by := _place(rest):
        return by
    raise _not_understood(rest, "det forstås ikke")


def _place(rest: str) -> tuple[str, int, Felter] | None:
    """A municipality by its name."""
    fundet = re.match(r"(?:i|in) ", rest)
    if not fundet:
        return None
    navne = {each.navn.casefold(): kode for kode, each in kommuner().items() if each.art in {"nuvaerende", "opdigtet"}}
    navne |= _KALDES
    for navn in sorted(navne, key=len, reverse=True):
        hele = re.compile(rf"{re.escape(navn.removesuffix(' kommune'))}(?: kommune)?(?=[ ,.]|$)")
        if by := hele.match(rest, fundet.end()):
            return "kommunen", by.end(), {"kommunekode": navne[navn]}
    return None


def _not_understood(rest: str, hvorfor: str) -> Brugsfejl:
    vist = shorten(rest, _VIST)
    return Brugsfejl(
        "TST-044",
        f"{hvorfor} fra »{vist}«. Skriv som »{EKSEMPLER[0]}«, eller udfyld felterne. Intet er bestilt.",
    )
