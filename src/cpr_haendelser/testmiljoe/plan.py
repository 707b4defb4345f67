"""What an order comes to: each line's steps, repetitions and persons as udførelser, in order with their times. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

from cpr_haendelser.storage.ordre import Ordrelinje, Udfoerelse


def plan_ordre(uuid: str, linjer: Iterable[Ordrelinje], start: datetime) -> list[Udfoerelse]:
    """The udførelser of an order that is begun at `start`: line by line, repetition by repetition, step by step.

    What has no time of its own, and comes after no wait, is due at once (empty), in order. A wait counts from what it
    comes after; a line without a time begins where it stands.
    """
    numre = count(1)
    return [
        Udfoerelse(uuid, next(numre), linje.nr, trin, gentagelse, to_number(pnr), tidspunkt)
        for linje in linjer
        for gentagelse, trin, tidspunkt in _times(linje, start)
        for pnr in linje.personer
    ]


def to_number(person: str) -> int:
    """The personnummer as a whole number; 0 of one that the order itself creates (`ny:NAVN`)."""
    return int(person) if person.isdigit() else 0


def _times(linje: Ordrelinje, start: datetime) -> Iterator[tuple[int, int, str]]:
    """(repetition, step, when it is due) of a line; both numbers from 1."""
    sendes = datetime.fromisoformat(linje.sendes).astimezone(UTC) if linje.sendes else None
    ventet = timedelta()
    for gentagelse in range(1, linje.gentag + 1):
        ventet += timedelta(seconds=linje.gentag_vent) if gentagelse > 1 else timedelta()
        for nr, trin in enumerate(linje.trin, 1):
            ventet += timedelta(seconds=trin.vent)
            yield gentagelse, nr, _when(sendes, start, ventet)


def _when(sendes: datetime | None, start: datetime, ventet: timedelta) -> str:
    if sendes is None and not ventet:
        return ""
    return ((sendes or start.astimezone(UTC)) + ventet).isoformat(timespec="milliseconds")
