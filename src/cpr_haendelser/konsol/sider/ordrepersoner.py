"""The persons of an order as its page names them: by name and number, and those that it makes before they have any."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cpr_haendelser.konsol.kald import Kald
from cpr_haendelser.konsol.side import is_masked, mask_pnr
from cpr_haendelser.storage.ordre import Ordrelinje, Udfoerelse
from cpr_haendelser.testmiljoe.navngivne import NY
from cpr_haendelser.testmiljoe.personoversigt import Kendt

_FLEST = 12
"""So many persons are named in one place."""


class Hvem(NamedTuple):
    """A person as it is named; without a number: those that the order is to make."""

    navn: str
    """Empty: not known, or not shown to who reads."""
    nummer: str
    """As the page shows it."""
    kaldt: str = ""
    """What a template calls those that are to be made; empty: nothing that somebody chose."""


class Hvemer(NamedTuple):
    """Those of one place."""

    viste: Sequence[Hvem]
    flere: int
    """Not shown."""


class Navne:
    """What the persons of one order are called."""

    def __init__(self, kald: Kald, kendte: Iterable[Kendt]) -> None:
        self._kald = kald
        self._kendte = list(kendte)
        self._navne = {each.pnr: each.navn for each in self._kendte}

    def of_line(self, personer: Iterable[str]) -> Hvemer:
        """Whom a line is about: personnumre, and `ny:NAVN` of those that the order makes."""
        return _few([hvem for each in personer for hvem in self._called(each)])

    def of_execution(self, udfoerelse: Udfoerelse) -> Hvemer:
        """Whom one carrying out is about, or whom it made."""
        if udfoerelse.pnr:
            return _few([self._by_number(f"{udfoerelse.pnr:010d}")])
        sted = (str(udfoerelse.linje), str(udfoerelse.gentagelse))
        return _few([self._by_number(each.pnr) for each in self._kendte if _place(each)[1:] == sted])

    def _called(self, kaldt: str) -> list[Hvem]:
        if not kaldt.startswith(NY):
            return [self._by_number(kaldt)]
        lavede = [self._by_number(each.pnr) for each in self._kendte if _place(each)[:1] == (kaldt,)]
        navn = kaldt.removeprefix(NY)
        # Where nobody has named them, it is the row's number.
        return lavede or [Hvem("", "", "" if navn.isdigit() else navn)]

    def _by_number(self, pnr: str) -> Hvem:
        navn = "" if is_masked(self._kald) else self._navne.get(pnr, "")
        return Hvem(navn, mask_pnr(self._kald, pnr))


def numbers_in(linjer: Iterable[Ordrelinje], udfoerelser: Iterable[Udfoerelse]) -> list[int]:
    """The personnumre that lines and what came of them are about, each once."""
    af_linjer = (int(pnr) for linje in linjer for pnr in linje.personer if pnr.isdigit())
    return list(dict.fromkeys([*af_linjer, *(each.pnr for each in udfoerelser if each.pnr)]))


def _place(person: Kendt) -> tuple[str, ...]:
    """Where in its order a person was made: what the line calls it, the line and the repetition."""
    return tuple(person.person.gruppe.split("/")[1:])


def _few(alle: Sequence[Hvem]) -> Hvemer:
    return Hvemer(alle[:_FLEST], max(0, len(alle) - _FLEST))
