"""What follows when a serviceaftale ends: how much that waits would be withheld. Reads; changes nothing."""

from __future__ import annotations

from cpr_haendelser.aftaler.hold import bare_cvr
from cpr_haendelser.aftaler.model import Serviceaftale
from cpr_haendelser.fordeling.tilsyn import may_hold
from cpr_haendelser.storage.forsendelse import Forsendelsestilstand
from cpr_haendelser.storage.postrum import Opsaetning, Postrum

SIDE = 1000
HOEJST = 10_000
"""So many are counted of each dueslag and state; who has more knows enough."""
_VENTER = (Forsendelsestilstand.VENTER, Forsendelsestilstand.PARKERET)


def count_withheld(postrum: Postrum, opsat: Opsaetning, aftale: Serviceaftale, dag: str) -> int:
    """How many forsendelser that wait or are parked could not leave any more if the agreement ended on a day.

    `opsat` is the set-up as the doors see it. None, where another approved agreement between the same two lets them
    through, or where it is withheld already, because the authority is closed.
    """
    aftale = next((each for each in opsat.aftaler if each.id == aftale.id), aftale)
    myndighed = bare_cvr(aftale.myndighed)
    resten = [each for each in opsat.aftaler if each.id != aftale.id]
    beroerte = [
        dueslag.uuid
        for dueslag in opsat.dueslag
        if dueslag.system.lower() == aftale.system.lower()
        and may_hold([aftale], dueslag, myndighed, dag)
        and not may_hold(resten, dueslag, myndighed, dag)
    ]
    return sum(_count(postrum, uuid, tilstand, myndighed) for uuid in beroerte for tilstand in _VENTER)


def _count(postrum: Postrum, dueslag: str, tilstand: Forsendelsestilstand, myndighed: str) -> int:
    antal = efter = set_ = 0
    while set_ < HOEJST and (side := postrum.forsendelser(dueslag, tilstand=tilstand, efter=efter, antal=SIDE)):
        antal += sum(each.myndighed == myndighed for each in side)
        efter, set_ = side[-1].loebenummer, set_ + len(side)
    return antal
