"""What stands for a person in a page's forms: sealed, of one login, so that no number is in a page or an address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from cpr_haendelser.cpr.personnummer import Personnummer
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
        self._segl, self._vagt = installation.segl("konsol.person"), installation.vagt

    def close(self, kald: Kald, pnr: int) -> str:
        """What stands for the person while the login lasts."""
        return self._segl.close(_Person(_session(kald), pnr))

    def read(self, kald: Kald, felter: Mapping[str, str]) -> int:
        """The person that a form says: by its number where one is written, else by the mark that stands for it.

        CPR-001 or CPR-002 where it is no number, VAGT-003 where the number must not be here, KON-006 as `open`.
        """
        tekst = felter.get("personnummer", "")
        if felter.get("person") and not tekst.strip():
            return self.open(kald, felter["person"])
        ciffre = Personnummer.parse(tekst).ciffre
        self._vagt.check_tekst("opslaget", ciffre)
        return int(ciffre)

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
