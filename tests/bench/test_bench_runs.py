"""The bench runs, every figure of it, at a size that takes seconds. What it measures is never judged here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_figure_of_the_bench_is_measured(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench", "--persons", "500", "--runs", "2", "--folder", str(tmp_path)]
    run = subprocess.run(  # noqa: S603
        command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False, timeout=600
    )
    assert run.returncode == 0, run.stderr
    rows = [line for line in run.stdout.splitlines() if line.startswith("|")]
    for wanted in (
        "first load, 500 persons",
        "delivery, 50 of 500 persons changed",
        "composing",
        "person lookup while 50 persons are received",
        "matching",
        "AMQP pull, prefetch 500",
        "AMQP pull, prefetch 1",
        "REST push",
        "from the log to a waiting receiver",
        "hændelses-ordre of one row",
        "sammenhængende ordre, 500 rows",
        "preview of 500 rows",
        "500 deliveries recorded, 50 in a transaction, with the audit",
        "a page of the feed with",
        "everything passed on about one person",
        "the whole of it checked",
        "a small file (10 persons), from rename to the log",
        "/personer, one looked up",
        "all pages",
    ):
        assert any(wanted in row for row in rows), wanted
    assert all(row.count("|") == rows[0].count("|") for row in rows)
    assert not list(tmp_path.iterdir()), "nothing is left behind"
