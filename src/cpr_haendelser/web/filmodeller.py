"""The shapes of received files, and of what a restored backup brought back, in JSON."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from cpr_haendelser.administration import tilbagebragt
from cpr_haendelser.storage.lager import Leverance, Leveranceart, Linje099
from cpr_haendelser.web.modeller import Antal, Efter, Svar


class Filside(BaseModel):
    """Hvilken side: filer efter et nummer, eller 099-linjer efter en linje."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    efter: Efter = 0
    antal: Antal = 100


KALD = (Filside,)
"""What comes in."""


class Modtaget(Svar):
    """En modtaget fil. `poster` tæller efter posttype, `koder099` 099-linjer efter kode.

    `aeldre` er personer, som en anden opgaves nyere billede fik lov at blive for; `grund` hvorfor et hul i kæden blev
    accepteret.
    """

    fil: int
    filnavn: str
    opgave: str
    produktionsdato: str
    forrige_produktionsdato: str
    art: Leveranceart
    modtaget: str
    personer: int
    aendrede: int
    aeldre: int
    haendelser: int
    poster: dict[str, int]
    koder099: dict[str, int]
    bemaerkninger: list[str]
    grund: str | None


class Filer(Svar):
    """Modtagne filer efter nummer."""

    filer: list[Modtaget]


class Filpost(Svar):
    """Hvad der blev af en 099-linje: hændelsernes løbenumre, eller grunden til, at der ingen er; uden personen."""

    linje: int
    kode: str
    maerke: str
    tid: str
    loebenumre: list[int]
    grund: str | None


class Filposter(Svar):
    """En side af en fils 099-linjer."""

    linjer: list[Filpost]


class Ting(Svar):
    """Noget, der kom tilbage med en backup, og hvad det lader nogen."""

    slags: str
    id: str
    navn: str
    hvad: str


class Gendannelsessvar(Svar):
    """Hvad en gendannelse bragte tilbage; den frigives på kommandolinjen, med mærket."""

    taget: str
    gendannet: str
    maerke: str
    ting: list[Ting]


class Gendannelser(Svar):
    """Den gendannelse, der ikke er set efter endnu; null: der er ingen."""

    gendannelse: Gendannelsessvar | None


def to_fil(fil: Leverance) -> Modtaget:
    """The answer for a received file."""
    ens = {navn: value for navn, value in fil._asdict().items() if navn in Modtaget.model_fields}
    return Modtaget(
        **ens | {"bemaerkninger": list(fil.bemaerkninger), "grund": fil.grund or None},
        produktionsdato=fil.proddto,
        forrige_produktionsdato=fil.proddto_forrig,
    )


def to_linje(linje: Linje099) -> Filpost:
    """The answer for a 099 line."""
    return Filpost(
        linje=linje.linje,
        kode=linje.kode,
        maerke=linje.maerke,
        tid=linje.tid,
        loebenumre=list(linje.loebenumre),
        grund=linje.grund or None,
    )


def to_gendannelse(fundet: tilbagebragt.Tilbagebragt | None) -> Gendannelser:
    """The answer for what a restoring brought back."""
    if fundet is None:
        return Gendannelser(gendannelse=None)
    return Gendannelser(
        gendannelse=Gendannelsessvar(
            **fundet.gendannelse._asdict(),
            maerke=fundet.maerke,
            ting=[Ting(**each._asdict()) for each in fundet.ting],
        )
    )
