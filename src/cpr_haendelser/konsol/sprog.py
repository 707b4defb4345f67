"""The two languages of the console: Danish as written in the templates, English from a catalogue beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from gettext import NullTranslations
from importlib.resources import files
from io import BytesIO

from babel.dates import format_date, format_datetime
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from cpr_haendelser.cpr.koder import koder
from cpr_haendelser.cpr.tider import localise_utc

DANSK, ENGELSK = "da", "en"
SPROG: Mapping[str, str] = {DANSK: "Dansk", ENGELSK: "English"}
_CPR_TIDER = frozenset({8, 12})
"""Digits of a day, and of a moment."""
_KODETABELLER = ("civilstand", "status", "haendelse099", "personhaendelse")
"""Where two mean different things by one word, the later is said."""
_LAENGSTE_KODE = 3
_TAL = re.compile(r"-?\d{1,9}")
_STUND = re.compile(r"(?<![\w-])\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2})?(?![\w:-])")
_LOKAL = {DANSK: "da_DK", ENGELSK: "en_GB"}


class Oversaettelse(NullTranslations):
    """Texts by the Danish ones; what is not in the catalogue stays Danish."""

    def __init__(self, tekster: Mapping[str, str]) -> None:
        super().__init__()
        self._tekster = tekster

    def gettext(self, message: str) -> str:
        """The text in this language."""
        return self._tekster.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The same of one or several."""
        return self.gettext(msgid1 if n == 1 else msgid2)


@cache
def oversaettelse(sprog: str) -> Oversaettelse:
    """The texts of a language."""
    return Oversaettelse(katalog() if sprog == ENGELSK else {})


@cache
def katalog() -> Mapping[str, str]:
    """English by Danish: one file of texts for each part of the console, and what several of them say in `faelles`."""
    poer = sorted((files(__package__) / "sprog" / "en").iterdir(), key=lambda po: po.name)
    return {
        str(each.id): str(each.string)
        for po in poer
        for each in read_po(BytesIO(po.read_bytes()))
        if each.id and each.string
    }


@cache
def kodeord() -> Mapping[str, str]:
    """English by Danish of what the codes that pages show mean."""
    alle = (kode for tabel in _KODETABELLER for kode in koder(tabel).values())
    return {kode.dansk: kode.engelsk for kode in alle if kode.dansk and kode.engelsk}


@lru_cache(maxsize=8192)
def sagt(tekst: str, sprog: str) -> str:
    """What the rooms say in Danish, in the language: a word, a sentence, one with a number in it, or code and meaning.

    What is not known, such as what somebody wrote, stays as it is.
    """
    if sprog == DANSK:
        return tekst
    kendte = katalog()
    if tekst in kendte or tekst in kodeord():
        return kendte.get(tekst) or kodeord()[tekst]
    kode, _, mening = tekst.partition(" ")
    if len(kode) <= _LAENGSTE_KODE and (engelsk := kodeord().get(mening) or (kode.isdigit() and kendte.get(mening))):
        return f"{kode} {engelsk}"
    tal = _TAL.search(tekst)
    skabelon = _TAL.sub("{}", tekst, count=1)
    return kendte[skabelon].format(tal[0]) if tal and skabelon in kendte else tekst


def detalje(tekst: str, sprog: str) -> str:
    """A fact that the rooms tell: a name, then perhaps a state behind a colon, or a day."""
    navn, skel, ord_ = tekst.rpartition(": ")
    return stunder(f"{navn}{skel}{sagt(ord_, sprog)}", sprog)


def stunder(tekst: str, sprog: str) -> str:
    """A text with its days and moments (YYYY-MM-DD, perhaps HH:MM) in words."""
    return _STUND.sub(lambda stund: (tid if stund[1] else dato)(stund[0], sprog), tekst)


def choice(vaerdi: str, sprog: str) -> str:
    """What a field is chosen from, as it is written in a template: a Danish word, in English with its meaning."""
    return katalog().get(f"valg:{vaerdi}", vaerdi) if sprog == ENGELSK else vaerdi


@lru_cache(maxsize=8192)
def antal(tal: float, sprog: str) -> str:
    """A number as it is written: 12.345 in Danish, 12,345 in English."""
    return str(format_decimal(tal, locale=_LOKAL[sprog]))


def cprtid(vaerdi: str, sprog: str) -> str:
    """A CPR time of twelve digits, or a day of eight, in words; anything else as it is."""
    if not (vaerdi.isascii() and vaerdi.isdigit() and len(vaerdi) in _CPR_TIDER):
        return vaerdi
    dag = f"{vaerdi[:4]}-{vaerdi[4:6]}-{vaerdi[6:8]}"
    klokken = vaerdi[8:]
    try:
        stund = datetime.fromisoformat(f"{dag}T{klokken[:2] or '00'}:{klokken[2:] or '00'}")
    except ValueError:
        return vaerdi
    if not klokken:
        return dato(dag, sprog)
    return format_datetime(stund, "d. MMM y HH.mm" if sprog == DANSK else "d MMM y HH:mm", locale=_LOKAL[sprog])


def kroner(beloeb: Decimal, sprog: str) -> str:
    """An amount with two decimals."""
    return str(format_decimal(beloeb, format="#,##0.00", locale=_LOKAL[sprog]))


@lru_cache(maxsize=8192)
def dato(vaerdi: str, sprog: str) -> str:
    """A day (YYYY-MM-DD) in words: 24. nov. 2026; anything else as it is."""
    try:
        return format_date(date.fromisoformat(vaerdi[:10]), "medium", locale=_LOKAL[sprog])
    except ValueError:
        return vaerdi


@lru_cache(maxsize=8192)
def tid(vaerdi: str | datetime, sprog: str) -> str:
    """A moment (ISO 8601) in words, by the clock in Denmark; anything else as it is."""
    try:
        moment = vaerdi if isinstance(vaerdi, datetime) else datetime.fromisoformat(vaerdi)
    except ValueError:
        return str(vaerdi)
    moment = localise_utc(moment) if moment.tzinfo else moment
    return format_datetime(moment, "d. MMM y HH.mm" if sprog == DANSK else "d MMM y HH:mm", locale=_LOKAL[sprog])
