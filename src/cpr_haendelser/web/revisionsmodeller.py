"""The shapes of the audit in JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.revision import kontrol, svar
from cpr_haendelser.revision.visning import to_plain
from cpr_haendelser.web.modeller import Antal, Ciffertekst, Svar


def _check_tid(tid: datetime) -> datetime:
    """ValueError where the calendar in UTC has no such time."""
    try:
        tid.astimezone(UTC)
    except OverflowError:
        raise ValueError from None
    return tid


Stund = Annotated[AwareDatetime, AfterValidator(_check_tid)]
Tid = Annotated[Stund | None, Field(description="ISO 8601 med tidszone.")]
Noegle = Annotated[str, StringConstraints(max_length=200)]
Slagsnavn = Literal["levering", "videregivelse", "aendring", "begyndelse", "bortfald"]


class Tidsrum(BaseModel):
    """Hvilken del af revisionssporet, og hvordan den skrives."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    fra: Tid = None
    til: Tid = None
    form: Annotated[
        Literal["jsonl", "csv"], Field(description="jsonl kan kontrolleres alene; csv er én række for hver post.")
    ] = "jsonl"


class Revisionssoegning(BaseModel):
    """Hvad der spørges om: netop én af de fire. Et personnummer står i kroppen, aldrig i en URL."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    personnummer: Annotated[Ciffertekst | None, Field(description="Alt, hvad der er videregivet om personen.")] = None
    system: Annotated[Noegle | None, Field(description="Alt, hvad it-systemet (UUID) har fået.")] = None
    sag: Annotated[
        Noegle | None, Field(description="Hvem der har ændret noget, fx aftale:ID, dueslag:UUID, fil:12.")
    ] = None
    hvem: Annotated[Noegle | None, Field(description="Hvad nogen har gjort og set, fx bruger:UUID, operatoer.")] = None
    fra: Tid = None
    til: Tid = None
    efter: Annotated[str, Field(max_length=40, description="Stedet fra siden før. Tom: fra begyndelsen.")] = ""
    antal: Antal = 100


class Kontroloenske(BaseModel):
    """Hvad sporet skal holdes op mod, ud over sig selv."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    hoved: Annotated[str, Field(max_length=8000, description="Et underskrevet hoved, der er gemt andetsteds.")] = ""


class Detalje(Svar):
    """Noget mere om en post."""

    navn: str
    vaerdi: str


class Revisionspost(Svar):
    """En videregivelse eller en ændring; hvad der ikke er, er tomt eller 0."""

    led: int
    tidspunkt: str
    slags: Slagsnavn
    handling: str
    hvem: str
    system: str
    myndighed: str
    aftale: str
    kanal: str
    sag: str
    felter: list[str]
    detaljer: list[Detalje]
    personnummer: str
    loebenummer: int
    forsoeg: int


class Revisionsside(Svar):
    """En side af et svar, det ældste først."""

    poster: list[Revisionspost]
    ialt_led: int
    ialt_poster: int
    naeste: Annotated[str | None, Field(description="Hvor der fortsættes; null: det var alt.")]


class Revisionsstand(Svar):
    """Hvor langt revisionssporet er. `hash` er sporets hoved."""

    kaede: str
    nr: int
    tidspunkt: str
    hash: str
    bortfaldet_til: Annotated[int, Field(description="Led til og med dette er bortfaldet.")]
    underskrevet_led: Annotated[int | None, Field(description="Det hoved, der sidst er underskrevet; null: intet.")]
    underskrevet_tid: str | None


class Fund(Svar):
    """Noget, der ikke passer, og i hvilket led (0: ikke i et af dem)."""

    led: int
    kode: Literal["aendret", "mangler", "brudt", "afkortet", "hoved", "underskrift", "opslag", "raekke"]
    tekst: str


class Kontrol(Svar):
    """Hvad kontrollen kom til; tom `fund`: alt passer."""

    led: int
    poster: int
    sidste_led: int
    underskrevne: int
    usammenlignelige: Annotated[
        int, Field(description="Rækker fra før sporet havde deres aftryk; de kan ikke holdes op mod det.")
    ]
    fund: list[Fund]


def to_spoergsmaal(soegning: Revisionssoegning) -> svar.Spoergsmaal:
    """What is asked. Brugsfejl REV-012 where it is not one thing."""
    fra, til = to_tid(soegning.fra), to_tid(soegning.til)
    fundne = [
        make(value, fra, til)
        for make, value in (
            (lambda value, fra, til: svar.person(int(value), fra, til), soegning.personnummer),
            (svar.system, soegning.system),
            (svar.sag, soegning.sag),
            (svar.hvem, soegning.hvem),
        )
        if value
    ]
    if len(fundne) != 1:
        raise Brugsfejl("REV-012", "spørg om netop én af `personnummer`, `system`, `sag` og `hvem`.")
    return fundne[0]


def to_tid(tid: AwareDatetime | None) -> str:
    """A time as the post room compares it; empty: none."""
    return stamp(tid) if tid else ""


def to_side(side: svar.Side, *, maskeret: bool) -> Revisionsside:
    """A page."""
    return Revisionsside(
        poster=[_to_post(linje, maskeret=maskeret) for linje in side.linjer],
        ialt_led=side.ialt.led,
        ialt_poster=side.ialt.poster,
        naeste=str(side.naeste) if side.naeste else None,
    )


def _to_post(linje: svar.Linje, *, maskeret: bool) -> Revisionspost:
    plain = to_plain(linje, maskeret=maskeret)
    detaljer = [Detalje(navn=navn, vaerdi=vaerdi) for navn, vaerdi in plain.pop("detaljer").items()]
    return Revisionspost(**plain, detaljer=detaljer)


def to_kontrol(fundet: kontrol.Kontrol) -> Kontrol:
    """What a check came to."""
    return Kontrol(
        led=fundet.led,
        poster=fundet.poster,
        sidste_led=fundet.hoved.nr,
        underskrevne=fundet.underskrevne,
        usammenlignelige=fundet.usammenlignelige,
        fund=[Fund(led=each.led, kode=each.kode, tekst=each.tekst) for each in fundet.fund],
    )
