"""What the audit says of messages that have left, or are about to, without a delivery record of their own.

A delivery record is written when the receiver has acknowledged. A message that it has been sent and has not, or not
yet, acknowledged may have been read all the same.
"""

from __future__ import annotations

from cpr_haendelser.revision.post import Revisionspost, Slags
from cpr_haendelser.storage.forsendelse import Forsendelse, Videregivelse
from cpr_haendelser.storage.revisionsposter import delivery

USENDT = frozenset(
    {"adresse-afvist", "certifikat", "tls", "dns", "ingen-forbindelse", "intern-fejl", "kan-ikke-skrives"}
)
"""Codes of fordeling.grunde that say that nothing of the message has left."""
LUKKET = "lukket"
"""Why a message came back that somebody had: channel or connection was closed in an orderly way."""


def attempted(forsendelse: Forsendelse, vej: Videregivelse, grund: str) -> Revisionspost:
    """It was sent and not acknowledged as delivered."""
    return _sent("besked.forsoeg", forsendelse, vej)._replace(detaljer=(("grund", grund),))


def unacknowledged(forsendelse: Forsendelse, vej: Videregivelse) -> Revisionspost:
    """It is about to be sent to a receiver that acknowledges nothing."""
    return _sent("besked.uden_kvittering", forsendelse, vej)


def _sent(handling: str, forsendelse: Forsendelse, vej: Videregivelse) -> Revisionspost:
    return delivery(vej, forsendelse.myndighed, forsendelse.dueslag)._replace(
        slags=Slags.VIDEREGIVELSE,
        handling=handling,
        pnr=forsendelse.pnr,
        loebenummer=forsendelse.loebenummer,
        forsoeg=forsendelse.forsoeg,
    )
