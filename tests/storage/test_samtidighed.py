"""Several receivers at once, some failing, while a reader watches: the log is that of one after the other."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from cpr_haendelser.storage.aabning import open_lager
from cpr_haendelser.storage.lager import KaedeAendret
from tests.storage import modtager
from tests.storage.eksempler import ANDEN_OPGAVE, ANNA, OPGAVE, everything, leverance, receive

if TYPE_CHECKING:
    from collections.abc import Callable

    from cpr_haendelser.haendelser.model import Haendelse
    from cpr_haendelser.storage.lager import Lager

ROOT = Path(__file__).parents[2]
OPGAVER = (OPGAVE, ANDEN_OPGAVE)


def watch(lager: Lager, is_over: Callable[[], bool]) -> int:
    """Polls the log until it is over; what was read once is read again unchanged, with new numbers only after it."""
    seen: list[Haendelse] = []
    polls = 0
    while True:
        over = is_over()
        now = lager.haendelser(antal=100_000)
        assert now[: len(seen)] == seen
        assert [haendelse.loebenummer for haendelse in now] == list(range(1, len(now) + 1))
        after = lager.haendelser(efter=len(now), antal=100_000)
        assert all(haendelse.loebenummer > len(now) for haendelse in after)
        seen, polls = now, polls + 1
        if over:
            return polls


def one_after_the_other(ledger: list[tuple[str, str]]) -> dict[str, object]:
    """The state after the same files in that order, one at a time, in memory."""
    with closing(open_lager("memory:")) as lager:
        for opgave, proddto in ledger:
            modtager.take(lager, opgave, int(proddto[-2:]))
        return everything(lager, modtager.PERSONER)


def check_serial(lager: Lager) -> None:
    """The state is the one that the ledger's order gives, and each task's files came in their own order."""
    order = [(ledger.opgave, ledger.proddto) for ledger in lager.leverancer()]
    assert [sorted(part for part in order if part[0] == opgave) for opgave in OPGAVER] == [
        [part for part in order if part[0] == opgave] for opgave in OPGAVER
    ]
    assert len(order) == modtager.FILER * len(OPGAVER)
    assert everything(lager, modtager.PERSONER) == one_after_the_other(order)


def test_two_tasks_in_threads_give_the_log_of_one_after_the_other(lager: Lager) -> None:
    with ThreadPoolExecutor() as pool:
        running: list[Future[None]] = [pool.submit(modtager.take_all, lager, opgave, uheld=True) for opgave in OPGAVER]
        watch(lager, lambda: all(future.done() for future in running))
        for future in running:
            future.result()
    check_serial(lager)


def start(what: str, url: str, *arguments: str) -> subprocess.Popen[str]:
    """The receiver in a process of its own."""
    command = [sys.executable, "-m", "tests.storage.modtager", what, url, *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: S603


def test_two_tasks_in_processes_give_the_log_of_one_after_the_other(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'register.db'}"
    running = [start("take_all", url, opgave) for opgave in OPGAVER]
    with closing(open_lager(url)) as lager:
        watch(lager, lambda: all(process.poll() is not None for process in running))
        for process in running:
            assert process.communicate()[1] == ""
            assert process.returncode == 0
        check_serial(lager)
    assert not list((tmp_path / "spool").glob("spool-*"))


def test_of_two_receivers_of_one_file_one_is_told_that_it_came_too_late(lager: Lager) -> None:
    def try_to_take() -> bool:
        try:
            receive(lager, leverance(), *modtager.decide(OPGAVE, 1, [ANNA], {}))
        except KaedeAendret:
            return False
        return True

    with ThreadPoolExecutor() as pool:
        outcomes = [future.result() for future in [pool.submit(try_to_take) for _ in range(6)]]
    assert sorted(outcomes) == [False] * 5 + [True]
    assert (lager.sidste_loebenummer(), len(lager.leverancer())) == (1, 1)


def test_a_database_opened_first_by_many_processes_at_once_is_made_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ny' / 'register.db'}"
    running = [start("open", url) for _ in range(6)]
    assert [process.communicate()[1] for process in running] == [""] * 6
    assert [process.returncode for process in running] == [0] * 6


def test_deciding_again_may_read_from_the_lager(lager: Lager) -> None:
    receive(lager, leverance(ANDEN_OPGAVE), *modtager.decide(ANDEN_OPGAVE, 1, [ANNA], {}))
    kvittering = receive(
        lager,
        leverance(nummer=2),
        *modtager.decide(OPGAVE, 2, [ANNA], {}),
        genafgoer=lambda pnrs, _: modtager.decide(OPGAVE, 2, pnrs, lager.billeder(pnrs)),
    )
    assert (kvittering.afgjort_igen, [billede.fil for billede in lager.versioner(ANNA)]) == (1, [1, 2])
