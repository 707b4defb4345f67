"""The shapes of what is ordered and asked of orders and test persons, in JSON."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, StringConstraints

from cpr_haendelser.storage.lager import STOERSTE
from cpr_haendelser.storage.ordre import Kreds, Ordreart, Personslags
from cpr_haendelser.testmiljoe.paa_vegne import LAENGSTE_TEKST
from cpr_haendelser.web.modeller import Antal, Ciffertekst, Heltal

Cvr = Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")]
Tekst = Annotated[str, StringConstraints(max_length=LAENGSTE_TEKST)]
Skridtnavn = Literal["submit", "approve", "refuse", "begin", "stop", "resume", "cancel", "again"]
_IND = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Bestilling(BaseModel):
    """En ordre, som den bestilles: JSON i `linjer`, udfyldt `skabelon` eller `regneark`, en gemt, eller en sætning."""

    model_config = _IND

    art: Ordreart = Ordreart.SAMMENHAENGENDE
    titel: Tekst = ""
    linjer: Annotated[
        list[dict[str, Any]] | None, Field(description="Objekter med skabelonens kolonner; `trin` er en sekvens.")
    ] = None
    skabelon: Annotated[str | None, Field(description="En udfyldt skabelon (CSV eller JSON) som tekst.")] = None
    regneark: Annotated[Base64Bytes | None, Field(description="Et udfyldt regneark (.xlsx), base64.")] = None
    gemt: Annotated[
        str | None, Field(max_length=80, description="En gemt skabelons navn, evt. NAVN@VERSION; `art` betyder intet.")
    ] = None
    saetning: Annotated[
        Tekst | None,
        Field(
            description="En families ønsker i én sætning, fx `et par med tre børn under 7 i kommune 0791`; ordren "
            "bliver en replika-ordre, og `art` betyder intet."
        ),
    ] = None
    organisation: Annotated[Cvr | None, Field(description="Kun operatøren siger hvem det er for.")] = None
    myndighed: Annotated[Cvr | None, Field(description="Testmyndigheden; uden den organisationen selv.")] = None
    kreds: Kreds = Kreds.EGNE


class Skridt(BaseModel):
    """Et skridt på ordrens vej. `refuse` og `stop` kræver en grund; `approve` og `refuse` er operatørens."""

    model_config = _IND

    skridt: Skridtnavn
    grund: Tekst = ""
    bekraeft_forskelle: Annotated[
        bool,
        Field(
            description="Ved `submit`: send også beskeder, hvor kuvert og beskeddata siger forskelligt, uden at det er "
            "ønsket. Ellers afvises det med TST-033, hvor der er sådanne."
        ),
    ] = False


class Ord(BaseModel):
    """En besked i ordrens tråd."""

    model_config = _IND

    tekst: Tekst


class Vilkaar(BaseModel):
    """Hvem der accepterer vilkårene; kun operatøren siger det."""

    model_config = _IND

    organisation: Cvr | None = None


class Ordreside(BaseModel):
    """Hvilke ordrer."""

    model_config = _IND

    foer: Annotated[
        Heltal, Field(ge=0, le=STOERSTE, description="Kun ordrer med nummer under dette; 0: de nyeste.")
    ] = 0
    antal: Antal = 100


class Linjeside(BaseModel):
    """Hvilken side af en ordre."""

    model_config = _IND

    efter: Annotated[Heltal, Field(ge=0, le=STOERSTE, description="Kun numre i ordren over dette.")] = 0
    antal: Antal = 1000


class Planside(BaseModel):
    """Hvilken side af det, der kom af en ordres plan."""

    model_config = _IND

    efter: Annotated[
        Heltal, Field(ge=0, le=STOERSTE, description="Kun pladser i planen over denne: `naeste` af siden før.")
    ] = 0
    antal: Annotated[Antal, Field(description="Højst så mange pladser i planen; hver kan give flere beskeder.")] = 1000


class Artvalg(BaseModel):
    """Hvilken slags ordre."""

    model_config = _IND

    art: Ordreart = Ordreart.SAMMENHAENGENDE


class Regnearksvalg(BaseModel):
    """Hvilken slags ordre, og om eksempler er udfyldt."""

    model_config = _IND

    art: Ordreart = Ordreart.SAMMENHAENGENDE
    eksempel: bool = False


class Personsoegning(BaseModel):
    """Hvilke testpersoner; `efter` er det sidste personnummer på siden før."""

    model_config = _IND

    organisation: Cvr | None = None
    slags: Personslags | None = None
    gruppe: Annotated[str, StringConstraints(max_length=200)] = ""
    efter: Ciffertekst | None = None
    antal: Antal = 100


class Deling(BaseModel):
    """Netop de organisationer, som en egen person deles med."""

    model_config = _IND

    personnummer: Ciffertekst
    med: Annotated[list[Cvr], Field(max_length=1000)]


KALD = (
    Bestilling,
    Skridt,
    Ord,
    Vilkaar,
    Ordreside,
    Linjeside,
    Artvalg,
    Regnearksvalg,
    Personsoegning,
    Deling,
)
"""What comes in."""
