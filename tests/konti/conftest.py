"""Accounts over a post room in memory, with a clock that is moved by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from cpr_haendelser.adgang.model import Bruger, Rolle
from cpr_haendelser.aftaler.model import Organisation
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.konti.brugere import Brugere, NyBruger
from cpr_haendelser.konti.login import Forsoeg, Portner
from cpr_haendelser.konti.noegler import Noegler
from cpr_haendelser.konti.sessioner import Regler, Sessioner, Tofaktor
from cpr_haendelser.storage.aabning import open_postrum
from cpr_haendelser.storage.hukommelse import HukommelseLager
from tests.konti.test_adgangskode import KODER
from tests.udlevering.opsat import set_up

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAVNERUM = UUID("6f1c6f1e-3f3c-4d7c-9f52-0d1f6f6a0001")
EGEN, ANDEN = "22222222", "33333333"
GOD, BEDRE = "korrekt hest batteri", "bedre hest og klamme"
HJEMME, UDE = "192.0.2.10", "198.51.100.7"
LIS = NyBruger("lis.lund", "Lis Lund", "lis@example.dk", EGEN, frozenset({Rolle.LEVERANDOERADMINISTRATOR}))


class Hus:
    """One installation's accounts."""

    def __init__(self, adresse: str, tofaktor: Tofaktor = Tofaktor.FRIVILLIG) -> None:
        self.tid = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
        self.postrum = open_postrum(adresse)
        set_up(self.postrum)
        organisationer = [
            Organisation(cvr, f"Firma {cvr}", f"0c000000-0000-4000-8000-0000{cvr}", myndighed=False, leverandoer=True)
            for cvr in (EGEN, ANDEN)
        ]
        self.postrum.gem(organisationer=organisationer, tidspunkt="", hvem="")
        self.bord = Bord(HukommelseLager(), self.postrum, lambda: "2026-11-30")
        self.brugere = Brugere(self.postrum, self.bord, KODER, NAVNERUM, self.nu)
        self.sessioner = Sessioner(self.postrum, self.bord, Regler(tofaktor=tofaktor), self.nu)
        self.noegler = Noegler(self.postrum, self.bord, Miljoe.EXTTEST, self.nu)
        self.portner = self.new_portner()

    def new_portner(self) -> Portner:
        """As after a restart: the dampers are full."""
        return Portner(self.postrum, self.bord, KODER, self.sessioner, NAVNERUM, self.nu, lambda: self.nu().timestamp())

    def close_organisation(self, cvr: str, *, aktiv: bool = False) -> None:
        [organisation] = [each for each in self.postrum.opsaetning().organisationer if each.cvr == cvr]
        self.postrum.gem(organisationer=[organisation._replace(aktiv=aktiv)], tidspunkt="", hvem="")

    def nu(self) -> datetime:
        return self.tid

    def wait(self, **laenge: float) -> None:
        self.tid += timedelta(**laenge)

    def log_in(self, adgangskode: str = GOD, kode: str = "", adresse: str = HJEMME, navn: str = "lis.lund") -> str:
        """The mark of a session."""
        return self.portner.log_in(Forsoeg(navn, adgangskode, kode, adresse))[0]

    def settle(self, ny: NyBruger = LIS) -> Bruger:
        """A user who has chosen a password."""
        oprettet = self.brugere.create(ny, "operatoer")
        self.portner.change_password(oprettet.bruger, oprettet.foerstegangskode, GOD)
        return oprettet.bruger


@pytest.fixture(params=["memory", "sqlite"])
def hus(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hus]:
    hus = Hus("memory:" if request.param == "memory" else f"sqlite:///{(tmp_path / 'r.db').as_posix()}")
    yield hus
    hus.postrum.close()


@pytest.fixture
def strengt() -> Hus:
    """An installation where everybody has two factors."""
    return Hus("memory:", Tofaktor.ALLE)
