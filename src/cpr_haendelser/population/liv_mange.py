"""A day on which very many are touched: for measuring."""

from __future__ import annotations

from collections.abc import Iterator

from cpr_haendelser.population.klan import new_navn, rename
from cpr_haendelser.population.liv_bopael import BOPAEL, move_household
from cpr_haendelser.population.liv_navn import NAVN, named
from cpr_haendelser.population.liv_vej import rename_road
from cpr_haendelser.population.navne import EFTERNAVNE
from cpr_haendelser.population.person import NUL12, Person
from cpr_haendelser.population.tilfaeldig import choose
from cpr_haendelser.population.verden import Verden

_PORTION = 500


def fill(v: Verden, antal: int) -> Iterator[None]:
    """Go through the clans until so many persons are delivered, or there are no more; pauses now and then."""
    for klan in v.b.all_klaner():
        for p in list(klan):
            if v.antal + len(v.leverede) >= antal:
                return
            if p.dag != v.dag and v.bor(p) and v.fri(p, BOPAEL, NAVN, "kontakt"):
                _something(v, p)
        v.b.forget_untouched()
        if len(v.leverede) > _PORTION:
            yield


def _something(v: Verden, p: Person) -> None:
    draw = v.lod()
    husstand = [x for x in v.b.husstand(p) if x.dag != v.dag and v.fri(x, BOPAEL)]
    if draw < 0.6 and move_household(v, husstand):
        return
    if draw < 0.8 or p.navn.start == NUL12:
        rename_road(v, husstand)
        return
    tid = v.tid()
    hvornaar = v.virkning(tid, p.navn.start)
    if hvornaar is None:
        rename_road(v, husstand)
        return
    foer = p.navn
    v.roer(p, NAVN)
    rename(p, new_navn(foer.fornavn, foer.mellemnavn, choose(v.lod, EFTERNAVNE) + "-Ny", hvornaar))
    v.linje(p, "A13", tid)
    v.meld(p, "004", hvornaar, ("A13",), foer=named(foer), efter=named(p.navn))
