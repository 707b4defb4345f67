"""The shapes of the feed's JSON, for checking what comes in and for the OpenAPI description."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Ciffertekst = Annotated[str, StringConstraints(pattern=r"^[0-9]{10}$")]


class Tid(BaseModel):
    """A CPR time: as delivered, the best moment (ISO 8601 with offset, or a day), and whether it is uncertain."""

    leveret: str
    bedste: str | None
    usikker: bool


class Modtager(BaseModel):
    """The receiving municipality; `cvr` null: uden modtager."""

    rolle: str
    kommune: str | None
    cvr: str | None


class Adresse(BaseModel):
    """An address by its codes."""

    kommunekode: str
    vejkode: str
    husnr: str
    etage: str
    sidedoer: str
    bnr: str
    conavn: str


class Relateret(BaseModel):
    """A person named in the hændelse."""

    personnummer: str
    rolle: str


class Rettet(BaseModel):
    """What is corrected or annulled; both null where it is not known here."""

    loebenummer: int | None
    registrering_id: str | None


class Fil(BaseModel):
    """The file it comes from: its 099 lines, and the record types that came (+) and went (-)."""

    nummer: int
    navn: str
    opgave: str
    produktionsdato: str
    linjer: list[int]
    poster: list[str]


class Haendelse(BaseModel):
    """One hændelse of the numbered log."""

    loebenummer: int
    besked_id: str
    registrering_id: str
    personnummer: str
    kode: str
    navn: str
    art: str
    grupper: list[str]
    gyldig_fra: Tid | None
    registreret: Tid | None
    modtager: Modtager
    foer: Adresse | None
    efter: Adresse | None
    relaterede: list[Relateret]
    retter: Rettet | None
    hoved_id: str | None
    fil: Fil
    regel: str
    dannet: str


class Side(BaseModel):
    """A page of the log. `naeste` is what to ask for after; `sidste` the highest number there is."""

    haendelser: list[Haendelse]
    naeste: int
    sidste: int


class Soegning(BaseModel):
    """A search by personnummer: in the body, for a personnummer never stands in a URL."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    personnummer: Ciffertekst
    efter: Annotated[int, Field(ge=0, le=2**63 - 1)] = 0
    antal: Annotated[int, Field(ge=1, le=1000)] = 100


class Status(BaseModel):
    """What the installation holds."""

    miljoe: str
    personer: int
    sidste_loebenummer: int
    uden_modtager: int


class Fejlsvar(BaseModel):
    """Why a call got no answer."""

    kode: str
    fejl: str
