"""The shapes of value lists in JSON."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cpr_haendelser.abonnementer import model
from cpr_haendelser.udlevering import vaerdilister
from cpr_haendelser.web.modeller import Antal, Svar


class NyVaerdiliste(BaseModel):
    """En værdiliste, der skal oprettes. Kun operatøren siger, hvis den er."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    navn: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    uuid: Annotated[UUID | None, Field(description="Uden det laves et.")] = None
    system: Annotated[str, Field(max_length=200, description="It-systemets UUID eller navn.")] = ""


class Vaerdiside(BaseModel):
    """Hvilken side af en værdiliste."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    fortsaet: Annotated[str, Field(max_length=8000, description="Mærket fra siden før. Tom: fra begyndelsen.")] = ""
    antal: Antal = 1000


class Vaerdioenske(BaseModel):
    """Hvad værdierne i kroppen er."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    tekst: Annotated[bool, Field(description="Værdierne er ikke personnumre, men fx kommunekoder eller UUID'er.")] = (
        False
    )


class Vaerdiliste(Svar):
    """En værdiliste, som den er nu; `version` skifter, hver gang en del af den ændres."""

    uuid: str
    navn: str
    system: str
    version: int
    antal: int
    aktiv: bool


class Vaerdilister(Svar):
    """Kalderens værdilister, efter navn."""

    vaerdilister: list[Vaerdiliste]


class Vaerdier(Svar):
    """En side af en værdiliste: personnumre først, så andre værdier. `fortsaet` er null på den sidste side."""

    vaerdier: list[str]
    fortsaet: str | None


class RettetVaerdiliste(Svar):
    """Hvad der blev af en ændring: så mange kom til, så mange forsvandt."""

    vaerdiliste: Vaerdiliste
    tilfoejet: int
    fjernet: int


def to_vaerdiliste(liste: model.Vaerdiliste) -> Vaerdiliste:
    """The answer for a list."""
    return Vaerdiliste(**liste._asdict())


def to_rettet(rettet: vaerdilister.Rettet) -> RettetVaerdiliste:
    """The answer for a change."""
    return RettetVaerdiliste(vaerdiliste=to_vaerdiliste(rettet.liste), tilfoejet=rettet.til, fjernet=rettet.fra)
