"""Connections: one that writes, guarded by a lock, and as many that read as there are readers at the same time."""

from __future__ import annotations

import os
import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

from cpr_haendelser.fejl import Opsaetningsfejl

WAIT_SECONDS = 600.0
"""How long a writer waits for another process's transaction: a first load of all of Denmark takes minutes."""

_PRAGMAS = (
    "foreign_keys = ON",
    "synchronous = FULL",
    "cache_size = -65536",
    "journal_size_limit = 67108864",
    "secure_delete = ON",
)
_READER_PRAGMAS = ("query_only = ON", "cache_size = -8192")


def connect(path: Path, *, wait: float = WAIT_SECONDS) -> sqlite3.Connection:
    """A connection without implicit transactions that any thread may use, one at a time."""
    return sqlite3.connect(path, timeout=wait, isolation_level=None, check_same_thread=False, cached_statements=256)


def touch(path: Path) -> None:
    """Makes the file, if it is not there, so that only its owner may read it; SQLite gives its companions the same.

    A file that is there is not opened: closing it again would take away the locks that this process has on it.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


@contextmanager
def told_in_words(path: Path) -> Iterator[None]:
    """Turns SQLite's errors into errors for the user; their texts name tables and columns, never values."""
    try:
        yield
    except sqlite3.Error as error:
        if "locked" in str(error) or "busy" in str(error):
            tekst = "er optaget af et andet program; vent til det er færdigt, og prøv igen"
            raise Opsaetningsfejl("LAG-011", f"Databasen {path.name} {tekst}.") from error
        tekst = "kunne ikke læses eller skrives; se efter plads, rettigheder, og om filen er en database"
        raise Opsaetningsfejl("LAG-012", f"Databasen {path.name} {tekst} ({error}).") from error


class Forbindelser:
    """The connections to one database file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        self._writer = self._open(_PRAGMAS)
        self._idle: deque[sqlite3.Connection] = deque()
        self._closed = False

    @contextmanager
    def reader(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees what is committed; it is lent to one caller at a time and kept for the next."""
        with told_in_words(self.path):
            try:
                connection = self._idle.pop()
            except IndexError:
                connection = self._open((*_PRAGMAS, *_READER_PRAGMAS))
            try:
                yield connection
            finally:
                if self._closed:
                    connection.close()
                else:
                    self._idle.append(connection)

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """A reader whose statements all see the same committed state."""
        with self.reader() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("COMMIT")

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """The writing connection, outside a transaction, while no other thread has it."""
        with self._lock, told_in_words(self.path):
            yield self._writer

    @contextmanager
    def writer(self) -> Iterator[sqlite3.Connection]:
        """The writing connection in a transaction of its own: committed at the end, rolled back on any exception."""
        with self.alone() as connection, transaction(connection):
            yield connection

    def close(self) -> None:
        """Closes what is idle; what is lent is closed when it comes back."""
        self._closed = True
        with self._lock:
            self._writer.close()
        while self._idle:
            self._idle.pop().close()

    def _open(self, pragmas: tuple[str, ...]) -> sqlite3.Connection:
        with told_in_words(self.path):
            connection = connect(self.path)
            for pragma in pragmas:
                connection.execute(f"PRAGMA {pragma}")
            return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """A transaction that nobody else writes beside."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def give_back_wal(connection: sqlite3.Connection) -> None:
    """Empties the write-ahead log, which after a first load is as large as the database; not where someone reads it."""
    connection.execute("PRAGMA busy_timeout = 0")
    connection.execute("PRAGMA main.wal_checkpoint(TRUNCATE)")
    connection.execute(f"PRAGMA busy_timeout = {int(WAIT_SECONDS * 1000)}")
