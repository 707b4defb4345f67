"""Roads that get other names or codes: nobody moves."""

from __future__ import annotations

from cpr_haendelser.population.liv_bopael import BOPAEL, free_household, movable
from cpr_haendelser.population.person import Adresse, Person
from cpr_haendelser.population.steder import bolig
from cpr_haendelser.population.tilfaeldig import choose
from cpr_haendelser.population.verden import Verden


def ny_vej(v: Verden) -> bool:
    """A road, town or postal district gets another name; nobody moves."""
    return rename_road(v, _p10_household(v))


def rename_road(v: Verden, alle: list[Person]) -> bool:
    """The place where these live gets another name; False where there is nobody."""
    if not alle:
        return False
    tid, slags = v.tid(), int(v.lod() * 3)
    navn = choose(v.lod, ("Gl. Torv", "Søndre Kaj", "Ladegården", "Stationsbyen"))
    for p in alle:
        v.roer(p, BOPAEL, "navn", "kontakt")
        o = p.ophold
        if isinstance(o, Adresse):
            by, sted = (navn, o.bolig.lokalitet), (o.bolig.bynavn, navn)
            bynavn, lokalitet = by if slags == 0 else sted
            if (bynavn, lokalitet) == (o.bolig.bynavn, o.bolig.lokalitet):
                lokalitet += " Øst"
            p.ophold = o._replace(bolig=o.bolig._replace(bynavn=bynavn, lokalitet=lokalitet))
        v.linje(p, "P10", tid)
        v.samle(p, ("klarskriftadresse",), ("P10",))
    return True


def omkodet_vej(v: Verden) -> bool:
    """The codes of a road are changed in a batch; the address starts when it did."""
    alle = _p10_household(v)
    if not alle:
        return False
    tid = v.tid()
    for p in alle:
        v.roer(p, BOPAEL, "navn", "kontakt")
        o = p.ophold
        if isinstance(o, Adresse):
            b = o.bolig
            vejkode = f"{7000 + (int(b.vejkode) + 1) % 2800:04d}"
            p.ophold = o._replace(bolig=bolig(b.kommune, vejkode, b.husnr, b.etage, b.sidedoer, b.bnr))
        v.linje(p, "A42", tid)
        v.samle(p, ("adresse",), ("A42",))
    return True


def _p10_household(v: Verden) -> list[Person]:
    p = v.find(lambda x: movable(v, x) and v.fri(x, BOPAEL, "navn", "kontakt"))
    alle = free_household(v, p) if p else []
    return alle if all(v.fri(x, "navn", "kontakt") for x in alle) else []
