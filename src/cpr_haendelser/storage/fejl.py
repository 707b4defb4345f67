"""What a lager refuses, in the same words whichever lager it is."""

from __future__ import annotations

from cpr_haendelser.fejl import Brugsfejl


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
