"""Ordering on the command line, from an empty installation to what was sent."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cpr_haendelser.app import Installation
from cpr_haendelser.cli import ordrevisning
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.settings import load
from tests.cli.conftest import Svar, make_tom

Haendelser = Callable[..., Svar]
CVR = "11111111"
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


@pytest.fixture
def opsat(haendelser: Haendelser) -> Haendelser:
    """An installation with the example's set-up, whose organisation has accepted the terms."""
    Path("opsaetning.toml").write_text(haendelser("setup", "--example").ud, encoding="utf-8")
    assert haendelser("setup", "opsaetning.toml").status == 0
    assert haendelser("ordre", "accept", "--for", CVR).status == 0
    return haendelser


def audited() -> int:
    """How many entries the audit has."""
    with closing(Installation.open(load())) as inst:
        return inst.postrum.revisionshoved().nr


def uuid_in(svar: Svar) -> str:
    fundet = _UUID.search(svar.ud)
    assert fundet, svar
    return fundet[0]


def numbers(haendelser: Haendelser) -> list[str]:
    return re.findall(r"^(\d{10})", haendelser("testperson", "--for", CVR).ud, re.MULTILINE)


def write(skabelon: str) -> str:
    Path("ordre.csv").write_text(skabelon, encoding="utf-8")
    return "ordre.csv"


@pytest.fixture
def familie(opsat: Haendelser) -> list[str]:
    """A family of two grown-ups and two children in Korsbæk."""
    svar = opsat("testperson", "create", "kommunekode=0998", "boern=2", "--for", CVR)
    assert "i gang" in svar.ud
    assert "Behandlet: 1." in opsat("ordre", "run").ud
    return numbers(opsat)


def test_a_family_is_made_from_a_sentence_or_the_sentence_is_refused(opsat: Haendelser) -> None:
    svar = opsat("testperson", "create", "et par med tre børn under 7 i kommune 0998", "--for", CVR)
    assert "er i gang" in svar.ud, svar.fejl
    assert "Behandlet: 1." in opsat("ordre", "run").ud
    assert len(numbers(opsat)) == 5
    assert opsat("testperson", "create", "et par med en hund", "--for", CVR).fejl.startswith("TST-044")


def test_from_an_empty_installation_to_a_move_that_was_sent(opsat: Haendelser, familie: list[str]) -> None:
    assert len(familie) == 4
    skabelon = write(f"handling;personnummer;kommunekode;vejkode;husnr\nflytning;{' '.join(familie)};101;123;4A\n")
    assert "Skabelonen er i orden: 1 linje." in opsat("ordre", "check", skabelon).ud
    ordre = uuid_in(opsat("ordre", "create", skabelon, "--for", CVR, "--titel", "Ud af byen"))
    syn = opsat("ordre", "preview", ordre, "--beskeder").ud
    assert "8 beskeder" in syn
    assert "Kuvert og beskeddata siger det samme i alle beskeder." in syn
    assert syn.count("<?xml") == 8
    assert "er i gang" in opsat("ordre", "submit", ordre).ud
    assert "Behandlet: 4." in opsat("ordre", "run").ud
    assert "4 udført" in opsat("ordre", "show", ordre).ud
    sendt = opsat("ordre", "sent", ordre).ud
    assert sendt.count("ingen") == 16, "nobody has got it, and nothing disagrees"
    with closing(Installation.open(load())) as inst:
        Fordeler(inst.lager, inst.postrum, inst.bord.match, lambda: "2026-11-25T06:00:00.000+00:00").drain()
    assert opsat("ordre", "sent", ordre).ud.count("(venter)") > 0
    assert "udført" in opsat("ordre").ud
    assert "Behandlet: 0." in opsat("ordre", "run").ud


def test_a_kladde_gets_the_lines_of_another_template_which_are_written_as_one_again(
    opsat: Haendelser, familie: list[str]
) -> None:
    hoved = "handling;personnummer;kommunekode;vejkode;husnr\n"
    ordre = uuid_in(opsat("ordre", "create", write(f"{hoved}flytning;{familie[0]};101;123;4A\n"), "--for", CVR))
    to = write(f"{hoved}flytning;{familie[0]};101;123;4A\nflytning;{familie[1]};101;123;5\n")
    svar = opsat("ordre", "change", ordre, to, "--titel", "Begge")
    assert "er rettet: 2 linjer." in svar.ud, svar.fejl
    assert "»Begge«" in opsat("ordre", "show", ordre).ud
    skrevet = opsat("ordre", "lines", ordre).ud
    assert all(pnr in skrevet for pnr in familie[:2])
    assert "er rettet: 2 linjer." in opsat("ordre", "change", ordre, write(skrevet)).ud
    assert opsat("ordre", "lines", ordre).ud == skrevet
    assert "Skrevet: igen.xlsx" in opsat("ordre", "lines", ordre, "--excel", "igen.xlsx").ud
    assert "er rettet: 2 linjer." in opsat("ordre", "change", ordre, "igen.xlsx").ud
    assert opsat("ordre", "change", ordre, write(f"{hoved}flytning;{familie[0]};9;123;4A\n")).status == 1
    assert opsat("ordre", "lines", ordre).ud == skrevet
    opsat("ordre", "submit", ordre)
    assert opsat("ordre", "change", ordre, "igen.xlsx").fejl.startswith("TST-032")


def test_a_workbook_is_written_checked_and_ordered(opsat: Haendelser, familie: list[str]) -> None:
    assert "Skrevet: tom.xlsx" in opsat("ordre", "skabelon", "--excel", "tom.xlsx", "--eksempel").ud
    assert "Skabelonen er i orden: 1 linje." in opsat("ordre", "check", "tom.xlsx").ud
    bog = load_workbook("tom.xlsx")
    ark = bog["Bestilling"]
    for raekke in (3, 4):
        ark.cell(raekke, 1, familie[0])
    bog.save("min.xlsx")
    assert "er oprettet som kladde" in opsat("ordre", "create", "min.xlsx", "--for", CVR).ud
    ark.cell(4, 2, "=1+1")
    bog.save("min.xlsx")
    assert "4 (B4)" in opsat("ordre", "check", "min.xlsx").ud
    assert "--excel" in opsat("ordre", "skabelon", "--eksempel").fejl


def test_what_disagrees_is_shown_before_and_after(opsat: Haendelser, familie: list[str]) -> None:
    skabelon = write(f"handling;personnummer;kommunekode;vejkode;husnr\nflytning;{familie[0]};0101;0123;4A\n")
    ordre = uuid_in(opsat("ordre", "create", skabelon, "--art", "haendelse", "--for", CVR))
    syn = opsat("ordre", "preview", ordre).ud
    assert re.search(r"kommune +0101 +0998", syn)
    assert "Bestil som sammenhængende ordre" in syn
    assert opsat("ordre", "submit", ordre).fejl.startswith("TST-033")
    assert "er kladde" in opsat("ordre", "show", ordre).ud
    assert "er i gang" in opsat("ordre", "submit", ordre, "--bekraeft-forskelle").ud
    opsat("ordre", "run")
    assert "kommune: 0101 / 0998" in opsat("ordre", "sent", ordre).ud


def test_a_difference_that_is_wanted_is_marked_and_no_more_is_noted_than_is_shown(
    opsat: Haendelser, familie: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    skabelon = write(
        f"handling;personnummer;kommunekode;vejkode;husnr;oensket_divergens\nflytning;{familie[0]};0101;0123;4A;ja\n"
    )
    ordre = uuid_in(opsat("ordre", "create", skabelon, "--art", "haendelse", "--for", CVR))
    syn = opsat("ordre", "preview", ordre).ud
    assert syn.count("(ønsket)") == 2
    assert "Alle forskelle mellem kuvert og beskeddata er ønskede." in syn
    opsat("ordre", "submit", ordre)
    opsat("ordre", "run")
    vist = opsat("ordre", "sent", ordre).ud
    assert (vist.count("(ønsket)"), "Der er flere" in vist) == (2, False)
    foer = audited()
    monkeypatch.setattr(ordrevisning, "FLEST", 1)
    vist = opsat("ordre", "sent", ordre).ud
    assert (vist.count("(ønsket)"), f"de 1 første; GET /ordrer/{ordre}/sendt" in vist) == (1, True)
    assert audited() - foer == 1
    assert "er ønsket i 1 linje." in opsat("ordre", "show", ordre).ud
    assert opsat("feed", "--kode", "034").ud.count('"oensket_divergens":true') == 1


def test_wishes_for_a_person_that_cannot_be_are_told_like_any_mistake(opsat: Haendelser) -> None:
    svar = opsat("testperson", "create", "voksne=1", "civilstand=gift", "kommunekode=0999", "--for", CVR)
    assert svar.status == 1
    assert re.search(r"kommunekode +0999", svar.ud)
    assert "intet er bestilt" in svar.ud
    assert "Der er ingen ordrer" in opsat("ordre").ud


def test_a_template_is_put_aside_and_ordered_from(opsat: Haendelser, familie: list[str]) -> None:
    skabelon = write(f"handling;personnummer;kommunekode;vejkode;husnr\nflytning;{familie[0]};0101;0123;4A\n")
    assert "Gemt: Alle flytter, version 1." in opsat("gemt", "save", "Alle flytter", skabelon, "--for", CVR).ud
    assert "version 2" in opsat("gemt", "save", "Alle flytter", skabelon, "--art", "haendelse", "--for", CVR).ud
    assert re.search(r"Alle flytter +2 +ordre +hændelse +1", opsat("gemt", "--for", CVR).ud)
    assert familie[0] in opsat("gemt", "show", "Alle flytter@1", "--for", CVR).ud
    ordre = uuid_in(opsat("ordre", "create", "--gemt", "Alle flytter@1", "--for", CVR))
    assert "sammenhængende-ordre" in opsat("ordre", "show", ordre).ud
    assert "Skriv enten FIL eller --gemt" in opsat("ordre", "create", "--for", CVR).fejl
    assert "1 fejl" in opsat("gemt", "save", "Fejl", write("personnummer;handling\nx;doedsfald\n"), "--for", CVR).ud
    assert "Skabelonen er fjernet." in opsat("gemt", "forget", "Alle flytter", "--for", CVR).ud
    assert opsat("gemt", "show", "Alle flytter", "--for", CVR).fejl.startswith("TST-090")
    assert "Der er ingen gemte skabeloner." in opsat("gemt", "--for", CVR).ud


def test_every_mistake_of_a_template_is_shown_and_nothing_is_ordered(opsat: Haendelser) -> None:
    skabelon = write("handling;personnummer;kommunekode\nflyning;6101901234;0101\nflytning;;x\n")
    for svar in (opsat("ordre", "create", skabelon, "--for", CVR), opsat("ordre", "check", skabelon)):
        assert svar.status == 1
        assert "mente du flytning?" in svar.ud
        assert "mindst ét personnummer" in svar.ud
    assert "Der er ingen ordrer" in opsat("ordre").ud


def test_an_order_goes_its_way_by_hand(opsat: Haendelser, familie: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAENDELSER_EXTTEST__AUTOMATISK_GODKENDELSE", "false")
    skabelon = write(f"handling;personnummer;kommunekode;vejkode;husnr\nflytning;{familie[0]};0101;0123;4A\n")
    ordre = uuid_in(opsat("ordre", "create", skabelon, "--for", CVR, "--submit"))
    assert opsat("ordre", "approve", ordre, "--som", "Korsbæks fagsystem").fejl.startswith("ADG-001")
    assert "--grund" in opsat("ordre", "refuse", ordre).fejl
    assert "er afvist: forkert måned" in opsat("ordre", "refuse", ordre, "--grund", "forkert måned").ud
    ny = uuid_in(opsat("ordre", "again", ordre))
    for skridt, tilstand in (("submit", "indsendt"), ("approve", "godkendt"), ("begin", "i gang")):
        assert f"er {tilstand}" in opsat("ordre", skridt, ny).ud
    assert "er stoppet: vent" in opsat("ordre", "stop", ny, "--grund", "vent").ud
    assert "Behandlet: 0." in opsat("ordre", "run").ud
    assert "er i gang" in opsat("ordre", "resume", ny).ud
    assert "Behandlet: 1." in opsat("ordre", "run").ud
    assert opsat("ordre", "cancel", ny).fejl.startswith("TST-032")
    assert "Tak" in opsat("ordre", "say", ny, "Tak for hjælpen").ud


def test_a_system_sees_its_own_orders_alone(opsat: Haendelser, familie: list[str]) -> None:
    assert "Testpersoner" in opsat("ordre", "--som", "Korsbæks fagsystem").ud
    assert opsat("ordre", "--som", "ukendt").fejl.startswith("UDL-002")
    del familie


def test_persons_are_shared_with_organisations_of_the_set_up(
    opsat: Haendelser, familie: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for linje, kode in ((f"{familie[0]}\n", "TST-066"), ("6101901234\n", "TST-001")):
        monkeypatch.setattr(sys, "stdin", io.StringIO(linje))
        assert opsat("testperson", "share", "--med", "99999999").fejl.startswith(kode)
    monkeypatch.setattr(sys, "stdin", io.StringIO("ingenting\n"))
    svar = opsat("testperson", "share", "--med", CVR)
    assert (svar.status, "ikke er et personnummer" in svar.fejl) == (2, True)
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{familie[0]}\n{familie[1]}\n"))
    assert "Delt: 2 personer" in opsat("testperson", "share", "--med", CVR).ud


def test_the_template_of_each_kind_can_be_read_again(opsat: Haendelser) -> None:
    for art in ("replika", "haendelse", "sammenhaengende"):
        tom = opsat("ordre", "check", write(opsat("ordre", "skabelon", "--art", art).ud), "--art", art)
        assert "ingen rækker" in tom.ud
        assert "flytning" in opsat("ordre", "handlinger", "--art", art).ud


def test_nothing_is_ordered_in_produktion(haendelser: Haendelser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAENDELSER_ENVIRONMENT", "produktion")
    monkeypatch.setenv("HAENDELSER_DATABASE_URL", "sqlite:///p.db")
    make_tom()
    for kommando in (("ordre",), ("testperson",), ("ordre", "run")):
        assert haendelser(*kommando).fejl.startswith("ADG-005")
