"""The match keys of a message: what serviceaftaler are held against."""

from __future__ import annotations

from cpr_haendelser.aftaler.model import Besked
from cpr_haendelser.beskeder.saet import Saet
from cpr_haendelser.haendelser.model import SAMLE, Haendelse


def besked_of(haendelse: Haendelse, saet: Saet) -> Besked:
    """The match keys of a hændelse's message."""
    besked = to_besked(haendelse.modtager_cvr, haendelse.beslutning.kode, saet)
    return besked._replace(kreds=haendelse.kreds) if haendelse.kreds else besked


def to_besked(cvr: str, kode: str, saet: Saet) -> Besked:
    """The match keys of a message to an authority about a code of the log.

    The receiving authority is also the sending one, as `compose` writes.
    """
    return Besked(
        myndighed=cvr,
        beskedtype=saet.beskedtype,
        kode=saet.samlekode if kode == SAMLE else kode,
        foelsomhed=saet.sikkerhedsklassificering,
        emne=saet.opgaveemne,
        afsender=cvr,
    )
