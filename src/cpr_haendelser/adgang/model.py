"""Roles, users, and who acts, as values."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple
from uuid import UUID, uuid5

from cpr_haendelser.adgang.handling import Handling


class Rolle(StrEnum):
    """What a person is to the installation; IT_SYSTEM is what a system is, and no person's."""

    DRIFTSOPERATOER = "driftsoperatoer"
    LEVERANDOERADMINISTRATOR = "leverandoeradministrator"
    AFTALEADMINISTRATOR = "aftaleadministrator"
    TESTANSVARLIG = "testansvarlig"
    REVISOR = "revisor"
    IT_SYSTEM = "it-system"


BRUGERROLLER = tuple(rolle for rolle in Rolle if rolle is not Rolle.IT_SYSTEM)
"""The roles that a user may be given."""


class Bruger(NamedTuple):
    """A person who may log in. How is kept apart from who: nothing here is secret."""

    uuid: str
    brugernavn: str
    """What is written at login; lower case, unique among all users."""
    navn: str
    mail: str
    cvr: str
    """Of the organisation that the person acts for."""
    roller: frozenset[Rolle]
    aktiv: bool = True


def uuid_of_bruger(namespace: UUID, brugernavn: str) -> UUID:
    """The UUID that a brugernavn has in an installation, by its secret namespace."""
    return uuid5(namespace, f"bruger:{brugernavn.lower()}")


class Aktoerart(StrEnum):
    """What kind of actor it is."""

    OPERATOER = "operatoer"
    """The one who runs the program: at its command line, or with the key that the server showed at its start."""
    BRUGER = "bruger"
    SYSTEM = "system"


class Aktoer(NamedTuple):
    """Who acts."""

    art: Aktoerart
    id: str
    """UUID of the user or the it-system; empty: the operator."""
    navn: str
    organisation: str
    """CVR; empty: the operator."""
    roller: frozenset[Rolle]
    omfang: frozenset[Handling] | None = None
    """Where an API key acts, what it was made for; None: all that the roles may. Empty: nothing (adgang.gendannet)."""
    bag: str = ""
    """Where the operator acts as another (`--som`): that one, as `hvem` names it."""

    @property
    def hvem(self) -> str:
        """The actor as the audit and every change name it: `operatoer`, `bruger:UUID` or `system:UUID`."""
        return f"{self.art}:{self.id}" if self.id else str(self.art)

    @property
    def begge(self) -> str:
        """`hvem`, and where the operator acts as another, that one too: `operatoer:bruger:UUID`."""
        return f"{self.hvem}:{self.bag}" if self.bag else self.hvem


OPERATOER = Aktoer(Aktoerart.OPERATOER, "", "operatøren", "", frozenset({Rolle.DRIFTSOPERATOER}))


def as_bruger(bruger: Bruger, omfang: frozenset[Handling] | None = None) -> Aktoer:
    """The user as one who acts; one who is closed has no roles."""
    roller = bruger.roller if bruger.aktiv else frozenset[Rolle]()
    return Aktoer(Aktoerart.BRUGER, bruger.uuid, bruger.navn, bruger.cvr, roller, omfang)


def as_system(uuid: str, navn: str, cvr: str, omfang: frozenset[Handling] | None = None) -> Aktoer:
    """The it-system as one who acts."""
    return Aktoer(Aktoerart.SYSTEM, uuid, navn, cvr, frozenset({Rolle.IT_SYSTEM}), omfang)
