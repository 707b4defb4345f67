"""The whole demonstration is run, served, asked rightly and wrongly, and everything that it left behind is searched.

A personnummer may stand in what is about persons: the CPR files, the messages, the databases, the pages that somebody
who may has asked for. Nowhere else: in no log, URL, mail, metric, error, file name, or text on a terminal.
"""

from __future__ import annotations

import http.client
import io
import logging
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import httpx2 as httpx
import pika
import pytest

from cpr_haendelser import cli
from tests.alarmer.conftest import mailserver, webhookserver

NOEGLE = "operatoerens-egen-noegle"
MED_PERSONER = {"filer", "beskeder"}
"""Folders of the demonstration whose files are about persons."""
TAL = re.compile(r"(?<![0-9A-Fa-f-])(\d{6})[-\s.]?(\d{3,4})(?![0-9A-Fa-f-])")
UUID = re.compile(r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,}")


class Fundet(NamedTuple):
    """What was left somewhere."""

    sted: str
    tekst: str


class Koersel(NamedTuple):
    """All that was left behind, and whom it may not be about."""

    efterladt: list[Fundet]
    sider: list[Fundet]
    """Pages about persons, which somebody asked for: they hold numbers."""
    numre: frozenset[int]


def run(mappe: Path, env: dict[str, str], *arguments: str, ind: str = "") -> Fundet:
    """What a command writes, whatever its exit status."""
    ran = subprocess.run(  # noqa: S603 - the project's own interpreter
        [sys.executable, "-m", "cpr_haendelser", *arguments],
        cwd=mappe, env={**os.environ, **env}, input=ind, capture_output=True, check=False, encoding="utf-8",
    )  # fmt: skip
    return Fundet(f"haendelser {arguments[0]}", ran.stdout + ran.stderr)


def call(mappe: Path, env: dict[str, str], *arguments: str, ind: str = "") -> Fundet:
    """The same in this process, which is quicker."""
    ud, fejl, rod = io.StringIO(), io.StringIO(), logging.getLogger()
    handlers, level = list(rod.handlers), rod.level
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(ud), redirect_stderr(fejl):
        for navn, value in env.items():
            patch.setenv(navn, value)
        patch.chdir(mappe)
        patch.setattr(sys, "stdin", io.StringIO(ind))
        try:
            cli.run([*arguments])
        finally:
            rod.handlers[:], rod.level = handlers, level
    return Fundet(f"haendelser {arguments[0]}", ud.getvalue() + fejl.getvalue())


def ask(port: int, metode: str, sti: str, krop: str = "", noegle: str = NOEGLE) -> tuple[int, Fundet]:
    """Status, and the whole answer with its headers."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as forbindelse:
        hoveder = {"Authorization": f"Bearer {noegle}", "Content-Type": "application/json"}
        forbindelse.request(metode, sti, krop.encode() or None, hoveder)
        svar = forbindelse.getresponse()
        tekst = f"{svar.headers}\n{svar.read().decode('utf-8', 'replace')}"
        return svar.status, Fundet(f"{metode} {sti[:12]} {svar.status}", tekst)


def ask_all(port: int, pnr: str) -> Iterator[tuple[bool, Fundet]]:
    """Right and wrong calls; whether the answer is about persons."""
    for sti in ("/haendelser?efter=0&antal=50", "/haendelser/1", "/haendelser/1/besked"):
        status, svar = ask(port, "GET", sti)
        assert status == 200, sti
        yield True, svar
    for sti in ("/status", "/metrics", "/sundhed", "/klar", "/openapi.json", "/storfiler", "/vaerdilister"):
        status, svar = ask(port, "GET", sti)
        assert status == 200, sti
        yield False, svar
    forkerte = [
        ("GET", f"/haendelser/{pnr}", ""), ("GET", f"/haendelser?efter={pnr}x", ""), ("GET", f"/{pnr}", ""),
        ("GET", f"/haendelser?kode={pnr}", ""), ("GET", f"/haendelser?kommune={pnr}", ""),
        ("GET", f"/personer/{pnr[:6]}-{pnr[6:]}", ""), ("POST", "/haendelser/soegning", f'{{"personnummer": {pnr}}}'),
        ("POST", "/haendelser/soegning", f'{{"pnr": "{pnr}"}}'), ("POST", "/haendelser/soegning", f"{{{pnr}"),
        ("POST", "/haendelser/soegning", f'{{"personnummer": "{pnr}", "efter": "{pnr}"}}'),
        ("PUT", f"/vaerdilister/{pnr}/vaerdier", pnr), ("POST", f"/storfiler/{pnr}/frigiv", "{}"),
        ("POST", "/ordrer", f'{{"titel": "{pnr}", "linjer": [{{"personer": ["{pnr}"]}}]}}'),
        ("POST", "/testpersoner/soegning", f'{{"personnumre": ["{pnr}"], "x": "{pnr}"}}'),
        ("DELETE", f"/ordrer/{pnr}", ""),
    ]  # fmt: skip
    for metode, sti, krop in forkerte:
        status, svar = ask(port, metode, sti, krop)
        if status >= 400:
            yield False, svar
    for noegle in (pnr, f"{pnr}-forkert-noegle-til-afproevning"):
        status, svar = ask(port, "GET", "/haendelser", noegle=noegle)
        assert status == 401
        yield False, svar


def log_in(port: int, kode: str) -> httpx.Client:
    """A browser of the console, with a first password that is changed as the page asks."""
    denne = httpx.Client(base_url=f"http://127.0.0.1:{port}", follow_redirects=True, timeout=30)
    brugernavn, _, kode = kode.partition(":")
    denne.post("/konsol/login", data={"brugernavn": brugernavn, "adgangskode": kode})
    felter = {"gammel": kode, "ny": "en lang og god kode 42", "igen": "en lang og god kode 42"}
    assert send(denne, "/konsol/adgangskode", **felter).status_code == 200
    assert denne.get("/konsol").url.path == "/konsol"
    return denne


def send(denne: httpx.Client, sti: str, **felter: str) -> httpx.Response:
    """A form, with the mark that the pages' forms have."""
    modtegn = re.search(r'name="modtegn" value="([0-9a-f]+)"', denne.get("/konsol/adgangskode").text)
    return denne.post(sti, data={"modtegn": modtegn[1] if modtegn else "", **felter})


def visit(port: int, kode: str, pnr: str, *, maskeret: bool) -> Iterator[tuple[bool, Fundet]]:
    """The pages of the console, rightly and wrongly asked; whether they are about persons."""

    def page(svar: httpx.Response) -> Fundet:
        adresse = str(svar.url).partition("/konsol")[2][:10]
        return Fundet(f"konsol {svar.status_code} {adresse}", f"{svar.url}\n{svar.headers}\n{svar.text}")

    # Who is wrongly logged in with a personnummer, and where one stands in an address, is told nothing of it.
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", follow_redirects=False, timeout=30) as udefra:
        svar = udefra.post("/konsol/login", data={"brugernavn": "intet", "adgangskode": pnr})
        yield False, page(svar)
    with closing(log_in(port, kode)) as denne:
        for sti in ("", "/filer", "/filer/2", "/dueslag", "/systemer", "/aftaler", "/brugere", "/ydelse", "/revision"):
            svar = denne.get(f"/konsol{sti}")
            assert svar.status_code in {200, 403}, sti
            yield False, page(svar)
        for sti in ("/haendelser", "/haendelser/1"):
            yield not maskeret, page(denne.get(f"/konsol{sti}"))
        yield not maskeret, page(send(denne, "/konsol/personer", personnummer=pnr))
        yield not maskeret, page(send(denne, "/konsol/revision/svar", emne="person", vaerdi=pnr, personnummer=pnr))
        for sti in (f"/filer/{pnr[:6]}x", "/findes-ikke", "/dueslag/x"):
            yield False, page(denne.get(f"/konsol{sti}"))
        yield False, page(send(denne, "/konsol/personer", personnummer=f"{pnr}x"))
        # The form gives what was typed back to the one who typed it.
        yield True, page(send(denne, "/konsol/brugere/ny", brugernavn=pnr, navn=pnr, organisation=pnr))


def fail_to_log_in(port: int, pnr: str) -> None:
    """A personnummer as name and as secret, at BeskedHent."""
    for navn, hemmelighed in ((pnr, "x"), ("Korsbæks fagsystem", pnr), (f"{pnr[:6]}-{pnr[6:]}", pnr)):
        login = pika.PlainCredentials(navn, hemmelighed)
        with pytest.raises(pika.exceptions.AMQPError):
            pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", port, "BF", login))


def make_user(mappe: Path, env: dict[str, str], rolle: str) -> str:
    """`brugernavn:first password` of a new user."""
    vist = call(mappe, env, "bruger", "create", rolle, rolle.title(), "--cvr", "11111111", "--rolle", rolle).tekst
    fundet = re.search(r"Førstegangskode: (\S+)", vist)
    assert fundet, vist
    return f"{rolle}:{fundet[1]}"


def commands(pnr: str, mappe: Path) -> Iterator[tuple[str, ...]]:
    """Right and wrong commands that are not about persons in what they write."""
    yield from (
        ("status",), ("status", "--json"), ("files",), ("files", "2"), ("dueslag",), ("dueslag", "show", "Flytninger"),
        ("dueslag", "indgreb"), ("setup", "--export"), ("vaerdiliste",), ("exttest", "sweep"), ("storfil",), ("ordre",),
        ("backup", "kopi"), ("revision",), ("revision", "check"), ("alarmtest",),
        ("dueslag", "replay", "Flytninger", "--alt"), ("dueslag", "stop", "Alle hændelser"),
    )  # fmt: skip
    fil = mappe / f"D261126.L{pnr[:6]}"
    fil.write_bytes(b"000" + pnr.encode() + b"\n001" + pnr.encode() + b"\n")
    yield from (
        ("receive", fil.name), ("receive", pnr), ("besked", pnr), ("feed", "--kode", pnr), ("files", pnr),
        ("person", pnr), ("dueslag", "show", pnr), ("vaerdiliste", "add", pnr, pnr), ("setup", pnr), ("restore", pnr),
        ("ordre", "show", pnr), ("storfil", "release", pnr), ("testperson", "create", f"personnummer={pnr}"), (pnr,),
    )  # fmt: skip


@pytest.fixture(scope="module")
def koersel(tmp_path_factory: pytest.TempPathFactory) -> Koersel:
    mappe = tmp_path_factory.mktemp("demo")
    efterladt = [run(mappe, {}, "demo", "--uden-server", "--personer", "1500")]
    database = mappe / "var/demo/demo.db"
    with closing(sqlite3.connect(database)) as connection:
        numre = frozenset(pnr for (pnr,) in connection.execute("SELECT pnr FROM person UNION SELECT fra FROM relation"))
        (kendt,) = connection.execute("SELECT pnr FROM haendelse ORDER BY loebenummer LIMIT 1").fetchone()
    pnr = f"{kendt:010d}"
    sider: list[Fundet] = []
    with webhookserver() as (url, webhook), mailserver(None) as post:
        env = {
            "DATABASE_URL": f"sqlite:///{database.as_posix()}", "SPOOL_FOLDER": "var/demo/spool", "LOG_FORMAT": "json",
            "LOG_LEVEL": "debug", "API_KEY": NOEGLE, "PORT": "0", "HENT__PORT": "0", "ALARMER__AFVISTE": "1",
            "ALARMER__KIG_SEKUNDER": "1", "ALARMER__FIL": "alarmer.txt", "WEBHOOK__URL": url,
            "MAIL__TIL": '["drift@korsbaek.example"]', "MAIL__FRA": "a@korsbaek.example", "MAIL__HOST": "127.0.0.1",
            "MAIL__PORT": str(post.port), "MAIL__SIKKERHED": "ingen",
        }  # fmt: skip
        env = {f"HAENDELSER_{navn}": value for navn, value in env.items()}
        with (mappe / "serve.log").open("wb") as log, subprocess.Popen(
            [sys.executable, "-u", "-m", "cpr_haendelser", "serve"], cwd=mappe, env={**os.environ, **env},
            stdout=subprocess.PIPE, stderr=log, encoding="utf-8",
        ) as served:  # fmt: skip
            try:
                assert served.stdout
                shown = ""
                for line in served.stdout:
                    shown += line
                    if "Stop med Ctrl-C." in line:
                        break
                port = int(re.findall(r"http://127\.0\.0\.1:(\d+)/haendelser", shown)[0])
                for rolle in ("driftsoperatoer", "revisor", "testansvarlig"):
                    kode = make_user(mappe, env, rolle)
                    for om_personer, svar in visit(port, kode, pnr, maskeret=rolle == "revisor"):
                        (sider if om_personer else efterladt).append(svar)
                fail_to_log_in(int(re.findall(r"BeskedHent lytter på \S+?:(\d+)", shown)[0]), pnr)
                for om_personer, svar in ask_all(port, pnr):
                    (sider if om_personer else efterladt).append(svar)
                efterladt += [call(mappe, env, *line) for line in commands(pnr, mappe)]
                sider.append(call(mappe, env, "person", ind=pnr))
                efterladt.append(ask(port, "GET", "/metrics")[1])
                wait_for_alarms(post.postkasse.mails, webhook.faaet)
            finally:
                served.terminate()
            shown += served.stdout.read()
        efterladt += [
            Fundet("serve", shown),
            *(Fundet("mail", mail.content.decode("utf-8", "replace")) for mail in post.postkasse.mails
              if isinstance(mail.content, bytes)),
            *(Fundet("webhook", f"{krop!r}") for krop in webhook.faaet),
            *files(mappe),
        ]  # fmt: skip
    return Koersel(efterladt, sider, numre)


def wait_for_alarms(*veje: Sequence[object]) -> None:
    """Until every way has told something."""
    frist = time.monotonic() + 30
    while not all(veje):
        assert time.monotonic() < frist
        time.sleep(0.2)


def files(mappe: Path) -> Iterator[Fundet]:
    """The name of all that lies there, and the text of what is no database and not about persons."""
    for sti in sorted(mappe.rglob("*")):
        navn = sti.relative_to(mappe).as_posix()
        yield Fundet("filnavn", navn)
        om_personer = bool(MED_PERSONER & set(sti.parts)) or sti.name.startswith("D2611")
        if sti.is_file() and not om_personer and ".db" not in sti.name:
            yield Fundet(navn, sti.read_text("utf-8", "replace"))


def find(koersel: Koersel, hvor: list[Fundet]) -> list[str]:
    """The places that hold a number of the population, written in any way."""
    return sorted(
        {
            each.sted
            for each in hvor
            for six, four in TAL.findall(UUID.sub(" ", each.tekst))
            if int(six + four) in koersel.numre
        }
    )


def test_no_personnummer_is_left_where_it_may_not_be(koersel: Koersel) -> None:
    assert find(koersel, koersel.efterladt) == []


def test_what_is_searched_is_all_that_there_is(koersel: Koersel) -> None:
    """Log, mail, webhook, alarm file, metrics, errors, terminal and file names: each has something to search."""
    steder = {each.sted for each in koersel.efterladt if each.tekst.strip()}
    assert {"serve", "serve.log", "mail", "webhook", "alarmer.txt", "filnavn", "GET /metrics 200"} <= steder
    assert {"haendelser demo", "haendelser status", "haendelser backup", "haendelser receive"} <= steder
    assert sum(sted.endswith((" 400", " 401", " 404", " 422")) for sted in steder) > 5
    assert sum(sted.startswith("konsol 200") for sted in steder) > 7
    assert any(sted.startswith("konsol 4") for sted in steder)
    assert any("hent.login-afvist" in each.tekst for each in koersel.efterladt if each.sted == "serve.log")
    assert any(each.sted == "serve.log" and each.tekst.count("\n") > 5 for each in koersel.efterladt)


def test_a_number_would_be_found(koersel: Koersel) -> None:
    """The pages about persons hold numbers, and are found to."""
    assert len(koersel.numre) > 1400
    assert len(find(koersel, koersel.sider)) >= 3
    pnr = f"{min(koersel.numre):010d}"
    for form in (pnr, f"{pnr[:6]}-{pnr[6:]}", f"{pnr[:6]} {pnr[6:]}", f'"{pnr}",', f"/{pnr}/", str(int(pnr))):
        assert find(koersel, [Fundet("her", form)]) == ["her"], form.replace(pnr[:6], "…")
