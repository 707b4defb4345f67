"""Rows as the post room has them, to and from what the interface speaks of."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from cpr_haendelser.abonnementer.model import Dueslag, Vaerdiliste
from cpr_haendelser.adgang.model import Bruger
from cpr_haendelser.aftaler.model import ItSystem, Organisation, Serviceaftale, Systemcertifikat
from cpr_haendelser.storage.forsendelse import Afslutning, Forsendelse, Forsendelsestilstand, Levering, Videregivelse
from cpr_haendelser.storage.sqlite.skema import Skema
from cpr_haendelser.storage.transaktion import transaktion

RUM = "cpr_haendelser.storage.sqlite_postrum"
"""Where the statements are."""
SKEMA = Skema(RUM, 0x43505250)
"""»CPRP« in the file's header."""

Raekke = tuple[Any, ...]
Post = Organisation | ItSystem | Serviceaftale | Dueslag | Bruger | Systemcertifikat

ARTER: dict[str, type[Post]] = {
    "organisation": Organisation,
    "system": ItSystem,
    "aftale": Serviceaftale,
    "dueslag": Dueslag,
    "bruger": Bruger,
    "certifikat": Systemcertifikat,
}
"""What the set-up is made of, by the name of its kind."""

HOLDT, LEVERET = 2, 9
"""Codes of states that are not simply a Forsendelsestilstand: parked and holding; delivered, thus not in the queue."""

KODER = {
    Forsendelsestilstand.VENTER: (0,),
    Forsendelsestilstand.UDE: (1,),
    Forsendelsestilstand.PARKERET: (3, HOLDT),
    Forsendelsestilstand.TILBAGEHOLDT: (4,),
    Forsendelsestilstand.FEJLKOE: (5,),
    Forsendelsestilstand.AFVENTER: (6,),
    Forsendelsestilstand.LEVERET: (LEVERET,),
}
"""The codes of each state in the database, the usual one first."""

MINUT = 16
"""So much of a time says which minute it was."""

TILSTANDE = {kode: tilstand for tilstand, koder in KODER.items() for kode in koder}

_encode = msgspec.json.Encoder(order="deterministic").encode
_laesere = {art: msgspec.json.Decoder(slags).decode for art, slags in ARTER.items()}


class Kasse(NamedTuple):
    """What a row's forsendelse has in common with the others read with it."""

    dueslag: str
    navnerum: bytes


def to_text(value: object) -> str:
    """JSON for a text column; sets in order, so that equals are written alike."""
    return _encode(value).decode()


def to_post(art: str, indhold: str) -> Post:
    """A thing of the set-up."""
    return _laesere[art](indhold)


def to_vaerdiliste(raekke: Raekke) -> Vaerdiliste:
    """The value list of (uuid, navn, system, version, antal, aktiv)."""
    uuid, navn, system, version, antal, aktiv = raekke
    return Vaerdiliste(uuid, navn, system, version, antal, bool(aktiv))


def to_forsendelse(kasse: Kasse, raekke: Raekke, modtaget: str) -> Forsendelse:
    """The forsendelse of (løbenummer, pnr, cvr, tilstand, forsøg, tabt, næste, grund, uden for rækkefølge)."""
    loebenummer, pnr, cvr, kode, forsoeg, tabt, naeste, grund, uden_for = raekke
    return Forsendelse(
        kasse.dueslag,
        loebenummer,
        pnr,
        cvr,
        TILSTANDE[kode],
        forsoeg,
        tabt,
        naeste,
        grund,
        bool(uden_for),
        transaktion(kasse.navnerum, kasse.dueslag, loebenummer),
        modtaget,
        kode == HOLDT,
    )


def to_levering(raekke: Raekke) -> Levering:
    """The record of one delivery."""
    dueslag, loebenummer, pnr, myndighed, forsoeg, tidspunkt, *videregivelse = raekke
    return Levering(dueslag, loebenummer, pnr, myndighed, forsoeg, tidspunkt, Videregivelse(*videregivelse))


def from_afslutning(svar: Afslutning, dueslag: int, videregivelse: int) -> Raekke:
    """The row of an answer, dueslag and record by number."""
    holder = svar.holder and svar.tilstand is Forsendelsestilstand.PARKERET
    return (
        dueslag,
        svar.loebenummer,
        svar.forsoeg,
        HOLDT if holder else KODER[svar.tilstand][0],
        svar.naeste if svar.tilstand is Forsendelsestilstand.VENTER else "",
        svar.grund,
        int(svar.tabt),
        videregivelse,
    )
