"""What must hold for a filter to be true, so that a matcher looks candidates up instead of asking every dueslag.

A filter becomes a few alternatives; each says which personhændelse codes and which persons it can be true for at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import NamedTuple

from cpr_haendelser.abonnementer.udtryk import Blandt, Eller, Ikke, IListe, Lig, Og, Sammenligning, Udtryk
from cpr_haendelser.abonnementer.vurdering import to_listevaerdi
from cpr_haendelser.beskeder.kuvertfelter import HANDLING, OBJEKT, PERSONHAENDELSE, PERSONNUMMER, UDVIDELSE
from cpr_haendelser.beskeder.saet import URN_HAENDELSE

FLESTE = 16
"""Alternatives of one filter; with more it is asked as a whole."""


class Krav(NamedTuple):
    """One way for a filter to be true. A part that is None demands nothing."""

    koder: frozenset[str] | None = None
    """The code on the wire is one of these."""
    numre: frozenset[int] | None = None
    """The person is one of these, or in one of `lister` (both are None, or neither)."""
    lister: frozenset[str] | None = None
    eksakt: bool = False
    """What is demanded is the whole of it: where it holds, the filter is true."""

    @property
    def om_personer(self) -> bool:
        """Whether it demands anything of the person."""
        return self.numre is not None


INTET = Krav()
ALTID = Krav(eksakt=True)
"""Demands nothing, and is always true."""


def to_krav(udtryk: Udtryk | None) -> tuple[Krav, ...]:
    """The alternatives of a filter: where it is true, at least one holds. None: a dueslag without filter."""
    if udtryk is None:
        return (ALTID,)
    alternativer = _when_true(udtryk)
    return alternativer if len(alternativer) <= FLESTE else (_sum_up(alternativer),)


def _when_true(udtryk: Udtryk) -> tuple[Krav, ...]:
    match udtryk:
        case Og(led):
            return _all_of([_when_true(x) for x in led])
        case Eller(led):
            return _any_of(_when_true(x) for x in led)
        case Ikke(led):
            return _when_false(led)
        case _:
            return (_of_comparison(udtryk),)


def _when_false(udtryk: Udtryk) -> tuple[Krav, ...]:
    match udtryk:
        case Og(led):
            return _any_of(_when_false(x) for x in led)
        case Eller(led):
            return _all_of([_when_false(x) for x in led])
        case Ikke(led):
            return _when_true(led)
        case _:
            return (INTET,)


def _any_of(dele: Iterable[tuple[Krav, ...]]) -> tuple[Krav, ...]:
    return tuple(dict.fromkeys(krav for del_ in dele for krav in del_))


def _all_of(dele: list[tuple[Krav, ...]]) -> tuple[Krav, ...]:
    hidtil: tuple[Krav, ...] = (ALTID,)
    for del_ in dele:
        nye = del_ if len(hidtil) * len(del_) <= FLESTE else (_sum_up(del_),)
        if len(hidtil) * len(nye) > FLESTE:
            hidtil = (_sum_up(hidtil),)
        hidtil = tuple(dict.fromkeys(_both(a, b) for a, b in product(hidtil, nye)))
    return hidtil


def _both(a: Krav, b: Krav) -> Krav:
    """Both hold. Of two demands on the person the one with fewer lists is kept; the other is asked in the filter."""
    koder = a.koder if b.koder is None else b.koder if a.koder is None else a.koder & b.koder
    if not (a.om_personer and b.om_personer):
        personer = a if a.om_personer else b
        return Krav(koder, personer.numre, personer.lister, eksakt=a.eksakt and b.eksakt)
    mindst = min(a, b, key=lambda krav: (len(krav.lister or ()), len(krav.numre or ())))
    return Krav(koder, mindst.numre, mindst.lister, eksakt=False)


def _sum_up(alternativer: tuple[Krav, ...]) -> Krav:
    """One demand that holds whenever one of them does."""
    koder = [krav.koder for krav in alternativer]
    numre = [krav.numre for krav in alternativer]
    alle_koder = None if None in koder else frozenset(kode for each in koder for kode in each or ())
    if None in numre:
        return Krav(alle_koder)
    return Krav(
        alle_koder,
        frozenset(nummer for each in numre for nummer in each or ()),
        frozenset(liste for krav in alternativer for liste in krav.lister or ()),
    )


def _of_comparison(udtryk: Sammenligning) -> Krav:
    match udtryk:
        case IListe(sti, liste) if sti in {PERSONNUMMER, OBJEKT}:
            return Krav(numre=frozenset(), lister=frozenset({liste}), eksakt=True)
        case Lig(sti, vaerdi):
            return _of_values(sti, (vaerdi,))
        case Blandt(sti, vaerdier):
            return _of_values(sti, vaerdier)
        case _:
            return INTET


def _of_values(sti: str, vaerdier: tuple[str, ...]) -> Krav:
    if sti == PERSONHAENDELSE:
        return Krav(koder=frozenset(vaerdier), eksakt=True)
    if sti == PERSONNUMMER:
        return Krav(numre=frozenset(map(int, vaerdier)), lister=frozenset(), eksakt=True)
    if sti in {HANDLING, UDVIDELSE} and all(vaerdi.lower().startswith(URN_HAENDELSE) for vaerdi in vaerdier):
        return Krav(koder=frozenset(vaerdi[len(URN_HAENDELSE) :] for vaerdi in vaerdier))
    if sti == OBJEKT:
        fundne = [to_listevaerdi(vaerdi) for vaerdi in vaerdier]
        numre = frozenset(vaerdi for vaerdi in fundne if isinstance(vaerdi, int))
        if len(numre) == len(set(fundne)):
            return Krav(numre=numre, lister=frozenset())
    return INTET
