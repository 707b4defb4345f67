"""Persons read from their records: the inverse of `linjer.to_linjer`.

What the life model has no place of its own for is kept as finished rows, so that it is written again as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from operator import itemgetter

from cpr_haendelser.cpr.layouts import posttyper
from cpr_haendelser.population.person import (
    NUL10,
    NUL12,
    UGIFT,
    Adresse,
    Civil,
    Foraeldre,
    Forsvinding,
    Kirke,
    Navn,
    Ophold,
    Person,
    Separation,
    Statsborger,
    Udrejse,
)
from cpr_haendelser.population.steder import Bolig

Felter = tuple[str, ...]
HISTORIK = frozenset({"022", "023", "024", "025", "026", "027", "028", "029", "030"})
_EGNE = frozenset({"001", "002", "003", "005", "007", "008", "009", "010", "011", "012", "013", "014", "015"})
_INGEN_SUPPLERENDE = "0000"
UKENDT_DAG = 1
"""Birth date (proleptic ordinal) of a relative that has not been read."""


def read_person(linjer: Iterable[str]) -> Person:
    """One person of record lines (no 099), with parents, spouse and children as bare numbers in their records.

    Relatives are other persons: `connect` ties those together that have been read.
    """
    poster: dict[str, list[Felter]] = {}
    for linje in linjer:
        poster.setdefault(linje[:3], []).append(_cut(linje))
    pnr, gaeld, status, status_tid, status_umrk, koen, foedt, _, start, _, slut, _, stilling = poster["001"][0]
    person = Person(pnr, _ordinal(foedt), koen, 0, _navn(poster))
    person.gaeld, person.status, person.status_tid, person.status_umrk = gaeld, status, status_tid, status_umrk
    person.start, person.slut, person.stilling = start, slut, stilling
    person.ophold = _ophold(poster)
    person.foedested = _pair(poster["009"][0][1:]) if "009" in poster else ("", "")
    person.stat = Statsborger(*poster["010"][0][1:]) if "010" in poster else Statsborger("", "")
    person.kirke = Kirke(*poster["011"][0][1:]) if "011" in poster else Kirke("", "")
    person.civil = _civil(poster)
    person.separation = Separation(*poster["013"][0][1:]) if "013" in poster else None
    person.foraeldre = _foraeldre(poster)
    for posttype in sorted(poster.keys() - _EGNE):
        rows = [(posttype, *felter[1:]) for felter in poster[posttype]]
        (person.historik if posttype in HISTORIK else person.oevrige).extend(rows)
    return person


def connect(personer: Mapping[str, Person], linjer: Mapping[str, Iterable[str]]) -> None:
    """Ties the persons read together: parents, spouse, and children in the order of their records.

    A child that has not been read stands as a person of a number alone, so that its record is written again.
    """
    for pnr, person in personer.items():
        person.boern = [
            personer.get(barn) or _bare(barn) for barn in (_cut(li)[1] for li in linjer[pnr] if li.startswith("014"))
        ]
        if person.foraeldre is not None:
            person.mor, person.far = personer.get(person.foraeldre.mor), personer.get(person.foraeldre.far)
        person.aegtefaelle = personer.get(person.civil.pnr)


def _bare(pnr: str) -> Person:
    return Person(pnr, UKENDT_DAG, "", 0, Navn("", "", "", NUL12, "", ""))


@cache
def _cutter(posttype: str) -> Callable[[str], Felter]:
    """Cuts a line into its fields after the record type, in layout order."""
    felter = sorted(posttyper()[posttype].felter, key=lambda felt: felt.start)
    # The type is cut too: of one field alone an itemgetter makes no tuple.
    return itemgetter(slice(0), *(felt.slice for felt in felter[1:]))


def _cut(linje: str) -> Felter:
    """The fields of a line after its record type, blanks trimmed at the end."""
    return tuple(map(str.rstrip, _cutter(linje[:3])(linje)[1:]))


def _ordinal(dag: str) -> int:
    return date.fromisoformat(dag).toordinal()


def _pair(felter: Felter) -> tuple[str, str]:
    return felter[0], felter[1]


def _navn(poster: dict[str, list[Felter]]) -> Navn:
    if "008" not in poster:
        return Navn("", "", "", NUL12, "", "")
    _, fornavn, _, mellemnavn, _, efternavn, _, start, umrk, adressenavn = poster["008"][0]
    return Navn(fornavn, mellemnavn, efternavn, start, umrk, adressenavn)


def _ophold(poster: dict[str, list[Felter]]) -> Ophold:
    if "002" in poster:
        return _adresse(poster["002"][0], poster.get("003", [("",) * 15])[0])
    if "005" in poster:
        _, land, start, umrk, *linjer = poster["005"][0]
        return Udrejse(land, start, umrk, (linjer[0], linjer[1], linjer[2], linjer[3], linjer[4]))
    if "007" in poster:
        _, start, umrk = poster["007"][0]
        return Forsvinding(start, umrk)
    return None


def _adresse(felter: Felter, klarskrift: Felter) -> Adresse:
    _, kommune, vejkode, husnr, etage, sidedoer, bnr, conavn, start, umrk, kommune_start, _, *rest = felter
    fra_kommune, fra_start, _, *supplerende = rest
    _, _, _, lokalitet, _, bynavn, postnr, postdistrikt, *_, vejnavn = klarskrift
    bolig = Bolig(
        kommune, vejkode, husnr, etage, sidedoer, bnr, vejnavn, lokalitet, bynavn, postnr, postdistrikt
    )  # fmt: skip
    sup = () if supplerende[0] == _INGEN_SUPPLERENDE else tuple(supplerende[:-1])
    return Adresse(bolig, conavn, start, umrk, kommune_start, fra_kommune, fra_start, sup)


def _civil(poster: dict[str, list[Felter]]) -> Civil:
    if "012" not in poster:
        return UGIFT
    _, civst, pnr, foedt, _, navn, _, start, umrk, henvis = poster["012"][0]
    return Civil(civst, pnr, foedt, navn, start, umrk, henvis)


def _foraeldre(poster: dict[str, list[Felter]]) -> Foraeldre | None:
    if "015" not in poster:
        return None
    (
        _, mor_dt, mor_umrk, mor, mor_foedt, _, mor_navn, _, far_dt, far_umrk, far, far_foedt, _, far_navn, _
    ) = poster["015"][0]  # fmt: skip
    if {mor, far} == {NUL10} and mor_umrk == far_umrk == "*" and not (mor_navn or far_navn):
        return None
    return Foraeldre(mor_dt, mor_umrk, mor, mor_foedt, mor_navn, far_dt, far_umrk, far, far_foedt, far_navn)
