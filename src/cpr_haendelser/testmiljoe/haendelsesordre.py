"""A hændelses-ordre's step as hændelser for the log: the kuvert is filled from the order alone. Pure.

What the order does not say is as the replica has it; what it says may be something else, and then the message diverges.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.haendelser.ids import compute_ordre_ids
from cpr_haendelser.haendelser.model import (
    ORDREREGEL,
    Adresse,
    Art,
    Beslutning,
    Ordrested,
    Retter,
    Rolle,
)
from cpr_haendelser.haendelser.regler import RETTES_AF
from cpr_haendelser.storage.ordre import Ordrehaendelse, Trin, Udfoerelse
from cpr_haendelser.testmiljoe.handlinger import Handling

_ADRESSE = ("kommunekode", "vejkode", "husnr", "etage", "sidedoer", "bnr", "conavn")
_RELATIONER = ("aegtefaelle", "far", "mor", "barn", "vaerge", "gaeldende")
TIL_KOMMUNEN, FRA_KOMMUNEN, FRA_ADRESSE, TIL_ADRESSE = "034", "035", "036", "037"
DOEDSFALD_ANNULLERET = "042"


class Nu(NamedTuple):
    """The person as the replica has it: where it lives (last lived), whether it still does, and which death is due."""

    adresse: Adresse | None
    bor: bool
    doedskode: str


class Vilkaar(NamedTuple):
    """What turning a step into hændelser needs beside it."""

    namespace: UUID
    cvr_for: Callable[[str], str]
    kreds: tuple[str, ...]
    registreret: str
    """The time of registration where the order says none, as CPR has it (YYYYMMDDHHMM)."""
    oensket_divergens: bool = False
    """The line says that a difference is wanted."""


def to_haendelser(
    handling: Handling, trin: Trin, udfoerelse: Udfoerelse, nu: Nu, vilkaar: Vilkaar
) -> list[Ordrehaendelse]:
    """The hændelser of one udførelse: two of a move (or the one that `kode` names), else one."""
    felter = dict(trin.felter)
    foer = _address(felter, "fra_") or nu.adresse
    efter = _address(felter, "") or (nu.adresse if handling.noegle != "flytning" else None)
    fundne = []
    for kode, rolle, adresse in _codes(handling, trin.art, felter, nu, foer, efter):
        kommune = felter.get("modtager_kommune") or (adresse.kommunekode if adresse else "")
        if not kommune:
            raise Brugsfejl("TST-006", "modtagerens kommune kendes ikke; udfyld modtager_kommune.")
        beslutning = _decide(handling, trin, kode, rolle, kommune, (foer, efter), udfoerelse, vilkaar)
        ids = compute_ordre_ids(
            vilkaar.namespace, udfoerelse.ordre, udfoerelse.linje, udfoerelse.trin, udfoerelse.gentagelse,
            beslutning.pnr, kode, rolle,
        )  # fmt: skip
        fundne.append(
            Ordrehaendelse(
                beslutning,
                *ids,
                felter.get("modtager_cvr") or vilkaar.cvr_for(kommune),
                str(Ordrested(udfoerelse.ordre, udfoerelse.linje, udfoerelse.trin, udfoerelse.gentagelse)),
                vilkaar.kreds,
                int(felter.get("retter") or 0),
                vilkaar.oensket_divergens,
            )
        )
    return fundne


_Kode = tuple[str, Rolle, Adresse | None]


def _codes(  # noqa: PLR0913 - what the codes hang on
    handling: Handling, art: Art, felter: dict[str, str], nu: Nu, foer: Adresse | None, efter: Adresse | None
) -> list[_Kode]:
    """Codes with role, and the address in whose municipality the receiver is."""
    oensket = felter.get("kode_ordre", "")
    if handling.noegle == "flytning":
        inden_for = foer is not None and efter is not None and foer.kommunekode == efter.kommunekode
        til, fra = (TIL_ADRESSE, FRA_ADRESSE) if inden_for else (TIL_KOMMUNEN, FRA_KOMMUNEN)
        par = [(til, Rolle.NY, efter), (fra, Rolle.GAMMEL, foer)]
        return [each for each in par if not oensket or each[0] == oensket]
    rolle = Rolle.NY if nu.bor else Rolle.SENESTE
    if handling.noegle == "doedsfald":
        kode = DOEDSFALD_ANNULLERET if art is Art.ANNULLERING else oensket or nu.doedskode
        return [(kode, Rolle.SENESTE, nu.adresse)]
    return [(oensket or handling.koder[0], rolle, efter or nu.adresse)]


def _decide(  # noqa: PLR0913 - one call, each part named
    handling: Handling,
    trin: Trin,
    kode: str,
    rolle: Rolle,
    kommune: str,
    adresser: tuple[Adresse | None, Adresse | None],
    udfoerelse: Udfoerelse,
    vilkaar: Vilkaar,
) -> Beslutning:
    felter = dict(trin.felter)
    foer, efter = adresser if handling.noegle == "flytning" else (None, adresser[1])
    gyldig_fra = felter.get("virkning") or (vilkaar.registreret if trin.art is Art.NY else "")
    koder = RETTES_AF.get(kode, (kode,))
    return Beslutning(
        pnr=f"{udfoerelse.pnr:010d}",
        kode=kode,
        art=trin.art,
        regel=ORDREREGEL,
        rolle=rolle,
        kommune=kommune,
        gyldig_fra=gyldig_fra,
        usikker=False,
        registreret=felter.get("registreret") or vilkaar.registreret,
        om="",
        grupper=(handling.gruppe,) if handling.gruppe else (),
        foer=foer,
        efter=efter,
        relaterede=tuple((felter[navn], navn) for navn in _RELATIONER if felter.get(navn)),
        retter=Retter(koder, gyldig_fra) if trin.art is not Art.NY and not felter.get("retter") else None,
        hoved=None,
        linjer=(),
        poster=(),
    )


def _address(felter: dict[str, str], foran: str) -> Adresse | None:
    """The address that the fields tell of; None where they tell of none."""
    if not felter.get(f"{foran}kommunekode"):
        return None
    kommunekode, vejkode, husnr, etage, sidedoer, bnr, conavn = (felter.get(foran + navn, "") for navn in _ADRESSE)
    return Adresse(kommunekode, vejkode, husnr, etage, sidedoer, bnr, conavn)
