"""The post room at work in this process, with a clock that is handed in and short deadlines."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from cpr_haendelser.cpr.tider import localise_utc
from cpr_haendelser.fordeling.amqp.forbindelse import Frister
from cpr_haendelser.fordeling.amqp.koe import Puls
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.fordeling.drift import Dele, Doer, Drift, Indstillinger
from cpr_haendelser.fordeling.proces import Proces
from cpr_haendelser.fordeling.push.adresse import Regler
from cpr_haendelser.fordeling.push.klient import Klientindstillinger
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.fordeling.takt import Slag
from cpr_haendelser.fordeling.udskriv import Afsender, Udskriver
from cpr_haendelser.settings.levering import Leveringsindstillinger
from cpr_haendelser.tls.kontekster import Klientcertifikat, Klientkontekst, server_context
from tests.levering.certifikater import Certifikater
from tests.levering.verden import Verden, rigtigt_ur

Alarm = tuple[str, int, str]
"""Dueslag, løbenummer, reason."""
_KORTE = Frister(opkobling=2.0, ramme=2.0, skrivning=1.0, farvel=0.3, afvisning=0.01)
_HURTIGE = Slag(log=0.01, aftaler=0.02, eftersyn=0.05)
_ROLIG = 0.05
"""Seconds."""


class Program:
    """What is at work, and what it has told somebody."""

    def __init__(self, verden: Verden, certifikater: Certifikater, ur: Callable[[], datetime], svar: float) -> None:
        """`svar`: seconds that a push may take."""
        self.verden, self.ur = verden, ur
        self.alarmer: list[Alarm] = []
        lager, postrum = verden.lager, verden.postrum
        self._sock = socket.socket()
        self._sock.bind(("127.0.0.1", 0))
        self.port = int(self._sock.getsockname()[1])
        self._proces = Proces(verden.folder / "processer")
        self._drift = Drift(
            Dele(
                lager=lager,
                postrum=postrum,
                bord=Bord(lager, postrum, lambda: self._local()[:10]),
                udskriver=Udskriver(lager, verden.installation.beskedskriver, _afsender(), self._local),
                proces=self._proces,
                klientkontekst=Klientkontekst(certifikater.filer(certifikater.ud)),
                alarm=lambda *alarm: self.alarmer.append(alarm),
                nu=ur,
                eftersyn=lambda: None,
            ),
            Indstillinger(
                klient=Klientindstillinger(svar=svar, regler=Regler(private_adresser=True)),
                slag=_HURTIGE,
                frister=_KORTE,
                puls=Puls(poll=0.01, igen=0.05),
                kig=0.005,
            ),
            [Doer(self._sock, server_context(certifikater.filer(certifikater.doer), Klientcertifikat.VALGFRIT))],
        )

    def start(self) -> None:
        """Begins."""
        self._drift.start()

    def stop(self) -> None:
        """Ends in good order."""
        self._drift.stop()
        self._sock.close()
        self._proces.close()

    def _local(self) -> str:
        return localise_utc(self.ur()).isoformat(timespec="milliseconds")

    def distributed(self) -> None:
        """Waits until forsendelser have been derived from the whole log."""
        wait_for(lambda: self.verden.postrum.position() == self.verden.lager.sidste_loebenummer())

    def settled(self, *dueslag: str) -> None:
        """Waits until nothing of these dueslag may leave now, and nothing of them is out, for a while."""
        rolig_siden = time.monotonic()
        frist = rolig_siden + 60.0
        while time.monotonic() < rolig_siden + _ROLIG:
            if self._busy(dueslag):
                rolig_siden = time.monotonic()
            assert rolig_siden < frist, "it never came to rest"
            time.sleep(0.002)

    def _busy(self, dueslag: tuple[str, ...]) -> bool:
        postrum = self.verden.postrum
        klare = postrum.klare(nu=stamp(self.ur()))
        return any(uuid in klare for uuid in dueslag) or any(
            each.ude for each in postrum.tilstande() if each.dueslag in dueslag
        )


def _afsender() -> Afsender:
    levering = Leveringsindstillinger()
    return Afsender(levering.kildesystem, levering.fordelingssystem, "urn:oio:cvr-nr:")


@contextmanager
def running(
    verden: Verden, certifikater: Certifikater, ur: Callable[[], datetime] = rigtigt_ur, *, svar: float = 10.0
) -> Iterator[Program]:
    """The program while it runs."""
    program = Program(verden, certifikater, ur, svar)
    program.start()
    try:
        yield program
    finally:
        program.stop()


def wait_for(true: Callable[[], bool], seconds: float = 30.0) -> None:
    """Waits until something is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.005)
