"""Settings of the audit: the key that its head is signed with, and where the signed head goes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cpr_haendelser.settings.kinds import Gruppe, Om


class Revisionsindstillinger(Gruppe):
    """The audit. docs/revision.md says what it promises."""

    noegle: Annotated[
        Path | None,
        Om(
            "Nøglen, som revisionssporets hoved underskrives med (Ed25519 i PEM). Lav den med `haendelser revision"
            " noegle FIL`, og hold den uden for databasen og dens backup. Uden nøgle underskrives intet.",
            "en fil",
        ),
    ] = None
    hovedfil: Annotated[
        Path | None,
        Om(
            "Fil, som det underskrevne hoved skrives i, mens programmet kører: hvert døgn, inden for et minut, når"
            " nogens adgang er ændret, og ved stop; den bør ligge på en anden maskine end databasen. Hvert døgn sendes"
            " hovedet også ad de veje, som alarmer sendes.",
            "en fil",
        ),
    ] = None
