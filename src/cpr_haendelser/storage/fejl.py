"""What a lager refuses, in the same words whichever lager it is."""

from __future__ import annotations

from collections.abc import Iterable

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.haendelser.model import Ordrested
from cpr_haendelser.storage.ordre import Ordrehaendelse

_NAEVNT = 20
"""So many lines of an order are named at most."""


def has_personer() -> Brugsfejl:
    """A first load of a replica that is not empty."""
    return Brugsfejl(
        "LAG-002",
        "Der er allerede personer i registeret; et nyt udtræk skal indlæses som ny grundindlæsning. Intet er ændret.",
    )


def no_saet(nummer: int) -> Brugsfejl:
    """A set of composing settings that is not there."""
    return Brugsfejl("LAG-003", f"Der er intet indstillingssæt med nummer {nummer}.")


def no_haendelse(loebenummer: int) -> Brugsfejl:
    """A løbenummer that has not been given."""
    return Brugsfejl("LAG-004", f"Der er ingen hændelse med løbenummer {loebenummer}; se `haendelser feed`.")


def has_modtager(loebenummer: int) -> Brugsfejl:
    """A receiver for a hændelse that has one."""
    return Brugsfejl("LAG-005", f"Hændelsen med løbenummer {loebenummer} har allerede en modtager. Intet er ændret.")


def no_cvr(loebenummer: int) -> Brugsfejl:
    """A receiver without a number."""
    return Brugsfejl("LAG-006", f"Der mangler et CVR-nummer til hændelsen med løbenummer {loebenummer}.")


def besked_given() -> Brugsfejl:
    """A BeskedId that the log has already: ids are computed, so this is the same hændelse once more."""
    return Brugsfejl("LAG-007", "En besked i leverancen har samme BeskedId som en tidligere. Intet er ændret.")


def no_personer(haendelser: Iterable[Ordrehaendelse]) -> Brugsfejl:
    """Ordered hændelser about persons that the replica does not have."""
    return Brugsfejl(
        "LAG-020",
        f"ordrens {_lines(haendelser)}: personen er ikke i replikaen. Intet er ændret; bestil eller opret personen"
        " først.",
    )


def no_rettet(haendelser: Iterable[Ordrehaendelse]) -> Brugsfejl:
    """Ordered hændelser that correct a number which is no hændelse of their person."""
    return Brugsfejl(
        "LAG-021",
        f"ordrens {_lines(haendelser)}: den hændelse, der skal rettes eller annulleres, er ikke i loggen om personen."
        " Intet er ændret; se personens hændelser i feedet.",
    )


def _lines(haendelser: Iterable[Ordrehaendelse]) -> str:
    """The lines of the order, never the persons."""
    numre = sorted({Ordrested.read(haendelse.ordre).linje for haendelse in haendelser})
    flere = f" og {len(numre) - _NAEVNT} til" if len(numre) > _NAEVNT else ""
    return f"linje {', '.join(map(str, numre[:_NAEVNT]))}{flere}"
