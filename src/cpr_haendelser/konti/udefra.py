"""From a provider's claims to a user here: by a claim, and, where the settings say so, with roles and organisation.

While a restoring stands the provider's word changes nobody here: it only takes away (decision 22).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from cpr_haendelser.adgang.afvisning import refuse
from cpr_haendelser.adgang.gendannet import is_let_in
from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.maa import Hvorfor
from cpr_haendelser.adgang.model import Aktoerart, Bruger, Rolle
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.konti.brugere import Brugere, NyBruger
from cpr_haendelser.konti.sessioner import Fundet, Maade, Sessioner
from cpr_haendelser.logning import log_line

OIDC = "oidc"
"""Who made or changed a user by the provider's word, as the set-up notes it."""


class Kortlaegning(NamedTuple):
    """Which claim is what."""

    bruger: str = "preferred_username"
    """The brugernavn here."""
    cvr: str = ""
    """The organisation's CVR; empty: the provider does not say, and it is as the set-up has it."""
    roller: str = ""
    """Its groups or roles; empty: roles are given here."""
    rolle_af: Mapping[str, Rolle] = {}
    """The role here of each of them; those that are not here count for nothing."""


class Udefra:
    """Lets in who was vouched for."""

    def __init__(
        self, brugere: Brugere, sessioner: Sessioner, bord: Bord, kort: Kortlaegning, gendannet: Callable[[], bool]
    ) -> None:
        """`gendannet`: whether a restoring stands."""
        self._brugere, self._sessioner, self._bord, self._kort = brugere, sessioner, bord, kort
        self._gendannet = gendannet

    def log_in(self, claims: Mapping[str, Any]) -> tuple[str, Fundet]:
        """The mark of a new session, and the session.

        KTO-053 where the claims are of nobody who may log in here, ADG-008 where a restoring stands and the user is no
        driftsoperatør both here and to the provider.
        """
        bruger = self._find(claims)
        if bruger is None or not self._bord.gaeldende().is_open(bruger) or not bruger.roller:
            log_line("konto.login-afvist", forklaring="ingen konto til den, som login-udbyderen kender")
            raise Brugsfejl(
                "KTO-053",
                "login-udbyderen kender dig, men du har ingen åben konto her. Bed driftsoperatøren om en.",
            )
        return self._sessioner.begin(bruger, Maade.OIDC)

    def _find(self, claims: Mapping[str, Any]) -> Bruger | None:
        brugernavn, cvr = _text(claims, self._kort.bruger).lower(), self._cvr(claims)
        if not brugernavn:
            return None
        bruger = self._bord.gaeldende().brugernavne.get(brugernavn)
        if bruger is not None and cvr is not None and bruger.cvr != cvr:
            return None
        if not self._kort.roller:
            return bruger
        roller = self._roles(claims)
        if self._gendannet():
            return _unchanged(bruger, roller)
        if bruger is None:
            return self._create(claims, brugernavn, cvr, roller)
        return self._brugere.change(brugernavn, OIDC, roller=roller) if bruger.aktiv else None

    def _create(
        self, claims: Mapping[str, Any], brugernavn: str, cvr: str | None, roller: frozenset[Rolle]
    ) -> Bruger | None:
        """A user whom the provider gives roles and an organisation is made here; without a local password."""
        if not roller or cvr is None:
            return None
        navn, mail = _text(claims, "name") or brugernavn, _text(claims, "email")
        return self._brugere.create(NyBruger(brugernavn, navn, mail, cvr, roller), OIDC).bruger

    def _cvr(self, claims: Mapping[str, Any]) -> str | None:
        return _text(claims, self._kort.cvr) if self._kort.cvr else None

    def _roles(self, claims: Mapping[str, Any]) -> frozenset[Rolle]:
        givne = claims.get(self._kort.roller)
        alle = givne if isinstance(givne, list) else [givne]
        return frozenset(
            self._kort.rolle_af[each] for each in alle if isinstance(each, str) and each in self._kort.rolle_af
        )


def _text(claims: Mapping[str, Any], navn: str) -> str:
    """A claim that is a text or a whole number; empty: it is not there, or something else (null is nobody's name)."""
    vaerdi = claims.get(navn)
    return str(vaerdi) if isinstance(vaerdi, (str, int)) and not isinstance(vaerdi, bool) else ""


def _unchanged(bruger: Bruger | None, roller: frozenset[Rolle]) -> Bruger | None:
    """The user as it came back with the backup, where the provider still says that it is a driftsoperatør."""
    if bruger is None or not is_let_in(Aktoerart.BRUGER, roller):
        raise refuse(Handling.KONTO_LOGIN, Hvorfor.GENDANNET)
    return bruger
