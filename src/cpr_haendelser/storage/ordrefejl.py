"""What an ordrelager refuses, in the same words whichever it is."""

from __future__ import annotations

from cpr_haendelser.fejl import Brugsfejl


def number_given() -> Brugsfejl:
    """A personnummer that has been given before."""
    return Brugsfejl(
        "ORD-001",
        "et af personnumrene er givet til en testperson før; et nummer bruges kun én gang. Vælg et andet, eller lad "
        "systemet vælge.",
    )


def no_ordre() -> Brugsfejl:
    """An order that is not there."""
    return Brugsfejl("ORD-002", "der er ingen ordre med det id; `haendelser ordre` viser dem, der er.")
