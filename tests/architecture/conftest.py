"""The repository as its tests see it: the files git keeps or would keep."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def files() -> list[Path]:
    """Every file of the repository, tracked or about to be."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603 - fixed command
    return [ROOT / name for name in sorted(set(listed.decode().split("\0"))) if name and (ROOT / name).is_file()]


@pytest.fixture(scope="session")
def texts(files: list[Path]) -> dict[str, str]:
    """The text of every text file, by its name from the root."""
    read = {}
    for path in files:
        content = path.read_bytes()
        if b"\0" not in content:
            read[path.relative_to(ROOT).as_posix()] = content.decode("utf-8")
    return read
