"""What the post room keeps of logging in: passwords as hashes, second factors, sessions and API keys.

Who a person is stands in the set-up (adgang.model.Bruger); here stands what proves it. Session marks and keys are
random and long, so they are kept as plain SHA-256 and found by it; passwords are kept by a slow hash.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Login(NamedTuple):
    """What proves that somebody is a user."""

    bruger: str
    """UUID."""
    adgangskode: str = ""
    """Argon2id hash; empty: none, the user logs in by OpenID Connect alone."""
    skal_skifte: bool = False
    """Whether it is a first password, good for nothing but choosing another."""
    udloeber: str = ""
    """A first password holds until then."""
    totp: str = ""
    """Shared secret of the authenticator app, base32; empty: none."""
    totp_trin: int = 0
    """The last time step whose code was used: no code counts twice."""
    kendte: tuple[str, ...] = ()
    """Marks of the addresses that the user logged in from last, newest first."""


class Session(NamedTuple):
    """One login."""

    hash: bytes
    """SHA-256 of the mark that the caller sends."""
    bruger: str
    stempel: str
    """Of everything that the login rested on: another stamp now, and the session is over."""
    oprettet: str
    sidst: str
    """When it was last used, to a minute or so."""
    udloeber: str
    """However much it is used."""


class Noegle(NamedTuple):
    """An API key."""

    id: str
    hash: bytes
    """SHA-256 of the key."""
    art: str
    """bruger or system."""
    ejer: str
    """UUID of that user or system."""
    navn: str
    omfang: frozenset[str]
    """The actions (adgang.handling) that it may be used for."""
    oprettet: str
    hvem: str
    """Who made it."""
    udloeber: str
    lukket: str = ""
    """When it was closed; empty: it is not."""
    sidst_brugt: str = ""
    """Day (YYYY-MM-DD); empty: never."""


class Adgangsbog(Protocol):
    """The book of logins. Times as in the rest of the post room."""

    def login(self, bruger: str) -> Login | None:
        """What proves a user; None: nothing yet."""
        ...

    def skift_login(self, foer: Login | None, efter: Login, *, hvem: str, nu: str) -> bool:
        """Puts one in the other's place; False, and nothing done, where it is not as `foer` says.

        Into the audit, in the same transaction: who changed what proves the user, never to what.
        """
        ...

    def opret_session(self, session: Session, *, hoejst: int) -> None:
        """Keeps a session; of the user's only it and the newest others stay, `hoejst` in all.

        The login is told of in the audit.
        """

    def session(self, hash_: bytes) -> Session | None:
        """The session with that hash, expired or not; None: there is none."""
        ...

    def sessioner(self, bruger: str) -> list[Session]:
        """A user's sessions, the oldest first."""
        ...

    def set_session(self, hash_: bytes, tid: str) -> None:
        """The session has been used. It need not survive a power cut."""

    def slet_session(self, hash_: bytes) -> None:
        """The session is over."""

    def slet_sessioner(self, bruger: str) -> int:
        """All sessions of a user are over; how many."""
        ...

    def ryd_sessioner(self, *, udloebet: str, uset: str) -> int:
        """Removes sessions that expire at or before one time, or were last used at or before another; how many."""
        ...

    def opret_noegle(self, noegle: Noegle) -> None:
        """Keeps a new key; into the audit, in the same transaction, as its closing."""

    def noegle(self, hash_: bytes) -> Noegle | None:
        """The key with that hash, closed or expired or not; None: there is none."""
        ...

    def noegler(self) -> list[Noegle]:
        """All keys, the oldest first."""
        ...

    def luk_noegle(self, id_: str, tid: str, *, hvem: str) -> bool:
        """Closes a key for good; False where there is no open one with that id."""
        ...

    def brug_noegle(self, id_: str, dag: str) -> None:
        """The key was used on a day. It need not survive a power cut."""
