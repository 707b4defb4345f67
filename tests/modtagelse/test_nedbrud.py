from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.modtagelse.nedbrud import Udfald, left_behind, read, receive, run_round, write_filer

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def filer(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_filer(tmp_path_factory.mktemp("filer"), personer=600)


@pytest.fixture(scope="module")
def calm(filer: list[Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[float, Udfald]:
    folder = tmp_path_factory.mktemp("calm")
    seconds = receive(folder, filer)
    return seconds, read(folder)


@pytest.mark.parametrize("part", [0.4, 0.6, 0.75, 0.9])
def test_a_run_killed_on_the_way_and_run_again_gives_the_undisturbed_log(
    filer: list[Path], calm: tuple[float, Udfald], tmp_path: Path, part: float
) -> None:
    seconds, undisturbed = calm
    _, found = run_round(tmp_path, filer, [seconds * part, seconds * part])
    assert found == undisturbed
    assert found.log
    assert left_behind(tmp_path) == []
