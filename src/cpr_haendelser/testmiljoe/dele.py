"""What carrying out works with, and how an udførelse ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from cpr_haendelser.fejl import Fejl
from cpr_haendelser.fordeling.stempel import stamp
from cpr_haendelser.modtagelse.oenske import KredsFor, Oenske
from cpr_haendelser.population.klan import Tildeling
from cpr_haendelser.storage.lager import Kvittering, Lager
from cpr_haendelser.storage.ordre import Ordrelinje, Ordretilstand, Trin, Udfoerelse, Udfoerelsestilstand
from cpr_haendelser.storage.ordrelager import Ordrelager
from cpr_haendelser.testmiljoe.numre import Nummerkilde

Linjer = Mapping[int, Ordrelinje]
OPTAGET, ULAESELIG = "LAG-011", "LAG-012"
"""A database that somebody else has, and one that cannot be read or written."""


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
    skiftet: Callable[[str, Ordretilstand], None]
    """Told when an order has come to a state by itself."""

    def at_once(self) -> Dele:
        """The same at a time of day that stands still: what is carried out together is registered together."""
        nu = self.nu()
        return self._replace(nu=lambda: nu)

    def done(self, udfoerelse: Udfoerelse, loebenumre: tuple[int, ...], fil: int = 0) -> Udfoerelse:
        """It has been carried out."""
        return self._ended(udfoerelse, Udfoerelsestilstand.UDFOERT, loebenumre=loebenumre, fil=fil)

    def failed(self, udfoerelse: Udfoerelse, fejl: Fejl) -> Udfoerelse:
        """It could not be carried out."""
        return self._ended(udfoerelse, Udfoerelsestilstand.FEJLET, fejl=f"{fejl.kode}: {fejl.tekst}")

    def skipped(self, udfoerelse: Udfoerelse, hvorfor: str) -> Udfoerelse:
        """It is left out."""
        return self._ended(udfoerelse, Udfoerelsestilstand.SPRUNGET, fejl=hvorfor)

    def _ended(self, udfoerelse: Udfoerelse, tilstand: Udfoerelsestilstand, **resten: Any) -> Udfoerelse:
        return udfoerelse._replace(tilstand=tilstand, udfoert=stamp(self.nu()), forsoeg="", **resten)


def check_refusal(fejl: Fejl) -> None:
    """Raises it where it is no refusal of what is let in, but says that a database is out of reach."""
    if fejl.kode in {OPTAGET, ULAESELIG}:
        raise fejl


def step_of(linjer: Linjer, udfoerelse: Udfoerelse) -> Trin:
    """What is to happen."""
    return linjer[udfoerelse.linje].trin[udfoerelse.trin - 1]
