"""Settings of who logs in and how."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, StringConstraints

from cpr_haendelser.settings.kinds import TIL_FRA, Gruppe, Om

Brugerrolle = Literal["driftsoperatoer", "leverandoeradministrator", "aftaleadministrator", "testansvarlig", "revisor"]


class Adgangsindstillinger(Gruppe):
    """People's logins and keys."""

    tofaktor: Annotated[
        Literal["frivillig", "driftsoperatoerer", "alle"],
        Om(
            "Hvem der skal have en godkendelsesapp (TOTP) for at logge ind med adgangskode. Den, der har sat en op,"
            " spørges altid om dens kode.",
            "`frivillig`, `driftsoperatoerer` eller `alle`",
        ),
    ] = "frivillig"
    session_minutter: Annotated[
        int,
        Field(ge=1, le=1440),
        Om("Så mange minutter ubrugt, før et login er udløbet.", "et helt tal 1-1440"),
    ] = 30
    session_timer: Annotated[
        int,
        Field(ge=1, le=168),
        Om("Så mange timer efter login, før der skal logges ind igen, uanset brug.", "et helt tal 1-168"),
    ] = 12
    foerstegang_dage: Annotated[
        int,
        Field(ge=1, le=90),
        Om("Så mange dage gælder en førstegangskode.", "et helt tal 1-90"),
    ] = 7
    noegle_dage: Annotated[
        int,
        Field(ge=1, le=3650),
        Om("Så mange dage kan en nøgle (API) højst gælde.", "et helt tal 1-3650"),
    ] = 365
    fire_oejne: Annotated[
        bool | None,
        Om(
            "Om en anden skal godkende en serviceaftale end den, der har anmodet om den. Så godkendes intet af sig selv"
            " eller ved en opsætningsfil, og en driftsoperatør godkender ikke det, der er anmodet om på kommandolinjen;"
            " heller ikke den, der har været det siden, eller hvis bruger anmoderen siden har oprettet eller rettet."
            " Uden værdi `true` i produktion og `false` i exttest.",
            TIL_FRA,
        ),
    ] = None


class Oidcindstillinger(Gruppe):
    """Logging in by OpenID Connect."""

    udsteder: Annotated[
        str,
        StringConstraints(pattern=r"^(https://\S+|http://(127\.0\.0\.1|localhost)(:[0-9]+)?(/\S*)?)?$"),
        Om(
            "Login-udbyderens issuer, som den selv skriver den. Tom: der logges kun ind lokalt.",
            "en adresse som `https://login.kommune.example/realms/drift`",
        ),
    ] = ""
    klient_id: Annotated[str, Om("Vores navn hos udbyderen (client_id).", "en tekst")] = ""
    klient_noegle: Annotated[
        SecretStr | None, Om("Vores hemmelighed hos udbyderen (client_secret).", "en tekst", hemmelig=True)
    ] = None
    omdirigering: Annotated[
        str,
        StringConstraints(pattern=r"^(https?://\S+/login/oidc/svar)?$"),
        Om(
            "Hvor udbyderen sender browseren tilbage til; den samme, som udbyderen kender.",
            "en adresse, der ender på `/login/oidc/svar`",
        ),
    ] = ""
    omfang: Annotated[str, Om("Hvad udbyderen bedes om (scope).", "en tekst")] = "openid profile email"
    brugerclaim: Annotated[str, Om("Den claim, der er brugernavnet her.", "navnet på en claim")] = "preferred_username"
    cvrclaim: Annotated[
        str,
        Om(
            "Den claim, der er organisationens CVR-nummer; den skal passe til brugerens. Tom: det siger den ikke.",
            "navnet på en claim",
        ),
    ] = ""
    rolleclaim: Annotated[
        str,
        Om(
            "Den claim, der har udbyderens grupper eller roller. Så giver og tager udbyderen rollerne ved hvert login,"
            " og en, der ikke er bruger her, oprettes. Tom: rollerne gives her.",
            "navnet på en claim",
        ),
    ] = ""
    roller: Annotated[
        Mapping[str, Brugerrolle],
        Om("Rollen her for hver af udbyderens grupper eller roller.", "en tabel fra gruppe til rolle"),
    ] = Field(default_factory=dict)
    krav: Annotated[
        Mapping[str, str],
        Om(
            "Claims, der skal have netop disse værdier, fx at der er logget ind med to faktorer (`acr`).",
            "en tabel fra claim til værdi",
        ),
    ] = Field(default_factory=dict)
    tillid: Annotated[
        Path | None,
        Om("De CA'er, som udbyderens certifikat skal være fra (PEM). Uden fil maskinens egne.", "en fil"),
    ] = None
