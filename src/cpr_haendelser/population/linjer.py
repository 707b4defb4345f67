"""A person as record lines: formats derived from the layouts, one per record type."""

from __future__ import annotations

from datetime import date
from functools import cache
from operator import itemgetter

from cpr_haendelser.cpr.layouts import posttyper
from cpr_haendelser.population.person import NUL10, Adresse, Forsvinding, Person, Udrejse
from cpr_haendelser.population.steder import Bolig

_foerst = itemgetter(0)
_posttype = itemgetter(slice(0, 3))
_TOM_SUPPLERENDE = ("0000", "", "", "", "", "", "", "")


@cache
def formats() -> dict[str, str]:
    """For each record type the format that puts its fields (after the record type) where the layout has them."""
    return {
        nummer: nummer + "".join(f"%-{felt.laengde}s" for felt in sorted(posttype.felter, key=lambda f: f.start)[1:])
        for nummer, posttype in posttyper().items()
    }


def to_linjer(person: Person) -> list[str]:
    """All record lines of a person as of now, record types ascending, trailing blanks trimmed (099 not included)."""
    lines = _own(person)
    pnr, table = person.pnr, formats()
    if person.boern:
        lines += [table["014"] % (pnr, barn.pnr) for barn in person.boern]
    lines.append((table["015"] % (pnr, *_foraeldre(person))).rstrip())
    rows = [*person.oevrige, *person.historik]
    if len(rows) > 1:
        rows.sort(key=_foerst)
    for row in rows:
        lines.append((table[row[0]] % (pnr, *row[1:])).rstrip())
    if person.oevrige:
        lines.sort(key=_posttype)
    return lines


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


def _own(p: Person) -> list[str]:
    table, pnr, navn, civil = formats(), p.pnr, p.navn, p.civil
    foedt = date.fromordinal(p.foedt).isoformat()
    lines = [
        (
            table["001"]
            % (
                pnr,
                p.gaeld,
                p.status,
                p.status_tid,
                p.status_umrk,
                p.koen,
                foedt,
                "",
                p.start,
                "",
                p.slut,
                "",
                p.stilling,
            )
        ).rstrip()
    ]
    lines += _ophold(p, table)
    lines.append(
        (table["008"] % (pnr, navn[0], "", navn[1], "", navn[2], "", navn.start, navn.umrk, navn.adressenavn)).rstrip()
    )
    lines.append((table["009"] % (pnr, *p.foedested)).rstrip())
    lines.append((table["010"] % (pnr, *p.stat)).rstrip())
    lines.append((table["011"] % (pnr, *p.kirke)).rstrip())
    lines.append((table["012"] % (pnr, civil.civst, civil.pnr, civil.foedt, "", civil.navn, "", *civil[4:])).rstrip())
    if p.separation:
        lines.append((table["013"] % (pnr, *p.separation)).rstrip())
    return lines


def _ophold(p: Person, table: dict[str, str]) -> list[str]:
    pnr, ophold = p.pnr, p.ophold
    if isinstance(ophold, Adresse):
        bolig = ophold.bolig
        kode = bolig[:6]
        sup = (*ophold.supplerende, "") if ophold.supplerende else _TOM_SUPPLERENDE
        return [
            (
                table["002"]
                % (
                    pnr, *kode, ophold.conavn, ophold.start, ophold.umrk, ophold.kommune_start, "", ophold.fra_kommune,
                    ophold.fra_start, "", *sup,
                )
            ).rstrip(),
            (table["003"] % (pnr, *_klarskrift(p))).rstrip(),
        ]  # fmt: skip
    blank = (table["003"] % (pnr, *_klarskrift(p))).rstrip()
    if isinstance(ophold, Udrejse):
        return [blank, (table["005"] % (pnr, ophold.land, ophold.start, ophold.umrk, *ophold.linjer)).rstrip()]
    if isinstance(ophold, Forsvinding):
        return [blank, (table["007"] % (pnr, *ophold)).rstrip()]
    return [blank]


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
