"""What the post room keeps of the audit, beside what it writes there by itself with each delivery and change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple, Protocol

from cpr_haendelser.revision.post import Hoved, Led, Revisionspost, Slags
from cpr_haendelser.revision.segl import Segl
from cpr_haendelser.revision.vidner import Vidner

Emne = int | str
"""What is asked about: a person (personnummer), or a lookup key (post.lookup_keys)."""


class Antal(NamedTuple):
    """How much there is of what was asked about."""

    led: int
    """In so many links."""
    poster: int


class Begyndelse(NamedTuple):
    """What the links that are kept follow."""

    kaede: str
    """Which chain (UUID); empty: it says so itself in its first link."""
    hoved: Hoved
    """Of the last link that has been removed; nr 0: none has."""
    segl: Segl | None = None
    """The same, signed."""


class Tal(NamedTuple):
    """How many rows point at a link."""

    led: int
    """0: at none, for they were recorded before there was an audit."""
    noegler: int
    personer: int
    leveringer: int


class Revisionsbog(Protocol):
    """The book of the audit. Times as in the rest of the post room; links are only ever appended."""

    def skriv_revision(self, poster: Sequence[Revisionspost], *, nu: str) -> Hoved:
        """Appends posts in a transaction of their own, durable when it returns: one link for each kind among them.

        The head after it. Deliveries and changes that the post room makes itself are written with them, not by this.
        """
        ...

    def revisionshoved(self) -> Hoved:
        """The head of the chain; of a chain without links nr 0."""
        ...

    def revisionsled(self, *, efter: int = 0, til: int | None = None) -> Iterator[Led]:
        """The links in order, after a number up to another."""
        ...

    def revisionsled_om(
        self, emne: Emne, *, fra: str = "", til: str = "", slags: Collection[Slags] = tuple(Slags), efter: int = 0
    ) -> Iterator[Led]:
        """The links with posts about it, in order: from the time `fra` until before `til`, after a number."""
        ...

    def revisionsnoegler(self, noegler: Collection[str], slags: Collection[Slags]) -> set[str]:
        """Which of these keys (in lower case) any link of these kinds has posts about."""
        ...

    def tael_revision(
        self, emne: Emne, *, fra: str = "", til: str = "", slags: Collection[Slags] = tuple(Slags)
    ) -> Antal:
        """How much there is about it in that time."""
        ...

    def revisionsbegyndelse(self) -> Begyndelse:
        """What the links that are kept follow."""
        ...

    def revision_foer(self, tid: str) -> tuple[Hoved, Antal]:
        """The head as it was before a time, and how much is kept up to it; nr 0 and nothing where nothing is."""
        ...

    def slet_revision(self, segl: Segl, *, nu: str, hvem: str) -> Antal:
        """Removes the links up to a signed head, and what points at them; a new link says so. In one transaction.

        How much was removed. Brugsfejl REV-004 where the head is not the chain's.
        """
        ...

    # --- for the check ------------------------------------------------------------------------------------------------

    def revisionsafvigelser(self, led: Led) -> list[str]:
        """Where lookups, delivery records and the set-up say otherwise than a link; in Danish."""
        ...

    def revisionstal(self, til: int) -> Iterator[Tal]:
        """How many rows point at each link up to a number, and at links that are not there, in order."""
        ...

    def revisionsvidner(self) -> Vidner:
        """The rows that entries of the audit came with (revision.vidner), and the head, at one moment."""
        ...

    def opsaetningsposter(self, fra: int) -> int:
        """How many things of the set-up were made or changed from a version on."""
        ...
