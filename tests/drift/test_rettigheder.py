"""Everything that the program makes is its owner's alone."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

VIDT = 0o022
"""What most systems take from new files: everybody may read them."""


def run(mappe: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "cpr_haendelser", *arguments]
    before = os.umask(VIDT)
    try:
        ran = subprocess.run(command, cwd=mappe, capture_output=True, check=True, encoding="utf-8")  # noqa: S603 - the project's own interpreter
    finally:
        os.umask(before)
    return ran.stdout


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions; the folder's own are the user's alone")
def test_the_demonstration_leaves_nothing_that_others_may_read(tmp_path: Path) -> None:
    run(tmp_path, "demo", "--uden-server", "--personer", "300")
    made = sorted((tmp_path / "var").rglob("*"))
    assert {"demo.db", "demo.post.db", "beskeder", "ca", "filer", "spool"} <= {path.name for path in made}
    aabne = {
        path.relative_to(tmp_path).as_posix(): oct(stat.S_IMODE(path.stat().st_mode))
        for path in [tmp_path / "var", *made]
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    }
    assert aabne == {}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions; the folder's own are the user's alone")
def test_what_is_received_refused_and_alarmed_is_not_for_others_either(tmp_path: Path) -> None:
    run(tmp_path, "population", "filer", "--personer", "50", "--dage", "1", "--kun-hyppigheder")
    (foerste, *_) = sorted((tmp_path / "filer").glob("D*"))
    (tmp_path / "ind").mkdir()
    (tmp_path / "haendelser.toml").write_text('environment = "exttest"\n[alarmer]\nfil = "log/alarmer.txt"\n', "utf-8")
    foerste.rename(tmp_path / "ind" / foerste.name)
    run(tmp_path, "alarmtest")
    ran = subprocess.run([sys.executable, "-m", "cpr_haendelser", "watch", "ind", "--once"], cwd=tmp_path, check=False)
    assert ran.returncode == 1
    made = [
        *(tmp_path / "ind").rglob("*"),
        tmp_path / "log",
        *(tmp_path / "log").iterdir(),
        *(tmp_path / "var").rglob("*"),
    ]
    assert len(made) > 6
    moved = tmp_path / "ind/afvist" / foerste.name
    assert [path.name for path in made if stat.S_IMODE(path.stat().st_mode) & 0o077 and path != moved] == []
