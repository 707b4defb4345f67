"""Measuring: in a process of its own where memory counts, several times where it is cheap, and what machine it was."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Generic, NamedTuple, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

MIB = 1 << 20


class Figur(NamedTuple):
    """One row of the table."""

    navn: str
    maalt: str
    loft: str = ""
    """The bare ceiling of the same run."""
    forhold: str = ""
    krav: str = ""


@dataclass(frozen=True, slots=True)
class Maalt(Generic[T]):
    """What a piece of work took in a process of its own."""

    sekunder: float
    processor: float
    """Seconds of processor: what others do on the machine stretches these hardly at all."""
    mib: float
    """Peak resident memory of that process; 0 where the system does not tell."""
    svar: T


def alone(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Maalt[T]:
    """The work in a fresh process, its seconds without the process's start."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_timed, work, args, kwargs).result()


def _timed(work: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object]) -> Maalt[T]:
    begun, begun_processor = time.perf_counter(), time.process_time()
    svar = work(*args, **kwargs)
    return Maalt(time.perf_counter() - begun, time.process_time() - begun_processor, peak_mib(), svar)


def peak_mib() -> float:
    """Peak resident memory of this process in MiB; 0 where the system does not tell."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    with suppress(ImportError):
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / MIB if sys.platform == "darwin" else peak / 1024
    return 0.0


@dataclass(frozen=True, slots=True)
class Par(Generic[T]):
    """A measurement and the bare ceiling taken beside it: the machine's speed may drift, their ratio hardly."""

    maalt: Maalt[T]
    bare: Maalt[int]

    @property
    def forhold(self) -> float:
        """How many times the bare, by the clock."""
        return self.maalt.sekunder / self.bare.sekunder

    @property
    def forhold_processor(self) -> float:
        """How many times the bare, by processor."""
        return self.maalt.processor / self.bare.processor


def middle_pair(par: list[Par[T]]) -> Par[T]:
    """The pair with the median ratio by processor."""
    return sorted(par, key=lambda one: one.forhold_processor)[len(par) // 2]


def copied(path: Path, to: Path) -> Path:
    """A copy that is on the disk, so that nobody's commit waits for it."""
    shutil.copyfile(path, to)
    with to.open("r+b") as file:
        os.fsync(file.fileno())
    return to


def middle(values: list[float]) -> float:
    """The median."""
    return statistics.median(values)


def percentile(values: list[float], part: float) -> float:
    """The value that `part` of the values do not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def machine() -> str:
    """What the figures were measured on."""
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )
