"""The personnummer itself: changed, found double, annulled, and undone again."""

from __future__ import annotations

from datetime import date

from cpr_haendelser.population.forloeb import leave, undo_ophold
from cpr_haendelser.population.person import NUL10, Person
from cpr_haendelser.testmiljoe.familie import Familie
from cpr_haendelser.testmiljoe.skridt.oensket import Oensket, check, check_born, check_resident, to_dag

ANNULLERET, DOBBELT, AENDRET = "30", "50", "60"


def _retire(person: Person, status: str, tid: str, gaeld: str) -> None:
    """The number goes out of use."""
    check_resident(person)
    leave(person, tid)
    person.status, person.status_tid, person.status_umrk = status, tid, ""
    person.gaeld, person.slut = gaeld, to_dag(tid)


def nummerskift(familie: Familie, person: Person, oensket: Oensket) -> None:
    """019: the person gets another number; spouse, children and parents are told."""
    check(not any(row[0] == "022" for row in person.historik), "personen har skiftet nummer før.")
    dag = oensket.take("foedselsdato")
    if dag:
        check_born(dag, oensket)
    foedt = date.fromisoformat(dag).toordinal() if dag else person.foedt
    koen = oensket.take("koen", person.koen)
    ny = Person(familie.new_number(foedt, koen), foedt, koen, 0, person.navn)
    for felt in ("status", "stilling", "ophold", "foedested", "stat", "kirke", "civil", "separation", "foraeldre"):
        setattr(ny, felt, getattr(person, felt))
    ny.mor, ny.far, ny.aegtefaelle, ny.boern = person.mor, person.far, person.aegtefaelle, list(person.boern)
    ny.oevrige, ny.start = list(person.oevrige), to_dag(oensket.registreret)
    ny.historik = [*person.historik, ("022", person.pnr, person.start, "", ny.start, "")]
    _retire(person, AENDRET, oensket.virkning, ny.pnr)
    familie.add(ny)
    familie.linje(person, "P03", oensket.registreret)
    familie.linje(ny, "P03", oensket.registreret, "PN")
    _tell_relatives(familie, person, ny, oensket.registreret)


def _tell_relatives(familie: Familie, gammel: Person, ny: Person, tid: str) -> None:
    """Whoever named the old number names the new one; the old number's own relations end."""
    par = gammel.aegtefaelle if gammel.civil.civst in {"G", "P"} else None
    if par is not None:
        par.civil, par.aegtefaelle = par.civil._replace(pnr=ny.pnr), ny
        familie.linje(par, "P03", tid, "ÆG" if par.civil.civst == "G" else "PA")
        gammel.civil = gammel.civil._replace(pnr=NUL10)
    for barn in gammel.boern:
        if barn.foraeldre is None:
            continue
        if barn.mor is gammel:
            barn.mor, barn.foraeldre = ny, barn.foraeldre._replace(mor=ny.pnr)
        else:
            barn.far, barn.foraeldre = ny, barn.foraeldre._replace(far=ny.pnr)
        familie.linje(barn, "P03", tid, "BØ")
    for foraelder, maerke in ((gammel.mor, "MO"), (gammel.far, "FA")):
        if foraelder is not None:
            foraelder.boern = [ny if barn.pnr == gammel.pnr else barn for barn in foraelder.boern]
            familie.linje(foraelder, "P03", tid, maerke)
    gammel.boern, gammel.aegtefaelle, gammel.mor, gammel.far = [], None, None, None


def dobbeltnummer(familie: Familie, person: Person, oensket: Oensket) -> None:
    """018: the number is found to be a second one of somebody."""
    gyldig = familie.person(oensket.take("gaeldende"))
    check(gyldig is not person, "det gældende nummer skal være et andet.")
    check(person.aegtefaelle is None and not person.boern, "et dobbeltnummer må hverken have ægtefælle eller børn.")
    _retire(person, DOBBELT, oensket.virkning, gyldig.pnr)
    gyldig.historik.append(("022", person.pnr, person.start, "", person.slut, ""))
    familie.linje(person, "P02", oensket.registreret)
    familie.linje(gyldig, "P02", oensket.registreret, "PN")


def dobbeltnummer_annulleret(familie: Familie, person: Person, oensket: Oensket) -> None:
    """They were two after all."""
    check(person.status == DOBBELT, "nummeret er ikke et tidligere dobbeltnummer.")
    gyldig = familie.person(person.gaeld)
    undo_ophold(person, person.status_tid, None)
    person.gaeld, person.slut = "", ""
    gyldig.historik = [row for row in gyldig.historik if row[:2] != ("022", person.pnr)]
    familie.linje(person, "P43", oensket.registreret)
    familie.linje(gyldig, "P43", oensket.registreret, "PT")


def nummerskift_annulleret(familie: Familie, person: Person, oensket: Oensket) -> None:
    """The person has the earlier number again; the later one goes out of use."""
    check(person.status == AENDRET, "nummeret er ikke udgået ved omnummerering.")
    nyt = familie.person(person.gaeld)
    alene = not (nyt.boern or nyt.aegtefaelle or nyt.mor or nyt.far)
    check(alene, "omnummereringen af en med ægtefælle, børn eller forældre kan ikke annulleres her.")
    undo_ophold(person, person.status_tid, None)
    person.gaeld, person.slut, person.start = "", "", to_dag(oensket.registreret)
    _retire(nyt, AENDRET, oensket.registreret, person.pnr)
    nyt.historik = [row for row in nyt.historik if row[0] != "022"]
    person.historik.append(("022", nyt.pnr, nyt.start, "", to_dag(oensket.registreret), ""))
    familie.linje(person, "P42", oensket.registreret)
    familie.linje(nyt, "P42", oensket.registreret, "PT")


def nummer_annulleret(familie: Familie, person: Person, oensket: Oensket) -> None:
    """017: the number should not have been given."""
    alene = person.civil.civst == "U" and not person.boern and person.mor is None and person.far is None
    check(alene, "kun et nummer uden ægtefælle, forældre og børn kan annulleres.")
    _retire(person, ANNULLERET, oensket.virkning, "")
    familie.linje(person, "A40", oensket.registreret)
