"""The bench runs, every document's figures, at a size that takes seconds. What it measures is never judged here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bench.__main__ import SIDER

ROOT = Path(__file__).resolve().parents[2]


FIGURER = {
    "ydelse.md": (
        "first load, 200 persons",
        "delivery, 20 of 200 persons changed",
        "composing",
        "person lookup while 20 persons are received",
        "a small file (10 persons), from rename to the log",
    ),
    "ydelse-levering.md": (
        "matching",
        "AMQP pull, prefetch 500",
        "AMQP pull, prefetch 1",
        "REST push",
        "from the log to a waiting receiver",
    ),
    "ydelse-ordrer.md": ("hændelses-ordre of one row", "sammenhængende ordre, 200 rows", "preview of 200 rows"),
    "ydelse-revision.md": (
        "200 deliveries recorded, 50 in a transaction, with the audit",
        "a page of the feed with",
        "everything passed on about one person",
        "the whole of it checked",
    ),
    "ydelse-konsol.md": ("/personer, one looked up", "all pages"),
}
"""Figures that the tables of each document must have."""


@pytest.mark.parametrize("side", SIDER)
def test_every_figure_of_the_bench_is_measured(tmp_path: Path, side: str) -> None:
    size = ("--persons", "200", "--runs", "1", "--folder", str(tmp_path))
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "bench", *SIDER[side], *size],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )
    assert run.returncode == 0, run.stderr
    rows = [line for line in run.stdout.splitlines() if line.startswith("|")]
    assert [wanted for wanted in FIGURER[side] if not any(wanted in row for row in rows)] == []
    assert all(row.count("|") == rows[0].count("|") for row in rows)
    assert not list(tmp_path.iterdir()), "nothing is left behind"
