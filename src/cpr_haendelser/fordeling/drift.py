"""The post room at work: distributing, looking after, BeskedHent and BeskedFåTilsendt, together in one program.

Several programs may stand side by side over one post room: the storage keeps them out of each other's way.
"""

from __future__ import annotations

import asyncio
import random
import socket
import ssl
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from threading import Event, Thread
from typing import NamedTuple

from cpr_haendelser.fordeling import genforsoeg
from cpr_haendelser.fordeling.amqp import protocol
from cpr_haendelser.fordeling.amqp.forbindelse import Frister
from cpr_haendelser.fordeling.amqp.koe import Koe, Puls
from cpr_haendelser.fordeling.amqp.server import BeskedHent
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.fordeling.brev import Brevskriver
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.fordeling.proces import Proces
from cpr_haendelser.fordeling.push.aflever import Aflever
from cpr_haendelser.fordeling.push.bud import Bud
from cpr_haendelser.fordeling.push.budlinje import Aabning
from cpr_haendelser.fordeling.push.klient import Klientindstillinger
from cpr_haendelser.fordeling.push.tur import Bude
from cpr_haendelser.fordeling.push.udsendelse import Omgivelser
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.fordeling.storfil import never
from cpr_haendelser.fordeling.takt import Slag, Takt
from cpr_haendelser.fordeling.udskriv import Udskriver
from cpr_haendelser.logning import log_line
from cpr_haendelser.storage.forsendelse import (
    Afslutning,
    Forsendelse,
    Udfald,
    Videregivelse,
)
from cpr_haendelser.storage.lager import Lager
from cpr_haendelser.storage.postrum import Postrum
from cpr_haendelser.tls.kontekster import Filer

HENT, TILSEND = "hent", "tilsend"
"""The ways out, as delivery records name them."""

Alarm = Callable[[str, int, str], None]
"""Tells somebody: dueslag, løbenummer, a code of fordeling.grunde."""


class Doer(NamedTuple):
    """Where BeskedHent listens: a bound socket; without TLS on this machine alone."""

    sock: socket.socket
    tls: ssl.SSLContext | None


class Indstillinger(NamedTuple):
    """What an installation may set."""

    amqp: protocol.Graenser = protocol.Graenser()
    klient: Klientindstillinger = Klientindstillinger()
    graenser: genforsoeg.Graenser = genforsoeg.Graenser()
    samtidige: int = 8
    """Pushes under way at once for one dueslag."""
    slag: Slag = Slag()
    frister: Frister = Frister()
    puls: Puls = Puls()
    stor_fil: Callable[[], int] = never
    """A file with more hændelser awaits the operator; asked for each batch."""
    kig: float = 0.1
    """Seconds between looks for something to push where nobody has said that there is."""


class Dele(NamedTuple):
    """What the post room works with."""

    lager: Lager
    postrum: Postrum
    bord: Bord
    udskriver: Udskriver
    proces: Proces
    klientfiler: Filer
    """What pushing shows and trusts; files that change count from the next connection on."""
    alarm: Alarm
    nu: Callable[[], datetime]
    eftersyn: Callable[[], None]
    """Called every few seconds: certificates and the like."""


class Drift:
    """Everything of it, from `start` to `stop`."""

    def __init__(self, dele: Dele, indstillinger: Indstillinger, doere: Iterable[Doer]) -> None:
        """`doere`: where BeskedHent listens; none: nothing is fetched from this program."""
        self._dele, self._ind, self._doere = dele, indstillinger, tuple(doere)
        self._klar = Event()
        self._fejl: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._slut: asyncio.Event | None = None
        self._traad = Thread(target=self._serve, name="levering", daemon=True)

    def start(self) -> None:
        """Begins; returns when receivers can connect. Raises what hindered it."""
        self._traad.start()
        self._klar.wait()
        if self._fejl is not None:
            self._traad.join()
            raise self._fejl

    @property
    def is_at_work(self) -> bool:
        """Whether it has begun and not ended."""
        return self._klar.is_set() and self._traad.is_alive() and self._fejl is None

    def wake(self) -> None:
        """Says, from any thread, that there may be something new in the log."""
        self._takt.wake()

    def stop(self) -> None:
        """Ends: consumers are told, pushes under way are heard, the rest is given back."""
        if self._loop is not None and self._slut is not None:
            with suppress(RuntimeError):  # it has ended by itself
                self._loop.call_soon_threadsafe(self._slut.set)
        self._traad.join()

    # --- in the thread ------------------------------------------------------------------------------------------------

    def _serve(self) -> None:
        try:
            asyncio.run(self._run())
        except BaseException as error:  # noqa: BLE001 - it is told, and `start` raises it
            if self._klar.is_set():
                log_line("fordeling.standset")
            self._fejl = error
        finally:
            self._klar.set()

    async def _run(self) -> None:
        self._loop, self._slut = asyncio.get_running_loop(), asyncio.Event()
        dele, ind = self._dele, self._ind
        await asyncio.to_thread(dele.proces.give_back, dele.postrum, nu=stamp(dele.nu()))
        koe = Koe(
            dele.postrum,
            self._writer(HENT),
            self._conclude,
            nu=lambda: stamp(dele.nu()),
            proces=dele.proces.navn,
            puls=ind.puls,
        )
        hent = BeskedHent(koe, dele.bord, graenser=ind.amqp, frister=ind.frister)
        async with Bud(Aabning(dele.klientfiler, ind.klient)) as bud:
            aflever = Aflever(self._surroundings(bud), dele.bord.ruter, kig=ind.kig)
            self._takt = self._make_takt(koe, aflever)
            for doer in self._doere:
                await hent.start(doer.sock, doer.tls)
            afleverer = asyncio.create_task(aflever.run())
            self._takt.start()
            self._klar.set()
            try:
                await asyncio.wait(
                    (afleverer, asyncio.create_task(self._slut.wait())), return_when=asyncio.FIRST_COMPLETED
                )
            finally:
                await asyncio.to_thread(self._takt.stop)
                aflever.stop()
                await afleverer
                await hent.stop()

    def _make_takt(self, koe: Koe, aflever: Aflever) -> Takt:
        dele = self._dele

        def nyt(dueslag: Iterable[str]) -> None:
            koe.nyt(dueslag)
            aflever.wake()

        return Takt(
            Fordeler(
                dele.lager,
                dele.postrum,
                dele.bord.match,
                lambda: stamp(dele.nu()),
                stor_fil=self._ind.stor_fil,
            ),
            dele.bord,
            dele.postrum,
            proces=dele.proces,
            nu=dele.nu,
            nyt=nyt,
            eftersyn=dele.eftersyn,
            slag=self._ind.slag,
        )

    def _surroundings(self, bude: Bude) -> Omgivelser:
        dele = self._dele
        return Omgivelser(
            postrum=dele.postrum,
            bude=bude,
            skriver=self._writer(TILSEND),
            alarm=dele.alarm,
            nu=dele.nu,
            jitter=_jitter,
            hvem=f"{dele.proces.navn}/{TILSEND}",
            samtidige=self._ind.samtidige,
            graenser=self._ind.graenser,
        )

    def _writer(self, kanal: str) -> Brevskriver:
        return Brevskriver(self._dele.bord, self._dele.udskriver, kanal, self._ind.graenser.tabte_forbindelser)

    # --- what BeskedHent asks -----------------------------------------------------------------------------------------

    def _conclude(
        self, forsendelse: Forsendelse, udfald: Udfald, grund: str, videregivelse: Videregivelse | None
    ) -> Afslutning:
        foelge = genforsoeg.follow(
            forsendelse, udfald, grund, nu=self._dele.nu(), jitter=_jitter(), graenser=self._ind.graenser
        )
        if foelge.alarm:
            self._dele.alarm(forsendelse.dueslag, forsendelse.loebenummer, foelge.alarm)
        return foelge.afslutning(forsendelse, videregivelse)


def _jitter() -> float:
    return random.uniform(-1.0, 1.0)  # noqa: S311 - it only spreads retries
