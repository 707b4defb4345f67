"""The audit on the command line: asked, checked, signed, written out, and verified without the database."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from cpr_haendelser.app import Installation
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.revision.segl import read_segl
from cpr_haendelser.storage.forsendelse import Afslutning, Forsendelsestilstand, Videregivelse
from tests.cli.conftest import Svar
from tests.opslag.korsbaek import settings_in
from tests.udlevering.opsat import DUESLAG_A, KORSBAEK, A, set_up

Haendelser = Callable[..., Svar]
NU = "2030-11-24T07:30:00.000+00:00"
"""After the files were received, whenever this is run."""


@pytest.fixture
def anna(fyldt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The personnummer of one about whom a message has been delivered to A; the audit has a key."""
    shutil.copy(fyldt / "h.db", tmp_path / "h.db")
    installation = Installation.open(settings_in(tmp_path))
    postrum = installation.postrum
    set_up(postrum)
    Fordeler(installation.lager, postrum, installation.bord.match, lambda: NU).drain()
    tagne = postrum.tag(DUESLAG_A, 3, nu=NU, hvem="p/1")
    vej = Videregivelse(A, "a", "hent")
    ender = [
        Afslutning(*en[:2], en.forsoeg, Forsendelsestilstand.LEVERET, videregivelse=vej) for en in tagne
    ]  # fmt: skip
    assert postrum.svar(ender, nu=NU) == 3
    installation.close()
    monkeypatch.setenv("HAENDELSER_REVISION__NOEGLE", str(tmp_path / "hemmelig" / "noegle.pem"))
    return f"{tagne[0].pnr:010d}"


@pytest.fixture
def noegle(anna: str, haendelser: Haendelser, tmp_path: Path) -> Path:
    """The public key, written down."""
    del anna
    svar = haendelser("revision", "noegle", tmp_path / "hemmelig" / "noegle.pem")
    assert svar.status == 0
    (tmp_path / "offentlig.txt").write_text(svar.ud)
    return tmp_path / "offentlig.txt"


def type_in(monkeypatch: pytest.MonkeyPatch, tekst: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(tekst))


def ask(haendelser: Haendelser, *arguments: object) -> list[dict[str, str]]:
    svar = haendelser("revision", *arguments, "--json", "--numre")
    assert svar.status == 0, svar.fejl
    return [json.loads(line) for line in svar.ud.splitlines()]


def test_everything_passed_on_about_a_person_is_told_and_the_asking_too(
    anna: str, haendelser: Haendelser, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(monkeypatch, anna)
    levering, denne = ask(haendelser, "person")
    assert (levering["handling"], levering["system"], levering["aftale"]) == ("besked.levering", A, "a")
    assert (levering["myndighed"], levering["personnummer"], levering["kanal"]) == (KORSBAEK, anna, "hent")
    assert (denne["handling"], denne["hvem"], denne["system"]) == ("revision.laes", "operatoer", "")
    type_in(monkeypatch, anna)
    assert [linje["handling"] for linje in ask(haendelser, "person")] == [
        "besked.levering",
        "revision.laes",
        "revision.laes",
    ]


def test_numbers_are_masked_unless_they_are_asked_for(anna: str, haendelser: Haendelser) -> None:
    svar = haendelser("revision", "system", "Anders")
    assert (svar.status, svar.ud.count("XXXXXX-XXXX"), anna in svar.ud) == (0, 3, False)
    assert "I alt 3 i 1 led." in svar.ud
    assert anna in haendelser("revision", "system", "Anders", "--numre").ud


def test_what_a_system_got_is_cut_by_time_and_read_on(anna: str, haendelser: Haendelser) -> None:
    assert anna
    assert ask(haendelser, "system", A, "--til", "2030-11-24") == []
    assert len(ask(haendelser, "system", A, "--fra", "2030-11-24", "--til", "2030-11-25")) == 3
    foerste = haendelser("revision", "system", A, "--antal", "2", "--json", "--numre")
    assert foerste.fejl.startswith("Der er flere: --efter ")
    rest = ask(haendelser, "system", A, "--efter", foerste.fejl.split()[-1])
    assert [json.loads(line) for line in foerste.ud.splitlines()] + rest == ask(haendelser, "system", A)
    assert haendelser("revision", "system", A, "--efter", "her").fejl.startswith("REV-005")
    for tid in ("0001-01-01", "9999-12-31T23:59-12:00"):
        assert haendelser("revision", "system", A, "--fra", tid).status == 2


def test_what_a_system_got_is_told_after_it_is_closed(anna: str, haendelser: Haendelser) -> None:
    assert haendelser("system", "close", "Anders").status == 0
    for navn in ("Anders", A, A.upper()):
        assert [each["personnummer"] for each in ask(haendelser, "system", navn)].count(anna) == 1


def test_who_changed_what_is_told(anna: str, haendelser: Haendelser) -> None:
    assert anna
    (aftale,) = ask(haendelser, "sag", "aftale:a")
    assert (aftale["handling"], aftale["slags"]) == ("aftale.opret", "aendring")
    haendelser("dueslag", "stop", DUESLAG_A)
    (stop,) = [each for each in ask(haendelser, "sag", f"dueslag:{DUESLAG_A}") if each["handling"] == "dueslag.stop"]
    assert stop["hvem"] == "operatoer"
    assert "dueslag.stop" in {each["handling"] for each in ask(haendelser, "hvem", "operatoer")}
    assert ask(haendelser, "hvem", "bruger:ingen") == []


def test_the_state_is_told_and_the_head_signed(noegle: Path, haendelser: Haendelser, tmp_path: Path) -> None:
    assert "underskrevet: aldrig" in haendelser("revision").ud
    fil = tmp_path / "hoved.json"
    fil.write_text(haendelser("revision", "hoved").ud)
    assert read_segl(fil.read_text()).noegle == noegle.read_text().strip()
    svar = haendelser("revision", "check", "--hoved", fil, "--noegle", noegle)
    assert (svar.status, svar.ud.splitlines()[-1]) == (0, "Alt passer.")
    assert "1 underskrevne hoveder passer." in svar.ud


def test_the_sent_head_goes_to_the_file_and_the_alarms_ways(
    noegle: Path, haendelser: Haendelser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAENDELSER_REVISION__HOVEDFIL", str(tmp_path / "hoveder.jsonl"))
    monkeypatch.setenv("HAENDELSER_ALARMER__FIL", str(tmp_path / "alarmer.txt"))
    skrevet = [haendelser("revision", "hoved", "--send").ud for _ in range(2)]
    assert (tmp_path / "hoveder.jsonl").read_text() == "".join(skrevet)
    with closing(sqlite3.connect(tmp_path / "h.post.db")) as forbindelse:
        poster = [indhold for (indhold,) in forbindelse.execute("SELECT indhold FROM alarmpost ORDER BY nr")]
    assert [read_segl(indhold) for indhold in poster] == [read_segl(each) for each in skrevet]
    assert "underskrevet: led" in haendelser("revision").ud
    assert haendelser("revision", "check", "--hoved", tmp_path / "hoveder.jsonl", "--noegle", noegle).status == 0


@pytest.mark.parametrize("tilvalg", [("--send",), ()])
def test_no_head_is_signed_of_files_that_were_put_back_before_serve_has_noticed(
    noegle: Path, haendelser: Haendelser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tilvalg: tuple[str, ...]
) -> None:
    del noegle
    hovedfil = tmp_path / "ude" / "hoveder.jsonl"
    monkeypatch.setenv("HAENDELSER_REVISION__HOVEDFIL", str(hovedfil))
    gammel = tmp_path / "gammel"
    gammel.mkdir()
    for fil in tmp_path.glob("h*.db"):
        shutil.copy(fil, gammel)
    assert haendelser("revision", "sag", "fil:1").status == 0, "what is asked is told of"
    assert haendelser("revision", "hoved", "--send").status == 0
    foer = hovedfil.read_text("utf-8")
    for fil in gammel.iterdir():
        shutil.copy(fil, tmp_path)
    svar = haendelser("revision", "hoved", *tilvalg)
    assert (svar.status, svar.ud, hovedfil.read_text("utf-8")) == (1, "", foer)
    assert svar.fejl.startswith("REV-015")
    with closing(Installation.open(settings_in(tmp_path))) as installation:
        assert installation.postrum.gendannelse() is not None


def test_a_changed_audit_is_found_and_the_exit_status_says_so(
    noegle: Path, haendelser: Haendelser, tmp_path: Path
) -> None:
    fil = tmp_path / "hoved.json"
    fil.write_text(haendelser("revision", "hoved").ud)
    with closing(sqlite3.connect(tmp_path / "h.post.db")) as forbindelse:
        forbindelse.execute("UPDATE revisionsled SET antal = 4 WHERE slags = 'levering'")
        forbindelse.commit()
    svar = haendelser("revision", "check", "--hoved", fil, "--noegle", noegle)
    assert svar.status == 3
    assert "er ændret" in svar.ud


def test_an_export_is_verified_by_itself(noegle: Path, haendelser: Haendelser, tmp_path: Path) -> None:
    fil = tmp_path / "spor.jsonl"
    assert haendelser("revision", "export", fil).status == 0
    assert fil.stat().st_mode & 0o077 == 0
    svar = haendelser("revision", "verify", fil, "--noegle", noegle)
    assert (svar.status, svar.ud.splitlines()[-2:]) == (0, ["Hovedet er underskrevet med nøglen.", "Alt passer."])
    assert haendelser("revision", "export", fil).status == 2
    linjer = fil.read_bytes().splitlines(keepends=True)
    for aendret in (
        [*linjer[:3], *linjer[4:]],
        [*linjer[:2], linjer[3], linjer[2], *linjer[4:]],
        [each.replace(b"besked.levering", b"besked.andet") for each in linjer],
        [*linjer[:-2], linjer[-1].replace(b'"ialt":%d' % (len(linjer) - 2), b'"ialt":%d' % (len(linjer) - 3))],
        linjer[:-1],
    ):
        fil.write_bytes(b"".join(aendret))
        svar = haendelser("revision", "verify", fil, "--noegle", noegle)
        assert svar.status != 0, svar.ud


def test_an_export_of_a_time_begins_and_ends_there(noegle: Path, haendelser: Haendelser, tmp_path: Path) -> None:
    fil = tmp_path / "spor.jsonl"
    assert haendelser("revision", "export", fil, "--fra", "2030-11-24", "--til", "2030-11-25").status == 0
    assert haendelser("revision", "verify", fil, "--noegle", noegle).status == 0
    led = [json.loads(line) for line in fil.read_text().splitlines()[1:-1]]
    assert {each["tidspunkt"][:10] for each in led} <= {"2030-11-24"}
    assert "levering" in {each["slags"] for each in led}


def test_an_export_as_csv_has_a_row_for_each_post(anna: str, haendelser: Haendelser, tmp_path: Path) -> None:
    for navn, valg, ventet in (("a.csv", (), True), ("b.csv", ("--maskeret",), False)):
        assert haendelser("revision", "export", tmp_path / navn, "--form", "csv", *valg).status == 0
        with (tmp_path / navn).open(newline="", encoding="utf-8") as fil:
            rows = list(csv.DictReader(fil, delimiter=";"))
        assert len([row for row in rows if row["slags"] == "levering"]) == 3
        assert (anna in {row["personnummer"] for row in rows}) is ventet
    assert haendelser("revision", "export", tmp_path / "c.jsonl", "--maskeret").status == 2


@pytest.mark.parametrize(
    ("arguments", "kode"),
    [
        (("hoved",), "REV-002"),
        (("check", "--hoved", "tom.txt"), "REV-003"),
        (("check", "--noegle", "tom.txt"), "REV-008"),
        (("verify", "tom.txt"), "REV-007"),
    ],
)
def test_what_cannot_be_used_is_refused(
    anna: str, haendelser: Haendelser, tmp_path: Path, arguments: tuple[str, ...], kode: str
) -> None:
    assert anna
    (tmp_path / "tom.txt").write_text("ingenting\n")
    svar = haendelser("revision", *arguments)
    assert (svar.status, svar.fejl[:7]) == (1, kode)


def test_without_a_key_nothing_is_signed(anna: str, haendelser: Haendelser, monkeypatch: pytest.MonkeyPatch) -> None:
    assert anna
    monkeypatch.delenv("HAENDELSER_REVISION__NOEGLE")
    assert haendelser("revision", "hoved").fejl.startswith("REV-009")
    assert haendelser("revision", "check").status == 0


def lose(mappe: Path) -> None:
    """The disk is gone."""
    for fil in mappe.glob("h*.db*"):
        fil.unlink()


def test_what_the_audit_lacks_after_an_older_backup_is_told_and_stands_in_it(
    noegle: Path, haendelser: Haendelser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAENDELSER_REVISION__HOVEDFIL", str(tmp_path / "ude" / "hoveder.jsonl"))
    assert haendelser("backup", tmp_path / "kopi").status == 0
    for cvr in ("33333333", "44444444"):
        assert haendelser("organisation", "create", cvr, "Firma", "--leverandoer").status == 0
    assert haendelser("revision", "hoved", "--send").status == 0
    sidste = read_segl((tmp_path / "ude" / "hoveder.jsonl").read_text("utf-8")).nr
    lose(tmp_path)
    svar = haendelser("restore", tmp_path / "kopi")
    assert svar.status == 0
    assert f"-{sidste}, som er skrevet siden backuppen" in svar.fejl
    [gendan] = [linje for linje in ask(haendelser, "sag", "backup") if linje["handling"] == "backup.gendan"]
    assert f'"tabt_til": "{sidste}"' in json.dumps(gendan)
    svar = haendelser("revision", "check", "--hoved", tmp_path / "ude" / "hoveder.jsonl")
    assert svar.status == 3
    assert "gik tabt, da en backup blev gendannet" in svar.ud + svar.fejl
    assert noegle.exists()


def test_whether_the_audit_lacks_anything_is_asked_of_the_head_that_is_brought(
    noegle: Path, haendelser: Haendelser, tmp_path: Path
) -> None:
    assert noegle.exists()
    assert haendelser("backup", tmp_path / "kopi").status == 0
    (tmp_path / "foer.json").write_text(haendelser("revision", "hoved").ud, "utf-8")
    lose(tmp_path)
    assert "mangler led" in haendelser("restore", tmp_path / "kopi", "--hoved", tmp_path / "foer.json").fejl
    lose(tmp_path)
    assert "vides ikke: giv det nyeste hoved med --hoved" in haendelser("restore", tmp_path / "kopi").fejl
    lose(tmp_path)
    (tmp_path / "intet.json").write_text("{}", "utf-8")
    svar = haendelser("restore", tmp_path / "kopi", "--hoved", tmp_path / "intet.json")
    assert (svar.status, svar.fejl[:7]) == (1, "REV-003")
