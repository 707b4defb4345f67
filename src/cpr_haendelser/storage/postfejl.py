"""What a post room refuses, in the same words whichever it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.storage.forsendelse import Afslutning, Forsendelsestilstand
from cpr_haendelser.storage.postrum import Ny

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
