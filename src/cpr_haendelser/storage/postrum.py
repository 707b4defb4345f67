"""The one interface to the post room's own store.

The register (storage.lager) and this are two stores: the position read to in the log stands here, in the same
transaction as the forsendelser derived from it; no transaction spans both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from cpr_haendelser.abonnementer.model import Dueslag, Vaerdiliste
from cpr_haendelser.aftaler.model import ItSystem, Organisation, Serviceaftale
from cpr_haendelser.storage.forsendelse import Forsendelse, Forsendelsestilstand, Svar


class Ny(NamedTuple):
    """A forsendelse to be derived."""

    dueslag: str
    loebenummer: int
    pnr: int
    myndighed: str


class Dueslagstilstand(NamedTuple):
    """How it goes with one dueslag."""

    dueslag: str
    venter: int
    ude: int
    parkeret: int
    tilbageholdt: int
    leveret: int
    aeldste: str
    """When the oldest undelivered one was derived; empty: none."""
    stoppet: str
    """Why the dueslag is stopped; empty: it is not."""
    venter_til: str
    """The dueslag as a whole waits until then; empty: it does not."""
    sidste_fejl: str


class Opsaetning(NamedTuple):
    """Everything that the set-up file describes, as it is now, with its version number."""

    version: int
    organisationer: tuple[Organisation, ...]
    systemer: tuple[ItSystem, ...]
    aftaler: tuple[Serviceaftale, ...]
    dueslag: tuple[Dueslag, ...]


class Postrum(Protocol):
    """What the post room keeps. Times are ISO 8601 in UTC, handed in by the caller."""

    # --- set-up -------------------------------------------------------------------------------------------------------

    def opsaetning(self) -> Opsaetning:
        """The set-up as it is now. Its version changes with every change, and is cheap to ask (`version`)."""
        ...

    def version(self) -> int:
        """The version of the set-up."""
        ...

    def gem(  # noqa: PLR0913 - one set-up is made of these
        self,
        *,
        organisationer: Sequence[Organisation] = (),
        systemer: Sequence[ItSystem] = (),
        aftaler: Sequence[Serviceaftale] = (),
        dueslag: Sequence[Dueslag] = (),
        tidspunkt: str,
        hvem: str,
    ) -> int:
        """Keeps what is new or changed (by uuid, cvr or id) and gives the new version; former ones stay readable."""
        ...

    # --- value lists --------------------------------------------------------------------------------------------------

    def vaerdilister(self) -> list[Vaerdiliste]:
        """All value lists."""
        ...

    def opret_vaerdiliste(self, liste: Vaerdiliste) -> None:
        """Keeps an empty list, or its new name or state."""

    def ret_vaerdiliste(
        self, uuid: str, *, til: Iterable[int | str] = (), fra: Iterable[int | str] = ()
    ) -> Vaerdiliste:
        """Adds and removes values in one version; personnumre as whole numbers."""
        ...

    def vaerdier(self, uuid: str, *, efter: int | str | None = None, antal: int = 1000) -> list[int | str]:
        """Values in order, after one, at most `antal`."""
        ...

    def medlemskaber(
        self, lister: Sequence[str], vaerdier: Sequence[int | str], version: dict[str, int] | None = None
    ) -> set[tuple[str, int | str]]:
        """Which of the values are in which of the lists, now or at the given versions."""
        ...

    # --- forsendelser -------------------------------------------------------------------------------------------------

    def position(self) -> int:
        """The løbenummer up to which forsendelser have been derived."""
        ...

    def fordel(self, nye: Sequence[Ny], *, til: int, tidspunkt: str, versioner: str) -> int:
        """Keeps the forsendelser of the hændelser up to `til` and moves the position there, in one transaction.

        `versioner` (JSON) names the set-up and value list versions they were matched with. Nothing happens, and 0 is
        returned, when the position is already at or past `til`: each løbenummer is derived exactly once.
        """
        ...

    def tag(self, dueslag: str, antal: int, *, nu: str, hvem: str) -> list[Forsendelse]:
        """Takes at most `antal` forsendelser that may leave now, oldest first, as UDE by `hvem` with forsoeg + 1.

        At most one per person and dueslag, never one whose person has one outstanding, held or waiting before it.
        """
        ...

    def svar(self, svar: Sequence[Svar], *, nu: str) -> None:
        """Keeps the answers of a batch of attempts, in one durable transaction; lets the persons' next ones come."""

    def giv_tilbage(self, hvem: str, *, nu: str) -> int:
        """Makes everything that a consumer or process has outstanding ready again (its end, without blame)."""
        ...

    def frigiv(self, dueslag: str, loebenumre: Sequence[int], *, nu: str, hvem: str) -> int:
        """Lets parked ones leave again; marked as out of order where later ones about the person have left."""
        ...

    def flyt_til_fejlkoe(self, dueslag: str, loebenumre: Sequence[int], *, nu: str, hvem: str) -> int:
        """Moves forsendelser out of the way."""
        ...

    def afspil(self, dueslag: str, loebenumre: Sequence[tuple[int, int, str]], *, nu: str, hvem: str) -> int:
        """Sends again: (løbenummer, personnummer, authority); delivered ones become waiting, missing ones are made."""
        ...

    def forsendelser(
        self, dueslag: str, *, tilstand: Forsendelsestilstand | None = None, efter: int = 0, antal: int = 1000
    ) -> list[Forsendelse]:
        """Forsendelser by løbenummer."""
        ...

    def saet_tilbageholdt(self, dueslag: str, myndighed: str, *, tilbageholdt: bool, grund: str, nu: str) -> int:
        """Withholds what is queued for an authority, or lets it go on; how many."""
        ...

    def stop(self, dueslag: str, grund: str, *, nu: str) -> None:
        """Stops a dueslag, or (grund empty) lets it go on."""

    def vent(self, dueslag: str, til: str, fejl: str) -> None:
        """The dueslag as a whole waits until a time, with one attempt at a time from then on; empty: no more."""

    def tilstande(self) -> list[Dueslagstilstand]:
        """How it goes with every dueslag."""
        ...

    def close(self) -> None:
        """Lets go of files and connections."""
