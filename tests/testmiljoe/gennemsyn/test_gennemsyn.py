"""The sweep: a number of ordinary shape is found wherever it stands and however it is kept, and is never told."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpr_haendelser.app.faelles import Faellesmiljoe
from cpr_haendelser.app.gennemsyn import Renhed
from cpr_haendelser.cpr.vagt import Miljoe, Nummervagt
from cpr_haendelser.haendelser.model import Art
from cpr_haendelser.storage.ordre import Indlaeg, Ordreart, Ordrelinje, Personslags, Trin
from cpr_haendelser.testmiljoe.gennemsyn.gennemsyn import Fund
from cpr_haendelser.testmiljoe.gennemsyn.vaerdi import holds_number
from tests.testmiljoe.hus import START, A, Hus, line

NUMMER = "010190" + "1234"
TILLADT = "020290" + "1234"
VAGT = Nummervagt(Miljoe.EXTTEST, {int(TILLADT)})
Form = Callable[[str], object]
POST = "001" + NUMMER + "          01"


def quiet(_hvad: str, _antal: int, _ialt: int) -> None:
    """Nobody looks on."""


def packed(tekst: str) -> bytes:
    fil = io.BytesIO()
    with zipfile.ZipFile(fil, "w", zipfile.ZIP_DEFLATED) as pakke:
        pakke.writestr("ark.xml", f"<c>{tekst}</c>")
    return fil.getvalue()


@pytest.mark.parametrize(
    "form",
    [
        int, str, str.encode, lambda n: f"{n[:6]}-{n[6:]}", lambda n: f"Ring til {n[:6]} {n[6:]}, tak",
        lambda n: json.dumps({"a": [{"b": int(n)}]}), lambda n: json.dumps({"a": n}), lambda n: json.dumps({n: 1}),
        lambda n: zlib.compress(f"x\n{n}\n".encode()), lambda n: gzip.compress(n.encode()), packed,
        lambda n: gzip.compress(b"x") + gzip.compress(n.encode()), lambda n: zlib.compress(b"x") + f"\n{n}\n".encode(),
        lambda n: f"\ufeff{n}".encode("utf-16"), lambda n: f'\ufeff[{{"a": "{n}"}}]'.encode(),
        lambda n: f"001{n}          01".encode(), lambda n: f"001{n}          01",
        lambda n: zlib.compress((b"x" * 999 + b"\n") * 1500 + f"001{n}          01".encode()),
    ],
)  # fmt: skip
def test_a_number_is_found_in_every_form_and_an_allowed_one_in_none(form: Form) -> None:
    assert holds_number(VAGT, form(NUMMER))
    assert not holds_number(VAGT, form(TILLADT))
    assert not holds_number(VAGT, form("6101901234"))


@pytest.mark.parametrize(
    "vaerdi",
    [
        None, 1.5, 101, "", "202611251200", "2026-11-25T10:00:00.123+01:00", f"{NUMMER}1", b"\x00" * 16,
        "0a1b0c0d-0000-4000-8000-" + NUMMER + "ab", "ab" * 27 + NUMMER, '{"cvr": 11111111}', "[1,", b"x\x9cnej",
        b"PK\x03\x04nej", "0166101011234",
    ],
)  # fmt: skip
def test_what_only_resembles_a_number_is_none(vaerdi: object) -> None:
    assert not holds_number(VAGT, vaerdi)


def test_json_too_deep_to_be_read_is_read_as_text() -> None:
    assert holds_number(VAGT, "[" * 100_000 + f'"{NUMMER}"')


@given(st.binary(max_size=200) | st.text(max_size=200) | st.integers(max_value=100_000_000))
def test_no_value_is_too_strange_to_be_read(vaerdi: object) -> None:
    assert holds_number(VAGT, vaerdi) in {True, False}


@pytest.fixture(scope="module")
def rent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hus]:
    hus = Hus(tmp_path_factory.mktemp("rent"), personer=False)
    faelles = Faellesmiljoe(hus.installation)
    faelles.make_basis(quiet, koder=("0101",))
    faelles.make_arketyper(quiet)
    felter = (("kommunekode", "0998"), ("boern", "2"))
    ordre = hus.order(Ordreart.REPLIKA, [Ordrelinje(1, ("ny:x",), (Trin("opret_familie", Art.NY, felter),))])
    [egen, *_] = hus.ordrelager.find_personer(slags=Personslags.EGEN)
    hus.order(Ordreart.SAMMENHAENGENDE, [line([f"{egen.pnr:010d}"], "samle:stilling", {"tekst": "Drageflyver"})])
    hus.ordrelager.skriv(ordre.uuid, Indlaeg(START.isoformat(), "test", "ring 8888 8888"))
    assert hus.log()
    yield hus
    hus.close()


def sweep(hus: Hus, *mapper: Path) -> list[Fund]:
    return list(Renhed(hus.installation, mapper, quiet).find())


def test_an_installation_of_made_up_persons_is_clean(rent: Hus) -> None:
    renhed = Renhed(rent.installation, (), quiet)
    assert list(renhed.find()) == []
    assert renhed.antal > 1000


def test_a_number_in_a_value_list_is_found(rent: Hus) -> None:
    fil = Path(rent.installation.settings.database_url.removeprefix("sqlite:///")).with_name("h.post.db")
    with closing(sqlite3.connect(fil, isolation_level=None)) as connection:
        connection.execute("INSERT INTO listevaerdi VALUES (1, 6101901234), (1, ?)", (int(NUMMER),))
        fund = sweep(rent)
        connection.execute("DELETE FROM listevaerdi")
        igen = sweep(rent)
    assert [each for each in fund if "-wal" not in each.sted] == [("h.post.db: listevaerdi.vaerdi", 1)]
    # What was taken out again is still in the write-ahead log, until SQLite writes over it.
    assert {each.sted for each in igen} == {"h.post.db-wal: side"}


@pytest.mark.parametrize(
    ("fil", "tabel", "kolonne"),
    [
        ("h.db", "personversion", "dokument"), ("h.db", "relation", "fra"), ("h.db", "leverance", "filnavn"),
        ("h.ordrer.db", "testperson", "gruppe"), ("h.post.db", "opsaetningspost", "indhold"),
    ],
)  # fmt: skip
def test_what_stands_in_any_table_is_found_and_told_by_its_place(
    rent: Hus, tmp_path: Path, fil: str, tabel: str, kolonne: str
) -> None:
    """A number put where it could only have come past every guard."""
    mappe = Path(rent.installation.settings.database_url.removeprefix("sqlite:///")).parent
    indhold = {"dokument": POST.encode(), "fra": int(NUMMER)}.get(kolonne, f"om {NUMMER}")
    with closing(sqlite3.connect(mappe / fil, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        ret = f"UPDATE {tabel} SET {kolonne} = ? WHERE {kolonne} = ?"  # noqa: S608 - the test's own names
        [(foer,)] = connection.execute(f"SELECT {kolonne} FROM {tabel} GROUP BY 1 HAVING count(*) = 1 LIMIT 1")  # noqa: S608
        connection.execute(ret, (indhold, foer))
        try:
            fund = [each for each in sweep(rent) if "-wal" not in each.sted]
        finally:
            connection.execute(ret, (foer, indhold))
    assert len(fund) == 1
    assert fund[0].sted == f"{fil}: {tabel}.{kolonne}"
    assert NUMMER not in repr(fund)
    assert not list(tmp_path.iterdir())


def test_files_names_and_databases_in_folders_are_read(rent: Hus, tmp_path: Path) -> None:
    (tmp_path / "under").mkdir()
    (tmp_path / "under" / "log.txt").write_text(f"fin linje\n2026-11-25 10:00 slog {NUMMER} op\n", "utf-8")
    (tmp_path / f"brev {NUMMER}.txt").write_text("intet", "utf-8")
    (tmp_path / "gammel.log.gz").write_bytes(gzip.compress(f"x\n{NUMMER}".encode()))
    stroem = "".join(linje.ljust(bredde) for linje, bredde in ((f"001{NUMMER}", 106), ("999", 21)))
    (tmp_path / "D261124.L900001").write_text("000" + "0" * 10 + "9000012026112420261123" + stroem, "latin-1")
    with closing(sqlite3.connect(tmp_path / "glemt.db")) as connection:
        connection.execute("CREATE TABLE t (a INTEGER)")
        connection.executemany("INSERT INTO t VALUES (?)", [(1,), (int(NUMMER),)])
        connection.commit()
    fund = sweep(rent, tmp_path)
    assert {(each.sted.partition("/")[2], each.raekke) for each in fund} >= {
        ("under/log.txt", 2), ("brev XXXXXXXXXX.txt: navnet", 0), ("gammel.log.gz", 1),
        ("glemt.db: glemt.db: t.a", 2),
    }  # fmt: skip
    assert any("D261124" in each.sted for each in fund)
    assert NUMMER not in repr(fund)
    assert A not in repr(fund)
