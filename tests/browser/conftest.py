"""One browser and one program for all tests of a process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.hus import CHROMIUM, Program, both, chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("Chromium is not on this machine: apt install chromium, or say where it is by PROEV_CHROMIUM")
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def programmer(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Program]]:
    del browser  # nothing is filled where there is no browser
    with both(tmp_path_factory.mktemp("browser")) as programmer:
        yield programmer


@pytest.fixture(scope="session")
def fuld(programmer: dict[str, Program]) -> Program:
    return programmer["fuld"]
