"""Logging in with a local account, and looking after one's own.

Attempts are dampened for each address, and for each account: an account has one bucket for addresses that its user has
not logged in from, and one for each that it has, so whoever guesses from elsewhere does not keep the user out. A wrong
name costs as much as a wrong password and is told in the same words.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import BoundedSemaphore
from typing import NamedTuple
from uuid import UUID

from cpr_haendelser.adgang.afvisning import refuse
from cpr_haendelser.adgang.handling import Handling
from cpr_haendelser.adgang.maa import Hvorfor
from cpr_haendelser.adgang.model import Bruger, as_bruger
from cpr_haendelser.fejl import Brugsfejl, Opsaetningsfejl
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.konti import totp
from cpr_haendelser.konti.adgangskode import LAENGST, Koder, check_new
from cpr_haendelser.konti.noegler import close_keys
from cpr_haendelser.konti.sessioner import Fundet, Maade, Sessioner
from cpr_haendelser.logning import log_line
from cpr_haendelser.spjaeld import Spjaeld, network
from cpr_haendelser.storage.adgangsbog import Login
from cpr_haendelser.storage.postrum import Postrum

PR_ADRESSE, PR_ADRESSE_SEKUNDER = 30, 600.0
"""Wrong attempts from one address (IPv6: one /64) at once, and again in so many seconds."""
PR_KONTO, PR_KONTO_SEKUNDER = 10, 900.0
"""The same on one account, from all addresses that its user has not logged in from."""
SAMTIDIGE = 2
"""Slow hashes computed at the same time, for known addresses and for unknown ones."""
KENDTE = 5
"""Addresses remembered of a user."""
_ULAESELIGT = "LAG-019"
"""What is said of a login whose row somebody has damaged."""
_FORSOEG = 20
"""So often a change of one's own account is tried again when another change came between."""


class Vent(Brugsfejl):
    """Too many attempts: none is looked at before so many seconds have passed."""

    def __init__(self, sekunder: float) -> None:
        self.sekunder = int(sekunder) + 1
        vent = "1 sekund" if self.sekunder == 1 else f"{self.sekunder} sekunder"
        super().__init__("KTO-001", f"der er forsøgt for mange gange. Vent {vent}, og prøv igen. Intet er ændret.")


class Forsoeg(NamedTuple):
    """One attempt to log in."""

    brugernavn: str
    adgangskode: str
    kode: str
    """Of the authenticator app; empty: none."""
    adresse: str
    """The network address that it comes from."""


class Portner:
    """Logs people in; safe to share between threads."""

    def __init__(  # noqa: PLR0913 - what it leans on
        self,
        postrum: Postrum,
        bord: Bord,
        koder: Koder,
        sessioner: Sessioner,
        namespace: UUID,
        nu: Callable[[], datetime],
        ur: Callable[[], float] = time.monotonic,
    ) -> None:
        """`nu` gives the time of day with its zone, `ur` seconds for the dampers."""
        self._postrum, self._bord, self._koder, self._sessioner, self._nu = postrum, bord, koder, sessioner, nu
        self._hemmelig = namespace.bytes
        self._adresser = Spjaeld(PR_ADRESSE, PR_ADRESSE_SEKUNDER, ur)
        self._konti = Spjaeld(PR_KONTO, PR_KONTO_SEKUNDER, ur)
        self._pladser = {kendt: BoundedSemaphore(SAMTIDIGE) for kendt in (True, False)}

    # --- coming in ----------------------------------------------------------------------------------------------------

    def log_in(self, forsoeg: Forsoeg) -> tuple[str, Fundet]:
        """The mark of a new session, shown once, and the session.

        Vent (KTO-001) after too many attempts, KTO-002 where name or password is wrong, KTO-003 where a code is needed
        and is missing or wrong, KTO-004 where a first password has run out.
        """
        gaeldende = self._bord.gaeldende()
        bruger = gaeldende.brugernavne.get(forsoeg.brugernavn.lower())
        login = self._proof(bruger.uuid) if bruger is not None and gaeldende.is_open(bruger) else None
        maerke = self._mark(forsoeg)
        kendt = login is not None and maerke in login.kendte
        konto = f"{forsoeg.brugernavn.lower()} {maerke if kendt else ''}"
        self._dampen(konto, maerke)
        with self._place(kendt=kendt):
            rigtig = len(forsoeg.adgangskode) <= LAENGST and self._koder.verify(
                forsoeg.adgangskode, login.adgangskode if login is not None else ""
            )
        if not rigtig or bruger is None or login is None:
            log_line("konto.login-afvist", forklaring="brugernavn eller adgangskode")
            raise _wrong()
        if login.udloeber and login.udloeber <= stamp(self._nu()):
            raise Brugsfejl("KTO-004", "førstegangskoden er udløbet; bed driftsoperatøren om en ny.")
        self._accept(bruger, login, forsoeg, maerke)
        self._konti.give_back(konto)
        self._adresser.give_back(maerke)
        return self._sessioner.begin(bruger, Maade.LOKAL)

    def _proof(self, bruger: str) -> Login | None:
        """What proves a user; None, as where there is nothing, also of one that somebody has damaged.

        Whoever asks is nobody yet; `check` tells the operator.
        """
        try:
            return self._postrum.login(bruger)
        except Opsaetningsfejl as fejl:
            if fejl.kode != _ULAESELIGT:
                raise
            log_line("konto.login-afvist", forklaring=_ULAESELIGT)
            return None

    def _dampen(self, konto: str, maerke: str) -> None:
        vent = self._adresser.take(maerke)
        if not vent and (vent := self._konti.take(konto)):
            self._adresser.give_back(maerke)
        if vent:
            log_line("konto.login-afvist", forklaring="for mange forsøg")
            raise Vent(vent)

    @contextmanager
    def _place(self, *, kendt: bool) -> Iterator[None]:
        if not self._pladser[kendt].acquire(timeout=2.0):
            raise Vent(1.0)
        try:
            yield
        finally:
            self._pladser[kendt].release()

    def _accept(self, bruger: Bruger, foerst: Login, forsoeg: Forsoeg, maerke: str) -> None:
        """Takes the code, so that it is never taken again, and remembers the address; KTO-003 without a right code."""

        def used(login: Login) -> Login:
            if login.adgangskode != foerst.adgangskode:
                raise _wrong()
            trin = login.totp_trin
            if login.totp:
                fundet = totp.find_trin(login.totp, forsoeg.kode, int(self._nu().timestamp()), trin)
                if fundet is None:
                    log_line("konto.login-afvist", forklaring="koden fra appen")
                    raise Brugsfejl(
                        "KTO-003",
                        "der skal en kode fra godkendelsesappen til, og den gælder én gang; vent på den næste.",
                    )
                trin = fundet
            kendte = (maerke, *(each for each in login.kendte if each != maerke))[:KENDTE]
            ny = login.adgangskode
            if self._koder.is_old(ny):
                ny = self._koder.hash(forsoeg.adgangskode)
            return login._replace(totp_trin=trin, kendte=kendte, adgangskode=ny)

        self._change(bruger, used)

    def _mark(self, forsoeg: Forsoeg) -> str:
        """The mark of an address for one account: an address is kept nowhere."""
        return hmac.digest(self._hemmelig, network(forsoeg.adresse).encode(), hashlib.sha256).hex()[:16]

    # --- one's own account --------------------------------------------------------------------------------------------

    def change_password(self, bruger: Bruger, gammel: str, ny: str) -> tuple[str, Fundet]:
        """Another password; every session ends, and a new one begins: its mark, and the session.

        Where the former one is a first password, the keys that its login made itself are closed: it was never finished.

        KTO-005 where the former one is wrong, KTO-010 to KTO-012 where the new one cannot be chosen, KTO-006 where it
        is the former one, ADG-008 where a restoring stands.
        """
        self._check_looked_through()
        bevist = self._check_password(bruger, gammel)
        check_new(ny, bruger.brugernavn, *bruger.navn.split(), *bruger.mail.split("@"))
        if ny == gammel:
            raise Brugsfejl("KTO-006", "den nye adgangskode er den samme som den gamle. Intet er ændret.")
        nyt = bevist._replace(adgangskode=self._koder.hash(ny), skal_skifte=False, udloeber="")
        self._change(bruger, lambda login: _after(login, bevist, nyt))
        self._sessioner.end_all(bruger.uuid)
        if bevist.skal_skifte:
            hvem = as_bruger(bruger).hvem
            close_keys(self._postrum, bruger.uuid, stamp(self._nu()), hvem, lavet_af=hvem)
        return self._sessioner.begin(bruger, Maade.LOKAL)

    def new_totp(self, bruger: Bruger) -> str:
        """A secret for the authenticator app; nothing is changed before `confirm_totp`.

        KTO-007 where there is one, ADG-008 where a restoring stands.
        """
        self._check_looked_through()
        login = self._postrum.login(bruger.uuid)
        if login is not None and login.totp:
            raise Brugsfejl(
                "KTO-007", "kontoen har allerede en godkendelsesapp; driftsoperatøren kan fjerne den, hvis den er tabt."
            )
        return totp.new_hemmelighed()

    def confirm_totp(self, bruger: Bruger, adgangskode: str, hemmelighed: str, kode: str) -> tuple[str, Fundet]:
        """The app is set up: from now on its codes are asked for; a new session begins.

        KTO-005 where the password is wrong, KTO-008 for a wrong code, ADG-008 where a restoring stands.
        """
        self._check_looked_through()
        bevist = self._check_password(bruger, adgangskode)
        self.new_totp(bruger)
        trin = totp.find_trin(hemmelighed, kode, int(self._nu().timestamp()), 0)
        if trin is None:
            raise Brugsfejl("KTO-008", "koden passer ikke til appens hemmelighed lige nu. Intet er ændret.")
        nyt = bevist._replace(totp=hemmelighed, totp_trin=trin)
        self._change(bruger, lambda login: _after(login, bevist, nyt))
        self._sessioner.end_all(bruger.uuid)
        return self._sessioner.begin(bruger, Maade.LOKAL)

    def _check_looked_through(self) -> None:
        """While a restoring stands nobody makes an old password a new one, a first one neither (decision 22)."""
        if self._postrum.gendannelse() is not None:
            raise refuse(Handling.KONTO_RET, Hvorfor.GENDANNET)

    def _check_password(self, bruger: Bruger, adgangskode: str) -> Login:
        """What proves the user, as it was when it was proved."""
        if vent := self._konti.take(bruger.uuid):
            raise Vent(vent)
        login = self._postrum.login(bruger.uuid)
        kendt = login.adgangskode if login is not None else ""
        with self._place(kendt=True):
            rigtig = len(adgangskode) <= LAENGST and self._koder.verify(adgangskode, kendt)
        if login is None or not rigtig:
            raise Brugsfejl("KTO-005", "den nuværende adgangskode er forkert. Intet er ændret.")
        self._konti.give_back(bruger.uuid)
        return login

    def _change(self, bruger: Bruger, hvad: Callable[[Login], Login]) -> None:
        """Changes what proves a user, however many change it at the same time."""
        for _ in range(_FORSOEG):
            foer = self._postrum.login(bruger.uuid)
            if foer is None:
                break
            if self._postrum.skift_login(foer, hvad(foer), hvem=as_bruger(bruger).hvem, nu=stamp(self._nu())):
                return
        raise _overtaken()


def _after(login: Login, bevist: Login, nyt: Login) -> Login:
    """What somebody chose, where the account is still proved as it was; not where it was reset or changed meanwhile."""
    if (login.adgangskode, login.totp) != (bevist.adgangskode, bevist.totp):
        raise _overtaken()
    return nyt._replace(kendte=login.kendte, totp_trin=max(login.totp_trin, nyt.totp_trin))


def _overtaken() -> Brugsfejl:
    return Brugsfejl("KTO-009", "kontoen blev ændret af en anden imens; prøv igen. Intet er ændret.")


def _wrong() -> Brugsfejl:
    """The same words whether the name or the password is wrong."""
    return Brugsfejl("KTO-002", "brugernavn eller adgangskode er forkert.")
