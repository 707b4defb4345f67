"""What carrying out works with, and how an udførelse ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from cpr_haendelser.fejl import Fejl
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.modtagelse.oenske import KredsFor, Oenske
from cpr_haendelser.population.klan import Tildeling
from cpr_haendelser.storage.lager import Kvittering, Lager
from cpr_haendelser.storage.ordre import Ordre, Ordrelinje, Trin, Udfoerelse, Udfoerelsestilstand
from cpr_haendelser.storage.ordrelager import Ordrelager
from cpr_haendelser.testmiljoe.ejerskab import check_may_order, unknown
from cpr_haendelser.testmiljoe.numre import Nummerkilde

PERSONFELTER = ("aegtefaelle", "far", "mor", "vaerge", "gaeldende", "indehaver", "barn", "fra")
"""Columns that may hold personnumre."""
_PNR = 10

Linjer = Mapping[int, Ordrelinje]


class Dele(NamedTuple):
    """What is handed in."""

    lager: Lager
    ordrelager: Ordrelager
    receive: Callable[[Oenske, KredsFor], Kvittering]
    """Lets an order's file in, its hændelser confined as said."""
    tildel: Callable[[str, tuple[str, ...], str, Nummerkilde], Tildeling]
    """Gives the personnumre of new persons of an owner, shared with some, of a group, from a source."""
    namespace: UUID
    cvr_for: Callable[[str], str]
    saet: Callable[[], int]
    opgaver: Sequence[int]
    """The range of task numbers of order files."""
    mappe: Path
    """Where order files are written; each is removed when it has been received."""
    nu: Callable[[], datetime]
    """The time of day, Danish wall time with offset."""

    def check_owned(self, ordre: Ordre, pnrs: Sequence[int]) -> None:
        """Brugsfejl where the order may not be for one of the persons."""
        kendte = self.ordrelager.personer(pnrs)
        for pnr in filter(None, pnrs):
            check_may_order(ordre.ejer, ordre.art, kendte.get(pnr))

    def check_known(self, ordre: Ordre, pnrs: Sequence[int]) -> None:
        """The same before anything else is looked at: to whoever may not learn of a person it is as one not there."""
        self.check_owned(ordre, pnrs)
        navngivne = [pnr for pnr in pnrs if pnr]
        if not self.lager.billeder(navngivne).keys() >= set(navngivne):
            raise unknown()

    def done(self, udfoerelse: Udfoerelse, loebenumre: tuple[int, ...], fil: int = 0) -> Udfoerelse:
        """It has been carried out."""
        return self._ended(udfoerelse, Udfoerelsestilstand.UDFOERT)._replace(loebenumre=loebenumre, fil=fil)

    def failed(self, udfoerelse: Udfoerelse, fejl: Fejl) -> Udfoerelse:
        """It could not be carried out."""
        return self._ended(udfoerelse, Udfoerelsestilstand.FEJLET)._replace(fejl=f"{fejl.kode}: {fejl.tekst}")

    def skipped(self, udfoerelse: Udfoerelse, hvorfor: str) -> Udfoerelse:
        """It is left out."""
        return self._ended(udfoerelse, Udfoerelsestilstand.SPRUNGET)._replace(fejl=hvorfor)

    def _ended(self, udfoerelse: Udfoerelse, tilstand: Udfoerelsestilstand) -> Udfoerelse:
        return udfoerelse._replace(tilstand=tilstand, udfoert=stamp(self.nu()), forsoeg="")


def step_of(linjer: Linjer, udfoerelse: Udfoerelse) -> Trin:
    """What is to happen."""
    return linjer[udfoerelse.linje].trin[udfoerelse.trin - 1]


def named_in(trin: Trin) -> list[str]:
    """The personnumre that a step names beside its person."""
    ord_ = [each for felt, vaerdi in trin.felter if felt in PERSONFELTER for each in re.split(r"[\s,;]+", vaerdi)]
    return [each for each in ord_ if len(each) == _PNR and each.isdigit()]
