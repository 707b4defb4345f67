"""The shapes of prices, quotes and settlements in JSON."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from cpr_haendelser.testmiljoe.omkostning import priser
from cpr_haendelser.testmiljoe.omkostning.priser import Ydelse
from cpr_haendelser.testmiljoe.omkostning.regnskab import Tilbud
from cpr_haendelser.web.modeller import Svar
from cpr_haendelser.web.ordrekald import Cvr

KRONER = "Kroner med to decimaler og punktum."


class Pris(Svar):
    """Hvad én koster, og hvor mange en organisation har gratis i en kalendermåned."""

    ydelse: Ydelse
    pris: Annotated[str, Field(description=KRONER)]
    frie: int


class Prisliste(Svar):
    """Alt, der kan koste noget."""

    priser: list[Pris]


class Post(Svar):
    """Så mange af én slags, og hvad de koster."""

    ydelse: Ydelse
    antal: int
    frie: int
    pris: Annotated[str, Field(description=KRONER)]
    beloeb: Annotated[str, Field(description=KRONER)]


class Pristilbud(Svar):
    """Hvad en ordre ville koste, efter forhåndsvisningens antal. Kun det, der udføres, afregnes.

    `udeladt` udførelser er ikke regnet med, for forhåndsvisningen rækker ikke til dem; `kan_ikke` kan ikke udføres.
    """

    poster: list[Post]
    beloeb: Annotated[str, Field(description=KRONER)]
    udeladt: int
    kan_ikke: int


def _day(value: Any) -> date:
    """A day written YYYY-MM-DD and in no other way: a number would be taken for seconds."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("a day is written YYYY-MM-DD")
    return date.fromisoformat(value)


Dag = Annotated[date, BeforeValidator(_day)]


class Periode(BaseModel):
    """Fra en dag til en anden, begge med; kun operatøren siger hvis."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    fra: Dag
    til: Dag
    organisation: Cvr | None = None


def to_prisliste(liste: priser.Prisliste) -> Prisliste:
    """The answer for the price list."""
    return Prisliste(
        priser=[
            Pris(ydelse=each, pris=_kroner(liste.priser.get(each, Decimal())), frie=liste.frie.get(each, 0))
            for each in Ydelse
        ]
    )


def to_tilbud(tilbud: Tilbud) -> Pristilbud:
    """The answer for a quote."""
    return Pristilbud(
        poster=[_post(each) for each in tilbud.regninger],
        beloeb=_kroner(tilbud.beloeb),
        udeladt=tilbud.udeladt,
        kan_ikke=tilbud.kan_ikke,
    )


def _post(regning: priser.Regning) -> Post:
    ydelse, antal, frie, pris, beloeb = regning
    return Post(ydelse=ydelse, antal=antal, frie=frie, pris=_kroner(pris), beloeb=_kroner(beloeb))


def _kroner(beloeb: Decimal) -> str:
    return f"{beloeb:.2f}"
