"""One browser and one program for all tests of a process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser

from tests.browser.hus import CHROMIUM, Program, both, chromium

_loops: list[asyncio.AbstractEventLoop] = []
"""The browser's own: it counts as running in this thread for as long as the browser is open."""


@contextmanager
def _running() -> Iterator[None]:
    """The browser's loop runs as long as the block: other tests of the process run loops of their own."""
    asyncio._set_running_loop(_loops[-1] if _loops else None)  # noqa: SLF001 - as above
    try:
        yield
    finally:
        asyncio._set_running_loop(None)  # noqa: SLF001 - there is no other way


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("Chromium is not on this machine: apt install chromium, or say where it is by PROEV_CHROMIUM")
    with chromium() as browser:
        _loops.append(asyncio.get_running_loop())
        asyncio._set_running_loop(None)  # noqa: SLF001 - there is no other way
        yield browser
        asyncio._set_running_loop(_loops.pop())  # noqa: SLF001 - there is no other way
    asyncio._set_running_loop(None)  # noqa: SLF001 - as above


@pytest.fixture(autouse=True)
def _in_the_browsers_loop(browser: Browser) -> Iterator[None]:
    del browser
    with _running():
        yield


@pytest.fixture(scope="session")
def programmer(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Program]]:
    del browser  # nothing is filled where there is no browser
    with both(tmp_path_factory.mktemp("browser")) as programmer:
        yield programmer


@pytest.fixture(scope="session")
def fuld(programmer: dict[str, Program]) -> Program:
    return programmer["fuld"]
