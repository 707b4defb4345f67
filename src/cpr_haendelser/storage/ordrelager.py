"""The one interface to what the test environment keeps of its own: persons' owners, orders, and what came of them.

A third store beside register and post room, in ExtTest alone (decision 12). No transaction spans two of them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from cpr_haendelser.storage.ordre import (
    Gemtskabelon,
    Indlaeg,
    Ordre,
    Ordrelinje,
    Ordrenyt,
    Ordretilstand,
    Personslags,
    Side,
    Testperson,
    Udfoerelse,
    Udfoerelsestilstand,
)


class Ordrelager(Protocol):
    """What is kept. Times are ISO 8601 in UTC, handed in by the caller, all written alike (they compare as text)."""

    # --- persons ------------------------------------------------------------------------------------------------------

    def reserver(self, personer: Sequence[Testperson]) -> None:
        """Takes numbers for persons, for ever. Brugsfejl ORD-001 where one has been given before; then none is."""

    def ret_personer(self, personer: Sequence[Testperson]) -> None:
        """Keeps what has changed of persons that are there: whom they are shared with, group, removal (for ever)."""

    def personer(self, pnrs: Collection[int]) -> dict[int, Testperson]:
        """Those of the numbers that have been given, removed ones too."""
        ...

    def find_personer(
        self, *, ejer: str = "", slags: Personslags | None = None, gruppe: str = "", efter: int = 0, antal: int = 1000
    ) -> list[Testperson]:
        """Persons that are not removed, by number above `efter`; with `ejer` those it owns or that are shared with it.

        Without `ejer` everybody's. `gruppe` is a beginning of the group's name.
        """
        ...

    def oprettede(self, ejer: str) -> dict[tuple[str, str], int]:
        """How many numbers an organisation was given, by group and time, those of persons removed since too."""
        ...

    # --- orders -------------------------------------------------------------------------------------------------------

    def opret(self, ordre: Ordre, linjer: Sequence[Ordrelinje], skabelon: bytes = b"") -> Ordre:
        """Keeps a new order with its lines and the filled template; the order with its number.

        An order of that uuid that is there is given back as it is.
        """
        ...

    def ret(self, ordre: Ordre, linjer: Sequence[Ordrelinje], skabelon: bytes = b"", *, pr: str = "") -> bool:
        """Other content of an order that is still a kladde; False, and nothing kept, where it is not any more.

        Nor where it was changed at another time than `pr` (empty: no matter), compared in the transaction that writes.
        The caller gives each change a time of its own.
        """
        ...

    def ordre(self, uuid: str) -> Ordre | None:
        """The order."""

    def ordrer(
        self, *, ejer: str = "", tilstande: Collection[Ordretilstand] = (), foer: int = 0, antal: int = 100
    ) -> list[Ordre]:
        """Orders, the newest first, numbered below `foer` (0: all)."""
        ...

    def skift(  # noqa: PLR0913 - one step is this
        self,
        uuid: str,
        fra: Collection[Ordretilstand],
        til: Ordretilstand,
        *,
        indlaeg: Indlaeg,
        plan: Sequence[Udfoerelse] = (),
        side: Side = Side.PROGRAMMET,
        pr: str = "",
    ) -> bool:
        """Lets an order go from one of the states to another, with a word in its thread and what is planned by it.

        All in one transaction, with the news of it, whose `side` it is; False, and nothing kept, where it stands
        elsewhere, or was changed at another time than `pr` (empty: no matter).
        The word is the order's `grund`; the thread says the state too (storage.ordre.on_the_way).
        """
        ...

    def linjer(self, uuid: str, *, efter: int = 0, antal: int = 1000) -> list[Ordrelinje]:
        """The order's lines by number."""
        ...

    def antal_oenskede(self, uuid: str) -> int:
        """How many of the order's lines say that a divergence is wanted."""
        ...

    def skabelon(self, uuid: str) -> bytes:
        """The filled template as it was handed in; empty: none was."""
        ...

    def skriv(self, uuid: str, indlaeg: Indlaeg, *, side: Side = Side.PROGRAMMET) -> None:
        """A word in the order's thread, and the news of it."""

    def traad(self, uuid: str) -> list[Indlaeg]:
        """The order's thread, the oldest first."""
        ...

    def nyt(self, *, efter: int, antal: int = 100) -> list[Ordrenyt]:
        """News above that number, the oldest first; those that are still kept."""
        ...

    def glem_nyt(self, til: int) -> None:
        """Lets go of news up to that number: the letters about it are written."""

    # --- templates put aside ------------------------------------------------------------------------------------------

    def gem_skabelon(self, skabelon: Gemtskabelon, indhold: bytes) -> Gemtskabelon:
        """Keeps the next version of a template; the template with its version."""
        ...

    def gemte_skabeloner(self, *, ejer: str = "") -> list[Gemtskabelon]:
        """The newest version of each template, by owner and name; without `ejer` everybody's."""
        ...

    def gemt_skabelon(self, ejer: str, navn: str, version: int = 0) -> tuple[Gemtskabelon, bytes] | None:
        """A version of a template (0: the newest) and what it holds; None where there is none."""

    def glem_skabelon(self, ejer: str, navn: str) -> bool:
        """Removes every version of a template; False where there is none."""
        ...

    # --- carrying out -------------------------------------------------------------------------------------------------

    def forfaldne(self, *, nu: str, antal: int = 1000) -> list[Udfoerelse]:
        """What waits in orders that are i_gang and is due: by order, then by place in its plan."""
        ...

    def naeste_tid(self) -> str:
        """When the next one of those that wait in orders that are i_gang is due; empty: none waits for a time."""
        ...

    def afslut(self, udfoerelser: Sequence[Udfoerelse]) -> None:
        """Keeps what came of udførelser, by order and place; durable when it returns."""

    def begynd(self, uuid: str, numre: Collection[int], forsoeg: str) -> None:
        """Notes in which file some udførelser of an order are being received; durable when it returns."""

    def udfoerelser(
        self, uuid: str, *, tilstand: Udfoerelsestilstand | None = None, efter: int = 0, antal: int = 1000
    ) -> list[Udfoerelse]:
        """The order's plan, and what came of it, by place above `efter`."""
        ...

    def venter(self, uuid: str) -> bool:
        """Whether anything of the order is still to be carried out; asked after each batch, so it counts nothing."""
        ...

    def optaelling(self, uuid: str) -> dict[Udfoerelsestilstand, int]:
        """How many stand where."""
        ...

    # --- terms --------------------------------------------------------------------------------------------------------

    def accepter(self, cvr: str, version: str, *, hvem: str, tidspunkt: str) -> None:
        """The organisation has accepted that version of the terms."""

    def accepteret(self, cvr: str) -> str:
        """The newest version of the terms that the organisation has accepted; empty: none."""
        ...

    def close(self) -> None:
        """Lets go of files and connections."""
