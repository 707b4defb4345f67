"""Watching the serviceaftaler: what is queued for an authority without an approved one is withheld.

It goes on when there is an approved one again. Nothing is lost, and nothing is said to the receiver.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from cpr_haendelser.abonnementer.model import Dueslag
from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.aftaler.model import ALLE, BESKEDMODTAG, Aftaletilstand, Serviceaftale
from cpr_haendelser.storage.forsendelse import Forsendelse, Forsendelsestilstand
from cpr_haendelser.storage.postrum import Opsaetning, Postrum

GRUND, LUKKET = "aftale", "lukket"
"""Codes of fordeling.grunde."""


class Indgreb(NamedTuple):
    """What the watch did to a dueslag's queue for one authority."""

    dueslag: str
    myndighed: str
    tilbageholdt: bool
    antal: int
    grund: str = ""
    """Why it is withheld (fordeling.grunde)."""


def may_hold(aftaler: Iterable[Serviceaftale], dueslag: Dueslag, myndighed: str, dag: str) -> bool:
    """Whether any approved agreement can let something through to a dueslag for an authority on a day (YYYY-MM-DD).

    The single message is held against the agreements again as it leaves.
    """
    return any(
        aftale.tilstand is Aftaletilstand.GODKENDT
        and not aftale.lukket
        and aftale.service == BESKEDMODTAG
        and aftale.system.lower() == dueslag.system.lower()
        and bare_cvr(aftale.myndighed) == myndighed
        and aftale.gyldig_fra <= dag
        and (not aftale.gyldig_til or dag <= aftale.gyldig_til)
        and bool({ALLE, dueslag.beskedtype.lower()} & {beskedtype.lower() for beskedtype in aftale.beskedtyper})
        for aftale in aftaler
    )


def enforce(postrum: Postrum, opsaetning: Opsaetning, *, dag: str, nu: str) -> list[Indgreb]:
    """Withholds and lets go what the agreements of the day say; what was done. Cheap where nothing has changed."""
    indgreb = []
    lukkede = {system.uuid.lower() for system in opsaetning.systemer if not system.aktiv}
    for dueslag in opsaetning.dueslag:
        egne = [aftale for aftale in opsaetning.aftaler if aftale.system.lower() == dueslag.system.lower()]
        lukket = dueslag.system.lower() in lukkede or not dueslag.aktiv
        for myndighed, lukket_der in sorted({(bare_cvr(aftale.myndighed), aftale.lukket) for aftale in egne}):
            gyldige, grund = ([], LUKKET) if lukket or lukket_der else (egne, GRUND)
            tilbageholdt = not may_hold(gyldige, dueslag, myndighed, dag)
            antal = postrum.saet_tilbageholdt(
                dueslag.uuid, myndighed, tilbageholdt=tilbageholdt, grund=grund if tilbageholdt else "", nu=nu
            )
            if antal:
                indgreb.append(Indgreb(dueslag.uuid, myndighed, tilbageholdt, antal, grund if tilbageholdt else ""))
    return indgreb


def resume(postrum: Postrum, may_leave: Callable[[Forsendelse], object], *, nu: str) -> list[Indgreb]:
    """Lets go what was withheld as it left, by an agreement that was approved again meanwhile; what was done.

    Each person's first one is asked about: where it may not leave, those behind it wait with it.
    """
    indgreb = []
    for dueslag, myndighed, _ in postrum.tilbageholdte():
        foerste: dict[int, Forsendelse] = {}
        for forsendelse in postrum.forsendelser(dueslag, tilstand=Forsendelsestilstand.TILBAGEHOLDT):
            if forsendelse.myndighed == myndighed:
                foerste.setdefault(forsendelse.pnr, forsendelse)
        if any(may_leave(forsendelse) for forsendelse in foerste.values()):
            antal = postrum.saet_tilbageholdt(dueslag, myndighed, tilbageholdt=False, grund="", nu=nu)
            indgreb.append(Indgreb(dueslag, myndighed, tilbageholdt=False, antal=antal))
    return indgreb
