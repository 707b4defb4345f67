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

BESKEDMODTAG, BESKEDAFSEND, OPSLAG = "BeskedModtag", "BeskedAfsend", "CPR-replika opslag"
"""The services that an agreement can be about: each door asks for its own."""


class Aftaletilstand(StrEnum):
    """Where a serviceaftale stands. anmodet -> godkendt | afvist; godkendt -> opsagt | udloebet."""

    ANMODET = "anmodet"
    GODKENDT = "godkendt"
    AFVIST = "afvist"
    OPSAGT = "opsagt"
    UDLOEBET = "udloebet"


class Hindring(StrEnum):
    """Why a serviceaftale lets nothing at all through, whatever is asked."""

    TILSTAND = "tilstand"
    """It is not approved."""
    MYNDIGHED_LUKKET = "myndighed_lukket"
    SYSTEM_LUKKET = "system_lukket"
    """The it-system is closed, or its organisation."""
    IKKE_BEGYNDT = "ikke_begyndt"
    UDLOEBET = "udloebet"
    """Its last day is gone."""


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
    formaal: str = ""
    """What the data are used for, in the supplier's words."""
    hjemmel: str = ""
    """The legal basis, in the supplier's words."""
    erstatter: str = ""
    """Id of the agreement that this one takes over from when it is approved; empty: none."""
    lukket: bool = False
    """Whether its authority is closed: it lets nothing through meanwhile. Not kept; the doors' set-up says so."""


class Aftaleskridt(NamedTuple):
    """A step of a serviceaftale's way, or a word in its thread: who did it, when, and what was said. Never changed."""

    aftale: str
    tidspunkt: str
    hvem: str
    """Who, as every change names it (adgang.model.Aktoer.hvem)."""
    navn: str
    """The name that the one had then."""
    skridt: str
    """A step of aftaler.livsforloeb; ORD: a word alone; OPSAETNING: the set-up file."""
    fra: str
    """The state before; empty: there was no agreement."""
    til: str
    """The state after; empty: a word changes none."""
    tekst: str = ""
    """The reason, or the word."""


class Systemcertifikat(NamedTuple):
    """A certificate that was uploaded for an it-system, or is known to be used in another environment."""

    fingeraftryk: str
    """SHA-256 of it (DER), hex, lower case."""
    noegleaftryk: str
    """SHA-256 of its public key; empty: not known."""
    system: str
    """UUID; empty: another environment's."""
    miljoe: str
    navn: str
    """Whom it names, in words."""
    gyldig_fra: str
    """ISO 8601 in UTC; empty: not known."""
    gyldig_til: str
    pem: str
    """The certificate alone; empty: not known."""
    fjernet: str = ""
    """Since when it is in use no more; empty: it is."""
    spaerret: bool = False
    """It is never to be used again."""


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
