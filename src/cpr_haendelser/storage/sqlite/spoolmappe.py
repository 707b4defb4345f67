"""The folder where decisions wait, and the clearing away of what a crash left there.

Each lager that spools holds an SQLite lock on a file of its own, `<navn>.laas`, as long as it lives; the operating
system lets go of it when the process ends, however it ends. Files whose lock can be had belong to nobody.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from threading import Lock
from uuid import uuid4

from cpr_haendelser.storage.sqlite.forbindelser import connect, told_in_words, touch

PREFIX, SPOOL, LAAS = "spool-", ".db", ".laas"


class Spoolmappe:
    """One lager's part of the spool folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._navn = f"{PREFIX}{uuid4().hex}"
        self._numbers = count(1)
        self._laas: sqlite3.Connection | None = None
        self._guard = Lock()

    def new_file(self) -> Path:
        """An empty file that only the owner may read, kept from others' clearing while this lager is open."""
        with self._guard:
            if self._laas is None:
                self._laas = self._take()
        path = self.folder / f"{self._navn}-{next(self._numbers)}{SPOOL}"
        touch(path)
        return path

    def clear(self) -> None:
        """Removes what is held by no living process."""
        if not self.folder.is_dir():
            return
        with _alone(self.folder):
            for laas in sorted(self.folder.glob(f"{PREFIX}*{LAAS}")):
                if _is_free(laas):
                    laas.unlink(missing_ok=True)
            held = {laas.stem for laas in self.folder.glob(f"{PREFIX}*{LAAS}")}
            for path in sorted(self.folder.glob(f"{PREFIX}*{SPOOL}*")):
                if path.name[: len(self._navn)] not in held:
                    path.unlink(missing_ok=True)

    def close(self) -> None:
        """Lets go of the lock and removes this lager's files."""
        with self._guard:
            if self._laas is None:
                return
            with _alone(self.folder):
                self._laas.close()
                self._laas = None
                for path in sorted(self.folder.glob(f"{self._navn}*")):
                    path.unlink(missing_ok=True)

    def _take(self) -> sqlite3.Connection:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folder / f"{self._navn}{LAAS}"
        with _alone(self.folder):
            touch(path)
            laas = connect(path, wait=0)
            laas.execute("BEGIN EXCLUSIVE")
            return laas


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """While nobody else takes a lock in the folder or clears it."""
    path = folder / "mappe.laas"
    touch(path)
    with told_in_words(path), closing(connect(path)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield


def _is_free(laas: Path) -> bool:
    with closing(connect(laas, wait=0)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            return False
        return True
