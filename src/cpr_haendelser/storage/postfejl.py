"""What a post room refuses, in the same words whichever it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cpr_haendelser.fejl import Brugsfejl, Opsaetningsfejl
from cpr_haendelser.storage.forsendelse import Afslutning, Forsendelsestilstand
from cpr_haendelser.storage.forsendelsesbog import Ny

UDFALD = frozenset(Forsendelsestilstand) - {Forsendelsestilstand.UDE, Forsendelsestilstand.AFVENTER}
"""States in which an attempt can end."""


def no_vaerdiliste(uuid: str) -> Brugsfejl:
    """A value list that is not there."""
    return Brugsfejl("POST-001", f"Der er ingen værdiliste {uuid[:36]}; opret den, før den får værdier.")


def no_version(version: int, nyeste: int) -> Brugsfejl:
    """A version of the set-up that there has not been."""
    return Brugsfejl("POST-002", f"Opsætningen har ingen version {version}; den nyeste er {nyeste}.")


def overtaken() -> Brugsfejl:
    """A change of a set-up that is another by now."""
    return Brugsfejl("POST-010", "Opsætningen er ændret af en anden imens; intet er gemt. Prøv igen.")


def no_hoved() -> Brugsfejl:
    """A signed head that is not the audit's."""
    return Brugsfejl(
        "REV-004",
        "hovedet er ikke sporets: det led, som det er underskrevet ved, er der ikke, eller det er et andet. Kør"
        " `haendelser revision check`. Intet er slettet.",
    )


def no_bortfald(til: int) -> Opsaetningsfejl:
    """What the audit follows where it has been shortened, and cannot be read."""
    return Opsaetningsfejl(
        "REV-014",
        f"databasens egen række om bortfaldet til og med led {til} (tabellen revisionsbortfald) er ændret: dens hoved"
        " er ikke det underskrevne, som programmet skrev. Hvad sporet følger efter, kan derfor ikke ses. Det er"
        " databasen, der er rettet i, ikke jeres hovedfil: gendan en backup, og find ud af, hvem der har skrevet i den."
        " Intet er ændret.",
    )


def no_noegle(id_: str) -> Opsaetningsfejl:
    """An API key whose row is not as the program writes one."""
    return Opsaetningsfejl(
        "LAG-018",
        f"databasens API-nøgle {id_} kan ikke læses: der ventes en liste af handlinger i feltet omfang, og nogen har"
        " skrevet andet. Den virker ikke. Gendan en backup, eller ret rækken i tabellen apinoegle; `haendelser revision"
        " sag noegle:ID` siger, hvad nøglen blev lavet til. Intet er ændret.",
    )


def no_login(bruger: str) -> Opsaetningsfejl:
    """What proves a user, where its row is not as the program writes one."""
    return Opsaetningsfejl(
        "LAG-019",
        f"databasens login for brugeren {bruger} kan ikke læses: der ventes en liste af mærker i feltet kendte, og"
        " nogen har skrevet andet. Brugeren kan ikke logge ind. Gendan en backup, eller ret rækken i tabellen login."
        " Intet er ændret.",
    )


def check_nye(nye: Sequence[Ny], til: int) -> None:
    """ValueError where a forsendelse lies beyond the position that it is committed with."""
    if any(ny.loebenummer > til for ny in nye):
        raise ValueError("a forsendelse lies beyond the position it is committed with")


def check_forud(nye: Sequence[Ny], numre: Collection[int]) -> None:
    """ValueError where a forsendelse is of no hændelse that is derived ahead."""
    if not {ny.loebenummer for ny in nye} <= set(numre):
        raise ValueError("a forsendelse is of no hændelse that is derived ahead")


def check_svar(svar: Sequence[Afslutning]) -> None:
    """ValueError where an attempt is said to end in a state that is no end, or a delivery has no record."""
    for en in svar:
        if en.tilstand not in UDFALD:
            raise ValueError("an attempt does not end as outstanding")
        if (en.tilstand is Forsendelsestilstand.LEVERET) != (en.videregivelse is not None):
            raise ValueError("a delivery, and nothing else, has a delivery record")
