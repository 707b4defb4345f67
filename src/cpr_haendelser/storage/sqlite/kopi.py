"""Copies of all stores as they were at one moment, taken while they are at work, and put back.

Three files, and no transaction spans two of them. A moment of all three is had by letting nobody write in the post
room and the ordrelager for the blink of an eye that it takes to begin reading all of them; the register, which is read
last, is not held up: a file may be on its way into it for minutes. So what is copied is what a power cut at that moment
would have left behind, and every room carries on from there as it does after one. Then each file is copied from what is
being read, however long it takes, and nobody waits.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from io import BufferedRandom, BufferedReader
from pathlib import Path
from typing import NamedTuple

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.storage.gendannelsesbog import Gendannelse
from cpr_haendelser.storage.kopi import Kopi, Kopifil, Kopinumre
from cpr_haendelser.storage.spring import NOEGLE, Spring, read_spring, write_spring
from cpr_haendelser.storage.sqlite.forbindelser import connect, told_in_words, touch, transaction
from cpr_haendelser.storage.sqlite.saetninger import saetninger
from cpr_haendelser.storage.sqlite.skema import refuse_foreign
from cpr_haendelser.storage.sqlite_postrum.gendannelse import mark_file

REGISTER, POSTRUM, ORDRER = "register", "postrum", "ordrer"
RAEKKEFOELGE = (POSTRUM, ORDRER, REGISTER)
"""The register last: what the others have derived from it is in it."""
Trin = Callable[[str, int, int], None]
"""Told what is copied, how many pages of it, and of how many."""
_SIDER = 2048
_STYKKE = 1 << 20
_UFAERDIG = ".gendannes"
"""How the name of a file ends that is being put back."""


@contextmanager
def one_moment(stier: Mapping[str, Path]) -> Iterator[dict[str, sqlite3.Connection]]:
    """A connection to each of the files, all of which see the same moment as long as the block."""
    with ExitStack() as stak:
        laeser: dict[str, sqlite3.Connection] = {}
        with ExitStack() as skrivere:
            for rum in RAEKKEFOELGE:
                if rum in stier and rum != REGISTER:
                    skriver = skrivere.enter_context(_connected(stier[rum]))
                    skriver.execute("BEGIN IMMEDIATE")
            for rum in RAEKKEFOELGE:
                if rum in stier:
                    laeser[rum] = stak.enter_context(_connected(stier[rum]))
                    laeser[rum].execute("BEGIN")
                    # It is the first reading that fixes what is seen.
                    laeser[rum].execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield laeser


@contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    with told_in_words(path), closing(connect(path)) as connection:
        try:
            yield connection
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")


def copy_stores(stier: Mapping[str, Path], mappe: Path, trin: Trin) -> Kopi:
    """Copies what there is of the stores into a folder that is there; on the disk when it returns.

    Each copy is read through once it is written. Brugsfejl DRI-010 where one is not whole.
    """
    with one_moment(stier) as laeser:
        numre = _read_numre(laeser)
        filer = tuple(_copy(rum, forbindelse, mappe, trin) for rum, forbindelse in laeser.items())
    sync_folder(mappe)
    return Kopi(filer, numre)


def _read_numre(laeser: Mapping[str, sqlite3.Connection]) -> Kopinumre:
    sql = saetninger("kopi")
    talt = {rum: laeser[rum].execute(sql[rum]).fetchone() if rum in laeser else (0,) for rum in RAEKKEFOELGE}
    return Kopinumre(*talt[REGISTER], *talt[POSTRUM], *talt[ORDRER])


def _copy(rum: str, kilde: sqlite3.Connection, mappe: Path, trin: Trin) -> Kopifil:
    sti = mappe / f"{rum}.db"
    touch(sti)
    with told_in_words(sti), closing(connect(sti)) as maal:
        maal.execute("PRAGMA synchronous = OFF")  # all of it is brought to the disk at the end
        kilde.backup(maal, pages=_SIDER, progress=lambda _status, rest, ialt: trin(rum, ialt - rest, ialt))
        if not _is_whole(maal):
            raise Brugsfejl(
                "DRI-010", f"kopien af {rum} er ikke hel, og så er databasen det næppe heller. Kør `haendelser check`."
            )
        (skema,) = maal.execute("PRAGMA user_version").fetchone()
    with sti.open("r+b") as fil:
        sha256 = digest(fil)
        os.fsync(fil.fileno())
        return Kopifil(rum, os.fstat(fil.fileno()).st_size, sha256, skema)


def _is_whole(connection: sqlite3.Connection) -> bool:
    try:
        return connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    except sqlite3.DatabaseError:
        return False


def digest(fil: BufferedReader | BufferedRandom) -> str:
    """SHA-256 of the rest of a file, in hex."""
    return hashlib.file_digest(fil, "sha256").hexdigest()


class Genopstaaet(NamedTuple):
    """How a copy comes to life again."""

    spring: Callable[[int], Spring]
    """How the numbering goes on after the last number that was given."""
    gendannelse: Gendannelse
    """What the post room is marked with."""


def put_back(kopi: Kopi, mappe: Path, stier: Mapping[str, Path], som: Genopstaaet) -> Spring:
    """Puts a copy's files where no database is, so that numbers go on, and nothing leaves before somebody has looked.

    What was copied is read: Brugsfejl DRI-014 where a file is not the one of the copy. The register comes last: before
    it is there, nothing is. On the disk when it returns.
    """
    nye = {rum: sti.with_name(f"{sti.name}{_UFAERDIG}") for rum, sti in stier.items()}
    try:
        for fil in kopi.filer:
            _put(mappe / fil.navn, nye[fil.rum], fil.sha256)
        for fil in kopi.filer:
            _refuse_foreign(nye[fil.rum], fil.navn)
        sprunget = _leap(nye[REGISTER], som.spring)
        if any(fil.rum == POSTRUM for fil in kopi.filer):
            mark_file(nye[POSTRUM], som.gendannelse)
            _bring_to_disk(nye[POSTRUM])
        for fil in kopi.filer:
            nye[fil.rum].replace(stier[fil.rum])
            sync_folder(stier[fil.rum].parent)
    finally:
        for sti in nye.values():
            sti.unlink(missing_ok=True)
    return sprunget


def _put(fra: Path, til: Path, sha256: str) -> None:
    til.unlink(missing_ok=True)
    touch(til)
    with fra.open("rb") as kilde, til.open("r+b") as maal:
        shutil.copyfileobj(kilde, maal, _STYKKE)
        maal.flush()
        os.fsync(maal.fileno())
        maal.seek(0)
        if digest(maal) != sha256:
            raise Brugsfejl(
                "DRI-014",
                f"{fra.name} er ikke den fil, som backuppen blev taget med: den er ændret eller beskadiget. Brug en"
                " anden backup. Intet er gendannet.",
            )


def _refuse_foreign(sti: Path, navn: str) -> None:
    """Before anything is written in it, which a trigger would follow."""
    with told_in_words(sti), closing(connect(sti)) as connection:
        refuse_foreign(connection, navn)


def _leap(sti: Path, spring: Callable[[int], Spring]) -> Spring:
    """Lets the numbering of a register leap; afterwards there is nothing beside the file."""
    sql = saetninger("kopi")
    with told_in_words(sti), closing(connect(sti)) as connection:
        with transaction(connection):
            (sidste, *_) = connection.execute(sql["register"]).fetchone()
            ny = spring(sidste)
            row = connection.execute(saetninger("laesning")["meta"], (NOEGLE,)).fetchone()
            vaerdi = write_spring([*read_spring(row[0] if row else None), ny])
            connection.execute(sql["set_meta"], {"noegle": NOEGLE, "vaerdi": vaerdi})
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    _bring_to_disk(sti)
    return ny


def _bring_to_disk(sti: Path) -> None:
    with sti.open("r+b") as fil:
        os.fsync(fil.fileno())


def sync_folder(mappe: Path) -> None:
    """Brings to the disk which files there are in a folder; Windows does so by itself."""
    with suppress(PermissionError):
        ref = os.open(mappe, os.O_RDONLY)
        try:
            os.fsync(ref)
        finally:
            os.close(ref)
