"""What docs/revision.md says is so: its script verifies an export, and every group of fields is explained."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from cpr_haendelser.revision.eksport import choose, write_lines
from cpr_haendelser.revision.kanonisk import read, write
from cpr_haendelser.revision.post import Revisionspost, Slags
from cpr_haendelser.revision.segl import make_noegle
from cpr_haendelser.revision.tegn import to_hex
from cpr_haendelser.storage.aabning import open_postrum
from cpr_haendelser.storage.revisionsposter import BESKED
from cpr_haendelser.udlevering import spor
from tests.storage.postrumsmodel import ANNA, BENT, deliver, fill, take, tid

SIDE = (Path(__file__).parents[2] / "docs" / "revision.md").read_text(encoding="utf-8")


@pytest.fixture
def udskrift(tmp_path: Path) -> Path:
    """An export, its key beside it."""
    noegle = make_noegle(tmp_path / "noegle.pem")
    (tmp_path / "offentlig.txt").write_text(to_hex(noegle.offentlig))
    with closing(open_postrum("memory:")) as postrum:
        fill(postrum, ANNA, BENT)
        deliver(postrum, take(postrum))
        post = Revisionspost(Slags.VIDEREGIVELSE, "person.aabn", hvem="bruger:æ", felter=("person",), pnr=ANNA)
        postrum.skriv_revision([post], nu=tid(5))
        udsnit = choose(postrum, "exttest", "", "")
        lines = write_lines(udsnit, postrum.revisionsled(), noegle.sign(udsnit.kaede, udsnit.til))
        (tmp_path / "spor.jsonl").write_bytes(b"".join(lines))
    return tmp_path / "spor.jsonl"


def run_script(fil: Path) -> subprocess.CompletedProcess[str]:
    script = re.search(r"```python\n(.*?)```", SIDE, re.DOTALL)
    assert script is not None
    command = [sys.executable, "-c", script[1], str(fil), str(fil.with_name("offentlig.txt"))]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603


def test_the_script_verifies_an_export(udskrift: Path) -> None:
    fundet = run_script(udskrift)
    assert (fundet.returncode, fundet.stdout) == (0, "3 led passer, til og med led 3\n"), fundet.stderr


@pytest.mark.parametrize(
    ("hvad", "siger"),
    [
        (lambda linjer: [*linjer[:2], *linjer[3:]], "led 3 passer ikke"),
        (lambda linjer: [each.replace(b"6101900001", b"6101900009") for each in linjer], "led 2 passer ikke"),
        (lambda linjer: [*linjer[:-2], linjer[-1]], "filen er ikke hel"),
        (lambda linjer: [*linjer[:-1], linjer[-1].replace(b'"nr":3', b'"nr":2')], "hovedet er et andet"),
        (lambda linjer: [*linjer[:-1], linjer[-1].replace(b'"signatur":"', b'"signatur":"0000')], "InvalidSignature"),
    ],
)
def test_the_script_finds_what_was_changed(udskrift: Path, hvad: object, siger: str) -> None:
    assert callable(hvad)
    udskrift.write_bytes(b"".join(hvad(udskrift.read_bytes().splitlines(keepends=True))))
    fundet = run_script(udskrift)
    assert fundet.returncode != 0
    assert siger in fundet.stderr


def test_every_group_of_fields_is_explained() -> None:
    grupper = {navn for value in vars(spor).values() if isinstance(value, tuple) for navn in value} | set(BESKED)
    forklaret = set(re.findall(r"(?m)^\| `([a-z]+)` \| ", SIDE))
    assert grupper <= forklaret
    assert forklaret - grupper <= {"handling", "hvem", "system", "kanal", "sag", "felter", "detaljer"}


def test_every_field_is_explained() -> None:
    for felt in Revisionspost._fields[1:10]:
        assert f"`{felt}`" in SIDE, felt


def test_the_example_is_written_as_the_program_writes_it() -> None:
    eksempel = re.search(r"```json\n(.*?)```", SIDE, re.DOTALL)
    assert eksempel is not None
    grupper = [gruppe for _, gruppe in read(Slags.LEVERING, eksempel[1].encode())]
    assert write(grupper).decode() == eksempel[1]
