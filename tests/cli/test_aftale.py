"""It-systems, certificates and serviceaftaler on the command line, as an operator of ExtTest does it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Svar

Haendelser = Callable[..., Svar]
CVR = "11111111"
AFTALE_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture
def opsat(haendelser: Haendelser, tmp_path: Path) -> None:
    """A municipality that is a supplier too, without any it-system."""
    fil = tmp_path / "opsaetning.toml"
    tekst = haendelser("setup", "--example").ud
    fil.write_text(tekst[: tekst.index("[[system]]")], "utf-8")
    assert haendelser("setup", fil).status == 0


def create(haendelser: Haendelser, navn: str = "Sagssystem") -> str:
    svar = haendelser("system", "create", navn, "--cvr", CVR, "--kontakt", "drift@korsbaek.example")
    assert svar.status == 0
    return svar.ud.strip().rpartition(" ")[2]


def request(haendelser: Haendelser, *mere: str) -> Svar:
    hvad = ("--system", "Sagssystem", "--myndighed", CVR, "--formaal", "Flyttehjælp", "--hjemmel", "Serviceloven § 85")
    return haendelser("aftale", "request", *hvad, *mere)


@pytest.mark.usefixtures("opsat")
def test_a_system_is_made_changed_closed_and_opened(haendelser: Haendelser) -> None:
    uuid = create(haendelser)
    assert uuid in haendelser("system").ud
    assert "Kontakt: drift@korsbaek.example" in haendelser("system", "show", "sagssystem").ud
    svar = haendelser("system", "change", uuid, "--nyt-navn", "Fagsystem", "--callback", "https://m.example/b")
    assert svar.ud.startswith(f"Fagsystem ({uuid})")
    assert "Callbacks: https://m.example/b" in svar.ud
    assert "Callbacks: ingen" in haendelser("system", "change", uuid, "--ingen-callbacks").ud
    assert "lukket" in haendelser("system", "close", uuid).ud
    assert "lukket" not in haendelser("system", "open", uuid).ud
    svar = haendelser("system", "change", uuid, "--callback", "https://m.example/b", "--ingen-callbacks")
    assert svar.status == 2
    assert haendelser("system", "show", "ukendt").fejl.startswith("SYT-001")


@pytest.mark.usefixtures("opsat")
def test_an_agreement_is_requested_read_decided_and_ended(haendelser: Haendelser, tmp_path: Path) -> None:
    create(haendelser)
    svar = request(haendelser, "--kode", "034", "--til", "2099-12-31")
    assert svar.status == 0
    [aftale] = AFTALE_ID.findall(svar.ud)
    assert "anmodet" in haendelser("aftale", "--tilstand", "anmodet", "--system", "Sagssystem").ud
    vist = haendelser("aftale", "show", aftale).ud
    assert "* Hændelser: 034 Flytning til kommunen." in vist
    assert "operatøren: anmodet" in vist
    eksempel = haendelser("aftale", "show", aftale, "--eksempel").ud
    assert eksempel.startswith("<?xml")
    assert "personhaendelse:034" in eksempel
    assert haendelser("aftale", "approve", aftale).ud == f"{aftale}: godkendt\n"
    assert haendelser("aftale", "say", aftale, "Så går vi i gang").status == 0
    assert haendelser("aftale", "end", aftale).status == 2
    assert haendelser("aftale", "end", aftale, "--grund", "slut").ud == f"{aftale}: opsagt\n"
    svar = haendelser("aftale", "approve", aftale)
    assert (svar.status, svar.fejl.split(":")[0]) == (1, "AFT-030")
    assert "opsagt: slut" in haendelser("aftale", "show", aftale).ud
    breve = (tmp_path / "breve.txt").read_text("utf-8")
    assert [linje.rpartition(" ")[2] for linje in breve.splitlines() if linje.startswith("Emne:")] == [
        "»Sagssystem«", "godkendelse", "godkendt", "godkendt", "Kommune", "opsagt", "opsagt",
    ]  # fmt: skip


@pytest.mark.usefixtures("opsat")
def test_requests_are_rejected_withdrawn_and_refused(haendelser: Haendelser) -> None:
    create(haendelser)
    foerste, anden = (AFTALE_ID.findall(request(haendelser).ud)[0] for _ in range(2))
    assert haendelser("aftale", "reject", foerste, "--grund", "for bredt").ud == f"{foerste}: afvist\n"
    assert haendelser("aftale", "withdraw", anden).ud == f"{anden}: afvist\n"
    assert request(haendelser, "--kode", "34").fejl.startswith("AFT-017: koder: ")
    assert request(haendelser, "--erstatter", foerste).fejl.startswith("AFT-037")
    assert haendelser("aftale", "show", "ukendt").fejl.startswith("AFT-040")
    assert haendelser("aftale", "--tilstand", "godkendt").ud.startswith("Der er ingen af dem")


@pytest.mark.usefixtures("opsat")
def test_one_command_gives_a_newcomer_a_certificate_that_lets_it_in(
    haendelser: Haendelser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(haendelser)
    svar = haendelser("ca", "issue", "client", "--system", "Sagssystem")
    assert svar.fejl.startswith("TLS-004")
    haendelser("ca", "init", "ca")
    assert haendelser("ca", "issue", "client", "--system", "Sagssystem").fejl.startswith("CRT-020")
    assert sorted(fil.name for fil in (tmp_path / "ca").iterdir()) == ["ca.key", "ca.pem"]
    monkeypatch.setenv("HAENDELSER_TLS__TILLID", str(tmp_path / "ca" / "ca.pem"))
    svar = haendelser("ca", "issue", "client", "--system", "Sagssystem")
    assert svar.ud.startswith("Registreret på Sagssystem (")
    assert (tmp_path / "ca" / "sagssystem.key").is_file()
    nyt = haendelser("ca", "issue", "client", "--system", "Sagssystem")
    assert nyt.status == 0
    assert (tmp_path / "ca" / "sagssystem-2.pem").is_file()
    vist = haendelser("certifikat", "list", "Sagssystem").ud
    assert vist.count("sagssystem (OCES3, CVR 11111111)") == 1
    assert vist.count("i brug") == 2
    assert haendelser("ca", "issue", "client", "--system", "Sagssystem").fejl.startswith("CRT-023")
    fingeraftryk = re.findall(r"[0-9a-f]{16}(?=…)", vist)
    assert haendelser("certifikat", "remove", "Sagssystem", fingeraftryk[1]).ud.startswith("Fjernet: ")
    assert haendelser("certifikat", "remove", "Sagssystem", fingeraftryk[0], "--spaer").ud.startswith("Spærret: ")
    assert "spærret" in haendelser("certifikat", "list", "Sagssystem").ud


@pytest.mark.usefixtures("opsat")
def test_a_certificate_is_added_from_a_file_and_a_key_is_not(
    haendelser: Haendelser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(haendelser)
    haendelser("ca", "init", "ca")
    monkeypatch.setenv("HAENDELSER_TLS__TILLID", str(tmp_path / "ca" / "ca.pem"))
    haendelser("ca", "issue", "client", "--navn", "fag", "--cvr", CVR)
    svar = haendelser("certifikat", "add", "Sagssystem", "ca/fag.pem")
    assert "Fingeraftryk (SHA-256): " in svar.ud
    for fil in ("ca/fag.key", "ca/fag.p12"):
        assert haendelser("certifikat", "add", "Sagssystem", fil).fejl.startswith("CRT-002")
    haendelser("ca", "issue", "client", "--navn", "andres", "--cvr", "22222222")
    assert haendelser("certifikat", "add", "Sagssystem", "ca/andres.pem").fejl.startswith("CRT-013")
    assert haendelser("ca", "issue", "server", "--system", "Sagssystem").status == 2
    assert haendelser("ca", "issue", "client", "--navn", "x").status == 2


@pytest.mark.usefixtures("opsat")
def test_a_dueslag_is_made_and_changed(haendelser: Haendelser) -> None:
    create(haendelser)
    svar = haendelser("system", "add-dueslag", "Sagssystem", "Flytninger", "--filter", "personhaendelse = '034'")
    assert svar.ud.endswith("(hent)\n")
    uuid = AFTALE_ID.findall(svar.ud)[0]
    assert "Dueslag: Flytninger" in haendelser("system", "show", "Sagssystem").ud
    assert haendelser("system", "change-dueslag", uuid, "--nyt-navn", "Alt", "--close").ud == "Alt: hent, lukket\n"
    assert haendelser("system", "change-dueslag", uuid, "--open").ud == "Alt: hent\n"
    assert haendelser("system", "change-dueslag", "ukendt", "--open").fejl.startswith("FOR-002")
