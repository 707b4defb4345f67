"""Organisations, it-systems and serviceaftaler, as values.

The concepts are those of the Fælleskommunale Administrationsmodul: a serviceaftale is the authority's instruction to
pass data about its citizens on to one it-system, and it says what: service and version, beskedtyper, personhændelse
codes, følsomhed, forvaltningsområde, sending authority.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

ALLE = "*"
"""In a set of limits: everything, what the message does not have too."""

BESKEDMODTAG = "BeskedModtag"


class Aftaletilstand(StrEnum):
    """Where a serviceaftale stands. anmodet -> godkendt | afvist; godkendt -> opsagt | udloebet."""

    ANMODET = "anmodet"
    GODKENDT = "godkendt"
    AFVIST = "afvist"
    OPSAGT = "opsagt"
    UDLOEBET = "udloebet"


class Organisation(NamedTuple):
    """A myndighed or a leverandør (one can be both), by CVR number."""

    cvr: str
    navn: str
    uuid: str
    myndighed: bool
    leverandoer: bool
    aktiv: bool = True


class ItSystem(NamedTuple):
    """An anvendersystem: what logs in, and where it can be reached."""

    uuid: str
    navn: str
    cvr: str
    """Of the organisation that it belongs to."""
    kontakt: str
    fingeraftryk: tuple[str, ...]
    """SHA-256 of its certificates (DER), hex, lower case."""
    hemmelighed: str
    """Hash of the secret for SASL PLAIN; empty: none."""
    noegle: str
    """Hash of the API key for the feed and REST; empty: none."""
    callbacks: tuple[str, ...]
    """The only addresses that messages may be pushed to."""
    aktiv: bool = True


class Serviceaftale(NamedTuple):
    """What an authority lets an it-system receive. A set may hold ALLE; dates are YYYY-MM-DD, empty: without limit."""

    id: str
    system: str
    myndighed: str
    """CVR of the authority on whose behalf the system receives."""
    service: str
    version: str
    beskedtyper: frozenset[str]
    koder: frozenset[str]
    """Personhændelse codes; the catch-all by its code on the wire."""
    foelsomhed: frozenset[str]
    forvaltningsomraader: frozenset[str]
    afsendere: frozenset[str]
    """CVR numbers of sending authorities."""
    gyldig_fra: str
    gyldig_til: str
    tilstand: Aftaletilstand
    snapshot: bool = False
    """Whether the persons of the authority may be read as a whole."""


class Besked(NamedTuple):
    """What a serviceaftale is held against: the match keys of one message's kuvert, for one receiving authority."""

    myndighed: str
    """CVR of TilladtModtager."""
    beskedtype: str
    kode: str
    foelsomhed: str
    emne: str
    """OpgaveEmne; empty: the message has none, as for CPR."""
    afsender: str
    """CVR of ObjektAnsvarligMyndighed."""
    kreds: tuple[str, ...] = ()
    """CVR of the organisations whose systems alone may have it, whatever the agreements say; empty: all."""


class Svar(NamedTuple):
    """Whether a serviceaftale lets a message through, and if not at which step it stops (Danish word)."""

    tilladt: bool
    stoppet_ved: str
