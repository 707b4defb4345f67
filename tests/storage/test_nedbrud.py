"""A process that is killed while it receives leaves the state before or after, and its spool for the next to remove."""

from __future__ import annotations

import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from cpr_haendelser.storage.aabning import open_lager
from tests.storage.eksempler import dokument, establish, everything
from tests.storage.modtager import MANGE, establish_many, receive_many
from tests.storage.test_samtidighed import start

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cpr_haendelser.storage.lager import Lager

FAA = MANGE[:20]
ROUNDS = [("middle", 0.0), ("begin", 0.0), ("begin", 0.02), ("begin", 0.05), ("begin", 0.1), ("begin", 0.3)]
"""Where the kill falls: what the process has said, and how long after."""


def filled(lager: Lager) -> None:
    establish(lager, {pnr: dokument(pnr) for pnr in MANGE})


def empty(_lager: Lager) -> None:
    return


@pytest.fixture(scope="module", params=["receive_many", "establish_many"])
def work(request: pytest.FixtureRequest) -> tuple[str, Callable[[Lager], None], dict[str, object], dict[str, object]]:
    """What is done, upon what, and the states before and after it."""
    make, do = {"receive_many": (filled, receive_many), "establish_many": (empty, establish_many)}[request.param]
    with closing(open_lager("memory:")) as lager:
        make(lager)
        before = everything(lager, FAA)
        do(lager)
        return request.param, make, before, everything(lager, FAA)


@pytest.mark.parametrize(("word", "delay"), ROUNDS)
def test_a_killed_process_leaves_the_state_before_or_after(
    work: tuple[str, Callable[[Lager], None], dict[str, object], dict[str, object]],
    word: str,
    delay: float,
    tmp_path: Path,
) -> None:
    what, make, before, after = work
    url = f"sqlite:///{tmp_path / 'register.db'}"
    with closing(open_lager(url)) as lager:
        make(lager)
    process = start(what, url)
    assert process.stdout
    while process.stdout.readline().strip() != word:
        pass
    time.sleep(delay)
    process.kill()
    process.communicate()
    with closing(open_lager(url)) as lager:
        assert not list((tmp_path / "spool").glob("spool-*"))
        state = everything(lager, FAA)
        assert state in ([before] if word == "middle" else [before, after])
        if state == before:
            {"receive_many": receive_many, "establish_many": establish_many}[what](lager)
        assert everything(lager, FAA) == after
