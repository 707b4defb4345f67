"""CPR's times: kept as delivered, shown with their uncertainty, and written for the wire with offset.

Three forms (layouts P12170): YYYYMMDDHHMM, YYYY-MM-DD and YYYYMMDD; blank or zeros where there is none. The mark `*`
beside the field, parts that are 00 and clocks that never were (2099, 1299, an hour that summer time skipped) make a
time uncertain.

A clock is wall time in Denmark. From 1980 the zone database decides. Before that a table of the Danish summer times
does, for installations have different zone databases for those years (some hold Copenhagen's own history, some
Berlin's). Before 1894 Denmark had no standard time; its local mean time (50 minutes 20 seconds ahead) has no
xs:dateTime offset, which is whole minutes, and is written as +01:00 too.
"""

# ruff: noqa: DTZ001 - a clock on the wall has no zone until it is localised

from __future__ import annotations

import re
from dataclasses import KW_ONLY, dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

USIKKER = "*"
"""What the mark field beside a time holds when the time is uncertain."""

NORMALTID = timezone(timedelta(hours=1))
SOMMERTID = timezone(timedelta(hours=2))
FOERSTE_ZONEAAR = 1980
"""From this year on every zone database agrees about Denmark."""

SOMMERTIDER = (
    (datetime(1916, 5, 14, 23), datetime(1916, 9, 30, 23)),
    (datetime(1940, 5, 15, 0), datetime(1942, 11, 2, 3)),
    (datetime(1943, 3, 29, 2), datetime(1943, 10, 4, 3)),
    (datetime(1944, 4, 3, 2), datetime(1944, 10, 2, 3)),
    (datetime(1945, 4, 2, 2), datetime(1945, 8, 15, 3)),
    (datetime(1946, 5, 1, 2), datetime(1946, 9, 1, 3)),
    (datetime(1947, 5, 4, 2), datetime(1947, 8, 10, 3)),
    (datetime(1948, 5, 9, 2), datetime(1948, 8, 8, 3)),
)
"""Danish summer times before 1980 by the clock: when the hour was skipped, and when it came back (IANA, backzone)."""

_FORMER = {
    12: re.compile("([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})"),
    10: re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})"),
    8: re.compile("([0-9]{4})([0-9]{2})([0-9]{2})"),
}


@dataclass(frozen=True, slots=True)
class CprTid:
    """One time or date as the CPR Office delivered it; `usikker_maerke` says that its mark field held `*`."""

    raw: str
    _: KW_ONLY
    usikker_maerke: bool = False

    @property
    def tom(self) -> bool:
        """Whether there is none: blank or zeros."""
        return not self.raw.strip(" 0-")

    @property
    def usikker(self) -> bool:
        """Whether it is marked, or says something that is not exactly one moment (or day) that has been."""
        return self.usikker_maerke or not (self.tom or _read(self.raw).sikker)

    @property
    def bedste(self) -> datetime | date | None:
        """The first moment (of a date: the first day) of the period that the known parts leave.

        A datetime with offset for twelve digits, a date for the other forms; None where there is none, the year is
        unknown or there was no such day.
        """
        return _read(self.raw).bedste

    @property
    def dag(self) -> date | None:
        """The day of `bedste`, by Danish time."""
        bedste = self.bedste
        return bedste.date() if isinstance(bedste, datetime) else bedste

    @property
    def iso(self) -> str | None:
        """`bedste` as xs:dateTime or xs:date, or None."""
        bedste = self.bedste
        if bedste is None:
            return None
        return to_iso(bedste) if isinstance(bedste, datetime) else to_iso_dato(bedste)


def read_tid(raw: str, maerke: str = "") -> CprTid:
    """The time of a field and of the mark field beside it (`*` or blank)."""
    return CprTid(raw, usikker_maerke=maerke == USIKKER)


def localise(wall: datetime) -> datetime:
    """The moment at which a clock in Denmark showed `wall` (without zone), with a fixed offset of whole minutes.

    An hour that came twice is the first; a clock that was skipped is moved forward by what was skipped.
    """
    if wall.year < FOERSTE_ZONEAAR:
        return _localise_by_table(wall)
    moment = wall.replace(tzinfo=_koebenhavn(), fold=0).astimezone(UTC).astimezone(_koebenhavn())
    return moment.replace(tzinfo=timezone(moment.utcoffset() or timedelta()), fold=0)


def localise_utc(moment: datetime) -> datetime:
    """A moment (with any offset) as the clock in Denmark shows it, with a fixed offset."""
    local = moment.astimezone(_koebenhavn())
    return local.replace(tzinfo=timezone(local.utcoffset() or timedelta()))


def to_iso(moment: datetime) -> str:
    """A moment as xs:dateTime with offset, to the second; ValueError without an offset of whole minutes."""
    offset = moment.utcoffset()
    if offset is None or offset % timedelta(minutes=1):
        raise ValueError(f"xs:dateTime needs an offset of whole minutes, not {offset}")
    return moment.isoformat(timespec="seconds")


def to_iso_dato(dato: date) -> str:
    """A day as xs:date without zone; of a moment, the day by its own offset."""
    return dato.isoformat()[:10]


class _Laest(NamedTuple):
    """What a text says: its best moment or day, and whether it says exactly that."""

    bedste: datetime | date | None
    sikker: bool


@lru_cache(maxsize=1 << 16)
def _read(raw: str) -> _Laest:
    form = _FORMER.get(len(raw))
    match = form.fullmatch(raw) if form else None
    if match is None:
        return _Laest(None, sikker=False)
    year, month, day, *ur = map(int, match.groups())
    try:
        dato = date(year, month or 1, day or 1)
    except ValueError:
        return _Laest(None, sikker=False)
    sikker = month > 0 and day > 0
    if not ur:
        return _Laest(dato, sikker)
    hour, minute = _first_moment(*ur)
    wall = datetime(dato.year, dato.month, dato.day, hour, minute)
    moment = localise(wall)
    return _Laest(moment, sikker and [hour, minute] == ur and moment.replace(tzinfo=None) == wall)


def _first_moment(hour: int, minute: int) -> tuple[int, int]:
    """The clock with what is impossible in it set to nought: all of it for the hour, the minute for itself."""
    if hour > 23:  # noqa: PLR2004 - hours of a day
        return 0, 0
    return hour, minute if minute < 60 else 0  # noqa: PLR2004 - minutes of an hour


def _localise_by_table(wall: datetime) -> datetime:
    """The moment by the table of summer times."""
    for skipped, came_back in SOMMERTIDER:
        if skipped <= wall < skipped + timedelta(hours=1):
            return (wall + timedelta(hours=1)).replace(tzinfo=SOMMERTID)
        if skipped < wall < came_back:
            return wall.replace(tzinfo=SOMMERTID)
    return wall.replace(tzinfo=NORMALTID)


@cache
def _koebenhavn() -> ZoneInfo:
    return ZoneInfo("Europe/Copenhagen")
