"""Settings of alarms: when they stand, and by which ways they are told."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, StringConstraints

from cpr_haendelser.settings.kinds import Gruppe, Linje, Om

Adresse = Annotated[str, StringConstraints(pattern=r"^[^\s@<>,]+@[^\s@<>,]+$")]
_POSITIV = Annotated[float, Field(gt=0, le=8760)]
_DAGE = Annotated[int, Field(ge=0, le=365)]


class Alarmindstillinger(Gruppe):
    """When alarms stand. docs/drift.md says what each is and what to do about it."""

    navn: Annotated[
        Linje, Field(max_length=60), Om("Installationens navn, som det står i alarmer.", "en tekst på én linje")
    ] = ""
    aeldste_timer: Annotated[
        tuple[_POSITIV, ...],
        Om(
            "Så gammel, i timer, er et dueslags ældste besked, når der siges til; ét trin for hvert tal.",
            "en liste af tal som `[1, 6, 24]`",
            levende=True,
        ),
    ] = (1, 6, 24)
    ingen_fil_hverdage: Annotated[
        int | None,
        Field(ge=0, le=30),
        Om(
            "Så mange hele hverdage uden en fil af en opgave, før der siges til; 0 er aldrig. Uden værdi 4 i produktion"
            " og 0 i exttest.",
            "et helt tal 0-30",
            levende=True,
        ),
    ] = None
    afviste: Annotated[
        int,
        Field(ge=1, le=1_000_000),
        Om(
            "Så mange afviste logins og TLS-håndtryk på en time, før der siges til.",
            "et helt tal 1-1.000.000 (skrives uden tusindpunktum)",
            levende=True,
        ),
    ] = 20
    certifikat_dage: Annotated[
        tuple[_DAGE, ...],
        Om(
            "Så mange dage før et af vores certifikater udløber, siges der til; ét trin for hvert tal.",
            "en liste af tal",
        ),
    ] = (30, 7, 1)
    systemcertifikat_dage: Annotated[
        tuple[_DAGE, ...],
        Om(
            "Så mange dage før et it-systems certifikat udløber, siges der til, også til systemets kontakt; ét trin for"
            " hvert tal.",
            "en liste af tal",
        ),
    ] = (60, 30, 7)
    kig_sekunder: Annotated[float, Field(ge=1, le=600), Om("Sekunder mellem to kig.", "et tal 1-600")] = 15.0
    fil: Annotated[
        Path | None,
        Om("Tekstfil, som alarmer skrives i; til en maskine uden mailserver.", "en fil"),
    ] = None


class Mailindstillinger(Gruppe):
    """Alarms and letters by mail."""

    til: Annotated[
        tuple[Adresse, ...],
        Om(
            "Hvem der får alarmer. Tom: der sendes ingen mail.",
            'en liste af mailadresser som `["vagt@korsbaek.example"]`',
            levende=True,
        ),
    ] = ()
    fra: Annotated[Adresse | None, Om("Afsenderens adresse; skal være der, når `til` er der.", "en mailadresse")] = None
    host: Annotated[str, Field(min_length=1), Om("Mailserveren (SMTP).", "en IP-adresse eller et navn")] = "localhost"
    port: Annotated[
        int | None,
        Field(ge=1, le=65535),
        Om("Porten. Uden værdi 587 med `starttls`, 465 med `tls` og 25 med `ingen`.", "et helt tal 1-65535"),
    ] = None
    sikkerhed: Annotated[
        Literal["starttls", "tls", "ingen"],
        Om(
            "Om forbindelsen er i TLS: efter STARTTLS, fra begyndelsen, eller slet ikke. Uden TLS logges der ikke ind.",
            "`starttls`, `tls` eller `ingen`",
        ),
    ] = "starttls"
    tillid: Annotated[
        Path | None,
        Om("De CA'er, som mailserverens certifikat skal være fra (PEM). Uden fil maskinens egne.", "en fil"),
    ] = None
    bruger: Annotated[str, Om("Brugernavn hos mailserveren. Tom: der logges ikke ind.", "en tekst")] = ""
    brevfil: Annotated[
        Path | None,
        Om(
            "Tekstfil, som breve om serviceaftaler og certifikater skrives i, når `fra` ikke er sat. Uden værdi"
            " `breve.txt` ved siden af databasen.",
            "en fil",
        ),
    ] = None
    adgangskode: Annotated[SecretStr | None, Om("Adgangskoden til brugernavnet.", "en tekst", hemmelig=True)] = None


class Webhookindstillinger(Gruppe):
    """Alarms as JSON to an address."""

    url: Annotated[
        SecretStr | None,
        Om(
            "Adressen, som alarmer sendes til (POST). Uden TLS kun til maskinen selv.",
            "en adresse som `https://vagt.example/alarm`",
            hemmelig=True,
        ),
    ] = None
    signaturnoegle: Annotated[
        SecretStr | None,
        Field(min_length=16),
        Om(
            "Nøglen, som alarmerne underskrives med (HMAC-SHA256). Uden værdi ingen underskrift.",
            "mindst 16 tegn",
            hemmelig=True,
        ),
    ] = None
    tillid: Annotated[
        Path | None,
        Om("De CA'er, som modtagerens certifikat skal være fra (PEM). Uden fil maskinens egne.", "en fil"),
    ] = None
