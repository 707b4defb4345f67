"""Two installations behind a running program, one full and one empty, and Debian's Chromium before them."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.resources import files
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.app import Installation
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.kald import SESSION, SPROGVALG
from cpr_haendelser.konsol.samling import create_konsol
from cpr_haendelser.konti.sessioner import Maade
from cpr_haendelser.settings import Settings
from cpr_haendelser.web.doer import create_app
from cpr_haendelser.web.server import Sider, beside
from tests.konsol.conftest import make_organisation, make_user
from tests.konsol.fuldt import full

CHROMIUM = os.environ.get("PROEV_CHROMIUM") or shutil.which("chromium") or ""
"""Where it is; empty: it is not on this machine."""
BRED, SMAL = (1280, 900), (320, 640)
_AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
_BREDEST = """() => [...document.querySelectorAll('main *')]
  .filter(each => !each.closest('.rulle') && each.getBoundingClientRect().right > innerWidth + 1)
  .map(each => each.outerHTML.slice(0, 120)).slice(-1)[0] || ''"""
_BRUDTE = """regler => axe.run({runOnly: regler, resultTypes: ['violations'], preload: false})
  .then(svar => svar.violations)"""
"""What is broken alone: describing all that is well too takes most of axe's time. No style sheet is another host's."""
REGLER = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
"""The rules of WCAG 2.2 AA, by axe's names."""


class Vindue(NamedTuple):
    """A browser window of one user, and what went wrong in it that nobody sees."""

    side: Page
    rod: str
    """The console's address."""
    klager: list[str]
    """What the page's console said, and what was asked for elsewhere."""

    def go(self, sti: str) -> Page:
        """To a page of the console."""
        self.side.goto(self.rod + sti)
        return self.side

    def mistakes(self) -> list[str]:
        """What axe finds on the page, and whether the page is wider than the window; then what was complained of."""
        if not self.side.evaluate("typeof axe === 'object'"):
            self.side.evaluate(_AXE + ";0")
        brudte = self.side.evaluate(_BRUDTE, REGLER)
        fundne = [
            f"{brud['id']} ({brud['impact']}): {node['target']} {node['html'][:120]}"
            for brud in brudte
            for node in brud["nodes"]
        ]
        bredde, vindue = self.side.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        if bredde > vindue:
            fundne.append(f"the page is {bredde} wide, the window {vindue}: {self.side.evaluate(_BREDEST)}")
        klager, self.klager[:] = list(self.klager), []
        return fundne + klager


class Program:
    """A running console over an installation."""

    def __init__(self, installation: Installation, vaert: str) -> None:
        self.installation, self.rod = installation, f"{vaert}{ROD}"

    def session(self, brugernavn: str) -> str:
        """The mark of a login, without the slow hash."""
        maerke, _ = self.installation.konti.sessioner.begin(
            self.installation.konti.brugere.find(brugernavn), Maade.LOKAL
        )
        return maerke


@contextmanager
def serving(installation: Installation) -> Iterator[Program]:
    """The operator's door with the pages, as `haendelser serve` opens it, as long as the block."""
    app = beside(create_app(installation, ""), Sider(ROD, create_konsol(installation)))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", server_header=False))
    with socket.create_server(("127.0.0.1", 0)) as sock:
        traad = Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
        traad.start()
        try:
            yield Program(installation, f"http://127.0.0.1:{sock.getsockname()[1]}")
        finally:
            server.should_exit = True
            traad.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def window(
    browser: Browser,
    program: Program,
    *,
    bruger: str = "",
    sprog: str = "da",
    maal: tuple[int, int] = BRED,
    **andet: Any,
) -> Iterator[Vindue]:
    """A window of a user who is logged in; empty: of nobody."""
    kontekst = browser.new_context(viewport={"width": maal[0], "height": maal[1]}, reduced_motion="reduce", **andet)
    try:
        for navn, vaerdi in ((SESSION, program.session(bruger) if bruger else ""), (SPROGVALG, sprog)):
            if vaerdi:
                kontekst.add_cookies([{"name": navn, "value": vaerdi, "url": program.rod}])
        yield _listening(kontekst, program.rod)
    finally:
        kontekst.close()


def _listening(kontekst: BrowserContext, rod: str) -> Vindue:
    side, klager, vaert = kontekst.new_page(), list[str](), urlsplit(rod).netloc
    side.on("console", lambda ord_: klager.append(ord_.text) if ord_.type in {"error", "warning"} else None)
    side.on("pageerror", lambda fejl: klager.append(str(fejl)))
    side.on("request", lambda kald: klager.append(kald.url) if urlsplit(kald.url).netloc != vaert else None)
    side.set_default_timeout(10_000)
    return Vindue(side, rod, klager)


@contextmanager
def empty(mappe: Path) -> Iterator[Installation]:
    """Nothing but an organisation and its operator."""
    installation = Installation.open(Settings.model_validate({"database_url": f"sqlite:///{mappe / 'tom.db'}"}))
    try:
        make_organisation(installation)
        make_user(installation, Rolle.DRIFTSOPERATOER.value, Rolle.DRIFTSOPERATOER)
        yield installation
    finally:
        installation.close()


@contextmanager
def both(mappe: Path) -> Iterator[dict[str, Program]]:
    """Both of them."""
    with ExitStack() as stak:
        yield {
            navn: stak.enter_context(serving(stak.enter_context(aabn(mappe))))
            for navn, aabn in (("fuld", full), ("tom", empty))
        }
