"""Orders of the test environment as they are kept: persons, orders, lines, and what comes of each (decision 12)."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from cpr_haendelser.haendelser.model import Art, Beslutning


def danish(vaerdi: str) -> str:
    """A value of the enumerations here as people read it: with æ and ø, and blanks."""
    return vaerdi.replace("_", " ").replace("ae", "æ").replace("oe", "ø")


class Ordreart(StrEnum):
    """What an order changes."""

    REPLIKA = "replika"
    """Persons in the replica; no hændelser."""
    HAENDELSE = "haendelse"
    """Hændelser for persons in the replica; the kuvert from the order, the beskeddata from the replica."""
    SAMMENHAENGENDE = "sammenhaengende"
    """Both, as one delta file by the front door."""

    @property
    def vist(self) -> str:
        """As people read it."""
        return _ARTER[self.value]


_ARTER = {
    "replika": "replika-ordre",
    "haendelse": "hændelses-ordre",
    "sammenhaengende": "sammenhængende ordre",
}


class Ordretilstand(StrEnum):
    """Where an order stands.

    kladde -> indsendt -> godkendt | afvist; godkendt -> i_gang -> udfoert | delvist_udfoert | mislykket |
    stoppet; stoppet -> i_gang by resuming; kladde, indsendt and godkendt can be withdrawn (annulleret).
    """

    KLADDE = "kladde"
    INDSENDT = "indsendt"
    GODKENDT = "godkendt"
    AFVIST = "afvist"
    I_GANG = "i_gang"
    UDFOERT = "udfoert"
    DELVIST_UDFOERT = "delvist_udfoert"
    MISLYKKET = "mislykket"
    """Nothing of it could be carried out."""
    STOPPET = "stoppet"
    ANNULLERET = "annulleret"

    @property
    def vist(self) -> str:
        """As people read it."""
        return danish(self.value)


class Kreds(StrEnum):
    """Whose systems get an order's hændelser."""

    EGNE = "egne"
    """Those of the persons' owner and sharers, and of the order's own organisation."""
    ALLE = "alle"
    """Every one with an agreement."""


class Trin(NamedTuple):
    """One thing that shall happen to each person of a line."""

    handling: str
    """A key of testmiljoe/data/handlinger.csv."""
    art: Art
    felter: tuple[tuple[str, str], ...]
    """(column, normalised value): days YYYY-MM-DD, moments ISO 8601 with offset, codes with leading zeros."""
    vent: int = 0
    """Seconds after the step before."""


class Ordrelinje(NamedTuple):
    """One line: to each of the persons each of the steps happens, `gentag` times."""

    nr: int
    """From 1, as in the template."""
    personer: tuple[str, ...]
    """Personnumre (ten digits), or `ny:NAVN` for persons that a replika-ordre creates."""
    trin: tuple[Trin, ...]
    gentag: int = 1
    gentag_vent: int = 0
    """Seconds between two repetitions."""
    sendes: str = ""
    """ISO 8601 with offset; empty: as soon as may be."""
    oensket_divergens: bool = False
    """A difference of kuvert and beskeddata is wanted."""


class Ordre(NamedTuple):
    """An order; its lines are read beside it. `nr` is 0 until the store has given it one."""

    uuid: str
    nr: int
    art: Ordreart
    titel: str
    ejer: str
    """CVR of the organisation that orders."""
    system: str
    """UUID of the it-system that ordered by REST; empty: the operator did for it."""
    myndighed: str
    """CVR of the test authority on whose behalf."""
    kreds: Kreds
    tilstand: Ordretilstand
    linjer: int
    oprettet: str
    """ISO 8601 in UTC."""
    aendret: str
    grund: str = ""
    """Why it was refused, stopped or only partly done."""


class Udfoerelsestilstand(StrEnum):
    """What became of one thing that was to happen."""

    VENTER = "venter"
    UDFOERT = "udfoert"
    FEJLET = "fejlet"
    SPRUNGET = "sprunget"
    """Left out, for it was cancelled before its time or hangs on one that failed."""


class Udfoerelse(NamedTuple):
    """One line, step, repetition and person: done once."""

    ordre: str
    nr: int
    """Its place in the order's plan, from 1."""
    linje: int
    trin: int
    gentagelse: int
    """From 1, as `trin`."""
    pnr: int
    tidspunkt: str
    """When it is due (ISO 8601 in UTC); empty: at once, in order."""
    tilstand: Udfoerelsestilstand = Udfoerelsestilstand.VENTER
    fil: int = 0
    """The file it was received in; 0: none."""
    loebenumre: tuple[int, ...] = ()
    udfoert: str = ""
    fejl: str = ""
    """Code and Danish text, without personnumre."""
    forsoeg: str = ""
    """The file that it was being received in (task/production date/SHA-256) when it was last begun."""


class Ordrehaendelse(NamedTuple):
    """A hændelse that an order wants in the log (storage.lager.Lager.log).

    The decision has everything that the kuvert is filled from; its rule is ORDREREGEL, and it names no 099 lines and no
    records, for there are none. What it corrects stands in it by code and time, or here by løbenummer.
    """

    beslutning: Beslutning
    registrering_id: UUID
    besked_id: UUID
    """The same whenever the same is carried out (haendelser.ids.compute_ordre_ids)."""
    modtager_cvr: str
    """Empty: uden modtager."""
    ordre: str
    """The `Ordrested` as text."""
    kreds: tuple[str, ...] = ()
    """CVR of the organisations whose systems may get it; empty: all."""
    retter: int = 0
    """Løbenummer of the person's hændelse that it corrects or annuls; 0: the decision says it, if any."""
    oensket_divergens: bool = False
    """The line says that it is wanted where kuvert and beskeddata disagree."""


class Personslags(StrEnum):
    """Whose a test person is."""

    EGEN = "egen"
    BASIS = "basis"
    """Shared by all, never changed."""
    ARKETYPE = "arketype"
    """Shared by all; never changed by others than the operator."""
    LEVENDE = "levende"
    """Of the living register (`exttest day`)."""


class Testperson(NamedTuple):
    """A person of the test environment. Its number is never given to anyone else, not when it is removed either."""

    pnr: int
    slags: Personslags
    ejer: str
    """CVR; empty: everybody's."""
    delt_med: tuple[str, ...] = ()
    """CVR numbers of organisations that may learn of and order for the person."""
    gruppe: str = ""
    """What it is an example of, or the family it was made with."""
    oprettet: str = ""
    fjernet: str = ""


class Gemtslags(StrEnum):
    """What a template put aside is of."""

    ORDRE = "ordre"
    """A filled bestillingstemplate."""
    PERSONER = "personer"
    """Persons, as their records were: they are made again under new numbers."""


class Gemtskabelon(NamedTuple):
    """A template that an organisation has put aside under a name; each time it is put aside is a version."""

    ejer: str
    """CVR."""
    navn: str
    version: int
    """From 1; 0 until the store has given it one."""
    slags: Gemtslags
    art: Ordreart
    """The kind of order that it is for."""
    antal: int
    """Lines, or persons."""
    hvem: str
    oprettet: str


class Indlaeg(NamedTuple):
    """A message in an order's thread with the operator."""

    tidspunkt: str
    hvem: str
    tekst: str


class Side(StrEnum):
    """Whose word or step it is: the others are told of it."""

    BESTILLER = "bestiller"
    OPERATOER = "operatoer"
    PROGRAMMET = "programmet"


class Ordrenyt(NamedTuple):
    """News of an order: a step that was taken or a word that was written, until the letters about it are written."""

    nr: int
    """From 1, in the order of what happened; never given again."""
    ordre: Ordre
    """As it is now."""
    til: Ordretilstand | None
    """Where the step led; None: a word alone."""
    side: Side
    indlaeg: Indlaeg
    """The word as it was said."""


def on_the_way(til: Ordretilstand, indlaeg: Indlaeg) -> Indlaeg:
    """What the thread says where an order goes on: the state, and the word if there was one."""
    return indlaeg._replace(tekst=f"{til.vist}: {indlaeg.tekst}" if indlaeg.tekst else til.vist)
