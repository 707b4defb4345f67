"""Kom godt i gang: the steps as they stand for who reads, what leads on, and what is shown to nobody else."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest

from cpr_haendelser.adgang.model import OPERATOER, Rolle
from cpr_haendelser.aftaler.model import Organisation
from cpr_haendelser.app import Installation
from cpr_haendelser.cli import run
from cpr_haendelser.konsol import ROD
from cpr_haendelser.logning import log_line
from cpr_haendelser.settings import Settings, Tlsindstillinger, load
from cpr_haendelser.tls.ca import Brug, Oenske, init, issue
from cpr_haendelser.vejledning.leverandoer import LEVERANDOER
from tests.konsol.conftest import Browser, logged_in, make_organisation, make_user
from tests.udlevering.opsat import DUESLAG_A, DUESLAG_B, KORSBAEK, A, B, set_up

ANDEN = "22222222"
GUIDE = f"{ROD}/kom-godt-i-gang"
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is missing")


@pytest.fixture
def huset(tom: Installation) -> Browser:
    """The browser of a supplier whose it-systems are set up; Korsbæk is another organisation."""
    set_up(tom.postrum)
    make_organisation(tom)
    ny = Organisation(ANDEN, "Softwarehuset", "", myndighed=False, leverandoer=True)
    tom.konti.organisationer.create(ny, "operatoer")
    make_user(tom, "ida", Rolle.LEVERANDOERADMINISTRATOR, cvr=ANDEN)
    return logged_in(tom, "ida")


def steps(side: str) -> list[str]:
    return re.findall(r'<li class="(\w+)-skridt">', side)


def test_in_an_empty_installation_the_guide_says_what_is_next(tom: Installation) -> None:
    make_organisation(tom)
    make_user(tom, "drift", Rolle.DRIFTSOPERATOER)
    side = logged_in(tom, "drift").get(f"{GUIDE}/leverandoer").text
    assert steps(side) == ["gjort", "naeste", *["mangler"] * (len(LEVERANDOER) - 2)]
    assert "haendelser bruger create" in side


def test_each_step_is_held_against_the_installation(huset: Browser) -> None:
    side = huset.get(f"{GUIDE}/leverandoer").text
    assert steps(side) == ["gjort"] * 7 + ["naeste", "mangler"]
    assert DUESLAG_A in side
    assert f'href="{GUIDE}/eksempler"' in side


def test_one_it_system_can_be_looked_at_alone(huset: Browser) -> None:
    assert DUESLAG_B not in huset.get(f"{GUIDE}/leverandoer?system={A}").text
    assert DUESLAG_B in huset.get(f"{GUIDE}/leverandoer?system={B}").text


def test_the_guide_opens_where_the_reader_belongs(installation: Installation) -> None:
    for rolle, vej in ((Rolle.AFTALEADMINISTRATOR, "myndighed"), (Rolle.LEVERANDOERADMINISTRATOR, "leverandoer")):
        assert logged_in(installation, rolle).get(GUIDE).url.path == f"{GUIDE}/{vej}"


def test_who_sees_its_own_alone_cannot_choose_another_organisation(tom: Installation, huset: Browser) -> None:
    assert huset.get(GUIDE).status_code == 200
    make_user(tom, "lis", Rolle.LEVERANDOERADMINISTRATOR)
    side = logged_in(tom, "lis").get(f"{GUIDE}/leverandoer?organisation={ANDEN}").text
    assert "Softwarehuset" not in side
    assert DUESLAG_A not in side
    make_user(tom, "drift", Rolle.DRIFTSOPERATOER)
    assert DUESLAG_A in logged_in(tom, "drift").get(f"{GUIDE}/leverandoer?organisation={ANDEN}").text


def test_examples_carry_the_readers_own_ids(huset: Browser) -> None:
    side = huset.get(f"{GUIDE}/eksempler?dueslag={DUESLAG_B}").text
    assert f"DUESLAG = &#34;{DUESLAG_B}&#34;" in side
    assert "bodil.pem" in side
    fil = huset.get(f"{GUIDE}/eksempler/hent.py?dueslag={DUESLAG_B}")
    assert f'DUESLAG = "{DUESLAG_B}"' in fil.text
    assert fil.headers["content-disposition"] == 'attachment; filename="hent.py"'
    assert "«" not in fil.text.replace("»naeste«", "")


def test_anothers_dueslag_is_not_put_into_the_examples(tom: Installation, huset: Browser) -> None:
    del huset
    make_user(tom, "lis", Rolle.LEVERANDOERADMINISTRATOR)
    lis = logged_in(tom, "lis")
    assert DUESLAG_A not in lis.get(f"{GUIDE}/eksempler?dueslag={DUESLAG_A}").text.partition("<main")[2]
    assert DUESLAG_A not in lis.get(f"{GUIDE}/eksempler/hent.py?dueslag={DUESLAG_A}").text


def test_an_example_that_there_is_not_is_no_page(huset: Browser) -> None:
    for sti in ("/eksempler/x.py", "/eksempler/..%2Fleverandoer.py", "/certifikater/noegle.pem"):
        assert huset.get(GUIDE + sti).status_code == 404


def test_a_refusal_is_shown_to_whom_it_hit_and_to_the_operator(tom: Installation, huset: Browser) -> None:
    make_user(tom, "lis", Rolle.LEVERANDOERADMINISTRATOR)
    make_user(tom, "drift", Rolle.DRIFTSOPERATOER)
    log_line("hent.dueslag-afvist", system=A, dueslag=DUESLAG_A, forklaring="dueslaget er lukket.")
    log_line("tls.haandtryk-afvist", forklaring="peer did not return a certificate")
    sider = [each.get(f"{GUIDE}/afvisninger").text for each in (huset, logged_in(tom, "drift"), logged_in(tom, "lis"))]
    assert ["<td>Anders</td>" in side for side in sider] == [True, True, False]
    assert all("Klienten viste intet certifikat." in side for side in sider)


def test_the_operators_way_leads_from_a_test_ca_to_doors_with_tls(
    tom: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make_organisation(tom)
    make_user(tom, "drift", Rolle.DRIFTSOPERATOER)
    drift = logged_in(tom, "drift")

    def next_code() -> str:
        fundet = re.search(r'<li class="naeste-skridt">.*?<pre[^>]*>(.*?)</pre>', drift.get(GUIDE).text, re.DOTALL)
        assert fundet
        return unescape(fundet[1])

    assert drift.get(GUIDE).url.path == f"{GUIDE}/drift"
    assert next_code() == "haendelser ca init ca"
    assert run(shlex.split(next_code())[1:]) == 0
    assert next_code() == f"haendelser ca issue server --navn server --cvr {KORSBAEK}"
    assert run(shlex.split(next_code())[1:]) == 0
    (tmp_path / "haendelser.toml").write_text(next_code(), "utf-8")
    assert next_code() == "haendelser serve", "what is written is not in force before the program is started again"
    igen = Installation(tom.settings.model_copy(update={"tls": load().tls}), tom.lager)
    try:
        side = logged_in(igen, "drift").get(f"{GUIDE}/drift").text
        assert steps(side) == ["gjort"] * 6 + ["naeste"]
        eksempler = logged_in(igen, "drift").get(f"{GUIDE}/eksempler").text
        assert "naeste-skridt" not in eksempler
        ca = logged_in(igen, "drift").get(f"{GUIDE}/certifikater/ca.pem").text
        assert ca.strip() == (tmp_path / "ca" / "ca.pem").read_text().strip(), "the CA that the receivers must trust"
    finally:
        igen.postrum.close()


def test_settings_that_cannot_be_read_are_said_before_the_program_is_started_again(
    tom: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make_organisation(tom)
    make_user(tom, "drift", Rolle.DRIFTSOPERATOER)
    (tmp_path / "haendelser.toml").write_text("[tls]\ncertifkat = 'x'\n", "utf-8")
    assert "Mente du certifikat?" in unescape(logged_in(tom, "drift").get(f"{GUIDE}/drift").text)


def test_who_is_no_operator_is_not_shown_the_operators_way(huset: Browser) -> None:
    assert huset.get(f"{GUIDE}/drift").status_code == 403
    assert f"{GUIDE}/drift" not in huset.get(f"{GUIDE}/leverandoer").text
    assert "haendelser ca init" not in huset.get(f"{GUIDE}/eksempler").text


def test_a_system_with_a_key_can_log_in_and_is_not_told_otherwise(tom: Installation, huset: Browser) -> None:
    nyt = tom.systemkontor.create(OPERATOER, "Nyt system", ANDEN)
    vej = f"{GUIDE}/leverandoer?system={nyt.uuid}"
    side = huset.get(vej).text
    fundet = re.search(rf'href="({ROD}/systemer/{nyt.uuid}/noegler/ny[^"]*)"', side)
    assert fundet
    skema = huset.get(unescape(fundet[1])).text
    assert re.search(r'name="omfang.log.laes" value="ja" checked', skema), "what the guide is about is proposed"
    assert skema.count(" checked") == 1
    huset.submit(f"/systemer/{nyt.uuid}/noegler/ny", navn="Feed", dage="1", **{"omfang.log.laes": "ja"})
    assert "Nyt system: API" in huset.get(vej).text


@pytest.fixture
def med_tls(tmp_path: Path) -> Iterator[Installation]:
    """An installation that shows certificates; its key lies in the same file as its certificate."""
    nu = datetime.now(UTC)
    init(tmp_path / "ca", nu=nu)
    server = issue(tmp_path / "ca", Oenske(Brug.SERVER, "server", KORSBAEK, ("localhost",)), nu=nu, adgangskode="x")
    samlet = tmp_path / "samlet.pem"
    samlet.write_bytes(server.certifikat.read_bytes() + server.noegle.read_bytes())
    tls = Tlsindstillinger(certifikat=samlet, noegle=samlet, klient_certifikat=samlet, klient_noegle=samlet)
    installation = Installation.open(Settings(database_url=f"sqlite:///{tmp_path / 'h.db'}", tls=tls))
    make_organisation(installation)
    make_user(installation, "ida", Rolle.LEVERANDOERADMINISTRATOR)
    yield installation
    installation.close()


def test_our_own_certificates_can_be_had_and_never_a_key(med_tls: Installation) -> None:
    ida = logged_in(med_tls, "ida")
    side = ida.get(f"{GUIDE}/certifikater").text
    assert side.count("CN=server") == 2
    for rolle in ("server", "klient"):
        pem = ida.get(f"{GUIDE}/certifikater/{rolle}.pem").text
        assert pem.startswith("-----BEGIN CERTIFICATE-----")
        assert "PRIVATE" not in pem


@needs_openssl
def test_the_openssl_commands_of_the_page_do_what_it_says(huset: Browser, tmp_path: Path) -> None:
    nu = datetime.now(UTC)
    init(tmp_path, nu=nu)
    bestilt = issue(tmp_path, Oenske(Brug.KLIENT, "bestilt", ANDEN), nu=nu, adgangskode="hemmelig")
    side = huset.get(f"{GUIDE}/certifikater").text
    kommandoer = [linje for pre in re.findall(r"<pre.*?>(.*?)</pre>", side, re.DOTALL)
                  for linje in unescape(pre).splitlines() if linje.startswith("openssl")]  # fmt: skip
    assert len(kommandoer) == 4
    dokument = (Path(__file__).parents[2] / "docs" / "certifikater.md").read_text("utf-8")
    assert all(each in dokument for each in kommandoer)
    _run("openssl x509 -in bestilt.pem -outform der -out fagsystem.cer", tmp_path)
    svar = [_run(each.replace("pkcs12 ", "pkcs12 -passin env:KODE "), tmp_path) for each in kommandoer]
    assert "NTRDK-22222222" in svar[2]
    certifikat = bestilt.certifikat.read_text()
    assert certifikat.strip() in (tmp_path / "fagsystem.pem").read_text()
    assert "BEGIN PRIVATE KEY" in (tmp_path / "fagsystem.key").read_text()


def _run(kommando: str, mappe: Path) -> str:
    svar = subprocess.run(  # noqa: S603 - the page's own commands
        kommando.split(), cwd=mappe, env={**os.environ, "KODE": "hemmelig"}, capture_output=True, text=True, check=False
    )
    assert svar.returncode == 0, svar.stderr
    return svar.stdout
