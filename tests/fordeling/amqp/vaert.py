"""A listener over a post room in memory, in a thread of its own, for real clients to talk to."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from cpr_haendelser.fordeling.amqp.adgang import UKENDT
from cpr_haendelser.fordeling.amqp.forbindelse import Frister
from cpr_haendelser.fordeling.amqp.koe import Koe
from cpr_haendelser.fordeling.amqp.protocol import Graenser
from cpr_haendelser.fordeling.amqp.server import BeskedHent
from cpr_haendelser.fordeling.brev import Brev, Skriv, Skriver
from cpr_haendelser.storage.forsendelse import (
    Afslutning,
    Forsendelse,
    Forsendelsestilstand,
    Udfald,
    Videregivelse,
)
from cpr_haendelser.storage.forsendelsesbog import Ny
from cpr_haendelser.storage.hukommelse_postrum import HukommelsePostrum
from cpr_haendelser.storage.postrum import Postrum

DUESLAG = "0b4d4c43-7b24-4b0c-9c5e-0d4d1c2f9a01"
ANDET = "0b4d4c43-7b24-4b0c-9c5e-0d4d1c2f9a02"
"""A dueslag of another system."""
SYSTEM = "5f0a4a1e-52d7-4a37-8f8e-3a9c56e7b001"
HEMMELIGHED = "lang og hemmelig"
PAUSE = timedelta(milliseconds=30)
KORTE = Frister(opkobling=1.0, ramme=1.0, skrivning=2.0, farvel=0.5, afvisning=0.01, alene=0.5)


def nu() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def krop(loebenummer: int) -> bytes:
    return b"<besked>%d</besked>" % loebenummer


def skriv(forsendelse: Forsendelse) -> Brev:
    vej = Videregivelse(SYSTEM, "aftale-1", "hent")
    return Brev(forsendelse, krop(forsendelse.loebenummer), forsendelse.transaktion, vej, alene=forsendelse.tabt >= 2)


def afgoer(forsendelse: Forsendelse, udfald: Udfald, grund: str, videregivelse: Videregivelse | None) -> Afslutning:
    """The rules in small: three lost connections park and hold, a refusal parks, everything else comes again."""
    tabt = udfald is Udfald.FORBINDELSE_TABT
    tilstand, holder, naeste = Forsendelsestilstand.VENTER, False, ""
    if udfald is Udfald.LEVERET:
        tilstand = Forsendelsestilstand.LEVERET
    elif udfald in {Udfald.AFVIST, Udfald.BESKEDFEJL}:
        tilstand, holder = Forsendelsestilstand.PARKERET, udfald is Udfald.BESKEDFEJL
    elif tabt and forsendelse.tabt >= 2:
        tilstand, holder = Forsendelsestilstand.PARKERET, True
    else:
        naeste = (datetime.now(UTC) + PAUSE).isoformat(timespec="milliseconds")
    dueslag, loebenummer, forsoeg = forsendelse.dueslag, forsendelse.loebenummer, forsendelse.forsoeg
    return Afslutning(dueslag, loebenummer, forsoeg, tilstand, naeste, grund, holder, tabt, videregivelse)


class Adgang:
    """One system with two certificates' worth of ways in; what it may can be taken away."""

    def __init__(self) -> None:
        self.certifikater: dict[str, str] = {}
        self.aftale_ophoert = False
        self.luk = ""

    def lukket(self) -> str:
        return self.luk

    def system_af_certifikat(self, fingeraftryk: str) -> str:
        return self.certifikater.get(fingeraftryk, "")

    def system_af_hemmelighed(self, navn: str, hemmelighed: str) -> str:
        return SYSTEM if navn in {SYSTEM, "ØDIS"} and hemmelighed == HEMMELIGHED else ""

    def system_af_navn(self, navn: str) -> str:
        return SYSTEM if navn in {SYSTEM, "ØDIS"} else ""

    def kan_hente(self, system: str, dueslag: str) -> str:
        if dueslag not in {DUESLAG, ANDET}:
            return UKENDT
        if dueslag == ANDET or system != SYSTEM:
            return "dueslaget hører til et andet it-system."
        return "dueslaget har ingen godkendt serviceaftale." if self.aftale_ophoert else ""


class Vaert:
    """The listener and what is behind it."""

    def __init__(
        self, postrum: Postrum | None = None, *, skriv: Skriv = skriv, skriver: Skriver | None = None, **andet: Any
    ) -> None:
        self.postrum: Postrum = postrum or HukommelsePostrum()
        self.adgang = Adgang()
        self.port = 0
        self.tls: ssl.SSLContext | None = None
        self._skriver = skriver or (lambda _: skriv)
        self._andet = {"frister": KORTE, **andet}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def fill(self, personer: Sequence[int], *, dueslag: str = DUESLAG) -> None:
        """One message for each person named, numbered on from the last."""
        fra = self.postrum.position() + 1
        nye = [Ny(dueslag, fra + i, 6101900000 + person, "12345678") for i, person in enumerate(personer)]
        self.postrum.fordel(nye, til=fra + len(nye) - 1, tidspunkt=nu(), versioner="{}")
        if self.port:
            self.koe.nyt([dueslag])

    def states(self) -> dict[int, str]:
        return {each.loebenummer: str(each.tilstand) for each in self.postrum.forsendelser(DUESLAG, antal=100_000)}

    def start(self) -> None:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self.hent.stop(), self._loop).result(20)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _start(self) -> None:
        self.koe = Koe(self.postrum, self._skriver, afgoer, nu=nu, proces="test")
        self.hent = BeskedHent(self.koe, self.adgang, **self._andet)
        sock = socket.socket()
        sock.bind(("127.0.0.1", 0))
        await self.hent.start(sock, self.tls)
        self.port = sock.getsockname()[1]


@contextmanager
def vaert(**andet: Any) -> Iterator[Vaert]:
    """A running listener."""
    denne = Vaert(**andet)
    denne.start()
    try:
        yield denne
    finally:
        denne.stop()


__all__ = ["ANDET", "DUESLAG", "HEMMELIGHED", "SYSTEM", "Graenser", "Vaert", "krop", "vaert"]
