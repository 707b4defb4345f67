"""The tables of a set-up file (TOML) with the lines where they and their keys stand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, NamedTuple

from cpr_haendelser.abonnementer.opsaetningsskema import tabeller
from cpr_haendelser.fejl import Opsaetningsfejl

_MEST = 20
"""Faults that are told at once."""


class Fund(NamedTuple):
    """One fault of a file."""

    linje: int
    kode: str
    tekst: str

    def __str__(self) -> str:
        return f"opsætningsfilens linje {self.linje}{self.tekst}"


class Fejlliste(list[Fund]):
    """The faults of a file, so that they are all told at once."""

    def raise_all(self) -> None:
        """Opsaetningsfejl with what was found, by line; nothing where nothing was."""
        if not self:
            return
        foerste, *flere = sorted(self)
        resten = [f"\n{each.kode}: {each}" for each in flere[: _MEST - 1]]
        if len(flere) >= _MEST:
            resten.append(f"\n… og {len(flere) - _MEST + 1} fejl mere.")
        raise Opsaetningsfejl(foerste.kode, f"{foerste}{''.join(resten)}")


@dataclass(frozen=True)
class Toml:
    """One table of the file as TOML has it."""

    navn: str
    linje: int
    vaerdier: Mapping[str, Any]
    linjer: Mapping[str, int]
    stavet: frozenset[str] = frozenset()
    """Keys that are there, but spelt as something unknown."""

    def fail(self, fejl: Fejlliste, kode: str, noegle: str, tekst: str) -> None:
        """A fault at a key, or at the table's head where the key is not there."""
        fejl.append(Fund(self.linjer.get(noegle, self.linje), kode, f", [[{self.navn}]] {noegle}: {tekst}"))


def read_tables(tekst: str, fejl: Fejlliste) -> dict[str, list[Toml]]:
    """The known tables; what is unknown is a fault. Opsaetningsfejl AFT-001 where it is no TOML at all."""
    try:
        laest = tomllib.loads(tekst)
    except tomllib.TOMLDecodeError as error:
        sted = re.search(r"line (\d+), column (\d+)", str(error))
        hvor = f"linje {sted[1]}, tegn {sted[2]}" if sted else "slutning"
        raise Opsaetningsfejl(
            "AFT-001", f'opsætningsfilens {hvor} kan ikke læses som TOML; ventede fx [[dueslag]] eller navn = "værdi".'
        ) from None
    steder = _find_lines(tekst)
    laeste: dict[str, list[Toml]] = {navn: [] for navn in tabeller()}
    for navn, indhold in laest.items():
        if navn not in laeste or not isinstance(indhold, list):
            linje = next((each.linje for each in steder.get(navn, [])), 1)
            fejl.append(Fund(linje, "AFT-002", f": {_unknown(navn)}"))
            continue
        for nr, vaerdier in enumerate(indhold):
            plads = steder[navn][nr] if nr < len(steder.get(navn, [])) else _Sted(1, {})
            tabel = Toml(navn, plads.linje, vaerdier if isinstance(vaerdier, dict) else {}, plads.linjer)
            laeste[navn].append(replace(tabel, stavet=_check_keys(tabel, fejl)))
    return laeste


def _unknown(navn: str) -> str:
    if navn in tabeller():
        return f"skriv [[{navn}]] med to klammer, for der kan være flere."
    naer = get_close_matches(navn.lower(), tabeller(), n=1)
    mente = f"Mente du [[{naer[0]}]]?" if naer else f"Der er [[{']], [['.join(tabeller())}]]."
    return f"{navn} er ukendt. {mente}"


def _check_keys(tabel: Toml, fejl: Fejlliste) -> frozenset[str]:
    """Tells of unknown keys; the known ones that are meant by them."""
    ment: set[str] = set()
    kendte = [noegle.navn for noegle in tabeller()[tabel.navn].noegler]
    for noegle in tabel.vaerdier:
        if noegle not in kendte:
            naer = get_close_matches(noegle.lower(), kendte, n=1)
            mente = f"Mente du {naer[0]}?" if naer else f"Der er {', '.join(kendte)}."
            tabel.fail(fejl, "AFT-002", noegle, f"er ukendt. {mente}")
            ment.update(naer)
    return frozenset(ment)


class _Sted(NamedTuple):
    """Where a table begins, and the lines of its keys."""

    linje: int
    linjer: dict[str, int]


def _find_lines(tekst: str) -> dict[str, list[_Sted]]:
    """The places of tables and keys; what stands inside texts of several lines is no key."""
    steder: dict[str, list[_Sted]] = {}
    her = _Sted(1, {})
    aaben = ""
    for nummer, linje in enumerate(tekst.split("\n"), 1):
        if not aaben:
            hoved = re.match(r"\s*\[\[?\s*\"?(\w+)", linje)
            noegle = re.match(r"\s*\"?([\w-]+)\"?\s*=", linje)
            if hoved and not noegle:
                her = _Sted(nummer, {})
                steder.setdefault(hoved[1], []).append(her)
            elif noegle:
                her.linjer.setdefault(noegle[1], nummer)
                if her.linje == 1 and not steder:
                    steder.setdefault(noegle[1], []).append(_Sted(nummer, {}))
        for tegn in re.findall(r"'''|\"\"\"", linje):
            aaben = "" if tegn == aaben else aaben or tegn
    return steder
