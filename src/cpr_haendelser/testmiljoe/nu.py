"""What a hændelses-ordre needs to know of a person as the replica has it."""

from __future__ import annotations

from cpr_haendelser.haendelser.model import Adresse
from cpr_haendelser.population.laesning import read_person
from cpr_haendelser.population.person import NUL12, Forsvinding, Person, Udrejse
from cpr_haendelser.population.person import Adresse as Bopael
from cpr_haendelser.replika.billede import to_tekster
from cpr_haendelser.testmiljoe.haendelsesordre import Nu

_POSTER = frozenset({"001", "002", "005", "007", "008", "023"})
"""The record types that tell it: reading the others takes most of the time."""


def read_nu(dokument: bytes) -> Nu:
    """The person of a document."""
    person = read_person(linje for linje in to_tekster(dokument) if linje[:3] in _POSTER)
    return Nu(_address(person), isinstance(person.ophold, Bopael), _death(person))


def _address(person: Person) -> Adresse | None:
    """Where the person lives, or lived last."""
    if isinstance(person.ophold, Bopael):
        return Adresse(*person.ophold.bolig.koder, person.ophold.conavn)
    tidligere = [row for row in person.historik if row[0] == "023" and row[1] in {"", "Æ"}]
    return Adresse(*max(tidligere, key=lambda row: row[9])[2:9]) if tidligere else None


def _death(person: Person) -> str:
    """The code of a death from the state that the person is in."""
    if isinstance(person.ophold, Forsvinding):
        return "006"
    if isinstance(person.ophold, Udrejse):
        return "007"
    return "008" if person.navn.start == NUL12 else "005"
