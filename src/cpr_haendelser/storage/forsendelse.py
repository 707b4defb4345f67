"""A forsendelse: one hændelse on its way to one dueslag."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Forsendelsestilstand(StrEnum):
    """Nothing expires: a forsendelse is on its way, delivered, or kept where an operator sees it."""

    VENTER = "venter"
    """May leave when its time has come and it is its person's first."""
    UDE = "ude"
    """Handed to a consumer or a push under way; nobody has said yes or no."""
    LEVERET = "leveret"
    PARKERET = "parkeret"
    """Refused, or given up by us: an operator releases it, moves it or ends it."""
    TILBAGEHOLDT = "tilbageholdt"
    """No approved agreement any more; goes on by itself if it is approved again."""
    AFVENTER = "afventer"
    """Of so large a file that an operator says first whether it shall leave; its person's later ones wait."""
    FEJLKOE = "fejlkoe"
    """Moved out of the way by the receiver or an operator."""


class Forsendelse(NamedTuple):
    """One hændelse for one dueslag."""

    dueslag: str
    loebenummer: int
    pnr: int
    myndighed: str
    """CVR of the authority on whose agreement it leaves."""
    tilstand: Forsendelsestilstand
    forsoeg: int
    """Delivery attempts begun; AntalLeveranceforsoeg is this number at the attempt."""
    tabt: int
    """Lost connections while outstanding."""
    naeste: str
    """When it may leave again (ISO 8601 UTC); empty: at once."""
    grund: str
    """Why it is parked, withheld or waiting; a code of fordeling.grunde."""
    uden_for_raekkefoelge: bool
    """Released after later messages about the person had left."""
    transaktion: str
    """TransaktionsId (UUID), the same at every attempt."""
    modtaget: str
    """When it was derived (ISO 8601 with offset): ModtagelsesTidspunkt of the Leverancerute."""
    holder: bool = False
    """Parked so that the person's later ones wait until it is released or moved to the fejlkø."""


class Udfald(StrEnum):
    """What came of an attempt, whatever the channel (fordeling.genforsoeg decides what follows)."""

    LEVERET = "leveret"
    AFVIST = "afvist"
    """Refused for good by the receiver (nack or reject without requeue): parked, the person's later ones go on."""
    IGEN = "igen"
    """Given back (requeue): the same message first for that person, after a growing pause."""
    FORBINDELSE_TABT = "forbindelse_tabt"
    BESKEDFEJL = "beskedfejl"
    """The receiver refused this message (StatusKode 41 and the like, 400, 422): retried by the table, then parked."""
    MODTAGERFEJL = "modtagerfejl"
    """It is about the receiver (40, no connection, 5xx, 429): the dueslag waits, trying one message at a time."""
    STOP = "stop"
    """51, 53, 55, 410: the dueslag stops and somebody is told."""


class Svar(NamedTuple):
    """A receiver's answer to one attempt."""

    dueslag: str
    loebenummer: int
    udfald: Udfald
    grund: str
    """Short code for the log: statuskode-40, http-503, nack, ingen-forbindelse."""
    vent: float = 0.0
    """Seconds that the receiver asked us to wait (Retry-After)."""


class Videregivelse(NamedTuple):
    """On whose behalf and by which way a message left: with the time, the record of its delivery."""

    system: str
    """The it-system (UUID) that got it."""
    aftale: str
    """Id of the serviceaftale that let it through."""
    kanal: str
    """hent, tilsend."""


class Afslutning(NamedTuple):
    """What becomes of a forsendelse after an attempt: decided by fordeling.genforsoeg, kept by Postrum.svar."""

    dueslag: str
    loebenummer: int
    forsoeg: int
    """The attempt that ended (Forsendelse.forsoeg as it was taken): an answer to another attempt is not heard."""
    tilstand: Forsendelsestilstand
    """LEVERET, VENTER (again from `naeste`), PARKERET, FEJLKOE, or TILBAGEHOLDT (not sent: the attempt is not counted,
    and the person's waiting ones on behalf of the same authority are withheld with it)."""
    naeste: str = ""
    """VENTER: when it may leave again (ISO 8601 UTC, as `nu`); empty: at once."""
    grund: str = ""
    """Why it was not delivered; also the dueslag's last error."""
    holder: bool = False
    """PARKERET: the person's later ones wait until it is released or moved; else they go on."""
    tabt: bool = False
    """The connection was lost while it was outstanding: counted in Forsendelse.tabt."""
    videregivelse: Videregivelse | None = None
    """LEVERET: the delivery record, kept in the same transaction."""


class Levering(NamedTuple):
    """The record of one delivery; a message that was replayed has several."""

    dueslag: str
    loebenummer: int
    pnr: int
    myndighed: str
    forsoeg: int
    tidspunkt: str
    videregivelse: Videregivelse
