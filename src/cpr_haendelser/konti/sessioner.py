"""Sessions: a random mark after login, kept as its hash, over after idleness, after a day's work, or after a change.

What a session rests on (password, second factor, roles, organisation, that the user is active) goes into its stamp;
once any of it changes the stamp differs, and every session from before is over, in every process at once.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from cpr_haendelser.adgang.afvisning import refuse
from cpr_haendelser.adgang.gendannet import is_let_in
from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.maa import Hvorfor
from cpr_haendelser.adgang.model import Aktoerart, Bruger, Rolle
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.storage.adgangsbog import Login, Session
from cpr_haendelser.storage.postrum import Postrum

MAERKE = "hs_"
"""What the mark of a session begins with, so that it can be told from a key, and found where it was left."""
HOEJST = 10
"""Sessions of one user at the same time."""
_FRISK = timedelta(minutes=1)
"""So old may be what is kept of when it was last used."""


class Tofaktor(StrEnum):
    """Whose login must have a second factor; whoever has set one up is always asked for it."""

    FRIVILLIG = "frivillig"
    DRIFTSOPERATOERER = "driftsoperatoerer"
    ALLE = "alle"


class Maade(StrEnum):
    """How it was logged in."""

    LOKAL = "lokal"
    OIDC = "oidc"


class Mangler(StrEnum):
    """What a user must do before anything else."""

    INTET = ""
    ADGANGSKODE = "adgangskode"
    TOFAKTOR = "tofaktor"


class Regler(NamedTuple):
    """How long sessions last, and whose need two factors."""

    ubrugt: timedelta = timedelta(minutes=30)
    laengst: timedelta = timedelta(hours=12)
    tofaktor: Tofaktor = Tofaktor.FRIVILLIG


class Fundet(NamedTuple):
    """A session that holds."""

    bruger: Bruger
    session: Session
    mangler: Mangler


class Sessioner:
    """Begins, finds and ends them; safe to share between threads."""

    def __init__(self, postrum: Postrum, bord: Bord, regler: Regler, nu: Callable[[], datetime]) -> None:
        """`nu` gives the time of day with its zone."""
        self._postrum, self._bord, self._regler, self._nu = postrum, bord, regler, nu

    def begin(self, bruger: Bruger, maade: Maade) -> tuple[str, Fundet]:
        """A new session of a user who has proved it: the mark, shown once, and the session.

        ADG-008 where a restoring stands and the user is no driftsoperatør: nobody else comes in (adgang.gendannet).
        """
        if self._postrum.gendannelse() is not None and not is_let_in(Aktoerart.BRUGER, bruger.roller):
            raise refuse(Handling.KONTO_LOGIN, Hvorfor.GENDANNET)
        nu, maerke = self._nu(), MAERKE + secrets.token_urlsafe(32)
        self._postrum.ryd_sessioner(udloebet=stamp(nu), uset=stamp(nu - self._regler.ubrugt))
        login = self._postrum.login(bruger.uuid)
        session = Session(
            hash_maerke(maerke), bruger.uuid, _stamp(maade, bruger, login), stamp(nu), stamp(nu),
            stamp(nu + self._regler.laengst),
        )  # fmt: skip
        self._postrum.opret_session(session, hoejst=HOEJST)
        return maerke, Fundet(bruger, session, self._missing(maade, bruger, login))

    def find(self, maerke: str) -> Fundet | None:
        """The session of a mark; None where there is none, or it is over."""
        session = self._postrum.session(hash_maerke(maerke))
        if session is None:
            return None
        nu = self._nu()
        gaeldende = self._bord.gaeldende()
        bruger = gaeldende.brugere.get(session.bruger)
        login = self._postrum.login(session.bruger)
        maade = Maade(session.stempel.partition(":")[0])
        holder = (
            bruger is not None
            and gaeldende.is_open(bruger)
            and stamp(nu) < session.udloeber
            and stamp(nu - self._regler.ubrugt) < session.sidst
            and session.stempel == _stamp(maade, bruger, login)
        )
        if not holder or bruger is None:
            self._postrum.slet_session(session.hash)
            return None
        if session.sidst <= stamp(nu - _FRISK):
            self._postrum.set_session(session.hash, stamp(nu))
        return Fundet(bruger, session, self._missing(maade, bruger, login))

    def end(self, hash_: bytes) -> None:
        """One session is over."""
        self._postrum.slet_session(hash_)

    def end_all(self, bruger: str) -> int:
        """All sessions of a user are over; how many."""
        return self._postrum.slet_sessioner(bruger)

    def list_all(self, bruger: str) -> list[Session]:
        """A user's sessions, those that are over by time left out."""
        nu = self._nu()
        return [
            each
            for each in self._postrum.sessioner(bruger)
            if stamp(nu) < each.udloeber and stamp(nu - self._regler.ubrugt) < each.sidst
        ]

    def needs_totp(self, bruger: Bruger) -> bool:
        """Whether the setting demands a second factor of the user."""
        krav = self._regler.tofaktor
        return krav is Tofaktor.ALLE or (krav is Tofaktor.DRIFTSOPERATOERER and Rolle.DRIFTSOPERATOER in bruger.roller)

    def _missing(self, maade: Maade, bruger: Bruger, login: Login | None) -> Mangler:
        """Who comes by OpenID Connect has proved it there, by whatever the provider asks for."""
        if maade is Maade.OIDC or login is None:
            return Mangler.INTET
        if login.skal_skifte:
            return Mangler.ADGANGSKODE
        return Mangler.TOFAKTOR if self.needs_totp(bruger) and not login.totp else Mangler.INTET


def hash_maerke(maerke: str) -> bytes:
    """A mark or key as it is kept: both are random and long, so no slow hash is needed."""
    return hashlib.sha256(maerke.encode()).digest()


def _stamp(maade: Maade, bruger: Bruger, login: Login | None) -> str:
    hviler_paa = [*sorted(bruger.roller), bruger.cvr, str(bruger.aktiv)]
    if maade is Maade.LOKAL and login is not None:
        hviler_paa += [login.adgangskode, login.totp]
    return f"{maade}:{hashlib.sha256(chr(0).join(hviler_paa).encode()).hexdigest()[:32]}"
