"""The steps of an order's way that somebody takes, as data."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cpr_haendelser.storage.ordre import Ordre
from cpr_haendelser.storage.ordre import Ordretilstand as T
from cpr_haendelser.testmiljoe.ekspedition import AABNE, Ekspedition


class Skridt(NamedTuple):
    """A step that callers may take."""

    hvad: str
    fra: frozenset[T]
    """From where it may be taken, as Ekspedition takes it."""
    gaa: Callable[[Ekspedition, Ordre, str, str], Ordre]
    operatoer: bool = False
    """The operator's alone."""
    grund: bool = False
    """It must be said why."""
    bekraeftes: bool = False
    """Where messages would disagree with themselves without it being wanted, that it shall be so is said."""


SKRIDT = {
    "submit": Skridt(
        "Indsender en kladde",
        frozenset({T.KLADDE}),
        lambda desk, ordre, hvem, _: desk.submit(ordre, hvem=hvem),
        bekraeftes=True,
    ),
    "approve": Skridt(
        "Godkender en indsendt ordre",
        frozenset({T.INDSENDT}),
        lambda desk, ordre, hvem, _: desk.approve(ordre, hvem=hvem),
        operatoer=True,
    ),
    "refuse": Skridt(
        "Afviser en indsendt ordre",
        frozenset({T.INDSENDT}),
        lambda desk, ordre, hvem, grund: desk.refuse(ordre, hvem=hvem, grund=grund),
        operatoer=True,
        grund=True,
    ),
    "begin": Skridt(
        "Begynder en godkendt ordre",
        frozenset({T.GODKENDT}),
        lambda desk, ordre, hvem, _: desk.begin(ordre, hvem=hvem),
    ),
    "stop": Skridt(
        "Stopper en ordre, der er i gang",
        frozenset({T.I_GANG}),
        lambda desk, ordre, hvem, grund: desk.stop(ordre, hvem=hvem, grund=grund),
        grund=True,
    ),
    "resume": Skridt(
        "Genoptager en stoppet ordre",
        frozenset({T.STOPPET}),
        lambda desk, ordre, hvem, _: desk.resume(ordre, hvem=hvem),
    ),
    "cancel": Skridt(
        "Annullerer en ordre, der ikke er begyndt",
        AABNE,
        lambda desk, ordre, hvem, _: desk.cancel(ordre, hvem=hvem),
    ),
    "again": Skridt(
        "Laver en ny kladde med de samme linjer",
        frozenset(T),
        lambda desk, ordre, _hvem, _: desk.again(ordre),
    ),
}
"""Every step of an order's way that somebody takes, by its word on the command line and in the URL."""
