"""The commands of the project: the same by make and by Python, and no test let by where none may be."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import tasks

ROOT = Path(__file__).parents[2]
HEARS_CTRL_C = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
STOPPING = f"""{HEARS_CTRL_C}
import time

try:
    print("ready", flush=True)
    time.sleep(30)
except KeyboardInterrupt:
    time.sleep(0.5)
    print("stopped", flush=True)
"""
ONE_SKIPPED = """
import pytest

def test_that_runs():
    pass

def test_that_does_not():
    pytest.skip("no server")
"""
ALL_SKIPPED = """
import pytest

pytest.skip("no server", allow_module_level=True)
"""


def test_make_offers_every_task() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    offered = re.search(r"(?m)^TASKS := (.+)$", makefile)
    assert offered is not None
    assert offered[1].split() == list(tasks.TASKS)


def test_an_unknown_task_is_answered_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert tasks.main(["tset"]) == 2
    assert "setup|run|test" in capsys.readouterr().out


def test_an_old_python_is_told_what_is_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    assert tasks.main(["run"]) == 2
    assert capsys.readouterr().out.startswith("cpr-haendelser kræver Python 3.11 eller nyere; dette er 3.9.2.")


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C cannot be sent to a group of processes here")
def test_what_ctrl_c_stops_may_end_in_its_own_time_and_way() -> None:
    script = f"import sys, tasks\nsys.exit(tasks.call([sys.executable, '-c', {STOPPING!r}]))"
    command = [sys.executable, "-c", f"{HEARS_CTRL_C}{script}"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8", start_new_session=True) as ran:  # noqa: S603 - the project's own interpreter
        assert ran.stdout is not None
        assert ran.stdout.readline() == "ready\n"
        os.killpg(ran.pid, signal.SIGINT)
        assert ran.stdout.read() == "stopped\n"
    assert ran.returncode == 0


def test_a_skipped_test_fails_where_none_may_be_skipped(tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text(ONE_SKIPPED, encoding="utf-8")
    (tmp_path / "test_all.py").write_text(ALL_SKIPPED, encoding="utf-8")
    (tmp_path / "pytest.ini").touch()
    options = ["-p", "tests.conftest", "-p", "no:cacheprovider", "--continue-on-collection-errors", "--no-skips"]
    ran = subprocess.run(  # noqa: S603 - the project's own interpreter
        [sys.executable, "-m", "pytest", "-q", *options, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        text=True,
    )
    assert ran.returncode == 1
    assert "1 failed, 1 passed, 1 error in" in ran.stdout
