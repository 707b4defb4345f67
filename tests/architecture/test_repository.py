"""House rules about what lies in the repository."""

from __future__ import annotations

import hashlib
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEX_RUN = re.compile(r"(?i)\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{32,}\b")
TEN_DIGITS = re.compile(r"(?<!\d)(\d{6})[- ]?(\d{4})(?!\d)")
RECORD_START = re.compile(r"(?<!\d)0\d\d(\d{6})(\d{4})")
FORMS = (TEN_DIGITS, RECORD_START)
PYTHON_NAME = re.compile(r"[a-z][a-z0-9_]*|__[a-z]+__")
NAMES_TOO_WIDE = {"utils", "util", "common", "helpers", "helper", "manager", "misc"}
FOREIGN_PLACES = [f"/{folder}/" for folder in ("work", "tmp", "root", "home", "Users")]
PACKAGE_HOSTS = [f"{host}.org" for host in ("pypi", "pythonhosted")]
LARGEST = 1024 * 1024


def century(year: int, seventh: int) -> int:
    """The year with its century, by the seventh digit (CPR's rule for the personnummer)."""
    if seventh <= 3:
        return 1900 + year
    if seventh in {4, 9}:
        return (2000 if year <= 36 else 1900) + year
    return (2000 if year <= 57 else 1800) + year


def is_ordinary(six: str, four: str) -> bool:
    """Whether the digits are a personnummer of ordinary shape: a date that exists."""
    day, month, year = int(six[:2]), int(six[2:4]), int(six[4:])
    try:
        date(century(year, int(four[0])), month, day)
    except ValueError:
        return False
    return True


def numbers_of_ordinary_shape(text: str) -> list[int]:
    """The lines that hold such a number."""
    return [
        number
        for number, line in enumerate(text.splitlines(), start=1)
        if any(is_ordinary(*digits) for form in FORMS for digits in form.findall(HEX_RUN.sub("", line)))
    ]


@pytest.mark.parametrize(
    "number", ["010190{}1234", "(010190{}1234)", "pnr='290200{}4000'", "x\n310136{}9999,", "cpr010190{}1234"]
)
@pytest.mark.parametrize("between", ["", "-", " "])
def test_a_number_of_ordinary_shape_would_be_found(number: str, between: str) -> None:
    assert numbers_of_ordinary_shape(number.format(between))


@pytest.mark.parametrize("text", ["610190-{}", "310290{}", "010190{}0", "0a1b0c0d-0000-4000-8000-010190{}00"])
def test_what_only_resembles_it_is_left_alone(text: str) -> None:
    assert not numbers_of_ordinary_shape(text.format("1234"))


def test_a_record_about_such_a_number_would_be_found() -> None:
    assert numbers_of_ordinary_shape("line = '099" + "010190" + "1234202611241200A01'")


def test_no_personnummer_of_ordinary_shape_is_in_the_repository(texts: dict[str, str]) -> None:
    found = {name: lines for name, text in texts.items() if (lines := numbers_of_ordinary_shape(text))}
    assert found == {}


def test_the_project_speaks_of_itself_alone(texts: dict[str, str]) -> None:
    words = [*FOREIGN_PLACES, *PACKAGE_HOSTS]
    found = [f"{name}: {word}" for name, text in texts.items() for word in words if word in text]
    assert found == []


def test_the_product_knows_nothing_of_the_shared_folder(texts: dict[str, str]) -> None:
    found = [name for name, text in texts.items() if name.startswith("src/") and "/shared" in text]
    assert found == []


def test_nothing_of_the_shared_folder_is_in_the_repository(files: list[Path], contracts: Path, testdata: Path) -> None:
    theirs = {
        hashlib.sha256(content).digest()
        for folder in (contracts, testdata)
        for path in folder.rglob("*")
        if path.is_file() and (content := path.read_bytes())
    }
    copied = [path.name for path in files if hashlib.sha256(path.read_bytes()).digest() in theirs]
    assert copied == []


def test_every_module_of_the_product_says_what_it_is(texts: dict[str, str]) -> None:
    modules = {name: text for name, text in texts.items() if name.startswith("src/") and name.endswith(".py")}
    assert len(modules) > 10
    assert [name for name, text in modules.items() if not text.startswith('"""')] == []


def test_modules_have_names_that_say_one_thing(files: list[Path]) -> None:
    stems = {path.stem: path for path in files if path.suffix == ".py"}
    assert [stem for stem in stems if not PYTHON_NAME.fullmatch(stem) or stem in NAMES_TOO_WIDE] == []


def test_no_file_is_large(files: list[Path]) -> None:
    assert [path.name for path in files if path.stat().st_size > LARGEST] == []


def test_text_ends_with_one_line_end_and_has_no_carriage_return(texts: dict[str, str]) -> None:
    wrong = [name for name, text in texts.items() if text and ("\r" in text or not text.endswith("\n"))]
    assert wrong == []


def test_the_licence_is_mpl_2_everywhere(texts: dict[str, str]) -> None:
    assert texts["LICENSE"].startswith("Mozilla Public License Version 2.0\n")
    assert tomllib.loads(texts["pyproject.toml"])["project"]["license"] == "MPL-2.0"


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_a_version_and_hashes(texts: dict[str, str], lock: str) -> None:
    entries = re.split(r"\n(?=\S)", re.sub(r"(?m)^#.*\n", "", texts[lock]).strip())
    assert len(entries) > 10
    assert [entry for entry in entries if not re.match(r"[\w.\[\]-]+==\S+[^\n]*\\\n\s+--hash=sha256:", entry)] == []


def test_what_the_product_needs_is_locked_alike_for_users_and_developers(texts: dict[str, str]) -> None:
    pinned = {
        lock: set(re.findall(r"(?m)^(\S+==\S+)", texts[lock]))
        for lock in ("requirements.lock", "requirements-dev.lock")
    }
    assert pinned["requirements.lock"] <= pinned["requirements-dev.lock"]
