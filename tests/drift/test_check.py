"""The check finds nothing where all is well, and each kind of damage where it is not."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cpr_haendelser.app.eftersyn import inspect
from cpr_haendelser.cli import run
from cpr_haendelser.opslag.log import Udsnit, iterate
from cpr_haendelser.storage.kontrol import KONTROLLER
from tests.drift.belastning import Kvitteret, deliver, opened
from tests.opslag.korsbaek import opened as opened_korsbaek
from tests.opslag.korsbaek import settings_in
from tests.udlevering.opsat import set_up

REGISTER, POSTRUM, ORDRER = "h.db", "h.post.db", "h.ordrer.db"
ORDRE = """INSERT INTO ordre VALUES (1, 'u', 'haendelse', '', '1', 's', '1', 'alle', 'i_gang', 1, '', '', '', x'');
INSERT INTO udfoerelse VALUES (1, 1, 1, 1, 1, 0, '', 'udfoert', {fil}, '{numre}', '', '', '')"""
NOEGLE = "INSERT INTO apinoegle VALUES ('n', x'01', 'bruger', 'u', 'Rapport',"  # of which the scope follows
LISTE = "INSERT INTO vaerdiliste VALUES (7, 'l', 'Liste', 's', 0, 0, 1); INSERT INTO {}"
SKADER = [
    ("skema", POSTRUM, "PRAGMA user_version = 3"),
    ("skema", POSTRUM, "CREATE TRIGGER t AFTER INSERT ON apinoegle BEGIN DELETE FROM revisionsled; END"),
    ("skema", REGISTER, "CREATE TABLE skjult (a TEXT) STRICT"),
    ("skema", POSTRUM, "DROP INDEX session_bruger"),
    ("henvisninger", REGISTER, "UPDATE haendelse SET fil = 99 WHERE loebenummer = 1"),
    ("personer", REGISTER, "UPDATE person SET version = 99999999 WHERE pnr = (SELECT min(pnr) FROM person)"),
    ("personer", REGISTER, "UPDATE personversion SET pnr = 1 WHERE nr = (SELECT version FROM person LIMIT 1)"),
    ("log", REGISTER, "DELETE FROM haendelse WHERE loebenummer = 20"),
    ("versioner", REGISTER, "UPDATE haendelse SET fil = 0 WHERE loebenummer = 1"),
    ("positioner", POSTRUM, "INSERT INTO parti (til, tidspunkt, versioner) VALUES (9999, '', '')"),
    (
        "positioner",
        POSTRUM,
        "UPDATE forsendelse SET loebenummer = 9999 WHERE loebenummer = (SELECT max(loebenummer) FROM forsendelse)",
    ),
    ("koeer", POSTRUM, "UPDATE forsendelse SET forrest = 1 - forrest WHERE tilstand = 0"),
    ("koeer", POSTRUM, "UPDATE forsendelse SET pnr = 7, tilstand = 1, forrest = 0"),
    ("ordrer", ORDRER, ORDRE.format(fil=1, numre="[9999]")),
    ("ordrer", ORDRER, ORDRE.format(fil=99, numre="[1]")),
    ("revision", POSTRUM, "UPDATE revisionsled SET indhold = x'00' WHERE nr = (SELECT max(nr) FROM revisionsled)"),
    ("revision", POSTRUM, "INSERT INTO revisionsbortfald VALUES (1, '', '{}', 1, 1)"),
    ("vaerdilister", POSTRUM, "INSERT INTO vaerdiliste VALUES (7, 'l', 'Liste', 's', 0, 1, 1)"),
    ("vaerdilister", POSTRUM, LISTE.format("medlem_ny VALUES (8, 7, 1, 0)")),
    ("vaerdilister", POSTRUM, LISTE.format("listevaerdi VALUES (7, 8)")),
    ("adgang", POSTRUM, f"{NOEGLE} 'log.laes', '', '', '', '', '')"),
    ("adgang", POSTRUM, f"{NOEGLE} '{{}}', '', '', '', '', '')"),
    ("adgang", POSTRUM, f"{NOEGLE} '[7]', '', '', '', '', '')"),
    ("adgang", POSTRUM, "INSERT INTO login VALUES ('u', '', 0, '', '', 0, 'ingen')"),
]


@pytest.fixture(scope="module")
def hel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with a log, of which a part is delivered."""
    mappe = tmp_path_factory.mktemp("hel")
    with opened_korsbaek(mappe) as installation:
        set_up(installation.postrum)
        assert installation.ordrelager.ordrer() == []
        trin = deliver(installation, Kvitteret())
        for _ in range(40):
            next(trin)
        assert len(list(iterate(installation.lager, Udsnit()))) > 200
        assert installation.postrum.tilstande()[0].venter > 0
    return mappe


@pytest.fixture
def mappe(hel: Path, tmp_path: Path) -> Path:
    for navn in (REGISTER, POSTRUM, ORDRER):
        shutil.copy(hel / navn, tmp_path / navn)
        (tmp_path / navn).chmod(0o600)
    (tmp_path / "spool").mkdir(mode=0o700)
    return tmp_path


def found(mappe: Path) -> set[str]:
    with opened(settings_in(mappe)) as installation:
        return {each.kontrol for each in inspect(installation, lambda *_: None, grundig=True)}


def test_where_all_is_well_nothing_is_found(mappe: Path) -> None:
    assert found(mappe) == set()


@pytest.mark.parametrize(("kontrol", "fil", "skade"), SKADER, ids=lambda each: each[:40])
def test_each_damage_is_found(mappe: Path, kontrol: str, fil: str, skade: str) -> None:
    with opened(settings_in(mappe)) as installation:
        # While it is at work: the damage comes from beside it.
        assert installation.postrum.position()
        with closing(sqlite3.connect(mappe / fil)) as connection:
            connection.executescript(skade)
        fundet = {each.kontrol for each in inspect(installation, lambda *_: None, grundig=True)}
    assert kontrol in fundet
    assert fundet <= set(KONTROLLER)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps permissions in another way")
def test_what_others_may_read_is_told(mappe: Path) -> None:
    (mappe / POSTRUM).chmod(0o644)
    assert "rettigheder" in found(mappe)


def test_the_command_says_so_and_by_its_status(
    mappe: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HAENDELSER_DATABASE_URL", f"sqlite:///{(mappe / REGISTER).as_posix()}")
    assert run(["check"]) == 0
    assert capsys.readouterr().out == "Alt er, som det skal være.\n"
    with closing(sqlite3.connect(mappe / REGISTER)) as connection:
        connection.executescript("DELETE FROM haendelse WHERE loebenummer = 20")
    assert run(["check", "--grundig"]) == 3
    assert "log: register: 1 numre mangler i loggen.\n" in capsys.readouterr().err
