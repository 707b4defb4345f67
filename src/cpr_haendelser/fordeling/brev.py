"""What leaves: a forsendelse written out, once an agreement that lets it through has been found.

The ways out share this. A batch that has been taken is prepared in one go: its hændelser are read together, and the
agreements are those of one moment, and so is LeveranceTidspunkt.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.fordeling.udskriv import Udskriver
from cpr_haendelser.logning import log_line
from cpr_haendelser.storage.forsendelse import Afslutning, Forsendelse, Forsendelsestilstand, Videregivelse

KAN_IKKE_SKRIVES = "kan-ikke-skrives"
"""Code of fordeling.grunde: what is said of a forsendelse whose writing raises."""
_AFTALE = "aftale"
"""Code of fordeling.grunde."""


class Brev(NamedTuple):
    """A forsendelse written out, ready to leave."""

    forsendelse: Forsendelse
    krop: bytes
    """UTF-8 XML with root Haendelsesbesked."""
    besked_id: str
    """The property message_id: the transaction id."""
    videregivelse: Videregivelse | None = None
    """For the delivery record when it is acknowledged."""
    alene: bool = False
    """Its last chance: one lost connection more parks it, so it leaves with nothing beside it."""


Skriv = Callable[[Forsendelse], Brev | Afslutning]
"""Writes a forsendelse; an Afslutning instead where it may not leave (no approved agreement any more)."""
Skriver = Callable[[Sequence[Forsendelse]], Skriv]
"""Prepares what has been taken together, and gives what writes each of it."""


class Brevskriver:
    """The Skriver of one way out."""

    def __init__(self, bord: Bord, udskriver: Udskriver, kanal: str, tabte: int) -> None:
        """`kanal` names the way out in delivery records; so many lost connections (`tabte`) park a forsendelse."""
        self._bord, self._udskriver, self._kanal, self._tabte = bord, udskriver, kanal, tabte

    def __call__(self, forsendelser: Sequence[Forsendelse]) -> Skriv:
        """What writes each of these."""
        self._bord.prepare(forsendelse.loebenummer for forsendelse in forsendelser)
        may_leave, tidspunkt = self._bord.leaving(self._kanal), self._udskriver.now()

        def write(forsendelse: Forsendelse) -> Brev | Afslutning:
            videregivelse = may_leave(forsendelse)
            if videregivelse is None:
                dueslag, loebenummer = forsendelse.dueslag, forsendelse.loebenummer
                log_line("levering.tilbageholdt", dueslag=dueslag, loebenummer=loebenummer, grund=_AFTALE)
                return withhold(forsendelse)
            haendelse = self._bord.haendelse(forsendelse.loebenummer)
            krop, besked_id = self._udskriver.write(forsendelse, haendelse, tidspunkt)
            return Brev(forsendelse, krop, besked_id, videregivelse, forsendelse.tabt + 1 >= self._tabte)

        return write


def withhold(forsendelse: Forsendelse) -> Afslutning:
    """What becomes of a forsendelse that no agreement lets through any more."""
    dueslag, loebenummer, forsoeg = forsendelse.dueslag, forsendelse.loebenummer, forsendelse.forsoeg
    return Afslutning(dueslag, loebenummer, forsoeg, Forsendelsestilstand.TILBAGEHOLDT, grund=_AFTALE)
