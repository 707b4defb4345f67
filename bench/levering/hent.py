"""BeskedHent: what the same receiver gets from it and from a durable RabbitMQ quorum queue."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, nullcontext
from pathlib import Path
from typing import NamedTuple

from bench import produkt
from bench.levering import rabbitmq
from bench.levering.hentere import Hvor, fetch, fill
from bench.levering.opstilling import HEMMELIGHED, Certifikater, make_dueslag, set_up, uuid
from bench.levering.program import KORT, Vilkaar, running, settings, wait_for
from bench.levering.talt import Talt
from bench.maaling import Figur, alone
from bench.proeve import Proeve
from bench.tal import pr_sekund
from cpr_haendelser.app import Installation
from cpr_haendelser.app.installation import now
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.storage.forsendelsesbog import Dueslagstilstand

_ENKELTVIS = 1000
"""Messages fetched one at a time."""


class _Slags(NamedTuple):
    """One way to fetch."""

    navn: str
    kort: int
    prefetch: int
    antal: int
    """At most so many; 0: all there are."""
    krav: str = ""


_SLAGS = (
    _Slags("prefetch 500", KORT, 500, 0, "at least 0.33 of RabbitMQ's"),
    _Slags("prefetch 1", KORT, 1, _ENKELTVIS),
    _Slags("prefetch 500, as composed", 0, 500, 0),
)


def pulling(proeve: Proeve) -> Iterator[Figur]:
    """Messages a second, acknowledged one by one."""
    with proeve.tom() as folder:
        certifikater = Certifikater.make(folder / "ca")
        fyldt = _prepare(proeve, folder / "fyldt", certifikater)
        with rabbitmq.running(folder / "rabbitmq", certifikater) if rabbitmq.find_server() else nullcontext() as port:
            for slags in _SLAGS:
                yield _measure(proeve, slags, fyldt, certifikater, port)


def _measure(proeve: Proeve, slags: _Slags, fyldt: Path, certifikater: Certifikater, rabbit: int | None) -> Figur:
    par: list[tuple[float, Talt, Talt | None]] = []
    for _ in range(proeve.gange):
        with proeve.tom() as folder:
            vores = _fetch(shutil.copytree(fyldt, folder / "kopi"), slags, certifikater)
        andres = _fetch_from_rabbitmq(rabbit, vores, slags.prefetch, certifikater) if rabbit else None
        par.append((andres.hver / vores.hver if andres else 0.0, vores, andres))
    forhold, vores, andres = sorted(par, key=lambda each: each[0])[len(par) // 2]
    return Figur(
        f"AMQP pull, {slags.navn}: {vores.beskrevet}",
        pr_sekund(vores.hver),
        f"RabbitMQ quorum queue {pr_sekund(andres.hver)}" if andres else "not measured: there is no RabbitMQ",
        f"{forhold:.2f}" if andres else "",
        slags.krav,
    )


def _fetch(folder: Path, slags: _Slags, certifikater: Certifikater) -> Talt:
    vilkaar = Vilkaar(folder, certifikater, slags.kort)
    with closing(Installation.open(settings(vilkaar))) as installation:
        venter = _state(installation).venter
        antal = min(slags.antal or venter, venter)
        with running(vilkaar) as port:
            hvor = Hvor(port, "BF", uuid("system", 0), HEMMELIGHED, uuid("dueslag", 0), certifikater)
            hentet = alone(fetch, hvor, antal, slags.prefetch).svar
            wait_for(lambda: _state(installation).leveret == antal)
    return hentet


def _fetch_from_rabbitmq(port: int, vores: Talt, prefetch: int, certifikater: Certifikater) -> Talt:
    hvor = Hvor(port, "/", rabbitmq.BRUGER, rabbitmq.BRUGER, rabbitmq.new_queue(), certifikater)
    alone(fill, hvor, vores.dummies())
    return alone(fetch, hvor, vores.antal, prefetch).svar


def _prepare(proeve: Proeve, folder: Path, certifikater: Certifikater) -> Path:
    """One delivery's hændelser, all waiting in one dueslag."""
    produkt.copied(proeve.fyldt(proeve.personer), folder)
    produkt.receive(folder, proeve.leverance(proeve.personer, proeve.aendrede))
    with closing(Installation.open(settings(Vilkaar(folder, certifikater)))) as installation:
        set_up(installation.postrum, [make_dueslag(0)])
        Fordeler(installation.lager, installation.postrum, installation.bord.match, now).drain()
    return folder


def _state(installation: Installation) -> Dueslagstilstand:
    [tilstand] = installation.postrum.tilstande()
    return tilstand
