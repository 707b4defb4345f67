"""The catch-all: which changed groups no other hændelse explains, and with which art (docs/afledning.md section 5)."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from cpr_haendelser.haendelser import regler
from cpr_haendelser.haendelser.fund import Fund
from cpr_haendelser.haendelser.koder099 import Linje, koder099
from cpr_haendelser.haendelser.model import Art
from cpr_haendelser.haendelser.sammenligning import Sammenligning

NY_PERSON, UKENDT_KODE = "ny_person", "ukendt_kode"

_KLARSKRIFT_AF = frozenset({"adresse", "navn", "udlandsadresse", "forsvinding", "status", "kontaktadresse", "indrejse"})
_INDREJSE = frozenset({"adresse", "udlandsadresse", "forsvinding", "status", "supplerende_adresse"})


class _Gruppe(NamedTuple):
    gruppe: str
    art: Art


def gather_catch_alls(
    alt: Sammenligning, fund: Sequence[Fund], forklaret: AbstractSet[str], linjer: Sequence[Linje]
) -> list[Fund]:
    """At most one catch-all per art; a person new to CPR is one of its own, with which all else is new."""
    grupper = _groups(alt, fund, forklaret, linjer)
    if not alt.ny_person:
        return _one_per_art(grupper)
    ukendt = {gruppe for gruppe in grupper if gruppe.gruppe == UKENDT_KODE}
    return [_catch_all(regler.NY_PERSON, Art.NY, [NY_PERSON]), *_one_per_art(ukendt)]


def _one_per_art(grupper: set[_Gruppe]) -> list[Fund]:
    found: list[Fund] = []
    for art in Art if grupper else ():
        navne = sorted(gruppe.gruppe for gruppe in grupper if gruppe.art is art)
        if navne:
            found.append(_catch_all(regler.SAMLING, art, navne))
    return found


def _catch_all(regel: regler.Regel, art: Art, grupper: list[str]) -> Fund:
    return Fund(regel, art, "", "", usikker=False, gruppe=" ".join(grupper))


def _groups(
    alt: Sammenligning, fund: Sequence[Fund], forklaret: AbstractSet[str], linjer: Sequence[Linje]
) -> set[_Gruppe]:
    """The changed groups that no hændelse explains, each with its art."""
    fra_forloeb = {_Gruppe(f.gruppe, f.art) for f in fund if f.regel is regler.SAMLING}
    navngivet = {gruppe.gruppe for gruppe in fra_forloeb}
    uforklaret = set(alt.grupper).union(*(grupper for grupper in alt.linjegrupper if not grupper & forklaret))
    if (uforklaret | forklaret | navngivet) & _KLARSKRIFT_AF:
        uforklaret.discard("klarskriftadresse")
    if navngivet & {"adresse", "indrejse"}:
        uforklaret -= _INDREJSE
    grupper = {gruppe for gruppe in fra_forloeb if gruppe.gruppe not in forklaret}
    grupper |= {_Gruppe(gruppe, _art_of(gruppe, alt, linjer)) for gruppe in uforklaret - forklaret - navngivet}
    if any(linje.kode not in koder099() for linje in linjer):
        grupper.add(_Gruppe(UKENDT_KODE, Art.NY))
    return grupper


def _art_of(gruppe: str, alt: Sammenligning, linjer: Sequence[Linje]) -> Art:
    if gruppe in alt.arter:
        return Art(alt.arter[gruppe])
    koder = [koder099()[linje.kode] for linje in linjer if linje.kode in koder099()]
    arter = {kode.art for kode in koder if gruppe in kode.grupper}
    return next((art for art in (Art.NY, Art.ANNULLERING, Art.KORREKTION) if art.value in arter), Art.NY)
