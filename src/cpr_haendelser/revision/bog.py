"""What the post room keeps of the audit, beside what it writes there by itself with each delivery and change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple, Protocol

from cpr_haendelser.revision.post import Hoved, Led, Revisionspost, Slags

Emne = int | str
"""What is asked about: a person (personnummer), or a lookup key (post.lookup_keys)."""


class Antal(NamedTuple):
    """How much there is of what was asked about."""

    led: int
    """In so many links."""
    poster: int


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

    def tael_revision(
        self, emne: Emne, *, fra: str = "", til: str = "", slags: Collection[Slags] = tuple(Slags)
    ) -> Antal:
        """How much there is about it in that time."""
        ...
