"""The settings as data: name, type, default, what it is for (Danish, for the user) and what it rests on.

What the sources disagree on, or do not say, is a setting with a stated default, and says so here.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, Secret, SecretStr, StringConstraints

from cpr_haendelser.settings.adgang import Adgangsindstillinger, Oidcindstillinger
from cpr_haendelser.settings.alarmer import Alarmindstillinger, Mailindstillinger, Webhookindstillinger
from cpr_haendelser.settings.exttest import Exttestindstillinger
from cpr_haendelser.settings.kinds import (
    ET_UUID,
    TIL_FRA,
    UUID_ELLER_URN,
    Adresseskabelon,
    Aktoer,
    Cvr,
    EmneUrn,
    Grundlag,
    Gruppe,
    Handling,
    Kode,
    Kommunekode,
    Linje,
    Om,
    Opgavenummer,
    Posttype,
    UnikId,
    UrnPrefix,
    UrnPrefixEllerTom,
    beside,
)
from cpr_haendelser.settings.levering import (
    Hentindstillinger,
    Leveringsindstillinger,
    Maskindoersindstillinger,
    Tilsendindstillinger,
    Tlsindstillinger,
)
from cpr_haendelser.settings.opbevaring import Opbevaringsindstillinger
from cpr_haendelser.settings.revision import Revisionsindstillinger


class Opgave(Gruppe):
    """One task of the CPR Office: a delivery agreed with them."""

    navn: Annotated[Linje, Om("Opgavens navn, som det vises for brugeren.", "en tekst på én linje")] = ""
    posttyper: Annotated[
        tuple[Posttype, ...],
        Om(
            "De bestilte posttyper. Poster af andre typer bevares fra før, når en fil kommer. Tom: alle er bestilt.",
            'en liste af posttyper, fx `["001", "002"]`',
        ),
    ] = ()


class Kommuneindstillinger(Gruppe):
    """Corrections to the table of municipalities that comes with the program."""

    cvr: Annotated[
        Mapping[Kommunekode, Cvr],
        Om(
            "Kommunekoder og modtagerens CVR-nummer; går forud for tabellen, der følger med.",
            "en tabel fra kommunekode (fire cifre) til CVR-nummer (otte cifre)",
        ),
    ] = Field(default_factory=dict)
    efterfoelgere: Annotated[
        Mapping[Kommunekode, Kommunekode],
        Om(
            "Nedlagte kommunekoder og den kode, der fulgte efter; går forud for tabellen, der følger med.",
            "en tabel fra kommunekode til kommunekode (fire cifre)",
        ),
    ] = Field(default_factory=dict)


class Beskedindstillinger(Gruppe):
    """How a besked is composed; a numbered set of these is stored with every hændelse."""

    beskedtype: Annotated[
        UnikId,
        Om("Beskedtypen for alle CPR-hændelser; set hos en kendt modtager.", UUID_ELLER_URN, Grundlag.UKENDT),
    ] = "248ce14c-a863-4fb5-9e6f-7df9ea850809"
    urn_cvr_prefix: Annotated[
        UrnPrefix,
        Om(
            "Det, der står foran CVR-nummeret i TilladtModtager og ObjektAnsvarligMyndighed. KOMBITs eksempler har"
            " `urn:oio:cvr-nr:`; i en leveret besked fra 2023 er set `urn:oio:cvr:`.",
            "en URN, der ender på kolon",
            Grundlag.UKENDT,
        ),
    ] = "urn:oio:cvr-nr:"
    urn_cpr_prefix: Annotated[
        UrnPrefix,
        Om("Det, der står foran personnummeret i ObjektId.", "en URN, der ender på kolon", Grundlag.KENDT),
    ] = "urn:oio:cpr-nr:"
    beskedansvarlig_aktoer: Annotated[
        Aktoer,
        Om(
            "BeskedAnsvarligAktoer: hvem der står inde for beskeden (Serviceplatformen). Tom: elementet udelades.",
            f"{ET_UUID} eller tom",
            Grundlag.UKENDT,
        ),
    ] = "D92BB9C2-D826-4028-8FB5-D8B88B4377D4"
    registreringsaktoer: Annotated[
        Aktoer,
        Om(
            "RegistreringsAktoer: hvem der har registreret (Serviceplatformen). Tom: elementet udelades.",
            f"{ET_UUID} eller tom",
            Grundlag.KENDT,
        ),
    ] = "D92BB9C2-D826-4028-8FB5-D8B88B4377D4"
    objekttype_person: Annotated[
        UnikId,
        Om("ObjektType for en person (KOMBITs eksempel fra 2016).", UUID_ELLER_URN, Grundlag.KENDT),
    ] = "ce7fcf97-a8a2-447a-8690-d38aa0f6e23c"
    objekttype_adresse: Annotated[
        UnikId,
        Om("ObjektType for en relateret adresse; standarden er vores egen.", UUID_ELLER_URN, Grundlag.UKENDT),
    ] = "urn:cpr-haendelser:objekttype:adresse"
    objekttype_kommune: Annotated[
        UnikId,
        Om("ObjektType for en relateret kommune; standarden er vores egen.", UUID_ELLER_URN, Grundlag.UKENDT),
    ] = "urn:cpr-haendelser:objekttype:kommune"
    handling_form: Annotated[
        Literal["urn", "uuid"],
        Om(
            "ObjektHandling som personhændelsens URN eller, hvor `handlinger` kender koden, som UUID."
            " Kendte modtagere søger efter URN'en i hele beskeden.",
            "`urn` eller `uuid`",
            Grundlag.UKENDT,
        ),
    ] = "urn"
    handlinger: Annotated[
        Mapping[Kode, Handling],
        Om(
            "ObjektHandling for hver hændelseskode, når `handling_form` er `uuid`. Fødsel og dødsfald er fra KOMBITs"
            " eksempler fra 2016; resten er ikke kendt.",
            "en tabel fra hændelseskode (tre cifre) til UUID",
            Grundlag.UKENDT,
        ),
    ] = Field(
        default_factory=lambda: {
            "025": "1e5bb089-5445-44f8-9b65-bc854053f423",
            **dict.fromkeys(("005", "006", "007", "008"), "298aa424-0a16-4a5a-956c-2bdab17fd11f"),
        }
    )
    opgaveemne: Annotated[
        EmneUrn,
        Om(
            "OpgaveEmne (KLE). Tom: elementet udelades, som i KOMBITs CPR-eksempel.", "en URN eller tom", Grundlag.KENDT
        ),
    ] = ""
    sikkerhedsklassificering: Annotated[
        UnikId,
        Om(
            "Sikkerhedsklassificering: fortrolige personoplysninger. To UUID'er er set for den samme klasse;"
            " den anden er `44f4108b-26d4-46de-a90f-35e35b55b8d8`.",
            UUID_ELLER_URN,
            Grundlag.UKENDT,
        ),
    ] = "292e85a9-8ad4-46df-9e50-f97d6837ad74"
    relateret_person: Annotated[
        bool,
        Om("Om personer, som hændelsen nævner, står som RelateretObjekt.", TIL_FRA, Grundlag.KENDT),
    ] = True
    relateret_adresse: Annotated[
        bool,
        Om("Om tidligere og ny adresse står som RelateretObjekt, så der kan filtreres.", TIL_FRA, Grundlag.UKENDT),
    ] = True
    relateret_kommune: Annotated[
        bool,
        Om("Om tidligere og ny kommune står som RelateretObjekt, så der kan filtreres.", TIL_FRA, Grundlag.UKENDT),
    ] = True
    adresse_urn: Annotated[
        Adresseskabelon,
        Om(
            "ObjektId for en relateret adresse; standarden er vores egen. Led, der kan nævnes: `{kommunekode}`,"
            " `{vejkode}`, `{husnr}`, `{etage}`, `{sidedoer}` og `{bnr}`.",
            "en URN med led i krøllede parenteser",
            Grundlag.UKENDT,
        ),
    ] = "urn:cpr-haendelser:adresse:{kommunekode}:{vejkode}:{husnr}:{etage}:{sidedoer}"
    kommune_urn: Annotated[
        UrnPrefix,
        Om(
            "Det, der står foran kommunekoden i ObjektId for en relateret kommune; standarden er vores egen.",
            "en URN, der ender på kolon",
            Grundlag.UKENDT,
        ),
    ] = "urn:cpr-haendelser:kommune:"
    rolle_urn: Annotated[
        UrnPrefixEllerTom,
        Om(
            "Det, der står foran rollen i ObjektRolle: tidligere, annulleret eller nuvaerende for adresser og"
            " kommuner, fx barn eller aegtefaelle for personer; standarden er vores egen. Tom: elementet udelades.",
            "en URN, der ender på kolon, eller tom",
            Grundlag.UKENDT,
        ),
    ] = "urn:cpr-haendelser:rolle:"
    payload_form: Annotated[
        Literal["inline", "base64"],
        Om(
            "Beskeddata som XML i klar tekst eller pakket i Base64; begge dele er set.",
            "`inline` eller `base64`",
            Grundlag.UKENDT,
        ),
    ] = "inline"
    person_form: Annotated[
        Literal["personlookup", "basicinformation"],
        Om(
            "Personen i Beskeddata som SF1520's PersonLookupResponse eller som CPRBasicInformation"
            " i KOMBITs eksempler.",
            "`personlookup` eller `basicinformation`",
            Grundlag.UKENDT,
        ),
    ] = "personlookup"
    personlookup_version: Annotated[
        int,
        Field(ge=4, le=5),
        Om("Versionen af SF1520's PersonLookup, når personen har den form.", "`4` eller `5`", Grundlag.VALG),
    ] = 4


class Settings(Gruppe):
    """Everything that can be set."""

    environment: Annotated[
        Literal["exttest", "produktion"],
        Om(
            "Miljøet. Det ligger fast i databasen, fra den oprettes. `watch` starter kun, hvor det er nævnt"
            " udtrykkeligt.",
            "`exttest` eller `produktion`",
        ),
    ] = "exttest"
    database_url: Annotated[
        str,
        StringConstraints(pattern=r"^[a-z][a-z0-9+]*://"),
        Om("Hvor databasen er.", "en adresse som `sqlite:///mappe/fil.db`", hemmelig=True),
    ] = Field(default="sqlite:///var/haendelser.db", repr=False)
    spool_folder: Annotated[
        Path,
        Om("Mappe til det afgjorte, mens en fil modtages. Standarden er `spool` ved siden af databasen.", "en mappe"),
    ] = Field(default_factory=lambda given: beside(given["database_url"]))
    opgaver: Annotated[
        Mapping[Opgavenummer, Opgave],
        Om("De opgaver hos CPR-kontoret, som der modtages filer fra.", "en tabel pr. opgavenummer (seks cifre)"),
    ] = Field(default_factory=dict)
    allowed_numbers_file: Annotated[
        Path | None,
        Om("Fil med de testpersonnumre af almindelig form, som exttest må modtage: et på hver linje.", "en fil"),
    ] = None
    id_namespace: Annotated[
        Secret[UUID] | None,
        Om(
            "Hemmeligt navnerum, som beskedernes id'er beregnes i. To installationer med det samme navnerum giver de"
            " samme id'er. Uden værdi laves et, når databasen oprettes, og ligger derefter fast.",
            ET_UUID,
            hemmelig=True,
        ),
    ] = None
    samlekode: Annotated[
        Kode,
        Om("Hændelseskoden for opsamlingshændelser, der ikke har en egen kode.", "tre cifre", Grundlag.UKENDT),
    ] = "000"
    nyfoedt_dage: Annotated[
        int,
        Field(ge=0, le=366),
        Om("Så mange dage efter fødslen er et dødsfald »som nyfødt« (008).", "et helt tal 0-366", Grundlag.UKENDT),
    ] = 28
    host: Annotated[str, Field(min_length=1), Om("Adressen, som der lyttes på.", "en IP-adresse eller et navn")] = (
        "127.0.0.1"
    )
    port: Annotated[
        int,
        Field(ge=0, le=65535),
        Om("Porten, som der lyttes på. Er den optaget, tages den næste ledige.", "et helt tal 0-65535"),
    ] = 8320
    api_key: Annotated[
        SecretStr | None,
        Field(min_length=16),
        Om(
            "Nøglen, som kald over HTTP skal have med. Uden værdi laves en, når programmet starter, og vises der.",
            "mindst 16 tegn",
            hemmelig=True,
        ),
    ] = None
    watch_interval: Annotated[
        float,
        Field(ge=0.05, le=3600),
        Om("Sekunder mellem to kig i en overvåget mappe.", "et tal 0.05-3600"),
    ] = 0.25
    log_format: Annotated[
        Literal["text", "json"],
        Om("Loggen som tekst eller som én JSON-linje pr. hændelse i loggen.", "`text` eller `json`"),
    ] = "text"
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Om("Det mindst vigtige, der logges.", "`debug`, `info`, `warning` eller `error`", levende=True),
    ] = "info"
    kommuner: Kommuneindstillinger = Kommuneindstillinger()
    beskeder: Beskedindstillinger = Beskedindstillinger()
    levering: Leveringsindstillinger = Leveringsindstillinger()
    hent: Hentindstillinger = Hentindstillinger()
    tilsend: Tilsendindstillinger = Tilsendindstillinger()
    maskindoer: Maskindoersindstillinger = Maskindoersindstillinger()
    tls: Tlsindstillinger = Tlsindstillinger()
    adgang: Adgangsindstillinger = Adgangsindstillinger()
    oidc: Oidcindstillinger = Oidcindstillinger()
    alarmer: Alarmindstillinger = Alarmindstillinger()
    mail: Mailindstillinger = Mailindstillinger()
    webhook: Webhookindstillinger = Webhookindstillinger()
    revision: Revisionsindstillinger = Revisionsindstillinger()
    exttest: Exttestindstillinger = Exttestindstillinger()
    opbevaring: Opbevaringsindstillinger = Opbevaringsindstillinger()

    @property
    def environment_named(self) -> bool:
        """Whether the environment was named, in the file or in a variable."""
        return "environment" in self.model_fields_set


def om(model: type[BaseModel], name: str) -> Om | None:
    """What is said about a setting; None for a group and for what is no setting."""
    field = model.model_fields.get(name)
    return next((about for about in field.metadata if isinstance(about, Om)), None) if field else None


def groups(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """The groups of settings inside a model, by name."""
    annotations: dict[str, Any] = {name: field.annotation for name, field in model.model_fields.items()}
    return {name: kind for name, kind in annotations.items() if isinstance(kind, type) and issubclass(kind, BaseModel)}
