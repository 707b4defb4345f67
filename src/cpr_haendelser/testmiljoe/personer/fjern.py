"""Removing a person: the number goes out of use for good, and nobody's records name it any more."""

from __future__ import annotations

from cpr_haendelser.population.forloeb import leave
from cpr_haendelser.population.liv_civilstand import end_separation
from cpr_haendelser.population.person import NUL10, UGIFT, Person
from cpr_haendelser.testmiljoe.familie import Familie
from cpr_haendelser.testmiljoe.skridt.nummer import ANNULLERET
from cpr_haendelser.testmiljoe.skridt.oensket import Oensket, to_dag


def remove(familie: Familie, person: Person, oensket: Oensket) -> None:
    """The person's number is annulled, and relatives lose it; a replika-ordre gives no hændelser of it."""
    tid = oensket.registreret
    par = person.aegtefaelle
    if par is not None and par.civil.pnr == person.pnr:
        end_separation(par, to_dag(tid))
        par.civil, par.aegtefaelle = UGIFT, None
    for barn in person.boern:
        if barn.foraeldre is not None and barn.mor is person:
            barn.mor, barn.foraeldre = None, barn.foraeldre._replace(mor=NUL10, mor_foedt="", mor_navn="")
        elif barn.foraeldre is not None and barn.far is person:
            barn.far, barn.foraeldre = None, barn.foraeldre._replace(far=NUL10, far_foedt="", far_navn="")
    for foraelder in (person.mor, person.far):
        if foraelder is not None:
            foraelder.boern = [barn for barn in foraelder.boern if barn.pnr != person.pnr]
    leave(person, tid)
    person.status, person.status_tid, person.slut = ANNULLERET, tid, to_dag(tid)
    person.civil, person.separation, person.foraeldre = UGIFT, None, None
    person.mor = person.far = person.aegtefaelle = None
    person.boern, person.oevrige = [], []
    familie.linje(person, "A40", tid)
