"""The tutorial of docs/exttest.md does what it says: its commands are run, and its output is a pattern for theirs."""

from __future__ import annotations

import re
import shlex
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from fastapi.testclient import TestClient

from cpr_haendelser.app import Installation
from cpr_haendelser.app.levering import delivering
from cpr_haendelser.app.testmiljoe import Testmiljoe as Miljoe
from cpr_haendelser.app.testmiljoe import carrying_out
from cpr_haendelser.cli import run
from cpr_haendelser.cli.aaben import opened_or_made
from cpr_haendelser.web.doer import create_app

SIDE = Path(__file__).parents[2] / "docs" / "exttest.md"
NOEGLE = "prove-prove-prove-prove"
_BLOK = re.compile(r"^```(console|csv (\S+))\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SKIFTER = {
    "uuid": r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    "tid": r"20\d\d-\d\d-\d\dT[0-9:.]+\+00:00",
    "pnr": r"(?<!\d)\d{10}(?!\d)",
}
"""What is another each time; what is shown on the page is found again under its name of today."""
_TEGN = re.compile(
    "|".join([*(f"(?P<{navn}>{form})" for navn, form in _SKIFTER.items()), r"(?P<hul>…)", r"(?P<luft>\s+)"])
)
_SPOERGER = re.compile(r"haendelser (ordre (show|preview)|testperson --for|dueslag|besked|feed)|curl ")
"""Commands that only look: they are asked again until what was begun is done."""
TAALMODIGHED = 30.0


class Trin(NamedTuple):
    """One command of the page with its output, or a file that the reader saves."""

    kommando: str
    fil: str
    tekst: str


def read_trin() -> Iterator[Trin]:
    """What the reader does, in order."""
    for slags, fil, indhold in _BLOK.findall(SIDE.read_text(encoding="utf-8")):
        if slags != "console":
            yield Trin("", fil, indhold)
            continue
        for kommando, ud in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", indhold, re.MULTILINE):
            yield Trin(kommando, "", ud)


def to_pattern(tekst: str, kendte: Mapping[str, str]) -> tuple[str, list[str]]:
    """A pattern for output as on the page, and what the page has in each of its groups."""
    dele, nye, efter = [], [], 0
    for fund in _TEGN.finditer(tekst.strip()):
        dele.append(re.escape(tekst.strip()[efter : fund.start()]))
        efter = fund.end()
        match fund.lastgroup:
            case "hul":
                dele.append(r".*?")
            case "luft":
                dele.append(r"\s*")
            case navn if fund[0] in kendte:
                dele.append(re.escape(kendte[fund[0]]))
            case navn:
                nye.append(fund[0])
                dele.append(f"({_SKIFTER[str(navn)]})")
    return "".join([*dele, re.escape(tekst.strip()[efter:])]), nye


def execute(kommando: str, udefra: TestClient, capsys: pytest.CaptureFixture[str]) -> str:
    """What a command writes."""
    if kommando.startswith("curl"):
        [sti] = re.findall(r'http://127\.0\.0\.1:8320([^"]+)', kommando)
        return udefra.get(sti, headers={"Authorization": f"Bearer {NOEGLE}"}).text
    kommando, _, til = kommando.partition(" > ")
    capsys.readouterr()
    assert run(shlex.split(kommando)[1:]) == 0, kommando
    ud = capsys.readouterr().out
    if til:
        Path(til).write_text(ud, encoding="utf-8")
        return ""
    return ud


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """An empty installation in a folder of its own, where orders are carried out and messages distributed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HAENDELSER_HENT__AKTIV", "false")
    with opened_or_made() as denne, delivering(denne), carrying_out(Miljoe(denne)):
        yield denne


def test_the_tutorial_does_what_it_says(installation: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    udefra, kendte = TestClient(create_app(installation, NOEGLE)), dict[str, str]()
    gjort = 0
    for trin in read_trin():
        if trin.kommando == "haendelser serve":
            continue
        if trin.fil:
            Path(trin.fil).write_text(translate(trin.tekst, kendte), encoding="utf-8")
            continue
        see(trin, kendte, lambda kommando: execute(kommando, udefra, capsys))
        gjort += 1
    assert gjort > 10


def see(trin: Trin, kendte: dict[str, str], execute: Callable[[str], str]) -> None:
    """Runs a command until it writes what the page says; what is new on the page is known from then on."""
    moenster, nye = to_pattern(trin.tekst, kendte)
    senest = time.monotonic() + TAALMODIGHED
    while True:
        ud = execute(translate(trin.kommando, kendte))
        fundet = re.match(moenster, ud, re.DOTALL)
        if fundet or not _SPOERGER.match(trin.kommando) or time.monotonic() > senest:
            break
        time.sleep(0.05)
    assert fundet, f"{trin.kommando}\n{ud}"
    kendte.update(zip(nye, fundet.groups(), strict=True))


def translate(tekst: str, kendte: Mapping[str, str]) -> str:
    """What the page shows, with the numbers and ids of today."""
    return _TEGN.sub(lambda fund: kendte.get(fund[0], fund[0]), tekst)
