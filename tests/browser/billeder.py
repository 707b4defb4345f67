"""The pictures of the written guides: `python tasks.py pictures` takes them anew into docs/billeder.

They show a small installation that is made for them, with nothing in sight that time changes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from playwright.sync_api import Browser

from cpr_haendelser.adgang.model import Rolle
from cpr_haendelser.aftaler.model import Aftaletilstand, ItSystem, Organisation
from cpr_haendelser.app import Installation
from cpr_haendelser.konti.brugere import NyBruger
from cpr_haendelser.settings import Hentindstillinger, Settings
from tests.browser.hus import Program, chromium, serving, window
from tests.konsol.conftest import KODE
from tests.udlevering.opsat import DUESLAG_A, A, aftale, dueslag

MAPPE = Path(__file__).resolve().parents[2] / "docs" / "billeder"
LEVERANDOER, MYNDIGHED = "22222222", "11111111"


class Billede(NamedTuple):
    """One picture."""

    fil: str
    bruger: str
    sti: str
    maal: tuple[int, int]


BILLEDER = (
    Billede("guide-leverandoer.png", "ida", "/kom-godt-i-gang/leverandoer", (1000, 1010)),
    Billede("guide-myndighed.png", "aage", "/kom-godt-i-gang/myndighed", (1000, 1010)),
    Billede("eksempler.png", "ida", "/kom-godt-i-gang/eksempler", (1000, 1010)),
    Billede("ydelse.png", "", "/ydelse", (1000, 900)),
)


def take(browser: Browser, program: Program, mappe: Path) -> list[Path]:
    """Takes them all."""
    taget = []
    for each in BILLEDER:
        with window(browser, program, bruger=each.bruger, maal=each.maal) as vindue:
            taget.append(mappe / each.fil)
            vindue.go(each.sti).screenshot(path=taget[-1])
    return taget


@contextmanager
def motif(mappe: Path) -> Iterator[Program]:
    """A supplier that has come as far as its certificate, and an authority that has been asked for an agreement."""
    settings = Settings(
        database_url=f"sqlite:///{(mappe / 'billeder.db').as_posix()}", hent=Hentindstillinger(port=5671)
    )
    installation = Installation.open(settings)
    try:
        _fill(installation)
        with serving(installation) as program:
            yield program
    finally:
        installation.close()


def _fill(installation: Installation) -> None:
    konti = installation.konti
    for ny in (
        Organisation(LEVERANDOER, "Softwarehuset A/S", "", myndighed=False, leverandoer=True),
        Organisation(MYNDIGHED, "Korsbæk Kommune", "", myndighed=True, leverandoer=False),
    ):
        konti.organisationer.create(ny, "operatoer")
    for navn, vist, rolle, cvr in (
        ("ida", "Ida Lund", Rolle.LEVERANDOERADMINISTRATOR, LEVERANDOER),
        ("aage", "Åge Holm", Rolle.AFTALEADMINISTRATOR, MYNDIGHED),
    ):
        oprettet = konti.brugere.create(
            NyBruger(navn, vist, f"{navn}@example.dk", cvr, frozenset({rolle})), "operatoer"
        )
        konti.portner.change_password(oprettet.bruger, oprettet.foerstegangskode, KODE)
    installation.postrum.gem(
        systemer=[ItSystem(A, "Fagsystem", LEVERANDOER, "drift@softwarehuset.example", (), "", "", ())],
        aftaler=[aftale("korsbaek-fagsystem", A, MYNDIGHED, tilstand=Aftaletilstand.ANMODET)],
        dueslag=[dueslag(DUESLAG_A, A, navn="Flytninger")],
        tidspunkt="2026-11-25T06:00:00.000Z",
        hvem="billeder",
    )


def main() -> int:
    """Takes them into docs/billeder."""
    MAPPE.mkdir(exist_ok=True)
    with TemporaryDirectory() as mappe, chromium() as browser, motif(Path(mappe)) as program:
        for fil in take(browser, program, MAPPE):
            sys.stdout.write(f"{fil.relative_to(MAPPE.parents[1])}: {fil.stat().st_size // 1024} KiB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
