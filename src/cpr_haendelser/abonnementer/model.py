"""Dueslag and value lists, as values."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Leveringsmaade(StrEnum):
    """How a dueslag is emptied."""

    HENT = "hent"
    """BeskedHent: the receiver pulls over AMQP."""
    TILSEND = "tilsend"
    """BeskedFåTilsendt: pushed to a callback by REST."""


class Dueslag(NamedTuple):
    """A named mailbox of one it-system for one beskedtype."""

    uuid: str
    navn: str
    system: str
    beskedtype: str
    leveringsmaade: Leveringsmaade
    callback: str
    """Where TILSEND pushes to: one of the system's registered addresses; empty for HENT."""
    filter: str
    """The expression (abonnementer.udtryk); empty lets everything through that the agreements allow."""
    fra: int
    """Løbenumre above this are for it."""
    aktiv: bool = True


class Traef(NamedTuple):
    """A hændelse is for a dueslag, on the agreement of an authority (CVR)."""

    dueslag: str
    loebenummer: int
    pnr: int
    myndighed: str


class Vaerdiliste(NamedTuple):
    """A named set of values that filters refer to by id; every change gives it a new version."""

    uuid: str
    navn: str
    system: str
    version: int
    antal: int
    aktiv: bool = True
