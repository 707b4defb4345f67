"""What is SQLite's own: addresses, schema and migrations, files and their permissions, the spool folder."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cpr_haendelser.fejl import Opsaetningsfejl
from cpr_haendelser.storage.aabning import open_lager
from cpr_haendelser.storage.hukommelse import HukommelseLager
from cpr_haendelser.storage.sqlite import skema
from cpr_haendelser.storage.sqlite.forbindelser import Forbindelser
from cpr_haendelser.storage.sqlite.lager import SqliteLager
from cpr_haendelser.storage.sqlite.saetninger import LAGER, saetninger, split_script
from cpr_haendelser.storage.sqlite_postrum.raekker import RUM
from tests.storage.eksempler import ANNA, afgoerelse, beslutning, dokument, establish, given, leverance, receive

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SQL = Path(skema.__file__).parent / "sql"


def test_an_address_says_which_lager_and_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for address, path in (
        ("sqlite:///under/fil.db", tmp_path / "under" / "fil.db"),
        (f"sqlite:///{tmp_path / 'absolut.db'}", tmp_path / "absolut.db"),
        ("sqlite:///æble og pære.db", tmp_path / "æble og pære.db"),
    ):
        with closing(open_lager(address)) as lager:
            assert isinstance(lager, SqliteLager)
            assert path.is_file()
    for address in ("memory:", "memory://"):
        assert isinstance(open_lager(address), HukommelseLager)


@pytest.mark.parametrize(
    "address", ["", "fil.db", "sqlite://", "sqlite:///", "sqlite:fil.db", "mysql://a:hemmelig@b/c"]
)
def test_an_address_that_is_not_understood_is_refused_without_its_secrets(address: str) -> None:
    with pytest.raises(Opsaetningsfejl, match="LAG-010") as refused:
        open_lager(address)
    assert "hemmelig" not in str(refused.value)


def test_what_is_written_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'register.db'}"
    with closing(open_lager(url)) as lager:
        receive(lager, leverance(), afgoerelse(ANNA, given(beslutning(ANNA), 1), efter=dokument(ANNA)))
        before = (lager.haendelser(), lager.versioner(ANNA), lager.leverancer())
    with closing(open_lager(url)) as lager:
        assert (lager.haendelser(), lager.versioner(ANNA), lager.leverancer()) == before


def apply(connection: sqlite3.Connection, scripts: Iterable[str]) -> None:
    for script in scripts:
        for statement in split_script(script):
            connection.execute(statement)


def described(connection: sqlite3.Connection) -> dict[str, object]:
    """Everything that SQLite says about a schema, the blanks of its statements set aside."""
    found: dict[str, object] = {
        f"{kind} {name}": re.sub(r"\s*([(),])\s*", r"\1", " ".join((sql or "").split()))
        for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master")
    }
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        for pragma in ("table_xinfo", "index_list", "foreign_key_list"):
            found[f"{pragma} {table}"] = connection.execute(f"PRAGMA {pragma}({table})").fetchall()
    for (index,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'").fetchall():
        found[f"index {index} columns"] = connection.execute(f"PRAGMA index_xinfo({index})").fetchall()
    return found


@pytest.mark.parametrize("rum", [LAGER, RUM])
def test_the_migrations_give_the_schema(rum: str) -> None:
    with closing(sqlite3.connect(":memory:")) as migrated, closing(sqlite3.connect(":memory:")) as made:
        apply(migrated, [script for _, script in skema.migrationer(rum)])
        apply(made, [skema.schema_script(rum)])
        assert described(migrated) == described(made)
        assert len(described(made)) > 40


@pytest.mark.parametrize("rum", [LAGER, RUM])
def test_migrations_are_numbered_without_gaps(rum: str) -> None:
    assert [number for number, _ in skema.migrationer(rum)] == list(range(1, len(skema.migrationer(rum)) + 1))


def test_an_older_database_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "register.db"
    with closing(SqliteLager(path)) as lager:
        lager.fix_meta("miljoe", "exttest")
    naeste = (*skema.migrationer(), (len(skema.migrationer()) + 1, "CREATE TABLE nyt (a TEXT) STRICT;\n"))
    monkeypatch.setattr(skema, "migrationer", lambda _rum: list(naeste))
    with closing(SqliteLager(path)) as lager:
        assert lager.meta("miljoe") == "exttest"
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM nyt").fetchone() == (0,)
        assert connection.execute("PRAGMA user_version").fetchone() == (naeste[-1][0],)


def test_a_newer_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "register.db"
    SqliteLager(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 999")
    before = path.read_bytes()
    with pytest.raises(Opsaetningsfejl, match=r"LAG-016.*nyere udgave"):
        SqliteLager(path)
    assert path.read_bytes() == before


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "andet.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE noget (a)")
    with pytest.raises(Opsaetningsfejl, match="LAG-015"):
        SqliteLager(path)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "brev.db"
    path.write_text("Kære kommune, " * 100)
    with pytest.raises(Opsaetningsfejl, match=r"LAG-012.*brev\.db"):
        SqliteLager(path)
    assert path.read_text().startswith("Kære kommune")


def test_a_place_where_no_database_can_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("")
    with pytest.raises(Opsaetningsfejl, match="LAG-014"):
        SqliteLager(tmp_path / "fil" / "register.db")


def test_a_spool_that_the_disk_has_no_room_for_is_told_of_and_nothing_is_kept(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="limits on file sizes are POSIX's")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with closing(SqliteLager(tmp_path / "register.db")) as lager, closing(lager.new_spool()) as spool:
        spool.add(afgoerelse(pnr, efter=dokument(pnr)) for pnr in range(ANNA, ANNA + 300))
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (16_384, before[1]))
            with pytest.raises(Opsaetningsfejl, match=r"LAG-012.*plads"):
                spool.seal()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not list((tmp_path / "spool").glob("*.db"))


@pytest.fixture
def forbindelser(tmp_path: Path) -> Iterator[Forbindelser]:
    skema.prepare(tmp_path / "register.db")
    opened = Forbindelser(tmp_path / "register.db")
    yield opened
    opened.close()


def test_commits_are_durable_and_readers_do_not_wait_for_the_writer(forbindelser: Forbindelser) -> None:
    with forbindelser.writer() as writer:
        assert writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert writer.execute("PRAGMA synchronous").fetchone() == (2,)
        assert writer.execute("PRAGMA foreign_keys").fetchone() == (1,)
        writer.execute("INSERT INTO meta VALUES ('a', 'b')")
        with forbindelser.reader() as reader:
            assert reader.execute("SELECT * FROM meta").fetchall() == []
    with forbindelser.reader() as reader:
        assert reader.execute("SELECT * FROM meta").fetchall() == [("a", "b")]


def test_readers_cannot_write(forbindelser: Forbindelser) -> None:
    with pytest.raises(Opsaetningsfejl, match="readonly"), forbindelser.reader() as reader:
        reader.execute("INSERT INTO meta VALUES ('a', 'b')")


def test_a_readers_connection_is_used_again_by_the_next(forbindelser: Forbindelser) -> None:
    with forbindelser.reader() as first, forbindelser.reader() as second:
        assert first is not second
    with forbindelser.reader() as third:
        assert third in (first, second)


def test_a_first_load_leaves_no_log_as_large_as_itself(tmp_path: Path) -> None:
    with closing(SqliteLager(tmp_path / "register.db")) as lager:
        establish(lager, {ANNA + nummer: dokument(ANNA + nummer) for nummer in range(2000)})
        assert (tmp_path / "register.db-wal").stat().st_size == 0
        assert lager.antal_personer() == 2000


def test_errors_hold_no_personnummer(tmp_path: Path) -> None:
    with closing(SqliteLager(tmp_path / "register.db")) as lager, closing(lager.new_spool()) as spool:
        person = afgoerelse(ANNA, efter=dokument(ANNA))
        with pytest.raises(Opsaetningsfejl) as refused:
            spool.add([person, person])
        assert str(ANNA) not in f"{refused.value} {refused.value.__cause__}"


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps permissions in another way")
def test_only_the_owner_may_read_what_is_kept(tmp_path: Path) -> None:
    with closing(SqliteLager(tmp_path / "register.db")) as lager:
        lager.fix_meta("miljoe", "exttest")
        with closing(lager.new_spool()):
            kept = [path for path in tmp_path.rglob("*") if path.is_file()]
            assert {path.suffix for path in kept} >= {".db", ".db-wal", ".db-shm"}
            assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}
            assert stat.S_IMODE((tmp_path / "spool").stat().st_mode) == 0o700


def test_a_spool_is_gone_when_it_is_closed_and_the_folder_empty_when_the_lager_is(tmp_path: Path) -> None:
    folder = tmp_path / "andetsteds"
    lager = SqliteLager(tmp_path / "register.db", spool_folder=folder)
    spool, glemt = lager.new_spool(), lager.new_spool()
    assert len(list(folder.glob("*.db"))) == 2
    spool.add([afgoerelse(ANNA, efter=dokument(ANNA))])
    spool.close()
    assert len(list(folder.glob("*.db"))) == 1
    glemt.seal()
    lager.close()
    assert [path.name for path in folder.iterdir()] == ["mappe.laas"]


def test_a_living_receivers_spool_is_left_alone_by_the_next_one(tmp_path: Path) -> None:
    with closing(SqliteLager(tmp_path / "register.db")) as lager, closing(lager.new_spool()) as spool:
        spool.add([afgoerelse(ANNA, efter=dokument(ANNA))])
        SqliteLager(tmp_path / "register.db").close()
        assert len(list(spool)) == 1
        receive_from = lager.modtag(
            spool,
            leverance(),
            dannet="",
            saet=lager.saetnummer("{}"),
            genafgoer=lambda _pnrs, _billeder: [],
            cvr_for=str,
        )
        assert receive_from.leverance.aendrede == 1


def test_a_spool_of_another_lager_is_refused(tmp_path: Path) -> None:
    with closing(SqliteLager(tmp_path / "register.db")) as lager, pytest.raises(TypeError):
        lager.modtag(
            HukommelseLager().new_spool(),
            leverance(),
            dannet="",
            saet=1,
            genafgoer=lambda _pnrs, _billeder: [],
            cvr_for=str,
        )


@pytest.mark.parametrize("fil", sorted(path.stem for path in SQL.glob("*.sql")))
def test_every_statement_is_named_once_and_used(fil: str) -> None:
    text = (SQL / f"{fil}.sql").read_text(encoding="utf-8")
    assert text.count("-- name: ") == len(saetninger(fil)) > 0
    assert text.startswith("-- ")
    code = "".join(path.read_text(encoding="utf-8") for path in SQL.parent.glob("*.py"))
    unused = [name for name in saetninger(fil) if f'"{name}"' not in code and not name.startswith(("add_", "forget_"))]
    assert unused == []
