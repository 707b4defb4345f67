"""Who may do what while nobody has looked through what a backup brought back (decision 22).

Users, keys, certificates and agreements are then as they were when it was taken: somebody who was closed since is open
again. So over the network only a driftsoperatør who logs in anew comes in, and only to see what is open; whatever
changes or shows persons waits, or is done at the command line, by whom the machine itself lets.
"""

from __future__ import annotations

from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.model import Aktoer, Aktoerart, Rolle

LUKKET: frozenset[Handling] = frozenset()
"""What everybody else may do."""
EFTERSYN = frozenset(
    {
        Handling.KONTO_LOGIN,
        Handling.ORGANISATION_LAES,
        Handling.BRUGER_LAES,
        Handling.NOEGLE_LAES,
        Handling.SYSTEM_LAES,
        Handling.CERTIFIKAT_LAES,
        Handling.AFTALE_LAES,
        Handling.DUESLAG_LAES,
        Handling.VAERDILISTE_LAES,
        Handling.FIL_LAES,
        Handling.STATUS_LAES,
        Handling.MAALING_LAES,
        Handling.REVISION_KONTROLLER,
        Handling.DRIFT_KONTROLLER,
    }
)
"""What the driftsoperatør may: see what came back and how it goes, nothing of any person, and change nothing."""


def while_restored(aktoer: Aktoer) -> Aktoer:
    """The actor with what is left of its rights while a restoring stands."""
    if not is_let_in(aktoer.art, aktoer.roller) or _by_key(aktoer):
        return aktoer._replace(omfang=LUKKET)
    return aktoer._replace(omfang=EFTERSYN if aktoer.omfang is None else aktoer.omfang & EFTERSYN)


def is_let_in(art: Aktoerart, roller: frozenset[Rolle]) -> bool:
    """Whether such a one may come in at all: the operator, or a driftsoperatør who logs in."""
    return art is Aktoerart.OPERATOER or (art is Aktoerart.BRUGER and Rolle.DRIFTSOPERATOER in roller)


def _by_key(aktoer: Aktoer) -> bool:
    """Whether it is a user's API key: it may have been closed since. A login that is not finished is no key."""
    return aktoer.omfang is not None and Handling.KONTO_LOGIN not in aktoer.omfang
