"""Receiving: the first load, a delivery, and how both grow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench import bar, produkt
from bench.befolkning import write_apart
from bench.maaling import Figur, Maalt, Par, alone, copied, middle_pair
from bench.proeve import Proeve
from bench.tal import gange, mib, sekunder

_HUKOMMELSE = "below 600 MiB"


def first_load(proeve: Proeve) -> Iterator[Figur]:
    """The first load against prepared rows into the same tables, and against one document per person."""
    fyldt, runs = proeve.fyldt(proeve.personer), []
    with proeve.tom() as folder:
        rows = folder / "raekker"
        bar.prepare_rows(fyldt / produkt.DATABASE, rows)
        for nr in range(proeve.gange):
            bare = alone(bar.write_rows, rows, folder / f"raekker-{nr}.db").sekunder
            runs.append(Par(_establish(proeve, proeve.personer), bare))
        dokumenter = alone(bar.load_documents, proeve.udtraek(proeve.personer), folder / "dokumenter.db").sekunder
    par = middle_pair(runs)
    navn, taget = f"first load, {proeve.personer:,} persons", sekunder(par.maalt.sekunder)
    yield Figur(navn, taget, f"prepared rows {sekunder(par.bare)}", gange(par.forhold), "at most 2 times")
    forhold = par.maalt.sekunder / dokumenter
    yield Figur(navn, taget, f"one document a person {sekunder(dokumenter)}", gange(forhold))
    yield from _phases(navn, par.maalt)


def delivery(proeve: Proeve) -> Iterator[Figur]:
    """A delivery in which every person changed, from file to committed hændelser, against the bare steps."""
    fil, runs = proeve.leverance(proeve.personer, proeve.aendrede), []
    with proeve.tom() as folder:
        dokumenter = folder / "dokumenter.db"
        bar.load_documents(proeve.udtraek(proeve.personer), dokumenter)
        for nr in range(proeve.gange):
            bare = alone(bar.receive_documents, fil, copied(dokumenter, folder / f"{nr}.db")).sekunder
            runs.append(Par(_deliver(proeve, proeve.personer, proeve.aendrede), bare))
    par = middle_pair(runs)
    maalt = par.maalt
    navn = f"delivery, {proeve.aendrede:,} of {proeve.personer:,} persons changed"
    yield Figur(
        navn,
        f"{sekunder(maalt.sekunder)}, {maalt.svar.haendelser:,} hændelser",
        f"bare steps {sekunder(par.bare)}",
        gange(par.forhold),
        "at most 5 times",
    )
    yield from _phases(navn, maalt)
    yield from _apart(proeve, fil, maalt)


def _apart(proeve: Proeve, fil: Path, samlet: Maalt[produkt.Modtaget]) -> Iterator[Figur]:
    """The same delivery with the records 003 in a section of their own, as the CPR Office sends it."""
    with proeve.tom() as folder:
        write_apart(fil, folder / "afsnit")
        maalt = alone(
            produkt.receive, produkt.copied(proeve.fyldt(proeve.personer), folder / "kopi"), folder / "afsnit"
        )
    forhold = gange(maalt.sekunder / samlet.sekunder)
    yield Figur("the same with 003 in a section of its own", sekunder(maalt.sekunder), "003 beside", forhold)


def linear(proeve: Proeve) -> Iterator[Figur]:
    """Time and memory at a hundredth, a tenth and the whole; the ratio is that of the time per person."""
    sizes = sorted({max(50, proeve.personer // part) for part in (100, 10, 1)})
    yield from _growth("first load", [_establish(proeve, antal) for antal in sizes], sizes)
    tenths = [antal // 10 for antal in sizes]
    maalinger = [_deliver(proeve, antal, tiendedel) for antal, tiendedel in zip(sizes, tenths, strict=True)]
    yield from _growth("delivery to ten times as many,", maalinger, tenths)


def _growth(navn: str, maalinger: list[Maalt[produkt.Modtaget]], antal: list[int]) -> Iterator[Figur]:
    foerste = maalinger[0].sekunder / antal[0]
    for maalt, personer in zip(maalinger, antal, strict=True):
        hver = maalt.sekunder / personer
        yield Figur(
            f"{navn} {personer:,} persons",
            f"{sekunder(maalt.sekunder)}, {mib(maalt.mib)}",
            f"{hver * 1e6:.0f} µs a person",
            gange(hver / foerste),
            f"linear, {_HUKOMMELSE}",
        )


def _establish(proeve: Proeve, personer: int) -> Maalt[produkt.Modtaget]:
    udtraek = proeve.udtraek(personer)
    with proeve.tom() as folder:
        return alone(produkt.receive, folder, udtraek, etablering=True)


def _deliver(proeve: Proeve, personer: int, aendrede: int) -> Maalt[produkt.Modtaget]:
    fil, fyldt = proeve.leverance(personer, aendrede), proeve.fyldt(personer)
    with proeve.tom() as folder:
        return alone(produkt.receive, produkt.copied(fyldt, folder / "kopi"), fil)


def _phases(navn: str, maalt: Maalt[produkt.Modtaget]) -> Iterator[Figur]:
    faser = ", ".join(f"{fase} until {sekunder(slut)}" for fase, slut in maalt.svar.faser)
    yield Figur(f"{navn}: memory and phases", mib(maalt.mib), faser, krav=_HUKOMMELSE)
