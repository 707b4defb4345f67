"""Input for the bench: a first load of any size and one delivery upon it, with no randomness and no state.

A person is a function of a number, so that a million take no memory. The shape is that of real files: trimmed lines,
persons in order of birth date, some eleven records each, moves with their history in 023 and their reason in 099. Only
replacement numbers (day + 60).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

from cpr_haendelser.cpr.layouts import CHARSET, posttyper

OPGAVE = "900001"
_UDTRAEK = date(2024, 1, 1)
"""Production date of the first load; deliveries follow on the next days."""

_TID = "202401011530"
_FOERSTE_DAG = date(1931, 1, 1)
_DAGE = 90 * 365
_KOMMUNER = ("0101", "0751", "0461", "0851", "0561", "0615", "0657", "0730", "0265", "0370")
_FORNAVNE = (
    "Anne Mette",
    "Bo",
    "Christina",
    "Dorthe Kirstine",
    "Erik",
    "Freja",
    "Gorm",
    "Hanne",
    "Ib",
    "Jørgen",
    "Åse",
)
_EFTERNAVNE = ("Hansen", "Bøgh Larsen", "Mortensen", "Ågesen", "Kjær", "Østergaard Madsen", "Thygesen")
_VEJE = ("Nørregade", "Åboulevarden", "Kirkevej", "Gammel Kongevej", "Strandvejen", "Elmevænget", "Stationspladsen")

Linjer = list[str]


class Person(NamedTuple):
    """The number's person: what the records are made from."""

    nr: int
    pnr: str
    foedt: str
    fornavn: str
    efternavn: str
    bolig: tuple[str, str, str, str, str]
    """Municipality, road, house, floor and door."""


@cache
def _formats() -> dict[str, str]:
    """For each record type the format that puts the fields after the record type where the layout has them."""
    return {
        nummer: nummer + "".join(f"%-{felt.laengde}s" for felt in posttype.felter[1:])
        for nummer, posttype in posttyper().items()
    }


def line(posttype: str, *values: str) -> str:
    """One record; fields that are not given are blank, trailing blanks trimmed."""
    filled = values + ("",) * (len(posttyper()[posttype].felter) - 1 - len(values))
    return (_formats()[posttype] % filled).rstrip()


def to_person(nr: int, personer: int) -> Person:
    """The person of a number from 0, when there are `personer` in all: later numbers are born later."""
    dag = nr * _DAGE // personer
    foedt = _FOERSTE_DAG + timedelta(days=dag)
    loebenr = nr - -(-dag * personer // _DAGE)
    pnr = f"{foedt.day + 60:02}{foedt.month:02}{foedt.year % 100:02}{1000 + loebenr * 7:04}"
    return Person(
        nr,
        pnr,
        foedt.isoformat(),
        _FORNAVNE[nr % len(_FORNAVNE)],
        _EFTERNAVNE[nr // 3 % len(_EFTERNAVNE)],
        _bolig(nr),
    )


def _bolig(nr: int) -> tuple[str, str, str, str, str]:
    return (
        _KOMMUNER[nr // 7 % len(_KOMMUNER)],
        f"{nr * 31 % 997 + 1:04}",
        f"{nr % 98 + 1:03}",
        ("", "ST", "01", "02")[nr % 4],
        ("", "TV", "TH", "MF")[nr % 4],
    )


def records(p: Person, personer: int) -> Linjer:
    """The person's records in the first load, record types ascending."""
    start, navn = f"{p.foedt[:4]}{p.foedt[5:7]}{p.foedt[8:]}0000", _adressenavn(p)
    linjer = [
        line("001", p.pnr, "0000000000", "01", start, "", "KM"[int(p.pnr[-1]) % 2], p.foedt, "", p.foedt),
        _adresse(p, p.bolig, "201506011200"),
        _klarskrift(p, navn, p.bolig),
        line("008", p.pnr, p.fornavn, "", "", "", p.efternavn, "", start, "", navn),
        line("010", p.pnr, "5100", start),
        line("011", p.pnr, "F", p.foedt),
    ]
    if p.nr % 2 and personer > 1:
        aegtefaelle = to_person(p.nr - 1, personer)
        linjer.append(line("012", p.pnr, "G", aegtefaelle.pnr, aegtefaelle.foedt, "", "", "", "200006010000"))
    else:
        linjer.append(line("012", p.pnr, "U", "0000000000", "", "", "", "", start))
    linjer += [line("014", p.pnr, to_person(barn, personer).pnr) for barn in _boern(p.nr, personer)]
    mor, far = (to_person(max(0, p.nr * 2 // 3 - n), personer).pnr for n in (1, 2))
    linjer.append(
        line("015", p.pnr, p.foedt, "", mor, "1940-02-02", "", "Mor Efternavn", "", p.foedt, "", far, "1939-01-01")
    )
    linjer += [_gammel_adresse(p, n) for n in range(1 + p.nr % 3 // 2)]
    if p.nr % 2:
        linjer.append(line("029", p.pnr, "", "U", "0000000000", "", "", "", "", start, "", "200006010000"))
    return linjer


def _boern(nr: int, personer: int) -> list[int]:
    return [(nr + n * personer // 3) % personer for n in range(1, 1 + nr % 3)]


def _adresse(p: Person, bolig: tuple[str, str, str, str, str], start: str, fra: str = "0000") -> str:
    return line("002", p.pnr, *bolig, "", "", start, "", start, "", fra, start if fra != "0000" else "000000000000")


def _gammel_adresse(p: Person, n: int) -> str:
    start, slut = f"19{90 + 2 * n}05010900", f"19{92 + 2 * n}05010900"
    return line("023", p.pnr, "", *_bolig(p.nr + n + 1), "", "", start, "", slut)


def _adressenavn(p: Person, efternavn: str = "") -> str:
    return f"{efternavn or p.efternavn},{p.fornavn}"[:34]


def _klarskrift(p: Person, navn: str, bolig: tuple[str, str, str, str, str]) -> str:
    vej = _VEJE[int(bolig[1]) % len(_VEJE)]
    vejlinje = f"{vej} {bolig[2].lstrip('0')}"
    return line("003", p.pnr, navn, "", "", vejlinje, "", "8000", "Korsbæk C", *bolig, "", vej)


# What a delivery says happened: each takes the person's records and gives the new ones and the 099 lines.


def _replace(linjer: Linjer, *nye: str) -> Linjer:
    """The records with those of the new ones' types replaced; history is added to."""
    typer = {ny[:3] for ny in nye if not posttyper()[ny[:3]].historik_af}
    return sorted([*(linje for linje in linjer if linje[:3] not in typer), *nye], key=lambda linje: linje[:3])


def _flyt(p: Person, linjer: Linjer) -> tuple[Linjer, Linjer]:
    ny = _bolig(p.nr + 5 if p.nr % 2 else p.nr + 71)
    navn = _adressenavn(p)
    gammel = line("023", p.pnr, "", *p.bolig, "", "", "201506011200", "", _TID)
    nye = _replace(linjer, _adresse(p, ny, _TID, p.bolig[0]), _klarskrift(p, navn, ny), gammel)
    return nye, [line("099", p.pnr, _TID, "A01")]


def _skift_navn(p: Person, linjer: Linjer) -> tuple[Linjer, Linjer]:
    efternavn = f"{p.efternavn} Holm"
    navn = _adressenavn(p, efternavn)
    start = f"{p.foedt[:4]}{p.foedt[5:7]}{p.foedt[8:]}0000"
    gammelt = line("026", p.pnr, "", p.fornavn, "", "", "", p.efternavn, "", start, "", _TID)
    nyt = line("008", p.pnr, p.fornavn, "", "", "", efternavn, "", _TID, "", navn)
    return _replace(linjer, nyt, _klarskrift(p, navn, p.bolig), gammelt), [line("099", p.pnr, _TID, "A13")]


def _beskyt(p: Person, linjer: Linjer) -> tuple[Linjer, Linjer]:
    return _replace(linjer, line("004", p.pnr, "0001", "2024-01-01", "2025-01-01")), [line("099", p.pnr, _TID, "A33")]


def _meld_ud(p: Person, linjer: Linjer) -> tuple[Linjer, Linjer]:
    return _replace(linjer, line("011", p.pnr, "U", "2024-01-01")), [line("099", p.pnr, _TID, "A34")]


def _skil(p: Person, linjer: Linjer) -> tuple[Linjer, Linjer]:
    gammel = [f"029{linje[3:13]} {linje[13:83]}{_TID}" for linje in linjer if linje.startswith("012")]
    ny = line("012", p.pnr, "F", "0000000000", "", "", "", "", _TID)
    return _replace(linjer, ny, *gammel), [line("099", p.pnr, _TID, "A20")]


def _doe(p: Person, linjer: Linjer) -> tuple[Linjer, Linjer]:
    doed = linjer[0][:23] + "90" + _TID + linjer[0][37:]
    rest = [linje for linje in linjer[1:] if linje[:3] not in ("002", "003")]
    return [doed, line("003", p.pnr, _adressenavn(p)), *rest], [line("099", p.pnr, _TID, "A21")]


_BLANDING: tuple[tuple[int, Callable[[Person, Linjer], tuple[Linjer, Linjer]]], ...] = (
    (72, _flyt),
    (8, _skift_navn),
    (7, _beskyt),
    (5, _meld_ud),
    (5, _skil),
    (3, _doe),
)
"""How many of a hundred persons each thing happens to."""


def _sker(n: int) -> Callable[[Person, Linjer], tuple[Linjer, Linjer]]:
    plads = n * 37 % 100
    for antal, sker in _BLANDING:
        if plads < antal:
            return sker
        plads -= antal
    raise AssertionError("the mix is of a hundred")


# Files


def write_udtraek(path: Path, personer: int) -> int:
    """Writes the first load; how many records it has between start and end."""
    return _write(
        path, f"{_UDTRAEK:%Y%m%d}", "00000000", (records(to_person(nr, personer), personer) for nr in range(personer))
    )


def write_leverance(path: Path, personer: int, aendrede: int, dag: int = 1) -> int:
    """Writes the delivery of a day after the first load; how many records it has.

    `aendrede` of the persons changed, on each day others (as long as there are others).
    """
    proddto, forrige = (f"{_UDTRAEK + timedelta(days=n):%Y%m%d}" for n in (dag, dag - 1))
    return _write(path, proddto, forrige, _aendrede(personer, aendrede, dag - 1))


def write_apart(fil: Path, path: Path) -> None:
    """Writes a file anew as the CPR Office sends it: all records 003 in a section of their own after the persons."""
    with fil.open("rb") as source, path.open("wb") as target, TemporaryFile() as apart:
        for linje in source:
            if linje.startswith(b"999"):
                apart.seek(0)
                shutil.copyfileobj(apart, target)
            (apart if linje.startswith(b"003") else target).write(linje)


def _aendrede(personer: int, aendrede: int, foerste: int) -> Iterator[Linjer]:
    for n in range(aendrede):
        p = to_person((n * personer // aendrede + foerste) % personer, personer)
        linjer, haendelser = _sker(n)(p, records(p, personer))
        yield [*linjer, *haendelser]


def _write(path: Path, proddto: str, forrige: str, personer: Iterator[Linjer]) -> int:
    antal = 0
    with path.open("wb") as file:
        file.write(f"000{'0' * 10}{OPGAVE}{proddto}{forrige}\n".encode(CHARSET))
        while batch := list(islice(personer, 1000)):
            linjer = [linje for person in batch for linje in person]
            antal += len(linjer)
            file.write(("\n".join(linjer) + "\n").encode(CHARSET))
        file.write(f"999{'9' * 10}{antal:08}\n".encode(CHARSET))
    return antal
