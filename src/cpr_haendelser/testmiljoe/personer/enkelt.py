"""One person field by field, tied to persons that are there."""

from __future__ import annotations

from datetime import date

from cpr_haendelser.population.dage import dato8, dato10
from cpr_haendelser.population.forloeb import resident_status
from cpr_haendelser.population.klan import connect, custody, new_navn
from cpr_haendelser.population.person import NUL12, Adresse, Civil, Kirke, Navn, Person, Statsborger
from cpr_haendelser.population.steder import DANMARK
from cpr_haendelser.testmiljoe.familie import Familie
from cpr_haendelser.testmiljoe.skridt.oensket import Fortidligt, Oensket, begun, check, check_born, read_code


def build_person(familie: Familie, oensket: Oensket) -> Person:
    """The person of the fields foedselsdato, koen, name, address, land, kode (church), mor, far and aegtefaelle."""
    check_born(oensket.take("foedselsdato"), oensket)
    foedt = date.fromisoformat(oensket.take("foedselsdato")).toordinal()
    koen = oensket.take("koen", "K")
    person = Person(familie.new_number(foedt, koen), foedt, koen, 0, _navn(oensket, foedt))
    start, dag = dato8(foedt) + "1200", dato10(foedt)
    hjem = oensket.bolig()
    siden = max(oensket.virkning or start, start)
    person.ophold, person.status = Adresse(hjem, oensket.take("conavn"), siden, "", siden), resident_status(hjem)
    land = oensket.take("land", DANMARK)
    person.start, person.stat, person.stilling = dag, Statsborger(land, start), oensket.take("stilling")
    person.foedested = (land if land != DANMARK else hjem.kommune, "")
    person.kirke = Kirke(read_code(oensket, "folkekirke", "F"), dag)
    _tie(familie, person, oensket, dag)
    familie.add(person)
    return person


def _navn(oensket: Oensket, foedt: int) -> Navn:
    if not oensket.take("fornavn"):
        return Navn("", "", "", NUL12, "", "")
    mellemnavn, efternavn = oensket.take("mellemnavn"), oensket.take("efternavn")
    return new_navn(oensket.take("fornavn"), mellemnavn, efternavn, dato8(foedt) + "2000")


def _tie(familie: Familie, person: Person, oensket: Oensket, dag: str) -> None:
    mor = familie.person(oensket.take("mor")) if oensket.take("mor") else None
    far = familie.person(oensket.take("far")) if oensket.take("far") else None
    for foraelder, koen in ((mor, "K"), (far, "M")):
        sammen = foraelder is None or (foraelder.koen == koen and foraelder.foedt < person.foedt)
        check(sammen, "mor skal være en kvinde og far en mand, begge ældre end barnet.")
    if mor or far:
        connect(person, mor, far, dag)
        person.oevrige += [custody(slags, dag) for slags, hvem in (("0003", mor), ("0004", far)) if hvem]
    if oensket.take("aegtefaelle"):
        par = familie.person(oensket.take("aegtefaelle"))
        check(par.civil.civst not in {"G", "P"}, "ægtefællen er allerede gift.")
        start, foer = max(oensket.virkning, dato8(person.foedt) + "1200"), begun(par.civil.start)
        if start <= foer:
            start = Fortidligt(foer, "").foerst
        person.civil, par.civil = Civil("G", par.pnr, start=start), Civil("G", person.pnr, start=start)
        person.aegtefaelle, par.aegtefaelle = par, person
