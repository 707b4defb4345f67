"""Whether an actor may do an action: pure, asked at the door before anything is read, and again of each thing."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from cpr_haendelser.adgang.gendannet import EFTERSYN, LUKKET
from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.matrix import Omfang, Rettighed, rettigheder
from cpr_haendelser.adgang.model import Aktoer
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.skrift import find_in_line

KORTESTE_GRUND = 5
"""Letters and digits of a written reason; blanks, signs and marks say nothing."""
FORSKELLIGE = 3
"""So many of them differ, upper and lower case apart."""
LAENGSTE_GRUND = 500
"""Characters of it."""

UFAERDIG = frozenset({Handling.KONTO_LOGIN})
"""All that a login which is not finished may be used for: what finishes or ends it. No key is made for it."""


class Hvorfor(StrEnum):
    """Why not."""

    ROLLE = "rolle"
    """None of the actor's roles gives it."""
    MILJOE = "miljoe"
    """A role gives it, but not in this environment."""
    ORGANISATION = "organisation"
    """It is another organisation's."""
    NOEGLE = "noegle"
    """The key was not made for it."""
    UFAERDIG = "ufaerdig"
    """The login is not finished: a first password must be changed, or an authenticator app set up."""
    GENDANNET = "gendannet"
    """Nobody has looked through what a backup brought back."""
    GRUND = "grund"
    """It must be said why, in writing."""


_SNAEVRE = {UFAERDIG: Hvorfor.UFAERDIG, EFTERSYN: Hvorfor.GENDANNET, LUKKET: Hvorfor.GENDANNET}
"""What a narrow scope says that is no key's."""


class Svar(NamedTuple):
    """Whether, and if not why not."""

    tilladt: bool
    hvorfor: Hvorfor | None = None
    omfang: Omfang = Omfang.INTET
    """How far it reaches where it is allowed: EGEN, and whoever reads cuts to the actor's own organisation."""

    @property
    def maskeret(self) -> bool:
        """Whether personnumre are shown masked."""
        return self.omfang is Omfang.MASKERET


def may(aktoer: Aktoer, handling: Handling, *organisationer: str, miljoe: Miljoe, grund: str = "") -> Svar:
    """Whether an actor may do it to what belongs to those organisations (CVR); to anything at all where none is named.

    `grund`: the reason that was written. It is asked of those who see everybody's: an it-system is held to its
    agreements, and what is masked shows nobody.
    """
    ret = rettigheder()[handling]
    omfang = ret.reach(aktoer.roller, miljoe)
    hvorfor = _refusal(aktoer, ret, omfang, organisationer)
    if hvorfor is None and miljoe in ret.grund and omfang is Omfang.ALLE and not is_grund(grund):
        hvorfor = Hvorfor.GRUND
    return Svar(tilladt=False, hvorfor=hvorfor) if hvorfor else Svar(tilladt=True, omfang=omfang)


def is_grund(tekst: str) -> bool:
    """Whether a text can be a written reason: one line that shows, with letters or digits enough to say something."""
    sagt = [tegn for tegn in tekst.casefold() if tegn.isalnum()]
    return is_line(tekst) and len(sagt) >= KORTESTE_GRUND and len(set(sagt)) >= FORSKELLIGE


def is_line(tekst: str) -> bool:
    """Whether a text is one line of a reason's length, without a sign that does not show."""
    return len(tekst) <= LAENGSTE_GRUND and find_in_line(tekst) is None


def _refusal(aktoer: Aktoer, ret: Rettighed, omfang: Omfang, organisationer: tuple[str, ...]) -> Hvorfor | None:
    if omfang is Omfang.INTET:
        ellers = any(ret.reach(aktoer.roller, each) is not Omfang.INTET for each in Miljoe)
        return Hvorfor.MILJOE if ellers else Hvorfor.ROLLE
    if aktoer.omfang is not None and ret.handling not in aktoer.omfang:
        return _SNAEVRE.get(aktoer.omfang, Hvorfor.NOEGLE)
    if omfang is Omfang.EGEN and organisationer and not (aktoer.organisation and aktoer.organisation in organisationer):
        return Hvorfor.ORGANISATION
    return None
