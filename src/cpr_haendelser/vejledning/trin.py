"""A step on the way to messages, and where somebody stands on it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from cpr_haendelser.abonnementer.model import Dueslag
from cpr_haendelser.aftaler.model import ItSystem, Organisation, Serviceaftale
from cpr_haendelser.storage.forsendelsesbog import Dueslagstilstand
from cpr_haendelser.storage.postrum import Opsaetning


class Tilstand(StrEnum):
    """Where a step stands."""

    GJORT = "gjort"
    NAESTE = "naeste"
    """The first that is missing."""
    MANGLER = "mangler"
    FEJL = "fejl"
    """It was done, and something is wrong with it now."""


class Doere(NamedTuple):
    """The TLS of the doors for machines, as files and settings have it."""

    produktion: bool = False
    udstedere: str = ""
    """The file of the CAs that are trusted, in force or lying ready; empty: none."""
    server: str = ""
    """The file of the server's certificate, in force or lying ready; empty: none."""
    navne: tuple[str, ...] = ()
    """Host names and addresses that it holds for."""
    skrevet: bool = False
    """Whether the settings, as they are written now, name certificate, key and CAs, and the files are there."""
    fejl: str = ""
    """Why the settings, as they are written now, cannot be used."""
    aabne: bool = False
    """Whether the doors of the running program have them."""
    fil: str = "haendelser.toml"
    """The file of the settings."""
    vaert: str = "localhost"
    """The host by which the reader calls this machine."""


_VIST = 20
"""So many details of a step are shown."""


class Forhold(NamedTuple):
    """What the steps are held against."""

    cvr: str
    """Of the organisation that walks."""
    dag: str
    """Today (YYYY-MM-DD)."""
    nu: str
    """As the post room compares times."""
    opsat: Opsaetning
    tilstande: Mapping[str, Dueslagstilstand]
    """By dueslag (UUID, lower case)."""
    kaldt: frozenset[str] = frozenset()
    """The it-systems (UUID, lower case) that are known to have been here."""
    faaet: frozenset[str] = frozenset()
    """The it-systems that have got something."""
    brugt: frozenset[str] = frozenset()
    """The agreements (id) that something has been passed on by."""
    system: str = ""
    """UUID of the one that is asked about; empty: the organisation's any."""
    noegler: frozenset[str] = frozenset()
    """The it-systems (UUID, lower case) that have an open key to feed and REST."""
    doere: Doere = Doere()
    personer: bool = False
    """Whether the organisation has test persons of its own."""
    kladde: str = ""
    """The organisation's newest order of hændelser that is written and not submitted (UUID); empty: none."""
    adresse: str = "http://127.0.0.1:8320"
    """What the reader calls the feed by, with a key."""

    @property
    def organisation(self) -> Organisation | None:
        """The one that walks."""
        return next((each for each in self.opsat.organisationer if each.cvr == self.cvr and each.aktiv), None)

    @property
    def systemer(self) -> list[ItSystem]:
        """The organisation's active it-systems, or the one that is asked about."""
        egne = [each for each in self.opsat.systemer if each.cvr == self.cvr and each.aktiv]
        return [each for each in egne if not self.system or each.uuid.lower() == self.system.lower()]

    def aftaler(self) -> list[Serviceaftale]:
        """The agreements of those it-systems."""
        egne = {navn for each in self.systemer for navn in (each.uuid, each.uuid.lower())}
        return [each for each in self.opsat.aftaler if each.system in egne or each.system.lower() in egne]

    def dueslag(self) -> list[Dueslag]:
        """The open dueslag of those it-systems."""
        egne = {each.uuid.lower() for each in self.systemer}
        return [each for each in self.opsat.dueslag if each.system.lower() in egne and each.aktiv]


class Fund(NamedTuple):
    """What is found at a step."""

    gjort: bool
    raad: str = ""
    """What to do, or what is worth a word though it is done."""
    detaljer: tuple[str, ...] = ()
    """Names, numbers and days: as they are, in no language."""
    fejl: bool = False
    kode: tuple[str, ...] = ()
    """Commands, or lines for the file of the settings, as they are to be copied."""
    stier: tuple[str, ...] = ()
    """Pages of the console to go to instead of the step's own, the first one first."""
    koeres: bool = False
    """To run the commands is what is left to do; the pages are for whoever cannot."""


class Trin(NamedTuple):
    """One step. Texts are in Danish; the pages translate them."""

    noegle: str
    navn: str
    hvad: str
    """What it is, and who does it."""
    sti: str
    """The page of the console where it is done; empty: none."""
    kommando: str
    """The operator's command for it; empty: none."""
    find: Callable[[Forhold], Fund]


class Stade(NamedTuple):
    """A step and where it stands."""

    trin: Trin
    tilstand: Tilstand
    fund: Fund


def walk(vej: Iterable[Trin], forhold: Forhold) -> list[Stade]:
    """Every step of a way with where it stands; the first that is missing is the next."""
    stader: list[Stade] = []
    naeste = Tilstand.NAESTE
    for trin in vej:
        fund = _shortened(trin.find(forhold))
        if fund.gjort:
            tilstand = Tilstand.GJORT
        else:
            tilstand = Tilstand.FEJL if fund.fejl else naeste
            naeste = Tilstand.MANGLER
        stader.append(Stade(trin, tilstand, fund))
    return stader


def _shortened(fund: Fund) -> Fund:
    """With so many details as can be read."""
    flere = len(fund.detaljer) - _VIST
    return fund._replace(detaljer=(*fund.detaljer[:_VIST], f"… (+{flere})")) if flere > 0 else fund
