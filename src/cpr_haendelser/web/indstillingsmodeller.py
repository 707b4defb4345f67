"""The shapes of settings that may be chosen while the program runs, in JSON."""

from __future__ import annotations

import json
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from cpr_haendelser.driftsvalg.kontor import Indstilling
from cpr_haendelser.storage.lager import STOERSTE
from cpr_haendelser.web.modeller import Svar


class Valg(BaseModel):
    """Den værdi, som indstillingen skal have."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    vaerdi: Annotated[
        Any, Field(description="Som den skrives i indstillingsfilen: en tekst, et tal, sandt eller falsk, en liste.")
    ]
    pr: Annotated[
        int | None,
        Field(ge=0, le=STOERSTE, description="Nummeret på det valg, der er set; er der valgt siden, ændres intet."),
    ] = None


class IndstillingSvar(Svar):
    """En indstilling, som den er."""

    navn: str
    tekst: Annotated[str, Field(description="Hvad den er til.")]
    forventet: Annotated[str, Field(description="Hvordan en værdi ser ud.")]
    vaerdi: Annotated[Any, Field(description="Den værdi, der gælder nu.")]
    ellers: Annotated[Any, Field(description="Den, der gælder uden et valg: variablens, filens eller programmets.")]
    valgt: Annotated[bool, Field(description="Om værdien er valgt, mens der køres.")]
    nr: Annotated[int, Field(description="Nummeret på det nyeste valg; 0: der er intet.")]
    hvem: Annotated[str, Field(description="Hvem der sidst ændrede den; tom: ingen.")]
    tidspunkt: Annotated[str, Field(description="Hvornår; tom: aldrig.")]
    grund: str


class Indstillinger(Svar):
    """Dem, der kan ændres, mens der køres."""

    indstillinger: list[IndstillingSvar]


def to_indstilling(en: Indstilling) -> IndstillingSvar:
    """A setting as it is answered."""
    seneste = en.seneste
    return IndstillingSvar(
        navn=en.en.navn,
        tekst=en.en.om.tekst,
        forventet=en.en.om.forventet,
        vaerdi=json.loads(en.vaerdi),
        ellers=json.loads(en.ellers),
        valgt=en.valgt,
        nr=en.nr,
        hvem=seneste.hvem if seneste else "",
        tidspunkt=seneste.tidspunkt if seneste else "",
        grund=seneste.grund if seneste else "",
    )
