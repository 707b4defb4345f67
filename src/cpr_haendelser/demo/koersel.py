"""A made-up municipality to look at: persons and three days of files are written, received and kept, all in one folder.

Nothing of the user's own is touched: neither database nor settings are read. The folder is emptied at the start; where
another demonstration still holds it, the next free one is taken.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from filelock import FileLock, Timeout

from cpr_haendelser.app import Installation
from cpr_haendelser.demo.certifikater import Certifikater, make_certifikater, tls_settings
from cpr_haendelser.demo.modtagere import OPSAETNING, Modtagere, receiving
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.modtagelse.modtag import Fremdrift, Oenske
from cpr_haendelser.opslag.log import Udsnit, iterate
from cpr_haendelser.population import write_population
from cpr_haendelser.population.skriv import MINDSTE_BEFOLKNING
from cpr_haendelser.settings import Settings, Tilsendindstillinger
from cpr_haendelser.storage.lager import Kvittering

START, DAGE = date(2026, 11, 23), 3
"""A Monday, and the two days after it: the same files every time."""
FLEST_BESKEDER = 1000
"""So many messages are written as files of their own."""
_FORSOEG = 20
_MAPPER = 100
"""So many folders are tried."""
_FILER, _BESKEDER, _SPOOL, _CA = "filer", "beskeder", "spool", "ca"
_DATABASE = "demo.db"


@dataclass(frozen=True)
class Demo:
    """The demonstration's folder and the installation in it."""

    mappe: Path
    installation: Installation
    certifikater: Certifikater
    personer: int
    seed: int

    def receiving(self) -> AbstractContextManager[Modtagere]:
        """Both receivers at work as long as the block."""
        return receiving(self.installation, self.certifikater, self.mappe)

    def write_filer(self, fremdrift: Fremdrift) -> list[Path]:
        """Writes the persons and the days as CPR files; the files in order, the first load first."""
        return write_filer(self.mappe / _FILER, personer=self.personer, seed=self.seed, fremdrift=fremdrift)

    def receive(self, fil: Path, fremdrift: Fremdrift) -> Kvittering:
        """Receives one of the files; the first one is the first load."""
        foerste = not self.installation.lager.antal_personer()
        opgave = fil.suffix.removeprefix(".L")
        return self.installation.receive(Oenske(fil, (opgave,), etablering=foerste), fremdrift)

    def write_beskeder(self) -> Path:
        """Writes the first messages as XML files, named by løbenummer and code; their folder."""
        mappe = self.mappe / _BESKEDER
        mappe.mkdir(exist_ok=True)
        samlekode = self.installation.settings.samlekode
        for haendelse in iterate(self.installation.lager, Udsnit(), antal=FLEST_BESKEDER):
            kode = haendelse.beslutning.kode if haendelse.beslutning.kode.isdigit() else samlekode
            navn = f"{haendelse.loebenummer:06d}-{kode}.xml"
            (mappe / navn).write_bytes(self.installation.beskedskriver.write(haendelse))
        return mappe


def write_filer(mappe: Path, *, personer: int, seed: int, fremdrift: Fremdrift) -> list[Path]:
    """Writes a first load and three days into the folder; the files in order.

    In three days something may find nobody to happen to; then the next seed is as good.
    """
    for froe in range(seed, seed + _FORSOEG):
        try:
            oversigt = write_population(
                mappe,
                seed=froe,
                persons=personer,
                days=DAGE,
                start=START,
                mindst=personer >= MINDSTE_BEFOLKNING,
                progress=fremdrift.trin,
            )
        except Brugsfejl:
            shutil.rmtree(mappe)
        else:
            return [mappe / fil.fil for fil in oversigt.filer]
    raise Brugsfejl("DEMO-001", "ingen befolkning af den størrelse kunne opdigtes. Prøv et andet antal --personer.")


@contextmanager
def opened(mappe: Path, *, personer: int, seed: int, port: int) -> Iterator[Demo]:
    """An empty demonstration in the folder, or in the next free one beside it; its files stay when it is closed."""
    with _taken(mappe) as fri:
        installation = Installation.open(_settings(fri, port))
        try:
            yield Demo(fri, installation, make_certifikater(fri / _CA), personer, seed)
        finally:
            installation.close()


def _settings(mappe: Path, port: int) -> Settings:
    return Settings(
        environment="exttest",
        database_url=f"sqlite:///{(mappe / _DATABASE).as_posix()}",
        spool_folder=mappe / _SPOOL,
        port=port,
        tilsend=Tilsendindstillinger(private_adresser=True),
        tls=tls_settings(mappe / _CA),
    )


@contextmanager
def _taken(mappe: Path) -> Iterator[Path]:
    """The first folder of `mappe`, `mappe-2`, … that no other demonstration holds, emptied."""
    for nummer in range(1, _MAPPER + 1):
        fri = mappe if nummer == 1 else mappe.with_name(f"{mappe.name}-{nummer}")
        # Before the lock: where a folder cannot be made the system says why, and the lock only that it is not free.
        fri.mkdir(parents=True, exist_ok=True)
        lock = FileLock(fri.with_name(f".{fri.name}.lock"))
        try:
            lock.acquire(blocking=False)
        except Timeout:
            continue
        try:
            _empty(fri)
            yield fri
        finally:
            lock.release()
        return
    raise Brugsfejl(
        "DEMO-003",
        f"hverken mappen {mappe.name} eller {_MAPPER - 1} ved siden af kan tages i brug: andre demonstrationer har dem,"
        " eller der må ikke skrives i mappen over dem. Vælg en anden --mappe.",
    )


def _empty(mappe: Path) -> None:
    """Removes what an earlier demonstration left, and nothing else; DEMO-002 where it may be somebody's own."""
    vores = (_FILER, _BESKEDER, _SPOOL, _CA)
    if not (mappe / _DATABASE).exists() and any((mappe / navn).exists() for navn in vores):
        raise Brugsfejl(
            "DEMO-002",
            f"mappen {mappe.name} har en mappe, der hedder {', '.join(vores[:-1])} eller {vores[-1]}, men ikke fra en "
            "demonstration. Vælg en anden --mappe.",
        )
    for navn in vores:
        shutil.rmtree(mappe / navn, ignore_errors=True)
    for path in (*mappe.glob(f"{Path(_DATABASE).stem}.*"), mappe / OPSAETNING):
        path.unlink(missing_ok=True)
