"""What a set-up file says of serviceaftaler, held against those that are there: they are living data. Pure.

In Produktion a file asks and ends, and never approves: an agreement that it names is requested, another content is a
new request that is to replace the approved one (`id.2`, `id.3` …), and what is asked for or approved already is left.
In ExtTest the file is the operator's word, and the agreement becomes as the file says.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import NamedTuple

from cpr_haendelser.aftaler.livsforloeb import SLUT, newest_of, shown
from cpr_haendelser.aftaler.model import Aftaletilstand, Serviceaftale

_T = Aftaletilstand


class Udlagt(NamedTuple):
    """The agreements as they are to be, those that stay as they are too, and what is worth a word (Danish)."""

    aftaler: tuple[Serviceaftale, ...]
    bemaerkninger: tuple[str, ...]


class _En(NamedTuple):
    """What one agreement of the file comes to."""

    aftaler: list[Serviceaftale]
    """Of its line: what replaced what."""
    bemaerkning: str = ""


def place(nu: Sequence[Serviceaftale], oenskede: Sequence[Serviceaftale], *, approves: bool) -> Udlagt:
    """What a file's agreements come to; `approves`: its word is enough to approve (ExtTest)."""
    fundne = [_place(nu, oensket, approves=approves) for oensket in oenskede]
    udlagt = {aftale.id: aftale for each in fundne for aftale in each.aftaler}
    # What a table names by its own id goes before what another table's line leads to.
    udlagt |= {each.id: each for each in oenskede if each in nu}
    return Udlagt(tuple(udlagt.values()), tuple(each.bemaerkning for each in fundne if each.bemaerkning))


def end(aftale: Serviceaftale) -> Serviceaftale:
    """An agreement that is to be no more: approved ones are ended, requests withdrawn."""
    til = {_T.GODKENDT: _T.OPSAGT, _T.ANMODET: _T.AFVIST}
    return aftale._replace(tilstand=til.get(aftale.tilstand, aftale.tilstand))


def _place(nu: Sequence[Serviceaftale], oensket: Serviceaftale, *, approves: bool) -> _En:
    kaede = newest_of(oensket.id, nu)
    if oensket in kaede:
        return _En(kaede)
    if approves:
        return _En([*kaede[:-1], _as_wanted(kaede[-1], oensket)] if kaede else [oensket])
    if oensket.tilstand in SLUT:
        ord_ = (
            "" if kaede else f"aftalen {oensket.id} er {shown(oensket.tilstand)} i filen, og den anmodes der ikke om."
        )
        return _En([end(each) for each in kaede], ord_)
    return _ask(nu, oensket, kaede)


def _as_wanted(aftale: Serviceaftale, oensket: Serviceaftale) -> Serviceaftale:
    return oensket._replace(id=aftale.id, erstatter=aftale.erstatter or oensket.erstatter)


def _ask(nu: Sequence[Serviceaftale], oensket: Serviceaftale, kaede: list[Serviceaftale]) -> _En:
    if not kaede:
        venter = f"aftalen {oensket.id} er anmodet; den gælder, når myndigheden har godkendt den."
        return _En([oensket._replace(tilstand=_T.ANMODET)], venter if oensket.tilstand is _T.GODKENDT else "")
    nyeste = kaede[-1]
    if _is_same(nyeste, oensket):
        return _En(kaede, _word_about(nyeste))
    ny = oensket._replace(id=_free_id(nu, oensket.id), tilstand=_T.ANMODET, erstatter=_replaced(kaede).id)
    foer = [each if each.tilstand is not _T.ANMODET else end(each) for each in kaede]
    return _En([*foer, ny], f"aftalen {oensket.id} er en anden nu: der anmodes om {ny.id}, som skal erstatte den.")


def _is_same(aftale: Serviceaftale, oensket: Serviceaftale) -> bool:
    """Whether it is the same that is asked for, however far it has come."""
    return aftale._replace(id="", erstatter="", tilstand=_T.ANMODET) == oensket._replace(
        id="", erstatter="", tilstand=_T.ANMODET
    )


def _word_about(aftale: Serviceaftale) -> str:
    if aftale.tilstand is _T.ANMODET:
        return f"aftalen {aftale.id} venter på myndighedens svar."
    if aftale.tilstand in SLUT:
        return f"aftalen {aftale.id} er {shown(aftale.tilstand)}; skal den gælde igen, så anmod om en ny."
    return ""


def _replaced(kaede: Sequence[Serviceaftale]) -> Serviceaftale:
    """The approved one of a line, else its last."""
    return next((each for each in reversed(kaede) if each.tilstand is _T.GODKENDT), kaede[-1])


def _free_id(nu: Sequence[Serviceaftale], id_: str) -> str:
    kendte = {each.id for each in nu}
    return next(ledig for nr in count(2) if (ledig := f"{id_}.{nr}") not in kendte)
