"""What is left in a database file of rows that are gone is read as the values that it was."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cpr_haendelser.storage.sqlite.frigivne import iterate_freed
from cpr_haendelser.storage.sqlite.vaerdier import iterate_database

HELE = st.integers(-(2**63), 2**63 - 1)
RAEKKER = st.dictionaries(
    HELE, st.tuples(st.none() | HELE, st.text(max_size=300).filter(lambda t: "\0" not in t), st.binary(max_size=9000)),
    min_size=1, max_size=30,
)  # fmt: skip
TABEL = "CREATE TABLE t (a INTEGER PRIMARY KEY, b INTEGER, c TEXT, d BLOB)"


def fill(path: Path, raekker: dict[int, tuple[int | None, str, bytes]], side: int = 4096) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA secure_delete = OFF")  # as SQLite is built in many places
    connection.execute(f"PRAGMA page_size = {side}")
    connection.execute(TABEL)
    connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", [(a, *rest) for a, rest in raekker.items()])
    return connection


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(RAEKKER, st.sampled_from([512, 4096, 8192, 65536]))
def test_rows_of_a_table_that_is_gone_are_read_as_they_were(
    tmp_path: Path, raekker: dict[int, tuple[int | None, str, bytes]], side: int
) -> None:
    path = tmp_path / "x.db"
    path.unlink(missing_ok=True)
    with closing(fill(path, raekker, side)) as connection:
        connection.execute("DROP TABLE t")
    assert list(iterate_database(path)) == []
    fundne = [each.vaerdi for each in iterate_freed(path)]
    # The list of free pages is written over the beginning of the page that holds it: what lay there is told raw.
    hele = b"".join(each for each in fundne if isinstance(each, bytes))
    laest = {each for each in fundne if isinstance(each, int | str)}
    for a, (b, c, _) in raekker.items():
        assert a in laest or len(raekker) == 1 or hele
        assert c in laest or c.encode() in hele or not c
        assert b is None or b in {0, 1} or b in laest or hele


def test_a_row_that_reaches_over_many_pages_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    stor = "".join(f"{nr:05d}" for nr in range(20_000))
    with closing(fill(path, {nr: (nr, stor if nr == 5 else "kort", b"") for nr in range(1, 60)})) as connection:
        connection.execute("DROP TABLE t")
    fundne = [each.vaerdi for each in iterate_freed(path)]
    alt = b"|".join(
        each.encode() if isinstance(each, str) else each for each in fundne if isinstance(each, str | bytes)
    )
    assert stor[:300].encode() in alt
    assert stor[-300:].encode() in alt


def test_what_was_overwritten_is_still_in_the_write_ahead_log(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with closing(fill(path, {1: (7, "x", b"")})) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("UPDATE t SET b = 6101901234, c = 'Rosa Lunde'")
        connection.execute("UPDATE t SET b = 7, c = 'x'")
        fundne = [(each.sted, each.vaerdi) for each in iterate_freed(path)]
        assert ("x.db-wal: side", 6_101_901_234) in fundne
        assert ("x.db-wal: side", "Rosa Lunde") in fundne
        assert [each.vaerdi for each in iterate_database(path)] == [1, 7, "x", b""]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=4096), st.binary(max_size=9000))
def test_pages_of_rubbish_end_the_reading_of_nothing(tmp_path: Path, side: bytes, wal: bytes) -> None:
    path = tmp_path / "x.db"
    path.unlink(missing_ok=True)
    with closing(fill(path, {nr: (nr, "x" * 3000, b"") for nr in range(9)})) as connection:
        connection.execute("DROP TABLE t")
    data = bytearray(path.read_bytes())
    data[4096:8192] = side.ljust(4096, b"\x0d")
    path.write_bytes(bytes(data))
    (tmp_path / "x.db-wal").write_bytes(wal)
    assert [each.sted for each in iterate_freed(path)]


@pytest.mark.parametrize("antal", [0, 1])
def test_a_file_without_free_pages_has_nothing_left(tmp_path: Path, antal: int) -> None:
    path = tmp_path / "x.db"
    fill(path, {nr: (nr, "x", b"") for nr in range(antal)}).close()
    assert list(iterate_freed(path)) == []
