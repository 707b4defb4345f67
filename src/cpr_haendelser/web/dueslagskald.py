"""The shapes of what is asked of a dueslag and is to be done with it by hand, in JSON, and as the rooms take them."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.haendelser.model import SAMLE
from cpr_haendelser.storage.forsendelse import Forsendelsestilstand
from cpr_haendelser.udlevering import afspilning, betjening
from cpr_haendelser.web.modeller import Antal, Ciffertekst, Efter, Kode, Loebenummer
from cpr_haendelser.web.revisionsmodeller import Stund, to_tid

_IND = ConfigDict(extra="forbid", hide_input_in_errors=True)
FLEST = 100
"""Intervals of løbenumre in one call."""
Tilstande = Annotated[list[Forsendelsestilstand], Field(max_length=len(Forsendelsestilstand))]


class Interval(BaseModel):
    """Løbenumre fra og med til og med; uden `til` er det det ene."""

    model_config = _IND

    fra: Loebenummer
    til: Loebenummer | None = None


Intervaller = Annotated[list[Interval], Field(max_length=FLEST)]


class Forsendelsesside(BaseModel):
    """Hvilke forsendelser; uden `tilstand` alt, der ikke er leveret."""

    model_config = _IND

    tilstande: Annotated[Tilstande, Field(alias="tilstand", description="Kan gentages; ikke `leveret`.")] = []
    efter: Efter = 0
    antal: Antal = 100


class Leveringsside(BaseModel):
    """Hvilken side af det, der er leveret."""

    model_config = _IND

    efter: Efter = 0
    antal: Antal = 100


class Indgrebsside(BaseModel):
    """Hvilken side af indgrebene; `efter` er det sidste nummer på siden før."""

    model_config = _IND

    efter: Efter = 0
    antal: Antal = 100


class Valg(BaseModel):
    """Hvilke forsendelser der menes: netop én af `loebenumre` og `alle`.

    Uden `tilstande` er det af løbenumre alle tilstande, hvor det kan lade sig gøre, ellers det parkerede.
    """

    model_config = _IND

    loebenumre: Intervaller = []
    alle: bool = False
    tilstande: Tilstande = []
    grund: Annotated[
        str, StringConstraints(max_length=40), Field(description="Kun dem, der ligger der af den grund.")
    ] = ""


class Afspilning(BaseModel):
    """Hvad der skal sendes igen: det, som alle felter passer på, eller `alt` og intet andet.

    Serviceaftalerne spørges igen. Med er det, dueslaget har fået før, og det, som dets filter i dag lukker igennem.
    """

    model_config = _IND

    loebenumre: Intervaller = []
    koder: Annotated[list[Kode], Field(max_length=FLEST)] = []
    personnummer: Ciffertekst | None = None
    leveret_fra: Annotated[Stund | None, Field(description="Sidst leveret fra da af.")] = None
    leveret_til: Annotated[Stund | None, Field(description="Sidst leveret før da.")] = None
    alt: bool = False
    proev: Annotated[bool, Field(description="Tæl kun, og send intet.")] = False


class Filterproeve(BaseModel):
    """Et filter, der skal prøves på de nyeste hændelser; det gemmes ikke. Tomt: alt, hvad aftalerne tillader."""

    model_config = _IND

    filter: Annotated[str, StringConstraints(max_length=10_000)]


KALD = (Filterproeve, Interval, Forsendelsesside, Leveringsside, Indgrebsside, Valg, Afspilning)
"""What comes in."""


def to_numre(intervaller: list[Interval]) -> tuple[range, ...]:
    """Løbenumre as the rooms take them. Brugsfejl FOR-011 where one ends before it begins."""
    numre = tuple(range(each.fra, (each.til or each.fra) + 1) for each in intervaller)
    if not all(numre):
        raise Brugsfejl("FOR-011", "et interval slutter, før det begynder: `til` er mindre end `fra`. Intet er ændret.")
    return numre


def to_valg(valg: Valg, mulige: tuple[Forsendelsestilstand, ...]) -> betjening.Valg:
    """Which forsendelser are meant. Brugsfejl FOR-011 where that is not said, or they cannot be."""
    if bool(valg.loebenumre) is valg.alle:
        raise Brugsfejl("FOR-011", "sig, hvilke det er: giv netop én af `loebenumre` og `alle`. Intet er ændret.")
    if not set(mulige).issuperset(valg.tilstande):
        raise Brugsfejl("FOR-011", f"`tilstande` kan her være {', '.join(mulige)}. Intet er ændret.")
    return betjening.choose(mulige, to_numre(valg.loebenumre), valg.tilstande, valg.grund)


def to_oenske(oensket: Afspilning, samlekode: str) -> afspilning.Oenske:
    """What is to be sent again. Brugsfejl FOR-011 where that is not said."""
    oenske = afspilning.Oenske(
        numre=to_numre(oensket.loebenumre),
        koder=tuple(sorted({*oensket.koder, *((SAMLE,) if samlekode in oensket.koder else ())})),
        pnr=int(oensket.personnummer or 0),
        leveret_fra=to_tid(oensket.leveret_fra),
        leveret_til=to_tid(oensket.leveret_til),
    )
    if any(oenske) is oensket.alt:
        raise Brugsfejl(
            "FOR-011", "sig, hvad der skal sendes igen: udfyld et af felterne, eller giv `alt` alene. Intet er ændret."
        )
    return oenske


def to_tilstande(side: Forsendelsesside) -> list[Forsendelsestilstand]:
    """In which states; Brugsfejl FOR-011 where what was delivered is asked for, which is a list of its own."""
    if Forsendelsestilstand.LEVERET in side.tilstande:
        raise Brugsfejl("FOR-011", "det leverede er for sig: spørg `/dueslag/{uuid}/leveringer`.")
    return list(dict.fromkeys(side.tilstande)) or [
        each for each in Forsendelsestilstand if each is not Forsendelsestilstand.LEVERET
    ]
