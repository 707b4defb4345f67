"""The catch-all: which changed groups no other hændelse explains, and with which art (docs/afledning.md section 5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import NamedTuple

from cpr_haendelser.haendelser import regler
from cpr_haendelser.haendelser.fund import Fund
from cpr_haendelser.haendelser.koder099 import Linje, koder099
from cpr_haendelser.haendelser.model import Art
from cpr_haendelser.haendelser.sammenligning import Sammenligning

NY_PERSON, UKENDT_KODE = "ny_person", "ukendt_kode"

_KLARSKRIFT_AF = frozenset({"adresse", "navn", "udlandsadresse", "forsvinding", "status", "kontaktadresse", "indrejse"})
_INDREJSE = frozenset({"adresse", "udlandsadresse", "forsvinding", "status", "supplerende_adresse"})


class Gruppe(NamedTuple):
    """A changed group of records, and with which art."""

    gruppe: str
    art: Art


def gather_catch_alls(
    alt: Sammenligning, fund: Sequence[Fund], forklaret: frozenset[str], linjer: Sequence[Linje]
) -> tuple[Fund, ...]:
    """At most one catch-all per art; a person new to CPR is one of its own, with which all else is new."""
    return _catch_alls(
        frozenset(Gruppe(f.gruppe, f.art) for f in fund if f.regel is regler.SAMLING),
        alt.grupper,
        tuple(alt.linjegrupper),
        tuple(alt.arter.items()),
        forklaret,
        tuple([linje.kode for linje in linjer]),
        ny_person=alt.ny_person,
    )


@lru_cache(maxsize=4096)
def _catch_alls(  # noqa: PLR0913 - all that a catch-all depends on: the same for many persons
    fra_forloeb: frozenset[Gruppe],
    aendret: frozenset[str],
    linjegrupper: tuple[frozenset[str], ...],
    arter: tuple[tuple[str, str], ...],
    forklaret: frozenset[str],
    koder: tuple[str, ...],
    *,
    ny_person: bool,
) -> tuple[Fund, ...]:
    ukendt = {Gruppe(UKENDT_KODE, Art.NY)} if any(kode not in koder099() for kode in koder) else set()
    if ny_person:
        return (_catch_all(regler.NY_PERSON, Art.NY, [NY_PERSON]), *_one_per_art(ukendt))
    navngivet = {gruppe.gruppe for gruppe in fra_forloeb}
    uforklaret = aendret.union(*(mulige for mulige in linjegrupper if not mulige & forklaret)) - forklaret - navngivet
    if _KLARSKRIFT_AF & (uforklaret | forklaret | navngivet):
        uforklaret -= {"klarskriftadresse"}
    if navngivet & {"adresse", "indrejse"}:
        uforklaret -= _INDREJSE
    grupper = {gruppe for gruppe in fra_forloeb if gruppe.gruppe not in forklaret}
    grupper |= {Gruppe(gruppe, _art_of(gruppe, dict(arter), koder)) for gruppe in uforklaret}
    return tuple(_one_per_art(grupper | ukendt))


def _one_per_art(grupper: AbstractSet[Gruppe]) -> Iterator[Fund]:
    for art in Art if grupper else ():
        navne = sorted(gruppe.gruppe for gruppe in grupper if gruppe.art is art)
        if navne:
            yield _catch_all(regler.SAMLING, art, navne)


def _catch_all(regel: regler.Regel, art: Art, grupper: list[str]) -> Fund:
    return Fund(regel, art, "", "", usikker=False, gruppe=" ".join(grupper))


def _art_of(gruppe: str, arter: Mapping[str, str], koder: Sequence[str]) -> Art:
    if gruppe in arter:
        return Art(arter[gruppe])
    kendte = [koder099()[kode] for kode in koder if kode in koder099()]
    fundne = {kode.art for kode in kendte if gruppe in kode.grupper}
    return next((art for art in (Art.NY, Art.ANNULLERING, Art.KORREKTION) if art.value in fundne), Art.NY)
