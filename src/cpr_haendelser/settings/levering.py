"""Settings of delivery: what the distributor says of itself, the ways out, and their certificates."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from cpr_haendelser.settings.kinds import ET_UUID, TIL_FRA, Aktoer, Grundlag, Gruppe, Om


class Tlsindstillinger(Gruppe):
    """Certificates: of the doors for machines, and of the client that pushes. They are read again when they change."""

    certifikat: Annotated[
        Path | None,
        Om("Servercertifikat med kæde for BeskedHent og maskindøren (PEM).", "en fil"),
    ] = None
    noegle: Annotated[Path | None, Om("Nøglen til servercertifikatet (PEM, uden adgangskode).", "en fil")] = None
    tillid: Annotated[
        Path | None,
        Om("De CA'er, som modtagernes klientcertifikater skal være fra (PEM).", "en fil"),
    ] = None
    klient_certifikat: Annotated[
        Path | None,
        Om("Klientcertifikatet, som vises, når der sendes til en modtager (PEM).", "en fil"),
    ] = None
    klient_noegle: Annotated[Path | None, Om("Nøglen til klientcertifikatet (PEM, uden adgangskode).", "en fil")] = None
    klient_tillid: Annotated[
        Path | None,
        Om("De CA'er, som modtagernes servercertifikater skal være fra (PEM). Uden fil maskinens egne.", "en fil"),
    ] = None


class Hentindstillinger(Gruppe):
    """BeskedHent: the AMQP door."""

    aktiv: Annotated[bool, Om("Om BeskedHent er åben, når der serveres.", TIL_FRA)] = True
    host: Annotated[
        str,
        Field(min_length=1),
        Om("Adressen, som BeskedHent lytter på; uden TLS kun maskinens egen.", "en IP-adresse eller et navn"),
    ] = "127.0.0.1"
    port: Annotated[
        int | None,
        Field(ge=0, le=65535),
        Om("Porten. Uden værdi 5671 med TLS og 5672 uden; 0 er en ledig port.", "et helt tal 0-65535"),
    ] = None
    prefetch: Annotated[
        int,
        Field(ge=1, le=2000),
        Om(
            "Så mange beskeder er højst ude hos en forbruger, der ikke selv har sat qos. Dokumentationen siger, at hver"
            " besked skal kvitteres før den næste.",
            "et helt tal 1-2000",
            Grundlag.UKENDT,
        ),
    ] = 1
    ramme: Annotated[
        int,
        Field(ge=4096, le=1 << 20),
        Om("Den største AMQP-ramme (frame_max) i byte.", "et helt tal 4.096-1.048.576 (skrives uden tusindpunktum)"),
    ] = 131072


class Maskindoersindstillinger(Gruppe):
    """The door for machines over HTTP: mutual TLS on a port of its own."""

    aktiv: Annotated[
        bool,
        Om("Om maskindøren er åben, når der serveres. Den kræver `tls.certifikat` og `tls.tillid`.", TIL_FRA),
    ] = True
    host: Annotated[
        str, Field(min_length=1), Om("Adressen, som maskindøren lytter på.", "en IP-adresse eller et navn")
    ] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535), Om("Porten; 0 er en ledig port.", "et helt tal 0-65535")] = 8443


class Tilsendindstillinger(Gruppe):
    """BeskedFåTilsendt: pushing."""

    samtidige: Annotated[
        int, Field(ge=1, le=256), Om("Så mange beskeder sendes på samme tid fra ét dueslag.", "et helt tal 1-256")
    ] = 8
    svar_sekunder: Annotated[
        float, Field(ge=1, le=600), Om("Så længe har en modtager til at svare færdigt.", "et tal 1-600")
    ] = 30.0
    ulaeseligt_svar: Annotated[
        Literal["beskedfejl", "modtagerfejl"],
        Om(
            "Hvad et svar 200 uden læselig StatusKode handler om; aldrig en succes.",
            "`beskedfejl` eller `modtagerfejl`",
            Grundlag.UKENDT,
        ),
    ] = "beskedfejl"
    private_adresser: Annotated[
        bool, Om("Om der må sendes til private og lokale adresser (10.x, 192.168.x, 127.x …).", TIL_FRA)
    ] = False
    http_paa_loopback: Annotated[bool, Om("Om der må sendes uden TLS til maskinen selv; kun i exttest.", TIL_FRA)] = (
        False
    )


class Leveringsindstillinger(Gruppe):
    """What the distributor says of itself, and how patient it is."""

    kildesystem: Annotated[
        Aktoer,
        Om(
            "Kildesystem og ModtagetFraSystem: hvem beskeden kommer fra (Serviceplatformen).",
            ET_UUID,
            Grundlag.UKENDT,
        ),
    ] = "d92bb9c2-d826-4028-8fb5-d8b88b4377d4"
    fordelingssystem: Annotated[
        Aktoer,
        Om("Fordelingssystem: hvem der har fordelt beskeden; set i leverede beskeder.", ET_UUID, Grundlag.KENDT),
    ] = "f9fbbb38-4b2f-11e5-885d-feff819cdc9f"
    laengste_vent: Annotated[
        float,
        Field(ge=0, le=86400),
        Om("Højst så mange sekunder følges en modtagers Retry-After.", "et tal 0-86.400 (skrives uden tusindpunktum)"),
    ] = 3600.0
    stor_fil: Annotated[
        int | None,
        Field(ge=0),
        Om(
            "Har en modtaget fil flere hændelser end så mange, sendes de først, når en operatør siger det (`haendelser"
            " storfil`); fødsler og dødsfald straks. 0 er aldrig. Uden værdi 100.000 i produktion og 0 i exttest.",
            "et helt tal fra 0",
            levende=True,
        ),
    ] = None
    tabte_forbindelser: Annotated[
        int,
        Field(ge=1, le=100),
        Om("Så mange tabte forbindelser, mens en besked er ude, parkerer den.", "et helt tal 1-100", Grundlag.VALG),
    ] = 3
