"""How soon a hændelse in the log is with a waiting receiver: at rest, and while others' large file comes in."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from bench import produkt
from bench.befolkning import to_person, write_leverance
from bench.levering.hentere import Hvor
from bench.levering.modtager import address
from bench.levering.opstilling import HEMMELIGHED, Certifikater, make_dueslag, set_up, uuid
from bench.levering.program import Vilkaar, running, settings
from bench.levering.venter import Ankomst, waiting
from bench.maaling import Figur, middle, percentile
from bench.proeve import Proeve
from bench.tal import millisekunder, sekunder
from cpr_haendelser.abonnementer.model import Vaerdiliste
from cpr_haendelser.app import Installation
from cpr_haendelser.modtagelse.modtag import Oenske
from cpr_haendelser.storage.lager import Kvittering

_OPGAVE = "900002"
"""The task of the small files; the large one's is another, so that they may come at the same time."""
_SMAA, _HVER, _I_RO = 600, 10, 60
"""Small files at most, persons in each, and how many come while nothing else does."""
_MELLEMRUM = 0.15
"""Seconds between small files."""
_EFTER = 5.0
"""Seconds that small files come after the large one has been distributed."""
_FOERST = date(2024, 2, 1)
_ANDRE = 2
"""Dueslag of others, that get everything and fetch nothing."""


class Modtaget(NamedTuple):
    """A small file in the log."""

    foerste: int
    sidste: int
    gemt: float
    """When its transaction had ended, by the monotonic clock."""
    ventede: float
    """Seconds that its transaction took, waiting for others' included."""


class Stor(NamedTuple):
    """The large file in the log."""

    sidste: int
    begyndt: float
    gemt: float
    holdt: float
    """Seconds that its transaction kept others from writing to the register."""


def latency(proeve: Proeve) -> Iterator[Figur]:
    """From commit to receipt, at the 99th percentile."""
    personer = 2 * proeve.personer
    with proeve.tom() as folder:
        kopi = produkt.copied(proeve.fyldt(personer), folder / "kopi")
        stor = proeve.leverance(personer, proeve.personer)
        smaa = [_small(folder / f"lille-{nr}", personer, nr) for nr in range(1, proeve.hoejst(_SMAA) + 1)]
        certifikater = Certifikater.make(folder / "ca")
        yield from _measure(Vilkaar(kopi, certifikater), stor, smaa, personer)


def _small(path: Path, personer: int, nr: int) -> Path:
    """The nr-th small file: persons that the large file does not have, in a task of its own."""
    write_leverance(path, personer, _HVER, 2 * nr)
    foer, dag = (f"{_FOERST + timedelta(days=each):%Y%m%d}" for each in (nr - 1, nr))
    _, rest = path.read_bytes().split(b"\n", 1)
    forrige = foer if nr > 1 else "00000000"
    path.write_bytes(f"000{'0' * 10}{_OPGAVE}{dag}{forrige}\n".encode() + rest)
    return path


def _measure(vilkaar: Vilkaar, stor: Path, smaa: list[Path], personer: int) -> Iterator[Figur]:
    installation = Installation.open(settings(vilkaar))
    try:
        with waiting(vilkaar.certifikater) as venter:
            _prepare(installation, address(venter.port), personer)
            with running(vilkaar) as port:
                venter.fetch(_where(port, vilkaar.certifikater))
                rest = iter(smaa)
                _receive(installation, next(rest))  # not counted: it opens the connection that messages are pushed over
                i_ro = [_receive(installation, next(rest)) for _ in range(_I_RO)]
                imens, stort, fordelt = _receive_beside(installation, stor, rest)
                time.sleep(1.0)
                ankomster = venter.arrivals()
    finally:
        installation.close()
    yield from _to_figurer("at rest", i_ro, ankomster)
    yield from _to_figurer("while others' large file comes in and waits", imens, ankomster)
    for hvornaar, valgte in _phases(imens, stort, fordelt):
        yield from _to_figurer(f"… {hvornaar}", valgte, ankomster, krav="")
    holdt = max(each.ventede for each in imens)
    yield Figur(
        f"the large file: {stort.sidste:,} hændelser to {_ANDRE} dueslag",
        f"distributed {sekunder(fordelt - stort.gemt)} after its commit",
        f"its transaction held others {sekunder(stort.holdt)}; a small file waited {sekunder(holdt)} at most",
    )


def _prepare(installation: Installation, callback: str, personer: int) -> None:
    """Two dueslag of the persons that small files are about, one for each way; others' of everybody."""
    postrum, liste = installation.postrum, uuid("liste", 0)
    postrum.opret_vaerdiliste(
        Vaerdiliste(liste, "Vores", uuid("system", 0), 0, 0), nu="2026-11-25T00:00:00Z", hvem="operatoer"
    )
    postrum.ret_vaerdiliste(
        liste,
        til=(int(to_person(nr, personer).pnr) for nr in range(1, personer, 2)),
        nu="2026-11-25T00:00:00Z",
        hvem="operatoer",
    )
    vores = f"personnummer IN VÆRDILISTE('{liste}')"
    dueslag = [make_dueslag(1, filter_=vores), make_dueslag(2, filter_=vores, callback=callback)]
    set_up(postrum, [*dueslag, *(make_dueslag(3 + nr) for nr in range(_ANDRE))], callbacks=(callback,))


def _where(port: int, certifikater: Certifikater) -> Hvor:
    return Hvor(port, "BF", uuid("system", 0), HEMMELIGHED, uuid("dueslag", 1), certifikater)


def _receive(installation: Installation, fil: Path) -> Modtaget:
    time.sleep(_MELLEMRUM)
    begyndt, gemt, kvittering = _commit(installation, Oenske(fil, nye_opgaver=(_OPGAVE,)))
    return Modtaget(kvittering.foerste, kvittering.sidste, gemt, gemt - begyndt)


def _commit(installation: Installation, oenske: Oenske) -> tuple[float, float, Kvittering]:
    """Receives a file; when its transaction began to be asked for, and when it had ended."""
    tider: list[float] = []
    modtag = type(installation.lager).modtag

    def timed(*args: object, **kwargs: object) -> Kvittering:
        tider.append(time.monotonic())
        kvittering: Kvittering = modtag(installation.lager, *args, **kwargs)  # type: ignore[arg-type]
        tider.append(time.monotonic())
        return kvittering

    installation.lager.modtag = timed  # type: ignore[method-assign]
    kvittering = installation.receive(oenske)
    return tider[0], tider[1], kvittering


def _receive_large(folder: Path, fil: Path) -> Stor:
    """In a process of its own."""
    with produkt.opened(folder) as installation:
        startet = time.monotonic()
        begyndt, gemt, kvittering = _commit(installation, Oenske(fil, nye_opgaver=("900001",)))
        return Stor(kvittering.sidste, startet, gemt, gemt - begyndt)


def _receive_beside(installation: Installation, stor: Path, smaa: Iterator[Path]) -> tuple[list[Modtaget], Stor, float]:
    """Small files from when another process begins with the large one until some time after it is distributed."""
    folder = Path(installation.settings.database_url.removeprefix("sqlite:///")).parent
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        stort: Future[Stor] = pool.submit(_receive_large, folder, stor)
        fundne: list[Modtaget] = []
        fordelt = 0.0
        while not fordelt or time.monotonic() < fordelt + _EFTER:
            fundne.append(_receive(installation, next(smaa)))
            if not fordelt and stort.done() and installation.postrum.position() >= stort.result().sidste:
                fordelt = time.monotonic()
        return fundne, stort.result(), fordelt


def _phases(imens: list[Modtaget], stort: Stor, fordelt: float) -> Iterator[tuple[str, list[Modtaget]]]:
    yield "until its commit", [each for each in imens if each.gemt < stort.gemt]
    yield "while it is distributed", [each for each in imens if stort.gemt <= each.gemt < fordelt]
    yield "while its forsendelser wait", [each for each in imens if each.gemt >= fordelt]


def _to_figurer(
    hvornaar: str, modtagne: list[Modtaget], ankomster: list[Ankomst], krav: str = "p99 below 200 ms"
) -> Iterator[Figur]:
    gemt = {nummer: each.gemt for each in modtagne for nummer in range(each.foerste, each.sidste + 1)}
    for vej in ("fetched", "pushed"):
        ventet = [
            each.hvornaar - gemt[each.loebenummer] for each in ankomster if each.vej == vej and each.loebenummer in gemt
        ]
        mangler = len(gemt) - len(ventet)
        if ventet:
            yield Figur(
                f"from the log to a waiting receiver, {vej}, {hvornaar}",
                f"median {millisekunder(middle(ventet))}, p99 {millisekunder(percentile(ventet, 0.99))}, "
                f"worst {millisekunder(max(ventet))}" + (f"; {mangler:,} did not come" if mangler else ""),
                f"{len(modtagne)} files, {len(gemt):,} hændelser",
                krav=krav,
            )
