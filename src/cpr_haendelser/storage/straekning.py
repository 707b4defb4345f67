"""How far a reader of the feed has come: stretch by stretch of the log, under which set-up it was last shown."""

from __future__ import annotations

from typing import NamedTuple

FLEST_UDSNIT = 64
"""Parts of the log remembered for one it-system: with more, the one that was read longest ago is forgotten."""


class Straekning(NamedTuple):
    """The log from where the stretch before it ends (else from the beginning) up to and with a number."""

    til: int
    version: int
    """Of the set-up."""
    dag: str
    """YYYY-MM-DD."""


def splice(laest: tuple[Straekning, ...], ny: Straekning, *, fra: int) -> tuple[Straekning, ...]:
    """What has been read when the log above `fra` has been shown up to the end of a new stretch.

    What the reader leaps over counts as shown under the set-up that it last read under; to one that has read nothing,
    under the new one.
    """
    kendt = laest or (ny._replace(til=0),)
    if fra > kendt[-1].til:
        kendt = (*kendt[:-1], kendt[-1]._replace(til=fra))
    foer = [each._replace(til=min(each.til, fra)) for each in _begun_before(kendt, fra)]
    efter = [each for each in kendt if each.til > max(ny.til, fra)]
    return _join([*foer, *([ny] if ny.til > fra else ()), *efter])


def _begun_before(straekninger: tuple[Straekning, ...], nummer: int) -> list[Straekning]:
    begyndelser = (0, *(each.til for each in straekninger))
    return [each for each, begyndelse in zip(straekninger, begyndelser, strict=False) if begyndelse < nummer]


def _join(straekninger: list[Straekning]) -> tuple[Straekning, ...]:
    """Neighbours under the same set-up become one."""
    samlet: list[Straekning] = []
    for each in straekninger:
        if samlet and samlet[-1][1:] == each[1:]:
            samlet[-1] = each
        else:
            samlet.append(each)
    return tuple(samlet)
