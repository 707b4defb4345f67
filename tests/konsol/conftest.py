"""The pages over a small municipality, as a browser without script asks for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from cpr_haendelser.abonnementer.model import Vaerdiliste
from cpr_haendelser.adgang.model import BRUGERROLLER, Rolle
from cpr_haendelser.aftaler.model import Organisation
from cpr_haendelser.app import Installation
from cpr_haendelser.fordeling.fordel import Fordeler
from cpr_haendelser.konsol import ROD
from cpr_haendelser.konsol.samling import create_konsol
from cpr_haendelser.konti.brugere import NyBruger
from cpr_haendelser.konti.sessioner import Maade
from cpr_haendelser.settings import Settings
from tests.opslag.korsbaek import opened
from tests.udlevering.opsat import KORSBAEK, TIDSPUNKT, A, set_up

LISTE = "0e000000-0000-4000-8000-00000000000a"
"""A value list of the it-system A."""
KODE = "en lang og god kode 42"


class Browser(TestClient):
    """Keeps cookies, follows redirects, and sends the mark that stands in the pages' forms."""

    def fill_in(self, sti: str, **felter: str) -> str:
        """Sends a form as the page before it would; the page that comes."""
        modtegn = re.search(r'name="modtegn" value="([0-9a-f]+)"', self.get("/konsol/adgangskode").text)
        return self.post(sti, data={"modtegn": modtegn[1] if modtegn else "", **felter}).text

    def submit(self, sti: str, **felter: str) -> Response:
        """The same with an address below the console's; the whole answer, after redirects."""
        modtegn = re.search(r'name="modtegn" value="([0-9a-f]+)"', self.get(f"{ROD}/adgangskode").text)
        return self.post(ROD + sti, data={"modtegn": modtegn[1] if modtegn else "", **felter})


def browser(installation: Installation) -> Browser:
    return Browser(create_konsol(installation), base_url="http://127.0.0.1", raise_server_exceptions=True)


def make_organisation(installation: Installation) -> None:
    """The organisation of the users."""
    ny = Organisation(KORSBAEK, "Korsbæk Kommune", "", myndighed=True, leverandoer=True)
    installation.konti.organisationer.create(ny, "operatoer")


def make_list(installation: Installation) -> None:
    """A value list with two test numbers and a municipality."""
    liste = Vaerdiliste(LISTE, "Skolebørn", A, 0, 0)
    installation.postrum.opret_vaerdiliste(liste, nu=TIDSPUNKT, hvem="prøve")
    installation.postrum.ret_vaerdiliste(LISTE, til=[6101901234, 6202921111, "0999"], nu=TIDSPUNKT, hvem="prøve")


def make_user(installation: Installation, brugernavn: str, *roller: Rolle, cvr: str = KORSBAEK) -> None:
    """A user whose password has been chosen."""
    konti = installation.konti
    oprettet = konti.brugere.create(
        NyBruger(brugernavn, brugernavn.title(), f"{brugernavn}@korsbaek.example", cvr, frozenset(roller)), "operatoer"
    )
    konti.portner.change_password(oprettet.bruger, oprettet.foerstegangskode, KODE)


def logged_in(installation: Installation, brugernavn: str) -> Browser:
    """A browser in which a user is logged in, without the slow hash."""
    bruger = installation.konti.brugere.find(brugernavn)
    maerke, _ = installation.konti.sessioner.begin(bruger, Maade.LOKAL)
    denne = browser(installation)
    denne.cookies.set("haendelser-session", maerke, path="/konsol")
    return denne


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with opened(tmp_path_factory.mktemp("konsol")) as installation:
        set_up(installation.postrum)
        make_organisation(installation)
        make_list(installation)
        for rolle in BRUGERROLLER:
            make_user(installation, rolle.value, rolle)
        yield installation


@pytest.fixture(scope="session")
def produktion(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The same municipality where persons are taken for real ones.

    Its numbers are test ones, which Produktion refuses at every entrance: filled as ExtTest, then seen as Produktion.
    """
    with opened(tmp_path_factory.mktemp("produktion")) as fyldt:
        make_organisation(fyldt)
        make_user(fyldt, Rolle.DRIFTSOPERATOER.value, Rolle.DRIFTSOPERATOER)
        set_up(fyldt.postrum)
        make_list(fyldt)
        installation = Installation(fyldt.settings.model_copy(update={"environment": "produktion"}), fyldt.lager)
        installation.__dict__["vagt"] = fyldt.vagt
        Fordeler(fyldt.lager, installation.postrum, installation.bord.match, lambda: TIDSPUNKT).drain()
        yield installation
        installation.postrum.close()


@pytest.fixture
def drift(installation: Installation) -> Browser:
    """The operator's browser."""
    return logged_in(installation, Rolle.DRIFTSOPERATOER)


@pytest.fixture
def tom(tmp_path: Path) -> Iterator[Installation]:
    """An installation in which there is nothing."""
    url = f"sqlite:///{tmp_path / 'tom.db'}"
    installation = Installation.open(Settings.model_validate({"database_url": url, "environment": "exttest"}))
    try:
        yield installation
    finally:
        installation.close()
