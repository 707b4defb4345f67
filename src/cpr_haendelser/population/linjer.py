"""A person as record lines: formats derived from the layouts, one per record type."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from functools import cache
from operator import itemgetter

from cpr_haendelser.cpr.layouts import posttyper
from cpr_haendelser.population.person import NUL10, Adresse, Forsvinding, Person, Udrejse
from cpr_haendelser.population.steder import Bolig

_foerst = itemgetter(0)
_TOM_SUPPLERENDE = ("0000", "", "", "", "", "", "", "")


@cache
def formats() -> dict[str, str]:
    """For each record type the format that puts its fields (after the record type) where the layout has them."""
    return {
        nummer: nummer + "".join(f"%-{felt.laengde}s" for felt in sorted(posttype.felter, key=lambda f: f.start)[1:])
        for nummer, posttype in posttyper().items()
    }


@cache
def lengths() -> dict[str, tuple[int, ...]]:
    """How many characters each field of a record type (after it) has room for, in layout order."""
    return {
        nummer: tuple(felt.laengde for felt in sorted(posttype.felter, key=lambda f: f.start)[1:])
        for nummer, posttype in posttyper().items()
    }


Raekke = tuple[str, ...]
"""A record as its fields: its type, the personnummer, and the rest in layout order."""


def to_linjer(person: Person) -> list[str]:
    """All record lines of a person as of now, record types ascending, trailing blanks trimmed (099 not included)."""
    return list(map(write_raekke, to_raekker(person)))


def write_raekke(raekke: Raekke) -> str:
    """The record's line."""
    return (formats()[raekke[0]] % raekke[1:]).rstrip()


def to_raekker(person: Person, kun: Collection[str] | None = None) -> list[Raekke]:
    """All records of a person as of now, types ascending (099 not included); of the record types `kun` alone."""
    pnr = person.pnr
    raekker = [
        raekke
        for typer, make in _MAKERS
        if kun is None or not typer.isdisjoint(kun)
        for raekke in make(person)
        if kun is None or raekke[0] in kun
    ]
    andre = [(row[0], pnr, *row[1:]) for row in (*person.oevrige, *person.historik) if kun is None or row[0] in kun]
    if len(andre) > 1:
        andre.sort(key=_foerst)
    raekker += andre
    if person.oevrige:
        raekker.sort(key=_foerst)
    return raekker


def to_slaegtninge(person: Person) -> list[str]:
    """Records 031 to 033 of P12180: mother, father and children with their clear-text addresses."""
    table = formats()
    found = [("031", person.mor), ("032", person.far), *(("033", barn) for barn in person.boern)]
    return [
        (table[nummer] % (person.pnr, other.pnr, *_klarskrift(other), _protected_since(other))).rstrip()
        for nummer, other in found
        if other
    ]


def _protected_since(p: Person) -> str:
    return next((row[2] for row in p.oevrige if row[:2] == ("004", "0001")), "")


def standardadresse(bolig: Bolig) -> str:
    """The address line of record 003."""
    line = f"{bolig.vejnavn} {bolig.husnr.lstrip('0')}"
    return f"{line}, {bolig.etage}. {bolig.sidedoer}"[:34] if bolig.etage else line[:34]


def to_099(pnr: str, tid: str, kode: str, maerke: str = "", noegle: str = "") -> str:
    """The line of record 099."""
    return (formats()["099"] % (pnr, tid, kode, maerke, noegle)).rstrip()


def _self(p: Person) -> list[Raekke]:
    foedt = date.fromordinal(p.foedt).isoformat()
    return [
        (
            "001", p.pnr, p.gaeld, p.status, p.status_tid, p.status_umrk, p.koen, foedt, "", p.start, "", p.slut, "",
            p.stilling,
        ),
    ]  # fmt: skip


def _named(p: Person) -> list[Raekke]:
    navn = p.navn
    return [("008", p.pnr, navn[0], "", navn[1], "", navn[2], "", navn.start, navn.umrk, navn.adressenavn)]


def _status(p: Person) -> list[Raekke]:
    pnr, civil = p.pnr, p.civil
    raekker: list[Raekke] = [
        ("009", pnr, *p.foedested),
        ("010", pnr, *p.stat),
        ("011", pnr, *p.kirke),
        ("012", pnr, civil.civst, civil.pnr, civil.foedt, "", civil.navn, "", *civil[4:]),
    ]
    if p.separation:
        raekker.append(("013", pnr, *p.separation))
    return raekker


def _kin(p: Person) -> list[Raekke]:
    pnr = p.pnr
    return [*(("014", pnr, barn.pnr) for barn in p.boern), ("015", pnr, *_foraeldre(p))]


def _ophold(p: Person) -> list[Raekke]:
    pnr, ophold = p.pnr, p.ophold
    klarskrift = ("003", pnr, *_klarskrift(p))
    if isinstance(ophold, Adresse):
        sup = (*ophold.supplerende, "") if ophold.supplerende else _TOM_SUPPLERENDE
        adresse = (
            "002", pnr, *ophold.bolig[:6], ophold.conavn, ophold.start, ophold.umrk, ophold.kommune_start, "",
            ophold.fra_kommune, ophold.fra_start, "", *sup,
        )  # fmt: skip
        return [adresse, klarskrift]
    if isinstance(ophold, Udrejse):
        return [klarskrift, ("005", pnr, ophold.land, ophold.start, ophold.umrk, *ophold.linjer)]
    if isinstance(ophold, Forsvinding):
        return [klarskrift, ("007", pnr, *ophold)]
    return [klarskrift]


def _klarskrift(p: Person) -> tuple[str, ...]:
    """The fields of record 003 after the personnummer; one without an address here has the name alone."""
    o = p.ophold
    if not isinstance(o, Adresse):
        return (p.navn.adressenavn, *("",) * 13)
    b = o.bolig
    return (
        p.navn.adressenavn, o.conavn, b.lokalitet, standardadresse(b), b.bynavn, b.postnr, b.postdistrikt, *b[:6],
        b.vejnavn,
    )  # fmt: skip


def _foraeldre(p: Person) -> tuple[str, ...]:
    f = p.foraeldre
    if f is None:
        foedt = date.fromordinal(p.foedt).isoformat()
        return (foedt, "*", NUL10, "", "", "", "", foedt, "*", NUL10, "", "", "", "")
    return (
        f.mor_dt, f.mor_umrk, f.mor, f.mor_foedt, "", f.mor_navn, "", f.far_dt, f.far_umrk, f.far, f.far_foedt, "",
        f.far_navn, "",
    )  # fmt: skip


_MAKERS: tuple[tuple[frozenset[str], Callable[[Person], list[Raekke]]], ...] = (
    (frozenset({"001"}), _self),
    (frozenset({"002", "003", "005", "007"}), _ophold),
    (frozenset({"008"}), _named),
    (frozenset({"009", "010", "011", "012", "013"}), _status),
    (frozenset({"014", "015"}), _kin),
)
"""What makes records of which types, ascending."""
