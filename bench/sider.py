"""The console's pages, asked for over loopback as a browser asks, at rest and while another process receives a file."""

from __future__ import annotations

import http.client
import random
import re
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from bench import produkt
from bench.befolkning import to_person
from bench.levering.lister import Lister
from bench.levering.matchning import distribute
from bench.levering.opstilling import make_dueslag, set_up, uuid
from bench.maaling import Figur, alone, middle, percentile
from bench.proeve import Proeve
from bench.tal import millisekunder
from cpr_haendelser.abonnementer.model import Dueslag
from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.konti.brugere import NyBruger
from cpr_haendelser.konti.sessioner import Maade
from cpr_haendelser.storage.aabning import open_postrum

_DUESLAG, _SYSTEMER = 2000, 100
_DEL = 0.6
"""Such a part of the persons changes: that makes about as many hændelser as there are persons."""
_PR_HAENDELSE = 0.68
"""So many forsendelser a hændelse come of the value lists; one dueslag gets every hændelse besides."""
_GANGE, _PERSONER_PR_GANG = 40, 100
"""How often each page is asked for, at rest; less often where there are not so many persons for each time."""
_FOERST = 3
"""Asked for so often before it is measured: what is read once a process is read then."""
_POSTRUM = "haendelser.post.db"
_KRAV = "p95 below 100 ms"
_SPROG = "haendelser-sprog=da"
Maalinger = dict[str, list[float]]


class Tilstand(NamedTuple):
    """What there is to ask about."""

    dueslag: int
    loebenummer: int
    filer: int
    numre: tuple[str, ...]


class Side(NamedTuple):
    """A page: what it is called here, and an address of it, another each time, with what is sent in a form."""

    navn: str
    sti: Callable[[random.Random], str]
    felter: Callable[[random.Random], Mapping[str, str]] | None = None


def pages(proeve: Proeve) -> Iterator[Figur]:
    """Each page, and all of them together."""
    with proeve.tom() as folder:
        kopi = _prepare(proeve, folder)
        fil = proeve.leverance(proeve.personer, proeve.aendrede, dag=2)
        tilstand = _look(kopi, proeve)
        with _served(kopi) as browser:
            sider = _pages(tilstand, browser.faste)
            rolig = _ask(browser, sider, min(_GANGE, max(1, proeve.personer // _PERSONER_PR_GANG)))
            with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
                modtagelse = pool.submit(produkt.receive, kopi, fil)
                travl = _ask_until(browser, sider, modtagelse.done)
                modtagelse.result()
    for navn, maalt in rolig.items():
        yield _to_figur(navn, maalt, travl.get(navn, []), proeve.aendrede)
    yield _to_figur("all pages", _together(rolig), _together(travl), proeve.aendrede)


def _to_figur(navn: str, rolig: list[float], travl: list[float], aendrede: int) -> Figur:
    imens = f"while {aendrede:,} persons are received: {_spread(travl)}" if travl else "not asked for while receiving"
    return Figur(navn, _spread(rolig), imens, krav=_KRAV)


def _spread(maalt: list[float]) -> str:
    return (
        f"median {millisekunder(middle(maalt))}, p95 {millisekunder(percentile(maalt, 0.95))}, "
        f"worst {millisekunder(max(maalt))}"
    )


def _together(maalinger: Maalinger) -> list[float]:
    return [each for maalt in maalinger.values() for each in maalt]


# --- what there is ----------------------------------------------------------------------------------------------------


def _prepare(proeve: Proeve, folder: Path) -> Path:
    """An installation with persons, hændelser, dueslag, value lists, and forsendelser that wait."""
    kopi = produkt.copied(proeve.fyldt(proeve.personer), folder / "kopi")
    alone(produkt.receive, kopi, proeve.leverance(proeve.personer, int(_DEL * proeve.personer)))
    antal = proeve.hoejst(_DUESLAG)
    lister = Lister(antal, max(10, int(_PR_HAENDELSE * proeve.personer / antal)))
    with closing(open_postrum(produkt.url(kopi))) as postrum:
        lister.fill(postrum, kopi / _POSTRUM)
        set_up(postrum, [_dueslag(nr) for nr in range(antal)], systemer=_SYSTEMER)
    alone(distribute, kopi)
    return kopi


def _dueslag(nr: int) -> Dueslag:
    filter_ = f"personnummer IN VÆRDILISTE('{uuid('liste', nr)}')" if nr else ""
    return make_dueslag(nr, system=nr % _SYSTEMER, filter_=filter_)


def _look(kopi: Path, proeve: Proeve) -> Tilstand:
    personer = proeve.personer
    with produkt.opened(kopi) as installation:
        stade = installation.lager.stade()
    numre = tuple(to_person(nr * 7919 % personer, personer).pnr for nr in range(min(2000, personer)))
    return Tilstand(proeve.hoejst(_DUESLAG), stade.loebenummer, stade.fil, numre)


def _pages(tilstand: Tilstand, faste: tuple[str, ...]) -> list[Side]:
    """Those with something in their address, another each time; then every other one that there is."""

    def number(tilfaeldig: random.Random) -> int:
        return tilfaeldig.randint(1, max(1, tilstand.loebenummer))

    def dueslag(tilfaeldig: random.Random) -> str:
        return f"/dueslag/{uuid('dueslag', tilfaeldig.randrange(tilstand.dueslag))}"

    def liste(tilfaeldig: random.Random) -> str:
        return f"/vaerdilister/{uuid('liste', tilfaeldig.randrange(tilstand.dueslag))}"

    def dueslagsside(tilfaeldig: random.Random) -> str:
        return f"/dueslag?side={tilfaeldig.randint(1, max(1, tilstand.dueslag // 50))}"

    det_store = f"/dueslag/{uuid('dueslag', 0)}"
    af_koder = {"filter": "personhaendelse IN ('034', '035') AND NOT kommune = '0101'", "system": uuid("system", 1)}
    sider = [
        Side("/haendelser?til=N", lambda t: f"/haendelser?til={number(t)}"),
        Side("/haendelser/N", lambda t: f"/haendelser/{number(t)}"),
        Side("/personer, one looked up", lambda _: "/personer", lambda t: {"personnummer": t.choice(tilstand.numre)}),
        Side("/filer/N", lambda _: f"/filer/{tilstand.filer}"),
        Side("/filer/N/linjer", lambda t: f"/filer/{tilstand.filer}/linjer?efter={number(t)}"),
        Side("/dueslag?side=N", dueslagsside),
        Side("/dueslag?q=…", lambda t: f"/dueslag?q=System+{t.randrange(_SYSTEMER)}"),
        Side("/dueslag/…", dueslag),
        Side("/dueslag/…, the one that gets everything", lambda _: det_store),
        Side("/dueslag/…?tilstand=venter", lambda t: f"{dueslag(t)}?tilstand=venter"),
        Side("/dueslag/…/forklar?nr=N", lambda t: f"{dueslag(t)}/forklar?nr={number(t)}"),
        Side("/dueslag/…/ret", lambda t: f"{dueslag(t)}/ret"),
        Side("/dueslag/filtertjek", lambda _: "/dueslag/filtertjek", lambda _: af_koder),
        Side("/vaerdilister/…", liste),
        Side("/vaerdilister/…/vaerdier", lambda t: f"{liste(t)}/vaerdier"),
    ]
    return [*sider, *(Side(sti or "/ (the overview)", _always(sti)) for sti in faste)]


def _always(sti: str) -> Callable[[random.Random], str]:
    return lambda _: sti


# --- asking -----------------------------------------------------------------------------------------------------------


class Browser:
    """Asks for pages over one connection that is kept."""

    def __init__(self, port: int, cookie: str, faste: tuple[str, ...]) -> None:
        self._port, self._hoveder = port, {"Cookie": f"haendelser-session={cookie}; {_SPROG}"}
        self._linje = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._modtegn = re.search(r'name="modtegn" value="([0-9a-f]+)"', self._send("GET", "/adgangskode", None))[1]  # type: ignore[index]

        self.faste = tuple(sti for sti in faste if self._answers(sti))
        """The addresses without anything to fill in that answer so."""

    def _answers(self, sti: str) -> bool:
        try:
            return bool(self._send("GET", sti, None))
        except ConnectionError:
            return False

    def seconds(self, sti: str, felter: Mapping[str, str] | None) -> float:
        """What an answer takes, all of it read; ConnectionError where the page says that something is wrong."""
        krop = urlencode({"modtegn": self._modtegn, **felter}) if felter is not None else None
        begyndt = time.perf_counter()
        self._send("POST" if krop else "GET", sti, krop)
        return time.perf_counter() - begyndt

    def _send(self, metode: str, sti: str, krop: str | None) -> str:
        hoveder = {**self._hoveder, "Content-Type": "application/x-www-form-urlencoded"} if krop else self._hoveder
        self._linje.request(metode, f"/konsol{sti}", krop, hoveder)
        svar = self._linje.getresponse()
        tekst = svar.read().decode()
        if svar.status not in {200, 302, 303}:
            raise ConnectionError(f"{sti}: {svar.status}")
        return tekst


def _ask(browser: Browser, sider: list[Side], gange: int) -> Maalinger:
    """Every page so many times, by turns, so that none has the machine to itself."""
    tilfaeldig = random.Random(7)  # noqa: S311 - the same addresses in every run
    for side in sider * _FOERST:
        _seconds(browser, side, tilfaeldig)
    fundne: Maalinger = {side.navn: [] for side in sider}
    for _ in range(gange):
        for side in sider:
            fundne[side.navn].append(_seconds(browser, side, tilfaeldig))
    return fundne


def _ask_until(browser: Browser, sider: list[Side], done: Callable[[], bool]) -> Maalinger:
    """Over and over until told."""
    tilfaeldig = random.Random(11)  # noqa: S311 - the same addresses in every run
    fundne: Maalinger = {}
    while not done():
        for side in sider:
            if done():
                break
            fundne.setdefault(side.navn, []).append(_seconds(browser, side, tilfaeldig))
    return fundne


def _seconds(browser: Browser, side: Side, tilfaeldig: random.Random) -> float:
    return browser.seconds(side.sti(tilfaeldig), side.felter(tilfaeldig) if side.felter else None)


# --- the server -------------------------------------------------------------------------------------------------------


@contextmanager
def _served(kopi: Path) -> Iterator[Browser]:
    """A browser, logged in, of the console in a process of its own."""
    with closing(socket.socket()) as stik:
        stik.bind(("127.0.0.1", 0))
        port = stik.getsockname()[1]
    kontekst = get_context("spawn")
    klar = kontekst.Queue()
    proces = kontekst.Process(target=_serve, args=(kopi, port, klar), daemon=True)
    proces.start()
    try:
        cookie, faste = klar.get(timeout=120)
        _wait_for(port)
        yield Browser(port, cookie, faste)
    finally:
        proces.terminate()
        proces.join()


def _wait_for(port: int) -> None:
    slut = time.monotonic() + 60
    while True:
        try:
            with closing(socket.create_connection(("127.0.0.1", port), timeout=5)):
                return
        except OSError:
            if time.monotonic() > slut:
                raise
            time.sleep(0.05)


def _serve(kopi: Path, port: int, klar) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - a queue of its context
    import uvicorn

    from cpr_haendelser.adgang.handling import Handling
    from cpr_haendelser.konsol.samling import create_konsol
    from cpr_haendelser.konsol.samling import pages as all_pages
    from cpr_haendelser.opsamler import settled

    with produkt.opened(kopi) as installation:
        cvr = installation.bord.opsaetning().organisationer[0].cvr
        brugere, sessioner = installation.konti.brugere, installation.konti.sessioner
        ny = NyBruger("drift", "Drift", "drift@bench.example", cvr, frozenset({Rolle.DRIFTSOPERATOER}))
        oprettet = brugere.create(ny, "bench")
        installation.konti.portner.change_password(oprettet.bruger, oprettet.foerstegangskode, "en lang og god kode 42")
        cookie, _ = sessioner.begin(brugere.find("drift"), Maade.LOKAL)
        faste = tuple(
            side.sti
            for side in all_pages(installation)
            if side.metode == "GET" and "{" not in side.sti and isinstance(side.adgang, Handling)
        )
        konsol = create_konsol(installation)
        klar.put((cookie, faste))
        with settled():
            uvicorn.run(konsol, host="127.0.0.1", port=port, log_level="error")
