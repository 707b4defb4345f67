"""What the machine refuses, and an error in the program itself, are told in words and without a personnummer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cpr_haendelser.cli import tell_masked
from tests.cli.conftest import Svar

Haendelser = Callable[..., Svar]
FULD = Path("/dev/full")


def test_a_place_that_cannot_be_written_to_is_told_in_words(haendelser: Haendelser, tmp_path: Path) -> None:
    (tmp_path / "brev").write_text("")
    svar = haendelser("population", "brev/6101901234")
    assert (svar.status, svar.ud) == (1, "")
    assert svar.fejl.startswith("SYS-001: ")
    assert "Se efter plads på disken, rettigheder" in svar.fejl
    assert "6101901234" not in svar.fejl


@pytest.mark.skipif(not FULD.exists(), reason="no device here is always full")
def test_output_that_there_is_no_room_for_is_told_in_words(korsbaek: Path) -> None:
    assert korsbaek.exists()
    command = [sys.executable, "-m", "cpr_haendelser", "feed"]
    with FULD.open("wb") as fuld:
        ran = subprocess.run(command, stdout=fuld, stderr=subprocess.PIPE, encoding="utf-8", check=False)  # noqa: S603 - the project's own interpreter
    assert ran.returncode == 1
    assert ran.stderr.startswith("SYS-001: det gik ikke (No space left on device).")
    assert len(ran.stderr.splitlines()) == 1


def test_an_error_in_the_program_is_told_masked(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        int("6101901234 er ikke et tal")
    except ValueError as error:
        tell_masked(type(error), error, error.__traceback__)
    told = capsys.readouterr().err
    assert "ValueError: invalid literal" in told
    assert "Det er en fejl i programmet." in told
    assert "6101901234" not in told
