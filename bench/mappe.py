"""The watched folder: how soon a small file is in the log."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import produkt
from bench.befolkning import OPGAVE
from bench.maaling import Figur, middle
from bench.proeve import Proeve
from bench.tal import gange, millisekunder
from cpr_haendelser.storage.lager import Lager

_FILER, _SMAA = 7, 10
"""Files, and persons in each."""
_TAALMODIGHED = 60.0
_MELLEMRUM = 0.7
"""Seconds between files, so that they do not fall in step with the watcher's looks."""


def watched_folder(proeve: Proeve) -> Iterator[Figur]:
    """From the renaming of a small file into the watched folder to its hændelser in the log."""
    filer = [proeve.leverance(proeve.personer, _SMAA, dag) for dag in range(1, _FILER + 1)]
    with proeve.tom() as folder:
        kopi = produkt.copied(proeve.fyldt(proeve.personer), folder / "kopi")
        direkte = [produkt.receive(kopi, fil).sekunder for fil in filer]
    with proeve.tom() as folder:
        kopi = produkt.copied(proeve.fyldt(proeve.personer), folder / "kopi")
        ind = folder / "ind"
        ind.mkdir()
        with _watching(kopi, ind), produkt.opened(kopi) as installation:
            tider = [_drop(installation.lager, fil, ind / f"D{dag:06}.L{OPGAVE}") for dag, fil in enumerate(filer, 1)]
    yield Figur(
        f"a small file ({_SMAA} persons), from rename to the log",
        f"median {millisekunder(middle(tider))}, worst {millisekunder(max(tider))}",
        f"received by hand {millisekunder(middle(direkte))}",
        gange(middle(tider) / middle(direkte)),
        "within a second",
    )


@contextmanager
def _watching(folder: Path, ind: Path) -> Iterator[None]:
    """`haendelser watch` in a process of its own, with its own interval; it has begun when it says so."""
    environ = {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "HAENDELSER_ENVIRONMENT": "exttest",
        "HAENDELSER_DATABASE_URL": produkt.url(folder),
        "HAENDELSER_ID_NAMESPACE": str(produkt.NAMESPACE),
    }
    command = [sys.executable, "-m", "cpr_haendelser", "watch", str(ind), "--new-task", OPGAVE]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE) as process:  # noqa: S603 - our own command
        try:
            if not process.stdout or not process.stdout.readline():
                raise RuntimeError("the watcher did not start")
            yield
        finally:
            process.terminate()


def _drop(lager: Lager, fil: Path, maal: Path) -> float:
    """Seconds from the file's being renamed into place to its hændelser being read."""
    time.sleep(_MELLEMRUM)
    venter = maal.with_suffix(".tmp")
    shutil.copyfile(fil, venter)
    sidste = lager.sidste_loebenummer()
    begun = time.perf_counter()
    venter.replace(maal)
    _wait_for(lambda: lager.sidste_loebenummer() > sidste)
    return time.perf_counter() - begun


def _wait_for(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _TAALMODIGHED
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError("the watcher did nothing")
        time.sleep(0.001)
