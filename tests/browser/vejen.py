"""An empty installation with its doors open, and what people do in its pages, each in a window of one's own."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page

from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.app import Installation
from cpr_haendelser.app.levering import delivering
from cpr_haendelser.app.testmiljoe import Testmiljoe, carrying_out
from cpr_haendelser.settings import Hentindstillinger, Settings, Tlsindstillinger
from cpr_haendelser.tls.ca import Brug, Oenske, Udstedt, init, issue
from tests.browser.hus import Program, Vindue, serving
from tests.konsol.conftest import make_organisation, make_user
from tests.porte import free_port

HUSET, KORSBAEK = "22222222", "11111111"
KODE = "en helt ny kode til prøven 7"
FRIST = 20.0


class Sted(NamedTuple):
    """Where it happens."""

    program: Program
    klient: Udstedt
    """The supplier's certificate, ordered and received."""
    mappe: Path
    """The supplier's own folder, where the example is run."""


@contextmanager
def empty_and_open(mappe: Path) -> Iterator[Sted]:
    """Nobody but the operator; BeskedHent is open with TLS, and what is ordered is carried out."""
    nu, ca = datetime.now(UTC), mappe / "ca"
    rod = init(ca, nu=nu)
    server = issue(ca, Oenske(Brug.SERVER, "server", KORSBAEK, ("localhost", "127.0.0.1")), nu=nu, adgangskode="x")
    klient = issue(ca, Oenske(Brug.KLIENT, "fagsystem", HUSET), nu=nu, adgangskode="x")
    settings = Settings(
        database_url=f"sqlite:///{(mappe / 'vejen.db').as_posix()}",
        spool_folder=mappe / "spool",
        hent=Hentindstillinger(port=free_port()),
        tls=Tlsindstillinger(certifikat=server.certifikat, noegle=server.noegle, tillid=rod.certifikat),
    )
    egen = mappe / "fagsystem"
    egen.mkdir()
    for fil, navn in (
        (klient.certifikat, "fagsystem.pem"),
        (klient.noegle, "fagsystem.key"),
        (rod.certifikat, "ca.pem"),
    ):
        (egen / navn).write_bytes(fil.read_bytes())
    with ExitStack() as stak:
        installation = Installation.open(settings)
        stak.callback(installation.close)
        make_organisation(installation)
        make_user(installation, "drift", Rolle.DRIFTSOPERATOER)
        stak.enter_context(delivering(installation))
        stak.enter_context(carrying_out(Testmiljoe(installation)))
        yield Sted(stak.enter_context(serving(installation)), klient, egen)


def send(side: Page, knap: str) -> None:
    """Presses a button, and waits for the page that comes; no refusal may stand on it."""
    with side.expect_navigation():
        side.get_by_role("button", name=knap, exact=True).click()
    fejl = side.locator("main .fejl")
    assert fejl.count() == 0, fejl.first.inner_text()


def fill(side: Page, felter: Mapping[str, str]) -> None:
    """Writes into fields by their labels."""
    for etiket, vaerdi in felter.items():
        side.get_by_label(etiket, exact=True).fill(vaerdi)


def make_person(vindue: Vindue, brugernavn: str, organisation: str, *roller: str) -> str:
    """The operator makes a user; the first password, which is shown once."""
    side = vindue.go("/brugere/ny")
    side.get_by_label("Organisation", exact=True).select_option(organisation)
    side.locator("#brugernavn").fill(brugernavn)
    side.locator("#navn").fill(brugernavn.title())
    for rolle in roller:
        side.locator(f'input[name="rolle.{rolle}"]').check()
    send(side, "Opret brugeren")
    return side.locator("code.engang").inner_text()


def log_in_first_time(vindue: Vindue, brugernavn: str, foerste: str) -> None:
    """Logs in with the first password, and chooses another."""
    side = vindue.go("/login")
    side.locator("#brugernavn").fill(brugernavn)
    side.locator("#adgangskode").fill(foerste)
    send(side, "Log ind")
    assert side.url.endswith("/adgangskode"), "a first password is good for nothing but choosing another"
    side.locator("#gammel").fill(foerste)
    side.locator("#ny").fill(KODE)
    side.locator("#igen").fill(KODE)
    send(side, "Skift adgangskode")


def next_step(vindue: Vindue, vej: str) -> str:
    """What the guide says is next; empty: everything is done."""
    side = vindue.go(f"/kom-godt-i-gang/{vej}")
    naeste = side.locator("li.naeste-skridt h3")
    return naeste.inner_text().rsplit("\n", 1)[0].removesuffix(" næste").strip() if naeste.count() else ""


def go_on(side: Page) -> None:
    """To the page that the guide points at."""
    with side.expect_navigation():
        side.locator("li.naeste-skridt a.knap").first.click()


def order(vindue: Vindue, art: str, csv: str) -> Page:
    """An order by template, submitted and carried out; its page."""
    side = vindue.go("/ordrer/ny")
    side.locator(f'input[name="art"][value="{art}"]').check()
    side.locator("#titel").fill(f"Prøve af {art}")
    side.locator("#myndighed").select_option(KORSBAEK)
    for foldet in side.locator("main details:not(.ordene, [open]) > summary").all():
        foldet.click()
    side.locator("#skabelon").fill(csv)
    send(side, "Lav kladden")
    adresse = side.url
    _accept_terms(side, adresse)
    if side.locator('input[value="submit"]').count() == 0:
        side.goto(f"{adresse}/visning")
    spurgt = side.locator('details.bekraeft:has(input[name="forskelle"]) > summary')
    if spurgt.count():
        spurgt.click()
    with side.expect_navigation():
        side.locator('form:has(input[value="submit"]) button').first.click()
    wait_for(side, adresse, "udført")
    return side


def _accept_terms(side: Page, adresse: str) -> None:
    vilkaar = side.get_by_role("link", name="Læs og accepter vilkårene")
    if vilkaar.count():
        vilkaar.click()
    knap = side.get_by_role("button", name="Accepter vilkårene for testmiljøet")
    if knap.count():
        with side.expect_navigation():
            knap.click()
    side.goto(adresse)


def wait_for(side: Page, adresse: str, ord_: str) -> None:
    """Loads a page again until a badge on it says something."""
    slut = time.monotonic() + FRIST
    while time.monotonic() < slut:
        side.goto(adresse)
        if side.locator("main .tegn", has_text=re.compile(f"^{ord_}$")).count():
            return
        time.sleep(0.2)
    raise AssertionError(side.locator("main").inner_text())


def run_example(vindue: Vindue, mappe: Path, fil: str) -> str:
    """Downloads an example from the page, runs it, and gives what it says."""
    side = vindue.go("/kom-godt-i-gang/eksempler")
    with side.expect_download() as hentet:
        side.get_by_role("link", name=f"Hent {fil}").click()
    hentet.value.save_as(mappe / fil)
    svar = subprocess.run(  # noqa: S603 - what the page says
        [sys.executable, fil], cwd=mappe, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False
    )
    assert svar.returncode == 0, svar.stderr
    return svar.stdout
