"""Receiving: the first load, a delivery, and how both grow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench import bar, produkt
from bench.befolkning import write_apart
from bench.maaling import Figur, Maalt, Par, alone, copied, middle_pair
from bench.proeve import Proeve
from bench.tal import forhold, gange, mib, sekunder, tid

_HUKOMMELSE = "below 600 MiB"


def first_load(proeve: Proeve) -> Iterator[Figur]:
    """The first load against prepared rows into the same tables, and against one document per person."""
    fyldt, runs = proeve.fyldt(proeve.personer), []
    with proeve.tom() as folder:
        rows = folder / "raekker"
        bar.prepare_rows(fyldt / produkt.DATABASE, rows)
        for nr in range(proeve.gange):
            bare = alone(bar.write_rows, rows, folder / f"raekker-{nr}.db")
            runs.append(Par(_establish(proeve, proeve.personer), bare))
        dokumenter = alone(bar.load_documents, proeve.udtraek(proeve.personer), folder / "dokumenter.db")
    par = middle_pair(runs)
    navn = f"first load, {proeve.personer:,} persons"
    yield _against(navn, par, "prepared rows", "at most 2 times")
    yield _against(navn, Par(par.maalt, dokumenter), "one document a person")
    yield from _phases(navn, par.maalt)


def delivery(proeve: Proeve) -> Iterator[Figur]:
    """A delivery in which every person changed, from file to committed hændelser, against the bare steps."""
    fil, runs = proeve.leverance(proeve.personer, proeve.aendrede), []
    with proeve.tom() as folder:
        dokumenter = folder / "dokumenter.db"
        bar.load_documents(proeve.udtraek(proeve.personer), dokumenter)
        for nr in range(proeve.gange):
            bare = alone(bar.receive_documents, fil, copied(dokumenter, folder / f"{nr}.db"))
            runs.append(Par(_deliver(proeve, proeve.personer, proeve.aendrede), bare))
    par = middle_pair(runs)
    navn = f"delivery, {proeve.aendrede:,} of {proeve.personer:,} persons changed"
    yield _against(navn, par, "bare steps", "at most 5 times")
    yield from _phases(navn, par.maalt)
    yield from _apart(proeve, fil, par.maalt)


def _against(navn: str, par: Par[produkt.Modtaget], loft: str, krav: str = "") -> Figur:
    """A measurement beside its ceiling."""
    maalt, bare, antal = par.maalt, par.bare, par.maalt.svar.haendelser
    return Figur(
        navn,
        tid(maalt.sekunder, maalt.processor) + (f", {antal:,} hændelser" if antal else ""),
        f"{loft} {tid(bare.sekunder, bare.processor)}",
        forhold(par.forhold, par.forhold_processor),
        krav,
    )


def _apart(proeve: Proeve, fil: Path, samlet: Maalt[produkt.Modtaget]) -> Iterator[Figur]:
    """The same delivery with the records 003 in a section of their own, as the CPR Office sends it."""
    with proeve.tom() as folder:
        write_apart(fil, folder / "afsnit")
        maalt = alone(
            produkt.receive, produkt.copied(proeve.fyldt(proeve.personer), folder / "kopi"), folder / "afsnit"
        )
    yield Figur(
        "the same with 003 in a section of its own",
        tid(maalt.sekunder, maalt.processor),
        "003 beside",
        forhold(maalt.sekunder / samlet.sekunder, maalt.processor / samlet.processor),
    )


def linear(proeve: Proeve) -> Iterator[Figur]:
    """Time and memory at a hundredth, a tenth and the whole; the ratio is that of the processor time per person."""
    sizes = sorted({max(50, proeve.personer // part) for part in (100, 10, 1)})
    yield from _growth("first load", [_establish(proeve, antal) for antal in sizes], sizes)
    tenths = [antal // 10 for antal in sizes]
    maalinger = [_deliver(proeve, antal, tiendedel) for antal, tiendedel in zip(sizes, tenths, strict=True)]
    yield from _growth("delivery to ten times as many,", maalinger, tenths)


def _growth(navn: str, maalinger: list[Maalt[produkt.Modtaget]], antal: list[int]) -> Iterator[Figur]:
    foerste = maalinger[0].processor / antal[0]
    for maalt, personer in zip(maalinger, antal, strict=True):
        hver = maalt.processor / personer
        yield Figur(
            f"{navn} {personer:,} persons",
            f"{tid(maalt.sekunder, maalt.processor)}, {mib(maalt.mib)}",
            f"{hver * 1e6:.0f} µs of processor a person",
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
