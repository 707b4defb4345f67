"""What `make run` shows, and the population command beside it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from cpr_haendelser.demo import opened
from cpr_haendelser.dokumentation.eksempler import steady
from cpr_haendelser.population import read_index
from cpr_haendelser.porte import bind
from cpr_haendelser.storage.aabning import open_lager
from tests.cli.conftest import Svar

Haendelser = Callable[..., Svar]


def demo(haendelser: Haendelser, *arguments: str) -> str:
    svar = haendelser("demo", "--uden-server", "--personer", "3000", *arguments)
    assert (svar.status, svar.fejl) == (0, "")
    return svar.ud


def test_the_demonstration_shows_files_haendelser_and_messages(haendelser: Haendelser, tmp_path: Path) -> None:
    shown = demo(haendelser)
    assert re.search(r"D261120\.L900001 +3\.000 personer indlæst", shown)
    assert len(re.findall(r"D2611\d\d\.L900001 +\d+ personer ændret, \d+ hændelser", shown)) == 3
    found = re.search(r"Det blev til (\d+) hændelser", shown)
    assert found
    beskeder = sorted((tmp_path / "var/demo/beskeder").iterdir())
    assert len(beskeder) == int(found[1])
    assert sum(int(row.split()[-1]) for row in shown.splitlines() if re.match(r"  \d{3} ", row)) == int(found[1])
    assert all(etree.QName(etree.parse(besked).getroot()).localname == "Haendelsesbesked" for besked in beskeder)
    assert "For eksempel nr." in shown
    assert not re.search(r"\d{6}[- ]?\d{4}(?!\d)", shown)


def test_the_demonstration_can_be_run_again_and_shows_the_same(haendelser: Haendelser) -> None:
    assert steady(demo(haendelser)) == steady(demo(haendelser))


def test_the_demonstrations_receivers_get_what_they_may_and_want(haendelser: Haendelser, tmp_path: Path) -> None:
    shown = demo(haendelser)
    faaet = [int(antal) for antal in re.findall(r"   (?:Alle hændelser|Flytninger) +(\d+) beskeder", shown)]
    lager = open_lager(f"sqlite:///{(tmp_path / 'var/demo/demo.db').as_posix()}")
    try:
        egne = [each.beslutning.kode for each in lager.haendelser(antal=10_000, cvr=["11111111"])]
    finally:
        lager.close()
    assert faaet == [len(egne), sum(kode in {"034", "035", "036", "037"} for kode in egne)]


def test_the_demonstration_leaves_database_and_settings_alone(
    haendelser: Haendelser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "haendelser.toml").write_text("dette er ikke TOML", encoding="utf-8")
    monkeypatch.setenv("HAENDELSER_ENVIRONMENT", "nix")
    demo(haendelser)
    assert not (tmp_path / "h.db").exists()


def test_two_demonstrations_at_once_have_a_folder_each(haendelser: Haendelser, tmp_path: Path) -> None:
    with opened(tmp_path / "var/demo", personer=1, seed=1, port=0) as first:
        assert first.mappe == tmp_path / "var/demo"
        assert "var/demo-2/beskeder/" in demo(haendelser)
        assert first.installation.lager.antal_personer() == 0


def test_what_else_lies_in_the_folder_is_left_there(haendelser: Haendelser, tmp_path: Path) -> None:
    (tmp_path / "min").mkdir()
    (tmp_path / "min/brev.txt").write_text("mit", encoding="utf-8")
    demo(haendelser, "--mappe", "min")
    assert (tmp_path / "min/brev.txt").read_text(encoding="utf-8") == "mit"


@pytest.mark.parametrize("navn", ["filer", "beskeder", "spool"])
def test_a_folder_of_ones_own_is_never_emptied(haendelser: Haendelser, tmp_path: Path, navn: str) -> None:
    (tmp_path / "min" / navn).mkdir(parents=True)
    (tmp_path / "min" / navn / "brev.txt").write_text("mit", encoding="utf-8")
    svar = haendelser("demo", "--uden-server", "--mappe", "min")
    assert (svar.status, svar.fejl[:8]) == (1, "DEMO-002")
    assert (tmp_path / "min" / navn / "brev.txt").read_text(encoding="utf-8") == "mit"


@pytest.mark.parametrize("personer", ["1", "50"])
def test_a_demonstration_of_hardly_anybody_is_no_error(haendelser: Haendelser, personer: str) -> None:
    svar = haendelser("demo", "--uden-server", "--personer", personer)
    assert svar.status == 0
    assert svar.ud.count(" personer indlæst") == 1
    assert len(re.findall(r" \d+ personer ændret, \d+ hændelser", svar.ud)) == 3


def test_a_demonstration_where_no_folder_can_be_made_is_refused_at_once(haendelser: Haendelser, tmp_path: Path) -> None:
    (tmp_path / "fil").touch()
    svar = haendelser("demo", "--uden-server", "--mappe", "fil/demo")
    assert (svar.status, svar.fejl[:8]) == (1, "SYS-001:")


def test_a_demonstration_looks_for_a_free_folder_so_often_and_no_more(
    haendelser: Haendelser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cpr_haendelser.demo.koersel._MAPPER", 1)
    with opened(Path("min"), personer=1, seed=1, port=0):
        svar = haendelser("demo", "--uden-server", "--mappe", "min")
    assert (svar.status, svar.fejl[:9]) == (1, "DEMO-003:")


def test_the_feed_says_where_it_is_and_which_port_it_took(tmp_path: Path) -> None:
    with bind("127.0.0.1", 0) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "cpr_haendelser", "demo", "--personer", "50", "--port", port]
        with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, encoding="utf-8") as ran:  # noqa: S603 - the project's own interpreter
            assert ran.stdout is not None
            shown = ""
            for line in ran.stdout:
                shown += line
                if "Stop med Ctrl-C." in line:
                    break
            ran.terminate()
    assert f"Port {port} er optaget; bruger " in shown
    assert re.search(r"Nøgle: \S{40,}", shown)
    assert "Authorization: Bearer" in shown


def test_a_population_is_written_the_same_for_the_same_seed(haendelser: Haendelser, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        svar = haendelser(
            "population", folder, "--personer", "200", "--dage", "2", "--kun-hyppigheder", "--form", "stroem"
        )
        assert svar.status == 0
        assert "haendelser receive --initial --new-task 900001" in svar.ud
    files = [fil["fil"] for fil in read_index(tmp_path / "a")["filer"]]
    assert len(files) == 3
    for fil in files:
        assert (tmp_path / "a" / fil).read_bytes() == (tmp_path / "b" / fil).read_bytes()
        assert b"\n" not in (tmp_path / "a" / fil).read_bytes()
