"""The schema: made where there is none, brought up to date where it is older, refused where it is newer."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.storage.sqlite.forbindelser import WAIT_SECONDS, connect, told_in_words, touch, transaction
from cpr_haendelser.storage.sqlite.saetninger import LAGER, split_script

APPLICATION_ID = 0x43505248
"""»CPRH«: says in the file's header whose database it is."""

PAGE_SIZE = 8192
"""Bytes: five documents to a page, where the usual 4096 would hold two."""

LEAST_SQLITE = (3, 37, 0)
"""STRICT tables."""


class Skema(NamedTuple):
    """Whose schema: the room with its `schema.sql` and `migrationer`, and the mark in the file's header."""

    rum: str = LAGER
    application_id: int = APPLICATION_ID


REGISTER = Skema()


def migrationer(rum: str = LAGER) -> list[tuple[int, str]]:
    """A room's migrations, (schema version, script), in order."""
    folder = files(rum) / "migrationer"
    return sorted(
        (int(entry.name[:4]), entry.read_text(encoding="utf-8"))
        for entry in folder.iterdir()
        if entry.name.endswith(".sql")
    )


def schema_script(rum: str = LAGER) -> str:
    """A room's schema as it is after all migrations."""
    return (files(rum) / "schema.sql").read_text(encoding="utf-8")


def prepare(path: Path, skema: Skema = REGISTER) -> None:
    """Makes the database at the path usable: there, in WAL mode, with this version's schema of that kind.

    Any number of processes may do it at once. Opsaetningsfejl when it is no database of ours, or of a newer version.
    """
    if sqlite3.sqlite_version_info < LEAST_SQLITE:
        raise Opsaetningsfejl(
            "LAG-013",
            f"SQLite {sqlite3.sqlite_version} er for gammel; der skal bruges 3.37 eller nyere (følger med Python).",
        )
    _create_file(path)
    with told_in_words(path), closing(connect(path)) as connection:
        refuse_foreign(connection, path.name)
        version = migrationer(skema.rum)[-1][0]
        if _version(connection, path, skema) != version or _pragma(connection, "journal_mode") != "wal":
            connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # takes effect where there is nothing yet
            _use_wal(connection)
            with transaction(connection):
                _bring_up_to_date(connection, _version(connection, path, skema), skema)


def refuse_foreign(connection: sqlite3.Connection, navn: str) -> None:
    """Opsaetningsfejl LAG-022 where somebody has put code of their own into a database, to be run by what we do in it.

    A trigger could undo whatever is written as it is written (decision 22); we make none, and no views.
    """
    (antal,) = connection.execute("SELECT count(*) FROM sqlite_master WHERE type IN ('trigger', 'view')").fetchone()
    if antal:
        raise Opsaetningsfejl(
            "LAG-022",
            f"databasen {navn} har {antal} triggere eller views, og programmet laver ingen: nogen har lagt dem der, så"
            " de kan ændre det, der skrives og læses. Gendan en backup fra før, og find ud af, hvem der har skrevet i"
            " databasen. Intet er ændret.",
        )


def list_objects(rum: str) -> set[tuple[str, str]]:
    """The tables and indexes of a room's schema: (kind, name)."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in split_script(schema_script(rum)):
            connection.execute(statement)
        return read_objects(connection)


def read_objects(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """What a database has of tables, indexes, triggers and views, but for SQLite's own."""
    rows = connection.execute("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'")
    return set(rows.fetchall())


def _create_file(path: Path) -> None:
    """Only the owner may read what is kept; SQLite gives the files beside it the same permissions."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        touch(path)
    except OSError as error:
        raise Opsaetningsfejl(
            "LAG-014", f"Databasen {path} kan ikke oprettes: {error.strerror}. Se efter mappe og rettigheder."
        ) from error


def _pragma(connection: sqlite3.Connection, name: str) -> object:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def _version(connection: sqlite3.Connection, path: Path, skema: Skema) -> int:
    """The schema version of the database, 0 for an empty one."""
    # Tables first: whoever makes the database commits all three at once, maybe between these reads.
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    version, owner = _pragma(connection, "user_version"), _pragma(connection, "application_id")
    if tables and owner != skema.application_id:
        raise Opsaetningsfejl(
            "LAG-015",
            f"{path.name} er ikke den database fra cpr-haendelser, som ventes. Vælg en anden fil i databaseadressen.",
        )
    known = migrationer(skema.rum)[-1][0]
    if not isinstance(version, int) or version > known:
        raise Opsaetningsfejl(
            "LAG-016",
            f"Databasen {path.name} er lavet af en nyere udgave af cpr-haendelser (skema {version}; denne udgave kender"
            f" til og med {known}). Brug den nyere udgave.",
        )
    return version


def _use_wal(connection: sqlite3.Connection) -> None:
    """Turns WAL on; SQLite does not itself wait for another that does the same."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            if _pragma(connection, "journal_mode = WAL") == "wal":
                return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
        if time.monotonic() > deadline:
            raise sqlite3.OperationalError("database is locked")
        time.sleep(0.01)


def _bring_up_to_date(connection: sqlite3.Connection, version: int, skema: Skema) -> None:
    """All of it where there is nothing, else what is missing. The caller has looked again inside the transaction."""
    scripts = [(number, script) for number, script in migrationer(skema.rum) if number > version]
    if not scripts:
        return
    for script in [schema_script(skema.rum)] if version == 0 else [script for _, script in scripts]:
        for statement in split_script(script):
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {scripts[-1][0]}")
    connection.execute(f"PRAGMA application_id = {skema.application_id}")
