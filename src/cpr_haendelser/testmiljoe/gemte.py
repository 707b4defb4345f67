"""Templates that are put aside, found by name and version, and the persons of one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from cpr_haendelser.cpr.layouts import CHARSET
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.storage.ordre import Gemtskabelon, Gemtslags
from cpr_haendelser.storage.ordrelager import Ordrelager

_HENVISNING = re.compile(r"(.+?)(?:@([0-9]{1,9}))?")


class Henvisning(NamedTuple):
    """A template by its name, and a version of it (0: the newest)."""

    navn: str
    version: int

    @classmethod
    def read(cls, tekst: str) -> Henvisning:
        """`NAVN` or `NAVN@VERSION`."""
        fundet = _HENVISNING.fullmatch(" ".join(tekst.split()))
        return cls(fundet[1], int(fundet[2] or 0)) if fundet else cls("", 0)


def find_gemt(ordrelager: Ordrelager, ejer: str, henvisning: str, slags: Gemtslags) -> tuple[Gemtskabelon, bytes]:
    """A template of an organisation and what it holds; TST-090 where it has none of that name, version and kind."""
    navn, version = Henvisning.read(henvisning)
    fundet = ordrelager.gemt_skabelon(ejer, navn, version)
    if fundet is None or fundet[0].slags is not slags:
        hvad = "personer" if slags is Gemtslags.PERSONER else "en ordre"
        raise Brugsfejl(
            "TST-090", f"organisationen har ingen gemt skabelon til {hvad} af det navn; `haendelser gemt` viser dem."
        )
    return fundet


def read_dokumenter(indhold: bytes) -> dict[str, bytes]:
    """The persons' records of a template, by the number that they had."""
    return {pnr: dokument.encode(CHARSET) for pnr, dokument in _DOKUMENTER.decode(indhold).items()}


def write_dokumenter(dokumenter: Mapping[str, bytes]) -> bytes:
    """The inverse."""
    return msgspec.json.encode({pnr: dokument.decode(CHARSET) for pnr, dokument in dokumenter.items()})


_DOKUMENTER = msgspec.json.Decoder(dict[str, str])
