"""Births, fatherhood, adoption and custody."""

from __future__ import annotations

from datetime import date, timedelta

from cpr_haendelser.population.dage import dato10
from cpr_haendelser.population.klan import connect, custody
from cpr_haendelser.population.laesning import UKENDT_DAG
from cpr_haendelser.population.person import NUL10, NUL12, Adresse, Kirke, Navn, Person, Statsborger
from cpr_haendelser.testmiljoe.familie import Familie
from cpr_haendelser.testmiljoe.skridt.oensket import Oensket, check, check_born, check_resident

_SVANGERSKAB = timedelta(days=150)
"""Two births of a mother lie at least so far apart, unless they are on the same day."""


def foedsel(familie: Familie, person: Person, oensket: Oensket) -> None:
    """025 for the mother; the child is new to CPR."""
    check(person.koen == "K", "en fødsel bestilles på moderen.")
    check_born(oensket.dag, oensket)
    foedt = date.fromisoformat(oensket.dag)
    for barn in person.boern:
        afstand = abs(date.fromordinal(barn.foedt) - foedt)
        check(
            barn.foedt == UKENDT_DAG or not afstand or afstand > _SVANGERSKAB,
            "moderen har et barn født for kort tid fra den dag.",
        )
    far = familie.person(oensket.take("far")) if oensket.take("far") else None
    check(far is None or far.koen == "M", "faren skal være en mand.")
    foraeldre = [person, *([far] if far is not None else [])]
    check(max(each.foedt for each in foraeldre) < foedt.toordinal(), "forældrene skal være ældre end barnet.")
    barn = _newborn(familie, person, far, oensket)
    kode = "A51" if far else "A36"
    familie.linje(barn, kode, oensket.registreret)
    familie.linje(person, kode, oensket.registreret, "MO")
    if far:
        familie.linje(far, kode, oensket.registreret, "FA")


def _newborn(familie: Familie, mor: Person, far: Person | None, oensket: Oensket) -> Person:
    hjem, foedt = check_resident(mor), date.fromisoformat(oensket.dag).toordinal()
    koen = oensket.take("koen", "K")
    pnr = familie.new_number(foedt, koen)
    barn = Person(pnr, foedt, koen, 0, Navn("", "", "", NUL12, "", ""))
    start, dag = oensket.virkning, dato10(foedt)
    barn.start, barn.foedested = dag, (hjem.bolig.kommune, hjem.bolig.postdistrikt)
    barn.stat, barn.kirke = Statsborger(mor.stat.land, start), Kirke("U", dag)
    barn.ophold, barn.status = Adresse(hjem.bolig, hjem.conavn, start, "", start), mor.status
    connect(barn, mor, far, dag)
    barn.oevrige = [custody("0003", dag), *([custody("0004", dag)] if far else [])]
    familie.add(barn)
    return barn


def faderskab(familie: Familie, person: Person, oensket: Oensket) -> None:
    """024 for the child."""
    check(
        person.foraeldre is not None and person.foraeldre.far == NUL10,
        "barnet har allerede en far; bestil en korrektion.",
    )
    far = _father(familie, person, oensket)
    set_father(person, far, oensket.dag)
    familie.linje(person, "A37", oensket.registreret)
    familie.linje(far, "A37", oensket.registreret, "NF")


def faderskab_rettet(familie: Familie, person: Person, oensket: Oensket) -> None:
    """Another man is the father."""
    forkert = person.far
    check(forkert is not None, "barnets nuværende far er ikke i replikaen.")
    far = _father(familie, person, oensket)
    check(far is not forkert, "han er allerede barnets far.")
    set_father(person, far, oensket.dag)
    familie.linje(person, "A38", oensket.registreret)
    if forkert is not None:
        familie.linje(forkert, "A38", oensket.registreret, "TF")
    familie.linje(far, "A38", oensket.registreret, "NF")


def _father(familie: Familie, barn: Person, oensket: Oensket) -> Person:
    far = familie.person(oensket.take("far"))
    check(far.koen == "M" and far.foedt < barn.foedt, "faren skal være en mand, der er ældre end barnet.")
    return far


def set_father(barn: Person, far: Person, dag: str) -> None:
    """The man becomes the child's father in both persons' records."""
    if barn.far is not None:
        _lose(barn.far, barn)
    barn.far = far
    far.boern.append(barn)
    if barn.foraeldre is not None:
        barn.foraeldre = barn.foraeldre._replace(far_dt=dag, far_umrk="", far=far.pnr, far_foedt="", far_navn="")


def _lose(foraelder: Person, barn: Person) -> None:
    """The parent's records name the child no more; whether they did is not known."""
    foraelder.boern = [each for each in foraelder.boern if each is not barn]


def adoption(familie: Familie, person: Person, oensket: Oensket) -> None:
    """027 for the child: two new parents."""
    mor, far = familie.person(oensket.take("mor")), familie.person(oensket.take("far"))
    check((mor.koen, far.koen) == ("K", "M"), "mor skal være en kvinde, og far en mand.")
    check(mor is not person.mor and far is not person.far, "begge forældre skal være nye; ellers bestil faderskab.")
    check(max(mor.foedt, far.foedt) < person.foedt, "forældrene skal være ældre end barnet.")
    for tidligere, maerke in ((person.mor, "TM"), (person.far, "TF")):
        if tidligere is not None:
            _lose(tidligere, person)
            familie.linje(tidligere, "A35", oensket.registreret, maerke)
    connect(person, mor, far, oensket.dag)
    familie.linje(person, "A35", oensket.registreret)
    familie.linje(mor, "A35", oensket.registreret, "NM")
    familie.linje(far, "A35", oensket.registreret, "NF")


_MYNDIGHED = {"mor": ("0003",), "far": ("0004",), "begge": ("0003", "0004")}


def foraeldremyndighed(familie: Familie, person: Person, oensket: Oensket) -> None:
    """Custody goes to the mother, the father, both, or another person (a personnummer): a catch-all."""
    hvem = oensket.take("indehaver")
    rest = [row for row in person.oevrige if row[0] != "016"]
    if hvem in _MYNDIGHED:
        nye = [custody(slags, oensket.dag) for slags in _MYNDIGHED[hvem]]
    else:
        nye = [("016", "0005", oensket.dag, "", "", familie.person(hvem).pnr, oensket.dag)]
    person.oevrige = [*rest, *nye]
    familie.linje(person, "P40", oensket.registreret)
