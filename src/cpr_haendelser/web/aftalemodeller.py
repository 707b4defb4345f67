"""The shapes of it-systems, certificates and serviceaftaler in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cpr_haendelser.abonnementer import model as abonnementer
from cpr_haendelser.abonnementer.udtryk import mask_numbers
from cpr_haendelser.administration.anmodning import LAENGSTE_TEKST
from cpr_haendelser.administration.breve import Sag
from cpr_haendelser.aftaler import model
from cpr_haendelser.aftaler.livsforloeb import ORD, describe
from cpr_haendelser.aftaler.model import ALLE, Aftaletilstand, Hindring
from cpr_haendelser.storage.lager import STOERSTE
from cpr_haendelser.web.modeller import Svar
from cpr_haendelser.web.ordrekald import Cvr
from cpr_haendelser.web.ordremodeller import Indlaeg

_IND = ConfigDict(extra="forbid", hide_input_in_errors=True)
Tekst = Annotated[str, StringConstraints(max_length=LAENGSTE_TEKST)]
Navn = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Adresse = Annotated[str, StringConstraints(max_length=2000)]
Id = Annotated[str, StringConstraints(max_length=200)]
Vaerdi = Annotated[str, StringConstraints(max_length=200)]
Vaerdier = Annotated[list[Vaerdi], Field(max_length=1000)]
PEM_HOEJST = 16_000
"""Characters of a certificate with its chain."""


class NytSystem(BaseModel):
    """Et it-system, der skal oprettes."""

    model_config = _IND

    navn: Navn
    cvr: Cvr
    kontakt: Annotated[str, Field(max_length=200, description="Hvem der skrives til, fx en mailadresse.")] = ""
    callbacks: Annotated[list[Adresse], Field(max_length=100)] = []
    uuid: Annotated[UUID | None, Field(description="Uden det laves et.")] = None


class RetSystem(BaseModel):
    """Det, der skal rettes; det, der ikke nævnes, bliver, som det er."""

    model_config = _IND

    navn: Navn | None = None
    kontakt: Annotated[str, Field(max_length=200)] | None = None
    callbacks: Annotated[list[Adresse], Field(max_length=100)] | None = None
    aktiv: bool | None = None


class NytCertifikat(BaseModel):
    """Den offentlige del af et certifikat. Den private nøgle må aldrig sendes; er den med, gemmes intet."""

    model_config = _IND

    certifikat: Annotated[
        str, Field(max_length=PEM_HOEJST, description="PEM, gerne med mellemudstederne, eller DER i Base64.")
    ]


class Fjernelse(BaseModel):
    """Et certifikat, der ikke skal bruges mere."""

    model_config = _IND

    fingeraftryk: Annotated[str, StringConstraints(min_length=8, max_length=95)]
    spaer: Annotated[bool, Field(description="Nøglen er røbet: hverken certifikatet eller nøglen bruges igen.")] = False


class NytDueslag(BaseModel):
    """Et dueslag, der skal oprettes. Uden `callback` hentes der fra det; med sendes der til den."""

    model_config = _IND

    navn: Navn
    beskedtype: UUID
    callback: Adresse = ""
    filter: Annotated[str, Field(max_length=10_000, description="Tom: alt, hvad aftalerne tillader.")] = ""
    fra: Annotated[
        int | None, Field(ge=0, le=STOERSTE, description="Kun løbenumre over dette. Uden: det, der fordeles fra nu af.")
    ] = None


class RetDueslag(BaseModel):
    """Det, der skal rettes; det, der ikke nævnes, bliver, som det er."""

    model_config = _IND

    navn: Navn | None = None
    callback: Adresse | None = None
    filter: Annotated[str, Field(max_length=10_000)] | None = None
    aktiv: bool | None = None


class Aftalevalg(BaseModel):
    """Hvilke serviceaftaler."""

    model_config = _IND

    tilstand: Aftaletilstand | None = None
    system: UUID | None = None
    myndighed: Cvr | None = None


class Anmodning(BaseModel):
    """En anmodning om en serviceaftale med hver af myndighederne. `*` er alle."""

    model_config = _IND

    system: UUID
    myndigheder: Annotated[list[Cvr], Field(min_length=1, max_length=200)]
    formaal: Tekst
    hjemmel: Tekst
    beskedtyper: Annotated[Vaerdier, Field(description="Skal være der, undtagen til opslag.")] = []
    foelsomhed: Annotated[Vaerdier, Field(description="Skal være der, undtagen til opslag.")] = []
    service: Vaerdi = "BeskedModtag"
    version: Vaerdi = "2.0"
    koder: Vaerdier = [ALLE]
    forvaltningsomraader: Vaerdier = [ALLE]
    afsendere: Vaerdier = [ALLE]
    gyldig_fra: Annotated[str, Field(max_length=10, description="ÅÅÅÅ-MM-DD; tom: når den er godkendt.")] = ""
    gyldig_til: Annotated[str, Field(max_length=10, description="ÅÅÅÅ-MM-DD; tom: indtil den opsiges.")] = ""
    snapshot: bool = False
    erstatter: Annotated[str, Field(max_length=200, description="Den godkendte aftale, som den skal erstatte.")] = ""


class Aftaleskridt(BaseModel):
    """Hvorfor et skridt tages; at afvise og opsige kræver en grund."""

    model_config = _IND

    grund: Tekst = ""


class Aftaleord(BaseModel):
    """Noget, der skrives i en aftales tråd."""

    model_config = _IND

    tekst: Tekst


KALD = (
    NytSystem,
    RetSystem,
    NytCertifikat,
    Fjernelse,
    NytDueslag,
    RetDueslag,
    Aftalevalg,
    Anmodning,
    Aftaleskridt,
    Aftaleord,
)
"""What comes in."""


class System(Svar):
    """Et it-system."""

    uuid: str
    navn: str
    cvr: str
    kontakt: str
    callbacks: list[str]
    certifikater: list[str]
    aktiv: bool


class Systemer(Svar):
    """It-systemer, efter navn."""

    systemer: list[System]


class Dueslag(Svar):
    """Et dueslag, som det er sat op; personnumre i filteret er maskeret."""

    uuid: str
    navn: str
    system: str
    beskedtype: str
    leveringsmaade: str
    callback: str
    filter: str
    fra: int
    aktiv: bool


class AlleDueslag(Svar):
    """Et it-systems dueslag, efter navn."""

    dueslag: list[Dueslag]


class Certifikat(Svar):
    """Et certifikat; tiderne er tomme, hvor kun fingeraftrykket kendes."""

    fingeraftryk: str
    navn: str
    gyldig_fra: str
    gyldig_til: str
    fjernet: str
    spaerret: bool


class Certifikater(Svar):
    """Et it-systems certifikater, de fjernede med."""

    certifikater: list[Certifikat]


class Tilfoejet(Svar):
    """Et certifikat, der er tilføjet, og hvad der er værd at vide om det."""

    certifikat: Certifikat
    bemaerkninger: list[str]


class Aftale(Svar):
    """En serviceaftale. `*` er alle; tomme datoer er uden grænse.

    `virker`: om den lader noget igennem nu. Det gør en godkendt aftale ikke, mens myndigheden eller it-systemet er
    lukket, eller uden for dens datoer; `hindring` er grunden.
    """

    id: str
    system: str
    myndighed: str
    service: str
    version: str
    beskedtyper: list[str]
    koder: list[str]
    foelsomhed: list[str]
    forvaltningsomraader: list[str]
    afsendere: list[str]
    gyldig_fra: str
    gyldig_til: str
    tilstand: Aftaletilstand
    virker: bool
    hindring: Hindring | None
    snapshot: bool
    formaal: str
    hjemmel: str
    erstatter: str


class Aftaler(Svar):
    """Serviceaftaler, efter myndighed og it-system."""

    aftaler: list[Aftale]


class Aftalevisning(Svar):
    """En serviceaftale i almindelige ord."""

    aftale: Aftale
    it_system: str
    leverandoer: str
    myndighed: str
    ord: list[str]


class Aftaleindlaeg(Indlaeg):
    """Et skridt eller noget skrevet; `skridt` og `tilstand` er tomme ved det skrevne."""

    skridt: str
    tilstand: str


class Aftaletraad(Svar):
    """Aftalens tråd, det ældste først."""

    indlaeg: list[Aftaleindlaeg]


def to_system(system: model.ItSystem) -> System:
    """The answer for an it-system; nothing of its secrets."""
    return System(
        uuid=system.uuid,
        navn=system.navn,
        cvr=system.cvr,
        kontakt=system.kontakt,
        callbacks=list(system.callbacks),
        certifikater=list(system.fingeraftryk),
        aktiv=system.aktiv,
    )


def to_dueslag(dueslag: abonnementer.Dueslag) -> Dueslag:
    """The answer for a dueslag."""
    return Dueslag(**dueslag._asdict() | {"filter": mask_numbers(dueslag.filter)})


def to_certifikat(certifikat: model.Systemcertifikat) -> Certifikat:
    """The answer for a certificate."""
    return Certifikat(**{felt: getattr(certifikat, felt) for felt in Certifikat.model_fields})


def to_aftale(aftale: model.Serviceaftale, hindringer: Mapping[str, Hindring]) -> Aftale:
    """The answer for an agreement; sets in order. `hindringer`: of those (by id) that let nothing through, why."""
    hindring = hindringer.get(aftale.id)
    vaerdier = {felt: getattr(aftale, felt) for felt in Aftale.model_fields if felt not in {"virker", "hindring"}}
    return Aftale(
        virker=hindring is None,
        hindring=hindring,
        **{felt: sorted(v) if isinstance(v, frozenset) else v for felt, v in vaerdier.items()},
    )


def to_visning(sag: Sag, ord_: list[str], hindringer: Mapping[str, Hindring]) -> Aftalevisning:
    """The answer for an agreement in words."""
    return Aftalevisning(
        aftale=to_aftale(sag.aftale, hindringer),
        it_system=sag.system.navn,
        leverandoer=sag.leverandoer,
        myndighed=sag.myndighed,
        ord=ord_,
    )


def to_indlaeg(skridt: model.Aftaleskridt) -> Aftaleindlaeg:
    """The answer for a step or a word."""
    return Aftaleindlaeg(
        tidspunkt=skridt.tidspunkt,
        hvem=skridt.navn,
        tekst=describe(skridt),
        skridt="" if skridt.skridt == ORD else skridt.skridt,
        tilstand=skridt.til,
    )
