"""How the workbook looks, as data: its sheets, its colours, and what each column may be chosen from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cpr_haendelser.cpr.koder import koder
from cpr_haendelser.haendelser.model import Art
from cpr_haendelser.storage.ordre import Ordreart
from cpr_haendelser.testmiljoe.handlinger import read_handlinger
from cpr_haendelser.testmiljoe.skabelon.kolonner import Kolonne, read_kolonner
from cpr_haendelser.testmiljoe.skabelon.skriv import columns_of

BESTILLING, VEJLEDNING, VAERDILISTER = "Bestilling", "Vejledning", "Værdilister"
VERSIONSRAEKKE, OVERSKRIFTER, FOERSTE = 1, 2, 3
"""Rows of the sheet of the order: the version, the headings, the first line."""
UDFYLDES = 10_000
"""So many lines have lists to choose from."""
TEKST = "@"
"""The format of a cell that keeps what was typed: zeros first, dates as they were written."""
FARVER = {"top": "14548C", "skal": "EAF2F8", "streg": "D8DEE4", "graa": "5B6875"}
BREDDER = {"personnummer": 26, "handling": 22, "tekst": 26, "bemaerkning": 30}
BREDDE = 16
_JA_NEJ = ("ja", "nej")


class Liste(NamedTuple):
    """A list of values on the sheet of lists: the column that it is for, its values, and what each says."""

    kolonne: str
    vaerdier: tuple[tuple[str, str], ...]


class Kolonnehjaelp(NamedTuple):
    """A column as the guide explains it."""

    navn: str
    skal: str
    forklaring: str
    eksempel: str
    skrives: str


_SKRIVES = {
    "pnr": "Ti cifre, med eller uden bindestreg.",
    "pnrer": "Ti cifre; flere adskilles af mellemrum.",
    "dag": "25-11-2026 eller 2026-11-25.",
    "tid": "25-11-2026 12:00; uden klokkeslæt kl. 12.",
    "oejeblik": "25-11-2026 09:00; uden klokkeslæt kl. 8.",
    "varighed": "30 s, 10 min, 2 timer eller 1 dag.",
    "kode": "Cifre; nuller foran sættes på igen.",
    "kommune": "Fire cifre; nuller foran sættes på igen.",
    "vej": "Fire cifre; nuller foran sættes på igen.",
    "land": "Fire cifre.",
    "cvr": "Otte cifre.",
    "husnr": "4 eller 4A.",
    "etage": "st, kl eller et tal.",
    "valg": "Vælg i listen.",
    "heltal": "Et helt tal.",
    "ja_nej": "Vælg i listen.",
    "tekst": "Tekst, uden = + - @ først.",
    "handling": "Vælg i listen.",
}
TIL_VEJLEDNING = (
    "Udfyld arket Bestilling: en række for hver ting, der skal ske.",
    "Rækker efter hinanden med samme sekvens og de samme personer er trin, der følger efter hinanden.",
    "Kolonnerne kan flyttes eller stå tomme. Tomme rækker og rækker, der begynder med #, læses ikke.",
    "Kun testpersoner: et personnummer af almindelig form afvises, hvor som helst det står, og intet af det gemmes.",
    "Formler læses ikke. Indsæt værdier i stedet for formler, før du sender regnearket.",
    "Gem som .xlsx. Excel og LibreOffice må gerne have ændret formatet på datoer eller fjernet nuller foran.",
)
"""What the guide says before the table of columns."""


def help_of(art: Ordreart) -> list[Kolonnehjaelp]:
    """The columns of a kind of order as the guide explains them."""
    return [_help(read_kolonner()[navn]) for navn in columns_of(art)]


def _help(kolonne: Kolonne) -> Kolonnehjaelp:
    skal = "skal udfyldes" if kolonne.navn in {"personnummer", "handling"} else ""
    return Kolonnehjaelp(kolonne.navn, skal, kolonne.forklaring, kolonne.eksempel, _SKRIVES[kolonne.slags])


def lists_of(art: Ordreart) -> list[Liste]:
    """The lists that columns of a kind of order are chosen from, in the order of the columns."""
    return [liste for navn in columns_of(art) if (liste := _list(read_kolonner()[navn], art)).vaerdier]


def _list(kolonne: Kolonne, art: Ordreart) -> Liste:
    vaerdier: Sequence[tuple[str, str]] = ()
    match kolonne.slags:
        case "handling":
            vaerdier = [(en.noegle, en.navn) for en in read_handlinger().values() if art in en.ordrearter()]
        case "valg":
            vaerdier = [(led, "") for led in kolonne.led]
        case "ja_nej":
            vaerdier = [(led, "") for led in _JA_NEJ]
        case "land":
            vaerdier = [(kode, land.dansk) for kode, land in koder("land").items()]
        case _:
            pass
    return Liste(kolonne.navn, tuple(vaerdier))


def examples_of(art: Ordreart) -> list[dict[str, str]]:
    """Lines that show how a kind of order is filled in."""
    return _EKSEMPLER[art]


_FLYTTER = {
    "personnummer": "6101901234",
    "handling": "flytning",
    "art": Art.NY.value,
    "virkning": "24-11-2026 12:00",
    "kommunekode": "0101",
    "vejkode": "0123",
    "husnr": "4A",
    "etage": "01",
    "sidedoer": "tv",
    "bemaerkning": "Eksempel: en flytning til en anden kommune",
}
_HEDDER = {
    "personnummer": "6101901234 6101905678",
    "handling": "navneaendring",
    "efternavn": "Lunde",
    "gentag": "1",
    "bemaerkning": "Eksempel: to personer, samme række",
}
_EKSEMPLER: dict[Ordreart, list[dict[str, str]]] = {
    Ordreart.SAMMENHAENGENDE: [
        {**_FLYTTER, "sekvens": "A"},
        {**_HEDDER, "personnummer": "6101901234", "vent": "10 min", "sekvens": "A",
         "bemaerkning": "Eksempel: trin nummer to for den samme person"},
    ],
    Ordreart.HAENDELSE: [
        {**_FLYTTER, "modtager_kommune": "0101", "oensket_divergens": "ja",
         "bemaerkning": "Eksempel: kuverten siger 0101, og personen bor stadig et andet sted"},
        _HEDDER,
    ],
    Ordreart.REPLIKA: [
        {"personnummer": "ny:lunde", "handling": "opret_familie", "kommunekode": "0101", "voksne": "2", "boern": "3",
         "boern_fra": "0", "boern_til": "6", "beskyttede": "1",
         "bemaerkning": "Eksempel: et par med tre børn under 7, en med beskyttelse"},
        {"personnummer": "ny:rosa", "handling": "opret_person", "foedselsdato": "29-02-2020", "koen": "K",
         "fornavn": "Rosa", "efternavn": "Lunde", "kommunekode": "0101", "vejkode": "0123", "husnr": "4A",
         "bemaerkning": "Eksempel: en person felt for felt"},
    ],
}  # fmt: skip
