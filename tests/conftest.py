"""What every test may lean on: the optional shared folder, no settings from outside, a run that skips nothing."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher
from hypothesis import settings

from cpr_haendelser.konti import adgangskode

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="a skipped test is a failed test")
    parser.addoption("--kald", type=int, default=3, help="so often each call is made up (test_kald); 150: minutes")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    fail_when_skipped(item.config, report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    fail_when_skipped(collector.config, report)
    return report


def fail_when_skipped(config: pytest.Config, report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turns a skip (an expected failure too) into a failure where the run was asked to let none pass."""
    if report.skipped and config.getoption("--no-skips"):
        report.outcome = "failed"
        report.longrepr = f"not run to its end, and --no-skips lets nothing pass: {report.longrepr}"


@pytest.fixture(autouse=True)
def without_own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the settings of whoever runs it."""
    for name in [name for name in os.environ if name.startswith("HAENDELSER_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """Passwords are hashed by Argon2id as ever, at a thousandth of its price: a user made costs half a second else.

    What the price must be is tested with the real one (tests/konti); the programs that tests start pay it too.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(adgangskode, "PasswordHasher", partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of official schemas and real test data beside the project."""
    if not SHARED.is_dir():
        pytest.skip("the shared folder is not beside the project")
    return SHARED


@pytest.fixture(scope="session")
def testdata(shared: Path) -> Path:
    """The CPR Office's fictitious test persons."""
    return shared / "cpr-testdata"


@pytest.fixture(scope="session")
def contracts(shared: Path) -> Path:
    """The official schemas and samples."""
    return shared / "contracts"
