"""The product as it is installed: an installation in a folder, and the work on it that is measured."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import cycle
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from bench import bar, maaling
from bench.befolkning import OPGAVE
from bench.maaling import middle
from cpr_haendelser.app import Installation
from cpr_haendelser.beskeder.saet import Saet
from cpr_haendelser.beskeder.sammensaetning import compose
from cpr_haendelser.modtagelse.modtag import Fremdrift, Oenske
from cpr_haendelser.opslag.grundlag import gather
from cpr_haendelser.replika.visning import Visning
from cpr_haendelser.settings import Settings

DATABASE = "haendelser.db"
NAMESPACE = UUID("0a3b6d52-6c3f-4f0e-9a51-1f6b1f0c7c11")


class Modtaget(NamedTuple):
    """A file received."""

    sekunder: float
    haendelser: int
    faser: tuple[tuple[str, float], ...]
    """Each phase, and when it was last heard of."""


class Sammensat(NamedTuple):
    """Messages composed: seconds of processor each (medians), bytes each."""

    sammensat: float
    samlet_ind: float
    """With what is read from the replica for it."""
    skabelon: float
    """The bare template with the same values."""
    bytes: int


def url(folder: Path) -> str:
    """The address of the database in a folder."""
    return f"sqlite:///{folder / DATABASE}"


@contextmanager
def opened(folder: Path) -> Iterator[Installation]:
    """The installation whose database is in the folder; made where there is none."""
    settings = Settings.model_validate(
        {"database_url": url(folder), "id_namespace": str(NAMESPACE), "environment": "exttest"}
    )
    with closing(Installation.open(settings)) as installation:
        yield installation


def copied(folder: Path, to: Path) -> Path:
    """A copy of a closed installation."""
    to.mkdir()
    maaling.copied(folder / DATABASE, to / DATABASE)
    return to


def receive(folder: Path, fil: Path, *, etablering: bool = False) -> Modtaget:
    """Receives a file."""
    faser: dict[str, float] = {}
    begun = time.perf_counter()

    def tell(fase: str, _done: int, _total: int) -> None:
        faser[fase] = time.perf_counter() - begun

    with opened(folder) as installation:
        kvittering = installation.receive(Oenske(fil, nye_opgaver=(OPGAVE,), etablering=etablering), Fremdrift(tell))
    return Modtaget(time.perf_counter() - begun, kvittering.leverance.haendelser, tuple(faser.items()))


def compose_some(folder: Path, antal: int, gange: int) -> Sammensat:
    """Composes the first messages of the log, several times over."""
    sammensat, samlet_ind, skabelon = [], [], []
    beskeder: list[bytes] = []
    with opened(folder) as installation:
        haendelser = installation.lager.haendelser(antal=antal)
        saet = Saet.from_json(installation.lager.saet(haendelser[0].saet))
        for _ in range(gange):
            begun = time.process_time()
            grundlag = [gather(installation.lager, haendelse) for haendelse in haendelser]
            ready = time.process_time()
            beskeder = [compose(haendelse, given, saet) for haendelse, given in zip(haendelser, grundlag, strict=True)]
            ended = time.process_time()
            sammensat.append((ended - ready) / len(haendelser))
            samlet_ind.append((ended - begun) / len(haendelser))
            skabelon.append(bar.compose(beskeder))
    size = sum(map(len, beskeder)) // len(beskeder)
    return Sammensat(middle(sammensat), middle(samlet_ind), middle(skabelon), size)


def look_up(folder: Path, numre: list[int], until: Callable[[], bool] | None = None) -> list[float]:
    """Seconds of each lookup: the image read, name and address shown. Once each, or over and over until told."""
    found = []
    with opened(folder) as installation:
        for pnr in cycle(numre) if until else numre:
            begun = time.perf_counter()
            visning = Visning(installation.lager.billeder([pnr])[pnr].dokument)
            shown = (visning.navn, visning.adresse)
            found.append(time.perf_counter() - begun)
            if shown[0] is None:
                raise LookupError("a lookup that finds nobody is no measurement")
            if until and until():
                break
    return found
