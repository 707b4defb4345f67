"""The match keys of a message: what serviceaftaler are held against."""

from __future__ import annotations

from cpr_haendelser.aftaler.model import Besked
from cpr_haendelser.beskeder.kuvertfelter import wire_code
from cpr_haendelser.beskeder.saet import Saet
from cpr_haendelser.haendelser.model import Haendelse


def besked_of(haendelse: Haendelse, saet: Saet) -> Besked:
    """The match keys of a hændelse's message. The receiving authority is also the sending one, as `compose` writes."""
    return Besked(
        myndighed=haendelse.modtager_cvr,
        beskedtype=saet.beskedtype,
        kode=wire_code(haendelse, saet),
        foelsomhed=saet.sikkerhedsklassificering,
        emne=saet.opgaveemne,
        afsender=haendelse.modtager_cvr,
    )
