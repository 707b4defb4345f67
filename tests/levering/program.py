"""The post room at work in this process, with a clock that is handed in and short deadlines."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime

import pika

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
from cpr_haendelser.storage.forsendelse import Forsendelse, Forsendelsestilstand
from cpr_haendelser.tls.kontekster import Klientcertifikat, server_context
from tests.levering.certifikater import Certifikater
from tests.levering.klienter import tls
from tests.levering.verden import HEMMELIGHED, Verden, rigtigt_ur

Alarm = tuple[str, int, str]
"""Dueslag, løbenummer, reason."""
_KORTE = Frister(opkobling=2.0, ramme=2.0, skrivning=1.0, farvel=0.3, afvisning=0.01)
_HURTIGE = Slag(log=0.01, aftaler=0.02, eftersyn=0.05)
_ROLIGE, _LAENGST = 2, 60.0
"""So many looks in a row at which it is at rest, within so many seconds."""


class Program:
    """What is at work, and what it has told somebody."""

    def __init__(self, verden: Verden, certifikater: Certifikater, ur: Callable[[], datetime], svar: float) -> None:
        """`svar`: seconds that a push may take."""
        self.verden, self.ur, self._certifikater = verden, ur, certifikater
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
                udskriver=Udskriver(verden.installation.beskedskriver, _afsender(), self._local),
                proces=self._proces,
                klientfiler=certifikater.filer(certifikater.ud),
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

    def consumers(self, dueslag: str) -> int:
        """How many consumers wait on a dueslag, as a client is told."""
        adresse = pika.ConnectionParameters(
            "127.0.0.1",
            self.port,
            "BF",
            pika.PlainCredentials(self._system(dueslag), HEMMELIGHED),
            ssl_options=pika.SSLOptions(tls(self._certifikater, None), "localhost"),
        )
        with closing(pika.BlockingConnection(adresse)) as forbindelse:
            return int(forbindelse.channel().queue_declare(dueslag, passive=True).method.consumer_count)

    def _system(self, dueslag: str) -> str:
        return next(each.system for each in self.verden.postrum.opsaetning().dueslag if each.uuid == dueslag)

    def distributed(self) -> None:
        """Waits until forsendelser have been derived from the whole log."""
        wait_for(lambda: self.verden.postrum.position() == self.verden.lager.sidste_loebenummer())

    def settled(self, *dueslag: str) -> None:
        """Waits until nothing of these dueslag is out, and nothing may leave now."""
        frist = time.monotonic() + _LAENGST
        rolige = 0
        while rolige < _ROLIGE:
            rolige = rolige + 1 if all(self._calm(uuid) for uuid in dueslag) else 0
            assert time.monotonic() < frist, "it never came to rest"
            time.sleep(0.003)

    def _calm(self, dueslag: str) -> bool:
        nu, postrum = stamp(self.ur()), self.verden.postrum
        stand = next((each for each in postrum.tilstande() if each.dueslag == dueslag), None)
        if stand is None or stand.ude:
            return stand is None
        if not stand.venter or stand.stoppet or stand.venter_til > nu:
            return True
        return is_calm(postrum.forsendelser(dueslag, antal=1_000_000), nu)

    def next_due(self, *dueslag: str) -> datetime | None:
        """When something of these dueslag may leave next; None: nothing will by itself."""
        postrum = self.verden.postrum
        stande = {each.dueslag: each for each in postrum.tilstande() if each.dueslag in dueslag and each.venter}
        tider = []
        for uuid, stand in stande.items():
            if stand.stoppet:
                continue
            tider += [stand.venter_til] if stand.venter_til else self._times(uuid)
        return min((datetime.fromisoformat(tid) for tid in tider if tid), default=None)

    def _times(self, dueslag: str) -> list[str]:
        venter = self.verden.postrum.forsendelser(dueslag, tilstand=Forsendelsestilstand.VENTER, antal=100_000)
        return [each.naeste for each in venter]


def is_calm(forsendelser: Iterable[Forsendelse], nu: str) -> bool:
    """Whether none is out, and none may leave: each person's first waits for its time, or behind one that is held."""
    foerste: dict[int, Forsendelse] = {}
    holdte = set()
    for each in forsendelser:
        if each.tilstand is Forsendelsestilstand.UDE:
            return False
        if each.holder:
            holdte.add(each.pnr)
        elif each.tilstand is Forsendelsestilstand.VENTER:
            foerste.setdefault(each.pnr, each)
    return all(each.naeste > nu or pnr in holdte for pnr, each in foerste.items())


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
