"""Matching: the log against many dueslag with value lists, until the forsendelser are committed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from bench import produkt
from bench.levering import bar
from bench.levering.lister import Lister
from bench.levering.opstilling import UKENDT_SYSTEM, make_dueslag, set_up, uuid
from bench.maaling import MIB, Figur, Maalt, Par, alone, copied, middle_pair
from bench.proeve import Proeve
from bench.tal import gange, mib, sekunder
from cpr_haendelser.abonnementer.model import Dueslag
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.storage.aabning import open_lager, open_postrum

_DUESLAG, _SYSTEMER, _ANDRE = 2000, 100, 18_000
_DEL = 0.6
"""Such a part of the persons changes: that makes about as many hændelser as there are persons."""
_POSTRUM = "haendelser.post.db"
_DAG, _NU = "2026-11-25", "2026-11-25T06:00:00.000+00:00"


class Fordelt(NamedTuple):
    """What the log came to."""

    haendelser: int
    forsendelser: int
    opsat: float
    """Seconds of reading the set-up, which is done when it has changed."""
    fordelt: float
    """Seconds of distributing."""


def matching(proeve: Proeve) -> Iterator[Figur]:
    """Against a bare join and a bare insert of the same rows; and with many more dueslag that match nothing."""
    antal, andre = proeve.hoejst(_DUESLAG), proeve.hoejst(_ANDRE)
    lister = Lister(antal, max(10, proeve.personer // 8))
    par: list[Par[Fordelt]] = []
    flere: list[tuple[float, Fordelt, Fordelt]] = []
    with proeve.tom() as folder:
        log, postrum, stort = _prepare(proeve, folder, lister, andre)
        for nr in range(proeve.gange):
            bare = alone(bar.match, log / produkt.DATABASE, postrum, folder / f"bar-{nr}.db")
            par.append(Par(_distribute(log, postrum), bare))
            kun, ogsaa = par[-1].maalt.svar, _distribute(log, stort).svar
            flere.append((ogsaa.fordelt / kun.fordelt, ogsaa, kun))
        size = postrum.stat().st_size / MIB
    valgt, (forhold, ogsaa, kun) = middle_pair(par), sorted(flere)[len(flere) // 2]
    svar = valgt.maalt.svar
    yield Figur(
        f"matching {svar.haendelser:,} hændelser, {antal:,} dueslag, lists of {lister.numre:,} numbers",
        f"{sekunder(valgt.maalt.sekunder)}, {svar.forsendelser:,} forsendelser committed",
        f"bare join and insert {sekunder(valgt.bare.sekunder)}",
        gange(valgt.forhold),
        "at most 3 times",
    )
    yield Figur(
        "matching: memory of the whole process; the file that the lists are in",
        mib(valgt.maalt.mib),
        mib(size),
        krav="lists below 250 MB",
    )
    yield Figur(
        f"the same with {andre:,} dueslag more, that match nothing",
        f"{sekunder(ogsaa.fordelt)}, after {sekunder(ogsaa.opsat)} of reading the set-up",
        f"without them {sekunder(kun.fordelt)} after {sekunder(kun.opsat)}",
        gange(forhold),
        "next to nothing more",
    )


def distribute(folder: Path) -> Fordelt:
    """Distributes the whole log that is in a folder, into the post room beside it."""
    url = produkt.url(folder)
    with closing(open_lager(url)) as lager, closing(open_postrum(url)) as postrum:
        bord = Bord(lager, postrum, lambda: _DAG)
        begun = time.perf_counter()
        bord.match([])
        opsat = time.perf_counter()
        fordelt = Fordeler(lager, postrum, bord.match, lambda: _NU).drain()
        return Fordelt(fordelt.haendelser, fordelt.forsendelser, opsat - begun, time.perf_counter() - opsat)


def _distribute(log: Path, postrum: Path) -> Maalt[Fordelt]:
    """In a process of its own, into a copy of the post room."""
    for rest in log.glob(f"{_POSTRUM}*"):
        rest.unlink()
    copied(postrum, log / _POSTRUM)
    return alone(distribute, log)


def _prepare(proeve: Proeve, folder: Path, lister: Lister, andre: int) -> tuple[Path, Path, Path]:
    """The log, a post room whose every dueslag has a list, and one with more dueslag."""
    log = produkt.copied(proeve.fyldt(proeve.personer), folder / "log")
    produkt.receive(log, proeve.leverance(proeve.personer, int(_DEL * proeve.personer)))
    postrum, stort = folder / "postrum.db", folder / "stort.db"
    with closing(open_postrum(produkt.url(log))) as rum:
        lister.fill(rum, log / _POSTRUM)
        set_up(rum, [_with_list(nr) for nr in range(lister.antal)], systemer=_SYSTEMER)
    copied(log / _POSTRUM, postrum)
    with closing(open_postrum(produkt.url(log))) as rum:
        set_up(rum, [_without_match(nr) for nr in range(andre)], systemer=_SYSTEMER)
    copied(log / _POSTRUM, stort)
    return log, postrum, stort


def _with_list(nr: int) -> Dueslag:
    return make_dueslag(nr, system=nr % _SYSTEMER, filter_=f"personnummer IN VÆRDILISTE('{uuid('liste', nr)}')")


def _without_match(nr: int) -> Dueslag:
    """By turns: a list that nobody is in, a code that does not come, an it-system without an agreement."""
    liste = f"personnummer IN VÆRDILISTE('{uuid('tom', nr)}')"
    filter_ = (liste, "personhaendelse = '999'", "")[nr % 3]
    return make_dueslag(_DUESLAG + nr, system=UKENDT_SYSTEM if nr % 3 == 2 else nr % _SYSTEMER, filter_=filter_)  # noqa: PLR2004
