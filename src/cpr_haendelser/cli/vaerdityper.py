"""What is typed on the command line, read: løbenumre and times. A refusal never repeats the value."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import click

from cpr_haendelser.cpr.tider import localise, localise_utc
from cpr_haendelser.fordeling.stempel import stamp

_HELTAL = re.compile(r"-?[0-9]{1,20}")
_NUMRE = re.compile(r"([0-9]{1,18})(?:-([0-9]{1,18}))?")


class Heltal(click.IntRange):
    """A whole number in digits alone: Python would read `1_0` and `+5` too."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number."""
        if isinstance(value, str) and not _HELTAL.fullmatch(value):
            self.fail("no whole number", param, ctx)
        return int(super().convert(value, param, ctx))


class Loebenumre(click.ParamType):  # type: ignore[type-arg]
    """`17` or `20-35`, both ends with it. A personnummer with its hyphen is never such an interval: it goes down."""

    name = "løbenumre"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> range:
        """The numbers."""
        fundet = _NUMRE.fullmatch(str(value))
        foerste = int(fundet[1]) if fundet else 0
        sidste = int(fundet[2] or foerste) if fundet else 0
        if not 0 < foerste <= sidste:
            self.fail("no løbenumre", param, ctx)
        return range(foerste, sidste + 1)


class Tidspunkt(click.ParamType):  # type: ignore[type-arg]
    """A day or a time of day in Denmark, without offset or with one; as the post room compares times."""

    name = "tidspunkt"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The time."""
        try:
            laest = datetime.fromisoformat(str(value))
            return stamp(laest if laest.tzinfo else localise(laest))
        except (ValueError, OverflowError):
            self.fail("no time", param, ctx)


def to_clock(tidspunkt: str) -> str:
    """A time of the post room as the clock in Denmark shows it, to the second; empty stays empty."""
    if not tidspunkt:
        return ""
    laest = datetime.fromisoformat(tidspunkt)
    return localise_utc(laest if laest.tzinfo else laest.replace(tzinfo=UTC)).strftime("%Y-%m-%d %H:%M:%S")
