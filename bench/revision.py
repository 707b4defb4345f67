"""The audit: what it costs a delivery and a page of the feed, and how soon it answers when it is long."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from bench import produkt
from bench.befolkning import to_person
from bench.levering.opstilling import make_dueslag, set_up, uuid
from bench.maaling import MIB, Figur, alone, middle
from bench.proeve import Proeve
from bench.tal import gange, millisekunder, sekunder
from cpr_haendelser.opslag.log import Udsnit
from cpr_haendelser.revision import svar
from cpr_haendelser.revision.kontrol import Kontrol, check
from cpr_haendelser.revision.post import Revisionspost, Slags
from cpr_haendelser.storage.aabning import open_postrum
from cpr_haendelser.storage.forsendelse import Afslutning, Forsendelsestilstand, Videregivelse
from cpr_haendelser.storage.forsendelsesbog import Ny
from cpr_haendelser.storage.postrum import Postrum
from cpr_haendelser.storage.sqlite_postrum import aflevering
from cpr_haendelser.udlevering.kalder import Kalder

BUNDTER = {500: 100_000, 50: 20_000, 1: 2_000}
"""So many deliveries at a time, and at most so many in all."""
_SIDE = 1000
_OMGANGE = 10
"""Posts for each person in the long audit."""
_ENKELTE = 0.1
"""This part of them in links of their own: lookups."""
_BUNDT = 500
_NU = "2026-11-24T07:30:00.000+00:00"
_MYNDIGHED = "55133018"


class Kostet(NamedTuple):
    """Of one message or row, in seconds."""

    ur: float
    processor: float


def revision(proeve: Proeve) -> Iterator[Figur]:
    """What it costs, and what it answers."""
    for bundt, hoejst in BUNDTER.items():
        yield _delivering(proeve, bundt, min(hoejst, proeve.personer))
    yield _page(proeve)
    yield from _answers(proeve)


# --- what it costs ----------------------------------------------------------------------------------------------------


def _delivering(proeve: Proeve, bundt: int, antal: int) -> Figur:
    """Acknowledgements of so many messages kept, with and without the audit, by turns."""
    par = []
    for _ in range(proeve.gange):
        with proeve.tom() as folder:
            med = alone(deliver, folder / "med", antal, bundt).svar
            uden = alone(deliver_without, folder / "uden", antal, bundt).svar
        par.append((med.processor - uden.processor, med, uden))
    _, med, uden = sorted(par)[len(par) // 2]
    return Figur(
        f"{antal:,} deliveries recorded, {bundt} in a transaction, with the audit",
        f"{_mikro(med)} a message",
        f"without it {_mikro(uden)}",
        gange(med.processor / uden.processor),
    )


def deliver(folder: Path, antal: int, bundt: int) -> Kostet:
    """Of each message: its acknowledgement kept, with its row in the audit."""
    folder.mkdir()
    with closing(open_postrum(produkt.url(folder))) as postrum:
        kostet = _deliver(postrum, antal, bundt)
        kontrol = check(postrum)
        skrevet = sum(led.antal for led in postrum.revisionsled() if led.slags is Slags.LEVERING)
    if kontrol.fund or skrevet not in {0, antal}:
        raise RuntimeError("an audit that does not say what was delivered is no measurement")
    return kostet


def deliver_without(folder: Path, antal: int, bundt: int) -> Kostet:
    """The same by a program that has none."""
    folder.mkdir()
    with closing(open_postrum(produkt.url(folder))) as postrum, patch.object(aflevering, "audit", lambda *_: 0):
        return _deliver(postrum, antal, bundt)


def _deliver(postrum: Postrum, antal: int, bundt: int) -> Kostet:
    dueslag = uuid("dueslag", 0)
    nye = [Ny(dueslag, nr, int(to_person(nr, antal).pnr), _MYNDIGHED) for nr in range(1, antal + 1)]
    postrum.fordel(nye, til=antal, tidspunkt=_NU, versioner="{}")
    vej = Videregivelse(uuid("system", 0), "aftale-1", "hent")
    ur = processor = 0.0
    while tagne := postrum.tag(dueslag, bundt, nu=_NU, hvem="bench"):
        ender = [Afslutning(*en[:2], en.forsoeg, Forsendelsestilstand.LEVERET, videregivelse=vej) for en in tagne]
        begun, begun_processor = time.perf_counter(), time.process_time()
        postrum.svar(ender, nu=_NU)
        ur, processor = ur + time.perf_counter() - begun, processor + time.process_time() - begun_processor
    return Kostet(ur / antal, processor / antal)


def _page(proeve: Proeve) -> Figur:
    """A page of the feed read by an it-system, with and without its rows in the audit."""
    with proeve.tom() as folder:
        kopi = produkt.copied(proeve.fyldt(proeve.personer), folder / "kopi")
        alone(produkt.receive, kopi, proeve.leverance(proeve.personer, proeve.aendrede))
        med, uden, antal = alone(read_pages, kopi, proeve.gange).svar
    return Figur(
        f"a page of the feed with {antal:,} hændelser, with the audit",
        f"{_mikro(med)} a hændelse",
        f"without it {_mikro(uden)}",
        gange(med.processor / uden.processor),
    )


def read_pages(folder: Path, times: int) -> tuple[Kostet, Kostet, int]:
    """Of each hændelse of a page: with the audit and without, and how many there are in the page."""
    with produkt.opened(folder) as installation:
        set_up(installation.postrum, [make_dueslag(0)])
        kalder = Kalder(uuid("system", 0))

        def read() -> int:
            return len(installation.feed.read_next(kalder, Udsnit(), efter=0, antal=_SIDE).haendelser)

        antal = read()
        med = _timed(read, times, antal)
        with patch.object(installation.postrum, "skriv_revision", lambda *_, **__: None):
            return med, _timed(read, times, antal), antal


def _timed(do: Callable[[], object], times: int, antal: int) -> Kostet:
    kostet = []
    for _ in range(times):
        begun, processor = time.perf_counter(), time.process_time()
        do()
        kostet.append(Kostet(time.perf_counter() - begun, time.process_time() - processor))
    return Kostet(middle([each.ur for each in kostet]) / antal, middle([each.processor for each in kostet]) / antal)


def _mikro(kostet: Kostet) -> str:
    return f"{kostet.processor * 1e6:.1f} µs of processor, {kostet.ur * 1e6:.1f} µs"


# --- what it answers --------------------------------------------------------------------------------------------------


class Lang(NamedTuple):
    """A long audit: what it holds, and how long each question took."""

    poster: int
    led: int
    bytes: int
    spurgt: dict[str, float]
    kontrol: float


def _answers(proeve: Proeve) -> Iterator[Figur]:
    with proeve.tom() as folder:
        fundet = alone(ask, folder, proeve.personer).svar
    hvad = f"of {fundet.poster:,} rows in {fundet.led:,} links"
    for navn, tid in fundet.spurgt.items():
        yield Figur(f"the audit {hvad}: {navn}", millisekunder(tid), krav="below 1 s")
    yield Figur(
        f"the audit {hvad}: the whole of it checked",
        f"{sekunder(fundet.kontrol)}, {fundet.kontrol / fundet.poster * 1e6:.1f} µs a row",
        f"the file is {fundet.bytes / MIB:.0f} MiB with delivery records",
    )


def ask(folder: Path, personer: int) -> Lang:
    """Fills an audit with deliveries and lookups, then asks it."""
    with closing(open_postrum(produkt.url(folder))) as postrum:
        _fill(postrum, personer)
        pnr = int(to_person(personer // 2, personer).pnr)
        stand = postrum.revisionshoved()
        fra, til = _day(3), _day(4)
        spurgt = {
            "everything passed on about one person": svar.person(pnr),
            "everything that a system got, first page": svar.system(uuid("system", 0)),
            "what a system got on one day, first page": svar.system(uuid("system", 0), fra, til),
            "who approved an agreement": svar.sag("aftale:aftale-1"),
            "what a user did and saw, first page": svar.hvem("bruger:bench"),
        }
        tider = {}
        for navn, spoergsmaal in spurgt.items():
            begun = time.perf_counter()
            if not svar.answer(postrum, spoergsmaal).linjer:
                raise LookupError("a question that finds nothing is no measurement")
            tider[navn] = time.perf_counter() - begun
        begun = time.perf_counter()
        kontrol: Kontrol = check(postrum)
        taget = time.perf_counter() - begun
        if kontrol.fund or kontrol.poster < personer * _OMGANGE:
            raise RuntimeError("a check of something else is no measurement")
    size = sum(fil.stat().st_size for fil in folder.iterdir())
    return Lang(kontrol.poster, stand.nr, size, tider, taget)


def _fill(postrum: Postrum, personer: int) -> None:
    """Nine of ten deliveries in large batches, the rest lookups, each in a link of its own."""
    dueslag, vej = uuid("dueslag", 0), Videregivelse(uuid("system", 0), "aftale-1", "hent")
    numre = [int(to_person(nr, personer).pnr) for nr in range(personer)]
    enkelte = int(_OMGANGE * _ENKELTE)
    godkendt = Revisionspost(Slags.AENDRING, "aftale.godkend", hvem="bruger:bench", sag="aftale:aftale-1")
    postrum.skriv_revision([godkendt], nu=_day(0))
    for omgang in range(_OMGANGE - enkelte):
        fra = omgang * personer
        nye = [Ny(dueslag, fra + nr, pnr, _MYNDIGHED) for nr, pnr in enumerate(numre, 1)]
        postrum.fordel(nye, til=fra + personer, tidspunkt=_day(omgang), versioner="{}")
        while tagne := postrum.tag(dueslag, _BUNDT, nu=_day(omgang), hvem="bench"):
            ender = [Afslutning(*en[:2], en.forsoeg, Forsendelsestilstand.LEVERET, videregivelse=vej) for en in tagne]
            postrum.svar(ender, nu=_day(omgang))
    opslag = Revisionspost(Slags.VIDEREGIVELSE, "person.aabn", hvem="bruger:bench", felter=("person",))
    for omgang in range(_OMGANGE - enkelte, _OMGANGE):
        for pnr in numre:
            postrum.skriv_revision([opslag._replace(pnr=pnr)], nu=_day(omgang))


def _day(nummer: int) -> str:
    return f"2026-11-{nummer + 1:02}T07:30:00.000+00:00"
