"""What the audit is made of: poster (one change, or one person's data passed on), links of the chain, its head."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

START = bytes(32)
"""What stands before the first link."""


class Slags(StrEnum):
    """What a link is about."""

    LEVERING = "levering"
    """Messages delivered from a dueslag; each has its row among the post room's delivery records."""
    VIDEREGIVELSE = "videregivelse"
    """Data passed on or shown in any other way: lookups, pages, snapshots, previews, exports, views."""
    AENDRING = "aendring"
    """Something was changed."""
    BEGYNDELSE = "begyndelse"
    """The first link: which chain it is."""
    BORTFALD = "bortfald"
    """Earlier links were removed because they had been kept as long as they may."""


class Revisionspost(NamedTuple):
    """One entry: that something was changed, or that one person's data were passed on or shown.

    What consecutive posts of a batch have in common (all but the last three) is written once.
    """

    slags: Slags
    handling: str
    """Which action of the product: besked.levering, person.aabn, aftale.godkend …"""
    hvem: str = ""
    """Who did it: a user, an it-system, the operator at the command line; empty: the product by itself."""
    system: str = ""
    """UUID of the it-system that got it."""
    myndighed: str = ""
    """CVR of the authority on whose behalf."""
    aftale: str = ""
    """Id of the serviceaftale that let it through."""
    kanal: str = ""
    """By which way: hent, tilsend, feed, rest, cli …"""
    sag: str = ""
    """What it is about, as slags:id: aftale:…, ordre:…, dueslag:…, fil:…, liste:…"""
    felter: tuple[str, ...] = ()
    """What was shown: names of fields or of groups of them (docs/revision.md)."""
    detaljer: tuple[tuple[str, str], ...] = ()
    """What else there is to tell: names, in order, and values; never a personnummer, which has its own place."""
    pnr: int = 0
    """Whom it is about; 0: no person."""
    loebenummer: int = 0
    """Which hændelse of the log; 0: none."""
    forsoeg: int = 0
    """Which attempt at delivery; 0: it is no delivery."""


class Hoved(NamedTuple):
    """The end of a chain: signed and kept elsewhere, it says what everything before it must be."""

    nr: int
    """Of the last link; 0: there is none."""
    tidspunkt: str
    hash: bytes


TOM = Hoved(0, "", START)
"""The head of a chain without links."""


class Led(NamedTuple):
    """A link: what one transaction wrote, with the hash that binds it to all before it."""

    nr: int
    tidspunkt: str
    """When (ISO 8601 UTC); never before the link before it."""
    slags: Slags
    antal: int
    """How many posts."""
    indhold: bytes
    """The canonical bytes (revision.kanonisk), not compressed."""
    forrige: bytes
    """Hash of the link before it."""
    hash: bytes

    @property
    def hoved(self) -> Hoved:
        """The chain's head as it was when this was the last link."""
        return Hoved(self.nr, self.tidspunkt, self.hash)


def lookup_keys(post: Revisionspost) -> frozenset[str]:
    """The texts that a post can be found by, apart from the person: whom, to whom, on which agreement, about what.

    Deliveries are found by the system and the agreement, not by the dueslag: they are many, and it is the system's.
    """
    return frozenset(_keys(post))


def _keys(post: Revisionspost) -> Iterable[str]:
    if post.hvem:
        yield f"hvem:{post.hvem.lower()}"
    if post.system:
        yield f"system:{post.system.lower()}"
    if post.aftale:
        yield f"aftale:{post.aftale.lower()}"
    if post.sag and post.slags is not Slags.LEVERING:
        yield post.sag.lower()
