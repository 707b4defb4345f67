"""The whole post room as one program: distributing, watching the agreements, BeskedHent and BeskedFåTilsendt.

In a thread of its own with a clock that is handed in, or as a process (`python -m tests.levering.program FOLDER`).
"""

from __future__ import annotations

import asyncio
import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from cpr_haendelser.app import Installation
from cpr_haendelser.cpr.tider import localise_utc
from cpr_haendelser.fordeling.amqp.forbindelse import Frister
from cpr_haendelser.fordeling.amqp.kanal import Brev
from cpr_haendelser.fordeling.amqp.koe import Koe, Puls
from cpr_haendelser.fordeling.amqp.server import BeskedHent
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.fordeling.genforsoeg import follow
from cpr_haendelser.fordeling.push.adresse import Regler
from cpr_haendelser.fordeling.push.aflever import Aflever
from cpr_haendelser.fordeling.push.klient import Klient, Klientindstillinger
from cpr_haendelser.fordeling.push.udsendelse import Omgivelser, stamp
from cpr_haendelser.fordeling.tilsyn import enforce
from cpr_haendelser.fordeling.udskriv import Afsender, Udskriver
from cpr_haendelser.storage.forsendelse import Afslutning, Forsendelse, Forsendelsestilstand, Udfald, Videregivelse
from cpr_haendelser.tls.kontekster import Klientcertifikat, client_context, server_context
from tests.levering.certifikater import Certifikater
from tests.levering.verden import rigtigt_ur

FORDELINGSSYSTEM = "f9fbbb38-4b2f-11e5-885d-feff819cdc9f"
KILDESYSTEM = "d92bb9c2-d826-4028-8fb5-d8b88b4377d4"
KORTE = Frister(opkobling=2.0, ramme=2.0, skrivning=2.0, farvel=0.5, afvisning=0.01)


class Program:
    """One run of the program over an installation."""

    def __init__(  # noqa: PLR0913 - what a case may choose
        self,
        installation: Installation,
        certifikater: Certifikater,
        ur: Callable[[], datetime] = rigtigt_ur,
        *,
        svar: float = 0.5,
        port: int = 0,
        kig: float = 0.01,
    ) -> None:
        """`svar`: seconds that a push may take; `port`: of BeskedHent, 0: any free one."""
        self.installation, self.ur, self._certifikater = installation, ur, certifikater
        self._svar, self.port, self._kig = svar, port, kig
        self.alarmer: list[tuple[str, int, str]] = []
        self._jitter = random.Random(4711)  # noqa: S311 - a repeatable run, nothing secret
        lager, postrum = installation.lager, installation.postrum
        self.bord = Bord(lager, postrum, lambda: localise_utc(ur()).date().isoformat())
        self.fordeler = Fordeler(lager, postrum, self.bord.match, self.nu)
        afsender = Afsender(KILDESYSTEM, FORDELINGSSYSTEM, "urn:oio:cvr-nr:")
        self._udskriver = Udskriver(lager, installation.beskedskriver, afsender, self._local)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._slut = False

    def nu(self) -> str:
        """The time as the post room compares it."""
        return stamp(self.ur())

    def _local(self) -> str:
        return localise_utc(self.ur()).isoformat(timespec="milliseconds")

    # --- life ---------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Runs until `stop`."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(20)

    def stop(self) -> None:
        """Takes leave of everybody."""
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(40)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _start(self) -> None:
        postrum = self.installation.postrum
        self.koe = Koe(postrum, self._brev, self._afgoer, nu=self.nu, proces="hent", puls=Puls(poll=self._kig))
        self.hent = BeskedHent(self.koe, self.bord, frister=KORTE)
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(("127.0.0.1", self.port))
        self.port = sock.getsockname()[1]
        doer, ud = (self._certifikater.filer(each) for each in (self._certifikater.doer, self._certifikater.ud))
        await self.hent.start(sock, server_context(doer, Klientcertifikat.VALGFRIT))
        indstillinger = Klientindstillinger(svar=self._svar, regler=Regler(private_adresser=True))
        kontekst = client_context(ud)
        self._klient = await Klient(lambda: kontekst, indstillinger, self.ur).__aenter__()
        self.aflever = Aflever(self._omgivelser(self._klient), self.bord.ruter, kig=self._kig)
        self._opgaver = [asyncio.create_task(self.aflever.run()), asyncio.create_task(self._distribute())]

    async def _stop(self) -> None:
        self._slut = True
        self.aflever.stop()
        await asyncio.gather(*self._opgaver)
        await self._klient.__aexit__()
        await self.hent.stop()

    async def _distribute(self) -> None:
        while not self._slut:
            with suppress(Exception):
                enforce(self.installation.postrum, self.bord.opsaetning(), dag=self.nu()[:10], nu=self.nu())
                fordelt = await asyncio.to_thread(self.fordeler.step, 200)
                if fordelt.haendelser:
                    continue
            await asyncio.sleep(self._kig)

    # --- the ways out -------------------------------------------------------------------------------------------------

    def _omgivelser(self, klient: Klient) -> Omgivelser:
        return Omgivelser(
            postrum=self.installation.postrum,
            klient=klient,
            skriv=self._udskriver.write,
            maa=lambda forsendelse: self.bord.may_leave(forsendelse, "tilsend"),
            alarm=lambda *alarm: self.alarmer.append(alarm),
            nu=self.ur,
            jitter=self.jitter,
            hvem="tilsend",
        )

    def jitter(self) -> float:
        """From -1 to 1."""
        return self._jitter.uniform(-1, 1)

    def _brev(self, forsendelse: Forsendelse) -> Brev | Afslutning:
        vej = self.bord.may_leave(forsendelse, "hent")
        if vej is None:
            dueslag, loebenummer, forsoeg = forsendelse.dueslag, forsendelse.loebenummer, forsendelse.forsoeg
            return Afslutning(dueslag, loebenummer, forsoeg, Forsendelsestilstand.TILBAGEHOLDT, grund="aftale")
        body, transaktion = self._udskriver.write(forsendelse)
        return Brev(forsendelse, body, transaktion, vej)

    def _afgoer(self, forsendelse: Forsendelse, udfald: Udfald, grund: str, vej: Videregivelse | None) -> Afslutning:
        foelge = follow(forsendelse, udfald, grund, nu=self.ur(), jitter=self.jitter())
        if foelge.alarm:
            self.alarmer.append((forsendelse.dueslag, forsendelse.loebenummer, foelge.alarm))
        return foelge.afslutning(forsendelse, vej)


@contextmanager
def running(program: Program) -> Iterator[Program]:
    """The program while it runs."""
    program.start()
    try:
        yield program
    finally:
        program.stop()
