"""Creating, copying and removing persons as steps of a replika-ordre."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256

from cpr_haendelser.cpr.layouts import CHARSET
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.population.klan import Tildeling
from cpr_haendelser.population.linjer import to_linjer
from cpr_haendelser.population.tilfaeldig import new_lod
from cpr_haendelser.storage.ordre import Testperson
from cpr_haendelser.testmiljoe.ejerskab import unknown
from cpr_haendelser.testmiljoe.familie import Familie, gather
from cpr_haendelser.testmiljoe.navngivne import FJERN, NY
from cpr_haendelser.testmiljoe.personer.enkelt import build_person
from cpr_haendelser.testmiljoe.personer.familier import Familieoenske, build_familie
from cpr_haendelser.testmiljoe.personer.fjern import remove
from cpr_haendelser.testmiljoe.personer.kopi import copy_dokumenter
from cpr_haendelser.testmiljoe.skridt.oensket import Oensket
from cpr_haendelser.testmiljoe.viden import Personkilde

OPRET_FAMILIE, OPRET_PERSON, KOPIER = "opret_familie", "opret_person", "kopier"
IKKE_ENDNU = "TST-042"
"""The refusal of a name in the order that nobody has yet."""
OPRET_GEMT = "opret_gemt"
"""Makes the persons of a template put aside."""
OPRETTER = frozenset({OPRET_FAMILIE, OPRET_PERSON, KOPIER, OPRET_GEMT})
"""Handlinger whose persons are not there before."""

Opretter = Callable[[Personkilde, Oensket, Tildeling, str, int], list[bytes]]
"""Makes the persons' blocks, from the wishes; with the place in the order, and the day (proleptic ordinal)."""


def make_familie(lager: Personkilde, oensket: Oensket, tildel: Tildeling, sted: str, dag: int) -> list[bytes]:
    """A family by wishes; the same place in the same order, or the same seed, gives the same family."""
    del lager
    froe = int.from_bytes(sha256((oensket.take("froe") or sted).encode()).digest()[:6], "big")
    personer = build_familie(Familieoenske.read(oensket.felter), new_lod(froe), dag, tildel)
    return ["\n".join(sorted(to_linjer(person))).encode(CHARSET) for person in personer]


def make_person(lager: Personkilde, oensket: Oensket, tildel: Tildeling, sted: str, dag: int) -> list[bytes]:
    """One person by its fields, and the relatives as they become by it."""
    del sted, dag
    slaegt = [oensket.take(felt) for felt in ("mor", "far", "aegtefaelle") if oensket.take(felt)]
    familie = gather(lager, slaegt, tildel)
    build_person(familie, oensket)
    return familie.blokke()


def make_kopi(lager: Personkilde, oensket: Oensket, tildel: Tildeling, sted: str, dag: int) -> list[bytes]:
    """Copies of the persons that `fra` names, tied to each other as those are."""
    del sted, dag
    fra = oensket.take("fra").replace(";", " ").replace(",", " ").split()
    billeder = lager.billeder([int(pnr) for pnr in fra])
    if len(billeder) < len(set(fra)):
        raise unknown()
    return copy_persons({pnr: billeder[int(pnr)].dokument for pnr in fra}, tildel)


def copy_persons(dokumenter: Mapping[str, bytes], tildel: Tildeling) -> list[bytes]:
    """The persons of these documents under new numbers."""
    familie = Familie(dokumenter, tildel)
    personer = {pnr: familie.person(pnr) for pnr in dokumenter}
    return copy_dokumenter(dokumenter, {pnr: tildel(person.foedt, person.koen) for pnr, person in personer.items()})


_VEJE: Mapping[str, Opretter] = {
    OPRET_FAMILIE: make_familie,
    OPRET_PERSON: make_person,
    KOPIER: make_kopi,
}


def create(  # noqa: PLR0913 - what creating hangs on
    handling: str, lager: Personkilde, oensket: Oensket, tildel: Tildeling, sted: str, dag: int
) -> list[bytes]:
    """The blocks of everybody who is new or changed by it."""
    return _VEJE[handling](lager, oensket, tildel, sted, dag)


def resolve(felter: Mapping[str, str], find: Callable[[str], Sequence[Testperson]]) -> dict[str, str]:
    """The fields with the number where a person of the same order is named (`ny:NAVN`); TST-042 where there is none."""

    def number(vaerdi: str) -> str:
        if not vaerdi.startswith(NY):
            return vaerdi
        fundne = find(vaerdi)
        if len(fundne) != 1:
            raise Brugsfejl("TST-042", "en person i ordren henvises til, før den er oprettet, eller den er flere.")
        return f"{fundne[0].pnr:010d}"

    return {navn: number(vaerdi) for navn, vaerdi in felter.items()}


__all__ = ["FJERN", "IKKE_ENDNU", "OPRETTER", "OPRET_GEMT", "copy_persons", "create", "remove", "resolve"]
