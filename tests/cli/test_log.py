"""Reading the log, a message, a person, and giving a hændelse its receiver."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from cpr_haendelser.cpr.layouts import posttyper
from cpr_haendelser.modtagelse.grunde import GRUNDE
from cpr_haendelser.storage.aabning import open_postrum
from tests.cli.conftest import Svar
from tests.opslag.korsbaek import OPGAVE, settings_in
from tests.udlevering.opsat import KORSBAEK, A, aftale, opslag, set_up

Haendelser = Callable[..., Svar]


def read(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def log(haendelser: Haendelser, korsbaek: Path) -> list[dict[str, Any]]:
    """The whole log."""
    assert korsbaek.exists()
    return read(haendelser("feed").ud)


def test_the_feed_is_one_json_object_a_line_in_order(log: list[dict[str, Any]]) -> None:
    assert len(log) > 100
    assert [haendelse["loebenummer"] for haendelse in log] == list(range(1, len(log) + 1))


def test_the_feed_goes_on_from_any_number(haendelser: Haendelser, log: list[dict[str, Any]]) -> None:
    assert read(haendelser("feed", "--efter", "20", "--antal", "5").ud) == log[20:25]
    assert haendelser("feed", "--efter", str(len(log))) == (0, "", "")
    assert haendelser("feed", "--efter", str(2**63 - 1)) == (0, "", "")


def test_the_feed_can_be_narrowed_by_code_and_municipality(haendelser: Haendelser, log: list[dict[str, Any]]) -> None:
    narrowed = read(haendelser("feed", "--kode", "034", "--kode", "000", "--kommune", "0998").ud)
    assert narrowed == [h for h in log if h["kode"] in {"034", "000"} and h["modtager"]["cvr"] == "11111111"]
    assert {h["kode"] for h in narrowed} == {"034", "000"}


def test_a_municipality_without_receiver_is_refused(haendelser: Haendelser, korsbaek: Path) -> None:
    assert korsbaek.exists()
    status, ud, fejl = haendelser("feed", "--kommune", "0955")
    assert (status, ud) == (1, "")
    assert fejl.startswith("LOG-003: ingen modtager kendes for kommunekode 0955.")


def test_a_message_is_written_whole_and_the_same_every_time(haendelser: Haendelser, log: list[dict[str, Any]]) -> None:
    svar = haendelser("besked", "7")
    besked = etree.fromstring(svar.ud.encode())
    assert etree.QName(besked).localname == "Haendelsesbesked"
    assert besked.findtext("./{*}BeskedId/{*}UUIDIdentifikator") == log[6]["besked_id"]
    assert haendelser("besked", "7") == svar


def test_a_message_that_is_not_there_is_told(haendelser: Haendelser, log: list[dict[str, Any]]) -> None:
    told = f"LOG-001: der er ingen hændelse med det løbenummer; det seneste er {len(log)}.\n"
    for nummer in ("0", str(len(log) + 1), str(2**63 - 1)):
        assert haendelser("besked", nummer) == (1, "", told)


def test_a_feed_whose_reader_has_had_enough_ends_quietly(korsbaek: Path, tmp_path: Path) -> None:
    assert korsbaek.exists()
    for arguments in (["feed"], ["bopael", "0998"], ["files"]):
        command = subprocess.Popen(  # noqa: S603 - the project's own interpreter
            [sys.executable, "-m", "cpr_haendelser", *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONWARNINGS": "error"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.close()
        with command.stderr as stderr:
            assert stderr.read() == b""
        assert command.wait(30) == 0


def test_output_is_utf_8_whatever_the_terminal_says(korsbaek: Path, tmp_path: Path) -> None:
    assert korsbaek.exists()
    environ = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "cpr_haendelser", "files"]
    ran = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, check=True)  # noqa: S603 - the same
    assert "Ændrede" in ran.stdout.decode("utf-8")


def test_a_person_is_shown_field_by_field(
    haendelser: Haendelser, log: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    haendelse = next(h for h in log if h["kode"] == "028" and h["fil"]["nummer"] == 2)
    monkeypatch.setattr(sys, "stdin", _Stdin(haendelse["personnummer"] + "\n"))
    now = haendelser("person")
    assert now.status == 0
    assert [row for row in now.ud.splitlines() if "EFTERNVN" in row]
    monkeypatch.setattr(sys, "stdin", _Stdin(haendelse["personnummer"] + "\n"))
    then = haendelser("person", "--fil", "1")
    assert "Billedet fra fil 1 (20261120)" in then.ud
    assert then.ud != now.ud


def test_a_person_after_a_file_that_is_not_there_is_not_the_person_now(
    haendelser: Haendelser, korsbaek: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert korsbaek.exists()
    monkeypatch.setattr(sys, "stdin", _Stdin("6101011234\n"))
    assert haendelser("person", "--fil", "99").fejl.startswith("FIL-020: der er ingen fil med det nummer;")
    assert haendelser("person", "--fil", "1").fejl == "OPS-002: replikaen kender ikke den person efter fil 1.\n"


class _Stdin:
    """Standard input that is no terminal."""

    def __init__(self, text: str) -> None:
        self._text = text

    def isatty(self) -> bool:
        return False

    def readline(self) -> str:
        return self._text


@pytest.mark.parametrize(
    ("typed", "status", "told"),
    [
        ("", 2, "Der kom intet personnummer på standard input."),
        ("610101123\n", 1, "CPR-001: Et personnummer er 9 tegn; forventet ti cifre."),
        ("6101011234\n", 1, "OPS-002: replikaen kender ikke den person."),
        ("610101-1234\n", 1, "OPS-002: replikaen kender ikke den person."),
    ],
)
def test_a_person_that_cannot_be_shown_is_told_without_the_number(  # noqa: PLR0913 - pytest's fixtures
    haendelser: Haendelser, korsbaek: Path, monkeypatch: pytest.MonkeyPatch, typed: str, status: int, told: str
) -> None:
    assert korsbaek.exists()
    monkeypatch.setattr(sys, "stdin", _Stdin(typed))
    svar = haendelser("person")
    assert (svar.status, svar.ud) == (status, "")
    assert svar.fejl.startswith(told)
    assert "01011" not in svar.fejl


def test_those_who_live_somewhere_are_found(haendelser: Haendelser, korsbaek: Path) -> None:
    assert korsbaek.exists()
    everybody = haendelser("bopael", "0998").ud.splitlines()
    assert len(everybody) > 1000
    assert haendelser("bopael", "998", "--antal", "7").ud.splitlines() == everybody[:7]
    road = haendelser("bopael", "0998", "--vejkode", "0016").ud.splitlines()
    house = haendelser("bopael", "0998", "--vejkode", "16", "--husnr", "1").ud.splitlines()
    assert 0 < len(house) < len(road) < len(everybody)
    assert set(house) < set(road) < set(everybody)


GROENLAND = "0955"
"""Has no CVR number in the table of municipalities."""


@pytest.fixture
def uden(haendelser: Haendelser, fyldt: Path, tmp_path: Path) -> list[int]:
    """The løbenumre without receiver, after a day on which movers came to Greenland instead."""
    foerste, dag, *_ = sorted(path for path in (fyldt / "filer").iterdir() if path.is_file())
    felt = posttyper()["002"].field("KOMKOD")
    moved = tmp_path / dag.name
    with moved.open("wb") as out:
        for line in dag.read_bytes().splitlines(keepends=True):
            there = line.startswith(b"002") and line[felt.slice] == b"0997"
            out.write(line[: felt.slice.start] + GROENLAND.encode() + line[felt.slice.stop :] if there else line)
    assert haendelser("receive", "--initial", "--new-task", OPGAVE, foerste).status == 0
    assert haendelser("receive", moved).status == 0
    return [h["loebenummer"] for h in read(haendelser("feed").ud) if h["modtager"]["cvr"] is None]


def test_haendelser_without_receiver_are_kept_and_shown(haendelser: Haendelser, uden: list[int]) -> None:
    rows = haendelser("uden-modtager").ud.splitlines()[2:]
    assert [int(row.split()[0]) for row in rows] == uden != []
    assert all(GROENLAND in row for row in rows)


def test_a_haendelse_without_receiver_is_given_one_once(haendelser: Haendelser, uden: list[int]) -> None:
    nummer = str(uden[0])
    sidste = len(read(haendelser("feed").ud))
    svar = haendelser("uden-modtager", "--giv", nummer, "11111111", "--grund", "aftalt")
    told = f"Hændelse {nummer} har fået modtager 11111111 og står nu i loggen som nr. {sidste + 1}.\n"
    assert svar == (0, told, "")
    assert "urn:oio:cvr-nr:11111111" in haendelser("besked", str(sidste + 1)).ud
    assert "urn:oio:cvr-nr:11111111" not in haendelser("besked", nummer).ud
    again = haendelser("uden-modtager", "--giv", nummer, "11111112")
    assert (again.status, again.fejl[:7]) == (1, "LAG-005")


def test_all_are_released_when_the_table_knows_the_receiver(
    haendelser: Haendelser, uden: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert haendelser("uden-modtager", "--frigiv").ud == f"0 frigivet; {len(uden)} er stadig uden modtager.\n"
    monkeypatch.setenv("HAENDELSER_KOMMUNER__CVR", '{"0955": "11111113"}')
    assert haendelser("uden-modtager", "--frigiv").ud == f"{len(uden)} frigivet; 0 er stadig uden modtager.\n"
    assert haendelser("uden-modtager").ud == "Alle hændelser har en modtager.\n"
    given = read(haendelser("feed", "--kommune", GROENLAND).ud)
    before = {h["loebenummer"]: h["registrering_id"] for h in read(haendelser("feed").ud)}
    assert [h["registrering_id"] for h in given] == [before[nummer] for nummer in uden]
    assert min(h["loebenummer"] for h in given) > max(uden)


def test_every_reason_that_a_099_line_caused_nothing_is_said_in_words() -> None:
    source = Path(__file__).parents[2] / "src" / "cpr_haendelser"
    text = "".join(
        path.read_text(encoding="utf-8")
        for room in ("haendelser", "modtagelse", "storage")
        for path in (source / room).rglob("*.py")
        if path.name != "grunde.py"
    )
    assert [grund for grund in GRUNDE if f'"{grund}"' not in text] == []


@pytest.fixture
def opsat(korsbaek: Path, tmp_path: Path) -> None:
    """It-systems with agreements beside the log."""
    assert korsbaek.exists()
    with closing(open_postrum(settings_in(tmp_path).database_url)) as postrum:
        set_up(postrum)


def test_the_operator_sees_as_a_system_by_name_or_uuid(
    haendelser: Haendelser, log: list[dict[str, Any]], opsat: None
) -> None:
    assert opsat is None
    hans = [h for h in log if h["modtager"]["cvr"] == KORSBAEK]
    assert read(haendelser("feed", "--som", "anders").ud) == read(haendelser("feed", "--som", A).ud) == hans
    assert (
        read(haendelser("feed", "--som", A, "--efter", "20", "--antal", "5").ud)
        == [h for h in hans if h["loebenummer"] > 20][:5]
    )
    assert haendelser("feed", "--som", "Carl") == (0, "", "")
    nummer = hans[0]["loebenummer"]
    assert haendelser("besked", str(nummer), "--som", A) == haendelser("besked", str(nummer))
    told = f"LOG-001: der er ingen hændelse med det løbenummer; det seneste er {len(log)}.\n"
    for system, skjult in (("Bodil", nummer), (A, len(log) + 1)):
        assert haendelser("besked", str(skjult), "--som", system) == (1, "", told)


@pytest.mark.parametrize(("som", "kode"), [("Nogen", "UDL-002"), ("Dagmar", "UDL-002")])
def test_a_system_that_is_not_there_or_is_closed_cannot_be_seen_as(
    haendelser: Haendelser, opsat: None, som: str, kode: str
) -> None:
    assert opsat is None
    for kommando in (("feed",), ("besked", "1")):
        svar = haendelser(*kommando, "--som", som)
        assert (svar.status, svar.ud, svar.fejl[:7]) == (1, "", kode)


def test_persons_are_seen_as_a_system_that_may_look_them_up(
    haendelser: Haendelser, opsat: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert opsat is None
    alle = haendelser("bopael", "0998").ud
    person = alle.splitlines()[3]

    def look(*som: str) -> Svar:
        monkeypatch.setattr(sys, "stdin", _Stdin(f"{person}\n"))
        return haendelser("person", *som)

    ukendt = Svar(1, "", "OPS-002: replikaen kender ikke den person.\n")
    assert haendelser("bopael", "0998", "--som", A) == (0, "", "")
    assert look("--som", A) == ukendt
    with closing(open_postrum(settings_in(tmp_path).database_url)) as postrum:
        postrum.gem(aftaler=[aftale("a", A, KORSBAEK, snapshot=True), opslag("o", A, KORSBAEK)], tidspunkt="", hvem="")
    assert haendelser("bopael", "0998", "--som", A).ud == alle
    assert haendelser("bopael", "998", "--som", A, "--antal", "2").ud == "".join(alle.splitlines(keepends=True)[:2])
    assert look("--som", A) == look()
    assert haendelser("bopael", "0997", "--som", A) == haendelser("bopael", "0998", "--som", "Bodil") == (0, "", "")
    assert look("--som", "Bodil") == ukendt
