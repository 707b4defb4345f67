"""Reading the numbered log: a page, all of it, one of it. The same for the feed and the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from cpr_haendelser.fejl import Brugsfejl
from cpr_haendelser.haendelser.model import SAMLE, Haendelse
from cpr_haendelser.storage.lager import STOERSTE, Lager
from cpr_haendelser.storage.spring import NOEGLE, read_spring

SIDE = 1000
"""Most hændelser on one page."""
VINDUE = 200_000
"""Most løbenumre that are examined for one page: whoever finds little does not read the whole log in one call."""


class Udsnit(NamedTuple):
    """Which part of the log: hændelse codes (as kept) and receivers' CVR; empty lets everything through."""

    koder: tuple[str, ...] = ()
    cvr: tuple[str, ...] = ()


class Side(NamedTuple):
    """A page of the log, and the løbenummer to go on from."""

    haendelser: list[Haendelse]
    naeste: int


def make_udsnit(
    koder: Sequence[str], kommuner: Sequence[str], *, samlekode: str, cvr_for: Callable[[str], str]
) -> Udsnit:
    """The part of the log that codes as on the wire and municipality codes ask for.

    Brugsfejl LOG-003 where a municipality code has no receiver, for then no hændelse could be found.
    """
    cvr = {kode: cvr_for(kode) for kode in kommuner}
    ukendte = sorted(kode for kode, nummer in cvr.items() if not nummer)
    if ukendte:
        raise Brugsfejl(
            "LOG-003",
            f"ingen modtager kendes for kommunekode {', '.join(ukendte)}. Ret koden, eller giv den et CVR-nummer i "
            "indstillingen kommuner.cvr.",
        )
    indre = {*koder, SAMLE} if samlekode in koder else set(koder)
    return Udsnit(tuple(sorted(indre)), tuple(sorted(set(cvr.values()))))


def read_side(lager: Lager, udsnit: Udsnit, *, efter: int, antal: int) -> Side:
    """At most `antal` hændelser above `efter`; the next page begins after the last one, or after what was examined.

    The log's end is read first: what comes in between is on the next page, never lost.
    """
    slut = lager.sidste_loebenummer()
    til = min(slut, efter + VINDUE)
    fundne = lager.haendelser(efter=efter, til=til, antal=antal, koder=udsnit.koder, cvr=udsnit.cvr)
    if not fundne and til < slut:
        # Where numbers were leapt over (storage.spring) a window may hold none at all, and so may a million after it.
        til = lager.haendelser(efter=til, antal=1)[0].loebenummer - 1
    return _side(fundne, efter, antal, til)


def read_back(lager: Lager, *, til: int, antal: int) -> Side:
    """At most `antal` hændelser up to a number, in order; `naeste` is where the page before ends, 0 where it is none.

    Numbers that were leapt over (storage.spring), and those removed from the log's beginning, are passed over.
    """
    foerste = lager.haendelser(antal=1)
    spring = read_spring(lager.meta(NOEGLE))
    til = next((each.sidste for each in spring if each.sidste < til <= each.over), til)
    fra = max([til - antal, *(each.over for each in spring if each.over < til), 0])
    fundne = lager.haendelser(efter=fra, til=til, antal=antal) if til > 0 else []
    return Side(fundne, fra if foerste and fra >= foerste[0].loebenummer else 0)


def read_persons_side(lager: Lager, pnr: int, *, efter: int, antal: int) -> Side:
    """The same of one person's hændelser, to whichever receiver."""
    til = lager.sidste_loebenummer()
    return _side(lager.haendelser(efter=efter, til=til, antal=antal, pnr=pnr), efter, antal, til)


def _side(fundne: list[Haendelse], efter: int, antal: int, til: int) -> Side:
    return Side(fundne, fundne[-1].loebenummer if len(fundne) == antal else max(efter, til))


def iterate(lager: Lager, udsnit: Udsnit, *, efter: int = 0, antal: int = 0) -> Iterator[Haendelse]:
    """Hændelser above `efter`, at most `antal` of them (0: all there are), page by page."""
    rest = antal or STOERSTE
    while rest > 0:
        side = lager.haendelser(efter=efter, antal=min(SIDE, rest), koder=udsnit.koder, cvr=udsnit.cvr)
        if not side:
            return
        yield from side
        efter, rest = side[-1].loebenummer, rest - len(side)


def iterate_uden_modtager(lager: Lager) -> Iterator[Haendelse]:
    """Every hændelse without receiver, in order."""
    efter = 0
    while side := lager.uden_modtager(efter=efter):
        yield from side
        efter = side[-1].loebenummer


def read_one(lager: Lager, loebenummer: int) -> Haendelse:
    """The hændelse of that number. Brugsfejl LOG-001 where there is none."""
    fundne = lager.haendelser(efter=loebenummer - 1, antal=1) if 0 < loebenummer <= STOERSTE else []
    if not fundne or fundne[0].loebenummer != loebenummer:
        raise no_haendelse(lager)
    return fundne[0]


def no_haendelse(lager: Lager) -> Brugsfejl:
    """What is told where there is no hændelse of a number."""
    return Brugsfejl(
        "LOG-001", f"der er ingen hændelse med det løbenummer; det seneste er {lager.sidste_loebenummer()}."
    )
