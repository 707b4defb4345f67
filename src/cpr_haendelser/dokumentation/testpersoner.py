"""docs/testpersoner.md: the shared population of a test environment, made as `exttest basis` makes it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from itertools import groupby

from cpr_haendelser.dokumentation.markdown import page, table
from cpr_haendelser.population.klan import Tildeling
from cpr_haendelser.storage.aabning import MEMORY, open_lager, open_ordrelager
from cpr_haendelser.storage.ordre import Personslags
from cpr_haendelser.testmiljoe.basis.arketyper import arketypefamilier, read_arketyper
from cpr_haendelser.testmiljoe.basis.faelles import FROE
from cpr_haendelser.testmiljoe.basis.oversigt import Faellesperson, to_row
from cpr_haendelser.testmiljoe.basis.raadhus import basisfamilier, raadhuskommuner
from cpr_haendelser.testmiljoe.numre import Nummergiver

_INDLEDNING = """`haendelser exttest basis` opretter de fælles testpersoner, som alle i et testmiljø ser, og
som ingen ordre ændrer. Der kan bestilles hændelser for dem. Alle er opdigtede, og personnumrene er
erstatningsnumre (dag + 60), som CPR aldrig giver.

Numrene her er dem, et nyt testmiljø giver med frøet 1. Var et nummer taget i forvejen, får personen det
næste; `haendelser exttest personer` viser, hvordan det er hos jer."""
_BASIS = """I hver af de 98 kommuner bor et par og to børn på rådhuset, på en opdigtet adresse. Én familie bor
i Grønland, og i én er alle døde."""
_ARKETYPER = """60 personer i 11 grupper. De er skrevet i `testmiljoe/data/arketyper.csv`; navne og adresser er
trukket af frøet. Delt bopæl har ingen post i de udtræk, vi kender: den vises som fælles forældremyndighed,
to adresser og kommunale forhold (5, fri anvendelse). En, der har skiftet nummer, står med begge."""
_HOVED = ("Personnummer", "Navn", "Køn", "Født", "Kommune", "Status", "Eksempel")


def render() -> str:
    """The page."""
    personer = _make()
    arketyper = [person for person in personer if person.gruppe != "basis"]
    raekkefoelge = list(dict.fromkeys(row.gruppe for row in read_arketyper()))
    arketyper.sort(key=lambda person: raekkefoelge.index(person.gruppe))
    return page(
        "Fælles testpersoner",
        _INDLEDNING,
        "## Basis",
        _BASIS,
        table(_HOVED, map(_row, (person for person in personer if person.gruppe == "basis"))),
        "## Arketyper",
        _ARKETYPER,
        *(_group(gruppe, dem) for gruppe, dem in groupby(arketyper, lambda person: person.gruppe)),
    )


def _make() -> list[Faellesperson]:
    """The persons that an empty installation gets, in the order of the tables."""
    ordrelager = open_ordrelager(MEMORY[0])
    numre = Nummergiver(open_lager(MEMORY[0]), ordrelager, str)

    def give(slags: Personslags, gruppe: str) -> Tildeling:
        return numre.giver("", gruppe=gruppe, slags=slags)

    fundne = []
    for familie in (*basisfamilier(FROE, raadhuskommuner()), *arketypefamilier(FROE)):
        dokumenter = {int(blok[3:13]): blok for blok in familie.build(partial(give, familie.slags))}
        kendte = ordrelager.personer(dokumenter)
        fundne += [to_row(kendte[pnr], dokument) for pnr, dokument in dokumenter.items()]
    return fundne


def _group(gruppe: str, personer: Iterable[Faellesperson]) -> str:
    return f"### {gruppe.capitalize()}\n\n" + table(_HOVED, map(_row, personer))


def _row(person: Faellesperson) -> tuple[str, ...]:
    return (
        person.pnr, person.navn, person.koen, person.foedt, person.kommune, person.status, person.eksempel
    )  # fmt: skip
