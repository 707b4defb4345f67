"""What is said over HTTP of large files."""

from __future__ import annotations

from uuid import UUID

from cpr_haendelser.udlevering import storfiler
from cpr_haendelser.web.modeller import Svar


class Valg(Svar):
    """Hvilket dueslag; uden er det alle."""

    dueslag: UUID | None = None


class Kasse(Svar):
    """Hvad der afventer i ét dueslag."""

    dueslag: str
    navn: str
    antal: int


class Storfil(Svar):
    """En stor fil, hvorfra noget afventer en operatør."""

    fil: int
    filnavn: str
    modtaget: str
    haendelser: int
    afventer: int
    dueslag: list[Kasse]


class Storfiler(Svar):
    """De store filer."""

    storfiler: list[Storfil]


class Afgjort(Svar):
    """Så mange forsendelser blev afgjort."""

    antal: int


def to_storfil(fil: storfiler.Storfil) -> Storfil:
    """The answer for one of them."""
    return Storfil(
        fil=fil.fil,
        filnavn=fil.filnavn,
        modtaget=fil.modtaget,
        haendelser=fil.haendelser,
        afventer=fil.antal,
        dueslag=[Kasse(dueslag=each.dueslag, navn=each.navn, antal=each.antal) for each in fil.kasser],
    )
