"""CPR times as a message writes them.

`cpr.tider` says what a time means. Here the same is said fast for what nearly all times are, an existing clock on a day
whose clock was not changed; everything else goes the long way. A test holds the two together.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time
from functools import lru_cache
from typing import NamedTuple

from cpr_haendelser.cpr.tider import CprTid, localise

_KLOKKEN = {f"{time_:02d}{minut:02d}": f"T{time_:02d}:{minut:02d}:00" for time_ in range(24) for minut in range(60)}


class Skrevet(NamedTuple):
    """A time as written: empty where there is none or its year is not known."""

    tekst: str
    usikker: bool
    """Whether it is the best guess at something partly unknown, beside what the mark field says."""


INGEN = Skrevet("", usikker=False)


def write_plain_tid(raw: str, broek: str = "") -> str:
    """YYYYMMDDHHMM as xs:dateTime where nothing about it is special; else empty, and `write_tid` knows."""
    klokken = _KLOKKEN.get(raw[8:])
    if klokken is None:
        return ""
    dag, offset = _plain_day(raw[:8])
    return f"{dag}{klokken}{broek}{offset}" if offset else ""


def write_tid(raw: str, broek: str = "") -> Skrevet:
    """YYYYMMDDHHMM as xs:dateTime with offset; `broek` (".000") stands after the seconds.

    A date alone is its midnight.
    """
    tekst = write_plain_tid(raw, broek)
    return Skrevet(tekst, usikker=False) if tekst else _write_tid(raw, broek)


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
    return Skrevet(skrevet.tekst + _midnight_zone(skrevet.tekst), skrevet.usikker) if skrevet.tekst else INGEN


def write_midnat(dato8: str) -> str:
    """The first moment of a production date (YYYYMMDD) as xs:dateTime with offset; empty where there is no such day."""
    return write_tid(f"{dato8}0000").tekst


@lru_cache(maxsize=1 << 14)
def _write_tid(raw: str, broek: str) -> Skrevet:
    """The long way."""
    tid = CprTid(raw)
    iso = tid.iso
    if iso is None:
        return INGEN
    if len(iso) == len("YYYY-MM-DD"):
        return Skrevet(f"{iso}T00:00:00{broek}{_midnight_zone(iso)}", tid.usikker)
    return Skrevet(f"{iso[:19]}{broek}{iso[19:]}", tid.usikker)


@lru_cache(maxsize=1 << 16)
def _plain_day(dato8: str) -> tuple[str, str]:
    """The day and the offset (+01:00) that held all of it; no offset where it changed, or there is no such day."""
    if not (len(dato8) == len("YYYYMMDD") and dato8.isascii() and dato8.isdigit()):
        return "", ""
    try:
        dag = date(int(dato8[:4]), int(dato8[4:6]), int(dato8[6:]))
    except ValueError:
        return "", ""
    return dag.isoformat(), _offset_of_month(dag.year, dag.month) or _offset_of_days(dag)


@lru_cache(maxsize=1 << 12)
def _offset_of_month(aar: int, maaned: int) -> str:
    """The offset that held all of a month; empty where the clock was changed in it."""
    return _offset_of_days(*(date(aar, maaned, dag) for dag in (1, 15, monthrange(aar, maaned)[1])))


def _offset_of_days(*dage: date) -> str:
    """The offset from the first midnight to the ends of all these days; empty where they differ, or there was none."""
    midnat = datetime.combine(dage[0], time.min)
    if localise(midnat).replace(tzinfo=None) != midnat:
        return ""
    offset = _zone(dage[0])
    return offset if all(_zone(dag, time(23, 59)) == offset for dag in dage) else ""


def _midnight_zone(iso: str) -> str:
    dag = date.fromisoformat(iso)
    return _offset_of_month(dag.year, dag.month) or _zone(dag)


def _zone(dag: date, klokken: time = time.min) -> str:
    return localise(datetime.combine(dag, klokken)).isoformat()[-len("+01:00") :]
