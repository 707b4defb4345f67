"""Values as rows, and rows as values."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import msgspec

from cpr_haendelser.storage.ordre import (
    Gemtskabelon,
    Gemtslags,
    Indlaeg,
    Kreds,
    Ordre,
    Ordreart,
    Ordrelinje,
    Ordrenyt,
    Ordretilstand,
    Personslags,
    Side,
    Testperson,
    Udfoerelse,
    Udfoerelsestilstand,
)

RUM = "cpr_haendelser.storage.sqlite_ordrelager"
"""Where the statements lie."""
Raekke = tuple[Any, ...]

_LINJE = msgspec.json.Decoder(Ordrelinje)
_NUMRE = msgspec.json.Decoder(tuple[int, ...])
_JSON = msgspec.json.Encoder()


def to_json(values: Iterable[object]) -> str:
    """A JSON list, as `json_each` reads it."""
    return json.dumps(list(values))


def to_person(row: Raekke) -> Testperson:
    """The person of a row."""
    pnr, slags, ejer, delt_med, gruppe, oprettet, fjernet = row
    delt = tuple(sorted(delt_med.split(","))) if delt_med else ()
    return Testperson(pnr, Personslags(slags), ejer, delt, gruppe, oprettet, fjernet)


def to_ordre(row: Raekke) -> Ordre:
    """The order of a row."""
    uuid, nr, art, titel, ejer, system, myndighed, kreds, tilstand, *rest = row
    return Ordre(
        uuid, nr, Ordreart(art), titel, ejer, system, myndighed, Kreds(kreds), Ordretilstand(tilstand), *rest
    )  # fmt: skip


def to_nyt(row: Raekke) -> Ordrenyt:
    """The news of a row."""
    nr, til, side, tidspunkt, hvem, tekst, *ordre = row
    tilstand = Ordretilstand(til) if til else None
    return Ordrenyt(nr, to_ordre(tuple(ordre)), tilstand, Side(side), Indlaeg(tidspunkt, hvem, tekst))


def to_gemt(row: Raekke) -> Gemtskabelon:
    """The template of a row."""
    ejer, navn, version, slags, art, *rest = row
    return Gemtskabelon(ejer, navn, version, Gemtslags(slags), Ordreart(art), *rest)


def write_linje(linje: Ordrelinje) -> str:
    """A line as it is kept."""
    return _JSON.encode(linje).decode()


def read_linje(indhold: str) -> Ordrelinje:
    """The line that is kept so."""
    return _LINJE.decode(indhold)


def from_udfoerelse(ordre: int, udfoerelse: Udfoerelse) -> Raekke:
    """The row of an udførelse of the order with that number."""
    _, nr, linje, trin, gentagelse, pnr, tidspunkt, tilstand, fil, loebenumre, udfoert, fejl, forsoeg = udfoerelse
    numre = _JSON.encode(loebenumre).decode()
    return (
        ordre, nr, linje, trin, gentagelse, pnr, tidspunkt, tilstand, fil, numre, udfoert, fejl,
        forsoeg,
    )  # fmt: skip


def to_udfoerelse(row: Raekke) -> Udfoerelse:
    """The udførelse of a row."""
    ordre, nr, linje, trin, gentagelse, pnr, tidspunkt, tilstand, fil, loebenumre, udfoert, fejl, forsoeg = row
    return Udfoerelse(
        ordre,
        nr,
        linje,
        trin,
        gentagelse,
        pnr,
        tidspunkt,
        Udfoerelsestilstand(tilstand),
        fil,
        _NUMRE.decode(loebenumre),
        udfoert,
        fejl,
        forsoeg,
    )
