"""One call to the console: who it is, in which language, and what is said on every page."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cpr_haendelser.adgang.gendannet import while_restored
from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.maa import Hvorfor, may
from cpr_haendelser.adgang.model import Aktoer, as_bruger
from cpr_haendelser.cpr.vagt import Miljoe
from cpr_haendelser.konsol.sprog import DANSK, SPROG
from cpr_haendelser.konti.sessioner import Fundet, Mangler
from cpr_haendelser.storage.gendannelsesbog import Gendannelse
from cpr_haendelser.udlevering.kalder import Kalder, to_kalder

if TYPE_CHECKING:
    from starlette.requests import Request

_EN_GRUND = "gives ved kaldet"
"""Stands for one that will be written when it is asked for."""
SESSION, SPROGVALG = "haendelser-session", "haendelser-sprog"
"""Cookies."""


@dataclass(frozen=True, slots=True)
class Kald:
    """What the door keeper has found out."""

    miljoe: Miljoe
    sprog: str = DANSK
    fundet: Fundet | None = None
    """The login; None: nobody is logged in."""
    maerke: str = ""
    """Of the session."""
    kalder: Kalder | None = None
    """Who asks, as far as it may, where the page is one that asks."""
    grund: str = ""
    """The reason that was written for it."""
    gendannelse: Gendannelse | None = None
    """The restoring that nobody has looked through yet: hardly anybody may anything."""
    vej: str = ""
    """The way of Kom godt i gang that a form was opened from, to come back to when it has been sent; empty: none."""
    adresse: str = ""
    """Path and query of a page that is got, to come to it again; empty: it is an answer to a form."""

    @property
    def aktoer(self) -> Aktoer | None:
        """Who acts."""
        if self.fundet is None:
            return None
        aktoer = as_bruger(self.fundet.bruger)
        return while_restored(aktoer) if self.gendannelse is not None else aktoer

    @property
    def known(self) -> Kalder:
        """Who asks, on a page that takes an action."""
        if self.kalder is None:
            raise AssertionError("the keeper lets nobody in here without an action")
        return self.kalder

    @property
    def known_actor(self) -> Aktoer:
        """Who acts, on a page that takes an action."""
        aktoer = self.aktoer
        if aktoer is None:
            raise AssertionError("the keeper lets nobody in here who has not logged in")
        return aktoer

    @property
    def mangler(self) -> Mangler:
        """What must be done before anything else."""
        return self.fundet.mangler if self.fundet is not None else Mangler.INTET

    @property
    def modtegn(self) -> str:
        """What a form must carry so that nobody else's page can send it."""
        return hmac.digest(self.maerke.encode(), b"konsol", hashlib.sha256).hex() if self.maerke else ""

    def may(self, handling: Handling) -> bool:
        """Whether a page that needs the action is worth showing the way to."""
        aktoer = self.aktoer
        return aktoer is not None and may(aktoer, handling, miljoe=self.miljoe, grund=_EN_GRUND).hvorfor is None

    def needs_reason(self, handling: Handling) -> bool:
        """Whether the action asks for a written reason here, of somebody who may do it."""
        return self.let_in(handling, "") is Hvorfor.GRUND

    def may_for(self, handling: Handling, *organisationer: str) -> bool:
        """Whether a way to do it with what is those organisations' (CVR; any of them) is worth showing."""
        aktoer = self.aktoer
        return (
            aktoer is not None and may(aktoer, handling, *organisationer, miljoe=self.miljoe, grund=_EN_GRUND).tilladt
        )

    def let_in(self, handling: Handling, grund: str) -> Kalder | Hvorfor:
        """Who asks, as far as it may do the action, or why it may not."""
        aktoer = self.aktoer
        if aktoer is None:
            raise AssertionError("nobody is logged in")
        svar = may(aktoer, handling, miljoe=self.miljoe, grund=grund)
        return to_kalder(aktoer, svar, grund) if svar.hvorfor is None else svar.hvorfor


def chosen_language(request: Request) -> str:
    """The language of the cookie, else what the browser wishes, else Danish."""
    valgt = request.cookies.get(SPROGVALG, "")
    if valgt in SPROG:
        return valgt
    oensket = request.headers.get("accept-language", "")[:2].lower()
    return oensket if oensket in SPROG else DANSK
