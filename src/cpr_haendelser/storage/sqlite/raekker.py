"""Rows as the database has them, to and from what the interface speaks of."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from cpr_haendelser.haendelser.model import Adresse, Art, Beslutning, Haendelse, Hoved, Retter, Rolle
from cpr_haendelser.storage.lager import Leverance, Leveranceart, Linje099

Raekke = tuple[Any, ...]


class Indhold(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a hændelse knows beside the columns of its row. Tuples are JSON lists in the order of their fields."""

    usikker: bool = False
    om: str = ""
    grupper: tuple[str, ...] = ()
    foer: Adresse | None = None
    efter: Adresse | None = None
    relaterede: tuple[tuple[str, str], ...] = ()
    retter: Retter | None = None
    hoved: Hoved | None = None
    linjer: tuple[int, ...] = ()
    poster: tuple[str, ...] = ()
    ordre: str = ""
    kreds: tuple[str, ...] = ()
    dag: str = ""
    """`proddto` of an ordered hændelse."""
    oensket: bool = False
    """A divergence of it is wanted."""


encode = msgspec.json.Encoder().encode
_read_indhold = msgspec.json.Decoder(Indhold).decode
_read_counts = msgspec.json.Decoder(dict[str, int]).decode
_read_words = msgspec.json.Decoder(tuple[str, ...]).decode
_read_numbers = msgspec.json.Decoder(tuple[int, ...]).decode


def to_text(value: object) -> str:
    """JSON for a text column."""
    return encode(value).decode()


def to_indhold(
    beslutning: Beslutning, *, kreds: tuple[str, ...] = (), ordre: str = "", dag: str = "", oensket: bool = False
) -> str:
    """The JSON of what has no column; what is empty takes no room."""
    return to_text(
        Indhold(
            beslutning.usikker,
            beslutning.om,
            beslutning.grupper,
            beslutning.foer,
            beslutning.efter,
            beslutning.relaterede,
            beslutning.retter,
            beslutning.hoved,
            beslutning.linjer,
            beslutning.poster,
            ordre,
            kreds,
            dag,
            oensket,
        )
    )


def read_indhold(raekke: Raekke) -> Indhold:
    """What stands in the last column of a row that ends with a decision."""
    return _read_indhold(raekke[-1])


def to_beslutning(raekke: Raekke, rest: Indhold) -> Beslutning:
    """The decision of (pnr, kode, art, regel, rolle, kommune, gyldig_fra, registreret, indhold); `rest` is indhold."""
    pnr, kode, art, regel, rolle, kommune, gyldig_fra, registreret, _ = raekke
    return Beslutning(
        pnr=f"{pnr:010}",
        kode=kode,
        art=Art(art),
        regel=regel,
        rolle=Rolle(rolle),
        kommune=kommune,
        gyldig_fra=gyldig_fra,
        usikker=rest.usikker,
        registreret=registreret,
        om=rest.om,
        grupper=rest.grupper,
        foer=rest.foer,
        efter=rest.efter,
        relaterede=rest.relaterede,
        retter=rest.retter,
        hoved=rest.hoved,
        linjer=rest.linjer,
        poster=rest.poster,
    )


def to_haendelse(raekke: Raekke) -> Haendelse:
    """The hændelse of a row of laesning.sql's `haendelser`: the decision's columns stand last."""
    loebenummer, registrering_id, besked_id, cvr, retter, retter_id, hoved_id, *fra = raekke[:13]
    fil, opgave, filnavn, proddto, dannet, saet = fra
    rest = read_indhold(raekke)
    if rest.ordre:
        # The file is no cause then, only the version that is shown.
        opgave, filnavn, proddto = "", "", rest.dag
    return Haendelse(
        loebenummer=loebenummer,
        registrering_id=UUID(bytes=registrering_id),
        besked_id=UUID(bytes=besked_id),
        beslutning=to_beslutning(raekke[13:], rest),
        modtager_cvr=cvr,
        retter_loebenummer=retter or 0,
        retter_id=UUID(bytes=retter_id) if retter_id else None,
        hoved_id=UUID(bytes=hoved_id) if hoved_id else None,
        fil=fil,
        opgave=opgave,
        filnavn=filnavn,
        proddto=proddto,
        dannet=dannet,
        saet=saet,
        ordre=rest.ordre,
        kreds=rest.kreds,
        oensket_divergens=rest.oensket,
    )


def to_leverance(raekke: Raekke) -> Leverance:
    """The ledger line of a row, in the order of the columns."""
    *foerste, poster, koder099, bemaerkninger, grund, haendelser = raekke
    fil, opgave, proddto, proddto_forrig, filnavn, sha256, art, modtaget, personer, aendrede, aeldre = foerste
    return Leverance(
        fil,
        opgave,
        proddto,
        proddto_forrig,
        filnavn,
        sha256,
        Leveranceart(art),
        modtaget,
        personer,
        aendrede,
        aeldre,
        _read_counts(poster),
        _read_counts(koder099),
        _read_words(bemaerkninger),
        grund,
        haendelser,
    )


def from_leverance(leverance: Leverance) -> Raekke:
    """The row of a ledger line."""
    return tuple(
        leverance._replace(
            art=leverance.art.value,  # type: ignore[arg-type]  # the database takes plain text
            poster=to_text(leverance.poster),  # type: ignore[arg-type]
            koder099=to_text(leverance.koder099),  # type: ignore[arg-type]
            bemaerkninger=to_text(leverance.bemaerkninger),  # type: ignore[arg-type]
        )
    )


def to_linje099(raekke: Raekke) -> Linje099:
    """What became of a 099 line, of its row in the order of the columns."""
    *foerste, loebenumre, grund = raekke
    fil, linje, pnr, kode, maerke, tid = foerste
    return Linje099(fil, linje, pnr, kode, maerke, tid, _read_numbers(loebenumre), grund)
