"""Basis: in every municipality a couple and two children at the town hall; a family in Greenland; one that has died."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from cpr_haendelser.cpr.kommuner import kommuner
from cpr_haendelser.cpr.layouts import CHARSET
from cpr_haendelser.population.dage import dato8
from cpr_haendelser.population.forloeb import die, resident_status, widow
from cpr_haendelser.population.linjer import to_linjer
from cpr_haendelser.population.person import Adresse, Person
from cpr_haendelser.population.steder import GROENLAND, Bolig
from cpr_haendelser.population.tilfaeldig import new_lod
from cpr_haendelser.storage.ordre import Personslags
from cpr_haendelser.testmiljoe.basis.faelles import DAG, Faelles, TildelFor
from cpr_haendelser.testmiljoe.personer.familier import Familieoenske, build_familie

ROD = "basis/"
_DOEDE = "0101"
"""Where those who have died lived last."""
_SPOR, _DOEDSSPOR = 11, 12
_FLEST_AAR = 9
"""The children are so young that they stay children for years."""
_DOEDSDAGE = (40, 30, 20, 20)
"""So many days before the day they died: father first."""


def raadhuskommuner() -> list[str]:
    """The codes of the municipalities of today."""
    return [kode for kode, kommune in kommuner().items() if kommune.art == "nuvaerende"]


def raadhus(kommune: str) -> Bolig:
    """The municipality's town hall, at an address that is made up."""
    return Bolig(kommune, "0001", "001", "", "", "", "Rådhuspladsen", "", "", "", "")


def basisfamilier(froe: int, koder: Iterable[str]) -> Iterator[Faelles]:
    """The families of these municipalities, of Greenland, and of those who have died."""
    for kode in koder:
        yield Faelles(f"{ROD}{kode}/", Personslags.BASIS, partial(_build, froe, kode, f"{ROD}{kode}/"))
    yield Faelles(f"{ROD}grønland/", Personslags.BASIS, partial(_build, froe, GROENLAND, f"{ROD}grønland/"))
    yield Faelles(f"{ROD}døde/", Personslags.BASIS, partial(_build_doede, froe, f"{ROD}døde/"))


def _build(froe: int, kode: str, gruppe: str, tildel: TildelFor) -> list[bytes]:
    return _blokke(_family(froe, _SPOR, kode, gruppe, tildel))


def _build_doede(froe: int, gruppe: str, tildel: TildelFor) -> list[bytes]:
    """All four dead, the parents one after the other, so that the survivor was widowed."""
    mor, far, *boern = _family(froe, _DOEDSSPOR, _DOEDE, gruppe, tildel)
    for person, dage in zip((far, mor, *boern), _DOEDSDAGE, strict=True):
        tid = dato8(DAG - dage) + "1200"
        die(person, tid)
        if person is far:
            widow(mor, tid)
    return _blokke([mor, far, *boern])


def _family(froe: int, spor: int, kode: str, gruppe: str, tildel: TildelFor) -> list[Person]:
    oenske = Familieoenske(kode, boern=2, boern_til=_FLEST_AAR)
    personer = build_familie(oenske, new_lod(froe, spor, int(kode)), DAG, tildel(gruppe))
    hjem = raadhus(kode)
    for person in personer:
        if isinstance(person.ophold, Adresse):
            person.ophold = person.ophold._replace(bolig=hjem)
            person.status = resident_status(hjem)
    return personer


def _blokke(personer: Iterable[Person]) -> list[bytes]:
    return ["\n".join(sorted(to_linjer(person))).encode(CHARSET) for person in personer]
