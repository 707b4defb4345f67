"""What stands for a person in a page's forms: sealed, of one login, so that no number is in a page or an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cpr_haendelser.fejl import Brugsfejl

if TYPE_CHECKING:
    from cpr_haendelser.app import Installation
    from cpr_haendelser.konsol.kald import Kald


class _Person(NamedTuple):
    """What is sealed."""

    session: str
    pnr: int


class Haandtag:
    """Seals and opens them; the same on every process of an installation."""

    def __init__(self, installation: Installation) -> None:
        self._segl = installation.segl("konsol.person")

    def close(self, kald: Kald, pnr: int) -> str:
        """What stands for the person while the login lasts."""
        return self._segl.close(_Person(_session(kald), pnr))

    def open(self, kald: Kald, tekst: str) -> int:
        """The person. Brugsfejl KON-006 where it is none of ours, of another login, or too old."""
        try:
            person: _Person = self._segl.open(tekst[:1000], _Person)
        except Brugsfejl:
            person = _Person("", 0)
        if not person.session or person.session != _session(kald):
            raise Brugsfejl("KON-006", "henvisningen til personen er ikke fra dette login. Slå personen op igen.")
        return person.pnr


def _session(kald: Kald) -> str:
    """Which login it is: nothing that could be used for another."""
    return kald.modtegn
