"""The bare ceilings: the least that must be done, without checks, rules or ledger, with the same durability."""

from __future__ import annotations

import json
import marshal
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from importlib.resources import files
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path

_BATCH = 1000
_KEY = itemgetter(slice(3, 13))
_VALUE = re.compile(">([^<]+)<")
_DOCUMENT = "CREATE TABLE dokument (pnr INTEGER PRIMARY KEY, dokument BLOB NOT NULL) STRICT"


def _open(path: Path) -> sqlite3.Connection:
    """As the product opens its database: WAL, durable at commit."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -65536"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


# The first load


def prepare_rows(database: Path, rows: Path) -> None:
    """Puts the rows of a filled replica aside, a thousand at a time, ready to be written again."""
    with closing(sqlite3.connect(database)) as connection, rows.open("wb") as file:
        for table in ("person", "personversion", "relation"):
            cursor = connection.execute(f"SELECT * FROM {table}")  # noqa: S608 - our own three names
            while batch := cursor.fetchmany(_BATCH):
                marshal.dump((table, batch), file)


def write_rows(rows: Path, database: Path) -> int:
    """Writes prepared rows into the same tables and indexes, in order of key, in one durable transaction."""
    persons = 0
    with closing(_open(database)) as connection:
        connection.executescript((files("cpr_haendelser.storage.sqlite") / "schema.sql").read_text("utf-8"))
        indexes = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'person' AND sql IS NOT NULL"
        ).fetchall()
        connection.execute("BEGIN IMMEDIATE")
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        for table, batch in _read_rows(rows):
            marks = ", ".join("?" * len(batch[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", batch)  # noqa: S608 - our own three names
            persons += len(batch) if table == "person" else 0
        for _, index in indexes:
            connection.execute(index)
        connection.execute("COMMIT")
    return persons


def _read_rows(rows: Path) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    with rows.open("rb") as file:
        while True:
            try:
                yield marshal.load(file)  # noqa: S302 - the bench's own file
            except EOFError:
                return


def load_documents(fil: Path, database: Path) -> int:
    """One document per person, straight from the file: split, group, write."""
    with closing(_open(database)) as connection:
        connection.execute(_DOCUMENT)
        connection.execute("BEGIN IMMEDIATE")
        persons = 0
        persons_in_file = iterate_documents(fil)
        while batch := list(islice(persons_in_file, _BATCH)):
            connection.executemany("INSERT INTO dokument VALUES (?, ?)", batch)
            persons += len(batch)
        connection.execute("COMMIT")
    return persons


def iterate_documents(fil: Path) -> Iterator[tuple[int, bytes]]:
    """Personnummer and record lines (without 099) of each person of a file."""
    held: list[bytes] = []
    with fil.open("rb") as file:
        rest = b""
        while block := file.read(1 << 20):
            *lines, rest = (rest + block).split(b"\n")
            groups = [list(group) for _, group in groupby(held + lines, _KEY)]
            held = groups.pop()
            yield from _documents(groups)
    yield from _documents([held])


def _documents(groups: list[list[bytes]]) -> Iterator[tuple[int, bytes]]:
    for group in groups:
        if group[0][:3] not in (b"000", b"999"):
            yield int(group[0][3:13]), b"\n".join([line for line in group if line[:3] != b"099"])


# The delivery


def receive_documents(fil: Path, database: Path) -> int:
    """The bare steps of a delivery: read, split, fetch old documents, compare line sets, write documents, commit."""
    changed = 0
    with closing(_open(database)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        persons = iterate_documents(fil)
        while batch := list(islice(persons, _BATCH)):
            numbers = json.dumps([pnr for pnr, _ in batch])
            old = dict(
                connection.execute(
                    "SELECT pnr, dokument FROM dokument WHERE pnr IN (SELECT value FROM json_each(?))", (numbers,)
                )
            )
            new = [(document, pnr) for pnr, document in batch if _differs(old[pnr], document)]
            changed += len(new)
            connection.executemany("UPDATE dokument SET dokument = ? WHERE pnr = ?", new)
        connection.execute("COMMIT")
    return changed


def _differs(old: bytes, new: bytes) -> bool:
    return bool(set(old.split(b"\n")) ^ set(new.split(b"\n")))


# Reading


def look_up(database: Path, numre: list[int]) -> list[float]:
    """Seconds of reading each person's document by number."""
    found = []
    with closing(_open(database)) as connection:
        for pnr in numre:
            begun = time.perf_counter()
            connection.execute(
                "SELECT v.dokument FROM person p JOIN personversion v ON v.nr = p.version WHERE p.pnr = ?", (pnr,)
            ).fetchone()
            found.append(time.perf_counter() - begun)
    return found


def compose(beskeder: list[bytes]) -> float:
    """Seconds of processor a message of putting the same values into a template that is ready, and encoding it."""
    tekster = [besked.decode() for besked in beskeder]
    ready = [(_VALUE.sub(">%s<", tekst.replace("%", "%%")), tuple(_VALUE.findall(tekst))) for tekst in tekster]
    begun = time.process_time()
    for template, values in ready:
        (template % values).encode()
    return (time.process_time() - begun) / len(beskeder)
