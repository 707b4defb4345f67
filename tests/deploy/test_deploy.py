"""What is under deploy/ is what it says: units that systemd takes, a container file whose steps can be carried out."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from cpr_haendelser.cli import haendelser

ROOT = Path(__file__).parents[2]
UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
SERVICES = [path for path in UNITS if path.suffix == ".service"]
PROGRAM = "/opt/cpr-haendelser/bin/haendelser"
STED = "/opt/cpr-haendelser"
UDSAT = 20
"""Tenths of systemd's exposure that are allowed: it calls 2.0 and less safe or nearly so."""


class Trin(NamedTuple):
    """One instruction of the container file."""

    stage: int
    ord_: str
    tekst: str


def steps() -> Iterator[Trin]:
    """The instructions, those over several lines as one."""
    tekst = (ROOT / "deploy" / "Containerfile").read_text("utf-8")
    linjer = re.sub(r"\\\n\s*", "", "".join(line for line in tekst.splitlines(keepends=True) if line[0] not in "#\n"))
    stage = -1
    for linje in linjer.splitlines():
        ord_, _, rest = linje.partition(" ")
        stage += ord_ == "FROM"
        yield Trin(stage, ord_, rest)


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units with this project's own program in the place of the installed one."""
    program = Path(sys.executable).with_name("haendelser")
    for path in UNITS:
        (tmp_path / path.name).write_text(path.read_text("utf-8").replace(PROGRAM, str(program)), "utf-8")
    return tmp_path


needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")


@needs_systemd
def test_systemd_takes_every_unit(units: Path) -> None:
    command = ["systemd-analyze", "verify", "--man=no", *(str(units / path.name) for path in UNITS)]
    ran = subprocess.run(command, capture_output=True, check=False, encoding="utf-8", cwd=units)  # noqa: S603 - fixed command
    assert (ran.returncode, ran.stderr) == (0, "")


@needs_systemd
@pytest.mark.parametrize("unit", SERVICES, ids=lambda path: path.name)
def test_a_service_is_let_do_little(unit: Path, units: Path) -> None:
    command = ["systemd-analyze", "security", "--offline=yes", f"--threshold={UDSAT}", str(units / unit.name)]
    ran = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")  # noqa: S603 - fixed command
    assert ran.returncode == 0, ran.stdout.splitlines()[-1]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda path: path.name)
def test_a_service_runs_a_command_that_there_is_as_nobody_else_and_writes_for_itself_alone(unit: Path) -> None:
    tekst = unit.read_text("utf-8")
    kaldt = re.findall(rf"{PROGRAM} (\w+)", tekst)
    assert kaldt
    assert set(kaldt) <= set(haendelser.commands)
    assert {"User=cpr-haendelser", "UMask=0077", "StateDirectoryMode=0700", "LimitCORE=0"} <= set(tekst.splitlines())


def test_every_source_that_the_container_copies_is_there_and_not_left_out() -> None:
    udeladt = set((ROOT / ".containerignore").read_text("utf-8").split())
    kilder = [
        kilde
        for trin in steps()
        if trin.ord_ == "COPY" and "--from=" not in trin.tekst
        for kilde in trin.tekst.split()[:-1]
    ]
    assert len(kilder) >= 5
    assert [kilde for kilde in kilder if not (ROOT / kilde).exists() or kilde in udeladt] == []


def test_the_container_runs_the_program_as_nobody_in_particular_with_a_place_for_its_data() -> None:
    sidste = {trin.ord_: trin.tekst for trin in steps() if trin.stage == max(each.stage for each in steps())}
    assert json.loads(sidste["ENTRYPOINT"]) == ["haendelser"]
    assert json.loads(sidste["CMD"])[0] in haendelser.commands
    assert sidste["USER"].isdigit()
    assert sidste["USER"] != "0"
    assert sidste["VOLUME"] == sidste["WORKDIR"]
    kopieret = [trin.tekst.split() for trin in steps() if trin.ord_ == "COPY" and "--from=byg" in trin.tekst]
    assert kopieret == [["--from=byg", STED, STED]]
    compile(json.loads(sidste["HEALTHCHECK"].partition(" CMD ")[2])[2], "HEALTHCHECK", "exec")


@pytest.mark.skipif("PROEV_CONTAINER" not in os.environ, reason="PROEV_CONTAINER is not set: it fetches every package")
def test_the_steps_that_build_the_container_give_a_program_that_runs(tmp_path: Path) -> None:
    """In a clean folder with what is copied alone, in the place of the image's."""
    sted = tmp_path / "opt"
    (tmp_path / "kilde").mkdir()
    for trin in steps():
        if trin.stage == 0 and trin.ord_ == "COPY":
            for kilde in trin.tekst.split()[:-1]:
                til = tmp_path / "kilde" / kilde
                (shutil.copytree if (ROOT / kilde).is_dir() else shutil.copy)(ROOT / kilde, til)
        elif trin.stage == 0 and trin.ord_ == "RUN":
            ord_ = [
                sys.executable if each == "python" else each.replace(STED, str(sted))
                for each in shlex.split(trin.tekst)
            ]
            subprocess.run(ord_, cwd=tmp_path / "kilde", check=True)  # noqa: S603 - the project's own steps
    vist = subprocess.run([sted / "bin/haendelser", "--version"], capture_output=True, check=True, encoding="utf-8")  # noqa: S603 - just built
    assert vist.stdout.startswith("haendelser ")
    svar = subprocess.run(  # noqa: S603 - just built
        [sted / "bin/haendelser", "demo", "--uden-server", "--personer", "50"], cwd=tmp_path, check=False
    )
    assert svar.returncode == 0
