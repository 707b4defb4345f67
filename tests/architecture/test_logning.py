"""The log is a closed list: no line is written that is not in the table, and none with other fields than it says."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import NamedTuple

import pytest

from cpr_haendelser.logning.form import JsonFormatter
from cpr_haendelser.logning.linjer import BIBLIOTEK, FELTER, LINJER, TABEL

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "cpr_haendelser"
OWN = SOURCE / "logning"
"""The one place where Python's logging is spoken to."""
NOT_OURS = {"print", "warn", "basicConfig", "getLogger"}


class Kald(NamedTuple):
    """A call that writes a line."""

    sted: str
    kode: str | None
    felter: tuple[str | None, ...]


def calls(tree: ast.AST, sted: str = "") -> list[Kald]:
    """Every call of log_line, whatever it was given."""
    return [
        Kald(f"{sted}:{node.lineno}", _code(node), tuple(sorted((word.arg for word in node.keywords), key=str)))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _name(node.func) == "log_line"
    ]


def _code(call: ast.Call) -> str | None:
    kode = call.args[0] if len(call.args) == 1 else None
    return kode.value if isinstance(kode, ast.Constant) and isinstance(kode.value, str) else None


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def other_ways(tree: ast.AST) -> list[str]:
    """Whatever else could write into the log or on standard error."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [each.name for each in node.names if each.name.split(".")[0] in {"logging", "warnings"}]
        elif isinstance(node, ast.ImportFrom) and node.module in {"logging", "warnings", "logging.handlers"}:
            found.append(node.module)
        elif isinstance(node, ast.Call) and _name(node.func) in NOT_OURS and not _is_printed(node.func):
            found.append(_name(node.func))
    return found


def _is_printed(func: ast.expr) -> bool:
    """Whether something other than Python itself prints: the console of the command line."""
    return isinstance(func, ast.Attribute) and func.attr == "print"


@pytest.fixture(scope="module")
def modules() -> dict[Path, ast.Module]:
    """The source but for the room that does the writing."""
    paths = [path for path in SOURCE.rglob("*.py") if OWN not in path.parents]
    assert len(paths) > 100
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}


@pytest.fixture(scope="module")
def written(modules: dict[Path, ast.Module]) -> list[Kald]:
    return [kald for path, tree in modules.items() for kald in calls(tree, path.relative_to(SOURCE).as_posix())]


def test_every_line_that_is_written_is_in_the_table_with_its_fields(written: list[Kald]) -> None:
    wrong = [
        kald
        for kald in written
        if kald.kode is None or kald.kode not in TABEL or kald.felter != tuple(sorted(TABEL[kald.kode].felter))
    ]
    assert wrong == []


def test_every_line_of_the_table_is_written_somewhere(written: list[Kald]) -> None:
    assert {linje.kode for linje in LINJER} - {kald.kode for kald in written} == {BIBLIOTEK}


def test_nothing_writes_into_the_log_beside_the_table(modules: dict[Path, ast.Module]) -> None:
    found = {path.relative_to(SOURCE).as_posix(): ways for path, tree in modules.items() if (ways := other_ways(tree))}
    tells_levels_by_name = {"dokumentation/logning.py": ["logging"]}
    assert found == tells_levels_by_name


def test_a_call_outside_the_table_would_be_found() -> None:
    source = "logning.log_line(kode, pnr=1)\nlog_line('x')\nlog_line('a', 'b')\nlog_line('x', **alt)"
    assert [(kald.kode, kald.felter) for kald in calls(ast.parse(source))] == [
        (None, ("pnr",)), ("x", ()), (None, ()), ("x", (None,)),
    ]  # fmt: skip
    for way in ("import logging", "from logging import getLogger", "import warnings", "print(1)", "x.getLogger('y')"):
        assert other_ways(ast.parse(way)), way


def test_a_code_stands_once_and_its_fields_are_on_the_list_of_fields() -> None:
    assert len(TABEL) == len(LINJER)
    assert {felt for linje in LINJER for felt in linje.felter} == set(FELTER)


def test_no_field_takes_the_place_of_what_every_json_line_has() -> None:
    reserved = {"tid", "niveau", "kode", "besked", "fejl"}
    assert JsonFormatter.__doc__ is not None
    assert all(word in JsonFormatter.__doc__ for word in reserved)
    assert not reserved & set(FELTER)


def test_there_is_no_field_for_a_person() -> None:
    assert not {"pnr", "personnummer", "navn", "cpr", "krop", "besked", "url"} & set(FELTER)


def test_every_line_is_documented_with_what_to_do() -> None:
    page = (ROOT / "docs" / "logning.md").read_text(encoding="utf-8")
    for linje in LINJER:
        assert linje.tekst.strip()
        assert linje.naar.strip()
        assert linje.goer.strip()
        (row,) = [row for row in page.splitlines() if row.startswith(f"| **{linje.kode}** |")]
        assert linje.tekst in row
        assert linje.goer in row
