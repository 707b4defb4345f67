"""After a refused file none of its numbers is anywhere: database, write-ahead log, spool folder, output."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.modtagelse.byg import FOERSTE, OPGAVE, environment, fil, lf, linje, person, pnr, stream, traces, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ALMINDELIGE = [f"{int(pnr(n)[:2]) - 60:02}{pnr(n)[2:]}" for n in range(500, 560)]
"""Of ordinary shape, made when the tests run; the last person of a long file has them."""


def ordinary(n: int) -> list[bytes]:
    """A person with an ordinary number."""
    return [line[:3] + ALMINDELIGE[n].encode() + line[13:] for line in person(n)]


def run(folder: Path, *arguments: str, miljoe: str) -> subprocess.CompletedProcess[bytes]:
    """The real command, keeping everything in the folder."""
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "cpr_haendelser", *arguments],
        env=environment(folder, HAENDELSER_ENVIRONMENT=miljoe, HAENDELSER_LOG_LEVEL="debug"),
        cwd=folder,
        capture_output=True,
        check=False,
    )


EXTTEST = {
    "keys at the end": [line for n in range(300) for line in person(n)]
    + [line for n in range(60) for line in ordinary(n)],
    "a relative": [*person(1), linje("015", pnr(1), PNRMOR=ALMINDELIGE[0])],
    "a note": [*person(1), linje("019", pnr(1), NOTATLINIE=f"{ALMINDELIGE[0][:6]}-{ALMINDELIGE[0][6:]}")],
    "longer than the layout": [*person(1), linje("008", pnr(1), f" {ALMINDELIGE[0]}")],
    "without 001": [line for n in range(60) for line in ordinary(n)[1:]],
}


@pytest.mark.parametrize("form", [lf, stream])
@pytest.mark.parametrize("navn", EXTTEST)
@pytest.mark.parametrize("command", ["receive", "watch"])
def test_nothing_of_a_file_that_exttest_refuses_is_anywhere(
    tmp_path: Path, navn: str, form: Callable[[list[bytes]], bytes], command: str
) -> None:
    if form is stream and navn == "longer than the layout":
        form = lf
    folder, inbox = tmp_path / "kept", tmp_path / "inbox"
    folder.mkdir()
    inbox.mkdir()
    path = write(inbox, form(fil(EXTTEST[navn], FOERSTE, "00000000")))
    where = (str(inbox), "--once") if command == "watch" else (str(path),)
    done = run(folder, command, "--new-task", OPGAVE, *where, miljoe="exttest")
    (folder / "output").write_bytes(done.stdout + done.stderr)
    assert b"VAGT-001" in done.stderr
    assert path.exists() == (command == "receive")
    assert traces(folder, ALMINDELIGE) == []
    assert command == "receive" or traces(inbox, ALMINDELIGE) == []


@pytest.mark.parametrize(
    "n", [next(n for n in range(60) if (int(ALMINDELIGE[n]) < 1 << 31) is small) for small in (True, False)]
)
def test_the_search_finds_what_is_there(tmp_path: Path, n: int) -> None:
    path = write(tmp_path, fil([*ordinary(n)], FOERSTE, "00000000"))
    done = run(tmp_path, "receive", "--new-task", OPGAVE, str(path), miljoe="produktion")
    assert done.returncode == 0
    path.unlink()
    assert {how for _, how in traces(tmp_path, ALMINDELIGE[n : n + 1])} == {"digits", "integer"}


def test_nothing_of_a_file_that_produktion_refuses_is_anywhere(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    numre = [pnr(n) for n in range(300, 320)]
    poster = [line for n in range(20) for line in ordinary(n)] + [line for n in range(300, 320) for line in person(n)]
    path = write(tmp_path, fil(poster, FOERSTE, "00000000"))
    done = run(folder, "receive", "--new-task", OPGAVE, str(path), miljoe="produktion")
    (folder / "output").write_bytes(done.stdout + done.stderr)
    assert b"VAGT-002" in done.stderr
    assert path.exists()
    assert traces(folder, numre + ALMINDELIGE) == []
