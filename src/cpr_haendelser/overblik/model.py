"""What is seen at one moment."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from cpr_haendelser.storage.alarmbog import Alarm
from cpr_haendelser.storage.forsendelsesbog import Dueslagstilstand
from cpr_haendelser.storage.gendannelsesbog import Gendannelse
from cpr_haendelser.storage.lager import Leverance
from cpr_haendelser.storage.spring import Spring, count_between

MINUTTER = 5
"""A rate is over the last so many minutes."""


class Dueslagsblik(NamedTuple):
    """One dueslag: what it is, and how it goes."""

    navn: str
    """Empty where the set-up does not know it."""
    system: str
    """The name of its it-system."""
    maade: str
    """hent, tilsend; empty where the set-up does not know it."""
    aktiv: bool
    tilstand: Dueslagstilstand
    alder: float
    """Seconds since the oldest that waits or is out was derived; 0: none."""
    takt: float
    """Deliveries a minute."""
    fordelt_til: int = 0
    """Up to which number of the log it has got what is its own."""


class Certifikat(NamedTuple):
    """A certificate that we show others."""

    rolle: str
    """server, klient."""
    udloeber: datetime | None
    """None: the file cannot be read."""


class Systemudloeb(NamedTuple):
    """When an it-system can log in no more by the certificates that are known of it."""

    system: str
    """UUID."""
    navn: str
    udloeber: datetime
    """Of its newest certificate."""


class Overblik(NamedTuple):
    """All of it."""

    tidspunkt: datetime
    miljoe: str
    filer: tuple[Leverance, ...]
    """The last received file of each task."""
    sidste_loebenummer: int
    position: int
    """Up to which number of the log forsendelser have been derived."""
    uden_modtager: int
    dueslag: tuple[Dueslagsblik, ...]
    """By name. Closed ones only while something is left in them."""
    alarmer: tuple[Alarm, ...]
    """Those that stand."""
    certifikater: tuple[Certifikat, ...]
    systemcertifikater: tuple[Systemudloeb, ...] = ()
    """Of active it-systems whose certificates are known."""
    kun_fingeraftryk: int = 0
    """So many active it-systems log in with a certificate of which nobody here knows when it expires."""
    spring: tuple[Spring, ...] = ()
    """Numbers that have been leapt over."""
    personer: int = 0
    """In the replica."""
    gendannelse: Gendannelse | None = None
    """The restoring that nobody has looked through yet: nothing leaves."""

    @property
    def mangler(self) -> int:
        """How many hændelser are not distributed yet."""
        return count_between(self.spring, self.position, self.sidste_loebenummer)
