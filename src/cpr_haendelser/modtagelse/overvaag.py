"""Watching a folder: files are taken when they are whole, in the order of their chain, by one watcher each.

A received file is moved to `modtaget/` in the folder, a refused one to `afvist/` with a report beside it; only what the
guard refuses in ExtTest is deleted. A file that does not continue its chain yet waits where it is.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout

from cpr_haendelser.cpr.filer import Form, read_form
from cpr_haendelser.cpr.layouts import SLUT, START, posttyper
from cpr_haendelser.cpr.personnummer import LAENGDE, mask
from cpr_haendelser.fejl import Brugsfejl, Fejl, Filfejl
from cpr_haendelser.modtagelse.modtag import VAGTKODER, AlleredeModtaget, Oenske
from cpr_haendelser.storage.lager import Kvittering

MODTAGET, AFVIST = "modtaget", "afvist"

_VENTER = frozenset({"FIL-011", "FIL-013", "FIL-016", "FIL-018"})
"""Not next in its chain, changed while it was read, out of reach, not wholly transferred: it may be right later on."""

_OPGAVE = re.compile("[0-9]{6}")
_TAIL = 4096
_STILLE = 60.0
"""Seconds that a file without end record may lie still before it is told of."""
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
    afvist: bool = False
    allerede: bool = False


def is_candidate(path: Path) -> bool:
    """Whether a file's name says it may be a CPR file: no metadata, hidden or temporary name."""
    return not _MIDLERTIDIG.search(path.name) and path.is_file()


def read_ventende(path: Path) -> Ventende | None:
    """Task and production date of a file that has its end record; None while it is not whole, or out of reach."""
    try:
        with path.open("rb") as file:
            head = file.read(posttyper()[START].laengde)
            file.seek(max(0, path.stat().st_size - _TAIL))
            tail = file.read()
        if not _ends_whole(tail, read_form(path)):
            return None
    except (OSError, Filfejl):
        return None
    return Ventende(head[13:19].decode("latin-1"), head[19:27].decode("latin-1"), path)


def _ends_whole(tail: bytes, form: Form) -> bool:
    """Whether the last line, or the end of a stream, is a whole end record."""
    slut, laengde = SLUT.encode(), posttyper()[SLUT].laengde
    text = tail.rstrip(b"\r\n \x1a")
    if form is Form.STROEM:
        return text[-laengde:].startswith(slut + b"9" * LAENGDE)
    sidste = text[text.rfind(b"\n") + 1 :]
    return sidste.startswith(slut) and (len(sidste) >= laengde or b"\n" in tail[len(text) :])


def find_ventende(folder: Path) -> tuple[list[Ventende], list[Path]]:
    """The whole files of the folder in chain order (task, production date, name), and those that are not whole.

    OSError where the folder is out of reach.
    """
    found = {path: read_ventende(path) for path in sorted(folder.iterdir()) if is_candidate(path)}
    hele = sorted(ventende for ventende in found.values() if ventende is not None)
    return hele, [path for path, ventende in found.items() if ventende is None]


def why_halted(path: Path) -> Fejl | None:
    """Why nobody seems to be writing a file that is not whole; None while somebody may be, and when it is gone."""
    try:
        with path.open("rb") as file:
            file.read(1)
        stille = time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return None
    except OSError as error:
        return _unreachable("MAP-002", path, error)
    if stille < _STILLE:
        return None
    return Brugsfejl(
        "MAP-003",
        f"{mask(path.name)} har ligget stille over et minut uden slutrecord 999; ventede en hel CPR-fil. Er "
        "overførslen gået i stå, så hent filen igen; er den ingen CPR-fil, så flyt den.",
    )


@contextmanager
def take(folder: Path, opgave: str) -> Iterator[bool]:
    """Takes the files of a task for this watcher alone; False when another has them. A dead watcher's hold is void.

    A task, not a file: its files are a chain, and who takes the second while another has the first breaks it.
    """
    lock = FileLock(folder / f".opgave-{opgave if _OPGAVE.fullmatch(opgave) else 'ukendt'}.lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        # Removed while it is held: whoever waits for it sees that it names nothing any more. (Windows: on release.)
        with suppress(OSError):
            Path(lock.lock_file).unlink()
        lock.release()


class Overvaager:
    """One round after another over a folder."""

    def __init__(
        self, folder: Path, receive: Callable[[Oenske], Kvittering], *, sletter: bool, oenske: Oenske | None = None
    ) -> None:
        """`receive` receives one file; `sletter`: whether files that the guard refuses are deleted (ExtTest)."""
        self._folder, self._receive, self._sletter = folder, receive, sletter
        self._oenske = oenske or Oenske(folder)
        self._fortalt: dict[Path, str] = {}
        """What waits, and the code of the reason that was told."""

    def poll(self) -> Iterator[Melding]:
        """Takes what is whole and next in its chain; tells what became of each.

        What waits is told of once for each reason, a folder or file out of reach too.
        """
        try:
            hele, halve = find_ventende(self._folder)
        except OSError as error:
            yield from self._waiting(self._folder, _unreachable("MAP-001", self._folder, error))
            return
        self._forget({*halve, *(ventende.path for ventende in hele)})
        for opgave, filer in groupby(hele, attrgetter("opgave")):
            yield from self._take(opgave, [ventende.path for ventende in filer])
        for path in halve:
            if fejl := why_halted(path):
                yield from self._waiting(path, fejl)

    def _forget(self, findes: set[Path]) -> None:
        """What is gone may be told of again."""
        self._fortalt = {path: kode for path, kode in self._fortalt.items() if path in findes}

    def _take(self, opgave: str, paths: list[Path]) -> Iterator[Melding]:
        try:
            with take(self._folder, opgave) as mine:
                for path in paths if mine else ():
                    if path.exists():
                        yield from self._handle(path)
        except OSError as error:
            yield from self._waiting(paths[0], _unreachable("MAP-002", paths[0], error))

    def _handle(self, path: Path) -> Iterator[Melding]:
        try:
            yield from self._receive_and_move(path)
        except Filfejl as fejl:
            yield from self._waiting(path, fejl) if fejl.kode in _VENTER else self._refused(path, fejl)
        except Fejl as fejl:
            # No fault of the file: the database is busy, or another receiver was first.
            yield from self._waiting(path, fejl)
        except OSError as error:
            yield from self._waiting(path, _unreachable("MAP-002", path, error))

    def _receive_and_move(self, path: Path) -> Iterator[Melding]:
        try:
            kvittering = self._receive(replace(self._oenske, path=path))
        except AlleredeModtaget:
            self._move(path, MODTAGET)
            yield Melding(path, allerede=True)
            return
        # Told before it is moved: moving may fail, and then it is received already when it is tried again.
        yield Melding(path, kvittering=kvittering)
        self._move(path, MODTAGET)

    def _waiting(self, path: Path, fejl: Fejl) -> Iterator[Melding]:
        if path.exists() or path == self._folder:
            if self._fortalt.get(path) != fejl.kode:
                yield Melding(path, fejl=fejl)
            self._fortalt[path] = fejl.kode

    def _refused(self, path: Path, fejl: Filfejl) -> Iterator[Melding]:
        if self._sletter and fejl.kode in VAGTKODER:
            path.unlink(missing_ok=True)
            yield Melding(path, fejl=fejl, slettet=True)
            return
        moved = self._move(path, AFVIST)
        moved.with_name(f"{moved.name}.fejl.txt").write_text(f"{fejl}\n", encoding="utf-8")
        yield Melding(path, fejl=fejl, afvist=True)

    def _move(self, path: Path, name: str) -> Path:
        (self._folder / name).mkdir(exist_ok=True)
        target = self._folder / name / path.name
        nummer = 1
        while target.exists():
            nummer += 1
            target = self._folder / name / f"{path.name}.{nummer}"
        return path.replace(target)


def _unreachable(kode: str, path: Path, error: OSError) -> Fejl:
    return Brugsfejl(
        kode,
        f"{mask(path.name)} kan ikke nås eller flyttes ({error.strerror}); ventede en mappe, som programmet må læse og "
        "skrive i. Det prøves igen.",
    )
