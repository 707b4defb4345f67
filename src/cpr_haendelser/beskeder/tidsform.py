"""CPR times as a message writes them.

`cpr.tider` says what a time means. Here the same is said fast for what nearly all times are, an existing clock on a day
whose clock was not changed; everything else goes the long way. A test holds the two together.
"""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from typing import NamedTuple

from cpr_haendelser.cpr.tider import CprTid, localise

_TIMER = frozenset(f"{hour:02d}" for hour in range(24))
_MINUTTER = frozenset(f"{minute:02d}" for minute in range(60))


class Skrevet(NamedTuple):
    """A time as written: empty where there is none or its year is not known."""

    tekst: str
    usikker: bool
    """Whether it is the best guess at something partly unknown, beside what the mark field says."""


INGEN = Skrevet("", usikker=False)


def write_tid(raw: str, broek: str = "") -> Skrevet:
    """YYYYMMDDHHMM as xs:dateTime with offset; `broek` (".000") stands after the seconds."""
    time_, minut = raw[8:10], raw[10:]
    if time_ in _TIMER and minut in _MINUTTER:
        offset = _offset_of_day(raw[:8])
        if offset:
            return Skrevet(f"{raw[:4]}-{raw[4:6]}-{raw[6:8]}T{time_}:{minut}:00{broek}{offset}", usikker=False)
    return _write_tid(raw, broek)


@lru_cache(maxsize=1 << 16)
def write_dato(raw: str) -> Skrevet:
    """YYYY-MM-DD or YYYYMMDD as xs:date without zone."""
    tid = CprTid(raw)
    dag = tid.dag
    return Skrevet(dag.isoformat(), tid.usikker) if dag else INGEN


@lru_cache(maxsize=1 << 16)
def write_zonedato(raw: str) -> Skrevet:
    """YYYY-MM-DD or YYYYMMDD as xs:date with the zone of its midnight, the form seen from SF1520."""
    skrevet = write_dato(raw)
    return skrevet._replace(tekst=skrevet.tekst + _zone(date.fromisoformat(skrevet.tekst))) if skrevet.tekst else INGEN


def write_midnat(dato8: str) -> str:
    """The first moment of a production date (YYYYMMDD) as xs:dateTime with offset; empty where there is no such day."""
    return write_tid(f"{dato8}0000").tekst


def _write_tid(raw: str, broek: str) -> Skrevet:
    """The long way."""
    tid = CprTid(raw)
    iso = tid.iso
    if iso is None:
        return INGEN
    if len(iso) == len("YYYY-MM-DD"):
        return Skrevet(f"{iso}T00:00:00{broek}{_zone(date.fromisoformat(iso))}", tid.usikker)
    return Skrevet(f"{iso[:19]}{broek}{iso[19:]}", tid.usikker)


@lru_cache(maxsize=1 << 16)
def _offset_of_day(dato8: str) -> str:
    """The offset (+01:00) that held the whole day; empty where it changed, or there is no such day."""
    if not (len(dato8) == len("YYYYMMDD") and dato8.isascii() and dato8.isdigit()):
        return ""
    try:
        dag = date(int(dato8[:4]), int(dato8[4:6]), int(dato8[6:]))
    except ValueError:
        return ""
    begyndt, slut = _zone(dag), _zone(dag, time(23, 59))
    return begyndt if begyndt == slut else ""


def _zone(dag: date, klokken: time = time.min) -> str:
    return localise(datetime.combine(dag, klokken)).isoformat()[-len("+01:00") :]
