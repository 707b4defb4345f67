"""The command line in this process, over a small municipality."""

from __future__ import annotations

import logging
import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest

from cpr_haendelser.app import Installation
from cpr_haendelser.cli import run
from cpr_haendelser.settings import load
from tests.opslag.korsbaek import opened, settings_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class Svar(NamedTuple):
    """What a command came to."""

    status: int
    ud: str
    fejl: str


@pytest.fixture(scope="session")
def fyldt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose h.db has received a first load and three days; the files are in filer/."""
    folder = tmp_path_factory.mktemp("korsbaek")
    with opened(folder):
        return folder


@pytest.fixture(autouse=True)
def tomt_sted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty folder to stand in, a database there, and the log put back afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HAENDELSER_DATABASE_URL", settings_in(tmp_path).database_url)
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)


@pytest.fixture
def haendelser(capsys: pytest.CaptureFixture[str]) -> Callable[..., Svar]:
    """Runs a command on the database of the folder."""

    def call(*arguments: str) -> Svar:
        capsys.readouterr()
        status = run([str(argument) for argument in arguments])
        return Svar(status, *capsys.readouterr())

    return call


def make_tom() -> None:
    """An empty database where the settings of the moment say."""
    Installation.open(load()).close()


@pytest.fixture
def tom(tomt_sted: None) -> None:
    """An empty database."""
    del tomt_sted
    make_tom()


@pytest.fixture
def korsbaek(fyldt: Path, tmp_path: Path) -> Path:
    """A database of one's own that is filled; its files' folder."""
    shutil.copy(fyldt / "h.db", tmp_path / "h.db")
    return fyldt / "filer"
