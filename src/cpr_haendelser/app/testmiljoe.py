"""The test environment put together for one installation of ExtTest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from threading import Event, Thread

from filelock import FileLock, Timeout

from cpr_haendelser.abonnementer.model import Dueslag
from cpr_haendelser.app.filspor import note_files
from cpr_haendelser.app.installation import Installation
from cpr_haendelser.beskeder.saet import Saet
from cpr_haendelser.cpr.tider import localise_utc
from cpr_haendelser.cpr.vagt import Nummervagt
from cpr_haendelser.fejl import Brugsfejl, Miljoefejl
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.haendelser.afledning import Parametre
from cpr_haendelser.haendelser.model import Haendelse
from cpr_haendelser.logning import log_line
from cpr_haendelser.modtagelse.modtag import receive
from cpr_haendelser.modtagelse.oenske import Fremdrift, KredsFor, Oenske
from cpr_haendelser.revision.post import Revisionspost, Slags
from cpr_haendelser.storage.lager import Kvittering, Lager
from cpr_haendelser.storage.ordre import Ordre, Ordrelinje, Ordretilstand
from cpr_haendelser.storage.ordrelager import Ordrelager
from cpr_haendelser.testmiljoe.bestiller import Bestiller
from cpr_haendelser.testmiljoe.dele import Dele
from cpr_haendelser.testmiljoe.ekspedition import Ekspedition
from cpr_haendelser.testmiljoe.forhaandsvisning import Forhaandsvisning, Grund, show
from cpr_haendelser.testmiljoe.gennemfoer import Gennemfoerer
from cpr_haendelser.testmiljoe.hylde import Hylde
from cpr_haendelser.testmiljoe.modtagere import Modtagere, find_modtagere
from cpr_haendelser.testmiljoe.numre import Nummergiver
from cpr_haendelser.testmiljoe.omkostning.priser import Prisliste, Ydelse
from cpr_haendelser.testmiljoe.omkostning.regnskab import Regnskab
from cpr_haendelser.udlevering.kalder import Kalder
from cpr_haendelser.udlevering.segl import Segl

_KIG, _PAUSE = 0.05, 1.0
"""Seconds between looks at what is due, and after something has failed."""


def wall_clock() -> datetime:
    """The time of day: Danish wall time with offset."""
    return localise_utc(datetime.now(UTC))


class Testmiljoe:
    """What is done with orders and test persons; Miljoefejl MIL-011 in Produktion."""

    def __init__(self, installation: Installation) -> None:
        if installation.settings.environment != "exttest":
            raise Miljoefejl("MIL-011", "der kan kun bestilles testpersoner og testhændelser i exttest.")
        self._installation = installation

    def kommune_of(self, cvr: str) -> str:
        """The code that the municipality of a CVR number has today; empty: it is none, or has several."""
        tabel = self._installation.kommunetabel
        koder = {kode for kode in tabel.codes(cvr) if tabel.current(kode) == kode}
        return koder.pop() if len(koder) == 1 else ""

    @property
    def vagt(self) -> Nummervagt:
        """The guard on personal numbers."""
        return self._installation.vagt

    def segl(self, slags: str) -> Segl:
        """Seals a kind of mark that pages carry."""
        return self._installation.segl(slags)

    @property
    def approves_by_itself(self) -> bool:
        """Whether what is submitted is approved and begun at once."""
        return self._installation.gaeldende.exttest.automatisk_godkendelse

    @property
    def ordrelager(self) -> Ordrelager:
        """Orders and owners."""
        return self._installation.ordrelager

    @cached_property
    def numre(self) -> Nummergiver:
        """Numbers for new persons."""
        return Nummergiver(
            self._installation.lager, self.ordrelager, lambda: stamp(wall_clock()), self._installation.tilladte
        )

    @cached_property
    def ekspedition(self) -> Ekspedition:
        """The desk."""
        return Ekspedition(
            self._installation.lager,
            self.ordrelager,
            self._installation.bord.opsaetning,
            wall_clock,
            automatisk=lambda: self._installation.gaeldende.exttest.automatisk_godkendelse,
        )

    @cached_property
    def bestiller(self) -> Bestiller:
        """What callers may do."""
        installation = self._installation
        return Bestiller(
            self.ekspedition, self.ordrelager, installation.bord, installation.vagt, self.preview, wall_clock,
            installation.kommunetabel.knows, installation.revision,
        )  # fmt: skip

    @cached_property
    def hylde(self) -> Hylde:
        """Templates put aside."""
        installation = self._installation
        return Hylde(self.bestiller, installation.lager, self.ordrelager, installation.vagt, wall_clock)

    @cached_property
    def regnskab(self) -> Regnskab:
        """What ordering costs."""
        exttest = self._installation.settings.exttest
        prisliste = Prisliste(
            {Ydelse(navn): pris for navn, pris in exttest.priser.items()},
            {Ydelse(navn): antal for navn, antal in exttest.frie.items()},
        )
        return Regnskab(self.bestiller, self.ordrelager, prisliste, wall_clock)

    @property
    def procesmappe(self) -> Path:
        """Where the locks of the processes lie."""
        return self._installation.procesmappe

    @property
    def lager(self) -> Lager:
        """The register and the log that orders are carried out in."""
        return self._installation.lager

    def dueslag(self, ejer: str) -> list[Dueslag]:
        """The dueslag of an organisation's systems."""
        opsat = self._installation.bord.opsaetning()
        egne = {each.uuid.lower() for each in opsat.systemer if each.cvr == ejer}
        return [each for each in opsat.dueslag if each.system.lower() in egne]

    def besked(self, haendelse: Haendelse) -> str:
        """The whole message of a hændelse."""
        return self._installation.beskedskriver.write(haendelse).decode()

    def readable(self, kalder: Kalder, numre: Iterable[int]) -> frozenset[int]:
        """Which hændelser a caller may open in the log; what an order sent is shown with the order all the same."""
        return self._installation.feed.readable(kalder, numre)

    def receivers(self, ejer: str, haendelser: Sequence[Haendelse]) -> Mapping[int, Modtagere]:
        """To whom hændelser of an organisation's order went, by løbenummer."""
        return find_modtagere(self._installation.postrum, self._installation.bord.opsaetning(), ejer, haendelser)

    @cached_property
    def gennemfoerer(self) -> Gennemfoerer:
        """Carries orders out."""
        return Gennemfoerer(self.dele())

    def dele(self) -> Dele:
        """What carrying out works with."""
        installation = self._installation
        mappe = installation.settings.spool_folder / "ordrer"
        mappe.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Dele(
            lager=installation.lager,
            ordrelager=self.ordrelager,
            receive=self._receive,
            tildel=lambda ejer, delt_med, gruppe, kilde: self.numre.giver(ejer, delt_med, gruppe=gruppe, kilde=kilde),
            namespace=installation.namespace,
            cvr_for=installation.cvr_for,
            saet=lambda: installation.saet,
            opgaver=installation.ordreopgaver,
            mappe=mappe,
            nu=wall_clock,
            skiftet=self._note_step,
        )

    def preview(
        self, ordre: Ordre, linjer: Sequence[Ordrelinje], *, nu: Callable[[], datetime] = wall_clock
    ) -> Forhaandsvisning:
        """The messages as they would look, who would get them, and what diverges; nothing is written."""
        installation = self._installation
        grund = Grund(
            installation.bord,
            Parametre(installation.settings.nyfoedt_dage),
            Saet.from_json(installation.lager.saet(installation.saet)),
            installation.saet,
            installation.cvr_for,
        )
        return show(self.dele()._replace(tildel=self.numre.candidates, nu=nu), grund, ordre, linjer)

    def _receive(self, oenske: Oenske, kreds_for: KredsFor) -> Kvittering:
        installation = self._installation
        opsaetning = replace(installation.opsaetning(), kreds_for=kreds_for)
        kvittering = receive(installation.lager, oenske, opsaetning, Fremdrift())
        note_files(installation.lager, installation.postrum, installation.revision, kvittering.leverance.fil, "")
        return kvittering

    def _note_step(self, ordre: str, til: Ordretilstand) -> None:
        """What became of an order by itself."""
        detaljer = (("tilstand", til.value),)
        post = Revisionspost(Slags.AENDRING, "ordre.udfoer", sag=f"ordre:{ordre}", detaljer=detaljer)
        self._installation.revision.skriv([post])


class Optaget(Brugsfejl):
    """Another process carries out orders."""

    def __init__(self) -> None:
        super().__init__("TST-070", "ordrer udføres allerede af et andet program, fx `haendelser serve`.")


def carry_out_due(testmiljoe: Testmiljoe) -> int:
    """Carries out everything that is due now; how much was looked at. Optaget where another process does."""
    with _alone(testmiljoe):
        testmiljoe.gennemfoerer.resume()
        antal = 0
        while gjort := testmiljoe.gennemfoerer.step():
            antal += gjort
        return antal


@contextmanager
def carrying_out(testmiljoe: Testmiljoe) -> Iterator[None]:
    """Orders are carried out as they fall due, as long as the block; where another process does, when it has ended."""
    slut = Event()

    def run() -> None:
        while not slut.is_set():
            try:
                _follow(testmiljoe, slut)
            except Optaget:
                slut.wait(_PAUSE)
            except Exception:  # noqa: BLE001 - whatever it is, it is tried again
                log_line("ordrer.mislykket")
                slut.wait(_PAUSE)

    traad = Thread(target=run, name="ordrer", daemon=True)
    traad.start()
    try:
        yield
    finally:
        slut.set()
        traad.join()


def _follow(testmiljoe: Testmiljoe, slut: Event) -> None:
    with _alone(testmiljoe):
        testmiljoe.gennemfoerer.resume()
        while not slut.is_set():
            if not testmiljoe.gennemfoerer.step():
                slut.wait(_KIG)


@contextmanager
def _alone(testmiljoe: Testmiljoe) -> Iterator[None]:
    """One process at a time carries out orders of an installation."""
    mappe = testmiljoe.procesmappe
    mappe.mkdir(mode=0o700, parents=True, exist_ok=True)
    laas = FileLock(mappe / ".ordrer.lock")
    try:
        laas.acquire(blocking=False)
    except Timeout:
        raise Optaget from None
    try:
        yield
    finally:
        laas.release()
