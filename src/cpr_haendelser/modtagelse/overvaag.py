"""Watching a folder: files are taken when they are whole, in the order of their chain, by one watcher each.

A received file is moved to `modtaget/` in the folder, a refused one to `afvist/` with a report beside it; only what the guard
refuses in ExtTest is deleted. A file that does not continue its chain yet waits where it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout

from cpr_haendelser.cpr.filer import Form, read_form
from cpr_haendelser.cpr.layouts import SLUT, START, posttyper
from cpr_haendelser.fejl import Fejl, Filfejl
from cpr_haendelser.modtagelse.modtag import AlleredeModtaget, Oenske
from cpr_haendelser.storage.lager import Kvittering

MODTAGET, AFVIST = "modtaget", "afvist"
VAGTKODER = frozenset({"VAGT-001"})
"""Refusals after which a file is deleted: it holds what ExtTest may not hold."""

_VENTER = "FIL-011"
_MIDLERTIDIG = re.compile(r"(^[.~])|(\.(metadata|tmp|temp|part|filepart|crdownload|lock)$)|(~$)", re.IGNORECASE)


class Ventende(NamedTuple):
    """A whole file in the folder."""

    opgave: str
    proddto: str
    path: Path


@dataclass(frozen=True, slots=True)
class Melding:
    """What was done with a file."""

    path: Path
    kvittering: Kvittering | None = None
    fejl: Fejl | None = None
    slettet: bool = False
    allerede: bool = False


def is_candidate(path: Path) -> bool:
    """Whether a file's name says it may be a CPR file: no metadata, hidden or temporary name."""
    return not _MIDLERTIDIG.search(path.name) and path.is_file()


def read_ventende(path: Path) -> Ventende | None:
    """Task and production date of a file that has its end record; None while it is not whole."""
    try:
        with path.open("rb") as file:
            head = file.read(posttyper()[START].laengde)
            file.seek(max(0, path.stat().st_size - 2 * posttyper()[SLUT].laengde - 4))
            tail = file.read().rstrip(b"\r\n \x1a")
    except OSError:
        return None
    if not _ends_whole(tail, path):
        return None
    return Ventende(head[13:19].decode("latin-1"), head[19:27].decode("latin-1"), path)


def _ends_whole(tail: bytes, path: Path) -> bool:
    end = tail.rfind(b"9999999999999")
    whole = end >= 0 and len(tail) - end == posttyper()[SLUT].laengde
    if whole and read_form(path) is Form.LINJER:
        return end == 0 or tail[end - 1 : end] == b"\n"
    return whole


def find_ventende(folder: Path) -> list[Ventende]:
    """The whole files of the folder, in chain order: task, production date, name."""
    found = (read_ventende(path) for path in folder.iterdir() if is_candidate(path))
    return sorted(ventende for ventende in found if ventende is not None)


@contextmanager
def take(path: Path) -> Iterator[bool]:
    """Takes a file for this watcher alone; False when another has it or it is gone. A dead watcher's hold is void."""
    lock = FileLock(path.with_name(f".{path.name}.lock"))
    try:
        lock.acquire(blocking=False)
    except Timeout:
        yield False
        return
    try:
        yield path.exists()
    finally:
        lock.release()
        with suppress(OSError):
            Path(lock.lock_file).unlink()


class Overvaager:
    """One round after another over a folder."""

    def __init__(
        self, folder: Path, receive: Callable[[Oenske], Kvittering], *, sletter: bool, oenske: Oenske | None = None
    ) -> None:
        """`receive` receives one file; `sletter`: whether files that the guard refuses are deleted (ExtTest)."""
        self._folder, self._receive, self._sletter = folder, receive, sletter
        self._oenske = oenske or Oenske(folder)
        self._ventet: set[Path] = set()
        for name in (MODTAGET, AFVIST):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def poll(self) -> Iterator[Melding]:
        """Takes what is whole and next in its chain; tells what became of each. A file that waits is told of once."""
        for ventende in find_ventende(self._folder):
            with take(ventende.path) as mine:
                if mine:
                    melding = self._handle(ventende.path)
                    if melding is not None:
                        yield melding

    def _handle(self, path: Path) -> Melding | None:
        try:
            melding = Melding(path, kvittering=self._receive(replace(self._oenske, path=path)))
        except AlleredeModtaget:
            melding = Melding(path, allerede=True)
        except Filfejl as fejl:
            return self._refused(path, fejl)
        self._move(path, MODTAGET)
        return melding

    def _refused(self, path: Path, fejl: Filfejl) -> Melding | None:
        if fejl.kode == _VENTER:
            if path in self._ventet:
                return None
            self._ventet.add(path)
            return Melding(path, fejl=fejl)
        if self._sletter and fejl.kode in VAGTKODER:
            path.unlink(missing_ok=True)
            return Melding(path, fejl=fejl, slettet=True)
        moved = self._move(path, AFVIST)
        moved.with_name(f"{moved.name}.fejl.txt").write_text(f"{fejl}\n", encoding="utf-8")
        return Melding(path, fejl=fejl)

    def _move(self, path: Path, name: str) -> Path:
        target = self._folder / name / path.name
        nummer = 1
        while target.exists():
            nummer += 1
            target = self._folder / name / f"{path.name}.{nummer}"
        path.replace(target)
        return target
