"""The one place where the parts are put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from cryptography import x509

from cpr_haendelser.adgang.model import OPERATOER
from cpr_haendelser.administration.aftaler import Aftalekontor
from cpr_haendelser.administration.certifikater import Certifikatkontor
from cpr_haendelser.administration.dueslag import Dueslagskontor
from cpr_haendelser.administration.indsigt import Vilkaar
from cpr_haendelser.administration.systemer import Systemkontor
from cpr_haendelser.administration.tilbagebragt import Tilbagebringelse
from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.aftaler.livsforloeb import has_run_out
from cpr_haendelser.aftaler.model import Serviceaftale
from cpr_haendelser.aftaler.ord import Navne
from cpr_haendelser.app.filspor import note_files
from cpr_haendelser.app.testnumre import read_allowed
from cpr_haendelser.arbejde import Arbejdsbord
from cpr_haendelser.beskeder.saet import Saet, read_kommuner
from cpr_haendelser.cpr.kommuner import Kommunetabel
from cpr_haendelser.cpr.tider import localise_utc
from cpr_haendelser.cpr.vagt import Miljoe, Nummervagt
from cpr_haendelser.driftsvalg.kontor import Valgkontor
from cpr_haendelser.fejl import Miljoefejl, Opsaetningsfejl
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.fordeling.proces import PROCESSER
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.fordeling.udskriv import Afsender, Udskriver
from cpr_haendelser.haendelser.afledning import Parametre
from cpr_haendelser.logning import set_level
from cpr_haendelser.modtagelse.meldinger import Meldingsbog
from cpr_haendelser.modtagelse.modtag import Fremdrift, Oenske, Opsaetning, receive
from cpr_haendelser.opslag.grundlag import Beskedskriver
from cpr_haendelser.overblik.dage import Dagstaelling
from cpr_haendelser.overblik.klarhed import Klarhed
from cpr_haendelser.overblik.model import Certifikat
from cpr_haendelser.overblik.udkig import Udkig
from cpr_haendelser.revision.skriver import Revision
from cpr_haendelser.settings import Settings, read_opgaver
from cpr_haendelser.storage.aabning import is_there, open_lager, open_ordrelager, open_postrum
from cpr_haendelser.storage.lager import Kvittering, Lager
from cpr_haendelser.storage.ordrelager import Ordrelager
from cpr_haendelser.storage.postrum import Postrum
from cpr_haendelser.testmiljoe.ejerskab import circles
from cpr_haendelser.tls.udloeb import read_tillid, read_udloeb
from cpr_haendelser.udlevering.afspilning import Afspiller
from cpr_haendelser.udlevering.betjening import Betjening
from cpr_haendelser.udlevering.feed import Feed
from cpr_haendelser.udlevering.filterproeve import Filterproeve
from cpr_haendelser.udlevering.genlaes import Genlaesning
from cpr_haendelser.udlevering.personer import Personer
from cpr_haendelser.udlevering.revisionslaesning import Revisionslaeser
from cpr_haendelser.udlevering.segl import Segl
from cpr_haendelser.udlevering.snapshot import Snapshot
from cpr_haendelser.udlevering.storfiler import Storfiler
from cpr_haendelser.udlevering.vaerdilister import Vaerdilister
from cpr_haendelser.vejledning.afvisningsbog import Afvisningsbog

if TYPE_CHECKING:
    from cpr_haendelser.app.konti import Konti


def moment() -> datetime:
    """The time of day on the wall in Denmark."""
    return localise_utc(datetime.now(UTC))


def now() -> str:
    """The time of day as Dannelsestidspunkt has it: Danish wall time with offset, milliseconds."""
    return moment().isoformat(timespec="milliseconds")


def stamp_now() -> str:
    """The time of day as the post room compares it."""
    return stamp(datetime.now(UTC))


def today() -> str:
    """Today in Denmark (YYYY-MM-DD)."""
    return now()[:10]


@dataclass
class Installation:
    """One installation: its settings, what it keeps, and what it can do."""

    settings: Settings
    lager: Lager

    def __post_init__(self) -> None:
        self._niveau = self.settings.log_level
        """How much is logged, as far as it follows choices."""

    @classmethod
    def open(cls, settings: Settings) -> Installation:
        """Opens the lager and fixes what holds for its life, or refuses where it is something else already."""
        lager = open_lager(settings.database_url, spool_folder=settings.spool_folder)
        installation = cls(settings, lager)
        try:
            installation._fix_environment()
            # Fixed now, so that a mismatch is refused before any work.
            installation.namespace  # noqa: B018
            installation.ordreopgaver  # noqa: B018
        except Exception:
            lager.close()
            raise
        return installation

    @classmethod
    def open_existing(cls, settings: Settings) -> Installation:
        """As `open`, but makes no lager where there is none: Opsaetningsfejl LAG-017."""
        if not is_there(settings.database_url):
            raise Opsaetningsfejl(
                "LAG-017",
                "der er ingen database, hvor indstillingen database_url siger, set fra denne mappe. Gå til den rigtige"
                " mappe, eller ret HAENDELSER_DATABASE_URL. En ny oprettes af `begin`, `receive`, `watch`, `serve`,"
                " `setup FIL` og `exttest basis`. Intet er ændret.",
            )
        return cls.open(settings)

    def _fix_environment(self) -> None:
        miljoe = self.lager.fix_meta("miljoe", self.settings.environment)
        if miljoe != self.settings.environment:
            raise Miljoefejl(
                "MIL-001",
                f"databasen er {miljoe}, men indstillingen siger {self.settings.environment}. En database har ét miljø "
                "hele livet: ret HAENDELSER_ENVIRONMENT, eller peg HAENDELSER_DATABASE_URL på en anden database.",
            )

    @cached_property
    def namespace(self) -> UUID:
        """The secret namespace that ids are computed in, fixed at set-up."""
        oensket = self.settings.id_namespace
        fast = self.lager.fix_meta("id_namespace", str(oensket.get_secret_value() if oensket else uuid4()))
        if oensket and UUID(fast) != oensket.get_secret_value():
            raise Opsaetningsfejl(
                "OPS-010",
                "databasen har et andet id-navnerum end indstillingen id_namespace; det kan ikke skiftes, for så ville "
                "samme hændelse få et nyt id. Fjern indstillingen, eller peg på den rigtige database.",
            )
        return UUID(fast)

    @cached_property
    def ordreopgaver(self) -> range:
        """The task numbers of orders' own files, fixed at set-up; in Produktion there are none."""
        if Miljoe(self.settings.environment) is not Miljoe.EXTTEST:
            return range(0)
        oensket = self.settings.exttest.ordreopgaver
        fast = self.lager.fix_meta("ordreopgaver", oensket)
        if fast != oensket:
            raise Opsaetningsfejl(
                "OPS-013",
                f"databasens ordrer har opgaverne {fast}, men indstillingen exttest.ordreopgaver siger {oensket}; det"
                " kan ikke skiftes, for så kunne filer udefra ligne ordrers. Ret indstillingen, eller peg"
                " HAENDELSER_DATABASE_URL på en anden database.",
            )
        return read_opgaver(fast)

    @cached_property
    def kommunetabel(self) -> Kommunetabel:
        """Municipalities, with what the settings say instead."""
        return Kommunetabel(dict(self.settings.kommuner.cvr), dict(self.settings.kommuner.efterfoelgere))

    @cached_property
    def tilladte(self) -> frozenset[int]:
        """The allowed test numbers that the operator has loaded."""
        fil = self.settings.allowed_numbers_file
        return read_allowed(fil) if fil else frozenset()

    @cached_property
    def vagt(self) -> Nummervagt:
        """The guard on personal numbers."""
        return Nummervagt(Miljoe(self.settings.environment), self.tilladte)

    @cached_property
    def saet(self) -> int:
        """The number of the composing settings in force."""
        values = {**self.settings.beskeder.model_dump(mode="json"), "samlekode": self.settings.samlekode}
        return self.lager.saetnummer(
            Saet.from_mapping({**values, "kommuner": read_kommuner(self.kommunetabel)}).to_json()
        )

    @cached_property
    def beskedskriver(self) -> Beskedskriver:
        """Composes messages."""
        return Beskedskriver(self.lager)

    @cached_property
    def postrum(self) -> Postrum:
        """The post room beside the lager, opened when it is first asked for."""
        return open_postrum(self.settings.database_url)

    @cached_property
    def valgkontor(self) -> Valgkontor:
        """Settings chosen while the program runs."""
        return Valgkontor(lambda: self.postrum, self.settings, stamp_now, self.follow_choices)

    @property
    def gaeldende(self) -> Settings:
        """The settings as they hold now: as they were given, and over them what was chosen while the program runs."""
        return self.valgkontor.settings()

    def follow_choices(self) -> None:
        """Lets this process follow what it does not ask for each time that it needs it: how much is logged."""
        niveau = self.gaeldende.log_level
        if niveau != self._niveau:
            self._niveau = niveau
            set_level(niveau)

    @cached_property
    def konti(self) -> Konti:
        """Organisations, users, logins and keys."""
        from cpr_haendelser.app.konti import Konti

        return Konti(self)

    @cached_property
    def ordrelager(self) -> Ordrelager:
        """Orders and whose test persons are, beside the lager; in ExtTest alone."""
        return open_ordrelager(self.settings.database_url)

    def circles(self, pnrs: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
        """Of some persons, those that are somebody's: whose systems may get their hændelser. None in Produktion."""
        if not pnrs or Miljoe(self.settings.environment) is not Miljoe.EXTTEST:
            return {}
        return circles(self.ordrelager.personer(pnrs))

    @cached_property
    def bord(self) -> Bord:
        """The set-up of the moment, and every question to it."""
        return Bord(self.lager, self.postrum, today)

    @cached_property
    def revision(self) -> Revision:
        """Writes into the audit."""
        return Revision(self.postrum, stamp_now)

    @cached_property
    def revisionslaeser(self) -> Revisionslaeser:
        """Reads the audit for callers."""
        return Revisionslaeser(self.postrum, self.revision)

    @cached_property
    def feed(self) -> Feed:
        """The numbered log, cut to what a caller may see."""
        return Feed(self.lager, self.bord, Genlaesning(self.lager, self.postrum, self.bord), self.revision)

    @cached_property
    def tilbagebringelse(self) -> Tilbagebringelse:
        """What a restored backup brought back, to be looked through and released."""
        return Tilbagebringelse(self.postrum, self.bord.gaeldende, stamp_now)

    @cached_property
    def betjening(self) -> Betjening:
        """What is done with dueslag by hand."""
        return Betjening(self.lager, self.postrum, self.bord, stamp_now, self.revision)

    @cached_property
    def filterproeve(self) -> Filterproeve:
        """Tries filters."""
        return Filterproeve(self.lager, self.bord, self.revision, self.vagt)

    @cached_property
    def storfiler(self) -> Storfiler:
        """What is of large files and awaits the operator."""
        return Storfiler(self.lager, self.postrum, self.bord, stamp_now, self.revision)

    @cached_property
    def afspiller(self) -> Afspiller:
        """Sends again."""
        return Afspiller(self.lager, self.postrum, self.bord, stamp_now, self.betjening)

    @cached_property
    def vaerdilister(self) -> Vaerdilister:
        """Value lists."""
        return Vaerdilister(self.postrum, self.bord, uuid4, self.vagt, stamp_now, self.revision)

    @cached_property
    def personer(self) -> Personer:
        """The replica, cut to what a caller may look up in it."""
        return Personer(
            self.lager, self.bord, self.kommunetabel, self.revision, saet=lambda: self.saet, kreds_for=self.circles
        )

    @cached_property
    def snapshot(self) -> Snapshot:
        """The persons of a caller's municipalities, as of a number."""
        return Snapshot(self.lager, self.postrum, self.bord, self.personer, saet=lambda: self.saet)

    def segl(self, slags: str) -> Segl:
        """Seals a kind of mark that callers carry from page to page."""
        return Segl(self.namespace.bytes, slags)

    @cached_property
    def udskriver(self) -> Udskriver:
        """Writes messages as they leave."""
        levering, prefix = self.settings.levering, self.settings.beskeder.urn_cvr_prefix
        afsender = Afsender(levering.kildesystem, levering.fordelingssystem, prefix)
        return Udskriver(self.beskedskriver, afsender, now)

    @property
    def procesmappe(self) -> Path:
        """Where the locks of the processes lie: beside what is spooled, the same for all processes of the database."""
        return self.settings.spool_folder / PROCESSER

    @cached_property
    def meldingsbog(self) -> Meldingsbog:
        """What watched folders had to say of files that were not received."""
        return Meldingsbog(self.procesmappe / "mappemeldinger.jsonl")

    @cached_property
    def afvisningsbog(self) -> Afvisningsbog:
        """What the doors for machines have refused of late."""
        return Afvisningsbog(self.procesmappe / "afvisninger.jsonl")

    @cached_property
    def dagstaelling(self) -> Dagstaelling:
        """Hændelser for each day and code of late."""
        return Dagstaelling(self.lager)

    @cached_property
    def aftalekontor(self) -> Aftalekontor:
        """Serviceaftaler at the desk."""
        return Aftalekontor(self.postrum, self._vilkaar, moment, lambda: str(uuid4()))

    def _vilkaar(self) -> Vilkaar:
        """What the installation says about agreements now."""
        gaeldende = self.gaeldende
        exttest, beskeder = gaeldende.exttest, gaeldende.beskeder
        return Vilkaar(
            Miljoe(gaeldende.environment),
            gaeldende.alarmer.navn,
            gaeldende.mail.til,
            frozenset(exttest.testmyndigheder),
            exttest.automatisk_aftale,
            self.fire_oejne,
            Navne(
                "", "", "",
                {beskeder.beskedtype.lower(): "CPR Hændelse"},
                {beskeder.sikkerhedsklassificering.lower(): "fortrolige personoplysninger"},
            ),
            gaeldende.mail.fra is not None,
        )  # fmt: skip

    @property
    def fire_oejne(self) -> bool:
        """Whether somebody else approves an agreement than who asked for it."""
        valgt = self.settings.adgang.fire_oejne
        return Miljoe(self.settings.environment) is Miljoe.PRODUKTION if valgt is None else valgt

    def write_example(self, aftale: Serviceaftale) -> bytes:
        """What a serviceaftale would let be passed on, shown on a person who is made up."""
        from cpr_haendelser.administration.eksempel import write_example  # it loads what makes people up

        egne = self.kommunetabel.codes(bare_cvr(aftale.myndighed))
        nu = [kode for kode in sorted(egne) if self.kommunetabel.current(kode) == kode]
        return write_example(aftale, nu or sorted(egne), Saet.from_json(self.lager.saet(self.saet)))

    @cached_property
    def systemkontor(self) -> Systemkontor:
        """It-systems at the desk."""
        miljoe = Miljoe(self.settings.environment)
        return Systemkontor(self.postrum, miljoe, moment, lambda: str(uuid4()), self.vagt.check_tekst)

    @cached_property
    def dueslagskontor(self) -> Dueslagskontor:
        """Dueslag at the desk, as they are set up."""
        miljoe = Miljoe(self.settings.environment)
        return Dueslagskontor(self.postrum, miljoe, moment, lambda: str(uuid4()), self.vagt.check_tekst)

    @cached_property
    def certifikatkontor(self) -> Certifikatkontor:
        """The certificates of it-systems at the desk."""

        def tillid() -> tuple[x509.Certificate, ...]:
            return read_tillid(self.settings.tls.tillid)

        return Certifikatkontor(self.postrum, Miljoe(self.settings.environment), moment, tillid)

    def expire_agreements(self) -> None:
        """Notes and tells of the serviceaftaler that have run out; cheap where none has."""
        if any(has_run_out(aftale, today()) for aftale in self.bord.opsaetning().aftaler):
            self.aftalekontor.expire(today())

    @cached_property
    def klarhed(self) -> Klarhed:
        """Whether it can be given work; what is at work in it adds its own question."""

        def answers() -> bool:
            return self.lager.sidste_loebenummer() >= 0 and self.postrum.position() >= 0

        return Klarhed(answers)

    @cached_property
    def udkig(self) -> Udkig:
        """Sees how it goes."""
        tls = self.settings.tls
        vist = (("server", tls.certifikat), ("klient", tls.klient_certifikat))

        def certifikater() -> tuple[Certifikat, ...]:
            return tuple(Certifikat(rolle, read_udloeb(fil)) for rolle, fil in vist if fil is not None)

        miljoe = self.settings.environment
        return Udkig(self.lager, self.postrum, self.bord, miljoe=miljoe, nu=moment, certifikater=certifikater)

    def cvr_for(self, kommunekode: str) -> str:
        """The receiver's CVR of a municipality code; empty where none is known."""
        return self.kommunetabel.cvr(kommunekode) or ""

    def opsaetning(self) -> Opsaetning:
        """What receiving needs to know."""
        self.settings.spool_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        opgaver = {nummer: frozenset(opgave.posttyper) or None for nummer, opgave in self.settings.opgaver.items()}
        return Opsaetning(
            vagt=self.vagt,
            namespace=self.namespace,
            parametre=Parametre(self.settings.nyfoedt_dage),
            cvr_for=self.cvr_for,
            opgaver=opgaver,
            saet=self.saet,
            nu=now,
            spool_folder=self.settings.spool_folder,
            ordreopgaver=self.ordreopgaver,
            kreds_for=self.circles,
        )

    @cached_property
    def arbejdsbord(self) -> Arbejdsbord:
        """Long work that was begun in the console."""
        return Arbejdsbord()

    def receive(self, oenske: Oenske, fremdrift: Fremdrift | None = None) -> Kvittering:
        """Receives one file (modtagelse.modtag.receive)."""
        kvittering = receive(self.lager, oenske, self.opsaetning(), fremdrift or Fremdrift())
        note_files(self.lager, self.postrum, self.revision, kvittering.leverance.fil, OPERATOER.hvem)
        return kvittering

    def close(self) -> None:
        """Lets go of the lager, and of the stores beside it that were opened."""
        if "arbejdsbord" in self.__dict__:
            self.arbejdsbord.close()
        self.lager.close()
        for navn in ("postrum", "ordrelager"):
            if navn in self.__dict__:
                getattr(self, navn).close()


def read_gaeldende(settings: Settings) -> Settings:
    """What holds over some settings: what was chosen in their installation, where there is one."""
    if not is_there(settings.database_url):
        return settings
    with closing(Installation.open_existing(settings)) as installation:
        return installation.gaeldende
