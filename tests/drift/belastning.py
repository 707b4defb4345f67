"""An installation with everything going on at once: files come in, orders are carried out, messages leave.

What has been acknowledged is written down when it has been, as somebody outside would know it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from cpr_haendelser.aftaler.model import Organisation
from cpr_haendelser.app import Installation
from cpr_haendelser.app.testmiljoe import Testmiljoe as Miljoe
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.haendelser.model import Art
from cpr_haendelser.modtagelse.modtag import Oenske
from cpr_haendelser.settings import Settings
from cpr_haendelser.storage.forsendelse import Afslutning, Forsendelsestilstand, Videregivelse
from cpr_haendelser.storage.ordre import Kreds, Ordreart, Ordrelinje, Trin
from cpr_haendelser.testmiljoe.ekspedition import Udkast
from cpr_haendelser.testmiljoe.forudsaetninger import VILKAAR
from tests.opslag.korsbaek import OPGAVE
from tests.udlevering.opsat import DUESLAG_A, KORSBAEK, A, set_up

ADRESSE = (("kommunekode", "0101"), ("vejkode", "0123"), ("husnr", "004"), ("etage", "01"), ("sidedoer", "tv"))
ARTER = (Ordreart.SAMMENHAENGENDE, Ordreart.HAENDELSE)
LINJER = 4
"""Persons of an order."""


def now() -> str:
    return stamp(datetime.now(UTC))


@dataclass
class Kvitteret:
    """What has been acknowledged so far."""

    filer: dict[str, str] = field(default_factory=dict)
    """Name and SHA-256."""
    ordrer: list[str] = field(default_factory=list)
    """Those that were submitted."""
    udfoerte: dict[tuple[str, int], tuple[int, ...]] = field(default_factory=dict)
    """Order and place in its plan, and the løbenumre that it gave."""
    leverede: set[int] = field(default_factory=set)
    numre: set[int] = field(default_factory=set)
    """Løbenumre that a reader of the feed has seen."""

    def copy(self) -> Kvitteret:
        """As it is now: each part grows only."""
        return Kvitteret(dict(self.filer), list(self.ordrer), dict(self.udfoerte), set(self.leverede), set(self.numre))


@contextmanager
def opened(settings: Settings) -> Iterator[Installation]:
    installation = Installation.open(settings)
    try:
        yield installation
    finally:
        installation.close()


def furnish(settings: Settings, foerste: Path) -> None:
    """The persons, a dueslag of A that may have all of Korsbæk, and somebody who may order."""
    with opened(settings) as installation:
        installation.receive(Oenske(foerste, (OPGAVE,), etablering=True))
        set_up(installation.postrum)
        nu = datetime.now(UTC).isoformat()
        parter = [
            Organisation(cvr, cvr, f"0b000000-0000-4000-8000-0000{cvr}", myndighed=True, leverandoer=True)
            for cvr in (KORSBAEK, "22222222")
        ]
        installation.postrum.gem(organisationer=parter, tidspunkt=nu, hvem="prøve")
        installation.ordrelager.accepter("22222222", VILKAAR, hvem="prøve", tidspunkt=nu)


def receive(installation: Installation, filer: Sequence[Path], kvitteret: Kvitteret) -> Iterator[None]:
    """Receives one file after the other."""
    for fil in filer:
        leverance = installation.receive(Oenske(fil)).leverance
        kvitteret.filer[leverance.filnavn] = leverance.sha256
        yield


def order(installation: Installation, pnrs: Sequence[int], kvitteret: Kvitteret) -> Iterator[None]:
    """Submits one order after the other, of both kinds."""
    miljoe = Miljoe(installation)
    for nummer, fra in enumerate(range(0, len(pnrs), LINJER)):
        linjer = [
            Ordrelinje(nr, (f"{pnr:010d}",), (Trin("flytning", Art.NY, ADRESSE),))
            for nr, pnr in enumerate(pnrs[fra : fra + LINJER], 1)
        ]
        udkast = Udkast(ARTER[nummer % 2], "prøve", "22222222", A, KORSBAEK, Kreds.ALLE)
        ordre = miljoe.ekspedition.create(udkast, linjer)
        kvitteret.ordrer.append(miljoe.ekspedition.submit(ordre, hvem="prøve").uuid)
        yield


def carry_out(installation: Installation, kvitteret: Kvitteret) -> Iterator[None]:
    """Carries out what is due, a few rows at a time."""
    miljoe = Miljoe(installation)
    miljoe.gennemfoerer.resume()
    while True:
        miljoe.gennemfoerer.step(3)
        for uuid in list(kvitteret.ordrer):
            for each in miljoe.ordrelager.udfoerelser(uuid):
                if each.tilstand.value == "udfoert":
                    kvitteret.udfoerte[uuid, each.nr] = each.loebenumre
        yield


def deliver(installation: Installation, kvitteret: Kvitteret) -> Iterator[None]:
    """Distributes, and answers for a receiver that takes everything; reads the feed too."""
    postrum, lager = installation.postrum, installation.lager
    fordeler = Fordeler(lager, postrum, installation.bord.match, now)
    vej, efter = Videregivelse(A, "a", "hent"), 0
    while True:
        fordeler.step(7)
        tagne = [each for uuid in postrum.klare(nu=now()) for each in postrum.tag(uuid, 5, nu=now(), hvem="proces-1/1")]
        postrum.svar(
            [
                Afslutning(
                    each.dueslag, each.loebenummer, each.forsoeg, Forsendelsestilstand.LEVERET, videregivelse=vej
                )
                for each in tagne
            ],
            nu=now(),
        )
        kvitteret.leverede.update(each.loebenummer for each in tagne if each.dueslag == DUESLAG_A)
        for haendelse in lager.haendelser(efter=efter):
            kvitteret.numre.add(efter := haendelse.loebenummer)
        yield


def deliver_all(installation: Installation, kvitteret: Kvitteret) -> None:
    """Until nothing more is to be had."""
    trin = deliver(installation, kvitteret)
    postrum, lager = installation.postrum, installation.lager
    postrum.giv_tilbage("proces-1", nu=now())
    while postrum.position() < lager.sidste_loebenummer() or postrum.klare(nu=now()):
        next(trin)
    next(trin)


class Belastning:
    """Each kind of work in a thread of its own, with connections of its own."""

    def __init__(self, settings: Settings, filer: Sequence[Path], pnrs: Sequence[int]) -> None:
        self.kvitteret, self._settings, self._slut = Kvitteret(), settings, threading.Event()
        self._fejl: list[BaseException] = []
        self.andel = 0.2
        """How much of the files and orders may come now."""
        self._endelige = [
            self._thread(lambda each: self._held(receive(each, filer, self.kvitteret), len(filer)), 0.05),
            self._thread(lambda each: self._held(order(each, pnrs, self.kvitteret), len(pnrs) // LINJER), 0.05),
        ]
        self._evige = [
            self._thread(lambda each: carry_out(each, self.kvitteret), 0.01),
            self._thread(lambda each: deliver(each, self.kvitteret), 0.01),
        ]

    def _held(self, arbejde: Iterator[None], antal: int) -> Iterator[None]:
        """The work, no further than `andel` says: there is some left when the last backup is taken."""
        for nummer, _ in enumerate(arbejde, 1):
            while nummer >= self.andel * antal and self.andel < 1 and not self._slut.is_set():
                time.sleep(0.005)
            yield

    def _thread(self, arbejde: Callable[[Installation], Iterator[None]], pause: float) -> threading.Thread:
        def work() -> None:
            try:
                with opened(self._settings) as installation:
                    for _ in arbejde(installation):
                        if self._slut.is_set():
                            return
                        time.sleep(pause)
            except BaseException as fejl:  # noqa: BLE001 - told by the test
                self._fejl.append(fejl)

        return threading.Thread(target=work, daemon=True)

    def __enter__(self) -> Self:
        for traad in (*self._endelige, *self._evige):
            traad.start()
        return self

    @property
    def is_at_work(self) -> bool:
        """Whether files or orders are still to come."""
        return any(traad.is_alive() for traad in self._endelige)

    def __exit__(self, *_: object) -> None:
        self._slut.set()
        for traad in (*self._endelige, *self._evige):
            traad.join(60)
        for fejl in self._fejl:
            raise fejl
