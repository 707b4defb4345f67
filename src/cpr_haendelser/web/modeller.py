"""The shapes of the feed's JSON: what comes in is checked by them, and OpenAPI describes the answers by them."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from cpr_haendelser.opslag.log import SIDE
from cpr_haendelser.storage.forsendelsesbog import Dueslagstilstand
from cpr_haendelser.storage.lager import STOERSTE
from cpr_haendelser.udlevering import status

LAENGSTE_VENT = 60
"""Seconds that a caller may wait for something new."""

Ciffertekst = Annotated[str, StringConstraints(pattern=r"^[0-9]{10}$")]
Kode = Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")]
Kommunekode = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]


def _whole(value: Any) -> Any:
    """A number in digits alone: Python would read `1_0` and `+5` too, and 1.0 and true of JSON."""
    if not (type(value) is int or (isinstance(value, str) and re.fullmatch(r"[0-9]{1,19}", value))):
        raise ValueError("a whole number is written in digits")
    return value


Heltal = Annotated[int, BeforeValidator(_whole)]
Efter = Annotated[Heltal, Field(ge=0, le=STOERSTE, description="Kun løbenumre over dette.")]
Antal = Annotated[Heltal, Field(ge=1, le=SIDE, description="Højst så mange.")]
Loebenummer = Annotated[Heltal, Field(ge=1, le=STOERSTE)]


class Svar(BaseModel):
    """Part of an answer: these fields, all of them and no others."""

    model_config = ConfigDict(extra="forbid")


class Tid(Svar):
    """Et tidspunkt, som CPR leverede det, og som det bedst læses (ISO 8601; kun en dag, hvor klokken er ubrugelig)."""

    leveret: str
    bedste: str | None
    usikker: bool


class Modtager(Svar):
    """Kommunen, som hændelsen er til, og hvorfor; `cvr` er null: uden modtager."""

    rolle: Literal["ny", "gammel", "seneste", "relateret"]
    kommune: str | None
    cvr: str | None


class Adresse(Svar):
    """En adresse i CPR's koder."""

    kommunekode: str
    vejkode: str
    husnr: str
    etage: str
    sidedoer: str
    bnr: str
    conavn: str


class Relateret(Svar):
    """En anden person, som hændelsen nævner."""

    personnummer: str
    rolle: str


class Rettet(Svar):
    """Det, der rettes eller annulleres; begge er null, hvor det ikke er i denne log."""

    loebenummer: int | None
    registrering_id: str | None


class Fil(Svar):
    """Filen, som hændelsen kommer af: dens 099-linjer, og de posttyper, der kom (+) og forsvandt (-)."""

    nummer: int
    navn: str
    opgave: str
    produktionsdato: str
    linjer: list[int]
    poster: list[str]


class Ordre(Svar):
    """Ordren i testmiljøet, som hændelsen kommer af; personen vises, som replikaen var efter filen `pr_fil`.

    `oensket_divergens`: ordrens linje siger, at kuvert og beskeddata gerne må være uenige.
    """

    id: str
    linje: int
    trin: int
    gentagelse: int
    udfoert: str
    pr_fil: int
    oensket_divergens: bool


class Haendelse(Svar):
    """En hændelse i den nummererede log."""

    loebenummer: int
    besked_id: str
    registrering_id: str
    personnummer: str
    kode: str
    navn: str
    art: Literal["ny", "korrektion", "annullering"]
    grupper: list[str]
    gyldig_fra: Tid | None
    registreret: Tid | None
    modtager: Modtager
    foer: Adresse | None
    efter: Adresse | None
    relaterede: list[Relateret]
    retter: Rettet | None
    hoved_id: str | None
    fil: Fil | None
    ordre: Ordre | None
    regel: str
    dannet: str


class Side(Svar):
    """En side af loggen. `naeste` er det sidste løbenummer, der er set efter; det spørges der efter næste gang."""

    haendelser: list[Haendelse]
    naeste: int


class Feedside(Side):
    """En side af loggen for den, der læser videre.

    `genlaes_fra` er det laveste løbenummer, der er læst forbi og nu må ses; null: intet.
    """

    genlaes_fra: int | None


class Udsnit(BaseModel):
    """Hvad der ønskes af loggen. Ukendte felter afvises: en stavefejl må ikke blive til hele loggen."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    efter: Efter = 0
    antal: Antal = 100
    koder: Annotated[list[Kode], Field(alias="kode", description="Kun disse hændelseskoder; kan gentages.")] = []
    kommuner: Annotated[
        list[Kommunekode], Field(alias="kommune", description="Kun til disse kommuners modtager; kan gentages.")
    ] = []
    vent: Annotated[
        Heltal,
        Field(ge=0, le=LAENGSTE_VENT, description="Hold svaret tilbage, til der er noget, højst så mange sekunder."),
    ] = 0


class Snapshot(BaseModel):
    """Et snapshot: den første side af et nyt, eller den næste af et, der er begyndt."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    dueslag: Annotated[
        UUID | None, Field(description="Kun dem, som dueslagets filter kan gælde. Operatøren skal give det.")
    ] = None
    fortsaet: Annotated[
        str, Field(max_length=2000, description="Mærket fra siden før; det bærer selv dueslaget. Tom: et nyt.")
    ] = ""
    antal: Antal = 100


class Soegning(BaseModel):
    """En søgning på personnummer: i kroppen, for et personnummer står aldrig i en URL."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    personnummer: Ciffertekst
    efter: Efter = 0
    antal: Antal = 100


Miljoe = Literal["exttest", "produktion"]


class Dueslagsstatus(Svar):
    """Hvordan det går et dueslag; null: intet at sige."""

    uuid: str
    navn: str
    venter: int
    ude: int
    parkeret: int
    tilbageholdt: int
    afventer: int
    fejlkoe: int
    leveret: int
    aeldste: str | None
    stoppet: str | None
    venter_til: str | None
    sidste_fejl: str | None


class Status(Svar):
    """Hvad installationen rummer. Et it-system ser sine egne dueslag, og `personer` og `uden_modtager` er null."""

    miljoe: Miljoe
    personer: int | None
    sidste_loebenummer: int
    uden_modtager: int | None
    dueslag: list[Dueslagsstatus]


def to_status(miljoe: Miljoe, fundet: status.Status) -> Status:
    """The answer for what was found."""
    return Status(
        miljoe=miljoe,
        personer=fundet.personer,
        sidste_loebenummer=fundet.sidste_loebenummer,
        uden_modtager=fundet.uden_modtager,
        dueslag=[to_dueslag(navn, tilstand) for navn, tilstand in fundet.dueslag],
    )


def to_dueslag(navn: str, tilstand: Dueslagstilstand) -> Dueslagsstatus:
    """The answer for how it goes with a dueslag."""
    return Dueslagsstatus(
        uuid=tilstand.dueslag,
        navn=navn,
        venter=tilstand.venter,
        ude=tilstand.ude,
        parkeret=tilstand.parkeret,
        tilbageholdt=tilstand.tilbageholdt,
        afventer=tilstand.afventer,
        fejlkoe=tilstand.fejlkoe,
        leveret=tilstand.leveret,
        aeldste=tilstand.aeldste or None,
        stoppet=tilstand.stoppet or None,
        venter_til=tilstand.venter_til or None,
        sidste_fejl=tilstand.sidste_fejl or None,
    )


class Fejlsvar(Svar):
    """Hvorfor kaldet ikke fik det, der blev bedt om."""

    kode: str
    fejl: str
