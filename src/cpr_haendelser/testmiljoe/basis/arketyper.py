"""Archetypes: persons that are an example of something, made as the table (data/arketyper.csv) says.

Of each person the table says when it was born, where it lives (`municipality/dwelling`; the same letter in a family is
the same home), whom it is tied to in its family, and which steps of the life model its life has had, with their days.
"""

from __future__ import annotations

import csv
import shlex
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, partial
from importlib.resources import files
from itertools import groupby
from typing import NamedTuple

from cpr_haendelser.haendelser.model import Art
from cpr_haendelser.population.dage import dato8
from cpr_haendelser.population.klan import AAR, Tildeling
from cpr_haendelser.population.navne import EFTERNAVNE, KVINDER, MAEND
from cpr_haendelser.population.person import Person
from cpr_haendelser.population.steder import bolig_i
from cpr_haendelser.population.tilfaeldig import Lod, choose, new_lod, whole
from cpr_haendelser.storage.ordre import Personslags
from cpr_haendelser.testmiljoe.basis.faelles import DAG, Faelles, TildelFor
from cpr_haendelser.testmiljoe.familie import Familie
from cpr_haendelser.testmiljoe.navngivne import PERSONFELTER
from cpr_haendelser.testmiljoe.personer.enkelt import build_person
from cpr_haendelser.testmiljoe.skridt import LIVSSKRIDT, Oensket

ROD = "arketype/"
_SPOR = 13
_INDFLYTTET = (date(2010, 1, 4).toordinal(), date(2013, 12, 30).toordinal())
"""They moved in between these days, or were born later; no step of the table ends a residence before."""
_MYNDIG = DAG - int(18 * AAR)
_FORAELDRE = {("indehaver", "mor"), ("indehaver", "far")}
_HAENDELSE = b"099"


class Skridt(NamedTuple):
    """A step of a person's life."""

    dag: str
    """YYYY-MM-DD."""
    handling: str
    felter: Mapping[str, str]


class Arketype(NamedTuple):
    """One row of the table."""

    gruppe: str
    familie: str
    person: str
    """What it is called in its family."""
    eksempel: str
    koen: str
    foedselsdato: str
    bolig: str
    felter: Mapping[str, str]
    skridt: tuple[Skridt, ...]

    @property
    def noegle(self) -> str:
        """Its group in the order store."""
        return f"{ROD}{self.gruppe}/{self.familie}/{self.person}/"


@cache
def read_arketyper() -> tuple[Arketype, ...]:
    """The table, in its order."""
    tekst = (files("cpr_haendelser.testmiljoe") / "data" / "arketyper.csv").read_text("utf-8")
    return tuple(
        Arketype(
            row["gruppe"], row["familie"], row["person"], row["eksempel"], row["koen"], row["foedselsdato"],
            row["bolig"], _read_felter(row["felter"]), tuple(map(_read_skridt, filter(None, row["skridt"].split("|")))),
        )
        for row in csv.DictReader(tekst.splitlines(), delimiter=";", quoting=csv.QUOTE_NONE)
    )  # fmt: skip


def _read_felter(tekst: str) -> dict[str, str]:
    return {felt: vaerdi for felt, _, vaerdi in (ord_.partition("=") for ord_ in shlex.split(tekst))}


def _read_skridt(tekst: str) -> Skridt:
    dag, handling, *rest = tekst.split(maxsplit=2)
    return Skridt(dag, handling, _read_felter("".join(rest)))


def arketypefamilier(froe: int) -> Iterator[Faelles]:
    """The families of the table."""
    for (gruppe, familie), raekker in groupby(read_arketyper(), lambda row: (row.gruppe, row.familie)):
        dem = tuple(raekker)
        yield Faelles(f"{ROD}{gruppe}/{familie}/", Personslags.ARKETYPE, partial(_build, froe, dem))


def _build(froe: int, raekker: tuple[Arketype, ...], tildel: TildelFor) -> list[bytes]:
    """The family's blocks; what its steps would tell of lies in the past, and is not told."""
    nummer = read_arketyper().index(raekker[0])
    familie = _Familie(new_lod(froe, _SPOR, nummer), tildel(raekker[0].noegle))
    for raekke in raekker:
        familie.add(raekke, tildel)
    return [
        b"\n".join(linje for linje in blok.split(b"\n") if not linje.startswith(_HAENDELSE))
        for blok in familie.familie.blokke()
    ]


class _Familie:
    """A family on its way, person by person; names and homes are drawn."""

    def __init__(self, lod: Lod, tildel: Tildeling) -> None:
        self._lod, self._efternavn = lod, choose(lod, EFTERNAVNE)
        self.familie = Familie({}, tildel)
        self._personer: dict[str, Person] = {}
        self._hjem: dict[str, dict[str, str]] = {}

    def add(self, raekke: Arketype, tildel: TildelFor) -> None:
        """The person, with its life so far."""
        self.familie.new_number = tildel(raekke.noegle)
        fornavn = choose(self._lod, KVINDER if raekke.koen == "K" else MAEND)
        felter = {
            "foedselsdato": raekke.foedselsdato, "koen": raekke.koen, "fornavn": fornavn, "efternavn": self._efternavn,
            **self._home(raekke.bolig), **self._named(raekke.felter),
        }  # fmt: skip
        person = build_person(self.familie, Oensket(felter["indflyttet"], "", felter))
        if person.foedt <= _MYNDIG:
            person.oevrige = [row for row in person.oevrige if row[0] != "016"]
        self._personer[raekke.person] = person
        for dag, handling, resten in raekke.skridt:
            tid = dag.replace("-", "") + "1200"
            oensket = {**self._home(resten.get("bolig", "")), **self._named(resten)}
            LIVSSKRIDT[handling, Art.NY](self.familie, person, Oensket(tid, tid, oensket))

    def _named(self, felter: Mapping[str, str]) -> dict[str, str]:
        """The fields with the number where somebody of the family is named; custody of the parents is a word."""
        return {
            felt: self._personer[hvem].pnr if felt in PERSONFELTER and (felt, hvem) not in _FORAELDRE else hvem
            for felt, hvem in felter.items()
        }

    def _home(self, sted: str) -> dict[str, str]:
        """The address fields of a home, drawn when it is first named."""
        if sted and sted not in self._hjem:
            valgt = bolig_i(self._lod, sted.partition("/")[0])
            felter = ("kommunekode", "vejkode", "husnr", "etage", "sidedoer")
            indflyttet = dato8(whole(self._lod, *_INDFLYTTET)) + "1200"
            self._hjem[sted] = {**dict(zip(felter, valgt.koder, strict=False)), "indflyttet": indflyttet}
        return self._hjem.get(sted, {})


__all__ = ["ROD", "Arketype", "arketypefamilier", "read_arketyper"]
