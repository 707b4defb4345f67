"""What a hændelse is: as decided, and as it stands in the numbered log."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, Self
from uuid import UUID

SAMLE = "samle"
"""The code of a catch-all inside the program; on the wire it is the setting `samlekode`."""

ORDREREGEL = "ordre"
"""The rule of a hændelse that no file gave, but an order of the test environment."""


class Art(StrEnum):
    """Whether a hændelse is news, corrects an earlier one or annuls it."""

    NY = "ny"
    KORREKTION = "korrektion"
    ANNULLERING = "annullering"

    __hash__ = str.__hash__  # that of an Enum is by name, and slow


class Rolle(StrEnum):
    """Why a municipality receives a hændelse (docs/afledning.md section 4)."""

    NY = "ny"
    GAMMEL = "gammel"
    SENESTE = "seneste"
    RELATERET = "relateret"


class Adresse(NamedTuple):
    """An address by its codes, as record 002 or 023 has it, blanks trimmed."""

    kommunekode: str
    vejkode: str
    husnr: str
    etage: str
    sidedoer: str
    bnr: str
    conavn: str


class Retter(NamedTuple):
    """What a correction or annulment is about: the latest earlier hændelse of the person with this code and time."""

    koder: tuple[str, ...]
    gyldig_fra: str


class Hoved(NamedTuple):
    """The main person's hændelse that a relative's one belongs to: same 099 code and time, one of these numbers."""

    pnr: tuple[str, ...]
    kode099: str
    tid: str


class Beslutning(NamedTuple):
    """One hændelse for one receiver, decided from one person's records and not yet numbered.

    Times are CPR times exactly as delivered (12, 10 or 0 characters); `usikker` is the mark beside gyldig_fra.
    """

    pnr: str
    kode: str
    art: Art
    regel: str
    rolle: Rolle
    kommune: str
    """Municipality code as in the records; empty where the person's records know none."""
    gyldig_fra: str
    usikker: bool
    registreret: str
    om: str
    """Whom or what it is about beside the person: part of the id."""
    grupper: tuple[str, ...]
    foer: Adresse | None
    efter: Adresse | None
    relaterede: tuple[tuple[str, str], ...]
    """(personnummer, role word) of persons named in the hændelse."""
    retter: Retter | None
    hoved: Hoved | None
    linjer: tuple[int, ...]
    """Line numbers of the 099 lines that caused it."""
    poster: tuple[str, ...]
    """The changed records: record type and + or - (002+, 023+)."""


class Ordrested(NamedTuple):
    """Where in an order of the test environment a hændelse comes from; as text `<uuid>/<linje>/<trin>/<gentagelse>`."""

    uuid: str
    linje: int
    trin: int
    gentagelse: int

    @classmethod
    def read(cls, tekst: str) -> Self:
        """The place that a text names; ValueError where it names none."""
        uuid, *numre = tekst.split("/")
        linje, trin, gentagelse = map(int, numre)
        return cls(uuid, linje, trin, gentagelse)

    def __str__(self) -> str:
        return "/".join(map(str, self))


class Haendelse(NamedTuple):
    """One hændelse in the log. Its content is pinned: what is composed from it is always the same bytes."""

    loebenummer: int
    registrering_id: UUID
    besked_id: UUID
    beslutning: Beslutning
    modtager_cvr: str
    """Empty: uden modtager."""
    retter_loebenummer: int
    """0 where nothing is corrected or what is corrected is not known."""
    retter_id: UUID | None
    hoved_id: UUID | None
    fil: int
    """The file in the ledger, an ordered one's too: with the pnr it is the version of the person that the message
    shows."""
    opgave: str
    """Task of the file that caused it; empty: an order did."""
    filnavn: str
    """Empty: an order caused it."""
    proddto: str
    """Production date of the file, or the day that an order was carried out: ages go by it."""
    dannet: str
    """Dannelsestidspunkt: ISO 8601 with offset, milliseconds."""
    saet: int
    """Number of the composing settings in force."""
    ordre: str = ""
    """The `Ordrested` that caused it; empty: a file did."""
    kreds: tuple[str, ...] = ()
    """CVR of the organisations whose systems may get it, an agreement apart; empty: all."""
    oensket_divergens: bool = False
    """The order's line says that it is wanted where kuvert and beskeddata disagree."""
