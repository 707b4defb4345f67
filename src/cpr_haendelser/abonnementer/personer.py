"""Which persons a filter lets through when nothing has happened to them: a snapshot.

Only what is known of a person is held against the filter: number, address and municipality. Every other comparison is
left out of the question: it may come to anything. A person is let through where the filter can be true.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from cpr_haendelser.abonnementer.match import Medlemskaber, ask_together
from cpr_haendelser.abonnementer.udtryk import Eller, Ikke, IListe, Og, Udtryk, comparisons
from cpr_haendelser.abonnementer.vurdering import Medlem, Sandhed, to_listevaerdi, vurder
from cpr_haendelser.beskeder.kuvertfelter import ADRESSE, KOMMUNE, OBJEKT, PERSONNUMMER, Felter

STIER = frozenset({PERSONNUMMER, OBJEKT, ADRESSE, KOMMUNE})
"""What is known of a person."""

_ALT = frozenset(Sandhed)
_MODSAT = {Sandhed.SAND: Sandhed.FALSK, Sandhed.FALSK: Sandhed.SAND, Sandhed.UKENDT: Sandhed.UKENDT}


def may_be(udtryk: Udtryk, felter: Felter, medlem: Medlem) -> frozenset[Sandhed]:
    """What a filter can come to for a person, whatever happens to it; three-valued as for a message."""
    match udtryk:
        case Ikke(led):
            return frozenset(_MODSAT[sandhed] for sandhed in may_be(led, felter, medlem))
        case Og(led):
            return _combine(led, felter, medlem, (Sandhed.FALSK, Sandhed.UKENDT, Sandhed.SAND))
        case Eller(led):
            return _combine(led, felter, medlem, (Sandhed.SAND, Sandhed.UKENDT, Sandhed.FALSK))
        case _:
            return frozenset({vurder(udtryk, felter, medlem)}) if udtryk.sti in STIER else _ALT


def _combine(
    led: Sequence[Udtryk], felter: Felter, medlem: Medlem, staerkest: tuple[Sandhed, Sandhed, Sandhed]
) -> frozenset[Sandhed]:
    """Of each pair of what parts can come to, the one that decides."""
    hidtil = frozenset({staerkest[-1]})
    for each in led:
        hidtil = frozenset(min(par, key=staerkest.index) for par in product(hidtil, may_be(each, felter, medlem)))
    return hidtil


def let_through(udtryk: Udtryk | None, personer: Mapping[int, Felter], medlemskaber: Medlemskaber) -> set[int]:
    """Those of the persons for whom the filter can be true; the value lists are asked together."""
    if udtryk is None:
        return set(personer)
    spurgt = {
        (led.liste, to_listevaerdi(vaerdi))
        for led in comparisons(udtryk)
        if isinstance(led, IListe) and led.sti in STIER
        for felter in personer.values()
        for vaerdi in felter.get(led.sti, ())
    }
    medlem = ask_together(spurgt, medlemskaber)
    return {pnr for pnr, felter in personer.items() if Sandhed.SAND in may_be(udtryk, felter, medlem)}
