"""What happens in the living register on an ordinary day: a table of steps, how often, and for whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from cpr_haendelser.population.klan import AAR
from cpr_haendelser.population.navne import EFTERNAVNE, KVINDER, MAEND, STILLINGER
from cpr_haendelser.population.person import NUL12, Adresse, Person
from cpr_haendelser.population.plan import LIV
from cpr_haendelser.population.steder import DANMARK, KORSBAEK, LANDE, NY_KORSBAEK, UDENBYS, bolig_i
from cpr_haendelser.population.tilfaeldig import Lod, choose

HVERDAGE_OM_AARET = 260.0
_MYNDIG, _GAMMEL, _MOR_FRA, _MOR_TIL = 18, 60, 20, 42
_FRA_KOMMUNEN = 0.2
_RATER = {liv.navn: liv.rate for liv in LIV}

Felter = Callable[[Lod, Person, float], Mapping[str, str] | None]
"""The fields of the step for a person of an age; None where it is nothing for that person."""


class Hverdag(NamedTuple):
    """One thing that may happen."""

    handling: str
    liv: tuple[str, ...]
    """What it is called in the population's table of rates."""
    felter: Felter
    sammen: bool = False
    """Whether the family that shares the address does it together."""

    def per_day(self, personer: int) -> float:
        """How many times on a weekday among so many persons."""
        return sum(_RATER[navn] for navn in self.liv) * personer / 1000 / HVERDAGE_OM_AARET


def _home(lod: Lod) -> Mapping[str, str]:
    kommune = choose(lod, UDENBYS) if lod() < _FRA_KOMMUNEN else choose(lod, (KORSBAEK, KORSBAEK, NY_KORSBAEK))
    return dict(
        zip(("kommunekode", "vejkode", "husnr", "etage", "sidedoer"), bolig_i(lod, kommune).koder, strict=False)
    )


def _move(lod: Lod, person: Person, alder: float) -> Mapping[str, str] | None:
    return _home(lod) if alder >= _MYNDIG and isinstance(person.ophold, Adresse) else None


def _return(lod: Lod, _person: Person, _alder: float) -> Mapping[str, str] | None:
    return _home(lod)


def _leave(lod: Lod, _person: Person, alder: float) -> Mapping[str, str] | None:
    return {"land": choose(lod, LANDE)} if alder >= _MYNDIG else None


def _rename(lod: Lod, person: Person, alder: float) -> Mapping[str, str] | None:
    return {"efternavn": choose(lod, EFTERNAVNE)} if alder >= _MYNDIG and person.navn.start != NUL12 else None


def _name(lod: Lod, person: Person, _alder: float) -> Mapping[str, str] | None:
    ventende = person.navn.start == NUL12
    return {"fornavn": choose(lod, KVINDER if person.koen == "K" else MAEND)} if ventende else None


def _die(_lod: Lod, _person: Person, alder: float) -> Mapping[str, str] | None:
    return {} if alder >= _GAMMEL else None


def _bear(lod: Lod, person: Person, alder: float) -> Mapping[str, str] | None:
    if person.koen != "K" or not _MOR_FRA <= alder <= _MOR_TIL:
        return None
    par = person.aegtefaelle
    far = {"far": par.pnr} if par is not None and par.koen == "M" and par.status != "90" else {}
    return {"koen": choose(lod, ("K", "M")), **far}


def _marry(lod: Lod, person: Person, alder: float) -> Mapping[str, str] | None:
    """One without personnummer: whom they marry lives abroad."""
    navn = f"{choose(lod, EFTERNAVNE)},{choose(lod, MAEND if person.koen == 'K' else KVINDER)}"
    return {"aegtefaelle_navn": navn} if alder >= _MYNDIG else None


def _grown_up(_lod: Lod, _person: Person, alder: float) -> Mapping[str, str] | None:
    return {} if alder >= _MYNDIG else None


def _naturalise(_lod: Lod, _person: Person, _alder: float) -> Mapping[str, str] | None:
    return {"land": DANMARK}


def _work(lod: Lod, _person: Person, alder: float) -> Mapping[str, str] | None:
    return {"tekst": choose(lod, [stilling for stilling in STILLINGER if stilling])} if alder >= _MYNDIG else None


HVERDAGE: tuple[Hverdag, ...] = (
    Hverdag("flytning", ("flytning",), _move, sammen=True),
    Hverdag("flytning", ("flytning_alene",), _move),
    Hverdag("udrejse", ("udrejse",), _leave),
    Hverdag("genindrejse", ("genindrejse",), _return),
    Hverdag("foedsel", ("foedsel", "foedsel_med_far"), _bear),
    Hverdag("navngivning", ("navngivning",), _name),
    Hverdag("doedsfald", ("doedsfald", "doed_gift"), _die),
    Hverdag("navneaendring", ("navneaendring",), _rename),
    Hverdag("vielse", ("vielse",), _marry),
    Hverdag("skilsmisse", ("skilsmisse",), _grown_up),
    Hverdag("statsborgerskab", ("nyt_statsborgerskab",), _naturalise),
    Hverdag("samle:beskyttelse", ("beskyttelse",), _grown_up),
    Hverdag("samle:stilling", ("kirke_og_stilling",), _work),
)


def age(person: Person, dag: int) -> float:
    """Years."""
    return (dag - person.foedt) / AAR
