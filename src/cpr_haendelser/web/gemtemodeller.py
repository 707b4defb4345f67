"""The shapes of templates put aside in JSON."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, StringConstraints

from cpr_haendelser.storage import ordre as gemt
from cpr_haendelser.storage.ordre import Gemtslags, Ordreart
from cpr_haendelser.web.modeller import Ciffertekst, Svar
from cpr_haendelser.web.ordrekald import Cvr

_IND = ConfigDict(extra="forbid", hide_input_in_errors=True)
Navn = Annotated[str, StringConstraints(max_length=80)]


class Hvis(BaseModel):
    """Hvilken organisations; kun operatøren siger det."""

    model_config = _IND

    organisation: Cvr | None = None


class NyGemt(BaseModel):
    """Det, der gemmes under et navn: en ordres linjer, en udfyldt skabelon, eller personer."""

    model_config = _IND

    navn: Navn
    art: Ordreart = Ordreart.SAMMENHAENGENDE
    linjer: list[dict[str, Any]] | None = None
    skabelon: str | None = None
    regneark: Annotated[Base64Bytes | None, Field(description="Et udfyldt regneark (.xlsx), base64.")] = None
    personer: Annotated[list[Ciffertekst], Field(max_length=1000)] | None = None
    organisation: Cvr | None = None


class Navngivet(BaseModel):
    """En gemt skabelon; NAVN er den nyeste version, NAVN@1 den første."""

    model_config = _IND

    navn: Navn
    organisation: Cvr | None = None


class Gemt(Svar):
    """En gemt skabelon. `antal` er dens linjer eller personer."""

    navn: str
    version: int
    slags: Gemtslags
    art: Ordreart
    antal: int
    organisation: str
    oprettet: str
    hvem: str


class Gemte(Svar):
    """Gemte skabeloner efter navn."""

    skabeloner: list[Gemt]


class Indhold(Svar):
    """En gemt skabelon til en ordre."""

    art: Ordreart
    skabelon: str


class Glemt(Svar):
    """Skabelonen er væk."""

    glemt: bool


def to_gemt(skabelon: gemt.Gemtskabelon) -> Gemt:
    """The answer for a template."""
    return Gemt(
        navn=skabelon.navn, version=skabelon.version, slags=skabelon.slags, art=skabelon.art, antal=skabelon.antal,
        organisation=skabelon.ejer, oprettet=skabelon.oprettet, hvem=skabelon.hvem,
    )  # fmt: skip
