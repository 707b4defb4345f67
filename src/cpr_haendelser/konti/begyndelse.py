"""How an installation begins: its own organisation and the first operator, made in one go while nobody can log in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cpr_haendelser.adgang.model import Bruger, Rolle
from cpr_haendelser.aftaler.model import Organisation
from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.konti.brugere import Brugere, NyBruger, Oprettet
from cpr_haendelser.konti.organisationer import Organisationer

BRUGERNAVN, NAVN = "drift", "Driftsoperatør"
"""What the first operator is called where nothing else is said."""


class Begyndt(NamedTuple):
    """What was made."""

    organisation: Organisation
    operatoer: Oprettet
    """With the first password, shown now and never again."""


def find_operators(brugere: Iterable[Bruger]) -> list[Bruger]:
    """The open users that are operators."""
    return [each for each in brugere if each.aktiv and Rolle.DRIFTSOPERATOER in each.roller]


def begin(organisationer: Organisationer, brugere: Brugere, egen: Organisation, brugernavn: str, hvem: str) -> Begyndt:
    """Makes the organisation, where it is not there, and an operator of it.

    Brugsfejl KTO-028 where there is an operator already, KTO-029 where the organisation is closed, KTO-021 to KTO-036
    where one of them cannot be so. Called again after a refusal, it goes on from what there is.
    """
    if fundne := find_operators(brugere.list_all()):
        raise Brugsfejl(
            "KTO-028",
            f"der er allerede en driftsoperatør: {fundne[0].brugernavn}. Er adgangskoden glemt, giver `haendelser"
            f" bruger reset {fundne[0].brugernavn}` en ny førstegangskode; `haendelser bruger create` opretter flere."
            " Intet er ændret.",
        )
    fundet = next((each for each in organisationer.list_all() if each.cvr == egen.cvr), None)
    if fundet is not None and not fundet.aktiv:
        raise Brugsfejl(
            "KTO-029",
            f"organisationen {fundet.navn} er lukket, så ingen af dens brugere kan logge ind. Åbn den med `haendelser"
            f" organisation change {fundet.cvr} --aabn`. Intet er ændret.",
        )
    organisation = fundet or organisationer.create(egen, hvem)
    ny = NyBruger(brugernavn.lower(), NAVN, "", organisation.cvr, frozenset({Rolle.DRIFTSOPERATOER}))
    return Begyndt(organisation, brugere.create(ny, hvem))
