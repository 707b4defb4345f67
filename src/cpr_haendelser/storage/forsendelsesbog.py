"""What the post room keeps of forsendelser: derived from the log, given out, answered, set aside and sent again.

The position read to in the log stands here, in the same transaction as the forsendelser derived from it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, Protocol

from cpr_haendelser.abonnementer.model import Traef
from cpr_haendelser.storage.forsendelse import Afslutning, Forsendelse, Forsendelsestilstand, Levering

INGEN: Mapping[int, str] = MappingProxyType({})
Ny = Traef
"""A forsendelse to be derived is what matching has found."""


class Dueslagstilstand(NamedTuple):
    """How it goes with one dueslag."""

    dueslag: str
    venter: int
    ude: int
    parkeret: int
    tilbageholdt: int
    leveret: int
    aeldste: str
    """Since when the oldest one waits that waits or is out: derived, released or sent again then; empty: none."""
    stoppet: str
    """Why the dueslag is stopped; empty: it is not."""
    venter_til: str
    """The dueslag as a whole waits until then; empty: it does not."""
    sidste_fejl: str
    fejlkoe: int = 0
    holdte: int = 0
    """How many of the parked ones hold their person."""
    afventer: int = 0
    """How many await the operator's word: they are of a large file."""

    @property
    def rest(self) -> int:
        """How many are in it, whatever keeps them."""
        return self.venter + self.ude + self.parkeret + self.tilbageholdt + self.fejlkoe + self.afventer


class Stilstand(NamedTuple):
    """What keeps a dueslag as a whole, as in Dueslagstilstand; all empty: nothing, or it is not known."""

    stoppet: str
    venter_til: str
    sidste_fejl: str


class Afventende(NamedTuple):
    """What awaits the operator's word, of one dueslag for one reason."""

    dueslag: str
    grund: str
    """A code of fordeling.grunde that says which file they are of."""
    antal: int


class Indgreb(NamedTuple):
    """What somebody did to the forsendelser of a dueslag by hand or by agreement."""

    tidspunkt: str
    hvem: str
    dueslag: str
    handling: str
    """frigiv, fejlkoe, afspil, tilbagehold, genoptag, stop, start."""
    antal: int
    grund: str


class Fordeling(NamedTuple):
    """When a hændelse was held against a dueslag, and with what."""

    tidspunkt: str
    versioner: str
    """JSON: the versions of set-up and value lists, and the day."""


class Forsendelsesbog(Protocol):
    """The book of forsendelser. Times as in the rest of the post room."""

    def position(self) -> int:
        """The løbenummer up to which forsendelser have been derived."""
        ...

    def fordel(  # noqa: PLR0913 - one batch is made of these
        self,
        nye: Sequence[Ny],
        *,
        til: int,
        tidspunkt: str,
        versioner: str,
        opsat: int | None = None,
        uden: Collection[str] = (),
        afventer: Mapping[int, str] = INGEN,
    ) -> int:
        """Keeps the forsendelser of the hændelser up to `til` and moves the position there, in one transaction.

        `versioner` (JSON) names the set-up and value list versions they were matched with. Nothing happens, and 0 is
        returned, when the position is already at or past `til`, and those
        already derived are left out: each løbenummer is derived exactly once.
        Dueslag that are behind get nothing here. `opsat`: the version of the set-up that was matched with; dueslag
        that are newer are behind from here. So are those of `uden`: they could not be matched.
        `afventer`: the løbenumre that await the operator's word, and why.
        """
        ...

    def afventende(self) -> list[Afventende]:
        """What awaits the operator's word, by dueslag and reason."""
        ...

    def afgoer_afventende(  # noqa: PLR0913 - what is decided about which of them
        self, dueslag: str, grund: str, til: Forsendelsestilstand, *, antal: int, nu: str, hvem: str
    ) -> int:
        """Lets the first `antal` of those that await the operator's word leave (VENTER), or parks them (PARKERET).

        In one transaction; how many they were.
        """
        ...

    def forud(self) -> list[int]:
        """The løbenumre beyond the position that have been derived ahead of those before them, in order."""
        ...

    def fordel_forud(  # noqa: PLR0913 - one batch is made of these
        self,
        nye: Sequence[Ny],
        *,
        numre: Collection[int],
        tidspunkt: str,
        versioner: str,
        opsat: int | None = None,
        uden: Collection[str] = (),
        afventer: Mapping[int, str] = INGEN,
    ) -> int:
        """Keeps the forsendelser of some hændelser beyond the position, ahead of those before them; in one transaction.

        None of them may be about a person with an earlier hændelse that has not been derived: order is kept. Those that
        have been derived are left out here, and so are these when the position comes to them. As in `fordel`, dueslag
        that are behind get nothing; they stay behind until the position has passed all such numbers.
        """
        ...

    def bagud(self) -> dict[str, int]:
        """The dueslag that have not got the log up to the position yet, and up to which number each has."""
        ...

    def indhent(  # noqa: PLR0913 - one batch is made of these
        self,
        dueslag: Collection[str],
        nye: Sequence[Ny],
        *,
        fra: int,
        til: int,
        tidspunkt: str,
        versioner: str,
        afventer: Mapping[int, str] = INGEN,
    ) -> int:
        """Gives dueslag that are behind at `fra` what is theirs up to `til`; at the position they are behind no more.

        In one transaction, and not those that are no longer at `fra`: each løbenummer is derived exactly once.
        """
        ...

    def fordeling(self, dueslag: str, loebenummer: int) -> Fordeling | None:
        """When and with which versions a hændelse was held against a dueslag; None: it has not been yet."""
        ...

    def klare(self, *, nu: str) -> list[str]:
        """The dueslag that `tag` would give something of now; read without waiting for anybody who writes."""
        ...

    def tag(self, dueslag: str, antal: int, *, nu: str, hvem: str) -> list[Forsendelse]:
        """Takes at most `antal` forsendelser that may leave now, oldest first, as UDE by `hvem` with forsoeg + 1.

        At most one per person and dueslag, never one whose person has one outstanding, held or waiting before it.
        None while a restoring stands (`gendannelse`).
        None of a stopped dueslag; of one that waits (`vent`) none before the time, then one at a time.
        """
        ...

    def svar(self, svar: Sequence[Afslutning], *, nu: str) -> int:
        """Keeps how a batch of attempts ended, durable when it returns; lets the persons' next ones come.

        How many were heard: an answer to what is not outstanding in that attempt changes nothing.
        """
        ...

    def giv_tilbage(self, hvem: str, *, nu: str) -> int:
        """Makes everything that a consumer or process has outstanding ready again (its end, without blame).

        Of `proces` also what its consumers `proces/…` have. How many. It may have been read: the audit says so.
        """
        ...

    def ude_hos(self) -> dict[str, int]:
        """Who has how many outstanding: what a program that was killed had is given back by the next."""
        ...

    def frigiv(self, dueslag: str, loebenumre: Sequence[int], *, nu: str, hvem: str) -> int:
        """Lets ones that are parked or in the fejlkø leave again, with no lost connections counted.

        Marked as out of order where later ones about the person have left since they were put aside. How many.
        """
        ...

    def flyt_til_fejlkoe(self, dueslag: str, loebenumre: Sequence[int], *, nu: str, hvem: str) -> int:
        """Moves forsendelser that wait, are parked or withheld out of the way: their persons go on. How many."""
        ...

    def afspil(self, dueslag: str, loebenumre: Sequence[tuple[int, int, str]], *, nu: str, hvem: str) -> int:
        """Sends again: (løbenummer, personnummer, authority); delivered ones become waiting, missing ones are made.

        Parked ones and the fejlkø's too; what waits, is out or withheld, and what has not been distributed yet, stays
        as it is. Marked as out of order where later ones about the person have left. How many became waiting.
        """
        ...

    def forsendelser(
        self, dueslag: str, *, tilstand: Forsendelsestilstand | None = None, efter: int = 0, antal: int = 1000
    ) -> list[Forsendelse]:
        """Forsendelser by løbenummer."""
        ...

    def saet_tilbageholdt(self, dueslag: str, myndighed: str, *, tilbageholdt: bool, grund: str, nu: str) -> int:
        """Withholds what waits for an authority, or lets it go on; how many.

        While a person has one withheld for the authority, new ones are withheld with it: order is kept.
        """
        ...

    def tilbageholdte(self) -> list[tuple[str, str, int]]:
        """What is withheld: (dueslag, authority, how many)."""
        ...

    def stop(self, dueslag: str, grund: str, *, nu: str, hvem: str = "") -> None:
        """Stops a dueslag, or (grund empty) lets it go on."""

    def vent(self, dueslag: str, til: str, fejl: str) -> None:
        """The dueslag as a whole waits until a time, with one attempt at a time from then on; empty: no more."""

    def leveringer(self, pnr: int) -> list[Levering]:
        """Every delivery about a person, of all dueslag, in order of time."""
        ...

    def leverede(
        self, dueslag: str, *, efter: int = 0, antal: int = 1000, fra: str = "", til: str = ""
    ) -> list[Levering]:
        """The last delivery of each løbenummer, by number; of those that lie in time from `fra` until before `til`."""
        ...

    def indgreb(self, *, efter: int = 0, antal: int = 1000) -> list[Indgreb]:
        """What was done by hand, oldest first, after the first `efter`."""
        ...

    def tilstande(self) -> list[Dueslagstilstand]:
        """How it goes with every dueslag of the set-up or with forsendelser, by uuid."""
        ...

    def tilstand(self, dueslag: str) -> Dueslagstilstand | None:
        """How it goes with one dueslag, at the cost of what is in it; None: it is not known."""
        ...

    def stilstand(self, dueslag: str) -> Stilstand:
        """What keeps a dueslag as a whole, cheap to ask however much is in it."""
        ...

    def leveret_siden(self, tid: str) -> dict[str, int]:
        """How many each dueslag has been delivered from that minute on; those with none are left out.

        What is more than an hour old is not remembered.
        """
        ...
