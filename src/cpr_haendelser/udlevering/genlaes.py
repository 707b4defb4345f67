"""What a reader of the feed has passed and may now see: its agreements are approved again, widened, or begin.

The reader itself remembers one number. Here it is kept, for each it-system and part of the log, under which agreements
each stretch was last shown to it. What is in a stretch that was shown under other agreements than those of now, and is
let through now but was not then, it has passed without seeing.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import NamedTuple

from cpr_haendelser.aftaler.ret import Ret
from cpr_haendelser.cpr.koder import koder
from cpr_haendelser.fordeling.bord import Bord
from cpr_haendelser.fordeling.gaeldende import Gaeldende
from cpr_haendelser.haendelser.model import SAMLE
from cpr_haendelser.haendelser.regler import REGLER
from cpr_haendelser.opslag.log import Udsnit
from cpr_haendelser.storage.lager import Lager
from cpr_haendelser.storage.postrum import Postrum
from cpr_haendelser.storage.straekning import Straekning, splice

KODER = frozenset({*(regel.kode for regel in REGLER), *koder("personhaendelse"), SAMLE})
"""Every code that the log may have."""
_HUSKET = 1024

Pr = tuple[int, str]
"""A version of the set-up, and a day."""


class Laeser(NamedTuple):
    """Who reads: an it-system, and which part of the log it asks for. Each part is read from a number of its own."""

    system: str
    udsnit: Udsnit

    @property
    def noegle(self) -> str:
        """The part as text; the whole log is empty."""
        return "" if self.udsnit == Udsnit() else json.dumps(self.udsnit)


class Genlaesning:
    """Follows readers; safe to share between threads."""

    def __init__(self, lager: Lager, postrum: Postrum, bord: Bord) -> None:
        self._lager, self._postrum, self._bord = lager, postrum, bord
        self._ret = lru_cache(maxsize=_HUSKET)(self._read_ret)
        self._first_new = lru_cache(maxsize=_HUSKET)(self._find_first_new)

    def follow(self, laeser: Laeser, gaeldende: Gaeldende, *, efter: int, naeste: int) -> int | None:
        """Remembers that the log above `efter` and up to `naeste` has been shown, under what is in force.

        The lowest number up to `efter` that the reader has passed, may now see and has not been shown; None: no such.
        """
        slut = self._lager.sidste_loebenummer()
        efter, naeste = min(efter, slut), min(naeste, slut)
        laest = self._postrum.laest(laeser.system, laeser.noegle)
        ny = self._name(laeser.system, laest, naeste, gaeldende)
        vist = splice(laest, ny, fra=efter)
        if vist != laest:
            self._postrum.saet_laest(laeser.system, laeser.noegle, ny, fra=efter)
        return self._lowest(laeser, vist, gaeldende.noegle, efter)

    def _name(self, system: str, laest: tuple[Straekning, ...], naeste: int, gaeldende: Gaeldende) -> Straekning:
        """The new stretch, named as one before that allowed the same: so a stretch is as long as nothing changes."""
        ret = gaeldende.ret(system)
        kendte = (each for each in reversed(laest) if self._ret(system, each[1:]) == ret)
        return next(kendte, Straekning(0, *gaeldende.noegle))._replace(til=naeste)

    def _lowest(self, laeser: Laeser, vist: tuple[Straekning, ...], nu: Pr, efter: int) -> int | None:
        fra = 0
        for straekning in vist:
            til = min(straekning.til, efter)
            if fra < til and (fundet := self._first_new(laeser, straekning[1:], nu, fra, til)):
                return fundet
            fra = straekning.til
        return None

    def _find_first_new(self, laeser: Laeser, foer: Pr, nu: Pr, fra: int, til: int) -> int:
        """The lowest number above `fra` and up to `til` that is let through now and was not before; 0: none.

        Whether one is let through is told by receiver, code and set of composing settings, and by whom it is for.
        """
        dengang, ret = self._ret(laeser.system, foer), self._ret(laeser.system, nu)
        if dengang == ret:
            return 0
        fundet = til + 1
        for cvr in ret.myndigheder:
            if laeser.udsnit.cvr and cvr not in laeser.udsnit.cvr:
                continue
            for saet in self._lager.saetnumre():
                nye = self._new_codes(laeser.udsnit, cvr, saet, dengang, ret)
                if nye:
                    nummer = self._lager.foerste(
                        efter=fra, til=fundet - 1, cvr=cvr, koder=nye, saet=saet, organisation=ret.organisation
                    )
                    fundet = nummer or fundet
        return fundet if fundet <= til else 0

    def _new_codes(self, udsnit: Udsnit, cvr: str, saet: int, foer: Ret, nu: Ret) -> list[str]:
        mulige = KODER | (nu.koder or frozenset())
        beskeder = {
            kode: self._bord.besked_for(cvr, kode, saet)
            for kode in sorted(mulige & set(udsnit.koder) if udsnit.koder else mulige)
        }
        return [kode for kode, besked in beskeder.items() if nu.allows(besked) and not foer.allows(besked)]

    def _read_ret(self, system: str, pr: Pr) -> Ret:
        return self._bord.gaeldende_pr(*pr).ret(system)
