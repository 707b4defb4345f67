"""An ExtTest installation with a population, two organisations with agreements, the desk, and a clock moved by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from cpr_haendelser.aftaler.model import ALLE, BESKEDMODTAG, Aftaletilstand, ItSystem, Organisation, Serviceaftale
from cpr_haendelser.app import Installation
from cpr_haendelser.app.testmiljoe import Testmiljoe as Miljoe
from cpr_haendelser.haendelser.model import Art, Haendelse
from cpr_haendelser.modtagelse.modtag import Oenske
from cpr_haendelser.population.person import Person
from cpr_haendelser.storage.ordre import (
    Kreds,
    Ordre,
    Ordreart,
    Ordrelinje,
    Personslags,
    Trin,
    Udfoerelse,
)
from cpr_haendelser.storage.ordre import Testperson as Borger
from cpr_haendelser.testmiljoe.ekspedition import Ekspedition, Udkast
from cpr_haendelser.testmiljoe.familie import gather
from cpr_haendelser.testmiljoe.forudsaetninger import VILKAAR
from cpr_haendelser.testmiljoe.gennemfoer import Gennemfoerer
from tests.opslag.korsbaek import OPGAVE, settings_in, write_korsbaek

A, B = "11111111", "22222222"
SYSTEM = {A: "0a000000-0000-4000-8000-00000000000a", B: "0a000000-0000-4000-8000-00000000000b"}
START = datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("Europe/Copenhagen"))
EN = frozenset({ALLE})


class Hus:
    """The installation and what is done in it."""

    def __init__(self, mappe: Path, *, personer: bool = True) -> None:
        self.nu = START
        self.installation = Installation.open(settings_in(mappe))
        self.etablering = write_korsbaek(mappe / "filer")[:1] if personer else []
        for fil in self.etablering:
            self.installation.receive(Oenske(fil, (OPGAVE,), etablering=True))
            self._ledige = [li[3:13].decode() for li in fil.read_bytes().split(b"\n") if li.startswith(b"001")]
        self.miljoe = Miljoe(self.installation)
        self.ordrelager = self.miljoe.ordrelager
        self.gennemfoerer = Gennemfoerer(self.miljoe.dele()._replace(nu=lambda: self.nu))
        self.ekspedition = self.desk(automatisk=True)
        self._set_up()

    def desk(self, *, automatisk: bool) -> Ekspedition:
        lager, opsaetning = self.installation.lager, self.installation.bord.opsaetning
        return Ekspedition(lager, self.ordrelager, opsaetning, lambda: self.nu, automatisk=lambda: automatisk)

    def _set_up(self) -> None:
        self.installation.postrum.gem(
            organisationer=[Organisation(cvr, cvr, SYSTEM[cvr], myndighed=True, leverandoer=True) for cvr in (A, B)],
            systemer=[ItSystem(SYSTEM[cvr], cvr, cvr, "", (), "", "", ()) for cvr in (A, B)],
            aftaler=[
                Serviceaftale(
                    f"a-{cvr}", SYSTEM[cvr], A, BESKEDMODTAG, "2.0", EN, EN, EN, EN, EN, "2020-01-01", "",
                    Aftaletilstand.GODKENDT,
                )
                for cvr in (A, B)
            ],
            tidspunkt=START.isoformat(),
            hvem="test",
        )  # fmt: skip
        for cvr in (A, B):
            self.ordrelager.accepter(cvr, VILKAAR, hvem="test", tidspunkt=START.isoformat())

    def close(self) -> None:
        self.installation.close()

    def find(self, fits: Callable[[Person], bool], ejer: str = "") -> str:
        """Somebody who fits and whom no other call has had; of an owner where one is named."""
        for pnr in self._ledige:
            person = gather(self.installation.lager, [pnr], _no_number).person(pnr)
            if fits(person):
                slaegt = (person, person.aegtefaelle, person.mor, person.far, *person.boern)
                taget = {each.pnr for each in slaegt if each is not None}
                self._ledige = [each for each in self._ledige if each not in taget]
                if ejer:
                    self.give(pnr, ejer)
                return pnr
        raise LookupError("nobody fits")

    def give(self, pnr: str, ejer: str) -> None:
        """The person is somebody's from now on."""
        self.ordrelager.reserver([Borger(int(pnr), Personslags.EGEN, ejer)])

    def order(
        self,
        art: Ordreart,
        linjer: Sequence[Ordrelinje],
        ejer: str = A,
        kreds: Kreds = Kreds.EGNE,
    ) -> Ordre:
        """An order submitted, and carried out as far as it is due."""
        ordre = self.ekspedition.create(self.draft(art, ejer, kreds), linjer)
        self.ekspedition.submit(ordre, hvem="test")
        self.carry_out()
        return self.ekspedition.find(ordre.uuid)

    def draft(self, art: Ordreart, ejer: str = A, kreds: Kreds = Kreds.EGNE) -> Udkast:
        return Udkast(art, "Prøve", ejer, "", A, kreds)

    def carry_out(self) -> None:
        while self.gennemfoerer.step():
            pass

    def outcome(self, ordre: Ordre) -> list[Udfoerelse]:
        return self.ordrelager.udfoerelser(ordre.uuid, antal=100_000)

    def log(self, efter: int = 0) -> list[Haendelse]:
        return self.installation.lager.haendelser(efter=efter, antal=100_000)


def line(
    pnrs: Sequence[str], handling: str, felter: Mapping[str, str] = MappingProxyType({}), nr: int = 1
) -> Ordrelinje:
    """A line of one step, in effect the day before unless it says another time."""
    alle = {"virkning": "202611241200", **felter}
    return Ordrelinje(nr, tuple(pnrs), (Trin(handling, Art.NY, tuple(alle.items())),))


def _no_number(_foedt: int, _koen: str) -> str:
    raise AssertionError("nobody new is looked for")
