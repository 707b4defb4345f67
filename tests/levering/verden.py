"""An installation with two municipalities' agreements, two it-systems and their dueslag, and a log to distribute."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from cpr_haendelser.abonnementer.model import Dueslag, Leveringsmaade
from cpr_haendelser.aftaler.hemmeligheder import hash_secret
from cpr_haendelser.aftaler.model import (
    ALLE,
    BESKEDMODTAG,
    Aftaletilstand,
    ItSystem,
    Organisation,
    Serviceaftale,
)
from cpr_haendelser.app import Installation
from cpr_haendelser.modtagelse.modtag import Oenske
from cpr_haendelser.population import write_population
from cpr_haendelser.settings import Settings
from cpr_haendelser.settings.model import Beskedindstillinger
from tests.levering import folk
from tests.modtagelse.byg import NAMESPACE, OPGAVE

KORSBAEK, NY_KORSBAEK = "11111111", "11111112"
OMSORG, JOURNAL = "5f0a4a1e-0000-4000-8000-00000000000a", "5f0a4a1e-0000-4000-8000-00000000000b"
"""Two it-systems, each with both municipalities' agreements."""
HEMMELIGHED = "lang og hemmelig"
BEGYNDT = datetime(2026, 4, 1, 15, tzinfo=UTC)
"""When a clock that is moved by hand begins: the Wednesday before Easter."""
SYSTEMER = (OMSORG, JOURNAL)
_BESKEDTYPE = Beskedindstillinger().beskedtype
_HASH = hash_secret(HEMMELIGHED, b"0123456789abcdef")
_ALT = frozenset({ALLE})


class Ur:
    """A clock that stands still until it is moved."""

    def __init__(self, nu: datetime = BEGYNDT) -> None:
        self.nu = nu

    def __call__(self) -> datetime:
        return self.nu

    def leap(self, spring: timedelta) -> None:
        """Moves it."""
        self.nu += spring


def rigtigt_ur() -> datetime:
    """The clock on the wall."""
    return datetime.now(UTC)


class Verden:
    """The installation, and what the case does to it from outside."""

    def __init__(self, folder: Path, installation: Installation) -> None:
        self.folder, self.installation = folder, installation
        self.lager, self.postrum = installation.lager, installation.postrum
        self.fingeraftryk: dict[str, tuple[str, ...]] = {}
        self.callbacks: dict[str, tuple[str, ...]] = {}
        self.dage = 0

    def populate(self, *, personer: int = 2500, dage: int = 6, seed: int = 7) -> None:
        """Receives a made-up municipality's first load and days: hændelser of nearly every code."""
        made = self.folder / "filer"
        oversigt = write_population(made, seed=seed, persons=personer, days=dage, start=date(2026, 3, 2), task=OPGAVE)
        for nummer, fil in enumerate(oversigt.filer):
            self.installation.receive(Oenske(made / fil.fil, (OPGAVE,), etablering=nummer == 0))

    def settle(self, personer: int) -> None:
        """Receives a first load of people who will move."""
        self.installation.receive(Oenske(folk.udtraek(self.folder, personer), (OPGAVE,), etablering=True))

    def move(self, personer: int, *, dage: int = 1) -> None:
        """Receives files in which all of them move: two hændelser about each, every day."""
        for _ in range(dage):
            self.dage += 1
            self.installation.receive(Oenske(folk.flytninger(self.folder, personer, self.dage), (OPGAVE,)))

    def expected(self) -> dict[str, int]:
        """BeskedId and løbenummer of what a dueslag without filter gets: all that is for one of the municipalities."""
        alle = self.lager.haendelser(antal=1_000_000)
        return {str(each.besked_id): each.loebenummer for each in alle if each.modtager_cvr in {KORSBAEK, NY_KORSBAEK}}

    def set_up(self, dueslag: Sequence[Dueslag], *, uden: Sequence[tuple[str, str]] = ()) -> None:
        """The set-up with these dueslag; the agreements of (system, authority) in `uden` are ended."""
        self.postrum.gem(
            organisationer=[
                Organisation(cvr, f"Kommune {cvr[-1]}", f"5f0a4a1e-0000-4000-8000-0000{cvr}", True, True)  # noqa: FBT003
                for cvr in (KORSBAEK, NY_KORSBAEK)
            ],
            systemer=[self._system(uuid) for uuid in SYSTEMER],
            aftaler=[_aftale(uuid, cvr, (uuid, cvr) in uden) for uuid in SYSTEMER for cvr in (KORSBAEK, NY_KORSBAEK)],
            dueslag=dueslag,
            tidspunkt=BEGYNDT.isoformat(timespec="milliseconds"),
            hvem="prøve",
        )

    def _system(self, uuid: str) -> ItSystem:
        return ItSystem(
            uuid, f"System {uuid[-1]}", KORSBAEK, "", self.fingeraftryk.get(uuid, ()), _HASH, "",
            self.callbacks.get(uuid, ()),
        )  # fmt: skip


def _aftale(system: str, cvr: str, ophoert: bool) -> Serviceaftale:  # noqa: FBT001
    return Serviceaftale(
        id=f"aftale-{system[-1]}-{cvr[-1]}",
        system=system,
        myndighed=cvr,
        service=BESKEDMODTAG,
        version="2.0",
        beskedtyper=frozenset({_BESKEDTYPE}),
        koder=_ALT,
        foelsomhed=_ALT,
        forvaltningsomraader=_ALT,
        afsendere=_ALT,
        gyldig_fra="2020-01-01",
        gyldig_til="",
        tilstand=Aftaletilstand.OPSAGT if ophoert else Aftaletilstand.GODKENDT,
    )


def dueslag(nummer: int, system: str, *, callback: str = "", filter_: str = "") -> Dueslag:
    """A dueslag: pushed to where a callback is given, else fetched from."""
    maade = Leveringsmaade.TILSEND if callback else Leveringsmaade.HENT
    uuid = f"d0e51a60-0000-4000-8000-0000000000{nummer:02}"
    return Dueslag(uuid, f"Dueslag {nummer}", system, _BESKEDTYPE, maade, callback, filter_, 0)


@contextmanager
def verden(folder: Path) -> Iterator[Verden]:
    """An empty installation in a folder."""
    with_spool = folder / "spool"
    installation = Installation.open(settings(folder, with_spool))
    try:
        yield Verden(folder, installation)
    finally:
        installation.close()


def settings(folder: Path, spool_folder: Path) -> Settings:
    """The settings of an installation in a folder."""
    return Settings(
        database_url=f"sqlite:///{(folder / 'h.db').as_posix()}",
        spool_folder=spool_folder,
        id_namespace=str(NAMESPACE),
    )
