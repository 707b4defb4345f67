"""Files in, and what became of them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cpr_haendelser.app import Installation
from cpr_haendelser.settings import Settings
from tests.cli.conftest import Svar
from tests.opslag.korsbaek import OPGAVE

Haendelser = Callable[..., Svar]


def names(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file())


def received(svar: Svar) -> list[str]:
    """The files that a command says it has received."""
    return [line.split(":")[0] for line in svar.ud.splitlines() if ", opgave " in line]


def test_a_first_load_and_three_days_are_received(haendelser: Haendelser, fyldt: Path) -> None:
    foerste, *dage = names(fyldt / "filer")
    svar = haendelser("receive", "--initial", "--new-task", OPGAVE, foerste)
    assert svar.status == 0
    assert svar.ud == f"{foerste.name}: fil 1, opgave {OPGAVE}, 20261120: 3.000 personer, 3.000 ændrede, 0 hændelser\n"
    svar = haendelser("receive", *dage)
    assert svar.status == 0
    assert received(svar) == [dag.name for dag in dage]
    ledger = haendelser("files")
    assert [line.split()[:2] for line in ledger.ud.splitlines()[2:]] == [
        [str(number), fil.name] for number, fil in enumerate([foerste, *dage], 1)
    ]


def test_nothing_is_cut_off_on_a_narrow_terminal(
    haendelser: Haendelser, korsbaek: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cpr_haendelser.cli.skaerm._WIDE", 60)
    shown = haendelser("files").ud
    assert "…" not in shown
    assert len({fil.name for fil in names(korsbaek)}) == 4
    assert all(len(line) <= 60 for line in shown.splitlines())


def test_the_same_file_again_changes_nothing_and_is_no_error(haendelser: Haendelser, korsbaek: Path) -> None:
    fil = names(korsbaek)[1]
    before = haendelser("feed").ud
    assert haendelser("receive", fil) == (0, f"{fil.name}: allerede modtaget som fil 2; intet er ændret.\n", "")
    assert haendelser("feed").ud == before


def test_a_task_nobody_knows_is_refused_and_nothing_is_kept(haendelser: Haendelser, fyldt: Path) -> None:
    status, ud, fejl = haendelser("receive", names(fyldt / "filer")[0])
    assert (status, ud) == (1, "")
    assert fejl.startswith("FIL-014: D261120.L900001, linje 1")
    assert haendelser("files").ud == "Ingen filer er modtaget endnu. Prøv: haendelser receive FIL\n"


def test_what_comes_after_a_refused_file_is_named_and_not_tried(haendelser: Haendelser, fyldt: Path) -> None:
    foerste, anden, tredje, _ = names(fyldt / "filer")
    haendelser("receive", "--initial", "--new-task", OPGAVE, foerste)
    status, _, fejl = haendelser("receive", tredje, anden)
    assert status == 1
    assert fejl.splitlines()[0] == f"Ikke prøvet: {anden.name}"
    assert "FIL-011" in fejl
    assert len(haendelser("files").ud.splitlines()) == 3


@pytest.mark.usefixtures("tom")
def test_a_status_is_received_alone_so_that_no_changes_are_taken_for_it(haendelser: Haendelser, fyldt: Path) -> None:
    svar = haendelser("receive", "--initial", "--new-task", OPGAVE, *names(fyldt / "filer"))
    assert (svar.status, svar.ud) == (2, "")
    assert svar.fejl.startswith("--initial tager ét statusudtræk.")
    assert haendelser("files").ud.startswith("Ingen filer")


def test_a_gap_is_accepted_and_said_to_have_given_no_haendelser(haendelser: Haendelser, fyldt: Path) -> None:
    foerste, _, anden, tredje = names(fyldt / "filer")
    haendelser("receive", "--initial", "--new-task", OPGAVE, foerste)
    svar = haendelser("receive", "--accept-gap", "tabt", anden, tredje)
    assert svar.ud.count("  bemærk: genetablering: det ændrede blev ikke til hændelser\n") == 1
    shown = haendelser("files", "2").ud
    assert "som genetablering;" in shown
    assert "hul i kæden accepteret: tabt" in shown
    assert "bemærk: genetablering" in shown
    assert "som ændringer;" in haendelser("files", "3").ud


def test_a_number_in_a_file_name_is_not_repeated(haendelser: Haendelser, fyldt: Path, tmp_path: Path) -> None:
    foerste, dag, _, _ = names(fyldt / "filer")
    kopi = shutil.copy(foerste, tmp_path / "6101901234")
    naeste = shutil.copy(dag, tmp_path / "610190-1235.L900001")
    for told in (
        haendelser("receive", "--initial", "--new-task", OPGAVE, kopi),
        haendelser("receive", kopi),
        haendelser("receive", "--new-task", OPGAVE, foerste, kopi, naeste, fyldt / "filer" / foerste.name),
        haendelser("receive", tmp_path / "filer" / "6101901234"),
        haendelser("files"),
    ):
        assert "190123" not in told.ud + told.fejl
        assert "190-123" not in told.ud + told.fejl


@pytest.mark.parametrize(
    ("liste", "told"),
    [
        ("6101901234\r\n610190-1235  # Ane\r\n".encode("utf-8-sig"), ""),
        (b"# S\xf8ren\n6101901234\n", "OPS-011: listen over tilladte testnumre kan ikke læses som tekst i UTF-8.\n"),
        (b"6101901234\n61019012\n", "OPS-012: listen over tilladte testnumre: linje 2 er ikke et personnummer.\n"),
    ],
)
def test_the_list_of_allowed_numbers_is_read_as_editors_write_it(
    haendelser: Haendelser, fyldt: Path, monkeypatch: pytest.MonkeyPatch, liste: bytes, told: str
) -> None:
    Path("numre.txt").write_bytes(liste)
    monkeypatch.setenv("HAENDELSER_ALLOWED_NUMBERS_FILE", "numre.txt")
    svar = haendelser("receive", "--initial", "--new-task", OPGAVE, names(fyldt / "filer")[0])
    assert (svar.status, svar.fejl) == (int(bool(told)), told)


def test_receive_never_deletes_what_it_refuses(haendelser: Haendelser, fyldt: Path, tmp_path: Path) -> None:
    fil = tmp_path / "D261120.L900001"
    fil.write_bytes(names(fyldt / "filer")[0].read_bytes()[:-50])
    assert haendelser("receive", "--new-task", OPGAVE, fil).status == 1
    assert fil.exists()


def test_a_files_every_099_line_is_accounted_for(haendelser: Haendelser, korsbaek: Path) -> None:
    content = names(korsbaek)[2].read_text(encoding="latin-1").splitlines()
    lines = {str(number): line for number, line in enumerate(content, 1) if line.startswith("099")}
    svar = haendelser("files", "3")
    shown = [row.split() for row in svar.ud.splitlines() if row.split()[:1] and row.split()[0] in lines]
    assert [row[0] for row in shown] == list(lines)
    assert [row[1] for row in shown] == [line[25:28].strip() for line in lines.values()]
    assert all(row[-1].strip(",").isdigit() or "ingen:" in row for row in shown)


def test_a_file_that_is_not_there_is_told(haendelser: Haendelser, korsbaek: Path) -> None:
    assert korsbaek.exists()
    assert haendelser("files", "99") == (
        1,
        "",
        "FIL-020: der er ingen fil med det nummer; `haendelser files` viser dem, der er.\n",
    )


def test_watch_starts_only_where_the_environment_is_named(haendelser: Haendelser, tmp_path: Path) -> None:
    (tmp_path / "ind").mkdir()
    status, ud, fejl = haendelser("watch", "ind", "--once")
    assert (status, ud) == (1, "")
    assert fejl.startswith("MIL-002: watch starter kun, hvor miljøet er nævnt udtrykkeligt")
    assert list((tmp_path / "ind").iterdir()) == []


@pytest.mark.parametrize(
    ("miljoe", "told"), [("exttest", "numre af almindelig form SLETTES"), ("produktion", "intet slettes")]
)
def test_watch_says_at_start_what_it_deletes(
    haendelser: Haendelser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, miljoe: str, told: str
) -> None:
    monkeypatch.setenv("HAENDELSER_ENVIRONMENT", miljoe)
    (tmp_path / "ind").mkdir()
    svar = haendelser("watch", "ind", "--once")
    assert svar.status == 0
    assert told in svar.ud.splitlines()[0]


def test_watch_takes_what_lies_there_in_the_order_of_its_chain(
    haendelser: Haendelser, fyldt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAENDELSER_ENVIRONMENT", "exttest")
    foerste, *dage = names(fyldt / "filer")
    haendelser("receive", "--initial", "--new-task", OPGAVE, foerste)
    ind = tmp_path / "ind"
    ind.mkdir()
    for dag in reversed(dage):
        shutil.copy(dag, ind / dag.name)
    svar = haendelser("watch", ind, "--once")
    assert received(svar) == [dag.name for dag in dage]
    assert [path.name for path in names(ind / "modtaget")] == [dag.name for dag in dage]


def test_watch_once_says_by_its_status_whether_a_file_was_refused(
    haendelser: Haendelser, fyldt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAENDELSER_ENVIRONMENT", "exttest")
    ind, (foerste, *_) = tmp_path / "ind", names(fyldt / "filer")
    ind.mkdir()
    shutil.copy(foerste, ind / foerste.name)
    svar = haendelser("watch", ind, "--once")
    assert (svar.status, "[flyttet til afvist/]" in svar.fejl) == (1, True)
    assert haendelser("watch", ind, "--once") == (0, svar.ud, "")


@pytest.mark.parametrize(
    "kommando",
    [
        ("files",), ("feed",), ("status",), ("dueslag",), ("vaerdiliste",), ("besked", "1"), ("setup", "--export"),
        ("uden-modtager",), ("bopael", "0101"), ("ordre",), ("testperson",), ("exttest", "personer"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_only_reads_makes_no_database(haendelser: Haendelser, tmp_path: Path, kommando: tuple[str, ...]) -> None:
    svar = haendelser(*kommando)
    assert (svar.status, svar.ud, svar.fejl[:8]) == (1, "", "LAG-017:")
    assert list(tmp_path.iterdir()) == []


def test_a_database_has_one_environment_for_life(
    haendelser: Haendelser, korsbaek: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert korsbaek.exists()
    monkeypatch.setenv("HAENDELSER_ENVIRONMENT", "produktion")
    status, ud, fejl = haendelser("files")
    assert (status, ud) == (1, "")
    assert fejl.startswith("MIL-001: databasen er exttest, men indstillingen siger produktion.")


def test_the_tasks_of_orders_are_fixed_for_the_databases_life_and_refused_from_outside(
    haendelser: Haendelser, korsbaek: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fil = names(korsbaek)[0]
    kopi = tmp_path / "D261120.L990007"
    kopi.write_bytes(fil.read_bytes().replace(OPGAVE.encode(), b"990007", 1))
    status, ud, fejl = haendelser("receive", "--new-task", "990007", kopi)
    assert (status, ud) == (1, "")
    assert fejl.startswith("FIL-021: D261120.L990007, linje 1, post 000, felt OPGAVENR")
    monkeypatch.setenv("HAENDELSER_EXTTEST__ORDREOPGAVER", "980000-980009")
    assert haendelser("files").fejl.startswith("OPS-013: databasens ordrer har opgaverne 990000-999999")
    monkeypatch.setenv("HAENDELSER_DATABASE_URL", f"sqlite:///{(tmp_path / 'anden.db').as_posix()}")
    assert haendelser("receive", "--initial", "--new-task", "990007", kopi).status == 0


def test_in_produktion_no_task_is_an_orders(tmp_path: Path) -> None:
    url = f"sqlite:///{(tmp_path / 'p.db').as_posix()}"
    installation = Installation.open(Settings(environment="produktion", database_url=url))
    assert (len(installation.ordreopgaver), installation.lager.meta("ordreopgaver")) == (0, None)
    installation.close()


def test_the_real_sample_is_received_and_accounted_for(
    haendelser: Haendelser, testdata: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAENDELSER_ENVIRONMENT", "produktion")
    svar = haendelser("receive", "--new-task", "110901", testdata / "D011119.L110901")
    assert svar.status == 0
    assert "80 personer, 80 ændrede" in svar.ud
    assert haendelser("files", "1").fejl.startswith("ADG-004")
    shown = haendelser("--grund", "prøve af filen", "files", "1").ud
    rows = re.findall(r"(?m)^ *\d+  [A-Z]\d\d .*\S", shown)
    assert len(rows) == 116
    assert all(re.search(r"\d(?:, \d+)*$|  ingen: .+$", row) for row in rows)


def test_the_real_sample_is_refused_as_exttest_and_no_number_is_told(
    haendelser: Haendelser, testdata: Path, tmp_path: Path
) -> None:
    fil = testdata / "D011119.L110901"
    status, ud, fejl = haendelser("receive", "--new-task", "110901", fil)
    assert (status, ud) == (1, "")
    assert fejl.startswith("VAGT-001: D011119.L110901, linje 2")
    numre = {line[3:13] for line in fil.read_bytes().splitlines()[1:-1]}
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()) + fejl.encode()
    assert [nummer for nummer in numre if nummer in kept or f"{int(nummer)}".encode() in kept] == []
