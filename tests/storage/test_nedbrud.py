"""A process that is killed while it receives leaves the state before or after, and its spool for the next to remove."""

from __future__ import annotations

import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from cpr_haendelser.storage.aabning import open_lager
from tests.storage.eksempler import dokument, establish, everything
from tests.storage.modtager import MANGE, carry_out_many, establish_many, receive_many
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


def kill(what: str, url: str, word: str, delay: float) -> None:
    """Begins the work in a process and kills it so long after it has said the word."""
    process = start(what, url)
    assert process.stdout
    while process.stdout.readline().strip() != word:
        pass
    time.sleep(delay)
    process.kill()
    process.communicate()


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
    kill(what, url, word, delay)
    with closing(open_lager(url)) as lager:
        assert not list((tmp_path / "spool").glob("spool-*"))
        state = everything(lager, FAA)
        assert state in ([before] if word == "middle" else [before, after])
        if state == before:
            {"receive_many": receive_many, "establish_many": establish_many}[what](lager)
        assert everything(lager, FAA) == after


@pytest.fixture(scope="module")
def ordered() -> dict[str, object]:
    """The state after an order that nobody killed."""
    with closing(open_lager("memory:")) as lager:
        filled(lager)
        carry_out_many(lager)
        return everything(lager, FAA)


@pytest.mark.parametrize(("word", "delay"), [("begin 0", 0.0), ("begin 1000", 0.0), ("begin 1000", 0.03)])
def test_a_killed_order_is_carried_on_and_no_line_done_twice(
    ordered: dict[str, object], word: str, delay: float, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'register.db'}"
    with closing(open_lager(url)) as lager:
        filled(lager)
    kill("carry_out_many", url, word, delay)
    with closing(open_lager(url)) as lager:
        assert lager.sidste_loebenummer() in range(0, len(MANGE) + 1, 1000)
        carry_out_many(lager)
        assert everything(lager, FAA) == ordered
