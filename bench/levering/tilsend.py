"""BeskedFåTilsendt: pushing over mutual TLS, against aiohttp pushing the same bodies to the same receiver."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bench import produkt
from bench.levering.modtager import Modtager, address, push, receiving
from bench.levering.opstilling import Certifikater, make_dueslag, set_up
from bench.levering.program import KORT, Vilkaar, running, settings, wait_for
from bench.levering.talt import Talt
from bench.maaling import Figur, alone
from bench.proeve import Proeve
from bench.tal import pr_sekund
from cpr_haendelser.app import Installation
from cpr_haendelser.app.installation import now
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.storage.forsendelsesbog import Dueslagstilstand

_SAMTIDIGE = 32


def pushing(proeve: Proeve) -> Iterator[Figur]:
    """Messages a second, as the receiver counts them."""
    with proeve.tom() as folder:
        certifikater = Certifikater.make(folder / "ca")
        with receiving(certifikater) as modtager:
            fyldt = _prepare(proeve, folder / "fyldt", certifikater, address(modtager.port))
            for navn, kort, krav in (("", KORT, "at least 0.60 of bare"), (", as composed", 0, "")):
                yield _measure(proeve, Vilkaar(fyldt, certifikater, kort, _SAMTIDIGE), modtager, navn, krav)


def _measure(proeve: Proeve, vilkaar: Vilkaar, modtager: Modtager, navn: str, krav: str) -> Figur:
    par = []
    for _ in range(proeve.gange):
        with proeve.tom() as folder:
            vores = _push(vilkaar._replace(folder=shutil.copytree(vilkaar.folder, folder / "kopi")), modtager)
        alone(push, address(modtager.port), vores.dummies(), _SAMTIDIGE, vilkaar.certifikater)
        bare = modtager.tally()
        par.append((bare.hver / vores.hver, vores, bare))
    forhold, vores, bare = sorted(par)[len(par) // 2]
    return Figur(
        f"REST push{navn}: {vores.beskrevet}",
        pr_sekund(vores.hver),
        f"bare aiohttp {pr_sekund(bare.hver)}",
        f"{forhold:.2f}",
        krav,
    )


def _push(vilkaar: Vilkaar, modtager: Modtager) -> Talt:
    with closing(Installation.open(settings(vilkaar))) as installation:
        antal = _state(installation).venter
        with running(vilkaar):
            wait_for(lambda: _state(installation).leveret == antal, pause=0.5)
    return modtager.tally()


def _prepare(proeve: Proeve, folder: Path, certifikater: Certifikater, callback: str) -> Path:
    """One delivery's hændelser, all waiting to be pushed."""
    produkt.copied(proeve.fyldt(proeve.personer), folder)
    produkt.receive(folder, proeve.leverance(proeve.personer, proeve.aendrede))
    with closing(Installation.open(settings(Vilkaar(folder, certifikater)))) as installation:
        set_up(installation.postrum, [make_dueslag(0, callback=callback)], callbacks=(callback,))
        Fordeler(installation.lager, installation.postrum, installation.bord.match, now).drain()
    return folder


def _state(installation: Installation) -> Dueslagstilstand:
    [tilstand] = installation.postrum.tilstande()
    return tilstand
