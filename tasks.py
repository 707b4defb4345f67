"""What one does with the project: set up, run, test, measure, prove, check, tidy, document, lock.

`python tasks.py setup|run|test|bench|prove|lint|fmt|docs|pictures|lock`; what follows the name is passed on. The
standard library alone, so that a fresh clone needs nothing but Python, on Windows too. The Makefile only calls this.
Older Pythons (3.7) can read it too, to be told that they are too old.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "opsat"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
DEV_LOCK = ROOT / "requirements-dev.lock"
PYPROJECT = ROOT / "pyproject.toml"
LOWEST = (3, 11)
PATIENCE = 30
"""Seconds that a stopped command may take to end."""


def setup(arguments: list[str]) -> int:
    """Makes .venv with the locked packages and the project itself.

    Each step leaves a mark of what it rested on; a call begins at the first step whose ground has changed, so a second
    call does nothing and a broken one goes on where it was.
    """
    del arguments
    steps = (
        ("Laver et virtuelt miljø i .venv", make_venv, sys.version + str(ROOT)),
        ("Henter og installerer de låste pakker fra nettet", install_packages, DEV_LOCK.read_text("utf-8")),
        ("Installerer cpr-haendelser selv", install_project, PYPROJECT.read_text("utf-8")),
    )
    marks = [hashlib.sha256(ground.encode()).hexdigest() for _, _, ground in steps]
    left = STAMP.read_text("utf-8").split() if STAMP.is_file() else []
    if left == marks:
        return 0
    first = next(number for number, mark in enumerate(marks) if left[number : number + 1] != [mark])
    begun = time.monotonic()
    for number, (what, step, _) in enumerate(steps[first:], start=first + 1):
        say(f"[{number}/{len(steps)}] {what} …")
        status = step()
        if status:
            return status
        STAMP.write_text("\n".join(marks[:number]), "utf-8")
    say(f"Klar efter {time.monotonic() - begun:.0f} sekunder.")
    return 0


def run(arguments: list[str]) -> int:
    """Starts the demonstration."""
    return setup([]) or python("-m", "cpr_haendelser", "demo", *arguments)


def test(arguments: list[str]) -> int:
    """Runs the tests, in a process more than there are processors: many wait; `-n 0` runs them in one process.

    Each process takes neighbours (`worksteal`), so that what a file's tests share is seldom made more than once.
    """
    return setup([]) or python("-m", "pytest", "-n", str((os.cpu_count() or 1) + 1), "--dist", "worksteal", *arguments)


def bench(arguments: list[str]) -> int:
    """Measures speed and memory against the bare ceiling."""
    return setup([]) or python("-m", "bench", *arguments)


def prove(arguments: list[str]) -> int:
    """Proves the promise of delivery: every failure it speaks of, and the tally (five to ten minutes)."""
    return setup([]) or python("-m", "tests.levering", *arguments)


def lint(arguments: list[str]) -> int:
    """Checks style, types, import contracts and declared dependencies; all of them, also after one has failed."""
    del arguments
    status = setup([])
    if status:
        return status
    checks = (
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy",),
        ("lint-imports",),
        ("deptry", "."),
    )
    failed = []
    for check in checks:
        say("── " + " ".join(check))
        if tool(*check):
            failed.append(" ".join(check))
    say(f"Ikke i orden: {', '.join(failed)}" if failed else "Alt i orden.")
    return 1 if failed else 0


def fmt(arguments: list[str]) -> int:
    """Formats the code and mends what can be mended by itself."""
    del arguments
    return setup([]) or tool("ruff", "check", "--fix", "--exit-zero", "--quiet", ".") or tool("ruff", "format", ".")


def docs(arguments: list[str]) -> int:
    """Writes the generated documents anew."""
    return setup([]) or python("-m", "cpr_haendelser.dokumentation", *arguments)


def pictures(arguments: list[str]) -> int:
    """Takes the pictures of the pages that the guides show (docs/billeder); needs Chromium."""
    return setup([]) or python("-m", "tests.browser.billeder", *arguments)


def lock(arguments: list[str]) -> int:
    """Locks the dependencies anew, for every system, with hashes; arguments go on to uv (such as --upgrade)."""
    with tempfile.TemporaryDirectory() as folder:
        status = call([sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, "uv"])
        if status:
            return status
        places = os.pathsep.join(str(Path(folder) / scripts) for scripts in ("bin", "Scripts"))
        uv = shutil.which("uv", path=places) or "uv"
        compiled = [uv, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"]
        compiled += ["--no-config", "--no-annotate", "--no-emit-index-url"]
        compiled += ["--custom-compile-command", "python tasks.py lock", "pyproject.toml", *arguments]
        own = call([*compiled, "-o", "requirements.lock"])
        return own or call([*compiled, "--group", "dev", "-c", "requirements.lock", "-o", DEV_LOCK.name])


def make_venv() -> int:
    """Makes an empty .venv."""
    status = call([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if status:
        say("Python kunne ikke lave et virtuelt miljø. På Debian og Ubuntu mangler som regel: apt install python3-venv")
    return status


def install_packages() -> int:
    """Installs what is locked; every file is checked against its hash."""
    options = ("--disable-pip-version-check", "--require-hashes", "--no-deps", "--only-binary", ":all:")
    status = python("-m", "pip", "install", "--quiet", *options, "-r", str(DEV_LOCK))
    if status:
        say("Pakkerne kunne ikke installeres; se ovenfor. Er der net, og kan pip nå sit pakkeindeks?")
    return status


def install_project() -> int:
    """Installs the project itself so that changes in src count at once."""
    options = ("--disable-pip-version-check", "--no-deps", "--no-build-isolation", "--no-index")
    return python("-m", "pip", "install", "--quiet", *options, "--editable", str(ROOT))


def python(*arguments: str) -> int:
    """Runs .venv's Python in the project's folder; the exit status."""
    return call([str(PYTHON), *arguments])


def tool(name: str, *arguments: str) -> int:
    """Runs a command that a package has put into .venv; the exit status."""
    return call([shutil.which(name, path=str(SCRIPTS)) or name, *arguments])


def call(command: list[str]) -> int:
    """Runs a command in the project's folder; the exit status. What Ctrl-C stops is waited for: it stops in its way."""
    with subprocess.Popen(command, cwd=ROOT) as running:
        try:
            return running.wait()
        except KeyboardInterrupt:
            pass
        try:
            return running.wait(PATIENCE)
        except (KeyboardInterrupt, subprocess.TimeoutExpired):
            running.terminate()
            return 130


def say(text: str) -> None:
    """Tells the user at once, in whatever encoding the terminal has."""
    encoding = sys.stdout.encoding or "ascii"
    print(text.encode(encoding, "replace").decode(encoding), flush=True)


TASKS = {task.__name__: task for task in (setup, run, test, bench, prove, lint, fmt, docs, pictures, lock)}


def main(arguments: list[str]) -> int:
    """Does the named task; the exit status."""
    if sys.version_info < LOWEST:
        found = ".".join(str(part) for part in sys.version_info[:3])
        say(f"cpr-haendelser kræver Python 3.11 eller nyere; dette er {found}. Hent en nyere Python og prøv igen.")
        return 2
    if not arguments or arguments[0] not in TASKS:
        say("Brug: python tasks.py " + "|".join(TASKS))
        return 2
    name, *rest = arguments
    return TASKS[name]([argument for argument in rest if argument != "--"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
