"""That a large population is not held in memory."""

from __future__ import annotations

import gc
from pathlib import Path

from cpr_haendelser.population import write_population
from cpr_haendelser.population.person import Person
from tests.population.conftest import START


def _held() -> int:
    gc.collect()
    return sum(isinstance(thing, Person) for thing in gc.get_objects())


def test_of_fifty_thousand_persons_only_those_being_written_are_held(tmp_path: Path) -> None:
    held: list[int] = []
    before = _held()
    write_population(
        tmp_path, seed=1, persons=50_000, days=0, start=START, progress=lambda *_told: held.append(_held() - before)
    )
    assert len(held) == 4
    assert max(held) < 20


def test_on_a_day_of_many_changes_persons_are_written_as_they_come(tmp_path: Path) -> None:
    held: list[int] = []
    before = _held()

    def count(what: str, _done: int, _total: int) -> None:
        if what == "ændringer":
            held.append(_held() - before)

    write_population(
        tmp_path, seed=1, persons=8_000, days=1, start=START, mindst=False, changes_per_day=8_000, progress=count
    )
    assert len(held) > 10
    assert max(held) < 1_500
