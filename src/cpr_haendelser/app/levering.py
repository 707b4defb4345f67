"""Delivery put together for one installation: from its settings to the post room at work."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NamedTuple

from cpr_haendelser import __version__
from cpr_haendelser.app import Installation
from cpr_haendelser.app.alarmer import make_vagt
from cpr_haendelser.app.revision import Hovedbud, note_settings, notice_rollback
from cpr_haendelser.fordeling import genforsoeg
from cpr_haendelser.fordeling.amqp import protocol
from cpr_haendelser.fordeling.amqp.server import PORT, PORT_UDEN_TLS
from cpr_haendelser.fordeling.drift import Alarm, Dele, Doer, Drift, Indstillinger
from cpr_haendelser.fordeling.proces import Proces
from cpr_haendelser.fordeling.push.adresse import Regler
from cpr_haendelser.fordeling.push.klient import Klientindstillinger
from cpr_haendelser.fordeling.storfil import ALDRIG
from cpr_haendelser.logning import log_line
from cpr_haendelser.overblik.fremskridt import Fremskridt
from cpr_haendelser.porte import bind
from cpr_haendelser.settings import Settings
from cpr_haendelser.storage.forsendelse import Udfald
from cpr_haendelser.tls.kontekster import Filer, Klientcertifikat, Serverkontekst, client_papers

STOR_FIL_PRODUKTION = 100_000
"""More than a day's changes of all Denmark."""
STILLE = 60.0
"""Seconds that distribution may stand still before the program is not ready."""


class Lytter(NamedTuple):
    """Where BeskedHent is to be found."""

    host: str
    port: int
    tls: bool

    @property
    def adresse(self) -> str:
        """As a receiver writes it."""
        return f"{'amqps' if self.tls else 'amqp'}://{self.host}:{self.port}/BF"


class Levering:
    """The post room of an installation at work: `start` it, and `stop` it at the end."""

    def __init__(self, installation: Installation, alarm: Alarm | None = None, *, forsoeg: int = 1) -> None:
        """`forsoeg`: so many ports are tried. Opsaetningsfejl where certificates or addresses do not fit."""
        settings = installation.settings
        self.lytter: Lytter | None = None
        self._serverkontekst = _server_context(settings)
        self._doere = [self._door(settings, forsoeg)] if settings.hent.aktiv else []
        self._proces = Proces(installation.procesmappe)
        self._vagt = make_vagt(installation, self._proces.navn)
        self._hovedbud = Hovedbud(installation)
        self._installation, self._fremskridt = installation, Fremskridt(time.monotonic)
        dele = Dele(
            lager=installation.lager,
            postrum=installation.postrum,
            bord=installation.bord,
            udskriver=installation.udskriver,
            proces=self._proces,
            klientfiler=_client_files(settings),
            alarm=alarm or self._vagt.alarm,
            nu=lambda: datetime.now(UTC),
            eftersyn=self._inspect,
        )
        self._drift = Drift(dele, make_indstillinger(installation), self._doere)

    def start(self) -> None:
        """Begins; receivers can connect when it returns. Where it cannot, nothing is left behind."""
        try:
            notice_rollback(self._installation)
            self._drift.start()
        except BaseException:
            self._close()
            raise
        self._vagt.start()
        note_settings(self._installation)
        self._installation.follow_choices()
        self._installation.valgkontor.tell()
        self._installation.klarhed.add(self._is_ready)
        log_line("program.startet", version=__version__, miljoe=self._installation.settings.environment)
        if self._installation.postrum.gendannelse() is not None:
            log_line("program.gendannet")

    def wake(self) -> None:
        """Says that there may be something new in the log."""
        self._drift.wake()

    def stop(self) -> None:
        """Ends, in good order."""
        self._installation.klarhed.remove(self._is_ready)
        self._drift.stop()
        self._vagt.stop()
        self._close()
        self._installation.afvisningsbog.keep()
        self._hovedbud.close()
        log_line("program.stoppet")

    def _is_ready(self) -> bool:
        """Whether receivers can connect, and distribution does not stand still."""
        if self._installation.postrum.gendannelse() is not None:
            return False
        position, sidste = self._installation.postrum.position(), self._installation.lager.sidste_loebenummer()
        return self._drift.is_at_work and self._fremskridt.stille(sidste, position) < STILLE

    def _close(self) -> None:
        for doer in self._doere:
            doer.sock.close()
        self._proces.close()

    def _door(self, settings: Settings, forsoeg: int) -> Doer:
        kontekst = self._serverkontekst.kontekst if self._serverkontekst else None
        host = settings.hent.host
        port = settings.hent.port
        if port is None:
            port = PORT if kontekst else PORT_UDEN_TLS
        sock = bind(host, port, forsoeg=forsoeg, indstilling="hent")
        self.lytter = Lytter(host, sock.getsockname()[1], kontekst is not None)
        return Doer(sock, kontekst)

    def _inspect(self) -> None:
        self._installation.follow_choices()
        self._installation.afvisningsbog.keep()
        self._installation.expire_agreements()
        self._hovedbud.look()
        if self._serverkontekst is not None and self._serverkontekst.refresh():
            log_line("tls.certifikat-skiftet")


@contextmanager
def delivering(installation: Installation, alarm: Alarm | None = None, *, forsoeg: int = 1) -> Iterator[Levering]:
    """Delivery at work as long as the block."""
    levering = Levering(installation, alarm, forsoeg=forsoeg)
    levering.start()
    try:
        yield levering
    finally:
        levering.stop()


def make_indstillinger(installation: Installation) -> Indstillinger:
    """What the installation sets of delivery; what may be chosen while it runs is asked for each time."""
    settings = installation.settings
    tilsend, levering = settings.tilsend, settings.levering
    return Indstillinger(
        amqp=protocol.Graenser(prefetch=settings.hent.prefetch, ramme=settings.hent.ramme),
        klient=Klientindstillinger(
            svar=tilsend.svar_sekunder,
            ulaeseligt=Udfald(tilsend.ulaeseligt_svar),
            regler=Regler(tilsend.private_adresser, tilsend.http_paa_loopback),
        ),
        graenser=genforsoeg.Graenser(levering.laengste_vent, levering.tabte_forbindelser),
        samtidige=tilsend.samtidige,
        stor_fil=lambda: _stor_fil(installation.gaeldende),
    )


def _stor_fil(settings: Settings) -> int:
    """From how many hændelser on a file awaits the operator."""
    sat = settings.levering.stor_fil
    if sat is None:
        return STOR_FIL_PRODUKTION if settings.environment == "produktion" else ALDRIG
    return sat


def _server_context(settings: Settings) -> Serverkontekst | None:
    tls = settings.tls
    if tls.certifikat is None:
        return None
    filer = Filer(tls.certifikat, tls.noegle, tls.tillid)
    maa = Klientcertifikat.VALGFRIT if tls.tillid else Klientcertifikat.INTET
    return Serverkontekst(filer, maa, lambda grund: log_line("tls.haandtryk-afvist", forklaring=grund))


def _client_files(settings: Settings) -> Filer:
    """What pushing shows and trusts; Opsaetningsfejl TLS-010 where the files do not fit."""
    tls = settings.tls
    filer = Filer(tls.klient_certifikat, tls.klient_noegle, tls.klient_tillid)
    client_papers(filer)
    return filer
